/** Serves the shop on this machine, with one framework or the other. */

import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { VippsLogin } from "@effect-vipps/login/promise"
import { createAdaptorServer } from "@hono/node-server"
import { Accounts } from "./Accounts.js"
import * as Express from "./express.js"
import * as HonoShop from "./hono.js"
import { Shop } from "./Shop.js"

export const frameworks = ["express", "hono"] as const
export type Framework = (typeof frameworks)[number]

export interface Options {
  readonly framework: Framework
  readonly port: number
  readonly clientId: string
  readonly clientSecret: string
  readonly baseUrl: string
}

export const serve = ({ framework, port, ...keys }: Options) =>
  new Promise<{ readonly url: string; readonly close: () => void }>((resolve, reject) => {
    let handler: ReturnType<typeof Express.app> | undefined
    let hono: ReturnType<typeof HonoShop.app> | undefined
    // The redirect URI has the port in it, so the shop is made once that is known.
    const server =
      framework === "express"
        ? createServer((request, response) => handler?.(request, response))
        : createAdaptorServer({ fetch: (request) => hono?.fetch(request) ?? new Response(null, { status: 503 }) })
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const shop = new Shop(new VippsLogin(keys), new Accounts(), `${url}/login/callback`)
      if (framework === "express") handler = Express.app(shop)
      else hono = HonoShop.app(shop)
      resolve({ url, close: () => server.close() })
    })
  })
