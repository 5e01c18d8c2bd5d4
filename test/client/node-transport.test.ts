import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import * as zlib from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { headerOf } from "@effect-vipps/client/internal/transport/headerOf"
import { type Connections, connect, nodeTransport } from "@effect-vipps/client/internal/transport/nodeTransport"
import { type Outgoing, TooLarge } from "@effect-vipps/client/internal/transport/transport"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Handler, json, serve } from "../support/server.js"

/** What a receiver was called with, in order. */
type Heard =
  | { readonly started: true }
  | { readonly lost: true }
  | { readonly status: number; readonly retryAfter: string | undefined; readonly body: string }
  | { readonly cause: unknown; readonly status: number | undefined }

const connections = (maxSockets = 256): Effect.Effect<Connections, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => connect({ maxSockets })),
    ({ close }) => Effect.sync(close)
  )

const get: Omit<Outgoing, "url"> = {
  method: "GET",
  headers: ["authorization", "Bearer t"],
  body: undefined,
  maxResponseSize: 100_000,
  repeatable: true
}

/** The end of one request: everything its receiver was called with. */
const send = (over: Connections, url: string, outgoing: Partial<Outgoing> = {}): Effect.Effect<ReadonlyArray<Heard>> =>
  Effect.async((resume) => {
    const heard: Array<Heard> = []
    const end = (last: Heard) => {
      heard.push(last)
      // A second call would have arrived by then.
      setImmediate(() => resume(Effect.succeed(heard)))
    }
    const cancel = nodeTransport(over)(
      { ...get, url, ...outgoing },
      {
        started: () => void heard.push({ started: true }),
        lost: () => void heard.push({ lost: true }),
        answered: (status, headers, body) =>
          end({ status, retryAfter: headerOf(headers, "retry-after"), body: String(body) }),
        failed: (cause, status) => end({ cause, status })
      }
    )
    return Effect.sync(cancel)
  })

const last = (heard: ReadonlyArray<Heard>): Heard => heard[heard.length - 1] as Heard

const failure = (heard: ReadonlyArray<Heard>) => {
  const end = last(heard)
  assert("cause" in end, `expected a failure, got ${JSON.stringify(end)}`)
  return end
}

const code = (cause: unknown) => (cause as { readonly code?: unknown }).code

/** A server whose sockets a test can count and cut. */
const cuttable = (
  handler: (nth: number, socket: Socket, response: ServerResponse) => void,
  host = "127.0.0.1"
): Effect.Effect<{ readonly url: string; readonly sockets: ReadonlyArray<Socket> }, Error, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<{ readonly server: Server; readonly sockets: Array<Socket> }, Error>((resume) => {
      const sockets: Array<Socket> = []
      let requests = 0
      const server = createServer((request, response) => {
        request.resume()
        request.on("end", () => handler(++requests, request.socket, response))
      })
      server.on("connection", (socket) => sockets.push(socket))
      server.on("error", (error) => resume(Effect.fail(error)))
      server.listen(0, host, () => resume(Effect.succeed({ server, sockets })))
    }),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(
    Effect.map(({ server, sockets }) => {
      const { address, family, port } = server.address() as AddressInfo
      return { url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`, sockets }
    })
  )

const answering = (body: Buffer, headers: Record<string, string> = {}): Handler => {
  return (_, response) => {
    response.writeHead(200, headers)
    response.end(body)
  }
}

describe("the transport on node:http", () => {
  it.scopedLive("node:http sends exactly the given headers, those of HTTP itself, and the body's bytes", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => json(response, 200, {}))
      const over = yield* connections()
      yield* send(over, `${server.url}/a?b=c`)
      yield* send(over, `${server.url}/p`, {
        method: "POST",
        body: '"æ"',
        headers: ["content-type", "application/json"]
      })
      yield* send(over, `${server.url}/e`, { method: "POST" })
      const host = server.url.slice("http://".length)
      const common = { host, connection: "keep-alive", "accept-encoding": "identity" }
      assert.deepStrictEqual(server.seen, [
        { method: "GET", path: "/a?b=c", headers: { authorization: "Bearer t", ...common }, body: "" },
        {
          method: "POST",
          path: "/p",
          headers: { "content-type": "application/json", ...common, "content-length": "4" },
          body: '"æ"'
        },
        {
          method: "POST",
          path: "/e",
          headers: { authorization: "Bearer t", ...common, "content-length": "0" },
          body: ""
        }
      ])
    })
  )

  it.scopedLive("node:http reports the status, Retry-After and the body, whole and once", () =>
    Effect.gen(function* () {
      const text = `${"æøå".repeat(20_000)}.`
      const server = yield* serve((_, response) => {
        response.writeHead(429, { "retry-after": "7" })
        const bytes = Buffer.from(text)
        // Within a character.
        response.write(bytes.subarray(0, 60_001))
        setImmediate(() => response.end(bytes.subarray(60_001)))
      })
      const heard = yield* send(yield* connections(), server.url, { maxResponseSize: 200_000 })
      assert.deepStrictEqual(heard, [{ started: true }, { status: 429, retryAfter: "7", body: text }])
    })
  )

  it.scopedLive("node:http keeps connections alive, and closes them with their owner", () =>
    Effect.gen(function* () {
      const { sockets, url } = yield* cuttable((_, __, response) => json(response, 200, {}))
      yield* Effect.scoped(
        Effect.gen(function* () {
          const over = yield* connections()
          for (let i = 0; i < 5; i++) yield* send(over, url)
          assert.strictEqual(sockets.length, 1)
          assert.isFalse(sockets[0]?.destroyed)
        })
      )
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => sockets[0]?.destroyed === true })
    })
  )

  it.scopedLive(
    "node:http opens no more connections than allowed; other requests wait in order, and have not started",
    () =>
      Effect.gen(function* () {
        const waiting: Array<() => void> = []
        const { sockets, url } = yield* cuttable((_, __, response) => {
          waiting.push(() => json(response, 200, {}))
        })
        const over = yield* connections(2)
        const log: Array<string> = []
        const transport = nodeTransport(over)
        const done = Effect.async<void>((resume) => {
          let left = 6
          for (let nth = 1; nth <= 6; nth++) {
            transport(
              { ...get, url },
              {
                started: () => void log.push(`${nth} starts`),
                lost: () => {},
                answered: () => {
                  log.push(`${nth} ends`)
                  if (--left === 0) resume(Effect.void)
                },
                failed: (cause) => resume(Effect.die(cause))
              }
            )
          }
        })
        // Responds to the oldest request when all connections are in use.
        const serveAll = Effect.gen(function* () {
          for (let left = 6; left > 0; left--) {
            yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => waiting.length === Math.min(2, left) })
            waiting.shift()?.()
          }
        })
        yield* Effect.all([done, serveAll], { concurrency: 2 })
        assert.strictEqual(sockets.length, 2)
        const starts = log.filter((line) => line.endsWith("starts"))
        assert.deepStrictEqual(starts, ["1 starts", "2 starts", "3 starts", "4 starts", "5 starts", "6 starts"])
        assert.isAbove(log.indexOf("3 starts"), log.indexOf("1 ends"))
        assert.isAbove(log.indexOf("5 starts"), log.indexOf("3 ends"))
      })
  )

  it.scopedLive(
    "node:http replaces a kept-alive connection that the server has closed, where a repeat is recognised",
    () =>
      Effect.gen(function* () {
        // The second request of a connection meets a server that closes it without a response.
        const served = new WeakSet<Socket>()
        let requests = 0
        const { sockets, url } = yield* cuttable((_, socket, response) => {
          requests++
          if (served.has(socket)) return void socket.destroy()
          served.add(socket)
          json(response, 200, {})
        })
        const over = yield* connections()
        yield* send(over, url)
        const heard = yield* send(over, url)
        assert.deepInclude(heard, { lost: true })
        assert.deepInclude(last(heard), { status: 200 })
        assert.strictEqual(sockets.length, 2)
        assert.strictEqual(requests, 3)
        const once = failure(yield* send(over, url, { repeatable: false }))
        assert.strictEqual(code(once.cause), "ECONNRESET")
        assert.strictEqual(requests, 4)
      })
  )

  it.scopedLive("node:http fails when a new connection breaks, and when one breaks after the response has begun", () =>
    Effect.gen(function* () {
      const fresh = yield* cuttable((_, socket) => socket.destroy())
      const over = yield* connections()
      const broken = failure(yield* send(over, fresh.url))
      assert.strictEqual(code(broken.cause), "ECONNRESET")
      assert.isUndefined(broken.status)
      assert.strictEqual(fresh.sockets.length, 1)

      let requests = 0
      const begun = yield* cuttable((nth, socket, response) => {
        requests = nth
        if (nth === 1) return json(response, 200, {})
        response.writeHead(200, { "content-length": "100" })
        response.write("{")
        setImmediate(() => socket.destroy())
      })
      yield* send(over, begun.url)
      const cut = failure(yield* send(over, begun.url))
      assert.strictEqual(cut.status, 200)
      assert.strictEqual(requests, 2)
    })
  )

  it.scopedLive("a cancelled request closes its connection and reports nothing more", () =>
    Effect.gen(function* () {
      const { sockets, url } = yield* cuttable(() => {})
      const over = yield* connections()
      const heard: Array<string> = []
      const cancel = nodeTransport(over)(
        { ...get, url },
        {
          started: () => {},
          lost: () => heard.push("lost"),
          answered: () => heard.push("answered"),
          failed: () => heard.push("failed")
        }
      )
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => sockets.length === 1 })
      cancel()
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => sockets[0]?.destroyed === true })
      yield* Effect.sleep("5 millis")
      assert.deepStrictEqual(heard, [])
    })
  )

  it.scopedLive("node:http reads a compressed body that was not asked for within the limit", () =>
    Effect.gen(function* () {
      const over = yield* connections()
      const text = JSON.stringify({ text: "x".repeat(50_000) })
      const encodings = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync }
      for (const [encoding, encode] of Object.entries(encodings)) {
        const server = yield* serve(answering(encode(text), { "content-encoding": encoding }))
        assert.deepInclude(last(yield* send(over, server.url)), { status: 200, body: text }, encoding)
        const bomb = yield* serve(answering(encode("0".repeat(5_000_000)), { "content-encoding": encoding }))
        const end = failure(yield* send(over, bomb.url))
        assert.instanceOf(end.cause, TooLarge, encoding)
        assert.strictEqual(end.status, 200)
        const garbage = yield* serve(answering(Buffer.from("not compressed"), { "content-encoding": encoding }))
        assert.notInstanceOf(failure(yield* send(over, garbage.url)).cause, TooLarge, encoding)
      }
      for (const encoding of ["zstd", "constructor", "__proto__", "toString"]) {
        const unknown = yield* serve(answering(Buffer.from("?"), { "content-encoding": encoding }))
        assert.include(String(failure(yield* send(over, unknown.url)).cause), encoding)
      }
    })
  )

  it.scopedLive("node:http truncates a body without end at the limit, and closes its connection", () =>
    Effect.gen(function* () {
      const { sockets, url } = yield* cuttable((_, socket, response) => {
        response.writeHead(200)
        const more = () => {
          if (!socket.destroyed) response.write("x".repeat(20_000), () => setImmediate(more))
        }
        more()
      })
      const end = failure(yield* send(yield* connections(), url))
      assert.instanceOf(end.cause, TooLarge)
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => sockets[0]?.destroyed === true })
      assert.isBelow(sockets[0]?.bytesWritten ?? Number.POSITIVE_INFINITY, 5_000_000)
    })
  )

  it.scopedLive("node:http strips a byte order mark from the text", () =>
    Effect.gen(function* () {
      const server = yield* serve(answering(Buffer.from("\uFEFF{}")))
      assert.deepInclude(last(yield* send(yield* connections(), server.url)), { body: "{}" })
    })
  )

  it.scopedLive("node:http connects to an IPv6 address", () =>
    Effect.gen(function* () {
      const { url } = yield* cuttable((_, __, response) => json(response, 200, {}), "::1")
      assert.include(url, "[::1]")
      assert.deepInclude(last(yield* send(yield* connections(), url)), { status: 200 })
    })
  )

  it.scopedLive("node:http fails without a request, and throws nothing, for what cannot be sent", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, response) => json(response, 200, {}))
      const over = yield* connections()
      const header = failure(yield* send(over, server.url, { headers: ["authorization", "Bearer \n"] }))
      assert.strictEqual(code(header.cause), "ERR_INVALID_CHAR")
      assert.strictEqual(code(failure(yield* send(over, "nowhere")).cause), "ERR_INVALID_URL")
      const refused = failure(yield* send(over, "http://127.0.0.1:9"))
      assert.strictEqual(code(refused.cause), "ECONNREFUSED")
      assert.strictEqual(server.seen.length, 0)
    })
  )
})
