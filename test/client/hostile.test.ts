import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type Operation, type VippsConfig, type VippsError, Webhooks } from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { plain } from "../../packages/client/src/internal/schema/plain.js"
import { capture, modified, payment, scripted, sensitive } from "./support.js"

type Call = Effect.Effect<unknown, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>
type Options = Operation.CallOptions

const session: Checkout.CreateSessionRequest = {
  reference: "order-12345",
  merchantInfo: {
    callbackUrl: "https://shop.example/callback",
    returnUrl: "https://shop.example/thanks",
    callbackAuthorizationToken: "7f1c2a9e-secret"
  },
  transaction: { amount: { value: 49900, currency: "NOK" }, paymentDescription: "Socks" }
}

const id = "8e9a4b0c-6f0e-4a7b-9a53-0e4f6f2f5f11"
const registration = { url: "https://shop.example/hook", events: ["user.checked-in.v1"] }

/** Every operation, by its kind of argument: reference or id, request, options. */
const subjects: Record<string, (subject: string) => Call> = {
  getPayment: (reference) => EPayment.getPayment(reference),
  getPaymentEventLog: (reference) => EPayment.getPaymentEventLog(reference),
  capturePayment: (reference) => EPayment.capturePayment(reference, capture),
  refundPayment: (reference) => EPayment.refundPayment(reference, capture),
  cancelPayment: (reference) => EPayment.cancelPayment(reference),
  forceApprovePayment: (reference) => EPayment.forceApprovePayment(reference, { token: "t" }),
  awaitOutcome: (reference) => EPayment.awaitOutcome(reference),
  changes: (reference) => Stream.runDrain(EPayment.changes(reference)),
  reconcile: (reference) => EPayment.reconcile(reference),
  getSession: (reference) => Checkout.getSession(reference),
  updateSession: (reference) => Checkout.updateSession(reference, { logisticOptions: [] }),
  expireSession: (reference) => Checkout.expireSession(reference),
  "Checkout.awaitOutcome": (reference) => Checkout.awaitOutcome(reference),
  "Webhooks.remove": (id) => Webhooks.remove(id)
}

const requests: Record<string, readonly [valid: object, call: (request: never) => Call]> = {
  createPayment: [payment, EPayment.createPayment],
  capturePayment: [capture, (request) => EPayment.capturePayment("order-12345", request)],
  refundPayment: [capture, (request) => EPayment.refundPayment("order-12345", request)],
  cancelPayment: [{ cancelTransactionOnly: true }, (request) => EPayment.cancelPayment("order-12345", request)],
  forceApprovePayment: [{ token: "t" }, (request) => EPayment.forceApprovePayment("order-12345", request)],
  createSession: [session, Checkout.createSession],
  updateSession: [{ transaction: session.transaction }, (request) => Checkout.updateSession("order-12345", request)],
  register: [registration, Webhooks.register],
  ensure: [registration, Webhooks.ensure]
}

const optioned: Record<string, (options: Options) => Call> = {
  createPayment: (options) => EPayment.createPayment(payment, options),
  getPayment: (options) => EPayment.getPayment("order-12345", options),
  capturePayment: (options) => EPayment.capturePayment("order-12345", capture, options),
  awaitOutcome: (options) => EPayment.awaitOutcome("order-12345", options),
  changes: (options) => Stream.runDrain(EPayment.changes("order-12345", options)),
  reconcile: (options) => EPayment.reconcile("order-12345", options),
  createSession: (options) => Checkout.createSession(session, options),
  "Checkout.awaitOutcome": (options) => Checkout.awaitOutcome("order-12345", options),
  register: (options) => Webhooks.register(registration, options),
  ensure: (options) => Webhooks.ensure(registration, options),
  list: (options) => Webhooks.list(options),
  remove: (options) => Webhooks.remove(id, options)
}

const thrower = (): never => {
  throw new Error(`the caller's own error, about ${sensitive.phoneNumber}`)
}

const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

const cyclic = (fields: object): object => {
  const one: Record<string, unknown> = { ...fields }
  one["self"] = one
  return one
}

const handlers = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"] as const

/** A hostile version of an otherwise valid object. */
const hostile: Record<string, (valid: object) => unknown> = {
  "a revoked proxy": revoked,
  "a revoked proxy of an array": () => revoked([]),
  "a proxy that throws at everything": (valid) =>
    new Proxy(valid, Object.fromEntries(handlers.map((trap) => [trap, thrower]))),
  "a getter that throws": (valid) => Object.defineProperty({ ...valid }, "x", { get: thrower, enumerable: true }),
  "a cycle": cyclic,
  "a cycle within a field": (valid) => ({ ...valid, metadata: cyclic({}) }),
  "a cycle of two, both ways": () => {
    const one: Record<string, unknown> = {}
    const other: Record<string, unknown> = { one, again: one }
    one["other"] = other
    one["again"] = other
    return one
  },
  "ever new objects, without end": (valid) => {
    const endless = (): object => ({
      ...valid,
      get more() {
        return endless()
      }
    })
    return endless()
  },
  "an unknown key of a megabyte": (valid) => ({ ...valid, ["k".repeat(1_000_000)]: 1 }),
  "somebody's phone number as an unknown key": (valid) => ({ ...valid, [sensitive.phoneNumber]: 1 }),
  "a bigint": (valid) => ({ ...valid, x: 1n }),
  "a symbol": (valid) => ({ ...valid, x: Symbol("x") }),
  "a function": (valid) => ({ ...valid, x: thrower }),
  "__proto__ as a key": (valid) => Object.defineProperty({ ...valid }, "__proto__", { value: {}, enumerable: true }),
  "a proxy of an array": (valid) => new Proxy([valid], {}),
  "a function instead": () => thrower,
  "a bigint instead": () => 1n,
  "a symbol instead": () => Symbol("order-12345"),
  "true instead": () => true,
  "text instead": () => `+${sensitive.phoneNumber}`,
  "an array instead": () => [],
  "a Map instead": () => new Map([["x", sensitive.phoneNumber]])
}

/** Hostile by its size. */
const huge: typeof hostile = {
  "2 to the power of 50 values": (valid) => ({
    ...valid,
    metadata: Array.from({ length: 50 }).reduce<object>((inner) => ({ a: inner, b: inner }), {})
  }),
  "an array of a billion": (valid) => ({ ...valid, receipt: { orderLines: new Array(1_000_000_000) } }),
  "100 000 nested arrays": (valid) => ({
    ...valid,
    metadata: Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 1)
  }),
  "10 000 unknown keys": (valid) => ({
    ...valid,
    ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]))
  })
}

/** Expects the call to fail with a VippsInputError, as a failure and not a defect, and no request to be sent. */
const refused = (call: () => Call) =>
  Effect.gen(function* () {
    const server = scripted(() => Response.json({}))
    const exit = yield* Effect.exit(Effect.provide(call(), server.layer))
    assert(Exit.isFailure(exit))
    assert.isTrue(Chunk.isEmpty(Cause.defects(exit.cause)), Cause.pretty(exit.cause))
    const error = Option.getOrThrow(Cause.failureOption(exit.cause))
    assert(error._tag === "VippsInputError", error.message)
    assert.isNotEmpty(error.issues)
    assert.isAtMost(error.issues.length, 21)
    assert.isBelow(error.message.length, 2500)
    assert.notInclude(error.message + JSON.stringify(error), sensitive.phoneNumber)
    assert.strictEqual(server.seen.length + server.tokens(), 0)
    return error
  })

describe("hostile input", () => {
  for (const [name, call] of Object.entries(subjects)) {
    it.effect(`hostile reference or id: the call fails and sends nothing: ${name}`, () =>
      Effect.forEach(Object.values(hostile), (make) => refused(() => call(make({}) as string)), { discard: true })
    )
  }

  for (const [name, [valid, call]] of Object.entries(requests)) {
    it.effect(`hostile request: the call fails and sends nothing: ${name}`, () =>
      Effect.forEach(Object.values(hostile), (make) => refused(() => call(make(valid) as never)), { discard: true })
    )
  }

  for (const [name, call] of Object.entries(optioned)) {
    it.effect(`hostile options: the call fails and sends nothing: ${name}`, () =>
      Effect.forEach(Object.values(hostile), (make) => refused(() => call(make({}) as Options)), { discard: true })
    )
  }

  for (const [what, make] of Object.entries(huge)) {
    it.effect(`as reference, request and options the call fails and sends nothing: ${what}`, () =>
      Effect.gen(function* () {
        yield* refused(() => EPayment.getPayment(make({}) as string))
        yield* refused(() => EPayment.awaitOutcome(make({}) as string))
        yield* refused(() => EPayment.createPayment(make(payment) as never))
        yield* refused(() => Checkout.createSession(make(session) as never))
        yield* refused(() => EPayment.capturePayment("order-12345", capture, make({}) as never))
        yield* refused(() => EPayment.awaitOutcome("order-12345", make({}) as never))
      })
    )
  }

  it.effect("each hostile option fails by itself", () =>
    Effect.gen(function* () {
      for (const key of ["idempotencyKey", "merchantSerialNumber", "timeout", "retry"]) {
        for (const [what, make] of Object.entries(hostile)) {
          if (key === "idempotencyKey" && what === "text instead") continue
          // Nanoseconds.
          if (key === "timeout" && /^(a bigint instead)$/.test(what)) continue
          const options = { [key]: make({}) } as Options
          const error = yield* refused(() => EPayment.capturePayment("order-12345", capture, options))
          assert.match(error.issues[0]?.path ?? "", /^options/, what)
        }
      }
    })
  )

  it.effect("the error for an unreadable field names it, and does not show what was thrown", () =>
    Effect.gen(function* () {
      const customer: EPayment.Customer = Object.defineProperty({ phoneNumber: "" }, "phoneNumber", {
        get: thrower,
        enumerable: true
      })
      const error = yield* refused(() => EPayment.createPayment({ ...payment, customer }))
      assert.deepStrictEqual(error.issues, [
        { path: "customer.phoneNumber", message: "cannot be read: reading it throws" }
      ])
    })
  )

  it.effect("the error lists 20 of 10,000 unknown keys, and counts the others", () =>
    Effect.gen(function* () {
      const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]))
      const error = yield* refused(() => EPayment.getPayment("order-12345", many))
      assert.strictEqual(error.issues.length, 21)
      assert.deepStrictEqual(error.issues[20], { path: "", message: "9980 more issues are not listed" })
    })
  )

  it.effect("an invalid reference is not repeated in the error, also where force approve is refused", () =>
    Effect.gen(function* () {
      const server = scripted(() => "hang", { environment: "production" })
      const error = yield* Effect.flip(
        Effect.provide(EPayment.forceApprovePayment(`+${sensitive.phoneNumber} `, { token: "t" }), server.layer)
      )
      assert.notInclude(JSON.stringify(error), sensitive.phoneNumber)
    })
  )
})

describe("what is checked is what is sent", () => {
  it.effect("a getter is read once", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json(modified))
      let reads = 0
      const request = {
        modificationAmount: {
          currency: "NOK" as const,
          get value() {
            return ++reads === 1 ? 100 : 65_000_001
          }
        }
      }
      yield* EPayment.capturePayment("order-12345", request).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.seen[0]?.body, capture)
      assert.strictEqual(reads, 1)
    })
  )

  it.effect("null prototypes, frozen objects, classes with fields and harmless proxies are sent as they are", () =>
    Effect.gen(function* () {
      class Capture {
        modificationAmount = Object.freeze({ value: 100, currency: "NOK" as const })
      }
      const bare: EPayment.ModificationRequest = Object.assign(Object.create(null), capture)
      for (const request of [bare, Object.freeze(capture), new Capture(), new Proxy(capture, {})]) {
        const server = scripted(() => Response.json(modified))
        const options = Object.assign(Object.create(null), { idempotencyKey: "key-1", timeout: Duration.seconds(5) })
        yield* EPayment.capturePayment("order-12345", request, options).pipe(Effect.provide(server.layer))
        assert.deepStrictEqual(server.seen[0]?.body, capture)
        assert.strictEqual(server.seen[0]?.headers["idempotency-key"], "key-1")
      }
    })
  )

  it.effect("options of null count as no options", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json(modified))
      const call = EPayment.capturePayment("order-12345", capture, null as never)
      yield* call.pipe(Effect.provide(server.layer))
      assert.strictEqual(server.seen.length, 1)
    })
  )

  it.effect("a session without a type is for a payment", () =>
    Effect.gen(function* () {
      const answer = { token: "t", checkoutFrontendUrl: "https://checkout.example", pollingUrl: "https://api.example" }
      const server = scripted(() => Response.json(answer))
      yield* Checkout.createSession({ ...session, type: undefined }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.seen[0]?.body, { ...session, type: "PAYMENT" })
    })
  )

  it.prop(
    "any valid request is copied as JSON represents it",
    [Arbitrary.make(EPayment.CreatePaymentRequest)],
    ([one]) => {
      assert.deepEqual(JSON.parse(JSON.stringify(Either.getOrThrow(plain(one)))), JSON.parse(JSON.stringify(one)))
    }
  )

  it.prop(
    "any value at all is copied or refused, and nothing is thrown",
    [
      FastCheck.anything({
        maxDepth: 5,
        withBigInt: true,
        withNullPrototype: true,
        withSparseArray: true,
        withMap: true,
        withTypedArray: true
      })
    ],
    ([value]) => {
      const copied = plain(value)
      if (Either.isRight(copied)) assert.strictEqual(typeof copied.right, typeof value)
      else assert.lengthOf(copied.left, 1)
    }
  )
})
