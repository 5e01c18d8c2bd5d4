/** The customer's pages and the dashboard. Everything else is the emulator's app. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import { admit } from "../http/admission.js"
import type { Service } from "../Service.js"
import * as Customer from "./customer/routes.js"
import * as Dashboard from "./dashboard/routes.js"
import { style as dashboardStyle } from "./dashboard/style.js"
import { style } from "./style.js"

export const make = (context: EmulatorContext, emulator: Service): HttpApp.Default => {
  const app = HttpRouter.empty.pipe(
    HttpRouter.get(
      "/_emulator/style.css",
      HttpServerResponse.text(style + dashboardStyle, { contentType: "text/css" })
    ),
    HttpRouter.concat(Customer.routes(context)),
    HttpRouter.concat(Dashboard.routes(context, emulator)),
    Effect.catchTag("RouteNotFound", () => emulator.httpApp)
  )
  return admit(app, context.settings)
}
