import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox, Webhooks } from "@effect-vipps/client"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { signed } from "../support/signing.js"
import * as events from "./events.js"

const secretText = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"
const options = { secret: Redacted.make(secretText), url }

class OutOfStock extends Data.TaggedError("OutOfStock")<{ readonly message: string }> {}

const bodyOf = (event: unknown) => JSON.stringify(event)

const post = (body: string, headers = signed({ secret: secretText, url, body })) =>
  new Request("http://10.0.0.7:3000/vipps/webhooks", { method: "POST", headers, body })

/** A receiver in this process, whose requests are web `Request`s, with what it logged. */
const receive = <E, R>(
  overrides: Partial<Webhooks.ReceiverOptions<E, R>> & Pick<Webhooks.ReceiverOptions<E, R>, "handler">
) =>
  Effect.gen(function* () {
    const logs: Array<string> = []
    const inbox = yield* WebhookInbox.makeMemory
    const app = Webhooks.receiver({ ...options, ...overrides }).pipe(
      Effect.provideService(WebhookInbox.WebhookInbox, inbox),
      Effect.provide(
        Logger.replace(
          Logger.defaultLogger,
          Logger.make((entry) => {
            logs.push(Logger.logfmtLogger.log(entry))
          })
        )
      )
    )
    // With the fiber's own runtime, for the test's clock.
    const runtime = yield* Effect.runtime<R>()
    const handle = HttpApp.toWebHandlerRuntime(runtime)(app)
    const call = (request: Request) => Effect.promise(() => handle(request))
    const status = (request: Request) => Effect.map(call(request), (response) => response.status)
    return { call, status, logs }
  })

/** Leaves time for what must not happen: signatures are verified outside the test's clock. */
const settled = Effect.promise(() => setTimeout(50))

describe("webhook receivers", () => {
  it.effect("a receiver responds with 200 when the handler has succeeded, and an empty body", () =>
    Effect.gen(function* () {
      const seen: Array<Webhooks.WebhookEvent> = []
      const { call, logs } = yield* receive({ handler: (event) => Effect.sync(() => seen.push(event)) })
      const response = yield* call(post(bodyOf(events.captured)))
      assert.deepStrictEqual([response.status, yield* Effect.promise(() => response.text())], [200, ""])
      assert.deepStrictEqual(
        seen.map(({ _tag }) => _tag),
        ["EPayment"]
      )
      assert.deepStrictEqual(logs, [])
    })
  )

  it.effect("a receiver does not run the handler for an invalid request, and does not reveal the reason", () =>
    Effect.gen(function* () {
      const { call, logs } = yield* receive({ handler: () => Effect.die("must not run") })
      const body = bodyOf(events.captured)
      const requests: ReadonlyArray<[number, Request]> = [
        [401, new Request(url, { method: "POST", body })],
        [401, post(body, signed({ secret: "another", url, body }))],
        [401, post(body, signed({ secret: secretText, url: "https://10.0.0.7:3000/vipps/webhooks", body }))],
        [401, post(`${body} `, signed({ secret: secretText, url, body }))],
        [400, post("not json")],
        [400, post(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)],
        [405, new Request(url)],
        [405, new Request(url, { method: "PUT", headers: signed({ secret: secretText, url, body }), body })]
      ]
      for (const [status, request] of requests) {
        const response = yield* call(request)
        assert.deepStrictEqual([response.status, yield* Effect.promise(() => response.text())], [status, ""])
        assert.strictEqual(response.headers.get("allow"), status === 405 ? "POST" : null)
      }
      assert.strictEqual(logs.length, 6)
      for (const line of logs) assert.match(line, /level=WARN .*Webhooks.receiver: responded with 40[01]\. /)
    })
  )

  it.effect(
    "a receiver responds with 500 when the handler fails, dies or throws, and logs the error and the event",
    () =>
      Effect.gen(function* () {
        const handlers: ReadonlyArray<[string, () => Effect.Effect<unknown, OutOfStock>]> = [
          [
            "OutOfStock: no socks for <redacted>",
            () => Effect.fail(new OutOfStock({ message: "no socks for ola@example.com" }))
          ],
          ["TypeError: <redacted>", () => Effect.die(new TypeError("ola@example.com"))],
          ["a string: <redacted>", () => Effect.die("ola@example.com")],
          ["InterruptedException", () => Effect.interrupt],
          [
            "RangeError: <redacted>",
            () => {
              throw new RangeError("ola@example.com")
            }
          ]
        ]
        for (const [name, handler] of handlers) {
          const { call, logs } = yield* receive({ handler })
          const response = yield* call(post(bodyOf(events.authorized)))
          assert.deepStrictEqual([response.status, yield* Effect.promise(() => response.text())], [500, ""])
          assert.strictEqual(logs.length, 1)
          assert.include(
            logs[0] ?? "",
            `Webhooks.receiver: responded with 500 to AUTHORIZED of order-12345. The handler failed with ${name}`
          )
          assert.notInclude(logs[0] ?? "", "ola@example.com")
          assert.notInclude(logs[0] ?? "", "4798765432")
        }
      })
  )

  it.effect("a receiver runs the handler once for all deliveries of an event, and again after a failure", () =>
    Effect.gen(function* () {
      let runs = 0
      const handler = () => Effect.suspend(() => (++runs === 1 ? new OutOfStock({ message: "" }) : Effect.void))
      const { status } = yield* receive({ handler })
      const statuses = []
      for (let i = 0; i < 4; i++) statuses.push(yield* status(post(bodyOf(events.captured))))
      assert.deepStrictEqual([statuses, runs], [[500, 200, 200, 200], 2])
      assert.strictEqual(yield* status(post(bodyOf({ ...events.captured, pspReference: "psp-8" }))), 200)
      assert.strictEqual(runs, 3)
    })
  )

  it.effect("a receiver responds with 500 after 9 seconds, and the handler goes on", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const release = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<boolean>()
      let status = 0
      const { call, logs } = yield* receive({
        handler: () =>
          Deferred.succeed(started, undefined).pipe(
            Effect.zipRight(Deferred.await(release)),
            Effect.onExit((exit) => Deferred.succeed(ended, Exit.isSuccess(exit)))
          )
      })
      const fiber = yield* Effect.fork(
        Effect.tap(call(post(bodyOf(events.captured))), (response) => {
          status = response.status
        })
      )
      yield* Deferred.await(started)
      yield* TestClock.adjust("8999 millis")
      yield* settled
      assert.strictEqual(status, 0)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(fiber)).status, 500)
      assert.isFalse(yield* Deferred.isDone(ended))
      yield* Deferred.succeed(release, undefined)
      assert.isTrue(yield* Deferred.await(ended))
      assert.include(logs[0] ?? "", "TimeoutException")
    })
  )

  it.effect(
    "a receiver responds in time although the handler cannot be interrupted, and the next delivery waits for its end",
    () =>
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const release = yield* Deferred.make<void>()
        const log: Array<string> = []
        const handler = () =>
          Effect.sync(() => log.push("starts")).pipe(
            Effect.zipRight(Deferred.succeed(started, undefined)),
            Effect.zipRight(Deferred.await(release)),
            Effect.zipRight(Effect.sync(() => log.push("ends"))),
            Effect.uninterruptible
          )
        const { status } = yield* receive({ handler })
        const fiber = yield* Effect.fork(status(post(bodyOf(events.captured))))
        yield* Deferred.await(started)
        yield* TestClock.adjust("9 seconds")
        assert.strictEqual(yield* Fiber.join(fiber), 500)
        const next = yield* Effect.fork(status(post(bodyOf(events.captured))))
        yield* settled
        assert.deepStrictEqual(log, ["starts"])
        yield* Deferred.succeed(release, undefined)
        assert.strictEqual(yield* Fiber.join(next), 200)
        assert.deepStrictEqual(log, ["starts", "ends"])
      })
  )

  it.effect("of two concurrent deliveries one runs the handler and the other waits for it", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const release = yield* Deferred.make<void>()
      let runs = 0
      const { status } = yield* receive({
        handler: () =>
          Effect.sync(() => runs++).pipe(
            Effect.zipRight(Deferred.succeed(started, undefined)),
            Effect.zipRight(Deferred.await(release))
          )
      })
      const fibers = yield* Effect.forEach(Array.from({ length: 5 }), () =>
        Effect.fork(status(post(bodyOf(events.captured))))
      )
      yield* Deferred.await(started)
      yield* settled
      assert.strictEqual(runs, 1)
      yield* Deferred.succeed(release, undefined)
      assert.deepStrictEqual([...(yield* Fiber.join(Fiber.all(fibers)))], [200, 200, 200, 200, 200])
      assert.strictEqual(runs, 1)
    })
  )

  it.effect("a receiver responds with 500 when it is unknown whether the event was handled", () =>
    Effect.gen(function* () {
      const broken: WebhookInbox.Service = {
        once: () => new WebhookInbox.WebhookInboxError({ message: "the database is away" })
      }
      const app = Webhooks.receiver({ ...options, handler: () => Effect.die("must not run") }).pipe(
        Effect.provide(Logger.remove(Logger.defaultLogger))
      )
      const handle = HttpApp.toWebHandler(Effect.provideService(app, WebhookInbox.WebhookInbox, broken))
      const response = yield* Effect.promise(() => handle(post(bodyOf(events.captured))))
      assert.strictEqual(response.status, 500)
    })
  )

  it("a receiver with an empty secret cannot be made", () => {
    const make = () => Webhooks.receiver({ url, secret: Redacted.make(""), handler: () => Effect.void })
    assert.throws(make, /Webhooks.receiver: .*secret: must be/)
  })
})

describe("the inbox in memory", () => {
  it.effect("after a failure in the memory inbox one of the waiting deliveries runs next", () =>
    Effect.gen(function* () {
      const inbox = yield* WebhookInbox.makeMemory
      const gate = yield* Deferred.make<void>()
      const failing = yield* Effect.fork(inbox.once("key", Effect.zipRight(Deferred.await(gate), Effect.fail("no"))))
      yield* Effect.yieldNow()
      let runs = 0
      const waiting = yield* Effect.forEach([1, 2, 3], () =>
        Effect.fork(
          inbox.once(
            "key",
            Effect.sync(() => runs++)
          )
        )
      )
      yield* Effect.yieldNow()
      assert.strictEqual(runs, 0)
      yield* Deferred.succeed(gate, undefined)
      assert.isTrue(Exit.isFailure(yield* Fiber.await(failing)))
      assert.sameMembers([...(yield* Fiber.join(Fiber.all(waiting)))], ["Handled", "Duplicate", "Duplicate"])
      assert.strictEqual(runs, 1)
    })
  )

  it.effect("an interrupted delivery leaves nothing in the memory inbox, and a waiting one can be interrupted", () =>
    Effect.gen(function* () {
      const inbox = yield* WebhookInbox.makeMemory
      const first = yield* Effect.fork(inbox.once("key", Effect.never))
      yield* Effect.yieldNow()
      const waiting = yield* Effect.fork(inbox.once("key", Effect.die("must not run")))
      yield* Effect.yieldNow()
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(waiting)))
      yield* Fiber.interrupt(first)
      assert.strictEqual(yield* inbox.once("key", Effect.void), "Handled")
    })
  )

  it.effect("the memory inbox remembers the last 50,000 keys", () =>
    Effect.gen(function* () {
      const inbox = yield* WebhookInbox.makeMemory
      for (let i = 0; i <= 50_000; i++) yield* inbox.once(`key-${i}`, Effect.void)
      assert.strictEqual(yield* inbox.once("key-1", Effect.void), "Duplicate")
      assert.strictEqual(yield* inbox.once("key-50000", Effect.void), "Duplicate")
      assert.strictEqual(yield* inbox.once("key-0", Effect.void), "Handled")
    })
  )
})

interface Answer {
  readonly status: number | string
  readonly body: string
}

/** One request over a real connection; returns the error code of a broken one. */
const request = (
  port: number,
  {
    chunks,
    headers = {},
    method = "POST"
  }: { readonly chunks: ReadonlyArray<string>; readonly headers?: object; readonly method?: string }
) =>
  Effect.async<Answer>((resume) => {
    const sent = http.request(
      { port, host: "127.0.0.1", method, path: "/vipps/webhooks", headers: { ...headers } },
      (response) => {
        let body = ""
        response.on("data", (chunk) => (body += chunk))
        response.on("end", () => resume(Effect.succeed({ status: response.statusCode ?? 0, body })))
      }
    )
    sent.on("error", (error: NodeJS.ErrnoException) => resume(Effect.succeed({ status: error.code ?? "", body: "" })))
    for (const chunk of chunks) sent.write(chunk)
    sent.end()
  })

/** A receiver behind a real server on a free loopback port. */
const served = <E>(
  overrides: Partial<Webhooks.ReceiverOptions<E, never>> & Pick<Webhooks.ReceiverOptions<E, never>, "handler">
) =>
  Effect.gen(function* () {
    const server = http.createServer()
    yield* Layer.build(
      HttpServer.serve(Webhooks.receiver({ ...options, ...overrides })).pipe(
        Layer.provide(WebhookInbox.layerMemory),
        Layer.provide(NodeHttpServer.layer(() => server, { port: 0, host: "127.0.0.1" })),
        Layer.provide(Logger.remove(Logger.defaultLogger))
      )
    )
    return (server.address() as AddressInfo).port
  })

describe("webhook receivers over HTTP", () => {
  const body = bodyOf(events.captured)
  const headers = signed({ secret: secretText, url, body })

  it.scopedLive("a receiver reads a whole body, and one in chunks", () =>
    Effect.gen(function* () {
      let runs = 0
      const port = yield* served({ handler: () => Effect.sync(() => runs++) })
      const length = { ...headers, "content-length": Buffer.byteLength(body) }
      assert.deepStrictEqual(yield* request(port, { headers: length, chunks: [body] }), { status: 200, body: "" })
      const parts = [...body]
      assert.strictEqual((yield* request(port, { headers, chunks: parts })).status, 200)
      assert.strictEqual(runs, 1)
    })
  )

  it.scopedLive("a receiver refuses a body that is too long without reading it", () =>
    Effect.gen(function* () {
      const port = yield* served({ handler: () => Effect.die("must not run"), maxBodySize: 1000 })
      const long = "x".repeat(1001)
      const refused = yield* request(port, { headers: { ...headers, "content-length": long.length }, chunks: [long] })
      assert.strictEqual(refused.status, 413)
      // A client that does not send the length is cut off; whether the response arrives first depends on the network.
      const untold = yield* request(port, { headers, chunks: Array.from({ length: 50 }, () => long) })
      assert.include([413, "ECONNRESET", "EPIPE"], untold.status)
      assert.strictEqual((yield* request(port, { headers, chunks: [body] })).status, 500)
    })
  )

  it.scopedLive("a receiver refuses other methods and malformed requests", () =>
    Effect.gen(function* () {
      const port = yield* served({ handler: () => Effect.die("must not run") })
      assert.strictEqual((yield* request(port, { method: "GET", chunks: [] })).status, 405)
      assert.strictEqual((yield* request(port, { method: "DELETE", headers, chunks: [] })).status, 405)
      assert.strictEqual((yield* request(port, { chunks: [] })).status, 401)
      const cut = body.slice(0, 20)
      const genuine = signed({ secret: secretText, url, body: cut })
      assert.strictEqual((yield* request(port, { headers: genuine, chunks: [cut] })).status, 400)
    })
  )

  it.scopedLive("concurrent deliveries run the handler once, and a slow handler is not run again", () =>
    Effect.gen(function* () {
      let runs = 0
      let given = 0
      const release = yield* Deferred.make<void>()
      const port = yield* served({
        timeout: "300 millis",
        handler: (event) =>
          event.dedupeKey.includes("slow-")
            ? Effect.zipRight(
                Effect.sync(() => given++),
                Deferred.await(release)
              )
            : Effect.delay(
                Effect.sync(() => runs++),
                "50 millis"
              )
      })
      const answers = yield* Effect.all(
        Array.from({ length: 10 }, () => request(port, { headers, chunks: [body] })),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([...new Set(answers.map(({ status }) => status)), runs], [200, 1])
      const slow = bodyOf({ ...events.captured, reference: "slow-order-1" })
      const deliver = request(port, { headers: signed({ secret: secretText, url, body: slow }), chunks: [slow] })
      assert.deepStrictEqual([yield* deliver, given], [{ status: 500, body: "" }, 1])
      yield* Deferred.succeed(release, undefined)
      assert.deepStrictEqual([yield* deliver, given], [{ status: 200, body: "" }, 1])
    })
  )
})
