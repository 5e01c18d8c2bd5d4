import { assert, describe, it } from "@effect/vitest"
import { EPayment } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as RetryQuota from "../../packages/client/src/internal/request/retryQuota.js"
import { ok, status } from "./retrying.js"
import { capture, drive, scripted } from "./support.js"

describe("the retry quota", () => {
  it.effect("an outage is met with fewer and fewer retries", () =>
    Effect.gen(function* () {
      const server = scripted(() => status(500))
      const one = EPayment.capturePayment("order-12345", capture).pipe(Effect.exit)
      yield* drive(
        Effect.forEach(Array.from({ length: 100 }), () => one, { concurrency: "unbounded" }).pipe(
          Effect.provide(server.layer)
        )
      )
      // 100 first attempts, and 100 of the 200 retries they would make: 500 tokens at 5 each.
      assert.strictEqual(server.seen.length, 200)
    })
  )

  it.effect("successes refill the retry quota", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n % 2 === 1 ? status(500) : ok()))
      const one = EPayment.capturePayment("order-12345", capture)
      const exit = yield* drive(
        Effect.forEach(Array.from({ length: 150 }), () => one).pipe(Effect.provide(server.layer))
      )
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(server.seen.length, 300)
    })
  )
})

describe("the retry quota by itself", () => {
  /** Takes all that is left, or twice what there is at first. */
  const left = (quota: RetryQuota.RetryQuota) => {
    let taken = 0
    while (taken < 200 && quota.take()) taken++
    return taken
  }

  it("the quota starts with 100 retries, and a success without a retry gives back a fifth", () => {
    const quota = RetryQuota.make()
    assert.strictEqual(left(quota), 100)
    for (let i = 0; i < 4; i++) quota.giveBack(0)
    assert.strictEqual(left(quota), 0)
    quota.giveBack(0)
    assert.strictEqual(left(quota), 1)
  })

  it("a success gives back what its retries took, and never more than there was", () => {
    const quota = RetryQuota.make()
    assert.isTrue(quota.take())
    quota.giveBack(50)
    assert.strictEqual(left(quota), 100)
    quota.giveBack(2)
    assert.strictEqual(left(quota), 2)
    quota.giveBack(1000)
    assert.strictEqual(left(quota), 100)
  })

  it.effect("a new token after a 401 is no retry: the call gives back no more than any other", () =>
    Effect.gen(function* () {
      let outage = true
      const server = scripted((n) => (outage ? status(500) : n % 2 === 1 ? status(401) : ok()))
      const call = EPayment.capturePayment("order-12345", capture, { retry: { maxRetries: 200, baseDelay: 0 } })
      yield* Effect.gen(function* () {
        yield* Effect.exit(call)
        assert.strictEqual(server.seen.length, 101, "the quota is spent")
        outage = false
        yield* Effect.replicateEffect(call, 4)
        outage = true
        const before = server.seen.length
        yield* Effect.exit(call)
        assert.strictEqual(server.seen.length - before, 1, "four fifths of a retry are none")
      }).pipe(Effect.provide(server.layer), drive)
    })
  )
})
