import { Checkout, EPayment, IdempotencyKey, Money } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import { expect, money, step } from "./timeline.js"

const reference = "demo-order-0002"

/** Opened, paid by the customer, read back, and captured with ePayment. */
export const buyInCheckout = Effect.gen(function* () {
  const { checkoutFrontendUrl } = yield* Checkout.createSession({
    reference,
    merchantInfo: {
      callbackUrl: "https://example.com/vipps/callback",
      returnUrl: "https://example.com/thanks",
      callbackAuthorizationToken: "a-long-random-secret"
    },
    transaction: { amount: { value: 34900, currency: "NOK" }, paymentDescription: "One woollen hat" },
    logistics: {
      fixedOptions: [
        {
          brand: "POSTEN",
          id: "posten-pickup",
          type: "PICKUP_POINT",
          title: "Pick up at the post office",
          amount: { value: 4900, currency: "NOK" },
          priority: 0,
          isDefault: true
        }
      ]
    }
  })
  const opened = yield* Checkout.getSession(reference)
  yield* step("session created", `${opened.sessionState}: show ${checkoutFrontendUrl}`)

  // Here a customer would fill in the page and pay in the app; the emulator does both.
  const emulator = yield* VippsEmulator.VippsEmulator
  yield* emulator.completeSession(reference)

  const paid = yield* Checkout.getSession(reference)
  const reserved = paid.paymentDetails?.aggregate?.authorizedAmount
  yield* step("paid by the customer", `${paid.sessionState}: ${reserved && Money.format(reserved)} reserved`)
  yield* step("shipped with", `${paid.shippingDetails?.shippingMethodId}`)
  yield* expect(paid.sessionState === "PaymentSuccessful", "the session to be paid")

  // Shipping is part of what was reserved: capture what the payment says, not what the session was opened with.
  const payment = yield* EPayment.getPayment(reference)
  const captured = yield* EPayment.capturePayment(
    reference,
    { modificationAmount: payment.aggregate.authorizedAmount },
    { idempotencyKey: IdempotencyKey.make(reference, "capture") }
  )
  yield* step("captured with ePayment", money(captured))
  yield* expect(
    captured.aggregate.capturedAmount.value === payment.aggregate.authorizedAmount.value,
    "all that was reserved to be captured"
  )
})
