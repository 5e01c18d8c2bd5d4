/** Runs the emulator and the shop until Ctrl-C: `npm run login`, or `npm run login -- hono`. Read Shop.ts first. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { frameworks, serve } from "./serve.js"

/** Against Vipps itself the keys come from the environment, without a `baseUrl`. */
const { clientId, clientSecret } = VippsEmulator.defaultCredentials

Effect.gen(function* () {
  const framework = frameworks.find((one) => one === process.argv[2]) ?? "express"
  const port = yield* Config.withDefault(Config.port("PORT"), 0)
  const emulator = yield* VippsEmulatorServer.make()
  const keys = { clientId, clientSecret, baseUrl: emulator.url }
  const shop = yield* Effect.acquireRelease(
    Effect.promise(() => serve({ framework, port, ...keys })),
    ({ close }) => Effect.sync(close)
  )
  yield* Console.log(`The shop:     ${shop.url} (${framework})\nThe emulator: ${emulator.url}/_emulator`)
  return yield* Effect.never
}).pipe(Effect.scoped, NodeRuntime.runMain)
