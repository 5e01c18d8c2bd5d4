/** The pages over Node's `http`. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type * as Effect from "effect/Effect"
import type { Core } from "../Core.js"
import type { Listener } from "../http/node.js"
import type { Service } from "../VippsEmulator.js"
import * as Pages from "./app.js"

export const listener = (core: Core, emulator: Service): Effect.Effect<Listener> =>
  NodeHttpServer.makeHandler(Pages.make(core, emulator))
