/** The webshop and a local Vipps; see `openApp`. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Orders } from "../../examples/webshop/Orders.js"
import * as Shop from "../../examples/webshop/Shop.js"
import { openApp } from "./servedApp.js"

export const openShop = Effect.gen(function* () {
  const { context, emulator, ledger, url, vippsUrl } = yield* openApp(Shop.layer)
  /** How the webhook about this event fared, once it has been tried: as in `Delivered 200`. */
  const delivery = (event: string) =>
    emulator.deliveries.pipe(
      Effect.map((all) =>
        all.filter((one) => one.event === `epayments.payment.${event}.v1` && one.state !== "Pending")
      ),
      Effect.delay("20 millis"),
      Effect.repeat({ until: (found) => found.length > 0 }),
      Effect.timeout("5 seconds"),
      Effect.orDie,
      Effect.map((found) => found.map(({ result, state }) => `${state} ${result}`))
    )
  return { emulator, vippsUrl, url, orders: Context.get(context, Orders), ledger, delivery }
})
