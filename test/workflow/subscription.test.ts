/** A subscription as workflows, embedded on SQLite, against the emulator, over months of a clock that the test moves. */
import { join } from "node:path"
import * as Sharding from "@effect/cluster/Sharding"
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Recurring, VippsConfig } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { embedded } from "../../examples/workflow/engine.js"
import * as Period from "../../examples/workflow/Period.js"
import * as Subscription from "../../examples/workflow/Subscription.js"
import { type Subscription as Row, Subscriptions } from "../../examples/workflow/Subscriptions.js"
import { folder } from "../sql/databases.js"

const id = "member-1"

/** A price that the emulator's customers cannot pay. */
const declined = 151

const day = 86_400_000

/** Waits are real, and what time it is the test says. */
const movable = () => {
  const system = Clock.make()
  let moved = 0
  const millis = () => system.unsafeCurrentTimeMillis() + moved
  const nanos = () => system.unsafeCurrentTimeNanos() + BigInt(moved) * 1_000_000n
  const clock: Clock.Clock = {
    ...system,
    unsafeCurrentTimeMillis: millis,
    currentTimeMillis: Effect.sync(millis),
    unsafeCurrentTimeNanos: nanos,
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) => system.sleep(duration)
  }
  const moveBy = (by: number) =>
    Effect.sync(() => {
      moved += Math.max(0, by)
    })
  return {
    clock,
    moveTo: (time: number) => Effect.suspend(() => moveBy(time - millis())),
    /** Days pass until it is over, with a sweep each. */
    passing: <R>(isOver: Effect.Effect<boolean, never, R>) =>
      isOver.pipe(
        Effect.zipLeft(Effect.zipRight(moveBy(day), Subscription.sweep(id))),
        Effect.repeat({ until: (over) => over, times: 60, schedule: Schedule.spaced("100 millis") })
      )
  }
}

const isOver = <R>(poll: Effect.Effect<{ readonly _tag: string } | undefined, never, R>) =>
  Effect.map(poll, (result) => result?._tag === "Complete")

const until = <A, E, R>(effect: Effect.Effect<A, E, R>, condition: (value: A) => boolean) =>
  Effect.zipRight(
    Effect.flatMap(Sharding.Sharding, ({ pollStorage }) => pollStorage),
    Effect.map(effect, condition)
  ).pipe(
    Effect.repeat({ until: (met) => met, schedule: Schedule.spaced("50 millis") }),
    Effect.timeout("30 seconds"),
    Effect.zipRight(effect)
  )

const setting = Effect.gen(function* () {
  const emulator = yield* VippsEmulator.make({ rateLimits: false })
  const keys = VippsEmulator.defaultCredentials
  let row: Row = { id, price: 19_900 }
  const layer = Subscription.layer.pipe(
    Layer.provideMerge(embedded(join(yield* folder, "engine.db"))),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(Subscriptions, {
          find: () => Effect.sync(() => row),
          set: (_, values) =>
            Effect.sync(() => {
              row = { ...row, ...values }
            })
        }),
        VippsConfig.layer({
          ...keys,
          clientSecret: Redacted.make(keys.clientSecret),
          subscriptionKey: Redacted.make(keys.subscriptionKey),
          baseUrl: "http://127.0.0.1:4242"
        })
      )
    ),
    Layer.provideMerge(Layer.succeed(HttpClient.HttpClient, emulator.client))
  )
  const agreementId = until(
    Effect.sync(() => row.agreementId),
    (known) => known !== undefined
  )
  return {
    emulator,
    layer,
    agreementId: Effect.map(agreementId, String),
    /** The day on which the next period starts, which the workflow has stored. */
    periodAfter: (last: string | undefined) =>
      Effect.map(
        until(
          Effect.sync(() => row.period),
          (period) => period !== undefined && period !== last
        ),
        String
      ),
    setPrice: (price: number) =>
      Effect.sync(() => {
        row = { ...row, price }
      }),
    /** The charges besides the initial one, when they are so many and the last one has this status. */
    charges: (agreementId: string, count: number, status?: string) =>
      until(
        Effect.map(emulator.agreement(agreementId), ({ charges }) =>
          charges.filter(({ type }) => type === "RECURRING")
        ),
        (charges) => charges.length === count && (status === undefined || charges[count - 1]?.status === status)
      )
  }
})

describe("a subscription", { timeout: 60_000 }, () => {
  it.live("bills each period once under a key of the period, and ends when the customer's payments fail", () => {
    const { clock, moveTo, passing } = movable()
    return Effect.gen(function* () {
      const { agreementId: drafted, charges, emulator, layer, periodAfter, setPrice } = yield* setting
      yield* Effect.gen(function* () {
        yield* Subscription.start(id)
        const agreementId = yield* drafted
        yield* emulator.approveAgreement(agreementId)
        yield* Subscription.decided(id)

        const second = yield* periodAfter(undefined)
        yield* moveTo(Date.parse(second) - 3 * day)
        yield* charges(agreementId, 1)
        yield* moveTo(Date.parse(second) + day / 2)
        const [paid] = yield* charges(agreementId, 1, "CHARGED")
        assert.strictEqual(paid?.id, Recurring.chargeKey(agreementId, second).orderId)
        yield* Subscription.charged(agreementId, paid?.id ?? "")
        const third = yield* periodAfter(second)

        // No webhook arrives from here on.
        yield* setPrice(declined)
        yield* moveTo(Date.parse(third) - 3 * day)
        yield* charges(agreementId, 2)
        yield* moveTo(Recurring.retryWindowEnd(third, 5).getTime())
        yield* charges(agreementId, 3)
        const running = yield* Period.Period.executionId({ id, agreementId, anchor: "", start: third })
        yield* passing(isOver(Period.Period.poll(running)))
        const { agreement, charges: all } = yield* emulator.agreement(agreementId)
        assert.strictEqual(agreement.status, "STOPPED")
        assert.deepStrictEqual(
          all.filter(({ type }) => type === "RECURRING").map(({ id, status }) => [id, status]),
          [
            [Recurring.chargeKey(agreementId, second).orderId, "CHARGED"],
            [Recurring.chargeKey(agreementId, third).orderId, "FAILED"],
            [Recurring.chargeKey(agreementId, third, 2).orderId, "FAILED"]
          ]
        )
      }).pipe(Effect.provide(layer))
      // The initial charge, and the one of the second period.
      const captures = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
      assert.deepStrictEqual(
        captures.map(({ amount }) => amount.value),
        [19_900, 19_900]
      )
    }).pipe(Effect.scoped, Effect.withClock(clock))
  })

  it.live("of a customer who does not answer ends without a period", () => {
    const { clock, passing } = movable()
    return Effect.gen(function* () {
      const { emulator, layer } = yield* setting
      yield* Effect.gen(function* () {
        yield* Subscription.start(id)
        const running = yield* Subscription.Subscription.executionId({ id })
        yield* passing(isOver(Subscription.Subscription.poll(running)))
        assert.strictEqual(yield* Subscription.Subscription.execute({ id }), "NotAccepted")
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(yield* emulator.ledger, [])
    }).pipe(Effect.scoped, Effect.withClock(clock))
  })
})
