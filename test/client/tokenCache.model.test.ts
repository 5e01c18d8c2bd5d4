/**
 * The token cache against a model of it, over random schedules of callers, answers, failures, interruptions,
 * revocations and moves of the clock. Each step runs to rest at once: no timers, no other task.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type { Scheduler } from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { vi } from "vitest"
import { Failure } from "../../packages/client/src/internal/request/failure.js"
import { make, type Token } from "../../packages/client/src/internal/request/tokenCache.js"

type Step =
  | { readonly _tag: "Call"; readonly patience: number }
  | { readonly _tag: "Answer"; readonly life: number }
  | { readonly _tag: "Fail" }
  | { readonly _tag: "Interrupt"; readonly caller: number }
  | { readonly _tag: "Revoke"; readonly token: number }
  | { readonly _tag: "Advance"; readonly millis: number }
  | { readonly _tag: "Close" }

/** A clock and a scheduler that the test controls. */
const makeWorld = () => {
  let now = 0
  let timers: Array<{ readonly at: number; readonly fire: () => void }> = []
  const tasks: Array<() => void> = []
  const scheduler: Scheduler = { shouldYield: () => false, scheduleTask: (task) => void tasks.push(task) }
  const settle = () => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task()
  }
  const sleep = (millis: number) =>
    Effect.async<void>((resume) => {
      const timer = { at: now + millis, fire: () => resume(Effect.void) }
      timers.push(timer)
      return Effect.sync(() => {
        timers = timers.filter((other) => other !== timer)
      })
    })
  const clock: Clock.Clock = {
    ...Clock.make(),
    unsafeCurrentTimeMillis: () => now,
    currentTimeMillis: Effect.sync(() => now),
    sleep: (duration) => sleep(Duration.toMillis(duration))
  }
  return {
    now: () => now,
    settle,
    run: <A, E>(effect: Effect.Effect<A, E>) => {
      const fiber = Effect.runFork(Effect.withClock(effect, clock), { scheduler })
      settle()
      return fiber
    },
    advance: (millis: number) => {
      const until = now + millis
      for (;;) {
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers = timers.filter((other) => other !== due)
        now = due.at
        due.fire()
        settle()
      }
      now = until
    }
  }
}

/** What a caller got: a token, by its number, or why it got none. */
type Result = number | "waits" | "failed" | "too late" | "closed" | "interrupted"

const refused = new Failure({ tag: "VippsAuthError", retryable: false, ambiguous: false })

const tokenNumber = (token: Token) => Number(Redacted.value(token.value))

const resultOf = (exit: Exit.Exit<Token, Failure> | null): Result => {
  if (exit === null) return "waits"
  if (Exit.isSuccess(exit)) return tokenNumber(exit.value)
  if (Exit.isInterrupted(exit)) return "interrupted"
  const failure = exit.cause._tag === "Fail" ? exit.cause.error : undefined
  if (failure === refused) return "failed"
  return failure?.facts.reason === "Timeout" ? "too late" : "closed"
}

/** The cache itself, driven by steps. */
const makeReal = () => {
  const world = makeWorld()
  const scope = Effect.runSync(Scope.make())
  const cache = make(scope)
  const issued: Array<Token> = []
  const callers: Array<Fiber.RuntimeFiber<Token, Failure>> = []
  let open = 0
  let fetches = 0
  let most = 0
  let resume: ((effect: Effect.Effect<Token, Failure>) => void) | undefined
  const fetch = Effect.async<Token, Failure>((callback) => {
    fetches++
    most = Math.max(most, ++open)
    resume = callback
    return Effect.sync(() => {
      open--
      resume = undefined
    })
  })
  const end = (effect: Effect.Effect<Token, Failure>) => {
    if (resume === undefined) return
    open--
    resume(effect)
    resume = undefined
    world.settle()
  }
  const step = (one: Step): void => {
    switch (one._tag) {
      case "Call": {
        const fiber = world.run(cache.get(fetch, one.patience))
        callers.push(fiber)
        const exit = fiber.unsafePoll()
        // Independent of the model: a returned token is valid.
        if (exit !== null && Exit.isSuccess(exit)) assert.isBelow(world.now(), exit.value.expiresAt)
        return
      }
      case "Answer": {
        if (resume === undefined) return
        const value = Redacted.make(String(issued.length))
        const at = world.now()
        const token = { value, refreshAt: at + one.life * 0.9, expiresAt: at + one.life * 0.98 }
        issued.push(token)
        end(Effect.succeed(token))
        return
      }
      case "Fail":
        end(Effect.fail(refused))
        return
      case "Interrupt": {
        const fiber = callers[one.caller % callers.length]
        if (fiber !== undefined) world.run(Fiber.interrupt(fiber))
        return
      }
      case "Revoke": {
        const token = issued[one.token % issued.length]
        if (token !== undefined) world.run(cache.invalidate(token.value))
        return
      }
      case "Advance":
        world.advance(one.millis)
        return
      case "Close":
        world.run(Scope.close(scope, Exit.void))
    }
  }
  return {
    step,
    seen: () => ({
      results: callers.map((fiber) => resultOf(fiber.unsafePoll())),
      fetches,
      ready: ((token) => (token === undefined ? undefined : tokenNumber(token)))(cache.ready(world.now()))
    }),
    most: () => most
  }
}

/** The expected behaviour, without fibers and promises. */
const makeModel = () => {
  let now = 0
  let issued = 0
  let fetches = 0
  let fetching = false
  let closed = false
  let token: { readonly id: number; readonly refreshAt: number; readonly expiresAt: number } | undefined
  const callers: Array<{ result: Result; readonly until: number }> = []
  const waiting = () => callers.filter(({ result }) => result === "waits")
  const settle = (result: Result) => {
    fetching = false
    for (const caller of waiting()) caller.result = result
  }
  const failed = () => {
    if (token === undefined) return
    token = now < token.expiresAt ? { ...token, refreshAt: Math.min(now + 30_000, token.expiresAt) } : undefined
  }
  const called = (): Result => {
    if (token !== undefined && now < token.refreshAt) return token.id
    const old = token !== undefined && now < token.expiresAt ? token.id : undefined
    if (!fetching && closed) {
      failed()
      return old ?? "closed"
    }
    if (!fetching) fetches++
    fetching = true
    return old ?? "waits"
  }
  const step = (one: Step): void => {
    switch (one._tag) {
      case "Call":
        callers.push({ result: called(), until: now + one.patience })
        return
      case "Answer":
        if (!fetching) return
        token = { id: issued++, refreshAt: now + one.life * 0.9, expiresAt: now + one.life * 0.98 }
        settle(token.id)
        return
      case "Fail":
        if (!fetching) return
        failed()
        settle("failed")
        return
      case "Interrupt": {
        const caller = callers[one.caller % callers.length]
        if (caller?.result === "waits") caller.result = "interrupted"
        return
      }
      case "Revoke":
        if (token !== undefined && token.id === one.token % issued) token = undefined
        return
      case "Advance":
        now += one.millis
        for (const caller of waiting()) if (caller.until <= now) caller.result = "too late"
        return
      case "Close":
        closed = true
        if (!fetching) return
        failed()
        settle("closed")
    }
  }
  return {
    step,
    seen: () => ({
      results: callers.map(({ result }) => result),
      fetches,
      ready: token !== undefined && now < token.refreshAt ? token.id : undefined
    })
  }
}

const life = FastCheck.oneof(
  FastCheck.integer({ min: 1, max: 60_000 }),
  FastCheck.integer({ min: 60_000, max: 3_600_000 })
)

const step: FastCheck.Arbitrary<Step> = FastCheck.oneof(
  {
    weight: 30,
    arbitrary: FastCheck.record({
      _tag: FastCheck.constant("Call" as const),
      patience: FastCheck.integer({ min: 1, max: 60_000 })
    })
  },
  { weight: 20, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Answer" as const), life }) },
  { weight: 10, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Fail" as const) }) },
  {
    weight: 10,
    arbitrary: FastCheck.record({ _tag: FastCheck.constant("Interrupt" as const), caller: FastCheck.nat({ max: 20 }) })
  },
  {
    weight: 5,
    arbitrary: FastCheck.record({ _tag: FastCheck.constant("Revoke" as const), token: FastCheck.nat({ max: 5 }) })
  },
  {
    weight: 25,
    arbitrary: FastCheck.record({
      _tag: FastCheck.constant("Advance" as const),
      millis: FastCheck.oneof(FastCheck.integer({ min: 0, max: 40_000 }), life)
    })
  },
  { weight: 1, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Close" as const) }) }
)
const schedules = FastCheck.array(step, { minLength: 1, maxLength: 20, size: "max" })

describe("the token cache and its model", () => {
  it("the token cache and its model agree after every step of 10,000 random schedules", () => {
    FastCheck.assert(
      FastCheck.property(schedules, (schedule) => {
        const real = makeReal()
        const model = makeModel()
        for (const one of schedule) {
          real.step(one)
          model.step(one)
          const seen = real.seen()
          const expected = model.seen()
          // Comparing texts first is five times faster.
          if (JSON.stringify(seen) !== JSON.stringify(expected)) assert.deepStrictEqual(seen, expected)
        }
        assert.isAtMost(real.most(), 1)
      }),
      { numRuns: 10_000 }
    )
  }, 60_000)

  it("no caller in Cloudflare Workers waits longer than its limit or gets an expired token", () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })
    try {
      FastCheck.assert(
        FastCheck.property(schedules, (schedule) => {
          const real = makeReal()
          for (const one of schedule) real.step(one)
          real.step({ _tag: "Advance", millis: 60_000 })
          assert.notInclude(real.seen().results, "waits")
        }),
        { numRuns: 1000 }
      )
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
