/**
 * Runs the emulator and the till until Ctrl-C: `npm run till`. The till takes a free port, or that of `PORT`. Read
 * Till.ts first, then app.ts and dayReport.ts.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { VippsConfig } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Server from "../webshop/server.js"
import * as App from "./app.js"

const { clientId, clientSecret, merchantSerialNumber, subscriptionKey } = VippsEmulator.defaultCredentials

/** Against Vipps itself this is `VippsConfig.layerEnv`, and the till needs a public https address. */
const VippsLive = Layer.unwrapEffect(
  Effect.map(VippsEmulatorServer.VippsEmulatorServer, ({ url }) =>
    VippsConfig.layer({
      clientId,
      clientSecret: Redacted.make(clientSecret),
      subscriptionKey: Redacted.make(subscriptionKey),
      merchantSerialNumber,
      baseUrl: url
    })
  )
)

const Links = Layer.effectDiscard(
  Effect.gen(function* () {
    const { url } = yield* VippsEmulatorServer.VippsEmulatorServer
    yield* HttpServer.addressFormattedWith((till) =>
      Console.log(
        `The till:     ${till}\nThe emulator: ${url}/_emulator (check in, approve, move the clock to midnight)`
      )
    )
  })
)

App.layer.pipe(
  Layer.provideMerge(Server.layer),
  Layer.provide(Layer.merge(VippsLive, FetchHttpClient.layer)),
  (till) => Layer.provide(Links, till),
  Layer.provide(VippsEmulatorServer.layer()),
  Layer.launch,
  NodeRuntime.runMain
)
