/** The webshop and a local Vipps, both served on free loopback ports until the scope closes. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import { VippsConfig } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import { Orders } from "../../examples/webshop/Orders.js"
import * as Shop from "../../examples/webshop/Shop.js"
import * as Server from "../../examples/webshop/server.js"

const keys = VippsEmulator.defaultCredentials

const vipps = Layer.unwrapEffect(
  Effect.map(VippsEmulatorServer.VippsEmulatorServer, ({ url }) =>
    VippsConfig.layer({
      ...keys,
      clientSecret: Redacted.make(keys.clientSecret),
      subscriptionKey: Redacted.make(keys.subscriptionKey),
      baseUrl: url,
      retry: { baseDelay: "10 millis" }
    })
  )
)

const layer = Shop.layer.pipe(
  Layer.provideMerge(Server.layer),
  Layer.provide(Layer.merge(vipps, FetchHttpClient.layer)),
  Layer.provideMerge(VippsEmulatorServer.layer()),
  Layer.provide(Logger.minimumLogLevel(LogLevel.None))
)

export const openShop = Effect.gen(function* () {
  const context = yield* Layer.build(layer)
  const { emulator, url: vippsUrl } = Context.get(context, VippsEmulatorServer.VippsEmulatorServer)
  const url = yield* Effect.provide(HttpServer.addressFormattedWith(Effect.succeed), context)

  /** Every movement of money, as in `CAPTURED 24900`. */
  const ledger = Effect.map(emulator.ledger, (entries) =>
    entries.map(({ amount, operation }) => `${operation} ${amount.value}`)
  )
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
