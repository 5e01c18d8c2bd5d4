// @effect-diagnostics anyUnknownInErrorContext:off globalErrorInEffectFailure:off
import { assert, describe, it } from "@effect/vitest"
import { EPayment, TokenStore, VippsConfig } from "@effect-vipps/client"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import { atOnce, environment, memory, pause, processesOf, processOf, run, timed, vippsOf } from "./storedTokens.js"
import { capture, options } from "./support.js"

/** The lines that are logged. */
const logged = () => {
  const lines: Array<string> = []
  const layer = Logger.replace(
    Logger.defaultLogger,
    Logger.make(
      ({ annotations, cause, message }) => void lines.push(JSON.stringify([message, cause, [...annotations]]))
    )
  )
  return { lines, layer }
}

describe("a token store: sharing", () => {
  it.scoped("twenty processes that start at once make one token request", () =>
    Effect.gen(function* () {
      const { storage, store, leases, tokens } = memory()
      const vipps = vippsOf()
      vipps.state.delay = 400
      const processes = [
        ...(yield* processesOf(10, vipps, store)),
        ...(yield* processesOf(10, vipps, TokenStore.make(storage)))
      ]
      yield* run(atOnce(processes.flatMap(({ pay }) => [pay, pay, pay])))
      assert.strictEqual(vipps.state.requests, 1)
      assert.strictEqual(vipps.state.refused, 0)
      assert.deepStrictEqual(new Set(yield* run(atOnce(processes.map(({ token }) => token)))), new Set(["token-1"]))
      assert.strictEqual(tokens().length, 1)
      assert.strictEqual(leases().length, 0)
    })
  )

  it.scoped("a process that starts later takes the stored token, for as long as it needs no renewal", () =>
    Effect.gen(function* () {
      const { store } = memory()
      const vipps = vippsOf()
      yield* run((yield* processOf(vipps, store)).pay)
      yield* TestClock.adjust("53 minutes")
      yield* run((yield* processOf(vipps, store)).pay)
      assert.strictEqual(vipps.state.requests, 1)
      yield* TestClock.adjust("2 minutes")
      yield* run((yield* processOf(vipps, store)).pay)
      assert.strictEqual(vipps.state.requests, 2)
    })
  )

  it.scoped("twenty processes renew a token with one request, and no call waits for it", () =>
    Effect.gen(function* () {
      const { store } = memory()
      const vipps = vippsOf()
      const processes = yield* processesOf(20, vipps, store)
      yield* run(atOnce(processes.map(({ pay }) => pay)))
      vipps.state.delay = 400
      yield* TestClock.adjust("55 minutes")
      const { millis } = yield* timed(atOnce(processes.map(({ pay }) => pay)))
      assert.isBelow(millis, 100)
      yield* run(Effect.sleep("1 second"))
      assert.strictEqual(vipps.state.requests, 2)
      assert.deepStrictEqual(new Set(yield* run(atOnce(processes.map(({ token }) => token)))), new Set(["token-2"]))
    })
  )

  it.scoped("a call with a cached token does not touch the store", () =>
    Effect.gen(function* () {
      const { steps, store } = memory()
      const { pay } = yield* processOf(vippsOf(), store)
      yield* run(pay)
      assert.deepStrictEqual(steps, ["read", "lease", "read", "write", "remove"])
      yield* run(Effect.repeatN(pay, 20))
      assert.strictEqual(steps.length, 5)
    })
  )

  it.scoped("configurations with another secret, key, client id or server have tokens of their own", () =>
    Effect.gen(function* () {
      const { store, tokens } = memory()
      const vipps = vippsOf()
      const others: ReadonlyArray<Partial<VippsConfig.Options>> = [
        {},
        { clientSecret: Redacted.make("another-secret") },
        { subscriptionKey: Redacted.make("another-key") },
        { clientId: "another-id" },
        { baseUrl: "http://127.0.0.1:4242" }
      ]
      for (const other of others) yield* run((yield* processOf(vipps, store, other)).pay)
      assert.strictEqual(vipps.state.requests, others.length)
      assert.strictEqual(tokens().length, others.length)
    })
  )

  it.scoped("configurations derived from one share its store, or have their own with tokenStore", () =>
    Effect.gen(function* () {
      const first = memory()
      const second = memory()
      const vipps = vippsOf()
      const config = yield* VippsConfig.make({ ...options, tokenStore: first.store })
      const pay = EPayment.capturePayment("order-12345", capture)
      const within = Effect.provide(environment(vipps, config))
      yield* run(within(VippsConfig.withMerchant(pay, "654321")))
      yield* run(within(VippsConfig.withOptions(pay, { timeout: "5 seconds" })))
      assert.deepStrictEqual([vipps.state.requests, first.tokens().length], [1, 1])
      yield* run(within(VippsConfig.withOptions(pay, { tokenStore: second.store })))
      assert.deepStrictEqual([vipps.state.requests, second.tokens().length], [2, 1])
    })
  )
})

/** A store without a token whose lease another process has for so long, after one token request. */
const leasedFor = (millis: number) =>
  Effect.gen(function* () {
    const { rows, store } = memory()
    const vipps = vippsOf()
    yield* run((yield* processOf(vipps, store)).pay)
    const [id] = [...rows.keys()]
    rows.clear()
    rows.set(`${id}.lease`, { value: "another process", until: (yield* Clock.currentTimeMillis) + millis })
    return { store, vipps }
  })

describe("a token store: leases", () => {
  it.scoped("the lease of a dead process ends, and one of those that wait fetches the token", () =>
    Effect.gen(function* () {
      const { store, vipps } = yield* leasedFor(2_000)
      const { millis } = yield* timed(atOnce((yield* processesOf(5, vipps, store)).map(({ pay }) => pay)))
      assert.isAtLeast(millis, 1_900)
      assert.isAtMost(millis, 2_500)
      assert.strictEqual(vipps.state.requests, 2)
    })
  )

  it.scoped("a call waits for another process at most half of its time", () =>
    Effect.gen(function* () {
      const { store, vipps } = yield* leasedFor(Number.POSITIVE_INFINITY)
      const { millis } = yield* timed((yield* processOf(vipps, store, { timeout: "2 seconds" })).pay)
      assert.isAtLeast(millis, 900)
      assert.isAtMost(millis, 1_200)
      assert.strictEqual(vipps.state.requests, 2)
    })
  )

  it.scoped("a failed token request frees the lease at once", () =>
    Effect.gen(function* () {
      const { leases, store } = memory()
      const vipps = vippsOf()
      vipps.state.down = true
      const { millis } = yield* timed(Effect.flip((yield* processOf(vipps, store)).pay))
      assert.strictEqual(leases().length, 0)
      assert.isBelow(millis, 200)
      vipps.state.down = false
      yield* run((yield* processOf(vipps, store)).pay)
    })
  )

  it.scoped("a process that ends while it fetches frees the lease", () =>
    Effect.gen(function* () {
      const { leases, store } = memory()
      const vipps = vippsOf()
      vipps.state.delay = 3_000
      const scope = yield* Scope.make()
      const { pay } = yield* Scope.extend(processOf(vipps, store), scope)
      const calling = yield* Effect.fork(Effect.exit(pay))
      yield* run(Effect.sleep("1 second"))
      assert.strictEqual(leases().length, 1)
      yield* run(Scope.close(scope, Exit.void))
      assert.strictEqual(leases().length, 0)
      yield* Fiber.interrupt(calling)
    })
  )
})

const breakages: {
  readonly [name: string]: (step: keyof TokenStore.Storage) => Effect.Effect<never, unknown> | undefined
} = {
  "is down": () => Effect.fail(new Error("connect ECONNREFUSED redis://:hunter2@10.0.0.1")),
  "has a defect": () => Effect.die("a bug with hunter2"),
  throws: () => {
    throw new Error("hunter2")
  },
  "never answers": () => Effect.never,
  "never answers and cannot be interrupted": () => Effect.uninterruptible(Effect.never),
  "is full": (step) => (step === "write" || step === "lease" ? Effect.fail("OOM") : undefined),
  "takes leases but no tokens": (step) => (step === "write" ? Effect.fail("OOM") : undefined),
  "cannot remove": (step) => (step === "remove" ? Effect.never : undefined),
  "reads nothing and never answers a lease": (step) => (step === "lease" ? Effect.never : undefined)
}

describe("a token store: failures", () => {
  for (const [name, broken] of Object.entries(breakages)) {
    it.scoped(`a store that ${name} fails no call, and a log without secrets says so`, () =>
      Effect.gen(function* () {
        const { state, store } = memory()
        const vipps = vippsOf()
        const { layer, lines } = logged()
        state.break = broken
        const { pay } = yield* processOf(vipps, store)
        const { millis } = yield* Effect.provide(timed(pay), layer)
        assert.isAtMost(millis, 600)
        assert.strictEqual(vipps.state.requests, 1)
        vipps.valid.clear()
        yield* Effect.provide(timed(pay), layer)
        yield* Effect.provide(run(Effect.sleep("600 millis")), layer)
        assert.strictEqual(vipps.state.requests, 2)
        if (name !== "cannot remove") assert.isAtLeast(lines.length, 1)
        for (const line of lines) {
          assert.include(line, "TokenStore: ")
          assert.notMatch(line, /hunter2|token-\d|SECRET|KEY-77|client-id|OOM/)
        }
      })
    )
  }

  it.scoped("a store that fails and returns is used for the next token", () =>
    Effect.gen(function* () {
      const { state, store, tokens } = memory()
      const vipps = vippsOf()
      state.break = () => Effect.fail("down")
      const { pay } = yield* processOf(vipps, store)
      yield* run(pay)
      assert.strictEqual(tokens().length, 0)
      state.break = undefined
      yield* TestClock.adjust("55 minutes")
      yield* run(pay)
      yield* run(Effect.sleep("1 second"))
      assert.strictEqual(tokens().length, 1)
      assert.strictEqual(vipps.state.requests, 2)
    })
  )

  it.effect("an option that is no store is refused", () =>
    Effect.gen(function* () {
      for (const tokenStore of [{}, null, memory().storage, "redis"]) {
        const error = yield* Effect.flip(VippsConfig.make({ ...options, tokenStore: tokenStore as never }))
        assert.include(error.message, "tokenStore: must be made by TokenStore.make")
      }
    }).pipe(Effect.scoped)
  )
})

describe("a token store: what is stored", () => {
  it.scoped("neither tokens nor keys are readable, and each writing is different", () =>
    Effect.gen(function* () {
      const { rows, state, storage, store } = memory()
      const written: Array<string> = []
      const recording = TokenStore.make({
        ...storage,
        write: (key, value, life) => {
          written.push(value)
          return storage.write(key, value, life)
        }
      })
      const vipps = vippsOf()
      yield* run((yield* processOf(vipps, recording)).pay)
      rows.clear()
      yield* run((yield* processOf(vipps, recording)).pay)
      assert.strictEqual(new Set(written).size, 2)
      assert.isUndefined(state.break)
      const bytes = (text: string) => Buffer.from(text, "base64url").toString("latin1")
      for (const [key, { until, value }] of rows) {
        assert.match(key, /^[\w-]{43}$/)
        assert.match(value, /^[\w-]+$/)
        for (const text of [key, value, bytes(key), bytes(value)]) {
          assert.notMatch(text, /token-\d|client-id|SECRET|KEY-77|123456/)
        }
        assert.isAtMost(until - (yield* Clock.currentTimeMillis), 3_600_000)
      }
      assert.strictEqual(yield* run((yield* processOf(vipps, store)).token), "token-2")
    })
  )

  it.scoped("what these keys did not write, or not in this row, is not used and is replaced", () =>
    Effect.gen(function* () {
      const { rows, store } = memory()
      const vipps = vippsOf()
      yield* run((yield* processOf(vipps, store)).pay)
      yield* run((yield* processOf(vipps, store, { clientId: "another-id" })).pay)
      const [[id, own] = ["", undefined], [, foreign] = []] = [...rows]
      assert.isDefined(own)
      const flipped = `${own?.value.slice(0, -4)}AAAA`
      for (const value of [foreign?.value ?? "", flipped, "", "not base64!", "AAAA", "x".repeat(5_000)]) {
        rows.set(id, { value, until: Number.POSITIVE_INFINITY })
        const before = vipps.state.requests
        yield* run((yield* processOf(vipps, store)).pay)
        assert.strictEqual(vipps.state.requests, before + 1)
        assert.notStrictEqual(rows.get(id)?.value, value)
      }
    })
  )
})

/** One process's life: when it starts, and what becomes of the store and of Vipps meanwhile. */
const event = FastCheck.oneof(
  {
    weight: 6,
    arbitrary: FastCheck.record({ _tag: FastCheck.constant("Call" as const), process: FastCheck.nat({ max: 3 }) })
  },
  {
    weight: 3,
    arbitrary: FastCheck.record({
      _tag: FastCheck.constant("Wait" as const),
      millis: FastCheck.constantFrom(20, 200, 3_000, 3_300_000, 3_600_000)
    })
  },
  { weight: 2, arbitrary: FastCheck.constant({ _tag: "Revoke" as const }) },
  { weight: 2, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Store" as const), up: FastCheck.boolean() }) },
  { weight: 1, arbitrary: FastCheck.constant({ _tag: "Orphan" as const }) }
)

describe("a token store: any order of events", () => {
  it.scoped(
    "in 20 random orders of calls, waits, revocations, outages and orphaned leases every call succeeds",
    () =>
      Effect.gen(function* () {
        const orders = FastCheck.sample(FastCheck.array(event, { minLength: 4, maxLength: 12 }), {
          numRuns: 20,
          seed: 20261126
        })
        for (const order of orders) {
          const { rows, state, store } = memory()
          const vipps = vippsOf()
          vipps.state.delay = 100
          const processes = yield* processesOf(4, vipps, store)
          const calls: Array<Fiber.RuntimeFiber<unknown, unknown>> = []
          for (const one of order) {
            if (one._tag === "Call")
              calls.push(yield* Effect.fork(processes[one.process]?.pay ?? Effect.die("no process")))
            else if (one._tag === "Wait") yield* TestClock.adjust(one.millis)
            else if (one._tag === "Store") state.break = one.up ? undefined : () => Effect.fail("down")
            else if (one._tag === "Orphan") {
              const [key] = [...rows.keys()]
              if (key !== undefined && !key.endsWith(".lease"))
                rows.set(`${key}.lease`, { value: "dead", until: (yield* Clock.currentTimeMillis) + 5_000 })
            } else {
              // No call is between its token and its answer, so that one new token is enough for each.
              yield* run(atOnce(calls.splice(0).map(Fiber.join)))
              vipps.valid.clear()
            }
            yield* pause
          }
          yield* run(atOnce(calls.map(Fiber.join)))
          assert.isAtMost(vipps.state.requests, order.length * 4)
        }
      }),
    60_000
  )
})
