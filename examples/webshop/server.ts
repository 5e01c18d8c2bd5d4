/** A server without a login, and therefore on loopback only: on `PORT`, or on a free port. */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const options = Config.all({ port: Config.withDefault(Config.port("PORT"), 0), host: Config.succeed("127.0.0.1") })

export const layer = Layer.suspend(() => {
  const node = createServer()
  // Browsers keep connections open, which would delay the end.
  const closeAtOnce = Effect.addFinalizer(() =>
    Effect.sync(() => {
      node.close()
      node.closeAllConnections()
    })
  )
  return Layer.scopedDiscard(closeAtOnce).pipe(Layer.provideMerge(NodeHttpServer.layerConfig(() => node, options)))
})
