// @effect-diagnostics anyUnknownInErrorContext:off globalTimers:off
/** Whole calls over `NodeHttp`: what the connection does to them, by their outcome and what the server has seen. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import * as http from "node:http"
import * as https from "node:https"
import type { AddressInfo, Socket } from "node:net"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { gzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { paymentIn, tokenResponse } from "../support/samples.js"
import { modified, options } from "./support.js"

const certificate = (name: string) => fileURLToPath(new URL(`../support/certificates/${name}.pem`, import.meta.url))

const child = fileURLToPath(new URL("node-calls.child.ts", import.meta.url))

type Answering = (request: http.IncomingMessage, response: http.ServerResponse) => void

const send = (response: http.ServerResponse, body: unknown): void => {
  response.setHeader("content-type", "application/json")
  response.end(JSON.stringify(body))
}

/** A Vipps that grants tokens and leaves payments to the test; `paths` are those of the payments, in order. */
const vipps = (answer: Answering, { host = "127.0.0.1", secure = "" } = {}) =>
  Effect.gen(function* () {
    const paths: Array<string> = []
    const sockets = new Set<Socket>()
    const listener: Answering = (request, response) => {
      request.resume()
      if (request.url === "/accesstoken/get") return send(response, tokenResponse())
      paths.push(request.url?.split("/").pop() ?? "")
      answer(request, response)
    }
    const server = secure
      ? https.createServer({ key: readFileSync(certificate("key")), cert: readFileSync(certificate(secure)) })
      : http.createServer()
    server.on("request", listener)
    server.on("connection", (socket: Socket) => sockets.add(socket))
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => void server.listen(0, host, () => resume(Effect.void))),
      () =>
        Effect.sync(() => {
          server.close()
          server.closeAllConnections()
        })
    )
    const { port } = server.address() as AddressInfo
    return { paths, sockets, port }
  })

const grant: Answering = (_, response) => send(response, paymentIn("AUTHORIZED"))

const callsTo = (baseUrl: string, connections = {}, more: Partial<VippsConfig.Options> = {}) =>
  Layer.merge(
    VippsConfig.layer({ ...options, environment: undefined, baseUrl, retry: { maxRetries: 0 }, ...more }),
    NodeHttp.layerWith(connections)
  )

const until = (holds: () => boolean) => Effect.repeat(Effect.sleep("2 millis"), { until: holds })

/** What the call of {@link child} printed: a state, or an error's message. */
const inProcess = (url: string, env: Record<string, string>): Effect.Effect<string, unknown, Scope.Scope> =>
  Effect.tryPromise(() =>
    promisify(execFile)(process.execPath, ["--import", "tsx", child, url], { env: { PATH: "", ...env } })
  ).pipe(Effect.map(({ stdout }) => stdout))

describe("whole calls over NodeHttp", () => {
  it.scopedLive(
    "a call over TLS trusts a certificate of NODE_EXTRA_CA_CERTS, and without it sends no request",
    () =>
      Effect.gen(function* () {
        const server = yield* vipps(grant, { secure: "localhost" })
        const url = `https://localhost:${server.port}`
        const refused = yield* inProcess(url, {})
        assert.match(refused, /certificate/)
        assert.include(refused, "Nothing was sent")
        assert.lengthOf(server.paths, 0)
        assert.strictEqual(yield* inProcess(url, { NODE_EXTRA_CA_CERTS: certificate("ca") }), "AUTHORIZED")
        assert.lengthOf(server.paths, 1)
      }),
    60_000
  )

  it.scopedLive(
    "a call over TLS sends no request to a server whose certificate is for another host, or has expired",
    () =>
      Effect.gen(function* () {
        for (const [secure, words] of [
          ["other", /altnames/],
          ["expired", /expired/]
        ] as const) {
          const server = yield* vipps(grant, { secure })
          const url = `https://localhost:${server.port}`
          const refused = yield* inProcess(url, { NODE_EXTRA_CA_CERTS: certificate("ca") })
          assert.match(refused, words)
          assert.include(refused, "Nothing was sent")
          assert.lengthOf(server.paths, 0)
        }
      }),
    60_000
  )

  it.scopedLive(
    "a call uses HTTPS_PROXY where NODE_USE_ENV_PROXY is set on Node 24 and later, and ignores it on older versions",
    () =>
      Effect.gen(function* () {
        const server = yield* vipps(grant, { secure: "localhost" })
        const asked: Array<string | undefined> = []
        const proxy = http.createServer().on("connect", ({ url }, socket) => {
          asked.push(url)
          socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
        })
        yield* Effect.acquireRelease(
          Effect.async<void>((resume) => void proxy.listen(0, "127.0.0.1", () => resume(Effect.void))),
          () => Effect.sync(() => proxy.close())
        )
        const outcome = yield* inProcess(`https://localhost:${server.port}`, {
          NODE_EXTRA_CA_CERTS: certificate("ca"),
          NODE_USE_ENV_PROXY: "1",
          HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
        })
        if (Number(process.versions.node.split(".")[0]) >= 24) {
          assert.deepStrictEqual(asked, [`localhost:${server.port}`])
          assert.include(outcome, "Nothing was sent")
        } else {
          assert.deepStrictEqual(asked, [])
          assert.strictEqual(outcome, "AUTHORIZED")
        }
      }),
    60_000
  )

  it.scopedLive("a call goes to an IPv6 address, with its brackets in the Host header only", () =>
    Effect.gen(function* () {
      let host: string | undefined
      const server = yield* vipps(
        (request, response) => {
          host = request.headers.host
          grant(request, response)
        },
        { host: "::1" }
      )
      const { state } = yield* Effect.provide(
        EPayment.getPayment("order-12345"),
        callsTo(`http://[::1]:${server.port}`)
      )
      assert.strictEqual(state, "AUTHORIZED")
      assert.strictEqual(host, `[::1]:${server.port}`)
    })
  )

  it.scopedLive("a call whose kept-alive connection the server resets goes over a new one, without a retry", () =>
    Effect.gen(function* () {
      let resets = 1
      const server = yield* vipps((request, response) => {
        if (resets-- > 0) request.socket.resetAndDestroy()
        else grant(request, response)
      })
      const call = EPayment.getPayment("order-12345")
      const { state } = yield* Effect.provide(call, callsTo(`http://127.0.0.1:${server.port}`))
      assert.strictEqual(state, "AUTHORIZED")
      // The token's connection was the one that was reset.
      assert.strictEqual(server.sockets.size, 2)
      assert.lengthOf(server.paths, 2)
    })
  )

  const refusals: ReadonlyArray<readonly [name: string, status: number, body: unknown]> = [
    ["too many requests", 429, {}],
    ["an earlier request that is still processed", 423, { extraDetails: [{ name: "ErrorCode", reason: "6160" }] }],
    ["a request that it cannot take", 400, { extraDetails: [{ name: "amount", reason: "too high" }] }]
  ]
  for (const [name, status, body] of refusals) {
    it.scopedLive(`a capture that a reset may hide is unknown when the request that replaces it meets ${name}`, () =>
      Effect.gen(function* () {
        const keys: Array<unknown> = []
        const server = yield* vipps((request, response) => {
          keys.push(request.headers["idempotency-key"])
          // Carried out, and no response.
          if (keys.length === 1) return void request.socket.resetAndDestroy()
          if (keys.length > 2) return send(response, modified)
          response.statusCode = status
          send(response, body)
        })
        const capture = () =>
          EPayment.capturePayment(
            "order-12345",
            { modificationAmount: { value: 100, currency: "NOK" } },
            { retry: false }
          )
        const program = Effect.gen(function* () {
          const error = yield* Effect.flip(capture())
          yield* capture()
          return error
        })
        const error = yield* Effect.provide(program, callsTo(`http://127.0.0.1:${server.port}`))
        assert.strictEqual(error.outcome, "unknown", error.message)
        assert.include(error.message, "Money may have moved")
        assert.lengthOf(keys, 3)
        assert.strictEqual(new Set(keys).size, 1, "the next equal call must not have a new key")
      })
    )
  }

  it.scopedLive("a call reads a compressed response, which nothing asked for", () =>
    Effect.gen(function* () {
      const server = yield* vipps((_, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
        response.end(gzipSync(JSON.stringify(paymentIn("CREATED"))))
      })
      const call = EPayment.getPayment("order-12345")
      const { state } = yield* Effect.provide(call, callsTo(`http://127.0.0.1:${server.port}`))
      assert.strictEqual(state, "CREATED")
    })
  )
})

describe("calls that wait for a connection", () => {
  const references = ["order-00001", "order-00002", "order-00003", "order-00004"]

  it.scopedLive(
    "the wait for a connection does not count against an attempt, and calls are served in their order",
    () =>
      Effect.gen(function* () {
        const server = yield* vipps((request, response) => {
          // Longer than half an attempt, so that the third call waits for longer than a whole one.
          setTimeout(() => grant(request, response), 1200)
        })
        const all = Effect.forEach(references, (one) => EPayment.getPayment(one), { concurrency: "unbounded" })
        const limits = { attemptTimeout: "2 seconds", timeout: "60 seconds" } as const
        const read = yield* Effect.provide(
          Effect.zipRight(EPayment.getPayment("order-00000"), all),
          callsTo(`http://127.0.0.1:${server.port}`, { maxSockets: 1 }, limits)
        )
        assert.lengthOf(read, 4)
        assert.deepStrictEqual(server.paths, ["order-00000", ...references])
        assert.strictEqual(server.sockets.size, 1)
      })
  )

  it.scopedLive("a call that gets no connection within its time reports that nothing was sent", () =>
    Effect.gen(function* () {
      let held: http.ServerResponse | undefined
      const server = yield* vipps((_, response) => {
        if (held === undefined && server.paths.length > 1) held = response
        else grant(_, response)
      })
      yield* Effect.gen(function* () {
        yield* EPayment.getPayment("order-00000")
        const first = yield* Effect.fork(EPayment.getPayment("order-00001"))
        yield* until(() => held !== undefined)
        const error = yield* Effect.flip(
          EPayment.capturePayment(
            "order-00002",
            { modificationAmount: { value: 1, currency: "NOK" } },
            { timeout: 300 }
          )
        )
        assert.strictEqual(error._tag, "VippsTransportError")
        assert.strictEqual(error.outcome, "refused")
        assert.include(error.message, "none was free")
        send(held as http.ServerResponse, paymentIn("AUTHORIZED"))
        yield* Fiber.join(first)
        assert.deepStrictEqual(server.paths, ["order-00000", "order-00001"])
      }).pipe(Effect.provide(callsTo(`http://127.0.0.1:${server.port}`, { maxSockets: 1 })))
    })
  )

  it.scopedLive("a call interrupted while it waits is never sent, and frees its place for the next one", () =>
    Effect.gen(function* () {
      let held: http.ServerResponse | undefined
      const server = yield* vipps((_, response) => {
        if (held === undefined && server.paths.length > 1) held = response
        else grant(_, response)
      })
      yield* Effect.gen(function* () {
        yield* EPayment.getPayment("order-00000")
        const first = yield* Effect.fork(EPayment.getPayment("order-00001"))
        yield* until(() => held !== undefined)
        const second = yield* Effect.fork(EPayment.getPayment("order-00002"))
        const third = yield* Effect.fork(EPayment.getPayment("order-00003"))
        yield* Effect.sleep("20 millis")
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(second)))
        send(held as http.ServerResponse, paymentIn("AUTHORIZED"))
        yield* Fiber.join(first)
        yield* Fiber.join(third)
        assert.deepStrictEqual(server.paths, ["order-00000", "order-00001", "order-00003"])
        assert.strictEqual(server.sockets.size, 1)
      }).pipe(Effect.provide(callsTo(`http://127.0.0.1:${server.port}`, { maxSockets: 1 })))
    })
  )
})
