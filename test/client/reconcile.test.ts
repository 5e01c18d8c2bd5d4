import { assert, describe, it } from "@effect/vitest"
import { EPayment, type VippsError } from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { reconciliationOf } from "../../packages/client/src/epayment/Reconciliation.js"
import { Emulator, inProcess } from "../support/emulator.js"
import { aggregate, nok } from "../support/samples.js"
import { payment as request, scripted } from "./support.js"

const reference = "order-12345"
/** A payment of 499 kroner and its log after these operations. */
const Operation = Schema.Struct({
  name: Schema.Literal("CAPTURED", "REFUNDED", "CANCELLED"),
  value: Schema.Int.pipe(Schema.between(1, 49900)),
  success: Schema.Boolean
})

type Operation = typeof Operation.Type

const played = (operations: ReadonlyArray<Operation>, state = "AUTHORIZED") => {
  const sums = { authorized: state === "AUTHORIZED" ? 49900 : 0, captured: 0, refunded: 0, cancelled: 0 }
  const events: Array<EPayment.PaymentEvent> = []
  const log = (name: EPayment.PaymentEvent["name"], value: number, success = true) => {
    const n = events.length
    const key = name === "CANCELLED" ? {} : { idempotencyKey: `key-${n}` }
    events.push({
      reference,
      pspReference: `psp-${n}`,
      name,
      amount: nok(value),
      timestamp: "2026-11-22T12:00:00Z",
      success,
      ...key
    })
  }
  log("CREATED", 49900)
  log(state, 49900)
  for (const { name, success, value } of operations) {
    const left = sums.authorized - sums.captured - sums.cancelled
    const most = { CAPTURED: left, REFUNDED: sums.captured - sums.refunded, CANCELLED: left }[name]
    const moved = name === "CANCELLED" ? left : Math.min(value, most)
    if (!success || moved === 0) {
      log(name, value, false)
      continue
    }
    if (name === "CAPTURED") sums.captured += moved
    else if (name === "REFUNDED") sums.refunded += moved
    else sums.cancelled += moved
    log(name, moved)
  }
  const payment: EPayment.Payment = {
    reference,
    state,
    amount: nok(49900),
    aggregate: aggregate(sums),
    paymentMethod: { type: "WALLET" },
    profile: {},
    pspReference: "psp-0"
  }
  return { payment, events, sums }
}

const capture = (value: number, success = true): Operation => ({ name: "CAPTURED", value, success })

const isRead = (path: string) => !path.endsWith("/events")

describe("reconciling a payment with its log", () => {
  it.prop("the sums add up and the log agrees after any operations", [Schema.Array(Operation)], ([operations]) => {
    const { events, payment, sums } = played(operations)
    const found = reconciliationOf(payment, events)
    assert.isTrue(found.consistent)
    assert.strictEqual(found.captured.value + found.cancelled.value + found.remaining.value, found.authorized.value)
    assert.strictEqual(found.refunded.value + found.refundable.value, found.captured.value)
    assert.deepStrictEqual(found.cancellable, found.remaining)
    assert.strictEqual(found.captured.value, sums.captured)
    for (const amount of [found.remaining, found.refundable, found.cancellable]) assert.isAtLeast(amount.value, 0)
    assert.strictEqual(found.operations.length, operations.length)
    for (const { idempotencyKey, name, success } of found.operations) {
      if (idempotencyKey === undefined) continue
      for (const asked of ["CAPTURED", "REFUNDED"] as const) {
        assert.strictEqual(EPayment.happened(found, asked, idempotencyKey), asked === name ? success : undefined)
      }
    }
  })

  it.prop(
    "a movement of money that is missing in the log is noticed",
    [Arbitrary.make(Schema.Array(Operation)), FastCheck.nat()],
    ([operations, nth]) => {
      const { events, payment } = played([capture(1), ...operations])
      const moved = events.filter(({ name, success }) => success && name !== "CREATED")
      const lost = moved[nth % moved.length]
      assert.isFalse(
        reconciliationOf(
          payment,
          events.filter((event) => event !== lost)
        ).consistent
      )
    }
  )

  it("a payment cancelled before its approval has nothing left, and nothing below zero", () => {
    const { events, payment } = played([], "TERMINATED")
    const cancelled = { ...payment, aggregate: { ...payment.aggregate, cancelledAmount: nok(49900) } }
    const found = reconciliationOf(cancelled, events)
    assert.isTrue(found.consistent)
    assert.deepStrictEqual(found.cancelled, nok(49900))
    for (const amount of [found.remaining, found.refundable, found.cancellable]) assert.deepStrictEqual(amount, nok(0))
  })

  it("a payment not yet approved has nothing to capture and all to cancel", () => {
    const { events, payment } = played([], "CREATED")
    const found = reconciliationOf(payment, events.slice(0, 1))
    assert.isTrue(found.consistent)
    assert.deepStrictEqual(found.remaining, nok(0))
    assert.deepStrictEqual(found.cancellable, nok(49900))
  })

  it("an approval between the two reads is noticed, in either order", () => {
    const created = played([], "CREATED")
    const approved = played([])
    assert.isFalse(reconciliationOf(created.payment, approved.events).consistent)
    assert.isFalse(reconciliationOf(approved.payment, created.events.slice(0, 1)).consistent)
  })

  it("the total of an Express payment is the authorized amount, shipping included", () => {
    const { payment } = played([])
    const express = { ...payment, aggregate: { ...payment.aggregate, authorizedAmount: nok(59800) } }
    assert.deepStrictEqual(EPayment.remaining(express), nok(59800))
    assert.deepStrictEqual(EPayment.cancellable(express), nok(59800))
  })
})

describe("EPayment.happened", () => {
  const { events, payment } = played([capture(100), capture(200, false)])
  const found = reconciliationOf(payment, events)

  it("a capture happened, was refused, or is unknown", () => {
    assert.isTrue(EPayment.happened(found, "CAPTURED", "key-2"))
    assert.isFalse(EPayment.happened(found, "CAPTURED", "key-3"))
    assert.isUndefined(EPayment.happened(found, "CAPTURED", "key-4"))
  })

  it("it takes its reconciliation first, or last in a pipe", () => {
    for (const key of ["key-2", "key-3", "key-4"]) {
      assert.strictEqual(EPayment.happened("CAPTURED", key)(found), EPayment.happened(found, "CAPTURED", key))
    }
  })

  it("the key of the creation is not that of a capture", () => {
    assert.isUndefined(EPayment.happened(found, "CAPTURED", "key-0"))
    assert.isUndefined(EPayment.happened(found, "REFUNDED", "key-2"))
  })

  it("a capture that was refused and then succeeded with the same key happened", () => {
    const again = events.flatMap((event) => (event.success ? [event] : [event, { ...event, success: true }]))
    assert.isTrue(EPayment.happened(reconciliationOf(payment, again), "CAPTURED", "key-3"))
  })
})

describe("EPayment.reconcile", () => {
  const answering = (...worlds: ReadonlyArray<ReturnType<typeof played>>) => {
    const turns = { payment: 0, events: 0 }
    return scripted((_, { path }) => {
      const turn = isRead(path) ? turns.payment++ : turns.events++
      const world = worlds[Math.min(turn, worlds.length - 1)] ?? played([])
      return Response.json(isRead(path) ? world.payment : world.events)
    })
  }

  const reconciled = (server: ReturnType<typeof scripted>) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(EPayment.reconcile(reference).pipe(Effect.either, Effect.provide(server.layer)))
      yield* TestClock.adjust("1 minute")
      return yield* Fiber.join(fiber)
    })

  const right = (result: Either.Either<EPayment.Reconciliation, VippsError.VippsError>) => {
    assert(result._tag === "Right", "expected a reconciliation")
    return result.right
  }

  it.effect("reconcile reads payment and log at once, and once when they agree", () =>
    Effect.gen(function* () {
      const server = answering(played([capture(20000)]))
      const found = right(yield* reconciled(server))
      assert.deepStrictEqual(server.times(), [0, 0])
      assert.isTrue(found.consistent)
      assert.deepStrictEqual(found.remaining, nok(29900))
      assert.strictEqual(found.payment.reference, reference)
    })
  )

  it.effect("reconcile reads both again, a second later, after a capture between the reads", () =>
    Effect.gen(function* () {
      const before = played([])
      const after = played([capture(20000)])
      const server = answering({ ...after, events: before.events }, after)
      const found = right(yield* reconciled(server))
      assert.deepStrictEqual(server.times(), [0, 0, 1000, 1000])
      assert.isTrue(found.consistent)
      assert.isTrue(EPayment.happened(found, "CAPTURED", "key-2"))
    })
  )

  it.effect("reconcile reports a log that lags behind, with the payment's sums", () =>
    Effect.gen(function* () {
      const server = answering({ ...played([capture(20000)]), events: played([]).events })
      const found = right(yield* reconciled(server))
      assert.strictEqual(server.seen.length, 4)
      assert.isFalse(found.consistent)
      assert.deepStrictEqual(found.captured, nok(20000))
      assert.isUndefined(EPayment.happened(found, "CAPTURED", "key-2"))
    })
  )

  it.effect("reconcile fails for a payment that does not exist", () =>
    Effect.gen(function* () {
      const result = yield* reconciled(scripted(() => Response.json({}, { status: 404 })))
      assert(result._tag === "Left")
      assert.strictEqual(result.left._tag, "VippsNotFoundError")
    })
  )

  it.effect("reconcile reports what became of a capture whose response was lost", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* EPayment.createPayment(request, { idempotencyKey: "one-key" })
      const created = yield* EPayment.reconcile(reference)
      assert.isTrue(created.consistent)
      assert.deepStrictEqual(created.cancellable, request.amount)

      yield* emulator.approve(reference)
      const part = { modificationAmount: nok(20000) }
      yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "Reset", afterEffect: true } })
      const lost = yield* Effect.flip(
        EPayment.capturePayment(reference, part, { idempotencyKey: "shipment-1", retry: false })
      )
      assert.strictEqual(lost.outcome, "unknown")
      yield* EPayment.refundPayment(reference, { modificationAmount: nok(5000) }, { idempotencyKey: "return-1" })
      const open = yield* EPayment.reconcile(reference)
      assert.isTrue(open.consistent)
      assert.isTrue(EPayment.happened(open, "CAPTURED", "shipment-1"))
      assert.isTrue(EPayment.happened(open, "REFUNDED", "return-1"))
      assert.isUndefined(EPayment.happened(open, "CAPTURED", "shipment-2"))
      assert.isUndefined(EPayment.happened(open, "CAPTURED", "one-key"))
      assert.deepStrictEqual(
        [open.remaining, open.refundable, open.cancellable].map(({ value }) => value),
        [29900, 15000, 29900]
      )

      yield* EPayment.cancelPayment(reference)
      const closed = yield* EPayment.reconcile(reference)
      assert.isTrue(closed.consistent)
      assert.deepStrictEqual([closed.remaining, closed.cancellable], [nok(0), nok(0)])
      assert.deepStrictEqual(
        closed.operations.map(({ amount, name, success }) => [name, amount.value, success]),
        [
          ["CAPTURED", 20000, true],
          ["REFUNDED", 5000, true],
          ["CANCELLED", 29900, true]
        ]
      )
      const ledger = yield* emulator.ledger
      assert.strictEqual(ledger.filter(({ operation }) => operation === "CAPTURED").length, 1)
    }).pipe(Effect.provide(inProcess({})))
  )

  it.effect("reconcile agrees for a payment cancelled before its approval, and for an expired one", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* EPayment.createPayment(request)
      yield* EPayment.cancelPayment(reference)
      const cancelled = yield* EPayment.reconcile(reference)
      assert.isTrue(cancelled.consistent)
      assert.deepStrictEqual(cancelled.remaining, nok(0))
      yield* EPayment.createPayment({ ...request, reference: "order-54321" })
      yield* emulator.expire("order-54321")
      assert.isTrue((yield* EPayment.reconcile("order-54321")).consistent)
    }).pipe(Effect.provide(inProcess({})))
  )
})
