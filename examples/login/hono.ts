/** The shop on Hono. */
import { type Context, Hono } from "hono"
import { getCookie, setCookie } from "hono/cookie"
import type { Reply, Request, Shop } from "./Shop.js"

const requestOf = (context: Context): Request => ({
  session: getCookie(context, "session"),
  begun: getCookie(context, "begun")
})

const send = (context: Context, { cookies = {}, html = "", location, status }: Reply): Response => {
  for (const [name, value] of Object.entries(cookies)) {
    // Secure as well, where the shop has https.
    setCookie(context, name, value, {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      ...(value === "" ? { maxAge: 0 } : {})
    })
  }
  return location === undefined ? context.html(html, status as 200) : context.redirect(location, status as 303)
}

export const app = (shop: Shop): Hono =>
  new Hono()
    .get("/", (context) => send(context, shop.home(requestOf(context))))
    .post("/password", (context) => send(context, shop.logInWithPassword()))
    .post("/login", async (context) => send(context, await shop.begin(requestOf(context))))
    .get("/login/callback", async (context) => send(context, await shop.finish(context.req.url, requestOf(context))))
    .post("/login/confirm", async (context) => {
      const { token } = await context.req.parseBody()
      return send(context, shop.confirm(String(token)))
    })
    .post("/logout", (context) => send(context, shop.logOut(requestOf(context))))
