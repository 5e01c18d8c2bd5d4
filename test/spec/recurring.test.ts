/** Recurring as the specification has it, by name and by thousands of arbitrary requests. */
import { assert, describe, it } from "@effect/vitest"
import { Recurring } from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { differences } from "./compare.js"
import { extract, type Fields, fieldsOf } from "./extract.js"
import { schemaFields } from "./schemaFields.js"
import { wrongIn } from "./wrongIn.js"

const of = extract("recurring")
const client = Object.values(Recurring.operations)

/** Each difference that is meant, and why. */
type Meant = Readonly<Record<string, string>>

const reliedOn = "not required by the specification, and always there: nothing can be done without it"

const sent: Readonly<Record<string, Meant>> = {
  DraftAgreementV3: {
    "minLength pricing.currency": "the currencies that there are have three letters",
    "maxLength pricing.currency": "the currencies that there are have three letters"
  },
  UpdateAgreementPatchV3: { "required interval.type": "the SDK requires it: an interval is one of two things" }
}

const read: Readonly<Record<string, Meant>> = {
  ListAgreementsV3: { "required [].status": reliedOn },
  FetchAgreementV3: { "required status": reliedOn },
  CreateChargeV3: { "required chargeId": reliedOn }
}

const hold = (found: ReadonlyArray<string>, meant: Meant = {}) =>
  assert.deepStrictEqual([...found].sort(), Object.keys(meant).sort())

const operationOf = (id: string) => {
  const official = of.operations.find((one) => one.id === id)
  const ours = client.find(({ method, path }) => method === official?.method && path === official.path)
  if (official === undefined || ours === undefined) throw new Error(`no operation for ${id}`)
  return { official, ours }
}

describe("Recurring's operations and fields", () => {
  it("the client has each official operation, and no other", () => {
    assert.sameMembers(
      client.map(({ method, path }) => `${method} ${path}`),
      of.operations.map(({ method, path }) => `${method} ${path}`)
    )
  })

  for (const { id } of of.operations) {
    const { official, ours } = operationOf(id)

    it(`the client's request of ${id} is the specification's`, () => {
      hold(differences(fieldsOf(of, official, "request"), ours.request, "sent"), sent[id])
    })

    it(`the client's response of ${id} is the specification's`, () => {
      hold(differences(fieldsOf(of, official, "response"), ours.response, "read"), read[id])
    })

    it(`the query and headers of ${id} are the specification's`, () => {
      const fields = ours.query === undefined ? [] : [...schemaFields(ours.query).keys()]
      const headers = Object.values(ours.headers ?? {})
      assert.sameMembers(
        fields.filter((field) => !Object.hasOwn(ours.headers ?? {}, field)),
        [...(official.query ?? [])]
      )
      for (const header of headers) assert.include(official.headers.optional, header)
      assert.strictEqual(ours.kind !== "Read", official.headers.required.includes("Idempotency-Key"))
    })
  }
})

/** Which limits of the specification a body breaks. */
const brokenIn = (body: unknown, fields: Fields, path = ""): ReadonlyArray<string> => {
  if (Array.isArray(body)) return body.flatMap((item) => brokenIn(item, fields, `${path}[]`))
  if (typeof body === "object" && body !== null) {
    return Object.entries(body).flatMap(([name, value]) =>
      brokenIn(value, fields, path === "" ? name : `${path}.${name}`)
    )
  }
  const { maximum, maxLength, minimum, minLength, pattern, type } = fields[path] ?? {}
  if (typeof body === "number") {
    const isInteger = type !== "integer" || (Number.isInteger(body) && Math.abs(body) < 2 ** 31)
    return isInteger && body >= (minimum ?? body) && body <= (maximum ?? body) ? [] : [`limit ${path}`]
  }
  if (typeof body !== "string") return []
  const isRight =
    body.length >= (minLength ?? 0) &&
    body.length <= (maxLength ?? body.length) &&
    (pattern === undefined || new RegExp(pattern).test(body))
  return isRight ? [] : [`limit ${path}`]
}

/** What the specification says in words. */
const saidInWords: Readonly<Record<string, (body: never) => boolean>> = {
  DraftAgreementV3: ({ campaign, phoneNumber, pricing, skipLandingPage }: Recurring.DraftAgreementRequest) =>
    (campaign === undefined || pricing.type === "LEGACY") && (skipLandingPage !== true || phoneNumber !== undefined),
  UpdateAgreementPatchV3: ({ interval, status, ...rest }: Recurring.UpdateAgreementRequest) =>
    (status === undefined || Object.keys({ ...(interval && { interval }), ...rest }).length === 0) &&
    (interval === undefined || (interval.type === "RECURRING") === (interval.period !== undefined)),
  CreateChargeV3: ({ due, processingMode, retryDays, type }: Recurring.CreateChargeRequest) =>
    type === "UNSCHEDULED"
      ? due === undefined && retryDays === undefined && processingMode === undefined
      : due !== undefined && retryDays !== undefined && (processingMode !== "SINGLE_ATTEMPT" || retryDays === 0),
  CreateChargeAsyncV3: (items: ReadonlyArray<Recurring.BatchCharge>) =>
    items.length <= 2000 &&
    items.every(({ processingMode, retryDays }) => processingMode !== "SINGLE_ATTEMPT" || retryDays === 0)
}

const runs: Readonly<Record<string, number>> = { CreateChargeAsyncV3: 200 }

describe("arbitrary requests of Recurring", () => {
  for (const { id } of of.operations) {
    const { official, ours } = operationOf(id)
    if (ours.request === undefined) continue
    const schema: Schema.Schema<unknown> = ours.request

    it(`every request of ${id} that the client sends is valid by the specification`, () => {
      const fields = fieldsOf(of, official, "request")
      FastCheck.assert(
        FastCheck.property(Arbitrary.make(schema), (request) => {
          const body: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(schema)(request)))
          assert.deepStrictEqual([...wrongIn(body, fields), ...brokenIn(body, fields)], [])
          assert.isTrue(saidInWords[id]?.(body as never) ?? true)
        }),
        { numRuns: runs[id] ?? 1000 }
      )
    })
  }

  for (const { id } of of.operations) {
    const { official, ours } = operationOf(id)
    if (ours.response === undefined) continue
    const schema: Schema.Schema<unknown> = ours.response

    it(`every response of ${id} that the client makes up has no other names than the specification`, () => {
      const fields = fieldsOf(of, official, "response")
      const extra = (body: unknown) => wrongIn(body, fields).filter((wrong) => wrong.startsWith("extra"))
      FastCheck.assert(
        FastCheck.property(Arbitrary.make(schema), (response) => {
          const body: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(schema)(response)))
          assert.deepStrictEqual(extra(body), [])
        }),
        { numRuns: 200 }
      )
    })
  }
})
