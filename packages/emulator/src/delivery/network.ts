/** The HTTP client for the merchant's servers. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

/**
 * Node's client, loaded by the first request that goes out: most emulators of tests send nothing over the network. It
 * keeps no connections open, so that a merchant's server in a test can close at once.
 *
 * Not `fetch`, which adds headers such as a user agent. [U] Which one Vipps sends: here none.
 */
export const network: Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const load = Effect.flatMap(
    Effect.promise(() => import("@effect/platform-node/NodeHttpClient")),
    (NodeHttpClient) =>
      Layer.buildWithScope(
        Layer.provide(NodeHttpClient.layerWithoutAgent, NodeHttpClient.makeAgentLayer({ keepAlive: false })),
        scope
      )
  ).pipe(Effect.map(Context.get(HttpClient.HttpClient)))
  // Interrupting the request that loads it must not affect later requests.
  const client = yield* Effect.cached(Effect.uninterruptible(load))
  return HttpClient.make((request) => Effect.flatMap(client, ({ execute }) => execute(request)))
})
