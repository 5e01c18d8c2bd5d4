/** Errors, events and outcomes on their way to another process, and errors to those who do not operate the integration. */
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, Recurring, VippsError, Webhooks } from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { echoed } from "../support/rpc.js"
import { signed } from "../support/signing.js"
import * as events from "./events.js"
import { capture, drive, scripted } from "./support.js"

const runs = { numRuns: 50 }

const overJson = <A, I>(schema: Schema.Schema<A, I>, value: A): A => {
  const json = Schema.parseJson(schema)
  return Schema.decodeSync(json)(Schema.encodeSync(json)(value))
}

/** What is generated has fields that are undefined; JSON has none. */
const withoutUndefined = (value: unknown): unknown =>
  typeof value !== "object" || value === null || value instanceof Date
    ? value
    : Array.isArray(value)
      ? value.map(withoutUndefined)
      : Object.fromEntries(
          Object.entries(value).flatMap(([key, field]) => (field === undefined ? [] : [[key, withoutUndefined(field)]]))
        )

const assertSame = (actual: unknown, expected: unknown) =>
  assert.deepStrictEqual(withoutUndefined(actual), withoutUndefined(expected))

/** A failed capture, as Vipps reports it. */
const failed = (status: number, body: object, headers: Record<string, string> = {}) =>
  drive(
    Effect.flip(EPayment.capturePayment("order-12345", capture, { retry: false, idempotencyKey: "shipment-1" })).pipe(
      Effect.provide(scripted(() => Response.json(body, { status, headers })).layer)
    )
  ).pipe(Effect.flatten)

const busy = failed(
  429,
  { title: "Too Many Requests", detail: "of payment order-12345", traceId: "00-trace-01" },
  { "retry-after": "7" }
)

describe("errors in another process", () => {
  /** A schema of some errors, as one that gives any. */
  const any = (union: unknown) => union as Schema.Schema<VippsError.VippsError, object>
  const unions = {
    CommonError: any(VippsError.CommonError),
    ReadError: any(VippsError.ReadError),
    CreateError: any(VippsError.CreateError),
    ModifyError: any(VippsError.ModifyError),
    VippsError: any(VippsError.VippsError)
  }

  for (const [name, union] of Object.entries(unions)) {
    it(`an error of ${name} is read back as an equal error of its class`, () => {
      FastCheck.assert(
        FastCheck.property(Arbitrary.make(union), (error) => {
          const again = overJson(union, error)
          assert.strictEqual(again.constructor, VippsError[error._tag])
          assert.instanceOf(again, Error)
          assert.isTrue(VippsError.isVippsError(again))
          assertSame({ ...again, message: again.message }, { ...error, message: error.message })
        }),
        runs
      )
    })
  }

  it("each union has the tags of its type", () => {
    const tags = (union: Schema.Schema<VippsError.VippsError, object>) =>
      [...new Set(FastCheck.sample(Arbitrary.make(union), { numRuns: 400, seed: 1 }).map(({ _tag }) => _tag))].sort()
    const common = [
      "VippsInputError",
      "VippsAuthError",
      "VippsRequestError",
      "VippsRateLimitError",
      "VippsServerError",
      "VippsTransportError",
      "VippsDecodeError"
    ]
    const sorted = (...more: ReadonlyArray<string>) => [...common, ...more].sort()
    assert.deepStrictEqual(tags(unions.CommonError), sorted())
    assert.deepStrictEqual(tags(unions.ReadError), sorted("VippsNotFoundError"))
    assert.deepStrictEqual(tags(unions.CreateError), sorted("VippsConflictError"))
    const modify = ["VippsNotFoundError", "VippsConflictError", "VippsBusyError"]
    assert.deepStrictEqual(tags(unions.ModifyError), sorted(...modify))
    assert.deepStrictEqual(tags(unions.VippsError), sorted(...modify))
  })

  it("a modification's conflict is one about its key only", () => {
    const conflict = (reason: string) => ({
      _tag: "VippsConflictError",
      message: "m",
      operation: "EPayment.capturePayment",
      attempts: 1,
      retryable: false,
      outcome: "refused",
      status: 409,
      reason
    })
    const read = Schema.is(VippsError.ModifyError)
    const error = (reason: string) => Schema.decodeUnknownSync(VippsError.VippsError)(conflict(reason))
    assert.isTrue(read(error("IdempotencyKeyReused")))
    assert.isFalse(read(error("ReferenceExists")))
    assert.strictEqual(Schema.decodeUnknownEither(VippsError.ModifyError)(conflict("ReferenceExists"))._tag, "Left")
  })

  it.scoped(
    "an error of a call has its fields in another process, with the wait in milliseconds, and not its body",
    () =>
      Effect.gen(function* () {
        const error = yield* busy
        assert(error._tag === "VippsRateLimitError", error.message)
        assert.include(error.body, "Too Many Requests")
        const encoded = Schema.encodeSync(VippsError.ModifyError)(error)
        assert.deepStrictEqual(encoded as object, {
          _tag: "VippsRateLimitError",
          message: error.message,
          operation: "EPayment.capturePayment",
          reference: "order-12345",
          attempts: 1,
          retryable: true,
          outcome: "refused",
          idempotencyKey: "shipment-1",
          status: 429,
          title: "Too Many Requests",
          detail: "of payment order-12345",
          traceId: "00-trace-01",
          retryAfter: 7000
        })
        const again = yield* Effect.flatMap(echoed(VippsError.ModifyError), ({ failed }) => failed(error))
        assert(again._tag === "VippsRateLimitError")
        assert.deepStrictEqual(again.retryAfter, Duration.seconds(7))
        assert.isUndefined(again.body)
      })
  )

  it("a wait of a part of a millisecond is encoded as a whole one", () => {
    const wait = (retryAfter: Duration.Duration) =>
      Schema.encodeSync(VippsError.VippsPublicError)(
        new VippsError.VippsPublicError({
          message: "m",
          reason: "Unavailable",
          outcome: "refused",
          retryable: true,
          retryAfter
        })
      ).retryAfter
    assert.strictEqual(wait(Duration.micros(1500n)), 2)
    assert.throws(() => wait(Duration.infinity))
  })
})

describe("errors for those who do not operate the integration", () => {
  const secret = "shown-to-nobody"

  it("a public error holds nothing of the operator's, and advises no retry that may do something twice", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(VippsError.VippsError), (error) => {
        const marked = Object.assign(Object.create(Object.getPrototypeOf(error)), error, {
          message: secret,
          operation: secret,
          idempotencyKey: secret,
          ...("title" in error ? { title: secret, detail: secret, code: secret } : {}),
          ...("detail" in error ? { detail: secret } : {}),
          ...("issues" in error ? { issues: [{ path: secret, message: secret }] } : {})
        }) as VippsError.VippsError
        const shown = VippsError.toPublic(marked)
        assert.notInclude(
          JSON.stringify(shown) + JSON.stringify(Schema.encodeSync(VippsError.VippsPublicError)(shown)),
          secret
        )
        assert.strictEqual(shown.outcome, error.outcome)
        assert.strictEqual(shown.reference, error.reference)
        assert.isFalse(shown.retryable && shown.outcome === "unknown")
        assert.isFalse(shown.retryable && !error.retryable)
        assert.isFalse(VippsError.isVippsError(shown))
        assert.match(shown.message, /^[A-Z][^\n]+\.$/)
        assert.strictEqual(/not known/.test(shown.message), error.outcome === "unknown")
        assertSame({ ...overJson(VippsError.VippsPublicError, shown) }, { ...shown })
      }),
      runs
    )
  })

  it.scoped("a public error has the wait, the reference and the trace id of its error, and says what it is", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(Schema.encodeSync(VippsError.VippsPublicError)(VippsError.toPublic(yield* busy)), {
        _tag: "VippsPublicError",
        message: "Vipps MobilePay is not available at the moment. Nothing was changed: try again later.",
        reason: "Unavailable",
        outcome: "refused",
        retryable: true,
        reference: "order-12345",
        traceId: "00-trace-01",
        retryAfter: 7000
      })
      const cases = [
        [401, "Failed"],
        [400, "Rejected"],
        [404, "NotFound"],
        [409, "Conflict"],
        [423, "Unavailable"]
      ] as const
      for (const [status, reason] of cases) {
        const { outcome, reason: shown, retryable } = VippsError.toPublic(yield* failed(status, {}))
        assert.deepStrictEqual([shown, outcome, retryable], [reason, "refused", status === 423])
      }
      // A lost capture: an equal request of somebody else may go to another process, which does not know its key.
      const lost = yield* failed(500, {})
      assert.deepStrictEqual([lost.outcome, lost.retryable], ["unknown", true])
      const shown = VippsError.toPublic(lost)
      assert.deepStrictEqual([shown.outcome, shown.retryable], ["unknown", false])
    })
  )
})

describe("events in another process", () => {
  const secretText = "a-webhook-secret"
  const url = "https://example.com/vipps"
  const received = (payload: object) => {
    const body = JSON.stringify(payload)
    const headers = signed({ secret: secretText, url, body })
    return Webhooks.verify({ secret: Redacted.make(secretText), url, headers, body })
  }
  const payloads: ReadonlyArray<readonly [Webhooks.WebhookEvent["_tag"], object]> = [
    ["EPayment", events.captured],
    ["EPayment", events.authorized],
    ["EPaymentFailed", { ...events.captured, success: false }],
    ["RecurringAgreement", events.agreementStopped],
    ["RecurringCharge", events.chargeCaptured],
    ["QrCheckIn", events.checkedIn],
    ["LoginPing", events.ping],
    ["DonationAgreement", events.donation],
    ["Unknown", { eventType: "new.at-vipps.v1", of: [{ the: "future" }, null] }],
    ["Unknown", { ...events.captured, amount: { value: "many", currency: "NOK" } }]
  ]

  for (const [tag, payload] of payloads) {
    it.scoped(
      `${tag}: an event that was received is equal after a queue and after an RPC, what is new in it included`,
      () =>
        Effect.gen(function* () {
          const event = yield* received({ ...payload, newAtVipps: { deep: [1, "two"] } })
          assert.strictEqual(event._tag, tag)
          assert.deepStrictEqual(overJson(Webhooks.WebhookEvent, event), event)
          const { returned } = yield* echoed(Webhooks.WebhookEvent)
          assert.deepStrictEqual(yield* returned(event), event)
        })
    )
  }

  it("the schema reads what it wrote: what Vipps sends has no tag, and is none of it", () => {
    for (const [, payload] of payloads) {
      assert.strictEqual(Schema.decodeUnknownEither(Webhooks.WebhookEvent)(payload)._tag, "Left")
    }
  })
})

describe("outcomes in another process", () => {
  const check = <A, B, I>(of: Schema.Schema<A>, outcomeOf: (value: A) => B, outcome: Schema.Schema<B, I>) =>
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(of), (value) => {
        assertSame(overJson(outcome, outcomeOf(value)), outcomeOf(value))
      }),
      runs
    )

  it("the outcome of each payment, session, agreement and charge is equal after a queue", () => {
    check(EPayment.Payment, EPayment.outcomeOf, EPayment.PaymentOutcome)
    check(Checkout.Session, Checkout.outcomeOf, Checkout.SessionOutcome)
    check(Recurring.Agreement, Recurring.agreementOutcomeOf, Recurring.AgreementOutcome)
    check(Recurring.Charge, Recurring.outcomeOf, Recurring.ChargeOutcome)
  })

  it("a charge's times are times again, also those that are not known", () => {
    const charge = {
      id: "chr-1",
      status: "DUE",
      amount: 100,
      currency: "NOK",
      due: "2026-12-01",
      retryDays: 2
    } as const
    const open = Recurring.outcomeOf(charge)
    assert(open._tag === "Open")
    assert.instanceOf(open.until, Date)
    assert.deepStrictEqual(overJson(Recurring.ChargeOutcome, open), open)
    const { due: _, ...undue } = charge
    assert.deepStrictEqual(overJson(Recurring.ChargeOutcome, Recurring.outcomeOf(undue)), {
      _tag: "Open",
      charge: undue,
      until: undefined
    })
  })

  it("generated outcomes fit their payments and sessions", () => {
    const sample = <A>(schema: unknown): ReadonlyArray<A> =>
      FastCheck.sample(Arbitrary.make(schema as Schema.Schema<A, object>), { numRuns: 100, seed: 1 })
    for (const outcome of sample<EPayment.PaymentOutcome>(EPayment.PaymentOutcome)) {
      assert.strictEqual(EPayment.outcomeOf(outcome.payment)._tag, outcome._tag)
    }
    for (const outcome of sample<Checkout.SessionOutcome>(Checkout.SessionOutcome)) {
      assert.strictEqual(Checkout.outcomeOf(outcome.session)._tag, outcome._tag)
    }
  })
})
