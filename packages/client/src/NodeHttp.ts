/**
 * An `HttpClient` for Node on its own `http` and `https`.
 *
 * It costs about a fifth of the CPU that `fetch` costs there. Bun, Deno and Workers have a fast `fetch`: use
 * `FetchHttpClient.layer` there.
 *
 * @since 0.2.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { nodeClient } from "./internal/transport/nodeClient.js"
import { type ConnectionOptions, connect, maxSockets } from "./internal/transport/nodeTransport.js"

/**
 * {@link layer} with another number of connections.
 *
 * @since 0.2.0
 * @category layers
 */
export const layerWith = (options: Partial<ConnectionOptions>): Layer.Layer<HttpClient.HttpClient> =>
  Layer.scoped(
    HttpClient.HttpClient,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => connect({ maxSockets, ...options })),
        (connections) => Effect.sync(connections.close)
      ),
      nodeClient
    )
  )

/**
 * Keeps connections alive, at most 256 to one server; requests beyond them wait for their turn. Connections close after
 * 30 idle seconds, and with the layer. Follows no redirects and asks for no compression.
 *
 * Trusts what Node trusts: `NODE_EXTRA_CA_CERTS` adds a certificate. Node 24 and later use `HTTPS_PROXY` where
 * `NODE_USE_ENV_PROXY=1` is set; on older ones, use `NodeHttpClient.layerUndiciWithoutDispatcher` of
 * `@effect/platform-node` with a `ProxyAgent`.
 *
 * @example
 * ```ts
 * import { EPayment, VippsConfig } from "@effect-vipps/client"
 * import * as NodeHttp from "@effect-vipps/client/NodeHttp"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const program = EPayment.getPayment("order-2026-0001").pipe(
 *   Effect.provide(Layer.merge(VippsConfig.layerEnv, NodeHttp.layer))
 * )
 * ```
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = layerWith({})
