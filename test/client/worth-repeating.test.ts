/** The predicate that jobs, queues and workflow engines decide by. */
// @effect-diagnostics anyUnknownInErrorContext:off
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, Recurring, VippsConfig, VippsError, VippsRequest, Webhooks } from "@effect-vipps/client"
import { isWorthRepeating as ofFacade } from "@effect-vipps/promise"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { capture, drive, options, type Reaction, scripted } from "./support.js"

const { isWorthRepeating } = VippsError

const json = Schema.parseJson(VippsError.VippsError)

/** The error that a call without retries of its own ends with. */
const errorOf = <A>(
  call: Effect.Effect<A, VippsError.VippsError, HttpClient.HttpClient | VippsConfig.VippsConfig>,
  reaction: Reaction
) => Effect.flatten(drive(Effect.flip(Effect.provide(call, scripted(() => reaction).layer))))

const captured = EPayment.capturePayment("order-12345", capture, { retry: false, timeout: "5 seconds" })
const read = EPayment.getPayment("order-12345", { retry: false, timeout: "5 seconds" })

const problem = (status: number, code?: string): Reaction => ({
  status,
  body: { title: "No", ...(code === undefined ? {} : { extraDetails: [{ name: "ErrorCode", reason: code }] }) }
})

const unreachable: Reaction = Effect.die("no request is sent")

describe("isWorthRepeating", () => {
  it("every tag, with every outcome: when retryable, or recognised by Vipps and unknown or without a response, here and after JSON", () => {
    const tags = new Set<string>()
    const property = FastCheck.property(
      Arbitrary.make(VippsError.VippsError),
      FastCheck.constantFrom("refused" as const, "unknown" as const),
      FastCheck.boolean(),
      FastCheck.constantFrom(undefined, true),
      (any, outcome, retryable, notRepeatable) => {
        const Class = any.constructor as new (fields: object) => VippsError.VippsError
        const error = new Class({ ...any, message: any.message, outcome, retryable, notRepeatable })
        tags.add(error._tag)
        const open = outcome === "unknown" || error._tag === "VippsTransportError"
        const expected = retryable ? true : open ? notRepeatable !== true : false
        const encoded = Schema.encodeSync(json)(error)
        assert.deepStrictEqual([error, JSON.parse(encoded), Schema.decodeSync(json)(encoded)].map(isWorthRepeating), [
          expected,
          expected,
          expected
        ])
        assert.strictEqual(ofFacade(error), expected)
      }
    )
    FastCheck.assert(property, { numRuns: 300 })
    assert.strictEqual(tags.size, 10)
  })

  const cases: ReadonlyArray<readonly [what: string, reaction: Reaction, tag: string, change: boolean, read: boolean]> =
    [
      ["400", problem(400), "VippsRequestError", false, false],
      ["401", problem(401), "VippsAuthError", false, false],
      ["403", problem(403), "VippsAuthError", false, false],
      ["404", problem(404), "VippsNotFoundError", false, false],
      ["409 for a reused key", problem(409, "4010"), "VippsConflictError", false, false],
      ["423", problem(423), "VippsBusyError", true, true],
      ["429", problem(429), "VippsRateLimitError", true, true],
      ["500", problem(500), "VippsServerError", true, true],
      ["501", problem(501), "VippsServerError", true, false],
      ["a connection that breaks", "reset", "VippsTransportError", true, true],
      ["407 of a proxy", { status: 407 }, "VippsTransportError", true, true],
      ["no response in time", "hang", "VippsTransportError", true, true],
      ["a page of a proxy with status 200", new Response("<html>"), "VippsDecodeError", true, false]
    ]

  for (const [what, reaction, tag, change, reading] of cases) {
    it.effect(`${what}: a capture is${change ? "" : " not"} repeated, a read is${reading ? "" : " not"}`, () =>
      Effect.gen(function* () {
        const ofChange = yield* errorOf(captured, reaction)
        assert.strictEqual(ofChange._tag, tag)
        assert.strictEqual(isWorthRepeating(ofChange), change)
        // What a repetition needs.
        assert.isString(ofChange.idempotencyKey)
        assert.notProperty(ofChange, "notRepeatable")
        if (what.startsWith("409") || reaction instanceof Response) return
        assert.strictEqual(isWorthRepeating(yield* errorOf(read, reaction)), reading)
      })
    )
  }

  it.effect("a request that a certificate kept from Vipps is repeated, although a call does not retry it", () =>
    Effect.gen(function* () {
      const cause = new TypeError("fetch failed", {
        cause: Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" })
      })
      const expired = HttpClient.make((request) =>
        Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
      )
      const vipps = Layer.merge(Layer.succeed(HttpClient.HttpClient, expired), VippsConfig.layer(options))
      const error = yield* Effect.flip(Effect.provide(captured, vipps))
      assert.deepStrictEqual([error._tag, error.outcome, error.retryable], ["VippsTransportError", "refused", false])
      assert.isTrue(isWorthRepeating(error))
    })
  )

  it.effect("invalid input is not repeated", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(EPayment.capturePayment("", capture), unreachable)
      assert.strictEqual(error._tag, "VippsInputError")
      assert.isFalse(isWorthRepeating(error))
    })
  )

  const off = { retry: false } as const
  const lossy = {
    "Recurring.draftAgreement": Recurring.draftAgreement(
      {
        pricing: { type: "LEGACY", amount: 19900, currency: "NOK" },
        interval: { unit: "MONTH", count: 1 },
        productName: "Membership",
        merchantRedirectUrl: "https://example.com/welcome",
        merchantAgreementUrl: "https://example.com/memberships"
      },
      off
    ),
    "Webhooks.register": Webhooks.register(
      { url: "https://example.com/hook", events: ["epayments.payment.created.v1"] },
      off
    ),
    "EPayment.forceApprovePayment": EPayment.forceApprovePayment("order-12345", { token: "t" }, off),
    "VippsRequest.send": VippsRequest.send({ method: "POST", path: "/new/v1/things", body: {} }, off)
  }

  for (const [name, call] of Object.entries(lossy)) {
    it.effect(`${name} may do it twice: repeated after a refusal that passes, never after a lost response`, () =>
      Effect.gen(function* () {
        const lost = yield* errorOf(call, "reset")
        assert.deepStrictEqual([lost.outcome, lost.notRepeatable, isWorthRepeating(lost)], ["unknown", true, false])
        const busy = yield* errorOf(call, problem(429))
        assert.deepStrictEqual([busy.outcome, busy.notRepeatable, isWorthRepeating(busy)], ["refused", undefined, true])
      })
    )
  }

  it.effect("a request of the program's own that Vipps recognises is repeated after a lost response", () =>
    Effect.gen(function* () {
      const put = VippsRequest.send({ method: "PUT", path: "/new/v1/things/1", body: {} }, off)
      assert.isTrue(isWorthRepeating(yield* errorOf(put, "reset")))
    })
  )

  it("what is no error of the SDK is not repeated", () => {
    const shown = VippsError.toPublic(
      new VippsError.VippsTransportError({
        message: "lost",
        operation: "EPayment.capturePayment",
        attempts: 1,
        retryable: true,
        outcome: "unknown",
        reason: "Network"
      })
    )
    const others = [undefined, null, 0, "unknown", new Error("no"), new DOMException("aborted", "AbortError"), shown]
    assert.deepStrictEqual(
      others.map((other) => isWorthRepeating(other)),
      others.map(() => false)
    )
  })
})
