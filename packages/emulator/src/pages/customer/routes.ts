/** The customer's pages: the landing page that stands in for the app, QR images, an inbox, and the Checkout page. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import * as Agreement from "./agreement.js"
import * as Checkout from "./checkout.js"
import * as Inbox from "./Inbox.js"
import * as Landing from "./landing.js"
import * as Login from "./login.js"
import * as Qr from "./qr.js"
import * as Scan from "./scan.js"
import { checkoutSdk, frameScript } from "./sdk.js"

const script = (text: string) => HttpServerResponse.text(text, { contentType: "text/javascript; charset=utf-8" })

export const routes = (context: EmulatorContext): HttpRouter.HttpRouter =>
  HttpRouter.empty.pipe(
    HttpRouter.get("/landing", Landing.show(context)),
    HttpRouter.post("/landing", Landing.act(context)),
    HttpRouter.get("/agreement", Agreement.show(context)),
    HttpRouter.post("/agreement", Agreement.act(context)),
    HttpRouter.get("/login", Login.show(context)),
    HttpRouter.post("/login", Login.act(context)),
    HttpRouter.get("/qr.svg", Qr.svg(context)),
    HttpRouter.get("/qr.png", Qr.png(context)),
    HttpRouter.get("/scan/:code", Scan.show(context)),
    HttpRouter.post("/scan/:code", Scan.act(context)),
    HttpRouter.get("/_emulator/inbox", Inbox.choose(context)),
    HttpRouter.get("/_emulator/inbox/:phoneNumber", Inbox.show(context)),
    HttpRouter.get("/checkout-frontend", Checkout.show(context)),
    HttpRouter.post("/checkout-frontend", Checkout.act(context)),
    HttpRouter.get("/checkout-frontend/frame.js", script(frameScript)),
    HttpRouter.get("/vippsCheckoutSDK.js", script(checkoutSdk))
  )
