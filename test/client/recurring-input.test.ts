// @effect-diagnostics anyUnknownInErrorContext:off unsafeEffectTypeAssertion:off
/** Which Recurring requests are refused before anything is sent, and by which field. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Recurring, type VippsConfig, type VippsError } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import { scripted } from "./support.js"

type Call = Effect.Effect<unknown, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>

const agreementId = "agr_TEST0001"

const draft = (fields: object): Call =>
  Recurring.draftAgreement({
    pricing: { type: "LEGACY", amount: 19900, currency: "NOK" },
    productName: "Membership",
    merchantRedirectUrl: "https://example.com/welcome",
    merchantAgreementUrl: "https://example.com/memberships/4711",
    ...fields
  } as Recurring.DraftAgreementRequest)

const update = (fields: object): Call =>
  Recurring.updateAgreement(agreementId, fields as Recurring.UpdateAgreementRequest)

const scheduled = {
  amount: 19900,
  transactionType: "DIRECT_CAPTURE",
  description: "April",
  due: "2026-04-01",
  retryDays: 2
} as const

const create = (fields: object): Call =>
  Recurring.createCharge(agreementId, { ...scheduled, ...fields } as Recurring.CreateChargeRequest)

const item = (n: number, fields: object = {}): Recurring.BatchCharge => ({
  ...scheduled,
  agreementId,
  orderId: `sub-${n}-2026-04`,
  ...fields
})

const items = (count: number) => Array.from({ length: count }, (_, n) => item(n))

const campaign = { type: "PRICE_CAMPAIGN", price: 0, end: "2026-12-31T23:00:00Z" }
const initialCharge = { amount: 100, description: "First month", transactionType: "DIRECT_CAPTURE" }
const flexible = { pricing: { type: "FLEXIBLE", currency: "NOK" } }

const refused: ReadonlyArray<readonly [path: string, what: string, call: Call]> = [
  [
    "campaign",
    "a campaign with VARIABLE pricing",
    draft({ campaign, pricing: { type: "VARIABLE", suggestedMaxAmount: 100, currency: "NOK" } })
  ],
  ["campaign", "a campaign with FLEXIBLE pricing", draft({ ...flexible, campaign })],
  [
    "campaign.end",
    "a campaign that ends in local time",
    draft({ campaign: { ...campaign, end: "2026-12-31T23:00:00+01:00" } })
  ],
  ["campaign.end", "a campaign that ends on no day", draft({ campaign: { ...campaign, end: "2026-02-30T23:00:00Z" } })],
  [
    "campaign.eventText",
    "a long event",
    draft({
      campaign: {
        type: "EVENT_CAMPAIGN",
        price: 100,
        eventDate: "2026-12-31T23:00:00Z",
        eventText: "the longest final"
      }
    })
  ],
  ["phoneNumber", "skipLandingPage without a phone number", draft({ skipLandingPage: true })],
  ["phoneNumber", "a phone number with a plus", draft({ phoneNumber: "+4712345678" })],
  ["pricing.amount", "a price with fractions", draft({ pricing: { type: "LEGACY", amount: 199.5, currency: "NOK" } })],
  [
    "pricing.currency",
    "another market's currency",
    draft({ pricing: { type: "LEGACY", amount: 100, currency: "SEK" } })
  ],
  [
    "pricing.suggestedMaxAmount",
    "the wrong field for its pricing",
    draft({ pricing: { type: "LEGACY", amount: 100, currency: "NOK", suggestedMaxAmount: 100 } })
  ],
  [
    "pricing.amount",
    "VARIABLE pricing with a price",
    draft({ pricing: { type: "VARIABLE", amount: 100, currency: "NOK", suggestedMaxAmount: 100 } })
  ],
  ["productName", "a long title", draft({ productName: "x".repeat(46) })],
  ["productDescription", "a long description", draft({ productDescription: "x".repeat(101) })],
  ["merchantAgreementUrl", "an agreement URL without TLS", draft({ merchantAgreementUrl: "http://example.com/me" })],
  ["merchantRedirectUrl", "no URL to return to", draft({ merchantRedirectUrl: "example.com" })],
  ["interval.count", "an interval of 32", draft({ interval: { unit: "DAY", count: 32 } })],
  ["scope", "an unknown scope", draft({ scope: "name shoeSize" })],
  [
    "initialCharge.description",
    "an initial charge without a description",
    draft({ initialCharge: { ...initialCharge, description: "" } })
  ],
  [
    "initialCharge.currency",
    "an initial charge with a currency",
    draft({ initialCharge: { ...initialCharge, currency: "NOK" } })
  ],
  [
    "initialCharge.orderId",
    "an orderId with an underscore",
    draft({ initialCharge: { ...initialCharge, orderId: "order_1" } })
  ],
  ["externalId", "an empty external id", draft({ externalId: "" })],
  ["countryCode", "a country, which requests no longer have", draft({ countryCode: "NO" })],
  ["request", "an update of nothing", update({})],
  ["status", "a stop beside another change", update({ status: "STOPPED", productName: "More" })],
  ["status", "another status than STOPPED", update({ status: "ACTIVE" })],
  ["pricing", "both prices at once", update({ pricing: { amount: 100, suggestedMaxAmount: 100 } })],
  ["pricing", "no price", update({ pricing: {} })],
  ["pricing.currency", "a new currency", update({ pricing: { amount: 100, currency: "NOK" } })],
  ["interval.period", "a recurring interval without a period", update({ interval: { type: "RECURRING" } })],
  [
    "interval.period",
    "a flexible interval with a period",
    update({ interval: { type: "FLEXIBLE", period: { unit: "MONTH", count: 1 } } })
  ],
  ["interval.type", "the draft's form of an interval", update({ interval: { unit: "MONTH", count: 1 } })],
  ["campaign", "a new campaign", update({ campaign })],
  ["due", "a scheduled charge without a day", create({ due: undefined })],
  ["retryDays", "a scheduled charge without retryDays", create({ retryDays: undefined })],
  ["retryDays", "15 days of retries", create({ retryDays: 15 })],
  ["retryDays", "a single attempt with retries", create({ processingMode: "SINGLE_ATTEMPT" })],
  ["due", "a time instead of a day", create({ due: "2026-04-01T00:00:00Z" })],
  ["due", "a day that does not exist", create({ due: "2026-02-29" })],
  ["due", "an unscheduled charge with a day", create({ type: "UNSCHEDULED", retryDays: undefined })],
  ["retryDays", "an unscheduled charge with retries", create({ type: "UNSCHEDULED", due: undefined })],
  [
    "processingMode",
    "an unscheduled charge with a processing mode",
    create({ type: "UNSCHEDULED", due: undefined, retryDays: undefined, processingMode: "SINGLE_ATTEMPT" })
  ],
  ["type", "a charge of type INITIAL", create({ type: "INITIAL" })],
  ["amount", "an amount of zero", create({ amount: 0 })],
  ["amount", "an amount beyond 32 bits", create({ amount: 2_147_483_648 })],
  ["currency", "a charge with a currency", create({ currency: "NOK" })],
  ["description", "an empty description", create({ description: "" })],
  ["description", "a long description", create({ description: "x".repeat(101) })],
  ["orderId", "a long orderId", create({ orderId: "x".repeat(65) })],
  [
    "[1].orderId",
    "a batch item without an orderId",
    Recurring.createCharges([item(0), item(1, { orderId: undefined })])
  ],
  ["[2].orderId", "a batch with one orderId twice", Recurring.createCharges([item(0), item(1), item(0)])],
  [
    "[0].retryDays",
    "a batch item with a single attempt and retries",
    Recurring.createCharges([item(0, { processingMode: "SINGLE_ATTEMPT" })])
  ],
  ["[0].type", "a batch item with a type", Recurring.createCharges([item(0, { type: "RECURRING" })])],
  ["request", "an empty batch", Recurring.createCharges([])],
  ["request", "a batch of 2001", Recurring.createCharges(items(2001))],
  ["amount", "a capture of nothing", Recurring.captureCharge(agreementId, "chr-1", { amount: 0 })],
  ["amount", "a capture without an amount", Recurring.captureCharge(agreementId, "chr-1", {} as never)],
  ["request", "a capture without a body", Recurring.captureCharge(agreementId, "chr-1", undefined as never)],
  ["description", "a refund without a reason", Recurring.refundCharge(agreementId, "chr-1", { amount: 1 } as never)],
  ["phoneNumber", "an acceptance without a number", Recurring.acceptAgreement(agreementId, {} as never)],
  ["agreementId", "an agreement id with a slash", Recurring.getAgreement("agr_1/charges")],
  ["agreementId", "an empty agreement id", Recurring.getAgreement("")],
  ["chargeId", "a charge id with a dot", Recurring.getCharge(agreementId, "..")],
  ["pageSize", "a page of 2001", Recurring.listAgreements({ pageSize: 2001 })],
  ["status", "a list of an unknown status", Recurring.listAgreements({ status: "PAUSED" as never })],
  ["pageNumber", "page 0", Recurring.listAgreements({ pageNumber: 0 })],
  ["continuationToken", "a token with a line break", Recurring.listCharges(agreementId, { continuationToken: "a\nb" })],
  ["options.window", "a wait of no time", Recurring.awaitAgreement(agreementId, { window: 0 })]
]

describe("input that Recurring refuses", () => {
  for (const [path, what, call] of refused) {
    it.effect(`${what} is refused by ${path}, and nothing is sent`, () =>
      Effect.gen(function* () {
        const server = scripted(() => Response.json({}))
        const error = yield* Effect.flip(call).pipe(Effect.provide(server.layer))
        assert.strictEqual(error._tag, "VippsInputError")
        assert.include(
          (error as VippsError.VippsInputError).issues.map((issue) => issue.path),
          path,
          error.message
        )
        assert.strictEqual(server.seen.length, 0)
        assert.strictEqual(server.tokens(), 0)
      })
    )
  }

  const keys: ReadonlyArray<readonly [key: string, isRight: boolean]> = [
    ["x", true],
    ["agr-5kSeqz-2026-04-01-1", true],
    ["x".repeat(40), true],
    ["3f2b8c1e-6a5d-4c7f-9e21-0b1a2c3d4e5f", true],
    ["", false],
    ["x".repeat(41), false],
    ["sub:2026-04", false],
    ["sub_2026_04", false],
    ["sub 2026", false],
    ["sub/2026", false],
    ["ære", false]
  ]
  for (const [key, isRight] of keys) {
    it.effect(`the idempotency key "${key}" is ${isRight ? "sent" : "refused"}`, () =>
      Effect.gen(function* () {
        const server = scripted(() => new Response(null, { status: 204 }))
        const call = Recurring.captureCharge(agreementId, "chr-1", { amount: 1 }, { idempotencyKey: key })
        const result = yield* Effect.either(call).pipe(Effect.provide(server.layer))
        assert.strictEqual(result._tag, isRight ? "Right" : "Left")
        assert.deepStrictEqual(
          server.seen.map(({ headers }) => headers["idempotency-key"]),
          isRight ? [key] : []
        )
        if (result._tag === "Left") assert.include(result.left.message, "1 to 40 letters, digits and hyphens")
      })
    )
  }

  it.effect("the largest batch is sent", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ validCharges: [], invalidCharges: [] }, { status: 202 }))
      yield* Recurring.createCharges(items(2000)).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.seen[0]?.body, items(2000))
    })
  )

  it.effect("an acceptance is refused in production, and nothing is sent", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({}), { environment: "production" })
      const call = Recurring.acceptAgreement(agreementId, { phoneNumber: "4712345678" })
      const error = yield* Effect.flip(call).pipe(Effect.provide(server.layer))
      assert.include(error.message, "environment: must be test: production has no force accept")
      assert.strictEqual(server.seen.length, 0)
    })
  )
})

describe("responses that Recurring takes", () => {
  const taken = (answer: unknown, call: Call) =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json(answer))
      return yield* call.pipe(Effect.provide(server.layer))
    })

  it.effect("an agreement with only the required fields is read", () =>
    Effect.gen(function* () {
      const least = { id: agreementId, status: "PAUSED", pricing: { type: "TIERED", currency: "SEK" } }
      assert.deepStrictEqual(yield* taken(least, Recurring.getAgreement(agreementId)), least)
    })
  )

  it.effect("an agreement whose details have other types than documented is read", () =>
    Effect.gen(function* () {
      const odd = {
        id: "agr_".padEnd(60, "x"),
        status: "ACTIVE",
        pricing: { type: "LEGACY", currency: "NOK", amount: 19900 },
        interval: "monthly",
        campaign: { type: "PRICE_CAMPAIGN", price: "free" },
        externalId: 4711,
        paymentMethod: null,
        history: [{ occurred: 1 }, { occurred: "2026-03-01T09:58:00Z", event: "CREATE", actor: "MERCHANT" }]
      }
      const { campaign: _c, interval: _i, paymentMethod: _p, ...rest } = odd
      assert.deepStrictEqual(yield* taken(odd, Recurring.getAgreement(agreementId)), {
        ...rest,
        externalId: "4711",
        history: odd.history.slice(1)
      })
    })
  )

  it.effect("a charge with only the required fields is read, with both forms of its day", () =>
    Effect.gen(function* () {
      for (const due of ["2026-08-20T12:31:23Z", "2026-08-20"]) {
        const least = { id: "x".repeat(64), status: "SNOOZED", amount: 19900, due, traceId: "t" }
        assert.deepStrictEqual(yield* taken(least, Recurring.getCharge(agreementId, "chr-1")), least)
      }
    })
  )

  it.effect("a charge whose sums cannot be read is an error", () =>
    Effect.gen(function* () {
      const odd = { id: "chr-1", status: "CHARGED", amount: 19900, summary: { captured: "all" } }
      const error = yield* Effect.flip(taken(odd, Recurring.getCharge(agreementId, "chr-1")))
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.include(error.message, "summary.captured")
    })
  )
})
