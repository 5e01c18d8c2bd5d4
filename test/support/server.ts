import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { tokenResponse } from "./samples.js"

/** A request as the server saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

export interface TestServer {
  readonly url: string
  readonly seen: Array<Seen>
  /** Sockets that are open right now. */
  readonly openSockets: () => number
  /** Requests to this path so far. */
  readonly count: (path: string) => number
}

export type Handler = (request: Seen, response: http.ServerResponse) => void

export const json = (response: http.ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(JSON.stringify(body))
}

/** A real HTTP server on a free loopback port, closed with the scope. */
export const serve = (handler: Handler): Effect.Effect<TestServer, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<{ readonly server: http.Server; readonly test: TestServer }>((resume) => {
      const seen: Array<Seen> = []
      let sockets = 0
      const server = http.createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const one: Seen = {
            method: request.method ?? "",
            path: request.url ?? "",
            headers: request.headers,
            body: Buffer.concat(chunks).toString("utf8")
          }
          seen.push(one)
          handler(one, response)
        })
      })
      server.on("connection", (socket) => {
        sockets++
        socket.on("close", () => sockets--)
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const count = (path: string) => seen.filter((one) => one.path === path).length
        resume(
          Effect.succeed({
            server,
            test: { url: `http://127.0.0.1:${port}`, seen, openSockets: () => sockets, count }
          })
        )
      })
    }),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(Effect.map(({ test }) => test))

/** The same, with an access token endpoint: `handler` receives all other requests. */
export const serveVipps = (handler: Handler, token?: string): Effect.Effect<TestServer, never, Scope.Scope> =>
  serve((request, response) =>
    request.path === "/accesstoken/get" ? json(response, 200, tokenResponse(token)) : handler(request, response)
  )
