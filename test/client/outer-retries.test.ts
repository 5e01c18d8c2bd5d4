// @effect-diagnostics anyUnknownInErrorContext:off globalFetch:off
/**
 * Retries that programs make around a call, over real HTTP against the emulator and its ledger, with a fault that drops
 * the response after the effect.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Checkout, EPayment, type VippsConfig, type VippsError } from "@effect-vipps/client"
import { type CallEvent, isVippsError, Vipps, type VippsOptions } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schedule from "effect/Schedule"
import { Emulator, overHttp as emulated, type Fault, keys, type Movement } from "../support/emulator.js"
import { nok } from "../support/samples.js"

type Needs = VippsConfig.VippsConfig | HttpClient.HttpClient | Emulator

/** A request that the client sent: the emulator's log has only those with a response. */
interface Sent {
  readonly path: string
  readonly key: string | null
}

const recorded = () => {
  const sent: Array<Sent> = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    sent.push({ path: new URL(String(input)).pathname, key: new Headers(init?.headers).get("idempotency-key") })
    return globalThis.fetch(input, init)
  }
  return { sent, fetch }
}

type Recorded = ReturnType<typeof recorded>

/** A client without retries of its own, so that every lost response reaches the retry around it. */
const overHttp = ({ fetch }: Pick<Recorded, "fetch"> = recorded()): Layer.Layer<Needs> =>
  Layer.merge(
    emulated({ retry: { maxRetries: 0 } }, { rateLimits: false }, () => fetch),
    Logger.minimumLogLevel(LogLevel.None)
  )

const reference = "order-12345"
const part = { modificationAmount: nok(3000) }

const payment: EPayment.CreatePaymentRequest = {
  reference,
  amount: nok(10_000),
  paymentMethod: { type: "WALLET" },
  userFlow: "QR"
}

const session: Checkout.CreateSessionRequest = {
  reference,
  merchantInfo: {
    callbackUrl: "https://example.com/callback",
    returnUrl: "https://example.com/thanks",
    callbackAuthorizationToken: "a-long-random-secret"
  },
  transaction: { amount: nok(10_000), paymentDescription: "Socks" }
}

const authorized = Effect.gen(function* () {
  const { approve } = yield* Emulator
  yield* EPayment.createPayment(payment)
  yield* approve(reference)
})

const captured = Effect.zipRight(
  authorized,
  EPayment.capturePayment(reference, { modificationAmount: nok(9000) }, { idempotencyKey: "captured-before" })
)

interface Case {
  readonly operation: string
  readonly path: string
  readonly before: Effect.Effect<unknown, unknown, Needs>
  readonly call: () => Effect.Effect<unknown, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>
  readonly facade: (vipps: Vipps, signal?: AbortSignal) => Promise<unknown>
  /** The movement that may happen once. */
  readonly moves?: { readonly operation: Movement["operation"]; readonly amount: number }
}

const cases: ReadonlyArray<Case> = [
  {
    operation: "EPayment.capturePayment",
    path: "/epayment/v1/payments/order-12345/capture",
    before: authorized,
    call: () => EPayment.capturePayment(reference, part),
    facade: (vipps, signal) => vipps.ePayment.capturePayment(reference, part, { signal }),
    moves: { operation: "CAPTURED", amount: 3000 }
  },
  {
    operation: "EPayment.refundPayment",
    path: "/epayment/v1/payments/order-12345/refund",
    before: captured,
    call: () => EPayment.refundPayment(reference, part),
    facade: (vipps, signal) => vipps.ePayment.refundPayment(reference, part, { signal }),
    moves: { operation: "REFUNDED", amount: 3000 }
  },
  {
    operation: "EPayment.cancelPayment",
    path: "/epayment/v1/payments/order-12345/cancel",
    before: authorized,
    call: () => EPayment.cancelPayment(reference),
    facade: (vipps, signal) => vipps.ePayment.cancelPayment(reference, undefined, { signal }),
    moves: { operation: "CANCELLED", amount: 10_000 }
  },
  {
    operation: "EPayment.createPayment",
    path: "/epayment/v1/payments",
    before: Effect.void,
    call: () => EPayment.createPayment(payment),
    facade: (vipps, signal) => vipps.ePayment.createPayment(payment, { signal })
  },
  {
    operation: "Checkout.createSession",
    path: "/checkout/v3/session",
    before: Effect.void,
    call: () => Checkout.createSession(session),
    facade: (vipps, signal) => vipps.checkout.createSession(session, { signal })
  }
]

/** Retries as `p-retry` does. */
const pRetry = async <A>(work: () => Promise<A>, makesSense: (error: unknown) => boolean): Promise<A> => {
  for (let left = 5; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !makesSense(error)) throw error
    }
  }
}

const whileRetryable = { while: (error: VippsError.VippsError) => error.retryable, times: 5 }

const quiet = { warn: () => {} }

const facadeOf = (options: Pick<VippsOptions, "fetch" | "onEvent">) =>
  Effect.map(Emulator, ({ url }) => new Vipps({ ...keys, baseUrl: url, maxRetries: 0, logger: quiet, ...options }))

/** Each way to retry, with the fault that is injected twice. */
const ways: Record<
  string,
  {
    readonly fault: Fault
    readonly run: (one: Case, fetch: Recorded["fetch"]) => Effect.Effect<unknown, unknown, Needs>
  }
> = {
  "Effect.retry around the call": {
    fault: { _tag: "Reset", afterEffect: true },
    run: ({ call }) => Effect.retry(call(), whileRetryable)
  },
  "a retried Effect.gen that contains the call": {
    fault: { _tag: "Reset", afterEffect: true },
    run: ({ call }) =>
      Effect.retry(
        Effect.gen(function* () {
          return yield* call()
        }),
        whileRetryable
      )
  },
  "Effect.timeout and Effect.retry around the call": {
    fault: { _tag: "Hang", afterEffect: true },
    run: ({ call }) => call().pipe(Effect.timeout("250 millis"), Effect.retry(Schedule.recurs(5)))
  },
  "Effect.timeout and a retried Effect.gen": {
    fault: { _tag: "Hang", afterEffect: true },
    run: ({ call }) => Effect.suspend(call).pipe(Effect.timeout("250 millis"), Effect.retry(Schedule.recurs(5)))
  },
  "a loop around the facade": {
    fault: { _tag: "Answer", status: 502, afterEffect: true },
    run: ({ facade }, fetch) =>
      Effect.flatMap(facadeOf({ fetch }), (vipps) =>
        Effect.promise(() =>
          pRetry(
            () => facade(vipps),
            (error) => isVippsError(error) && error.retryable
          )
        )
      )
  },
  "a loop around the facade with a signal for each try": {
    fault: { _tag: "Hang", afterEffect: true },
    run: ({ facade }, fetch) =>
      Effect.flatMap(facadeOf({ fetch }), (vipps) =>
        Effect.promise(() =>
          pRetry(
            () => facade(vipps, AbortSignal.timeout(250)),
            (error) => error instanceof DOMException && error.name === "TimeoutError"
          )
        )
      )
  }
}

const ledgerOf = (operation: Movement["operation"]) =>
  Effect.flatMap(Emulator, ({ ledger }) =>
    Effect.map(ledger, (entries) =>
      entries
        .filter((entry) => entry.operation === operation && entry.idempotencyKey !== "captured-before")
        .map(({ amount }) => amount.value)
    )
  )

for (const [way, { fault, run }] of Object.entries(ways)) {
  describe(way, () => {
    for (const one of cases) {
      it.live(`${one.operation} is carried out once, although two responses are lost`, () => {
        const { fetch, sent } = recorded()
        return Effect.gen(function* () {
          const emulator = yield* Emulator
          yield* one.before
          sent.length = 0
          yield* emulator.inject({ operation: one.operation, times: 2, fault })
          yield* run(one, fetch)
          const keys = sent.filter(({ path }) => path === one.path).map(({ key }) => key)
          assert.strictEqual(keys.length, 3)
          assert.strictEqual(new Set(keys).size, 1)
          assert.isString(keys[0])
          if (one.moves !== undefined) {
            assert.deepStrictEqual(yield* ledgerOf(one.moves.operation), [one.moves.amount])
          }
        }).pipe(Effect.provide(overHttp({ fetch })))
      })
    }
  })
}

describe("intents that stay two", () => {
  const captureAgain = Effect.suspend(() => EPayment.capturePayment(reference, part))
  const lost: Fault = { _tag: "Reset", afterEffect: true }

  it.live("two equal partial captures, one after the success of the other, both happen", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* authorized
      for (let shipment = 0; shipment < 2; shipment++) {
        yield* emulator.inject({ operation: "EPayment.capturePayment", fault: lost })
        yield* Effect.retry(captureAgain, whileRetryable)
      }
      assert.deepStrictEqual(yield* ledgerOf("CAPTURED"), [3000, 3000])
    }).pipe(Effect.provide(overHttp()))
  )

  it.live("two equal concurrent captures, both lost and both retried, both happen", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* authorized
      yield* emulator.inject({ operation: "EPayment.capturePayment", times: 2, fault: lost })
      const retried = Effect.retry(captureAgain, whileRetryable)
      yield* Effect.all([retried, retried], { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* ledgerOf("CAPTURED"), [3000, 3000])
    }).pipe(Effect.provide(overHttp()))
  )

  it.live("captures of two amounts both happen when the first response is lost", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* authorized
      yield* emulator.inject({ operation: "EPayment.capturePayment", fault: lost })
      yield* Effect.flip(captureAgain)
      yield* EPayment.capturePayment(reference, { modificationAmount: nok(1000) })
      yield* captureAgain
      assert.deepStrictEqual(yield* ledgerOf("CAPTURED"), [3000, 1000])
    }).pipe(Effect.provide(overHttp()))
  )
})

it.live("a call that gets no token leaves the unsettled key in place", () =>
  Effect.gen(function* () {
    const emulator = yield* Emulator
    yield* authorized
    const captureAgain = Effect.suspend(() => EPayment.capturePayment(reference, part))
    yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "Reset", afterEffect: true } })
    const lost = yield* Effect.flip(captureAgain)
    yield* AccessToken.invalidate(yield* AccessToken.get)
    yield* emulator.inject({ operation: "AccessToken.get", fault: { _tag: "Answer", status: 400 } })
    const refused = yield* Effect.flip(captureAgain)
    assert.deepStrictEqual([refused._tag, refused.outcome], ["VippsAuthError", "refused"])
    assert.strictEqual(refused.idempotencyKey, lost.idempotencyKey)
    yield* captureAgain
    assert.deepStrictEqual(yield* ledgerOf("CAPTURED"), [3000])
  }).pipe(Effect.provide(overHttp()))
)

describe("an aborted call of the facade", () => {
  it.live("onEvent receives the key of an aborted call, and the next equal call sends it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* authorized
      const events: Array<CallEvent> = []
      const vipps = yield* facadeOf({ onEvent: (event) => events.push(event) })
      yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "Hang", afterEffect: true } })
      const reason = new Error("The customer has left")
      const controller = new AbortController()
      const aborted = vipps.ePayment.capturePayment(reference, part, { signal: controller.signal })
      yield* Effect.sleep("250 millis")
      controller.abort(reason)
      assert.deepStrictEqual(yield* Effect.flip(Effect.tryPromise({ try: () => aborted, catch: (e) => e })), reason)
      const interrupted = events.find(({ error }) => error === "interrupted")
      assert.strictEqual(interrupted?.operation, "EPayment.capturePayment")
      assert.strictEqual(interrupted?.reference, reference)
      assert.match(interrupted?.idempotencyKey ?? "", /^[0-9a-f-]{36}$/)
      yield* Effect.promise(() => vipps.ePayment.capturePayment(reference, part))
      assert.deepStrictEqual(yield* ledgerOf("CAPTURED"), [3000])
      const attempts = events.filter(({ reference, type }) => reference !== undefined && type === "attempt")
      const keys = attempts.map(({ idempotencyKey }) => idempotencyKey)
      assert.deepStrictEqual(keys, [interrupted?.idempotencyKey, interrupted?.idempotencyKey])
    }).pipe(Effect.provide(overHttp()))
  )
})
