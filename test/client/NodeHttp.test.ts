import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import { transportOf } from "@effect-vipps/client/internal/transport/transport"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { json, serve } from "../support/server.js"

const post = (url: string, body: HttpBody.HttpBody) =>
  Effect.flatMap(HttpClient.execute(HttpClientRequest.post(`${url}/upload?a=b`, { body })), ({ status, text }) =>
    Effect.map(text, (text) => ({ status, text }))
  )

describe("NodeHttp.layer as an HttpClient for any server", () => {
  it.scopedLive("NodeHttp sends every kind of body", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => json(response, 200, { length: request.body.length }))
      const form = new FormData()
      form.set("name", "value")
      const bodies = [
        HttpBody.text("text", "text/plain"),
        HttpBody.uint8Array(new Uint8Array([104, 105])),
        HttpBody.stream(Stream.make(new Uint8Array([97]), new Uint8Array([98]))),
        HttpBody.raw(new URLSearchParams({ q: "1" })),
        HttpBody.formData(form),
        HttpBody.empty
      ]
      for (const body of bodies) assert.strictEqual((yield* post(server.url, body)).status, 200)
      assert.deepStrictEqual(
        server.seen.map(({ body, headers, path }) => [path, headers["content-type"]?.split(";")[0], body.slice(0, 2)]),
        [
          ["/upload?a=b", "text/plain", "te"],
          ["/upload?a=b", "application/octet-stream", "hi"],
          ["/upload?a=b", "application/octet-stream", "ab"],
          ["/upload?a=b", "application/x-www-form-urlencoded", "q="],
          ["/upload?a=b", "multipart/form-data", "--"],
          ["/upload?a=b", undefined, ""]
        ]
      )
      assert.include(server.seen[4]?.body ?? "", 'name="name"')
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("NodeHttp returns the status, all headers, cookies and the bytes of a response", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, response) => {
        if (request.path === "/empty") return void response.writeHead(204).end()
        response.writeHead(418, { "x-own": "yes", "set-cookie": ["a=1", "b=2"] })
        response.end(Buffer.from([0, 255, 10]))
      })
      const response = yield* HttpClient.get(server.url)
      assert.strictEqual(response.status, 418)
      assert.strictEqual(response.headers["x-own"], "yes")
      assert.deepStrictEqual(Object.keys(response.cookies.cookies), ["a", "b"])
      assert.deepStrictEqual([...new Uint8Array(yield* response.arrayBuffer)], [0, 255, 10])
      const empty = yield* HttpClient.get(`${server.url}/empty`)
      assert.strictEqual(empty.status, 204)
      assert.strictEqual(yield* empty.text, "")
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive(
    "NodeHttp streams a response, and closes the connection of a response that is not read to its end",
    () =>
      Effect.gen(function* () {
        const server = yield* serve((_, response) => {
          response.writeHead(200)
          response.write("first")
        })
        const first = yield* HttpClient.get(server.url).pipe(
          Effect.map(({ stream }) => Stream.take(stream, 1)),
          Stream.unwrap,
          Stream.decodeText(),
          Stream.mkString
        )
        assert.strictEqual(first, "first")
        yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => server.openSockets() === 0 })
      }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("an interrupted NodeHttp request closes its connection; a refused one fails as a request error", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => {})
      const fiber = yield* Effect.fork(HttpClient.get(server.url))
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => server.seen.length === 1 })
      yield* Fiber.interrupt(fiber)
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => server.openSockets() === 0 })
      const error = yield* Effect.flip(HttpClient.get("http://127.0.0.1:9"))
      assert.strictEqual(error._tag, "RequestError")
      assert.strictEqual(error.reason, "Transport")
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("NodeHttp's client is recognised by its transport, and a decorated one is not", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      assert.isDefined(transportOf(client))
      assert.isUndefined(transportOf(HttpClient.filterStatusOk(client)))
      assert.isUndefined(transportOf(HttpClient.mapRequest(client, HttpClientRequest.setHeader("x-own", "yes"))))
    }).pipe(Effect.provide(NodeHttp.layer))
  )
})
