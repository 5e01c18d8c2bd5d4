/** The endpoints that Vipps calls: webhooks, and the shipping options of Express. */
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import { Callbacks, Vipps, Webhooks } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
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

const webhooks = Layer.unwrapScoped(
  Effect.gen(function* () {
    const { heard } = yield* Orders
    const url = `${(yield* ShopConfig).url}/vipps/webhooks`
    const { secret } = yield* registered(url)
    return Webhooks.layerRoute("/vipps/webhooks", {
      secret,
      url,
      handler: (event) => (event._tag === "EPayment" ? heard(event) : Effect.void)
    })
  })
)

const shipping = Layer.unwrapEffect(
  Effect.map(ShopConfig, ({ shippingToken }) =>
    HttpLayerRouter.add(
      "POST",
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
)

export const routes = Layer.merge(webhooks, shipping)
