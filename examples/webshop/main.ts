/**
 * Runs the emulator and the shop until Ctrl-C: `npm run webshop`. The shop takes a free port, or that of `PORT`.
 * Read Orders.ts first, then vipps.ts and Shop.ts; routes.ts and pages are those of any shop.
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
import * as Shop from "./Shop.js"
import * as Server from "./server.js"

const { clientId, clientSecret, merchantSerialNumber, subscriptionKey } = VippsEmulator.defaultCredentials

/** Against Vipps itself this is `VippsConfig.layerEnv`, and the shop needs a public https address. */
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
    yield* HttpServer.addressFormattedWith((shop) =>
      Console.log(`The shop:       ${shop}\nIts admin page: ${shop}/admin\nThe emulator:   ${url}/_emulator`)
    )
  })
)

Shop.layer.pipe(
  Layer.provideMerge(Server.layer),
  Layer.provide(Layer.merge(VippsLive, FetchHttpClient.layer)),
  (shop) => Layer.provide(Links, shop),
  Layer.provide(VippsEmulatorServer.layer()),
  Layer.launch,
  NodeRuntime.runMain
)
