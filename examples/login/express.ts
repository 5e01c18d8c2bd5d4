/** The shop on Express. */
import express, { type Express } from "express"
import type { Reply, Request, Shop } from "./Shop.js"

const requestOf = ({ headers }: express.Request): Request => {
  const cookies = new Map((headers.cookie ?? "").split("; ").map((pair) => pair.split("=") as [string, string]))
  return { session: cookies.get("session"), begun: cookies.get("begun") }
}

const send = (response: express.Response, { cookies = {}, html, location, status }: Reply): void => {
  for (const [name, value] of Object.entries(cookies)) {
    // Secure as well, where the shop has https.
    response.cookie(name, value, { httpOnly: true, sameSite: "lax", ...(value === "" ? { maxAge: 0 } : {}) })
  }
  if (location !== undefined) response.redirect(status, location)
  else response.status(status).type("html").send(html)
}

export const app = (shop: Shop): Express =>
  express()
    .disable("x-powered-by")
    .use(express.urlencoded({ extended: false }))
    .get("/", (request, response) => send(response, shop.home(requestOf(request))))
    .post("/password", (_, response) => send(response, shop.logInWithPassword()))
    .post("/login", async (request, response) => send(response, await shop.begin(requestOf(request))))
    .get("/login/callback", async (request, response) =>
      send(response, await shop.finish(request.originalUrl, requestOf(request)))
    )
    .post("/login/confirm", (request, response) => send(response, shop.confirm(String(request.body?.token))))
    .post("/logout", (request, response) => send(response, shop.logOut(requestOf(request))))
