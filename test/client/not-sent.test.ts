/** Requests that are not sent, with real failures of each HTTP client: the outcome is refused, and the message says so. */
import { readFileSync } from "node:fs"
import * as http from "node:http"
import * as https from "node:https"
import type { AddressInfo, Server, Socket } from "node:net"
import * as net from "node:net"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { tokenResponse } from "../support/samples.js"
import { capture, options } from "./support.js"

const pem = (name: string) => readFileSync(new URL(`../support/certificates/${name}.pem`, import.meta.url))

/** Any server, on a free port of this machine. */
const listening = (server: Server): Effect.Effect<number, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<{ readonly port: number; readonly sockets: Set<Socket> }>((resume) => {
      const sockets = new Set<Socket>()
      server.on("connection", (socket: Socket) => {
        sockets.add(socket)
        socket.on("error", () => {})
      })
      server.on("tlsClientError", () => {})
      server.listen(0, "127.0.0.1", () =>
        resume(Effect.succeed({ port: (server.address() as AddressInfo).port, sockets }))
      )
    }),
    ({ sockets }) =>
      Effect.sync(() => {
        server.close()
        for (const socket of sockets) socket.destroy()
      })
  ).pipe(Effect.map(({ port }) => port))

const closedPort = Effect.scoped(listening(net.createServer()))

/** Counts the requests that got through. */
const secure = (certificate: string) =>
  Effect.gen(function* () {
    let requests = 0
    const server = https.createServer({ key: pem("key"), cert: pem(certificate) }, (_, response) => {
      requests++
      response.end("{}")
    })
    const port = yield* listening(server)
    return { url: `https://localhost:${port}`, requests: () => requests }
  })

/** What the server does with a connection. */
const meets = (react: (socket: Socket) => void) =>
  Effect.map(
    listening(net.createServer((socket) => socket.once("data", () => react(socket)))),
    (port) => `127.0.0.1:${port}`
  )

/** Returns a token and has no payment, so that the call itself fails afterwards. */
const tokens = HttpClient.make((request) =>
  Effect.succeed(
    HttpClientResponse.fromWeb(
      request,
      request.url.endsWith("/accesstoken/get") ? Response.json(tokenResponse()) : new Response(null, { status: 404 })
    )
  )
)

const withToken = Effect.ignore(
  Effect.provideService(EPayment.getPayment("order-12345"), HttpClient.HttpClient, tokens)
)

type Trust = "system" | "test"

const dispatcher = (trust: Trust) => new Undici.Agent(trust === "test" ? { connect: { ca: pem("ca") } } : {})

const sentBy = (agent: Undici.Dispatcher) =>
  Layer.succeed(FetchHttpClient.RequestInit, { dispatcher: agent } as RequestInit)

/** Whose certificates `NodeHttp` trusts is set for the whole process: `node-calls.test.ts` starts others. */
const clients: { readonly [name: string]: (trust: Trust) => Layer.Layer<HttpClient.HttpClient> } = {
  FetchHttpClient: (trust) => Layer.provide(FetchHttpClient.layer, sentBy(dispatcher(trust))),
  FetchHttp: (trust) => Layer.provide(FetchHttp.layer, sentBy(dispatcher(trust))),
  NodeHttp: () => NodeHttp.layer,
  "node:http": (trust) =>
    NodeHttpClient.layerWithoutAgent.pipe(
      Layer.provide(NodeHttpClient.makeAgentLayer(trust === "test" ? { ca: pem("ca") } : {}))
    ),
  undici: (trust) =>
    NodeHttpClient.layerUndiciWithoutDispatcher.pipe(
      Layer.provide(Layer.succeed(NodeHttpClient.Dispatcher, dispatcher(trust)))
    )
}

const captureAt = (baseUrl: string, client: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.zipRight(withToken, Effect.flip(Effect.provide(EPayment.capturePayment("order-12345", capture), client))).pipe(
    Effect.provide(VippsConfig.layer({ ...options, baseUrl, retry: { baseDelay: 0 } })),
    Effect.map((error) => {
      assert(typeof error === "object" && error._tag === "VippsTransportError", String(error))
      return error
    })
  )

const refused = (error: VippsError.VippsTransportError, baseUrl: string) => {
  assert.strictEqual(error.outcome, "refused", error.message)
  assert.include(error.message, "Nothing was sent")
  assert.notInclude(error.message, "may have moved")
  assert.include(error.message, new URL(baseUrl).host)
}

for (const [name, client] of Object.entries(clients)) {
  describe(`requests that were not sent, by ${name}`, () => {
    it.scopedLive("a closed port and an unknown host are retried, then refused", () =>
      Effect.gen(function* () {
        const closed = `http://127.0.0.1:${yield* closedPort}`
        const error = yield* captureAt(closed, client("system"))
        refused(error, closed)
        assert.include(error.message, "ECONNREFUSED")
        assert.strictEqual(error.attempts, 3)
        assert.isTrue(error.retryable)

        const unknown = "http://nothing.invalid:81"
        const lost = yield* captureAt(unknown, client("system"))
        refused(lost, unknown)
        assert.match(lost.message, /ENOTFOUND|EAI_AGAIN/)
        assert.isTrue(lost.retryable)
      })
    )

    it.scopedLive("a certificate that is not trusted, for another host, or expired is refused at once", () =>
      Effect.gen(function* () {
        for (const [certificate, trust, words] of [
          ["localhost", "system", /unable to (verify|get)/],
          ["other", "test", /altnames/],
          ["expired", "test", /expired/]
        ] as const) {
          if (name === "NodeHttp" && trust === "test") continue
          const { requests, url } = yield* secure(certificate)
          const error = yield* captureAt(url, client(trust))
          refused(error, url)
          assert.match(error.message, words)
          assert.include(error.message, "certificate")
          assert.include(error.message, "NODE_EXTRA_CA_CERTS")
          assert.isFalse(error.retryable)
          assert.strictEqual(error.attempts, 1)
          assert.strictEqual(requests(), 0)
        }
        if (name === "NodeHttp") return
        // The same server and client with a trusted certificate: the request arrives.
        const { requests, url } = yield* secure("localhost")
        yield* Effect.exit(captureAt(url, client("test")))
        assert.strictEqual(requests(), 1)
      })
    )

    it.scopedLive("a server without TLS, and one that closes during the handshake, are refused", () =>
      Effect.gen(function* () {
        const plain = `https://127.0.0.1:${yield* listening(http.createServer((_, response) => response.end()))}`
        const error = yield* captureAt(plain, client("system"))
        refused(error, plain)
        assert.include(error.message, "TLS")
        assert.strictEqual(error.attempts, 1)

        const closing = `https://${yield* meets((socket) => socket.end())}`
        const closed = yield* captureAt(closing, client("system"))
        refused(closed, closing)
        assert.isTrue(closed.retryable)
      })
    )

    it.scopedLive("a connection reset or closed after the request was written leaves the outcome unknown", () =>
      Effect.gen(function* () {
        for (const react of [(socket: Socket) => socket.resetAndDestroy(), (socket: Socket) => socket.end()]) {
          const url = `http://${yield* meets(react)}`
          const error = yield* captureAt(url, client("system"))
          assert.strictEqual(error.outcome, "unknown", error.message)
          assert.include(error.message, "Money may have moved")
          assert.notInclude(error.message, "Nothing was sent")
        }
      })
    )

    it.scopedLive("a lost response followed by a closed port leaves the outcome unknown", () =>
      Effect.gen(function* () {
        const server: Server = net.createServer((socket) => {
          server.close()
          socket.once("data", () => socket.resetAndDestroy())
        })
        const url = `http://127.0.0.1:${yield* listening(server)}`
        const error = yield* captureAt(url, client("system"))
        assert.include(error.message, "ECONNREFUSED")
        assert.strictEqual(error.attempts, 3)
        assert.strictEqual(error.outcome, "unknown")
        assert.include(error.message, "Money may have moved")
        assert.notInclude(error.message, "Nothing was sent")
      })
    )
  })
}

describe("proxies", () => {
  const proxy = (status: string) =>
    Effect.map(
      listening(
        http
          .createServer((_, response) => {
            response.writeHead(Number(status.slice(0, 3)), { "content-type": "text/html" })
            response.end("<html><h1>Proxy Authentication Required</h1></html>")
          })
          .on("connect", (_, socket) => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`))
      ),
      (port) => new Undici.ProxyAgent(`http://user:pa55word@127.0.0.1:${port}`)
    )

  const through = {
    FetchHttpClient: (agent: Undici.ProxyAgent) => Layer.provide(FetchHttpClient.layer, sentBy(agent)),
    FetchHttp: (agent: Undici.ProxyAgent) => Layer.provide(FetchHttp.layer, sentBy(agent)),
    undici: (agent: Undici.ProxyAgent) =>
      NodeHttpClient.layerUndiciWithoutDispatcher.pipe(Layer.provide(Layer.succeed(NodeHttpClient.Dispatcher, agent)))
  }

  for (const [name, client] of Object.entries(through)) {
    it.scopedLive(`a proxy that asks for credentials refuses before Vipps does, by ${name}`, () =>
      Effect.gen(function* () {
        for (const url of ["https://vipps.invalid", "http://vipps.invalid"]) {
          const error = yield* captureAt(url, client(yield* proxy("407 Proxy Authentication Required")))
          refused(error, url)
          assert.match(error.message, /proxy/)
          assert.include(error.message, "407")
          assert.notInclude(error.message, "Vipps rejected")
          assert.notInclude(error.message, "pa55word")
          assert.isFalse(error.retryable)
          assert.strictEqual(error.attempts, 1)
        }
      })
    )

    it.scopedLive(`a proxy that cannot reach Vipps is retried, by ${name}`, () =>
      Effect.gen(function* () {
        const error = yield* captureAt("https://vipps.invalid", client(yield* proxy("502 Bad Gateway")))
        refused(error, "https://vipps.invalid")
        assert.strictEqual(error.attempts, 3)
      })
    )
  }

  it.scopedLive("a proxy in plain HTTP answers 407 itself, by node:http", () =>
    Effect.gen(function* () {
      const answering = http.createServer((_, response) => response.writeHead(407).end("<h1>Log in</h1>"))
      const url = `http://127.0.0.1:${yield* listening(answering)}`
      const error = yield* captureAt(url, NodeHttpClient.layer)
      refused(error, url)
      assert.include(error.message, "proxy")
      assert.strictEqual(error.attempts, 1)
    })
  )
})
