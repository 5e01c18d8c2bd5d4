/** What the emulator signs and delivers, the client's receiver verifies, and wakes what waits. Each is written from the documentation. */
import { setImmediate } from "node:timers/promises"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { assert, describe, it } from "@effect/vitest"
import { Callbacks, Checkout, EPayment, WebhookInbox, Webhooks } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as TestClock from "effect/TestClock"

const url = "https://shop.example/vipps/webhooks?shop=1"
const reference = "order-2026-0001"
const nok = (value: number) => ({ value, currency: "NOK" as const })

/** A merchant's server in this process, whose app can be put in place later: the secret is known only then. */
const merchant = Effect.map(Ref.make<HttpApp.Default | undefined>(undefined), (app) => ({
  serve: (what: HttpApp.Default) => Ref.set(app, what),
  client: HttpClient.make((request, to) =>
    Effect.gen(function* () {
      const current = yield* Ref.get(app)
      if (current === undefined) return yield* new HttpClientError.RequestError({ request, reason: "Transport" })
      const body = request.body._tag === "Uint8Array" ? { body: new Uint8Array(request.body.body) } : {}
      const web = new Request(to, { method: request.method, headers: request.headers, ...body })
      const answer = yield* Effect.scoped(
        Effect.provideService(current, HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(web))
      )
      return HttpClientResponse.fromWeb(request, HttpServerResponse.toWeb(answer))
    })
  )
}))

const create = EPayment.createPayment({
  reference,
  amount: nok(49900),
  paymentMethod: { type: "WALLET" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://shop.example/thanks"
})

/** A shop with a registered receiver that notes what it handles. */
const shop = <A, E>(
  test: (
    handled: Ref.Ref<ReadonlyArray<string>>
  ) => Effect.Effect<A, E, Layer.Layer.Success<ReturnType<typeof VippsTest.layer>>>
) =>
  Effect.flatMap(merchant, ({ client, serve }) =>
    Effect.gen(function* () {
      const handled = yield* Ref.make<ReadonlyArray<string>>([])
      const { secret } = yield* Webhooks.register({
        url,
        events: ["created", "authorized", "captured", "aborted"].map((name) => `epayments.payment.${name}.v1`)
      })
      const inbox = yield* WebhookInbox.makeMemory
      yield* serve(
        Effect.provideService(
          Webhooks.receiver({
            secret,
            url,
            handler: (event) =>
              event._tag === "EPayment" || event._tag === "EPaymentFailed"
                ? Ref.update(handled, (all) => [...all, `${event._tag} ${event.name}`])
                : Effect.void
          }),
          WebhookInbox.WebhookInbox,
          inbox
        )
      )
      return yield* test(handled)
    }).pipe(Effect.provide(VippsTest.layer({ emulator: { callbackClient: client } })))
  )

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

describe("the emulator's webhooks", () => {
  it.effect("are genuine to the receiver, and each is handled once though it comes twice", () =>
    shop((handled) =>
      Effect.gen(function* () {
        const emulator = yield* VippsEmulator.VippsEmulator
        yield* emulator.injectDelivery({ event: "epayments.payment.captured.v1", fault: { _tag: "Duplicate" } })
        yield* create
        yield* emulator.approve(reference)
        yield* EPayment.capturePayment(reference, { modificationAmount: nok(49900) })
        yield* settle
        assert.deepStrictEqual(yield* Ref.get(handled), [
          "EPayment CREATED",
          "EPayment AUTHORIZED",
          "EPayment CAPTURED"
        ])
        assert.deepStrictEqual(
          (yield* emulator.deliveries).map(({ result, state }) => [state, result]),
          [1, 2, 3, 4].map(() => ["Delivered", "200"])
        )
      })
    )
  )

  it.effect("with a wrong signature are refused, and accepted when they come again", () =>
    shop((handled) =>
      Effect.gen(function* () {
        const emulator = yield* VippsEmulator.VippsEmulator
        yield* emulator.injectDelivery({ fault: { _tag: "WrongSignature" } })
        yield* create
        yield* settle
        assert.deepStrictEqual(
          (yield* emulator.deliveries).map(({ result }) => result),
          ["401"]
        )
        assert.deepStrictEqual(yield* Ref.get(handled), [])
        yield* TestClock.adjust("2 seconds")
        yield* settle
        assert.deepStrictEqual(yield* Ref.get(handled), ["EPayment CREATED"])
      })
    )
  )

  it.effect("of an approval that failed are told apart", () =>
    shop((handled) =>
      Effect.gen(function* () {
        const emulator = yield* VippsEmulator.VippsEmulator
        yield* EPayment.createPayment({
          reference,
          amount: nok(151),
          paymentMethod: { type: "WALLET" },
          userFlow: "QR"
        })
        yield* Effect.flip(emulator.approve(reference))
        yield* settle
        assert.deepStrictEqual(yield* Ref.get(handled), ["EPayment CREATED", "EPaymentFailed AUTHORIZED"])
      })
    )
  )

  it.effect("wake who waits for the outcome at once, between two polls", () =>
    shop(() =>
      Effect.gen(function* () {
        const emulator = yield* VippsEmulator.VippsEmulator
        yield* create
        const waiting = yield* Effect.fork(Effect.zip(EPayment.awaitOutcome(reference), Clock.currentTimeMillis))
        yield* TestClock.adjust("5800 millis")
        yield* emulator.approve(reference)
        yield* settle
        const [outcome, at] = yield* Fiber.join(waiting)
        assert.strictEqual(outcome._tag, "Authorized")
        assert.strictEqual(at, 5_800)
      })
    )
  )
})

describe("the emulator's callbacks", () => {
  it.effect("of a Checkout session are genuine, and its logistics are asked for and taken", () =>
    Effect.flatMap(merchant, ({ client, serve }) =>
      Effect.gen(function* () {
        const emulator = yield* VippsEmulator.VippsEmulator
        const inbox = yield* WebhookInbox.makeMemory
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
        yield* serve(
          Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
            request.url.includes("/logistics")
              ? logistics
              : Effect.provideService(payment, WebhookInbox.WebhookInbox, inbox)
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
      }).pipe(Effect.provide(VippsTest.layer({ emulator: { callbackClient: client } })))
    )
  )

  it.effect(
    "of an Express payment: the options are asked for, and an address that cannot be shipped to is refused",
    () =>
      Effect.flatMap(merchant, ({ client, serve }) =>
        Effect.gen(function* () {
          const emulator = yield* VippsEmulator.VippsEmulator
          yield* serve(
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
        }).pipe(Effect.provide(VippsTest.layer({ emulator: { callbackClient: client } })))
      )
  )
})
