/** What the emulator signs and delivers, the client's receiver verifies, and wakes what waits. Each is written from the documentation. */
import { setImmediate } from "node:timers/promises"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { assert, describe, it } from "@effect/vitest"
import { Callbacks, Checkout, EPayment, WebhookInbox, Webhooks } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as TestClock from "effect/TestClock"
import { nok } from "../support/samples.js"

const url = "https://shop.example/vipps/webhooks?shop=1"
const reference = "order-2026-0001"
const create = EPayment.createPayment({
  reference,
  amount: nok(49900),
  paymentMethod: { type: "WALLET" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://shop.example/thanks"
})

/** Registers a receiver that notes what it handles. */
const listening = Effect.gen(function* () {
  const emulator = yield* VippsEmulator.VippsEmulator
  const handled = yield* Ref.make<ReadonlyArray<string>>([])
  const { secret } = yield* Webhooks.register({
    url,
    events: ["created", "authorized", "captured", "aborted"].map((name) => `epayments.payment.${name}.v1`)
  })
  const receiver = Webhooks.receiver({
    secret,
    url,
    handler: (event) =>
      event._tag === "EPayment" || event._tag === "EPaymentFailed"
        ? Ref.update(handled, (all) => [...all, `${event._tag} ${event.name}`])
        : Effect.void
  })
  yield* emulator.deliverTo(receiver)
  return { emulator, handled: Ref.get(handled) }
})

const inMemory = Layer.merge(VippsTest.layer(), WebhookInbox.layerMemory)

/** Lets what is due be delivered: signatures are checked outside the fibers, and take turns of the event loop. */
const settle = Effect.forEach(
  Array.from({ length: 50 }),
  () =>
    Effect.zipRight(
      TestClock.adjust(0),
      Effect.promise(() => setImmediate())
    ),
  { discard: true }
)

describe("webhooks of the emulator", () => {
  it.effect("a receiver accepts the emulator's webhooks, and handles each once although it is delivered twice", () =>
    Effect.gen(function* () {
      const { emulator, handled } = yield* listening
      yield* emulator.injectDelivery({ event: "epayments.payment.captured.v1", fault: { _tag: "Duplicate" } })
      yield* create
      yield* emulator.approve(reference)
      yield* EPayment.capturePayment(reference, { modificationAmount: nok(49900) })
      yield* settle
      assert.deepStrictEqual(yield* handled, ["EPayment CREATED", "EPayment AUTHORIZED", "EPayment CAPTURED"])
      assert.deepStrictEqual(
        (yield* emulator.deliveries).map(({ result, state }) => [state, result]),
        [1, 2, 3, 4].map(() => ["Delivered", "200"])
      )
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("a receiver rejects a wrong signature, and accepts the redelivery", () =>
    Effect.gen(function* () {
      const { emulator, handled } = yield* listening
      yield* emulator.injectDelivery({ fault: { _tag: "WrongSignature" } })
      yield* create
      yield* settle
      assert.deepStrictEqual(
        (yield* emulator.deliveries).map(({ result }) => result),
        ["401"]
      )
      assert.deepStrictEqual(yield* handled, [])
      yield* TestClock.adjust("2 seconds")
      yield* settle
      assert.deepStrictEqual(yield* handled, ["EPayment CREATED"])
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("the event of a failed approval has its own tag", () =>
    Effect.gen(function* () {
      const { emulator, handled } = yield* listening
      yield* EPayment.createPayment({
        reference,
        amount: nok(151),
        paymentMethod: { type: "WALLET" },
        userFlow: "QR"
      })
      yield* Effect.flip(emulator.approve(reference))
      yield* settle
      assert.deepStrictEqual(yield* handled, ["EPayment CREATED", "EPaymentFailed AUTHORIZED"])
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("an event wakes awaitOutcome at once, between two reads", () =>
    Effect.gen(function* () {
      const { emulator } = yield* listening
      yield* create
      const waiting = yield* Effect.fork(Effect.zip(EPayment.awaitOutcome(reference), Clock.currentTimeMillis))
      yield* TestClock.adjust("5800 millis")
      yield* emulator.approve(reference)
      yield* settle
      const [outcome, at] = yield* Fiber.join(waiting)
      assert.strictEqual(outcome._tag, "Authorized")
      assert.strictEqual(at, 5_800)
    }).pipe(Effect.provide(inMemory))
  )
})

describe("callbacks of the emulator", () => {
  it.effect("a receiver accepts the callbacks of a Checkout session, and its logistics options are used", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      const ended = yield* Ref.make<ReadonlyArray<unknown>>([])
      const asked = yield* Ref.make<ReadonlyArray<unknown>>([])
      const payment = Callbacks.checkout({
        callbackAuthorizationToken: Redacted.make("callback-secret"),
        handler: ({ reference, sessionState }) => Ref.update(ended, (all) => [...all, [reference, sessionState]])
      })
      const logistics = Callbacks.logisticsOptions({
        handler: (address) =>
          Effect.as(
            Ref.update(asked, (all) => [...all, address]),
            [
              {
                id: "posten-home",
                priority: 0,
                isDefault: true,
                brand: "POSTEN" as const,
                type: "HOME_DELIVERY" as const,
                amount: nok(9900)
              }
            ]
          )
      })
      yield* emulator.deliverTo(
        Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
          request.url.includes("/logistics") ? logistics : payment
        )
      )
      yield* Checkout.createSession({
        type: "PAYMENT",
        reference,
        transaction: { amount: nok(29900), paymentDescription: "Socks" },
        merchantInfo: {
          callbackUrl: "https://shop.example/vipps/checkout",
          returnUrl: "https://shop.example/thanks",
          callbackAuthorizationToken: "callback-secret"
        },
        logistics: { dynamicOptionsCallback: "https://shop.example/logistics" }
      })
      yield* emulator.completeSession(reference, { postalCode: "5003", city: "Bergen" })
      yield* settle
      assert.deepStrictEqual(yield* Ref.get(asked), [
        { streetAddress: "Testveien 1", postalCode: "5003", region: "Bergen", country: "NO" }
      ])
      assert.deepStrictEqual(yield* Ref.get(ended), [[reference, "PaymentSuccessful"]])
      const session = yield* Checkout.getSession(reference)
      assert.strictEqual(session.shippingDetails?.shippingMethodId, "posten-home")
      assert.deepStrictEqual(session.paymentDetails?.amount, nok(39800))
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("an Express payment asks for shipping options, and refuses an address that cannot be shipped to", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      yield* emulator.deliverTo(
        Callbacks.shippingOptions({
          callbackAuthorizationToken: Redacted.make("express-secret"),
          handler: ({ country }) =>
            country === "NO"
              ? Effect.succeed([
                  {
                    type: "HOME_DELIVERY" as const,
                    brand: "BRING" as const,
                    options: [{ id: "bring-home", name: "To your door", amount: nok(4900), isDefault: true }]
                  }
                ])
              : Effect.fail(new Callbacks.CannotShip())
        })
      )
      yield* EPayment.createPayment({
        reference,
        amount: nok(10000),
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://shop.example/thanks",
        profile: { scope: "name address" },
        shipping: {
          dynamicOptions: {
            callbackUrl: "https://shop.example/shipping",
            callbackAuthorizationToken: "express-secret"
          }
        }
      })
      const abroad = { addressLine1: "Storgatan 1", city: "Stockholm", postCode: "11122", country: "SE" }
      const refused = yield* Effect.flip(emulator.approve(reference, { address: abroad }))
      assert.strictEqual(refused._tag, "CallbackFailedError")
      assert.include(refused.message, "400")
      yield* emulator.approve(reference)
      const payment = yield* EPayment.getPayment(reference)
      assert.strictEqual(payment.shippingDetails?.shippingOptionId, "bring-home")
      assert.deepStrictEqual(payment.aggregate.authorizedAmount, nok(14900))
      assert.deepStrictEqual(EPayment.remaining(payment), nok(14900))
    }).pipe(Effect.provide(inMemory))
  )
})
