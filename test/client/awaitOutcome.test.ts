import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type Operation, type VippsError } from "@effect-vipps/client"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { signal } from "../../packages/client/src/internal/outcome/signals.js"
import { paymentIn } from "../support/samples.js"
import { options, scripted, sensitive } from "./support.js"

const reference = "order-12345"
const { merchantSerialNumber } = options
const read = (state: string) => Response.json(paymentIn(state))
const failed = (status: number, headers: Record<string, string> = {}) => Response.json({}, { status, headers })

/** Everyone who waits for a signal in this process. */
const listeners = Reflect.get(globalThis, Symbol.for("@effect-vipps/client/signals")) as Map<string, Set<unknown>>

type Server = ReturnType<typeof scripted>

const waiting = (server: Server, options?: Operation.AwaitOptions) =>
  Effect.fork(EPayment.awaitOutcome(reference, options).pipe(Effect.either, Effect.provide(server.layer)))

/** Waits until the end, and returns the result and the time. */
const awaited = (server: Server, options?: Operation.AwaitOptions) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(
      EPayment.awaitOutcome(reference, options).pipe(
        Effect.either,
        Effect.zip(TestClock.currentTimeMillis),
        Effect.provide(server.layer)
      )
    )
    yield* TestClock.adjust("2 hours")
    const [result, at] = yield* Fiber.join(fiber)
    assert.strictEqual(listeners.size, 0)
    return { result, at }
  })

const outcome = <A>(result: { readonly _tag: "Left" } | { readonly _tag: "Right"; readonly right: A }): A => {
  assert(result._tag === "Right", "expected an outcome")
  return result.right
}

const failure = (
  result: { readonly _tag: "Left"; readonly left: VippsError.VippsError } | { readonly _tag: "Right" }
): VippsError.VippsError => {
  assert(result._tag === "Left", "expected a failure")
  return result.left
}

describe("awaitOutcome: when a payment is read", () => {
  it.effect("awaitOutcome reads after 5 seconds, then every 2, until a final state", () =>
    Effect.gen(function* () {
      const server = scripted((n) => read(n < 4 ? "CREATED" : "AUTHORIZED"))
      const { result, at } = yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 7000, 9000, 11_000])
      assert.strictEqual(at, 11_000)
      const authorized = outcome(result)
      assert.strictEqual(authorized._tag, "Authorized")
      assert.strictEqual(authorized.payment.aggregate.authorizedAmount.value, 49900)
    })
  )

  for (const [state, tag] of [
    ["ABORTED", "Aborted"],
    ["EXPIRED", "Expired"],
    ["TERMINATED", "Terminated"]
  ] as const) {
    it.effect(`awaitOutcome ends at ${state}`, () =>
      Effect.gen(function* () {
        const { result } = yield* awaited(scripted((n) => read(n === 1 ? "CREATED" : state)))
        assert.strictEqual(outcome(result)._tag, tag)
      })
    )
  }

  it.effect("awaitOutcome reads at once with firstReadAfter 0", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("AUTHORIZED"))
      const { at } = yield* awaited(server, { firstReadAfter: 0 })
      assert.strictEqual(at, 0)
      assert.deepStrictEqual(server.times(), [0])
    })
  )

  it.effect("awaitOutcome waits for a slow response, and two seconds more", () =>
    Effect.gen(function* () {
      const server = scripted((n) =>
        n === 1 ? Effect.delay(Effect.succeed(read("CREATED")), "3 seconds") : read("AUTHORIZED")
      )
      yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 10_000])
    })
  )

  it.effect("awaitOutcome waits out an unknown state and returns it as it is", () =>
    Effect.gen(function* () {
      const reviewed = scripted((n) => read(n < 3 ? "IN_REVIEW" : "AUTHORIZED"))
      assert.strictEqual(outcome((yield* awaited(reviewed)).result)._tag, "Authorized")
      const never = outcome(
        (yield* awaited(
          scripted(() => read("constructor")),
          { window: "20 seconds" }
        )).result
      )
      assert.strictEqual(never._tag, "Unknown")
      assert.strictEqual(never.payment.state, "constructor")
    })
  )
})

describe("awaitOutcome: the window", () => {
  it.effect("awaitOutcome reads once more after ten and a half minutes, and Pending does not mean refused", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(503, { "retry-after": "600" }) : read("CREATED")))
      const { result, at } = yield* awaited(server)
      assert.strictEqual(at, 630_000)
      assert.strictEqual(server.times().at(-1), 630_000)
      const pending = outcome(result)
      assert.strictEqual(pending._tag, "Pending")
      assert.strictEqual(pending.payment.state, "CREATED")
    })
  )

  it.effect("the last read of awaitOutcome may return the outcome", () =>
    Effect.gen(function* () {
      const server = scripted((_, { at }) => read(at < 60_000 ? "CREATED" : "EXPIRED"))
      const { result, at } = yield* awaited(server, { window: "1 minute" })
      assert.strictEqual(at, 60_000)
      assert.deepStrictEqual(server.times().slice(-2), [59_000, 60_000])
      assert.strictEqual(outcome(result)._tag, "Expired")
    })
  )

  it.effect("the window of awaitOutcome can be extended for a payment that lives longer", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(503, { "retry-after": "3600" }) : read("AUTHORIZED")))
      const { result, at } = yield* awaited(server, { window: "1 day" })
      assert.strictEqual(outcome(result)._tag, "Authorized")
      assert.strictEqual(at, 3_605_000)
    })
  )

  it.effect("a window shorter than the first wait makes one read, at its end", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("CREATED"))
      const { result } = yield* awaited(server, { window: "3 seconds" })
      assert.deepStrictEqual(server.times(), [3000])
      assert.strictEqual(outcome(result)._tag, "Pending")
    })
  )

  it.effect("awaitOutcome ends at most one read after its window", () =>
    Effect.gen(function* () {
      const server = scripted(() => Effect.delay(Effect.succeed(read("CREATED")), "4 seconds"))
      yield* awaited(server, { window: "10 seconds" })
      // From 5 to 9 seconds, then the last: at its end.
      assert.deepStrictEqual(server.times(), [5000, 10_000])
    })
  )
})

describe("awaitOutcome: failures that are retried", () => {
  it.effect("each 429 doubles the wait between reads; a success resets it", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n <= 3 ? failed(429) : read(n < 6 ? "CREATED" : "AUTHORIZED")))
      yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 9000, 17_000, 33_000, 35_000, 37_000])
    })
  )

  it.effect("after a success the doubling starts again", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 3 ? read("CREATED") : n < 5 ? failed(429) : read("AUTHORIZED")))
      yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 9000, 17_000, 19_000, 23_000])
    })
  )

  it.effect("the wait between reads doubles up to half a minute", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n <= 6 ? failed(503) : read("AUTHORIZED")))
      yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 9000, 17_000, 33_000, 63_000, 93_000, 123_000])
    })
  )

  it.effect("Retry-After is obeyed, and a signal does not shorten it", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(429, { "retry-after": "45" }) : read("AUTHORIZED")))
      const fiber = yield* waiting(server)
      yield* TestClock.adjust("10 seconds")
      signal({ merchantSerialNumber, reference })
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(outcome(yield* Fiber.join(fiber))._tag, "Authorized")
      assert.deepStrictEqual(server.times(), [5000, 50_000])
    })
  )

  it.effect("Retry-After 0 does not shorten the wait", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(429, { "retry-after": "0" }) : read("AUTHORIZED")))
      yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 7000])
    })
  )

  it.effect(
    "a broken connection, a busy payment and a server failure do not end awaitOutcome, and each read is one request",
    () =>
      Effect.gen(function* () {
        const server = scripted((n) => (["reset", failed(423), failed(500)] as const)[n - 1] ?? read("AUTHORIZED"))
        const { result } = yield* awaited(server)
        assert.strictEqual(outcome(result)._tag, "Authorized")
        assert.deepStrictEqual(server.times(), [5000, 9000, 17_000, 33_000])
      })
  )

  it.effect("a read that hangs is abandoned after ten seconds, and made again", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? "hang" : read("AUTHORIZED")))
      yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 19_000])
    })
  )

  it.effect("at the end of the window awaitOutcome fails with the last failure", () =>
    Effect.gen(function* () {
      const server = scripted(() => failed(503))
      const { result, at } = yield* awaited(server, { window: "1 minute" })
      assert.strictEqual(at, 60_000)
      const error = failure(result)
      assert.strictEqual(error._tag, "VippsServerError")
      assert.strictEqual(error.reference, reference)
      assert.strictEqual(error.attempts, 1)
      assert.strictEqual(server.times().at(-1), 60_000)
    })
  )
})

describe("awaitOutcome: failures that end it", () => {
  it.effect("a first 404 is retried once, a second ends awaitOutcome", () =>
    Effect.gen(function* () {
      const late = scripted((n) => (n === 1 ? failed(404) : read("AUTHORIZED")))
      assert.strictEqual(outcome((yield* awaited(late)).result)._tag, "Authorized")
      assert.deepStrictEqual(late.times(), [5000, 9000])
      const never = scripted(() => failed(404))
      assert.strictEqual(failure((yield* awaited(never)).result)._tag, "VippsNotFoundError")
      assert.strictEqual(never.seen.length, 2)
    })
  )

  it.effect(
    "the first 404 in a row of a payment that existed is retried once as well, a second ends awaitOutcome",
    () =>
      Effect.gen(function* () {
        const passing = scripted((n) => (n === 6 ? read("AUTHORIZED") : n % 2 === 0 ? failed(404) : read("CREATED")))
        assert.strictEqual(outcome((yield* awaited(passing)).result)._tag, "Authorized")
        const gone = scripted((n) => (n === 1 ? read("CREATED") : failed(n === 3 ? 503 : 404)))
        assert.strictEqual(failure((yield* awaited(gone)).result)._tag, "VippsNotFoundError")
        assert.strictEqual(gone.seen.length, 4)
      })
  )

  it.effect("rejected keys end awaitOutcome at once", () =>
    Effect.gen(function* () {
      const server = scripted(() => failed(403))
      const { result, at } = yield* awaited(server)
      const error = failure(result)
      assert.strictEqual(error._tag, "VippsAuthError")
      assert.strictEqual(at, 5000)
      assert.notInclude(JSON.stringify(error), sensitive.clientSecret)
    })
  )

  it.effect("invalid input ends awaitOutcome at once with all issues, and no request is sent", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("CREATED"))
      const wrong = { window: 0, firstReadAfter: "soon" as never, merchantSerialNumber: "x", windows: 1 }
      const fiber = yield* Effect.fork(
        EPayment.awaitOutcome("short", wrong).pipe(Effect.flip, Effect.provide(server.layer))
      )
      const error = yield* Fiber.join(fiber)
      assert(error._tag === "VippsInputError")
      assert.strictEqual(error.operation, "EPayment.awaitOutcome")
      assert.sameMembers(
        error.issues.map(({ path }) => path),
        ["reference", "options.window", "options.firstReadAfter", "options.merchantSerialNumber", "options.windows"]
      )
      assert.strictEqual(server.seen.length, 0)
      assert.strictEqual(listeners.size, 0)
    })
  )
})

describe("awaitOutcome: signals", () => {
  it.effect("a signal makes the next read at once, also before the first", () =>
    Effect.gen(function* () {
      const server = scripted((n) => read(n < 3 ? "CREATED" : "AUTHORIZED"))
      const fiber = yield* waiting(server)
      yield* TestClock.adjust("1 second")
      signal({ merchantSerialNumber, reference })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(server.times(), [1000])
      signal({ merchantSerialNumber, reference })
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(server.times(), [1000, 2000, 4000])
      assert.strictEqual(outcome(yield* Fiber.join(fiber))._tag, "Authorized")
    })
  )

  it.effect("a signal during a read is not lost: another read follows half a second after the response", () =>
    Effect.gen(function* () {
      const server = scripted((n) => {
        if (n > 1) return read("AUTHORIZED")
        signal({ merchantSerialNumber, reference })
        return read("CREATED")
      })
      yield* awaited(server)
      assert.deepStrictEqual(server.times(), [5000, 5500])
    })
  )

  it.effect("a signal for another payment or sales unit is ignored; one without a sales unit is not", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("AUTHORIZED"))
      const fiber = yield* waiting(server)
      yield* TestClock.adjust("1 second")
      signal({ merchantSerialNumber, reference: "order-54321" })
      signal({ merchantSerialNumber: "999999", reference })
      yield* TestClock.adjust("1 second")
      assert.strictEqual(server.seen.length, 0)
      signal({ merchantSerialNumber: undefined, reference })
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(server.times(), [2000])
    })
  )

  it.effect("a signal reaches every waiter for a partner's sales unit", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("AUTHORIZED"))
      const other = { merchantSerialNumber: "654321" }
      const fibers = [yield* waiting(server, other), yield* waiting(server, other), yield* waiting(server)]
      yield* TestClock.adjust("1 second")
      signal({ merchantSerialNumber: "654321", reference })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(
        server.seen.map(({ at, headers }) => [at, headers["merchant-serial-number"]]),
        [
          [1000, "654321"],
          [1000, "654321"]
        ]
      )
      assert.strictEqual(listeners.get(reference)?.size, 1)
      yield* Effect.forEach(fibers, Fiber.interrupt)
      assert.strictEqual(listeners.size, 0)
    })
  )

  it.effect("many signals cause at most 120 reads a minute", () =>
    Effect.gen(function* () {
      const server = scripted(() => {
        for (let i = 0; i < 20; i++) signal({ merchantSerialNumber, reference })
        return read("CREATED")
      })
      const fiber = yield* waiting(server)
      yield* TestClock.adjust("70 seconds")
      yield* Fiber.interrupt(fiber)
      const times = server.times()
      const within = times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length)
      assert.strictEqual(Math.max(...within), 120)
    })
  )
})

describe("awaitOutcome, when the clock is set back", () => {
  it.effect("awaitOutcome reads on at its pace and at signals, and its window ends", () =>
    Effect.gen(function* () {
      const machine = yield* Effect.clock
      let offset = 0
      const now = () => machine.unsafeCurrentTimeMillis() + offset
      const nanos = () => BigInt(now()) * 1_000_000n
      const settable: Clock.Clock = {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: now,
        unsafeCurrentTimeNanos: nanos,
        currentTimeMillis: Effect.sync(now),
        currentTimeNanos: Effect.sync(nanos),
        sleep: (duration) => machine.sleep(duration)
      }
      yield* TestClock.setTime(3_600_000)
      const times: Array<number> = []
      const server = scripted(() => {
        times.push(machine.unsafeCurrentTimeMillis() - 3_600_000)
        return read("CREATED")
      })
      const fiber = yield* Effect.withClock(waiting(server, { window: "20 seconds" }), settable)
      yield* TestClock.adjust("6 seconds")
      offset = -600_000
      yield* TestClock.adjust("3400 millis")
      signal({ merchantSerialNumber, reference })
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(outcome(yield* Fiber.join(fiber))._tag, "Pending")
      // The sleep during which the clock is set back, from 5 to 7 seconds, counts for nothing.
      assert.deepStrictEqual(times, [5000, 9000, 9500, 11_500, 13_500, 15_500, 17_500, 19_500, 21_500, 22_000])
    })
  )
})

describe("awaitOutcome, interrupted", () => {
  it.effect("after an interruption no request follows, and no listener is left", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("CREATED"))
      const fiber = yield* waiting(server)
      yield* TestClock.adjust("6 seconds")
      assert.strictEqual(listeners.get(reference)?.size, 1)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(listeners.size, 0)
      signal({ merchantSerialNumber, reference })
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(server.times(), [5000])
    })
  )

  it.effect("an interruption during a read interrupts the read", () =>
    Effect.gen(function* () {
      let interrupted = false
      const server = scripted(() =>
        Effect.onInterrupt(Effect.never, () =>
          Effect.sync(() => {
            interrupted = true
          })
        )
      )
      const fiber = yield* waiting(server)
      yield* TestClock.adjust("6 seconds")
      yield* Fiber.interrupt(fiber)
      assert.isTrue(interrupted)
      assert.strictEqual(listeners.size, 0)
    })
  )
})

describe("EPayment.changes", () => {
  const changesOf = (server: Server, options?: Operation.AwaitOptions) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        Stream.runCollect(EPayment.changes(reference, options)).pipe(Effect.provide(server.layer))
      )
      yield* TestClock.adjust("1 hour")
      const seen = Chunk.toReadonlyArray(yield* Fiber.join(fiber))
      assert.strictEqual(listeners.size, 0)
      return seen.map(({ aggregate, state }) => [state, aggregate.authorizedAmount.value])
    })

  it.effect("changes emits each state once, and ends after a final one", () =>
    Effect.gen(function* () {
      const server = scripted((n) => read(n < 5 ? "CREATED" : "AUTHORIZED"))
      assert.deepStrictEqual(yield* changesOf(server), [
        ["CREATED", 0],
        ["AUTHORIZED", 49900]
      ])
      assert.strictEqual(server.seen.length, 5)
    })
  )

  it.effect("changes emits a change of the amounts, and ends with the window", () =>
    Effect.gen(function* () {
      const server = scripted((n) => Response.json(paymentIn("IN_REVIEW", { authorized: n < 3 ? 0 : 100 })))
      assert.deepStrictEqual(yield* changesOf(server, { window: "20 seconds" }), [
        ["IN_REVIEW", 0],
        ["IN_REVIEW", 100]
      ])
      assert.strictEqual(server.times().at(-1), 20_000)
    })
  )

  it.effect("changes stops reading when its consumer stops", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("CREATED"))
      const fiber = yield* Effect.fork(Stream.runHead(EPayment.changes(reference)).pipe(Effect.provide(server.layer)))
      yield* TestClock.adjust("1 hour")
      yield* Fiber.join(fiber)
      assert.strictEqual(server.seen.length, 1)
      assert.strictEqual(listeners.size, 0)
    })
  )
})

describe("Checkout.awaitOutcome", () => {
  const session = (sessionState: string) =>
    Response.json({ sessionId: "s-1", reference, sessionState, paymentMethod: "BankTransfer" })

  const awaitedSession = (server: Server, options?: Operation.AwaitOptions) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        Checkout.awaitOutcome(reference, options).pipe(
          Effect.either,
          Effect.zip(TestClock.currentTimeMillis),
          Effect.provide(server.layer)
        )
      )
      yield* TestClock.adjust("2 hours")
      const [result, at] = yield* Fiber.join(fiber)
      assert.strictEqual(listeners.size, 0)
      return { result, at }
    })

  for (const state of ["PaymentSuccessful", "PaymentTerminated", "SessionExpired"] as const) {
    it.effect(`Checkout.awaitOutcome ends at ${state}`, () =>
      Effect.gen(function* () {
        const states = ["SessionCreated", "SessionStarted", "PaymentInitiated", state]
        const server = scripted((n) => session(states[n - 1] ?? ""))
        const { result } = yield* awaitedSession(server)
        assert.strictEqual(outcome(result)._tag, state)
        assert.strictEqual(outcome(result).session.sessionState, state)
        assert.deepStrictEqual(server.times(), [5000, 7000, 9000, 11_000])
      })
    )
  }

  const forgotten = () =>
    Response.json({ errorCode: "Session-00100", title: "Session expired or not known." }, { status: 404 })

  it.effect("a session that Vipps forgets is expired if it existed before, and otherwise not found", () =>
    Effect.gen(function* () {
      const known = yield* awaitedSession(scripted((n) => (n === 1 ? session("SessionCreated") : forgotten())))
      assert.strictEqual(outcome(known.result)._tag, "SessionExpired")
      assert.strictEqual(outcome(known.result).session.sessionState, "SessionCreated")
      // The customer may have paid since.
      const paying = yield* awaitedSession(scripted((n) => (n === 1 ? session("PaymentInitiated") : forgotten())))
      assert.strictEqual(outcome(paying.result)._tag, "Unknown")

      const unknown = yield* awaitedSession(scripted(() => forgotten()))
      assert.strictEqual(failure(unknown.result)._tag, "VippsNotFoundError")
    })
  )

  it.effect("a 404 of a gateway is no end of a session", () =>
    Effect.gen(function* () {
      const page = () => new Response("<html>404 Not Found</html>", { status: 404 })
      const passing = scripted((n) => (n === 2 ? page() : session(n === 1 ? "SessionCreated" : "PaymentSuccessful")))
      assert.strictEqual(outcome((yield* awaitedSession(passing)).result)._tag, "PaymentSuccessful")
      const lasting = scripted((n) => (n === 1 ? session("SessionCreated") : page()))
      assert.strictEqual(failure((yield* awaitedSession(lasting)).result)._tag, "VippsNotFoundError")
    })
  )

  it.effect("a session still open after its hour is Pending", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(503, { "retry-after": "3600" }) : session("SessionCreated")))
      const { result, at } = yield* awaitedSession(server)
      assert.strictEqual(at, 3_630_000)
      assert.strictEqual(outcome(result)._tag, "Pending")
    })
  )

  it.effect("Checkout.awaitOutcome names itself in the error for invalid input", () =>
    Effect.gen(function* () {
      const { result } = yield* awaitedSession(
        scripted(() => session("SessionCreated")),
        { window: -1 }
      )
      const error = failure(result)
      assert.strictEqual(error.operation, "Checkout.awaitOutcome")
    })
  )
})
