// @effect-diagnostics anyUnknownInErrorContext:off
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Callbacks, Checkout, EPayment, type VippsConfig, type VippsError, Webhooks } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { reading } from "../../packages/client/src/internal/schema/read.js"
import { nok } from "../support/samples.js"
import { signed } from "../support/signing.js"
import * as events from "./events.js"
import { modified, scripted } from "./support.js"

type Needs = VippsConfig.VippsConfig | HttpClient.HttpClient

const payment = {
  ...modified,
  paymentMethod: { type: "WALLET", cardBin: "424242" },
  profile: { sub: "c06c4afe" },
  redirectUrl: "https://pay.vipps.no/x",
  metadata: { order: "12345", channel: "web" },
  captureGuaranteedUntil: "2027-04-06T12:48:46.260+00:00",
  shippingDetails: events.authorized.shippingDetails,
  userDetails: {
    email: "ola@example.com",
    firstName: "Ola",
    lastName: "Nordmann",
    mobileNumber: "4798765432",
    dateOfBirth: "1990-01-01",
    addresses: [{ addressLine1: "Storgata 1", addressLine2: "", city: "Oslo", country: "NO", postCode: "0155" }]
  }
}

const session = {
  sessionId: "v52EtjZriRmGiKiAKHByK2",
  merchantSerialNumber: "123456",
  reference: "order-1001",
  sessionState: "PaymentSuccessful",
  paymentMethod: "Wallet",
  paymentDetails: {
    type: "Wallet",
    amount: nok(49900),
    state: "AUTHORIZED",
    aggregate: { authorizedAmount: nok(49900), capturedAmount: nok(0) }
  },
  subscriptionDetails: { state: "ACTIVE", agreementId: "agr_1" },
  userInfo: { sub: "c06c4afe", email: "ada@example.com" },
  shippingDetails: {
    firstName: "Ada",
    streetAddress: "Storgata 1",
    country: "NO",
    amount: nok(4900),
    pickupPoint: { id: "1", name: "Extra", address: "Vitaminveien 7", openingHours: ["8-20"] },
    timeslot: { id: "1", date: "2026-12-01", start: "08:00", end: "10:00" }
  },
  billingDetails: { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com", phoneNumber: "4712345678" },
  customConsentProvided: true
}

const modification = { ...modified }

const log = [
  { ...events.captured, msn: undefined },
  { ...events.authorized, msn: undefined }
]

/** How each response and callback is read, and which of its fields are not details. */
const responses = {
  Payment: [EPayment.Payment, payment, ["reference", "state", "amount", "aggregate", "pspReference"]],
  ModificationResponse: [
    EPayment.ModificationResponse,
    modification,
    ["reference", "state", "amount", "aggregate", "pspReference"]
  ],
  Session: [
    Checkout.Session,
    session,
    ["sessionId", "reference", "sessionState", "paymentDetails", "subscriptionDetails"]
  ],
  ShippingOptionsQuery: [
    Callbacks.ShippingOptionsQuery,
    {
      reference: "order-1001",
      AddressLine1: "Storgata 1",
      AddressLine2: "",
      City: "Oslo",
      PostCode: "0155",
      Country: "NO"
    },
    ["reference", "Country"]
  ],
  LogisticsOptionsQuery: [
    Checkout.LogisticsOptionsQuery,
    { streetAddress: "Storgata 1", postalCode: "0155", region: "Oslo", country: "NO" },
    ["country"]
  ]
} as const satisfies Record<string, readonly [Schema.Schema.AnyNoContext, object, ReadonlyArray<string>]>

type Path = ReadonlyArray<string | number>

/** Every position in a JSON value except its root. */
const places = (json: unknown, at: Path = []): ReadonlyArray<Path> =>
  typeof json === "object" && json !== null
    ? Object.entries(json).flatMap(([key, value]) => {
        const path = [...at, Array.isArray(json) ? Number(key) : key]
        return [path, ...places(value, path)]
      })
    : []

const removed = Symbol("removed")

const changed = (json: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined) return value
  if (Array.isArray(json)) {
    const items = json.map((item, i) => (i === key ? changed(item, rest, value) : item))
    return items.filter((item) => item !== removed)
  }
  if (typeof json !== "object" || json === null) return json
  const entries = Object.entries(json).map(([name, item]) => [name, name === key ? changed(item, rest, value) : item])
  return Object.fromEntries(entries.filter(([, item]) => item !== removed))
}

/** What a mutation inserts: nothing, another type, a number that is no amount, or any JSON. */
const replacement = FastCheck.oneof(
  FastCheck.constantFrom<unknown>(removed, null, "", "100", 0.5, 1e21, -1, 7, true, [], {}, [null], {
    value: "100",
    currency: null
  }),
  FastCheck.constant(Number.POSITIVE_INFINITY),
  FastCheck.jsonValue({ maxDepth: 4 })
)

const mutation = (json: unknown, keep: ReadonlyArray<string> = []) =>
  FastCheck.array(
    FastCheck.tuple(
      FastCheck.constantFrom(...places(json).filter(([field]) => !keep.includes(String(field)))),
      replacement
    ),
    { minLength: 1, maxLength: 4 }
  ).map((changes) => changes.reduce((before, [path, value]) => changed(before, path, value), json))

/** Every number that is an amount by its type, at any depth. */
const amounts = (json: unknown): ReadonlyArray<unknown> =>
  typeof json !== "object" || json === null
    ? []
    : Object.entries(json).flatMap(([key, value]) =>
        ["value", "shippingCost", "amountCaptured", "amountCanceled", "amountRefunded"].includes(key)
          ? [value]
          : amounts(value)
      )

const runs = { numRuns: 500 }

describe("whatever Vipps sends", () => {
  for (const [name, [schema, json, core]] of Object.entries(responses)) {
    const read = reading(schema as Schema.Schema<unknown>)
    const isTyped = ParseResult.is(Schema.typeSchema(schema as Schema.Schema<unknown>))

    it(`${name}: a documented value is read whole`, () => {
      const result = read(json)
      assert(Either.isRight(result))
      assert.strictEqual(JSON.stringify(result.right).length, JSON.stringify(json).length)
    })

    if (places(json).some(([field]) => !core.some((key) => key === field)))
      it.prop(
        `${name}: no change to its details makes it unreadable or contradicts its type`,
        [mutation(json, core)],
        ([sent]) => {
          const result = read(sent)
          assert(Either.isRight(result), JSON.stringify(sent))
          assert.isTrue(isTyped(result.right))
          for (const key of core) {
            const field = (value: unknown) => (value as Record<string, unknown>)[key]
            if (key !== "Country") assert.deepStrictEqual(field(result.right), field(json))
          }
        },
        { fastCheck: runs }
      )

    it.prop(
      `${name}: what any change leaves readable matches its type`,
      [mutation(json)],
      ([sent]) => {
        const result = read(sent)
        if (Either.isLeft(result)) {
          assert.isNotEmpty(result.left)
          return
        }
        assert.isTrue(isTyped(result.right), JSON.stringify(sent))
        if (name === "Payment" || name === "ModificationResponse") {
          const { aggregate, amount } = result.right as EPayment.Payment
          for (const value of [...amounts(aggregate), ...amounts({ amount })])
            assert.isTrue(Number.isSafeInteger(value))
        }
      },
      { fastCheck: runs }
    )

    for (const field of core) {
      it(`${name}: ${field} is no detail`, () => {
        for (const wrong of [removed, 7, "", [], true].filter((value) => field !== "Country" || value !== "")) {
          if (typeof wrong === "string" && typeof (json as Record<string, unknown>)[field] === "string") continue
          if (wrong === removed && field.endsWith("Details")) continue
          assert.isTrue(Either.isLeft(read(changed(json, [field], wrong))), String(wrong))
        }
      })
    }
  }

  it.prop(
    "the event log: a change to a key or a new field leaves it readable",
    [mutation(log[0], ["reference", "pspReference", "name", "amount", "timestamp", "success"])],
    ([event]) => {
      const result = reading(EPayment.PaymentEventLog)([event, log[1]])
      assert(Either.isRight(result))
      assert.strictEqual(result.right.length, 2)
    },
    { fastCheck: runs }
  )

  it("received amounts are safe integers", () => {
    const read = reading(EPayment.Payment)
    for (const field of ["authorizedAmount", "capturedAmount", "refundedAmount", "cancelledAmount"]) {
      for (const wrong of ["1e999", "1e21", "0.5", '"100"', "9007199254740993", "-1e400", "null", "{}"]) {
        const text = JSON.stringify(changed(payment, ["aggregate", field, "value"], "here")).replace('"here"', wrong)
        const result = read(JSON.parse(text))
        assert(Either.isLeft(result), `${field} ${wrong}`)
        assert.match(result.left[0]?.path ?? "", new RegExp(`^aggregate.${field}.value$`))
      }
    }
    const shipped = read(changed(payment, ["shippingDetails", "shippingCost"], { value: 4900, currency: "NOK" }))
    assert(Either.isRight(shipped))
    assert.notProperty(shipped.right.shippingDetails, "shippingCost")
    assert.strictEqual(shipped.right.shippingDetails?.shippingOptionId, "posten")
  })

  it("details that do not fit are left out, one by one, and numbers become text", () => {
    const result = reading(EPayment.Payment)({
      ...payment,
      paymentMethod: { type: "WALLET", cardBin: 424242 },
      profile: null,
      metadata: { order: 12345, nested: {}, channel: "web" },
      userDetails: {
        ...payment.userDetails,
        mobileNumber: 4798765432,
        firstName: ["Ola"],
        dateOfBirth: null,
        addresses: [null, "Storgata 1", { city: "Oslo", postCode: 155, country: true }]
      }
    })
    assert(Either.isRight(result))
    const { metadata, paymentMethod, profile, userDetails } = result.right
    assert.deepStrictEqual(paymentMethod, { type: "WALLET", cardBin: "424242" })
    assert.deepStrictEqual(profile, {})
    assert.deepStrictEqual(metadata, { order: "12345", channel: "web" })
    assert.deepStrictEqual(userDetails, {
      email: "ola@example.com",
      lastName: "Nordmann",
      mobileNumber: "4798765432",
      addresses: [{ city: "Oslo", postCode: "155" }]
    })
  })

  it("a received field named __proto__ changes nothing about an object", () => {
    const text = JSON.stringify(payment)
      .replace("{", '{"__proto__":{"polluted":1},')
      .replace('"userDetails":{', '"userDetails":{"__proto__":{"polluted":1},')
    const result = reading(EPayment.Payment)(JSON.parse(text))
    assert(Either.isRight(result))
    assert.strictEqual((result.right as unknown as { polluted?: unknown }).polluted, undefined)
    assert.strictEqual((result.right.userDetails as unknown as { polluted?: unknown }).polluted, undefined)
    assert.deepStrictEqual(result.right, payment as unknown as EPayment.Payment)
  })

  it.effect.prop(
    "an event with a reference and a name reaches the handler, as its type or as Unknown",
    [mutation(events.authorized, ["reference", "name"])],
    ([sent]) =>
      Effect.gen(function* () {
        const body = JSON.stringify(sent)
        const url = "https://shop.example.com/hook"
        const event = yield* Webhooks.verify({
          secret: Redacted.make("a-secret"),
          url,
          body,
          headers: signed({ secret: "a-secret", url, body })
        })
        if (event._tag === "Unknown") {
          assert.isNotEmpty(event.issues)
          assert.strictEqual((event.payload as { reference: string }).reference, events.authorized.reference)
          return
        }
        assert(event._tag === "EPayment" || event._tag === "EPaymentFailed")
        assert.strictEqual(event.reference, events.authorized.reference)
        assert.isTrue(Number.isSafeInteger(event.amount.value))
        for (const text of [event.msn, event.pspReference, event.timestamp]) assert.isString(text)
        for (const text of Object.values(event.userDetails ?? {})) {
          assert.isTrue(typeof text === "string" || Array.isArray(text) || !(text in events.authorized.userDetails))
        }
      }),
    { fastCheck: runs }
  )

  it.effect.prop(
    "any signed JSON is an event, and never a defect",
    [FastCheck.json({ maxDepth: 6 })],
    ([body]) =>
      Effect.gen(function* () {
        const url = "https://shop.example.com/hook"
        const headers = signed({ secret: "a-secret", url, body })
        assert.isString((yield* Webhooks.verify({ secret: Redacted.make("a-secret"), url, body, headers })).dedupeKey)
      }),
    { fastCheck: { numRuns: 200 } }
  )

  describe("JSON nested 100,000 deep, or with many fields", () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`
    const bodies = {
      "objects at the root": deep,
      "arrays at the root": `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      "a detail": JSON.stringify({ ...payment, userDetails: "here" }).replace('"here"', deep),
      "an address": JSON.stringify({ ...payment, userDetails: { addresses: ["here"] } }).replace('"here"', deep),
      "an unknown field": JSON.stringify({ ...payment, new: "here" }).replace('"here"', deep),
      "an amount": JSON.stringify({ ...payment, amount: "here" }).replace('"here"', deep)
    }
    for (const [where, body] of Object.entries(bodies)) {
      it.effect(`${where}: a response nested 100,000 deep is an error that can be read`, () =>
        Effect.gen(function* () {
          const server = scripted(() => new Response(body))
          const calls: ReadonlyArray<Effect.Effect<unknown, VippsError.VippsError, Needs>> = [
            EPayment.getPayment("order-12345"),
            EPayment.getPaymentEventLog("order-12345")
          ]
          for (const call of calls) {
            const error = yield* Effect.flip(Effect.provide(call, server.layer))
            assert.match(error.message, /^EPayment.getPayment(EventLog)? of order-12345: .*must be|nested/)
            assert.isBelow(error.message.length, 500)
          }
        })
      )
    }

    it("a response with many fields is read in linear time", () => {
      let reads = 0
      const fields = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`f${i}`, i % 3 === 0 ? null : i]))
      const counting = new Proxy(fields, {
        get: (target, key) => {
          reads++
          return Reflect.get(target, key)
        }
      })
      const result = reading(Schema.Unknown)(counting)
      assert(Either.isRight(result))
      assert.strictEqual(Object.keys(result.right as object).length, 133_333)
      assert.isAtMost(reads, 400_000)
    })
  })
})
