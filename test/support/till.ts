/** The till and a local Vipps, both served on free loopback ports until the scope closes. */
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
import * as App from "../../examples/till/app.js"
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

const layer = App.layer.pipe(
  Layer.provideMerge(Server.layer),
  Layer.provide(Layer.merge(vipps, FetchHttpClient.layer)),
  Layer.provideMerge(VippsEmulatorServer.layer()),
  Layer.provide(Logger.minimumLogLevel(LogLevel.None))
)

export const openTill = Effect.gen(function* () {
  const context = yield* Layer.build(layer)
  const { emulator, url: vippsUrl } = Context.get(context, VippsEmulatorServer.VippsEmulatorServer)
  const url = yield* Effect.provide(HttpServer.addressFormattedWith(Effect.succeed), context)
  /** A customer scans the code, and the till has heard of it. */
  const checkIn = Effect.gen(function* () {
    const before = (yield* emulator.deliveries).length
    yield* emulator.checkIn("till-1", { phoneNumber: "4712345678" })
    yield* emulator.deliveries.pipe(
      Effect.delay("20 millis"),
      Effect.repeat({ until: (all) => all.slice(before).some(({ state }) => state === "Delivered") }),
      Effect.timeout("5 seconds"),
      Effect.orDie
    )
  })
  /** Every movement of money, as in `CAPTURED 24900`. */
  const ledger = Effect.map(emulator.ledger, (entries) =>
    entries.map(({ amount, operation }) => `${operation} ${amount.value}`)
  )
  return { emulator, vippsUrl, url, checkIn, ledger }
})
