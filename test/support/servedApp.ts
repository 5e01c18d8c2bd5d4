/** The app of an example and a local Vipps, both served on free loopback ports until the scope closes. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import { VippsConfig } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
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

type Needs =
  | Layer.Layer.Success<typeof Server.layer>
  | VippsConfig.VippsConfig
  | HttpClient.HttpClient
  | VippsEmulatorServer.VippsEmulatorServer

export const openApp = <A, E>(app: Layer.Layer<A, E, Needs>) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(
      app.pipe(
        Layer.provideMerge(Server.layer),
        Layer.provide(Layer.merge(vipps, FetchHttpClient.layer)),
        Layer.provideMerge(VippsEmulatorServer.layer()),
        Layer.provide(Logger.minimumLogLevel(LogLevel.None))
      )
    )
    const { emulator, url: vippsUrl } = Context.get(context, VippsEmulatorServer.VippsEmulatorServer)
    const url = yield* Effect.provide(HttpServer.addressFormattedWith(Effect.succeed), context)
    /** Every movement of money, as in `CAPTURED 24900`. */
    const ledger = Effect.map(emulator.ledger, (entries) =>
      entries.map(({ amount, operation }) => `${operation} ${amount.value}`)
    )
    return { context, emulator, vippsUrl, url, ledger }
  })
