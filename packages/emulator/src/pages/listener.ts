/** The pages over Node's `http`. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type * as Effect from "effect/Effect"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import type { Listener } from "../http/node.js"
import type { Service } from "../Service.js"
import * as Pages from "./app.js"

export const listener = (context: EmulatorContext, emulator: Service): Effect.Effect<Listener> =>
  NodeHttpServer.makeHandler(Pages.make(context, emulator))
