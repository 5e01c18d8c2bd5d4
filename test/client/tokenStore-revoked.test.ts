// @effect-diagnostics anyUnknownInErrorContext:off globalErrorInEffectFailure:off
import { assert, describe, it } from "@effect/vitest"
import { TokenStore } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { atOnce, memory, processesOf, processOf, type Row, run, vippsOf } from "./storedTokens.js"

describe("a token store: revocation", () => {
  it.scoped("a token that Vipps rejects is removed for all processes, and fetched once", () =>
    Effect.gen(function* () {
      const { store } = memory()
      const vipps = vippsOf()
      const processes = yield* processesOf(20, vipps, store)
      yield* run(atOnce(processes.map(({ pay }) => pay)))
      vipps.valid.clear()
      vipps.state.delay = 200
      yield* run(atOnce(processes.flatMap(({ pay }) => [pay, pay])))
      assert.strictEqual(vipps.state.requests, 2)
      const late = yield* processOf(vipps, store)
      assert.strictEqual(yield* run(late.token), "token-2")
      assert.strictEqual(vipps.state.requests, 2)
    })
  )

  it.scoped("a rejected token does not remove a newer one", () =>
    Effect.gen(function* () {
      const { store, tokens } = memory()
      const vipps = vippsOf()
      const first = yield* processOf(vipps, store)
      const second = yield* processOf(vipps, store)
      yield* run(atOnce([first.pay, second.pay]))
      vipps.valid.clear()
      yield* TestClock.adjust("1 second")
      yield* run(first.pay)
      const [newer] = tokens()
      yield* run(second.pay)
      assert.deepStrictEqual(tokens(), [newer])
      assert.strictEqual(vipps.state.requests, 2)
    })
  )

  it.scoped("a stored token older than the rejected one is not used", () =>
    Effect.gen(function* () {
      const { state, store } = memory()
      const vipps = vippsOf()
      yield* run((yield* processOf(vipps, store)).pay)
      yield* TestClock.adjust("1 minute")
      state.break = () => Effect.fail("down")
      const alone = yield* processOf(vipps, store)
      assert.strictEqual(yield* run(alone.token), "token-2")
      state.break = undefined
      vipps.valid.clear()
      yield* run(alone.pay)
      assert.deepStrictEqual([vipps.state.refused, vipps.state.requests], [1, 3])
    })
  )

  it.scoped("revoked tokens of the process and of the store fail no call, and one fetch replaces both", () =>
    Effect.gen(function* () {
      const { state, store, tokens, leases } = memory()
      const vipps = vippsOf()
      state.break = () => Effect.fail("down")
      const first = yield* processOf(vipps, store)
      yield* run(first.pay)
      state.break = undefined
      yield* TestClock.adjust("1 minute")
      const second = yield* processOf(vipps, store)
      yield* run(second.pay)
      vipps.valid.clear()
      vipps.state.delay = 200
      yield* run(atOnce([first.pay, first.pay, first.pay]))
      assert.deepStrictEqual([vipps.state.refused, vipps.state.requests], [6, 3])
      assert.deepStrictEqual([tokens().length, leases().length], [1, 0])
      yield* run(atOnce([second.pay, first.pay]))
      assert.strictEqual(yield* run(second.token), "token-3")
      assert.deepStrictEqual([vipps.state.refused, vipps.state.requests], [7, 3])
    })
  )

  it.scoped("the last attempt of a call has a token that its process fetched, whatever is in the store", () =>
    Effect.gen(function* () {
      const vipps = vippsOf()
      const stale: Array<Row | undefined> = []
      const { rows, storage } = memory()
      for (const _ of [1, 2, 3]) {
        rows.clear()
        yield* TestClock.adjust("1 minute")
        yield* run((yield* processOf(vipps, TokenStore.make(storage))).pay)
        stale.push([...rows.values()][0])
      }
      // Each of them is newer than the one before, and none is ever removed.
      let reads = 0
      const { pay } = yield* processOf(
        vipps,
        TokenStore.make({ ...storage, read: () => Effect.sync(() => stale[reads++]?.value) })
      )
      yield* run(pay)
      assert.strictEqual(reads, 1)
      vipps.valid.clear()
      yield* run(pay)
      assert.strictEqual(reads, 2)
      assert.deepStrictEqual([vipps.state.refused, vipps.state.requests], [2, 4])
    })
  )

  it.scoped("a call whose every token is rejected makes three attempts with a store, and two without", () =>
    Effect.gen(function* () {
      for (const [shares, attempts] of [
        [true, 3],
        [false, 2]
      ] as const) {
        const { state, store } = memory()
        const vipps = vippsOf()
        state.break = () => Effect.fail("down")
        const { pay } = yield* processOf(vipps, shares ? store : undefined)
        yield* run(pay)
        state.break = undefined
        yield* TestClock.adjust("1 minute")
        yield* run((yield* processOf(vipps, store)).pay)
        vipps.valid.add = () => vipps.valid
        vipps.valid.clear()
        const error = yield* run(Effect.flip(pay))
        assert.strictEqual(error._tag, "VippsAuthError")
        assert.strictEqual(vipps.state.refused, attempts)
        assert.strictEqual(vipps.state.requests, 3)
      }
    })
  )
})
