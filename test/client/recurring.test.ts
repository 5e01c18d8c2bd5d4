// @effect-diagnostics anyUnknownInErrorContext:off
/** What each Recurring operation sends and reads, as a scripted client and a real server see it. */
import { gzipSync } from "node:zlib"
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Recurring, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { json, serveVipps } from "../support/server.js"
import { drive, options, type Reaction, scripted, sensitive } from "./support.js"

const agreementId = "agr_TEST0001"
const chargeId = "sub-1-2026-04"
const key = "sub-1-2026-04-1"
const own = { idempotencyKey: key, merchantSerialNumber: "654321" }

const agreement = {
  id: agreementId,
  status: "ACTIVE",
  pricing: { type: "LEGACY", currency: "NOK", amount: 19900 },
  interval: { unit: "MONTH", count: 1, text: "hver måned" },
  productName: "Membership",
  uuid: "11111111-1111-4111-8111-111111111111",
  countryCode: "NO",
  created: "2026-03-01T09:58:00Z",
  start: "2026-03-01T10:00:00Z",
  stop: null,
  campaign: null,
  sub: null,
  history: [],
  futureField: { kept: true }
}

const charge = {
  id: chargeId,
  agreementId,
  status: "CHARGED",
  type: "RECURRING",
  transactionType: "DIRECT_CAPTURE",
  amount: 19900,
  currency: "NOK",
  due: "2026-03-31T22:00:00Z",
  retryDays: 2,
  transactionId: null,
  summary: { captured: 19900, refunded: 0, cancelled: 0 },
  history: [
    {
      occurred: "2026-04-01T07:00:00Z",
      event: "CAPTURE",
      amount: 19900,
      idempotencyKey: "chr-4assY8f-agr_FJw2Anb-ProcessPayment",
      success: true
    }
  ]
}

const draft: Recurring.DraftAgreementRequest = {
  pricing: { type: "LEGACY", amount: 19900, currency: "NOK" },
  interval: { unit: "MONTH", count: 1 },
  productName: "Membership",
  merchantRedirectUrl: "https://example.com/welcome?membership=4711",
  merchantAgreementUrl: "https://example.com/memberships/4711",
  phoneNumber: sensitive.phoneNumber,
  initialCharge: { amount: 19900, description: "First month", transactionType: "DIRECT_CAPTURE" }
}

const monthly: Recurring.CreateChargeRequest = {
  amount: 19900,
  transactionType: "DIRECT_CAPTURE",
  description: "April",
  due: "2026-04-01",
  retryDays: 2,
  orderId: chargeId
}

const { orderId: _, ...withoutOrderId } = monthly
const item: Recurring.BatchCharge = {
  ...(withoutOrderId as Recurring.ScheduledCharge as Omit<Recurring.BatchCharge, "agreementId" | "orderId">),
  agreementId,
  orderId: chargeId
}

const batch = {
  validCharges: [chargeId],
  invalidCharges: [{ chargeBatchItemDto: { ...item, agreementId: "agr_NOPE" }, errors: ["unknown agreement"] }]
}

type Run = Effect.Effect<unknown, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>

interface Case {
  readonly name: keyof typeof Recurring.operations
  readonly run: () => Run
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly status: number
  readonly answer?: unknown
  readonly answerHeaders?: Readonly<Record<string, string>>
  readonly result?: unknown
}

const root = "/recurring/v3"
const ofCharge = `${root}/agreements/${agreementId}/charges/${chargeId}`

const read = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== undefined))

const cases: ReadonlyArray<Case> = [
  {
    name: "draftAgreement",
    run: () => Recurring.draftAgreement(draft, own),
    method: "POST",
    path: `${root}/agreements`,
    body: draft,
    status: 201,
    answer: {
      agreementId,
      uuid: agreement.uuid,
      vippsConfirmationUrl: "https://api.vipps.no/v2/register/x",
      chargeId: null
    },
    result: { agreementId, uuid: agreement.uuid, vippsConfirmationUrl: "https://api.vipps.no/v2/register/x" }
  },
  {
    name: "getAgreement",
    run: () => Recurring.getAgreement(agreementId, { merchantSerialNumber: "654321" }),
    method: "GET",
    path: `${root}/agreements/${agreementId}`,
    status: 200,
    answer: agreement,
    result: read(agreement)
  },
  {
    name: "listAgreements",
    run: () =>
      Recurring.listAgreements(
        { status: "STOPPED", createdAfter: 1772323200000, pageNumber: 2, pageSize: 2000 },
        { merchantSerialNumber: "654321" }
      ),
    method: "GET",
    path: `${root}/agreements?status=STOPPED&createdAfter=1772323200000&pageNumber=2&pageSize=2000`,
    status: 200,
    answer: [agreement],
    result: [read(agreement)]
  },
  {
    name: "updateAgreement",
    run: () => Recurring.updateAgreement(agreementId, { pricing: { amount: 24900 }, productName: "More" }, own),
    method: "PATCH",
    path: `${root}/agreements/${agreementId}`,
    body: { pricing: { amount: 24900 }, productName: "More" },
    status: 204
  },
  {
    name: "acceptAgreement",
    run: () => Recurring.acceptAgreement(agreementId, { phoneNumber: sensitive.phoneNumber }, own),
    method: "PATCH",
    path: `${root}/agreements/${agreementId}/accept`,
    body: { phoneNumber: sensitive.phoneNumber },
    status: 204
  },
  {
    name: "createCharge",
    run: () => Recurring.createCharge(agreementId, monthly, own),
    method: "POST",
    path: `${root}/agreements/${agreementId}/charges`,
    body: monthly,
    status: 201,
    answer: { chargeId },
    result: { chargeId }
  },
  {
    name: "createCharges",
    run: () => Recurring.createCharges([item], own),
    method: "POST",
    path: `${root}/agreements/charges`,
    body: [item],
    status: 202,
    answer: batch,
    result: batch
  },
  {
    name: "getCharge",
    run: () => Recurring.getCharge(agreementId, chargeId, { merchantSerialNumber: "654321" }),
    method: "GET",
    path: ofCharge,
    status: 200,
    answer: charge,
    result: read(charge)
  },
  {
    name: "getChargeById",
    run: () => Recurring.getChargeById(chargeId, { merchantSerialNumber: "654321" }),
    method: "GET",
    path: `${root}/charges/${chargeId}`,
    status: 200,
    answer: charge,
    result: read(charge)
  },
  {
    name: "listCharges",
    run: () =>
      Recurring.listCharges(
        agreementId,
        { status: "CHARGED", continuationToken: "4f3c0a56-3a64-4b3a-9f0c-6d6a6f9b0e11" },
        { merchantSerialNumber: "654321" }
      ),
    method: "GET",
    path: `${root}/agreements/${agreementId}/charges?status=CHARGED`,
    headers: { "continuation-token": "4f3c0a56-3a64-4b3a-9f0c-6d6a6f9b0e11" },
    status: 200,
    answer: [charge],
    answerHeaders: { "Continuation-Token": "next-page" },
    result: { charges: [read(charge)], continuationToken: "next-page" }
  },
  {
    name: "cancelCharge",
    run: () => Recurring.cancelCharge(agreementId, chargeId, own),
    method: "DELETE",
    path: ofCharge,
    status: 202
  },
  {
    name: "captureCharge",
    run: () => Recurring.captureCharge(agreementId, chargeId, { amount: 100 }, own),
    method: "POST",
    path: `${ofCharge}/capture`,
    body: { amount: 100 },
    status: 202
  },
  {
    name: "refundCharge",
    run: () => Recurring.refundCharge(agreementId, chargeId, { amount: 100, description: "Sorry" }, own),
    method: "POST",
    path: `${ofCharge}/refund`,
    body: { amount: 100, description: "Sorry" },
    status: 204
  }
]

const answerOf = ({ answer, answerHeaders, status }: Case): Response =>
  answer === undefined
    ? new Response(null, { status })
    : Response.json(answer, { status, ...(answerHeaders === undefined ? {} : { headers: answerHeaders }) })

describe("Recurring on the wire", () => {
  it("every operation of Recurring is tested", () => {
    assert.deepStrictEqual(cases.map(({ name }) => name).sort(), Object.keys(Recurring.operations).sort())
  })

  for (const one of cases) {
    it.effect(`${one.name} sends what Vipps documents, and reads the response`, () =>
      Effect.gen(function* () {
        const server = scripted(() => answerOf(one))
        const result = yield* one.run().pipe(Effect.provide(server.layer))
        assert.deepStrictEqual(result, one.result)
        assert.strictEqual(server.seen.length, 1)
        const { body, headers, method, path } = server.seen[0] as (typeof server.seen)[number]
        assert.strictEqual(method, one.method)
        assert.strictEqual(path, one.path.split("?")[0])
        assert.deepStrictEqual(body, one.body)
        assert.strictEqual(headers["authorization"], `Bearer ${sensitive.token}-1`)
        assert.strictEqual(headers["ocp-apim-subscription-key"], sensitive.subscriptionKey)
        assert.strictEqual(headers["merchant-serial-number"], "654321")
        assert.strictEqual(headers["idempotency-key"], one.method === "GET" ? undefined : key)
        for (const [name, value] of Object.entries(one.headers ?? {})) assert.strictEqual(headers[name], value)
      })
    )
  }

  it.scopedLive("every operation of Recurring sends the same over real HTTP, also where the response has no body", () =>
    Effect.gen(function* () {
      let current: Case = cases[0] as Case
      const server = yield* serveVipps((_, response) => {
        const { answer, answerHeaders, status } = current
        if (answer !== undefined) return json(response, status, answer, answerHeaders)
        response.writeHead(status)
        response.end()
      }, sensitive.token)
      const layer = Layer.merge(VippsConfig.layer({ ...options, baseUrl: server.url }), NodeHttp.layer)
      yield* Effect.gen(function* () {
        for (const one of cases) {
          current = one
          assert.deepStrictEqual(yield* one.run(), one.result, one.name)
          const seen = server.seen.at(-1)
          assert.strictEqual(seen?.method, one.method)
          assert.strictEqual(seen?.path, one.path)
          assert.deepStrictEqual(seen?.body === "" ? undefined : JSON.parse(seen?.body ?? ""), one.body)
          assert.strictEqual(seen?.headers["idempotency-key"], one.method === "GET" ? undefined : key)
          for (const [name, value] of Object.entries(one.headers ?? {})) assert.strictEqual(seen?.headers[name], value)
        }
      }).pipe(Effect.provide(layer))
      assert.strictEqual(server.seen.length, cases.length + 1)
    })
  )

  it.effect("a generated key of Recurring is a UUID, and a read has none", () =>
    Effect.gen(function* () {
      const server = scripted(() => new Response(null, { status: 204 }))
      yield* Recurring.captureCharge(agreementId, chargeId, { amount: 1 }).pipe(Effect.provide(server.layer))
      assert.match(server.seen[0]?.headers["idempotency-key"] ?? "", /^[0-9a-f-]{36}$/)
    })
  )

  it.effect("a draft in NOK without merchantAgreementUrl is sent with a warning", () =>
    Effect.gen(function* () {
      const messages: Array<unknown> = []
      const logger = Logger.make(({ message }) => messages.push(message))
      const server = scripted(() => Response.json({ agreementId }, { status: 201 }))
      const { merchantAgreementUrl: _, ...rest } = draft
      yield* Recurring.draftAgreement(rest).pipe(
        Effect.provide(Layer.merge(server.layer, Logger.replace(Logger.defaultLogger, logger)))
      )
      assert.strictEqual(server.seen.length, 1)
      assert.include(String(messages), "merchantAgreementUrl is missing")
    })
  )
})

describe("operations whose response has no body", () => {
  for (const { name, run } of cases.filter(({ answer }) => answer === undefined)) {
    it.effect(`${name} takes a page with the status 200 for no success: the request may not have reached Vipps`, () =>
      Effect.gen(function* () {
        const page = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head></html>"
        const server = scripted(() => new Response(page, { status: 200, headers: { "content-type": "text/html" } }))
        const error = yield* Effect.flip(Effect.provide(run(), server.layer))
        assert.strictEqual(error._tag, "VippsDecodeError")
        assert.strictEqual(error.outcome, "unknown")
        assert.include(error.message, "Sign in to the network")
        assert.strictEqual(server.seen.length, 1)
      })
    )

    it.effect(`${name} takes a body that the HTTP client did not decompress for no success`, () =>
      Effect.gen(function* () {
        const page = gzipSync("<html>Sign in to the network</html>")
        const server = scripted(() => new Response(page, { status: 200, headers: { "content-encoding": "gzip" } }))
        const error = yield* Effect.flip(Effect.provide(run(), server.layer))
        assert.strictEqual(error._tag, "VippsDecodeError")
        assert.strictEqual(error.outcome, "unknown")
        assert.include(error.message, "content-encoding: gzip")
        assert.strictEqual(server.seen.length, 1)
      })
    )
  }
})

describe("drafts without a response", () => {
  const lost: ReadonlyArray<readonly [string, () => Reaction]> = [
    ["a lost connection", () => "reset"],
    ["a server error", () => Response.json({}, { status: 503 })]
  ]
  for (const [what, react] of lost) {
    it.effect(`${what} is not retried, and the error says that a second agreement may exist`, () =>
      Effect.gen(function* () {
        const server = scripted(react)
        const exit = yield* drive(Effect.provide(Effect.flip(Recurring.draftAgreement(draft)), server.layer))
        const error = yield* exit
        assert.strictEqual(server.seen.length, 1)
        assert.strictEqual(error.outcome, "unknown")
        assert.isFalse(error.retryable)
        assert.include(error.message, "expires after 10 minutes")
        assert.include(error.message, "A new draft is a second agreement")
        assert.notInclude(JSON.stringify(error), sensitive.phoneNumber)
      })
    )
  }

  it.effect("a draft that Vipps put off is retried with its key, because nothing was created", () =>
    Effect.gen(function* () {
      const server = scripted((n) =>
        n === 1 ? Response.json({}, { status: 429 }) : Response.json({ agreementId }, { status: 201 })
      )
      const exit = yield* drive(Effect.provide(Recurring.draftAgreement(draft), server.layer))
      assert.strictEqual((yield* exit).agreementId, agreementId)
      assert.strictEqual(new Set(server.seen.map(({ headers }) => headers["idempotency-key"])).size, 1)
    })
  )

  it.effect("a charge without a response is retried with its key", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? "reset" : Response.json({ chargeId }, { status: 201 })))
      const exit = yield* drive(Effect.provide(Recurring.createCharge(agreementId, monthly), server.layer))
      assert.strictEqual((yield* exit).chargeId, chargeId)
      assert.strictEqual(server.seen.length, 2)
      assert.strictEqual(new Set(server.seen.map(({ headers }) => headers["idempotency-key"])).size, 1)
    })
  )
})

describe("a cancellation that Vipps answers with 500", () => {
  const cancel = Recurring.cancelCharge(agreementId, chargeId)
  const broken = () => Response.json({ statusCode: 500, message: "Internal server error" }, { status: 500 })

  it.effect("it is repeated with its key, and done when Vipps recovers", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? broken() : new Response(null, { status: 204 })))
      yield* yield* drive(Effect.provide(cancel, server.layer))
      assert.strictEqual(server.seen.length, 2)
      assert.strictEqual(new Set(server.seen.map(({ headers }) => headers["idempotency-key"])).size, 1)
    })
  )

  it.effect("an equal call after a lost response sends its key again, which Vipps answers as it did", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? "reset" : new Response(null, { status: 204 })))
      const once = () => Recurring.cancelCharge(agreementId, chargeId, { retry: false })
      const error = yield* yield* drive(Effect.provide(Effect.zipLeft(Effect.flip(once()), once()), server.layer))
      assert.strictEqual(error.outcome, "unknown")
      assert.include(error.message, "reuses the idempotency key")
      assert.strictEqual(server.seen.length, 2)
      assert.strictEqual(new Set(server.seen.map(({ headers }) => headers["idempotency-key"])).size, 1)
    })
  )

  it.effect("its outcome is unknown when Vipps does not recover: the charge may be cancelled", () =>
    Effect.gen(function* () {
      const server = scripted(broken)
      const error = yield* yield* drive(Effect.provide(Effect.flip(cancel), server.layer))
      assert.strictEqual(error._tag, "VippsServerError")
      assert.deepStrictEqual([error.outcome, error.retryable, error.attempts], ["unknown", true, 3])
    })
  )
})

describe("errors of Recurring", () => {
  const prefixes = [
    "https://vipps.no/problems/recurring/",
    "https://vippsas.github.io/vipps-recurring-api/#",
    "https://developer.vippsmobilepay.com/docs/APIs/recurring-api/vipps-recurring-api-problems#"
  ]

  interface Known {
    readonly code: string
    readonly status: number
    readonly tag: VippsError.VippsError["_tag"]
    readonly reason?: string
  }

  const known: ReadonlyArray<Known> = [
    { code: "validation-error", status: 400, tag: "VippsRequestError" },
    { code: "invalid-json", status: 400, tag: "VippsRequestError" },
    { code: "unsupported-media-type", status: 415, tag: "VippsRequestError" },
    { code: "invalid-agreement-id", status: 400, tag: "VippsRequestError" },
    { code: "not-authorized", status: 403, tag: "VippsAuthError" },
    { code: "idempotency-key-header", status: 400, tag: "VippsRequestError" },
    { code: "missing-request-header", status: 400, tag: "VippsRequestError" },
    { code: "charge-amount-too-high", status: 400, tag: "VippsRequestError" },
    { code: "charge-due-too-soon", status: 400, tag: "VippsRequestError" },
    { code: "charge-due-in-too-long", status: 400, tag: "VippsRequestError" },
    { code: "unsupported-feature", status: 400, tag: "VippsRequestError" },
    { code: "illegal-agreement-update", status: 400, tag: "VippsRequestError" },
    { code: "invalid-suggested-max-amount", status: 400, tag: "VippsRequestError" },
    { code: "cancel-charge-failed", status: 400, tag: "VippsRequestError" },
    { code: "charge-creation-failed", status: 400, tag: "VippsRequestError" },
    { code: "charge-capture-failed", status: 400, tag: "VippsRequestError" },
    { code: "invalid-sale-unit", status: 403, tag: "VippsAuthError" },
    { code: "resource-not-found", status: 404, tag: "VippsNotFoundError" },
    { code: "operation-failed", status: 400, tag: "VippsRequestError" },
    { code: "conflict", status: 409, tag: "VippsConflictError", reason: "ReferenceExists" },
    { code: "idempotency-conflict", status: 409, tag: "VippsConflictError", reason: "IdempotencyKeyReused" },
    { code: "of-the-future", status: 422, tag: "VippsRequestError" }
  ]

  it.effect("createCharges returns the charges that were accepted, whatever is said of those that were not", () =>
    Effect.gen(function* () {
      const validCharges = ["batch-0001", "batch-0002"]
      const refused = { chargeBatchItemDto: { orderId: "batch-0003" }, errors: ["no such agreement"] }
      const responses: ReadonlyArray<readonly [invalidCharges: unknown, read: ReadonlyArray<unknown>]> = [
        [null, []],
        [{}, []],
        [
          [refused, { chargeBatchItemDto: null, errors: null }],
          [refused, { chargeBatchItemDto: {}, errors: [] }]
        ],
        [[{ ...refused, chargeBatchItemDto: { orderId: "batch-0003", amount: "1" } }], [refused]]
      ]
      for (const [invalidCharges, read] of responses) {
        const server = scripted(() => Response.json({ validCharges, invalidCharges }, { status: 202 }))
        const created = yield* Effect.provide(Recurring.createCharges([item]), server.layer)
        assert.deepStrictEqual([created.validCharges, created.invalidCharges], [validCharges, read])
      }
    })
  )

  const failing = (react: () => Response) =>
    Effect.gen(function* () {
      const server = scripted(react)
      const call = Recurring.createCharge(agreementId, monthly, { retry: false })
      const exit = yield* drive(Effect.provide(Effect.flip(call), server.layer))
      return yield* exit
    })

  const fieldsOf = (error: VippsError.VippsError) =>
    error as { readonly code?: string; readonly reason?: string; readonly traceId?: string; readonly detail?: string }

  for (const { code, reason, status, tag } of known) {
    it.effect(`${code} (${status}) is a ${tag}, whatever precedes it`, () =>
      Effect.gen(function* () {
        for (const prefix of prefixes) {
          const error = yield* failing(() =>
            Response.json(
              { type: prefix + code, title: "Bad Request", status, detail: "words", contextId: "ctx-1" },
              { status }
            )
          )
          assert.strictEqual(error._tag, tag)
          assert.strictEqual(error.outcome, "refused")
          assert.strictEqual(fieldsOf(error).code, code)
          assert.strictEqual(fieldsOf(error).reason, reason)
          assert.strictEqual(fieldsOf(error).traceId, "ctx-1")
          assert.strictEqual(error.reference, agreementId)
        }
      })
    )
  }

  it.effect("a conflict with something existing is not a reference in use", () =>
    Effect.gen(function* () {
      const type = `${prefixes[0]}conflict`
      const server = scripted(() => Response.json({ type, status: 409 }, { status: 409 }))
      const call = Recurring.captureCharge(agreementId, chargeId, { amount: 100 })
      const error = yield* Effect.flip(call).pipe(Effect.provide(server.layer))
      assert.strictEqual(error._tag, "VippsConflictError")
      assert.strictEqual(fieldsOf(error).reason, "Unknown")
      assert.strictEqual(error.reference, chargeId)
    })
  )

  it.effect("about:blank has no code, and traceId is read as well as contextId", () =>
    Effect.gen(function* () {
      const error = yield* failing(() =>
        Response.json(
          { type: "about:blank", title: "Not Found", status: 404, detail: "Agreement not found.", traceId: "t-1" },
          { status: 404 }
        )
      )
      assert.strictEqual(error._tag, "VippsNotFoundError")
      assert.strictEqual(fieldsOf(error).code, undefined)
      assert.strictEqual(fieldsOf(error).traceId, "t-1")
      assert.include(error.message, "Agreement not found")
    })
  )

  it.effect("the gateway's form of an error is read", () =>
    Effect.gen(function* () {
      const error = yield* failing(() =>
        Response.json(
          {
            responseInfo: { responseCode: 500, responseMessage: "APIM Internal Server Error" },
            result: { message: "(null)" }
          },
          { status: 500 }
        )
      )
      assert.strictEqual(error._tag, "VippsServerError")
      assert.strictEqual(error.outcome, "unknown")
      assert.include(error.message, "APIM Internal Server Error")
    })
  )

  it.effect("details of the old free form are shown", () =>
    Effect.gen(function* () {
      const error = yield* failing(() =>
        Response.json(
          {
            type: `${prefixes[0]}illegal-agreement-update`,
            status: 400,
            detail: "Illegal update",
            extraDetails: [{ status: "Cannot modify an agreement which is not active." }]
          },
          { status: 400 }
        )
      )
      assert.deepStrictEqual((error as { extraDetails?: unknown }).extraDetails, [
        { name: "status", reason: "Cannot modify an agreement which is not active." }
      ])
      assert.include(error.message, "Cannot modify an agreement which is not active")
    })
  )
})
