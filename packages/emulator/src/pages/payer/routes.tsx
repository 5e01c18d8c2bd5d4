/** What a payer sees: the landing page that stands in for the app, QR images, an inbox, and the Checkout page. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import type { Core } from "../../Core.js"

export const routes = (_core: Core): HttpRouter.HttpRouter => HttpRouter.empty
