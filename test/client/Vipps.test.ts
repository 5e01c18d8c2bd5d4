import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Client from "@effect-vipps/client"
import { EPayment, type Money, Recurring, Vipps, type VippsError, Webhooks } from "@effect-vipps/client"
import { VippsRecorder, VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { expectTypeOf } from "vitest"
import * as apis from "../../packages/client/src/apis.js"
import { reference } from "../support/samples.js"
import { capture, modified } from "./support.js"

/** The service over scripted responses. */
const scripted = (script: VippsTest.Script) => Vipps.layer.pipe(Layer.provideMerge(VippsTest.layerScripted(script)))

const paid = VippsTest.payment({ reference })

describe("the service Vipps", () => {
  it.effect("a call of the service sends what the function of the module sends", () =>
    Effect.gen(function* () {
      const { ePayment } = yield* Vipps.Vipps
      const options = { idempotencyKey: "key-1", merchantSerialNumber: "654321" }
      yield* ePayment.capturePayment(reference, capture, options)
      yield* EPayment.capturePayment(reference, capture, options)
      const recorder = yield* VippsRecorder.VippsRecorder
      const [first, second] = yield* recorder.requestsTo("/capture")
      assert.deepStrictEqual(first, second)
      assert.strictEqual(first?.headers["idempotency-key"], "key-1")
    }).pipe(Effect.provide(scripted(() => ({ status: 200, body: modified }))))
  )

  it.effect("running an effect of the service again sends the same key", () =>
    Effect.gen(function* () {
      const { ePayment } = yield* Vipps.Vipps
      const captured = ePayment.capturePayment(reference, capture)
      yield* captured
      yield* captured
      yield* VippsTest.expectOneIdempotencyKey("/capture")
    }).pipe(Effect.provide(scripted(() => ({ status: 200, body: modified }))))
  )

  it.effect("a stream of the service needs nothing more", () =>
    Effect.gen(function* () {
      const { ePayment } = yield* Vipps.Vipps
      const states = yield* Stream.runCollect(
        Stream.map(ePayment.changes(reference, { firstReadAfter: 0 }), ({ state }) => state)
      )
      assert.deepStrictEqual([...states], ["AUTHORIZED"])
    }).pipe(Effect.provide(scripted([{ status: 200, body: paid }])))
  )

  it.effect("the service has every operation of its APIs, each a function", () =>
    Effect.gen(function* () {
      const service = yield* Vipps.Vipps
      for (const [api, { operations }] of Object.entries({
        ePayment: EPayment,
        recurring: Recurring,
        webhooks: Webhooks
      })) {
        assert.includeMembers(Object.keys(service[api as keyof Vipps.Service]), Object.keys(operations))
      }
      for (const functions of Object.values(service)) {
        for (const [name, one] of Object.entries(functions)) assert.isFunction(one, name)
      }
    }).pipe(Effect.provide(scripted([])))
  )

  it("the types of the service have the arguments, results and errors of the functions, and no requirements", () => {
    type EPaymentApi = Vipps.Service["ePayment"]
    expectTypeOf<EPaymentApi["capturePayment"]>().toEqualTypeOf<
      (
        ...args: Parameters<typeof EPayment.capturePayment>
      ) => Effect.Effect<EPayment.ModificationResponse, VippsError.ModifyError>
    >()
    expectTypeOf<ReturnType<EPaymentApi["changes"]>>().toEqualTypeOf<
      Stream.Stream<EPayment.Payment, VippsError.ReadError>
    >()
    expectTypeOf<Effect.Effect.Context<ReturnType<Vipps.Service["webhooks"]["ensure"]>>>().toEqualTypeOf<never>()
    expectTypeOf<keyof Vipps.Service["checkout"]>().toEqualTypeOf<
      "awaitOutcome" | "createSession" | "expireSession" | "getSession" | "updateSession"
    >()
    // Helpers that send nothing are no part of it.
    expectTypeOf<Extract<keyof EPaymentApi, "remaining" | "happened" | "Payment">>().toEqualTypeOf<never>()
  })
})

describe("the list of APIs", () => {
  const doors: Readonly<Record<string, object>> = Client

  it("what is composed of operations is the function that the module exports", () => {
    for (const [api, { compositions }] of Object.entries(apis)) {
      const module = doors[`${api.slice(0, 1).toUpperCase()}${api.slice(1)}`] ?? {}
      for (const [name, { of }] of Object.entries(compositions)) {
        assert.strictEqual(Reflect.get(module, name), of, `${api}.${name}`)
      }
    }
  })

  it("every function of a module that sends is in the list", () => {
    // A function that takes handlers of any requirements sends nothing itself.
    type Needs<R> = unknown extends R ? false : HttpClient.HttpClient extends R ? true : false
    type Sends<F> = F extends (...args: never) => Effect.Effect<infer _, infer _, infer R>
      ? Needs<R>
      : F extends (...args: never) => Stream.Stream<infer _, infer _, infer R>
        ? Needs<R>
        : false
    type Sending<Module> = { [K in keyof Module]: true extends Sends<Module[K]> ? K : never }[keyof Module]
    type Unlisted = {
      [Name in keyof Vipps.Service]: Exclude<Sending<(typeof Client)[Capitalize<Name>]>, keyof Vipps.Service[Name]>
    }[keyof Vipps.Service]
    expectTypeOf<Unlisted>().toEqualTypeOf<never>()
    // The types above find what they should.
    expectTypeOf<Extract<Sending<typeof EPayment>, "changes" | "getPayment" | "remaining">>().toEqualTypeOf<
      "changes" | "getPayment"
    >()
  })

  it("the operations of each API are those of its module, under its name in the service", () => {
    assert.strictEqual<object>(Vipps.operations.ePayment, EPayment.operations)
    assert.strictEqual<object>(Vipps.operations.recurring, Recurring.operations)
    assert.sameMembers(Object.keys(Vipps.operations), Object.keys(apis))
  })
})

describe("VippsTest.layerMock", () => {
  it.effect("a mocked operation answers, and any other call dies with its name", () =>
    Effect.gen(function* () {
      const { ePayment, webhooks } = yield* Vipps.Vipps
      assert.deepStrictEqual(yield* ePayment.getPayment(reference), paid)
      const defects = [webhooks.list(), ePayment.reconcile(reference), Stream.runDrain(ePayment.changes(reference))]
      const messages = yield* Effect.forEach(defects, (one) =>
        Effect.map(Effect.flip(Effect.sandbox(one)), (cause) => String(cause))
      )
      assert.include(messages[0], "webhooks.list is called")
      assert.include(messages[1], "ePayment.reconcile is called")
      assert.include(messages[2], "ePayment.changes is called")
    }).pipe(Effect.provide(VippsTest.layerMock({ ePayment: { getPayment: () => Effect.succeed(paid) } })))
  )
})

describe("VippsTest.payment", () => {
  it.effect("a built payment is one that the client reads, with sums that follow from its state", () =>
    Effect.gen(function* () {
      const amount: Money.Amount = { value: 1000, currency: "DKK" }
      const built = ["CREATED", "AUTHORIZED", "TERMINATED"].map((state) => VippsTest.payment({ amount, state }))
      const { ePayment } = yield* Effect.provide(
        Vipps.make,
        yield* Layer.build(VippsTest.layerScripted(built.map((body) => ({ status: 200, body }))))
      )
      for (const one of built) assert.deepStrictEqual(yield* ePayment.getPayment("order-2026-0001"), one)
      assert.deepStrictEqual(
        built.map(({ aggregate }) => [aggregate.authorizedAmount.value, aggregate.cancelledAmount.value]),
        [
          [0, 0],
          [1000, 0],
          [0, 1000]
        ]
      )
      const partly = VippsTest.payment({ aggregate: { capturedAmount: amount } })
      assert.deepStrictEqual(partly.aggregate.capturedAmount, amount)
      assert.strictEqual(partly.aggregate.authorizedAmount.value, 49900)
    }).pipe(Effect.scoped)
  )
})

describe("VippsTest.event", () => {
  it("a built event has the given fields, and a key that equal events share", () => {
    const captured = VippsTest.event({ name: "CAPTURED", reference })
    assert.deepStrictEqual([captured._tag, captured.name, captured.reference], ["EPayment", "CAPTURED", reference])
    assert.strictEqual(captured.dedupeKey, VippsTest.event({ name: "CAPTURED", reference }).dedupeKey)
    assert.notStrictEqual(captured.dedupeKey, VippsTest.event({ name: "REFUNDED", reference }).dedupeKey)
    expectTypeOf(captured).toExtend<Webhooks.WebhookEvent>()
  })
})

describe("VippsTest.error", () => {
  it("a built error has its class, what is typical of it, and the given fields", () => {
    const busy = VippsTest.error("VippsBusyError", { operation: "EPayment.capturePayment", reference })
    assert.deepStrictEqual(
      [busy._tag, busy.status, busy.retryable, busy.outcome, busy.operation, busy.reference],
      ["VippsBusyError", 423, true, "refused", "EPayment.capturePayment", reference]
    )
    const lost = VippsTest.error("VippsTransportError", { reason: "Network" })
    assert.deepStrictEqual([lost.reason, lost.outcome, lost.retryable], ["Network", "unknown", true])
    const conflict = VippsTest.error("VippsConflictError", { reason: "ReferenceExists" })
    assert.deepStrictEqual([conflict.status, conflict.reason], [409, "ReferenceExists"])
    expectTypeOf(conflict).toEqualTypeOf<VippsError.VippsConflictError>()
  })

  it("a built error is of an operation that fails so", () => {
    const tags = ["VippsServerError", "VippsTransportError", "VippsDecodeError", "VippsBusyError"] as const
    for (const tag of tags) {
      const { message, operation } = VippsTest.error(tag)
      assert.strictEqual(operation, "EPayment.capturePayment")
      assert.include(message, operation)
    }
    assert.strictEqual(VippsTest.error("VippsConflictError").operation, "EPayment.createPayment")
    assert.strictEqual(VippsTest.error("VippsNotFoundError").operation, "EPayment.getPayment")
  })

  it("a built error throws for a field that it cannot have", () => {
    assert.throws(() => VippsTest.error("VippsBusyError", { status: "423" as never }))
  })
})
