/** The shop as one layer. It needs Vipps' keys, an `HttpClient` and a server. */
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import { Vipps, WebhookInbox } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Orders from "./Orders.js"
import * as Pages from "./routes.js"
import * as ShopConfig from "./ShopConfig.js"
import * as Endpoints from "./vipps.js"

const server = HttpLayerRouter.serve(Layer.merge(Pages.routes, Endpoints.routes), {
  disableLogger: true,
  disableListenLog: true
})

/** Webhooks are not guaranteed, and customers close their browsers: the shop reads the payments of waiting orders. */
const reconciling = Layer.scopedDiscard(
  Effect.flatMap(Orders.Orders, ({ reconcile }) =>
    Effect.forkScoped(Effect.repeat(reconcile, Schedule.spaced("1 minute")))
  )
)

/**
 * Everything is in memory. A real shop has its orders in a database, and in the same database the
 * webhooks that were handled: `SqlWebhookInbox` of `@effect-vipps/sql` in place of `WebhookInbox.layerMemory`.
 */
export const layer = Layer.merge(server, reconciling).pipe(
  Layer.provideMerge(Orders.layer),
  Layer.provide([ShopConfig.layer, Vipps.layer, WebhookInbox.layerMemory])
)
