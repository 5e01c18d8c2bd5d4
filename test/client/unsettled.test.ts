import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { Unsettled } from "../../packages/client/src/internal/request/unsettled.js"

const hour = 60 * 60 * 1000

describe("the memory of unsettled calls", () => {
  it("the memory of unsettled calls returns a key to an equal call only, and once", () => {
    const unsettled = new Unsettled()
    unsettled.keep("capture 1000", "key-1", 0)
    assert.isUndefined(unsettled.take("capture 2000", 1))
    assert.strictEqual(unsettled.take("capture 1000", 1), "key-1")
    assert.isUndefined(unsettled.take("capture 1000", 1))
    assert.isTrue(unsettled.isEmpty)
  })

  it("the memory of unsettled calls returns two keys of equal calls in order, the oldest first", () => {
    const unsettled = new Unsettled()
    unsettled.keep("capture 1000", "key-1", 0)
    unsettled.keep("capture 1000", "key-2", 0)
    assert.strictEqual(unsettled.take("capture 1000", 1), "key-1")
    assert.strictEqual(unsettled.take("capture 1000", 1), "key-2")
  })

  it("the memory of unsettled calls keeps a key for 24 hours from the last time it was kept", () => {
    const unsettled = new Unsettled()
    unsettled.keep("a", "key-a", 0)
    unsettled.keep("b", "key-b", 0)
    unsettled.keep("b", "key-b", hour)
    assert.isUndefined(unsettled.take("a", 24 * hour + 1))
    assert.strictEqual(unsettled.take("b", 25 * hour), "key-b")
    unsettled.keep("b", "key-b", 25 * hour)
    assert.isUndefined(unsettled.take("b", 49 * hour + 1))
    assert.isTrue(unsettled.isEmpty)
  })

  it("the memory of unsettled calls keeps 10,000 keys, and drops the one kept longest ago", () => {
    const unsettled = new Unsettled()
    for (let i = 0; i < 10_000; i++) unsettled.keep(`call ${i}`, `key-${i}`, i)
    unsettled.keep("call 0", "key-0", 10_000)
    unsettled.keep("one more", "key-more", 10_001)
    assert.isUndefined(unsettled.take("call 1", 10_002))
    assert.strictEqual(unsettled.take("call 0", 10_002), "key-0")
    assert.strictEqual(unsettled.take("call 2", 10_002), "key-2")
    assert.strictEqual(unsettled.take("one more", 10_002), "key-more")
  })

  it("the memory of unsettled calls prints neither keys nor bodies", () => {
    const unsettled = new Unsettled()
    unsettled.keep("body with +47 987 65 432", "key-1", 0)
    for (const text of [inspect(unsettled, { depth: 10, showHidden: true }), JSON.stringify(unsettled)]) {
      assert.notInclude(text, "987 65")
      assert.notInclude(text, "key-1")
    }
  })

  it("the memory of unsettled calls does what a plain list does, in any order of events", () => {
    const call = FastCheck.constantFrom("a", "b", "c")
    const key = FastCheck.constantFrom("1", "2", "3", "4", "5")
    const event = FastCheck.oneof(
      FastCheck.record({ _tag: FastCheck.constant("keep" as const), call, key }),
      FastCheck.record({ _tag: FastCheck.constant("take" as const), call }),
      FastCheck.record({ _tag: FastCheck.constant("remove" as const), key }),
      FastCheck.record({ _tag: FastCheck.constant("wait" as const), hours: FastCheck.integer({ min: 1, max: 30 }) })
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.array(event, { maxLength: 40 }), (events) => {
        const unsettled = new Unsettled()
        let list: ReadonlyArray<{ readonly call: string; readonly key: string; readonly at: number }> = []
        let now = 0
        for (const one of events) {
          if (one._tag === "wait") now += one.hours * hour
          if (one._tag === "keep") {
            unsettled.keep(one.call, one.key, now)
            list = [...list.filter(({ key }) => key !== one.key), { call: one.call, key: one.key, at: now }]
          }
          if (one._tag === "remove") {
            unsettled.remove(one.key)
            list = list.filter(({ key }) => key !== one.key)
          }
          if (one._tag === "take") {
            list = list.filter(({ at }) => now - at <= 24 * hour)
            const expected = list.find(({ call }) => call === one.call)?.key
            assert.strictEqual(unsettled.take(one.call, now), expected)
            list = list.filter(({ key }) => key !== expected)
            assert.strictEqual(unsettled.isEmpty, list.length === 0)
          }
        }
      }),
      { numRuns: 500 }
    )
  })
})
