/** Endless bodies, and compressed ones that grow: reading stops at `maxResponseSize`, and the connection is closed. */
import type { ServerResponse } from "node:http"
import { setImmediate as turn } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { json, serve, serveVipps } from "../support/server.js"
import { capture, modified, options } from "./support.js"

const limit = 100_000

/** Far above what sockets buffer, so that reading on is detected. */
const muchMore = 60_000_000

const chunk = Buffer.alloc(64 * 1024, " ")

interface Sent {
  bytes: number
  closed: boolean
}

/** Writes until the other side closes, or until much more than the limit is through. */
const pour = async (response: ServerResponse, sent: Sent) => {
  response.on("close", () => {
    sent.closed = true
  })
  while (!sent.closed && sent.bytes < muchMore) {
    sent.bytes += chunk.length
    if (!response.write(chunk)) {
      await Promise.race([
        new Promise((drained) => response.once("drain", drained)),
        new Promise((closed) => response.once("close", closed))
      ])
    }
    await turn()
  }
  response.end()
}

type Respond = (response: ServerResponse, sent: Sent) => void

const endless =
  (status: number): Respond =>
  (response, sent) => {
    response.writeHead(status, { "content-type": "application/json" })
    void pour(response, sent)
  }

const stated: Respond = (response, sent) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": String(muchMore) })
  void pour(response, sent)
}

const bomb = gzipSync(Buffer.alloc(muchMore, " "))

const compressed: Respond = (response) => {
  response.writeHead(200, { "content-encoding": "gzip", "content-length": String(bomb.length) })
  response.end(bomb)
}

/** A server for one kind of response to a capture, which counts the bytes it has sent. */
const server = (respond: Respond) =>
  Effect.gen(function* () {
    const sent: Sent = { bytes: 0, closed: false }
    const { url } = yield* serveVipps((_, response) => respond(response, sent))
    return { url, sent }
  })

const clients: { readonly [name: string]: Layer.Layer<HttpClient.HttpClient> } = {
  "FetchHttpClient.layer": FetchHttpClient.layer,
  "FetchHttp.layer": FetchHttp.layer,
  "NodeHttp.layer": NodeHttp.layer,
  "NodeHttpClient.layer": NodeHttpClient.layer,
  "NodeHttpClient.layerUndici": NodeHttpClient.layerUndici
}

const captureWith = (client: Layer.Layer<HttpClient.HttpClient>, baseUrl: string, maxResponseSize = limit) =>
  EPayment.capturePayment("order-12345", capture).pipe(
    Effect.provide(client),
    Effect.provide(VippsConfig.layer({ ...options, baseUrl, maxResponseSize, retry: { baseDelay: 0 } }))
  )

const until = (condition: () => boolean) =>
  Effect.repeat(Effect.sleep("5 millis"), { until: () => condition() }).pipe(Effect.timeout("5 seconds"))

for (const [name, client] of Object.entries(clients)) {
  describe(`a response that is too large, by ${name}`, () => {
    for (const [what, respond] of Object.entries({ "without an end": endless(200), "of a stated length": stated })) {
      it.scopedLive(`a success ${what} is not read on: unknown, not retried`, () =>
        Effect.gen(function* () {
          const { sent, url } = yield* server(respond)
          const error = yield* Effect.flip(captureWith(client, url))
          assert.strictEqual(error._tag, "VippsDecodeError", error.message)
          assert.strictEqual(error.outcome, "unknown")
          assert.strictEqual(error.attempts, 1)
          assert.include(error.message, `larger than ${limit} bytes`)
          yield* until(() => sent.closed)
          assert.isBelow(sent.bytes, muchMore / 2)
        })
      )
    }

    it.scopedLive("a refusal that is too large keeps the meaning of its status", () =>
      Effect.gen(function* () {
        const { sent, url } = yield* server(endless(400))
        const error = yield* Effect.flip(captureWith(client, url))
        assert.strictEqual(error._tag, "VippsRequestError", error.message)
        assert.strictEqual(error.outcome, "refused")
        yield* until(() => sent.closed)
      })
    )

    it.scopedLive("a response of exactly the limit is read, in pieces or whole; one byte more is not", () =>
      Effect.gen(function* () {
        const body = JSON.stringify({ ...modified, filler: "å".repeat(1000) })
        const size = Buffer.byteLength(body)
        for (const pieces of [1, 7]) {
          const { url } = yield* server((response) => {
            if (pieces === 1) return void response.writeHead(200, { "content-length": String(size) }).end(body)
            const bytes = Buffer.from(body)
            response.writeHead(200)
            for (let at = 0; at < size; at += 333) response.write(bytes.subarray(at, at + 333))
            response.end()
          })
          const { aggregate } = yield* captureWith(client, url, size)
          assert.strictEqual(aggregate.capturedAmount.value, 100)
          const error = yield* Effect.flip(captureWith(client, url, size - 1))
          assert.strictEqual(error._tag, "VippsDecodeError")
        }
      })
    )
  })
}

describe("compressed responses", () => {
  it.scopedLive("the size of a compressed response is that of its content", () =>
    Effect.gen(function* () {
      assert.isBelow(bomb.length, limit)
      const { url } = yield* server(compressed)
      const error = yield* Effect.flip(captureWith(FetchHttpClient.layer, url))
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.include(error.message, `larger than ${limit} bytes`)
    })
  )

  it.scopedLive("a compressed response of a usual size is read", () =>
    Effect.gen(function* () {
      const body = gzipSync(JSON.stringify(modified))
      const { url } = yield* server((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(body))
      const { state } = yield* captureWith(FetchHttpClient.layer, url)
      assert.strictEqual(state, "AUTHORIZED")
    })
  )

  for (const [name, client] of Object.entries({ "node:http": NodeHttpClient.layer, NodeHttp: NodeHttp.layer })) {
    it.scopedLive(`an encoding that ${name} does not decode is named by the error, which no retry follows`, () =>
      Effect.gen(function* () {
        const encoding = name === "NodeHttp" ? "zstd" : "gzip"
        let requests = 0
        const { url } = yield* server((response) => {
          requests++
          response.writeHead(200, { "content-encoding": encoding }).end(gzipSync(JSON.stringify(modified)))
        })
        const error = yield* Effect.flip(captureWith(client, url))
        assert.strictEqual(error._tag, "VippsDecodeError", error.message)
        assert.strictEqual(error.outcome, "unknown")
        assert.include(error.message, encoding)
        assert.strictEqual(requests, 1)
      })
    )
  }

  it.scopedLive("a body that is not JSON is not called compressed for a header that fetch keeps", () =>
    Effect.gen(function* () {
      const body = gzipSync("<html>Sign in</html>")
      const { url } = yield* server((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(body))
      const error = yield* Effect.flip(captureWith(FetchHttpClient.layer, url))
      assert.include(error.message, "not JSON but HTML")
    })
  )
})

describe("maxResponseSize", () => {
  it.scopedLive("maxResponseSize limits the token's response too", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((_, response) =>
        json(response, 200, { expires_in: "3600", access_token: "token-1", filler: "x".repeat(limit) })
      )
      const error = yield* Effect.flip(captureWith(FetchHttpClient.layer, url))
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.strictEqual(error.outcome, "refused")
    })
  )

  it.scopedLive("maxResponseSize defaults to 5 MB", () =>
    Effect.gen(function* () {
      const config = yield* VippsConfig.make(options)
      assert.strictEqual(config.maxResponseSize, 5_000_000)
    })
  )

  it.effect("maxResponseSize must be a whole number of bytes, at least one", () =>
    Effect.gen(function* () {
      for (const maxResponseSize of [0, -1, 1.5, NaN, "5"]) {
        const error = yield* Effect.flip(
          Effect.scoped(VippsConfig.make({ ...options, maxResponseSize: maxResponseSize as number }))
        )
        assert.deepStrictEqual(
          error.issues.map(({ path }) => path),
          ["maxResponseSize"]
        )
      }
    })
  )
})
