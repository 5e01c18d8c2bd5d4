import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type Operation, VippsConfig } from "@effect-vipps/client"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { vi } from "vitest"
import { signal } from "../../packages/client/src/internal/outcome/signals.js"
import { paymentIn } from "../support/samples.js"
import { options, scripted } from "./support.js"

const reference = "order-12345"
const { merchantSerialNumber } = options
const read = (state: string) => Response.json(paymentIn(state))

const failed = (status: number, headers: Record<string, string> = {}) => Response.json({}, { status, headers })

const listeners = Reflect.get(globalThis, Symbol.for("@effect-vipps/client/signals")) as Map<string, Set<unknown>>

/** A waiter that begins later, and when and how it ends. */
const waiter = (start: Duration.DurationInput, options?: Operation.AwaitOptions) =>
  EPayment.awaitOutcome(reference, options).pipe(
    Effect.map(({ _tag }) => _tag),
    Effect.merge,
    Effect.map((end) => (typeof end === "string" ? end : end._tag)),
    Effect.zip(Clock.currentTimeMillis),
    Effect.delay(start),
    Effect.fork
  )

const settled = Effect.tap(Effect.void, () => assert.strictEqual(listeners.size, 0))

describe("waiters for one payment with one configuration", () => {
  it.effect("ten waiters make as many reads as one", () =>
    Effect.gen(function* () {
      const server = scripted((_, { at }) => read(at < 60_000 ? "CREATED" : "AUTHORIZED"))
      const alone = scripted((_, { at }) => read(at < 60_000 ? "CREATED" : "AUTHORIZED"))
      const one = yield* Effect.fork(EPayment.awaitOutcome(reference).pipe(Effect.provide(alone.layer)))
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach(
          Array.from({ length: 10 }, (_, i) => i * 700),
          (start) => waiter(start)
        )
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual(listeners.get(reference)?.size, 2)
        yield* TestClock.adjust("1 minute")
        for (const end of yield* Effect.forEach(fibers, Fiber.join)) assert.deepStrictEqual(end, ["Authorized", 61_000])
      }).pipe(Effect.provide(server.layer))
      yield* Fiber.join(one)
      assert.deepStrictEqual(server.times(), alone.times())
      assert.strictEqual(server.seen.length, 29)
      yield* settled
    })
  )

  it.effect("awaitOutcome and changes share their reads, and changes emits every state", () =>
    Effect.gen(function* () {
      const server = scripted((n) => read(n < 4 ? "CREATED" : "AUTHORIZED"))
      yield* Effect.gen(function* () {
        const waiting = yield* waiter(0)
        const stream = yield* Effect.fork(Stream.runCollect(EPayment.changes(reference)).pipe(Effect.delay(100)))
        yield* TestClock.adjust("20 seconds")
        assert.deepStrictEqual(yield* Fiber.join(waiting), ["Authorized", 11_000])
        const states = Chunk.toReadonlyArray(yield* Fiber.join(stream)).map(({ state }) => state)
        assert.deepStrictEqual(states, ["CREATED", "AUTHORIZED"])
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [5000, 7000, 9000, 11_000])
      yield* settled
    })
  )

  it.effect("each waiter has its own window: a last read at its end, which the others see too", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("CREATED"))
      yield* Effect.gen(function* () {
        const short = yield* waiter(0, { window: "8 seconds" })
        const long = yield* waiter(0, { window: "12 seconds" })
        yield* TestClock.adjust("20 seconds")
        assert.deepStrictEqual(yield* Fiber.join(short), ["Pending", 8000])
        assert.deepStrictEqual(yield* Fiber.join(long), ["Pending", 12_000])
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [5000, 7000, 8000, 10_000, 12_000])
    })
  )

  it.effect("firstReadAfter 0 reads at once for all waiters, at least half a second after the last read", () =>
    Effect.gen(function* () {
      const server = scripted((n) => read(n < 4 ? "CREATED" : "AUTHORIZED"))
      yield* Effect.gen(function* () {
        const first = yield* waiter(0)
        yield* waiter(1000, { firstReadAfter: 0 })
        yield* waiter(5100, { firstReadAfter: 0 })
        yield* waiter(5200, { firstReadAfter: 0 })
        yield* TestClock.adjust("20 seconds")
        assert.deepStrictEqual(yield* Fiber.join(first), ["Authorized", 5500])
      }).pipe(Effect.provide(server.layer))
      // Of the first two at 1, 3 and 5 seconds, then of the last two together.
      assert.deepStrictEqual(server.times(), [1000, 3000, 5000, 5500])
    })
  )

  it.effect("a late firstReadAfter causes no read before it when the other waiters have left", () =>
    Effect.gen(function* () {
      const server = scripted(() => read("CREATED"))
      yield* Effect.gen(function* () {
        const early = yield* waiter(0)
        const late = yield* waiter(0, { firstReadAfter: "1 minute", window: "62 seconds" })
        yield* TestClock.adjust("8 seconds")
        yield* Fiber.interrupt(early)
        yield* TestClock.adjust("2 minutes")
        assert.deepStrictEqual(yield* Fiber.join(late), ["Pending", 62_000])
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [5000, 7000, 60_000, 62_000])
    })
  )

  it.effect("a waiter that arrives after a Retry-After response obeys it too", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(429, { "retry-after": "45" }) : read("AUTHORIZED")))
      yield* Effect.gen(function* () {
        const fibers = [yield* waiter(0), yield* waiter(6000, { firstReadAfter: 0 })]
        yield* TestClock.adjust("2 minutes")
        for (const end of yield* Effect.forEach(fibers, Fiber.join)) assert.deepStrictEqual(end, ["Authorized", 50_000])
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [5000, 50_000])
    })
  )

  it.effect("successive waiters keep half a second between reads and obey Retry-After", () =>
    Effect.gen(function* () {
      const server = scripted((n) =>
        n === 3 ? failed(429, { "retry-after": "45" }) : read(n < 3 ? "CREATED" : "AUTHORIZED")
      )
      yield* Effect.gen(function* () {
        const short = { firstReadAfter: 0, window: 1 }
        const first = yield* waiter(0, short)
        yield* TestClock.adjust("600 millis")
        assert.deepStrictEqual(yield* Fiber.join(first), ["Pending", 500])
        const second = yield* waiter(0, { firstReadAfter: 0 })
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.interrupt(second)
        const third = yield* waiter(0, { firstReadAfter: 0 })
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* Fiber.join(third))[0], "Authorized")
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [0, 500, 1000, 46_000])
    })
  )

  it.effect("a permanent failure reaches all waiters; each retries its own first 404 once", () =>
    Effect.gen(function* () {
      const refused = scripted(() => failed(403))
      yield* Effect.gen(function* () {
        const fibers = [yield* waiter(0), yield* waiter(0)]
        yield* TestClock.adjust("1 minute")
        for (const end of yield* Effect.forEach(fibers, Fiber.join)) {
          assert.deepStrictEqual(end, ["VippsAuthError", 5000])
        }
      }).pipe(Effect.provide(refused.layer))
      assert.deepStrictEqual(refused.times(), [5000])
      const missing = scripted(() => failed(404))
      yield* Effect.gen(function* () {
        const from = yield* Clock.currentTimeMillis
        const first = yield* waiter(0)
        const second = yield* waiter(6000)
        yield* TestClock.adjust("2 minutes")
        assert.deepStrictEqual(yield* Fiber.join(first), ["VippsNotFoundError", from + 9000])
        assert.deepStrictEqual(yield* Fiber.join(second), ["VippsNotFoundError", from + 17_000])
      }).pipe(Effect.provide(missing.layer))
      assert.strictEqual(missing.seen.length, 3)
    })
  )

  it.effect("when the reading waiter is interrupted, another reads half a second later", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? "hang" : read("AUTHORIZED")))
      yield* Effect.gen(function* () {
        const reader = yield* waiter(0)
        const others = [yield* waiter(0, { firstReadAfter: "6 seconds" }), yield* waiter(100)]
        yield* TestClock.adjust("7 seconds")
        assert.strictEqual(server.seen.length, 1)
        yield* Fiber.interrupt(reader)
        yield* TestClock.adjust("1 second")
        for (const end of yield* Effect.forEach(others, Fiber.join)) assert.deepStrictEqual(end, ["Authorized", 7500])
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [5000, 7500])
      yield* settled
    })
  )

  it.effect("when a waiting waiter is interrupted, the read continues for the others", () =>
    Effect.gen(function* () {
      const server = scripted(() => Effect.delay(Effect.succeed(read("AUTHORIZED")), "3 seconds"))
      yield* Effect.gen(function* () {
        const reader = yield* waiter(0)
        const other = yield* waiter(100)
        yield* TestClock.adjust("6 seconds")
        yield* Fiber.interrupt(other)
        yield* TestClock.adjust("3 seconds")
        assert.deepStrictEqual(yield* Fiber.join(reader), ["Authorized", 8000])
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [5000])
    })
  )

  it.effect("an HTTP client that throws fails all waiters", () =>
    Effect.gen(function* () {
      const server = scripted(() => Effect.die("broken"))
      yield* Effect.gen(function* () {
        const fibers = [yield* waiter(0), yield* waiter(100)]
        yield* TestClock.adjust("20 seconds")
        for (const end of yield* Effect.forEach(fibers, Fiber.join)) {
          assert.deepStrictEqual(end, ["VippsTransportError", 5000])
        }
      }).pipe(Effect.provide(server.layer))
      assert.strictEqual(server.seen.length, 1)
      yield* settled
    })
  )

  it.effect("many signals cause at most 120 reads a minute, however many waiters there are", () =>
    Effect.gen(function* () {
      const server = scripted(() => {
        for (let i = 0; i < 20; i++) signal({ merchantSerialNumber, reference })
        return read("CREATED")
      })
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach([0, 100, 200, 300, 400], (start) => waiter(start, { firstReadAfter: 0 }))
        yield* TestClock.adjust("70 seconds")
        yield* Fiber.interruptAll(fibers)
      }).pipe(Effect.provide(server.layer))
      const times = server.times()
      const within = times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length)
      assert.strictEqual(Math.max(...within), 120)
    })
  )
})

describe("what waiters share", () => {
  const session = () => Response.json({ sessionId: "s-1", reference, sessionState: "PaymentSuccessful" })

  it.effect("waiters share reads only for the same keys, sales unit, reference and API", () =>
    Effect.gen(function* () {
      const server = scripted((_, { path }) => (path.startsWith("/checkout") ? session() : read("AUTHORIZED")))
      const await_ = EPayment.awaitOutcome(reference)
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.fork(
          Effect.all(
            [
              await_,
              VippsConfig.withMerchant(await_, merchantSerialNumber),
              VippsConfig.withOptions(await_, { timeout: "1 minute" }),
              EPayment.awaitOutcome(reference, { merchantSerialNumber }),
              VippsConfig.withMerchant(await_, "654321"),
              EPayment.awaitOutcome(reference, { merchantSerialNumber: "654321" }),
              VippsConfig.withOptions(await_, { subscriptionKey: Redacted.make("another-key") }),
              EPayment.awaitOutcome("order-54321"),
              Checkout.awaitOutcome(reference)
            ],
            { concurrency: "unbounded" }
          )
        )
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(fiber)
      }).pipe(Effect.provide(server.layer))
      const read_ = server.seen.map(({ headers, path }) => [
        path,
        headers["merchant-serial-number"],
        headers["ocp-apim-subscription-key"] === "another-key"
      ])
      assert.sameDeepMembers(read_, [
        [`/epayment/v1/payments/${reference}`, merchantSerialNumber, false],
        [`/epayment/v1/payments/${reference}`, "654321", false],
        [`/epayment/v1/payments/${reference}`, merchantSerialNumber, true],
        ["/epayment/v1/payments/order-54321", merchantSerialNumber, false],
        [`/checkout/v3/session/${reference}`, merchantSerialNumber, false]
      ])
      yield* settled
    })
  )

  it.scoped("waiters share nothing in Cloudflare Workers, where requests cannot wait for each other", () =>
    Effect.gen(function* () {
      yield* Effect.acquireRelease(
        Effect.sync(() => vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })),
        () => Effect.sync(() => vi.unstubAllGlobals())
      )
      const server = scripted(() => read("AUTHORIZED"))
      yield* Effect.gen(function* () {
        const fibers = [yield* waiter(0), yield* waiter(0)]
        yield* TestClock.adjust("10 seconds")
        yield* Effect.forEach(fibers, Fiber.join)
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.times(), [5000, 5000])
      yield* settled
    })
  )
})

describe("any sequence of waiters", () => {
  const one = FastCheck.record({
    start: FastCheck.nat({ max: 5000 }),
    window: FastCheck.integer({ min: 1, max: 8000 }),
    firstReadAfter: FastCheck.nat({ max: 6000 }),
    leaves: FastCheck.option(FastCheck.nat({ max: 8000 }), { nil: undefined })
  })

  /** The last two wait for the same read when the first one leaves: each once took the other's timer for its own. */
  const twoTimersForOneTime: [Array<typeof one extends FastCheck.Arbitrary<infer A> ? A : never>, number] = [
    [
      { start: 1417, window: 4502, firstReadAfter: 3724, leaves: 7756 },
      { start: 1085, window: 6938, firstReadAfter: 1188, leaves: 5802 },
      { start: 3659, window: 4778, firstReadAfter: 2785, leaves: undefined },
      { start: 547, window: 3959, firstReadAfter: 4919, leaves: 3186 },
      { start: 3954, window: 4947, firstReadAfter: 4079, leaves: 5246 }
    ],
    356
  ]

  it(
    "reads are half a second apart, each waiter has its outcome by the end of its window, and no listener is left",
    () =>
      FastCheck.assert(
        FastCheck.asyncProperty(
          FastCheck.array(one, { minLength: 1, maxLength: 5 }),
          FastCheck.nat({ max: 400 }),
          (waiters, slow) =>
            Effect.gen(function* () {
              const server = scripted(() => Effect.delay(Effect.succeed(read("CREATED")), slow))
              const leavers = waiters.filter(({ leaves }) => leaves !== undefined).length
              yield* Effect.gen(function* () {
                const ends = yield* Effect.fork(
                  Effect.forEach(
                    waiters,
                    ({ firstReadAfter, leaves, start, window }) =>
                      EPayment.awaitOutcome(reference, { window, firstReadAfter }).pipe(
                        leaves === undefined ? Effect.asSome : Effect.timeoutOption(leaves),
                        Effect.zip(Clock.currentTimeMillis),
                        Effect.either,
                        Effect.delay(start)
                      ),
                    { concurrency: "unbounded" }
                  )
                )
                yield* TestClock.adjust("1 minute")
                for (const [i, end] of (yield* Fiber.join(ends)).entries()) {
                  assert(Either.isRight(end))
                  const { start = 0, window = 0, leaves } = waiters[i] ?? {}
                  const [outcome, at] = end.right
                  if (outcome._tag === "None") assert.strictEqual(at, start + (leaves ?? 0))
                  // After the window: a read under way, half a second, and the last read; again for each reader that leaves.
                  else assert.isAtMost(at, start + window + slow + (500 + slow) * (1 + leavers))
                }
              }).pipe(Effect.provide(server.layer))
              const times = server.times()
              for (const [i, at] of times.entries()) if (i > 0) assert.isAtLeast(at - (times[i - 1] ?? 0), 500)
              yield* settled
            }).pipe(Effect.provide(TestContext.TestContext), Effect.runPromise)
        ),
        { numRuns: 20, examples: [twoTimersForOneTime] }
      ),
    60_000
  )
})
