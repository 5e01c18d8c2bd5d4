/** Delivers webhooks and callbacks to the handlers of web frameworks, none of which it needs. */
import * as Http from "node:http"
import type { AddressInfo } from "node:net"

/**
 * A handler of web requests, as of Next.js, Hono, Bun, Deno and Workers.
 *
 * @since 0.1.0
 * @category models
 */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/** The function of a handler that may be an app with `fetch`. */
export const handlerOf =
  (handler: FetchHandler | { readonly fetch: FetchHandler }): ((request: Request) => Promise<Response>) =>
  async (request) =>
    typeof handler === "function" ? handler(request) : handler.fetch(request)

/** Connections are closed with the response: the server that is made for it must end. */
const ofConnection = new Set(["connection", "keep-alive", "transfer-encoding", "content-length"])

const responseOf = (status: number, headers: Http.IncomingHttpHeaders, body: Uint8Array): Response => {
  const kept = Object.entries(headers).flatMap(
    ([name, value]): Array<[string, string]> =>
      ofConnection.has(name) ? [] : [value ?? []].flat().map((one) => [name, one])
  )
  return new Response(body.length === 0 ? null : new Uint8Array(body), { status, headers: kept })
}

const recordOf = (headers: Headers): Record<string, string> => {
  const record: Record<string, string> = {}
  headers.forEach((value, name) => {
    record[name] = value
  })
  return record
}

/** Sends it to this port, with the host that its signature covers. */
const sendTo = (port: number, request: Request, body: Buffer): Promise<Response> =>
  new Promise((resolve, reject) => {
    const { host, pathname, search } = new URL(request.url)
    const outgoing = Http.request(
      {
        port,
        host: "127.0.0.1",
        agent: false,
        signal: request.signal,
        method: request.method,
        path: pathname + search,
        headers: { ...recordOf(request.headers), host, "content-length": body.length }
      },
      (incoming) => {
        const chunks: Array<Buffer> = []
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
        incoming.on("error", reject)
        incoming.on("end", () =>
          resolve(responseOf(incoming.statusCode ?? 500, incoming.headers, Buffer.concat(chunks)))
        )
      }
    )
    outgoing.on("error", reject)
    outgoing.end(body)
  })

/**
 * Makes a handler of an Express app, or of any listener of Node's `http`. Each request is served over a loopback socket of
 * its own, which is closed afterwards.
 *
 * @example
 * ```ts
 * import { startVipps, toExpress } from "@effect-vipps/testing"
 * import express from "express"
 *
 * const app = express()
 * const inMemory = await startVipps()
 * await inMemory.deliverTo(toExpress(app))
 * ```
 *
 * @since 0.1.0
 * @category handlers
 */
export const toExpress =
  (app: (request: never, response: never) => unknown): FetchHandler =>
  async (request) => {
    const body = Buffer.from(await request.arrayBuffer())
    const server = Http.createServer((incoming, response) => void app(incoming as never, response as never))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    try {
      return await sendTo((server.address() as AddressInfo).port, request, body)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

/**
 * The part of a Fastify app that {@link toFastify} uses.
 *
 * @since 0.1.0
 * @category models
 */
export interface FastifyLike {
  readonly inject: (options: {
    readonly method: "POST"
    readonly url: string
    readonly headers: Record<string, string>
    readonly payload: Uint8Array
  }) => PromiseLike<{
    readonly statusCode: number
    readonly headers: Record<string, number | string | Array<string> | undefined>
    readonly rawPayload: Uint8Array
  }>
}

/**
 * Makes a handler of a Fastify app, through its own `inject`: no socket is opened.
 *
 * @since 0.1.0
 * @category handlers
 */
export const toFastify =
  (app: FastifyLike): FetchHandler =>
  async (request) => {
    const { host, pathname, search } = new URL(request.url)
    const { headers, rawPayload, statusCode } = await app.inject({
      // Vipps sends nothing else.
      method: "POST",
      url: pathname + search,
      headers: { ...recordOf(request.headers), host },
      payload: Buffer.from(await request.arrayBuffer())
    })
    const texts = Object.entries(headers).map(([name, value]) => [name, typeof value === "number" ? `${value}` : value])
    return responseOf(statusCode, Object.fromEntries(texts), rawPayload)
  }

/**
 * Makes a handler of a Hono app, or of any object with `fetch`.
 *
 * @since 0.1.0
 * @category handlers
 */
export const toHono =
  (app: { readonly fetch: (request: Request) => Response | Promise<Response> }): FetchHandler =>
  (request) =>
    app.fetch(request)

/**
 * Makes a handler of a Next.js route: the function `POST` of an `app/.../route.ts`, with the parameters of its path.
 *
 * @since 0.1.0
 * @category handlers
 */
export const toNext =
  <Context>(
    post: (request: never, context: Context) => Response | Promise<Response>,
    context: Context = { params: Promise.resolve({}) } as Context
  ): FetchHandler =>
  (request) =>
    post(request as never, context)
