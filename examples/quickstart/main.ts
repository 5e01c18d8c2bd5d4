import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const program = EPayment.createPayment({
  reference: "order-2026-0001",
  amount: { value: 49900, currency: "NOK" }, // minor units: 499 kroner
  paymentMethod: { type: "WALLET" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://example.com/thanks"
}).pipe(
  Effect.tap(({ redirectUrl }) => Effect.log("Send the customer to", redirectUrl)),
  Effect.catchTag("VippsConflictError", () => Effect.log("This order is already being paid"))
)

Effect.runPromise(Effect.provide(program, Layer.merge(FetchHttpClient.layer, VippsConfig.layerEnv)))
