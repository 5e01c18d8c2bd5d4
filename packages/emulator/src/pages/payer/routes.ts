/** What a payer sees: the landing page that stands in for the app, QR images, an inbox, and the Checkout page. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { Core } from "../../Core.js"
import * as Checkout from "./checkout.js"
import * as Inbox from "./Inbox.js"
import * as Landing from "./landing.js"
import * as Qr from "./qr.js"
import { checkoutSdk, frameScript } from "./sdk.js"

const script = (text: string) => HttpServerResponse.text(text, { contentType: "text/javascript; charset=utf-8" })

export const routes = (core: Core): HttpRouter.HttpRouter =>
  HttpRouter.empty.pipe(
    HttpRouter.get("/landing", Landing.show(core)),
    HttpRouter.post("/landing", Landing.act(core)),
    HttpRouter.get("/qr.svg", Qr.svg(core)),
    HttpRouter.get("/qr.png", Qr.png(core)),
    HttpRouter.get("/_emulator/inbox", Inbox.choose(core)),
    HttpRouter.get("/_emulator/inbox/:phoneNumber", Inbox.show(core)),
    HttpRouter.get("/checkout-frontend", Checkout.show(core)),
    HttpRouter.post("/checkout-frontend", Checkout.act(core)),
    HttpRouter.get("/checkout-frontend/frame.js", script(frameScript)),
    HttpRouter.get("/vippsCheckoutSDK.js", script(checkoutSdk))
  )
