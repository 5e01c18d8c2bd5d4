/**
 * A Vipps payment and a Checkout session from beginning to end, over real HTTP, against a local emulator.
 * Run it with `npm run demo`. Exits with 1 if anything is not as expected.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { VippsConfig } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { buyInCheckout } from "./checkout.js"
import { payInTheApp } from "./payment.js"
import { heading } from "./timeline.js"

const { clientId, clientSecret, merchantSerialNumber, subscriptionKey } = VippsEmulator.defaultCredentials

/** Against Vipps itself this is `VippsConfig.layerEnv`. */
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

const program = Effect.gen(function* () {
  const { url } = yield* VippsEmulatorServer.VippsEmulatorServer
  yield* Console.log(`The emulator is listening on ${url}`)
  yield* heading("A payment in the app")
  yield* payInTheApp
  yield* heading("A Checkout session")
  yield* buyInCheckout
  yield* Console.log("\nEverything went as expected.")
})

program.pipe(
  Effect.provide(Layer.merge(FetchHttpClient.layer, VippsLive).pipe(Layer.provideMerge(VippsEmulatorServer.layer()))),
  NodeRuntime.runMain
)
