/** The endpoints that Vipps calls: webhooks, and the shipping options of Express. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import { Callbacks, Vipps, Webhooks } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import { Orders } from "./Orders.js"
import { shippingTo } from "./Products.js"
import { ShopConfig } from "./ShopConfig.js"

const events = ["authorized", "aborted", "expired", "terminated", "captured", "refunded", "cancelled"] as const

/**
 * Registered while the shop runs, because it keeps the secret in memory. A real shop registers once, with a script, and
 * stores the secret with its other secrets.
 */
const registered = (url: string) =>
  Effect.flatMap(Vipps.Vipps, ({ webhooks }) =>
    Effect.acquireRelease(
      webhooks.register({ url, events: events.map((event) => `epayments.payment.${event}.v1` as const) }),
      ({ id }) => Effect.ignoreLogged(webhooks.remove(id))
    )
  )

export const routes = Effect.gen(function* () {
  const { shippingToken, url } = yield* ShopConfig
  const orders = yield* Orders
  const webhooks = `${url}/vipps/webhooks`
  const { secret } = yield* registered(webhooks)
  return HttpRouter.empty.pipe(
    HttpRouter.post(
      "/vipps/webhooks",
      Webhooks.receiver({
        secret,
        url: webhooks,
        handler: (event) => (event._tag === "EPayment" ? orders.heard(event) : Effect.void)
      })
    ),
    HttpRouter.post(
      "/vipps/shipping",
      Callbacks.shippingOptions({
        callbackAuthorizationToken: shippingToken,
        handler: ({ country }) => {
          const groups = shippingTo(country)
          return groups.length > 0 ? Effect.succeed(groups) : new Callbacks.CannotShip()
        }
      })
    )
  )
})
