/** Handlers that outlive their responses, and inboxes that hide what became of a handler. */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it, vi } from "@effect/vitest"
import { WebhookInbox, Webhooks } from "@effect-vipps/client"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { signed } from "../support/signing.js"
import * as events from "./events.js"

const secret = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"
const body = JSON.stringify(events.captured)
const options = { secret: Redacted.make(secret), url }

const post = () =>
  new Request("http://10.0.0.7:3000/vipps/webhooks", {
    method: "POST",
    headers: signed({ secret, url, body }),
    body
  })

/** Delivers the event to a receiver in this process, with the test's clock. */
const receiverOf = (handler: () => Effect.Effect<unknown, string>, given?: WebhookInbox.Service) =>
  Effect.gen(function* () {
    const logs: Array<string> = []
    const inbox = given ?? (yield* WebhookInbox.makeMemory)
    const app = Webhooks.receiver({ ...options, handler }).pipe(
      Effect.provideService(WebhookInbox.WebhookInbox, inbox),
      Effect.provide(
        Logger.replace(
          Logger.defaultLogger,
          Logger.make(({ message }) => {
            logs.push(String(message))
          })
        )
      )
    )
    const handle = HttpApp.toWebHandlerRuntime(yield* Effect.runtime())(app)
    return {
      deliver: Effect.map(
        Effect.promise(() => handle(post())),
        ({ status }) => status
      ),
      logs
    }
  })

/** The status of a delivery for which the clock is moved on until it is there. */
const timedOut = (delivery: Effect.Effect<number>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(delivery)
    for (let i = 0; i < 500; i++) {
      // Signatures are verified outside the test's clock.
      yield* Effect.promise(() => setTimeout(10))
      yield* TestClock.adjust("9 seconds")
      if (Option.isSome(yield* Fiber.poll(fiber))) return yield* Fiber.join(fiber)
    }
    return yield* Effect.dieMessage("no response")
  })

/** A handler that waits for its gate, made of an effect or of a promise. */
const gated = (kind: "effect" | "promise") =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make<void, string>()
    const seen = { runs: 0, interrupted: false }
    const wait = Deferred.await(gate)
    const handler = () =>
      Effect.sync(() => seen.runs++).pipe(
        Effect.zipRight(kind === "effect" ? wait : Effect.orDie(Effect.tryPromise(() => Effect.runPromise(wait)))),
        Effect.onInterrupt(() => Effect.sync(() => (seen.interrupted = true)))
      )
    return { gate, handler, seen }
  })

describe("a handler that takes longer than the timeout", () => {
  for (const kind of ["effect", "promise"] as const) {
    it.effect(`a handler made of a slow ${kind} runs once for all deliveries, and its success is remembered`, () =>
      Effect.gen(function* () {
        const { gate, handler, seen } = yield* gated(kind)
        const { deliver, logs } = yield* receiverOf(handler)
        for (let i = 0; i < 3; i++) assert.strictEqual(yield* timedOut(deliver), 500)
        assert.deepStrictEqual(seen, { runs: 1, interrupted: false })
        assert.strictEqual(logs.length, 3)
        for (const line of logs) assert.include(line, "TimeoutException")
        const waiting = yield* Effect.fork(deliver)
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual(yield* Fiber.join(waiting), 200)
        assert.strictEqual(yield* deliver, 200)
        assert.deepStrictEqual(seen, { runs: 1, interrupted: false })
      })
    )
  }

  it.effect(
    "a failure after the response is logged, not remembered, and runs the handler for no delivery given up",
    () =>
      Effect.gen(function* () {
        const { gate, handler, seen } = yield* gated("effect")
        const { deliver, logs } = yield* receiverOf(handler)
        const failures = () => logs.filter((line) => line.includes("out of stock")).length
        for (let i = 0; i < 3; i++) assert.strictEqual(yield* timedOut(deliver), 500)
        assert.strictEqual(failures(), 0)
        yield* Deferred.fail(gate, "out of stock")
        yield* Effect.promise(() => vi.waitUntil(() => failures() === 1))
        assert.include(logs.at(-1), "order-12345")
        assert.strictEqual(yield* deliver, 500)
        assert.strictEqual(failures(), 2)
        assert.strictEqual(seen.runs, 2)
      })
  )

  it.effect("a handler keeps its scope until it ends", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const { gate, handler } = yield* gated("effect")
      const inbox = yield* WebhookInbox.makeMemory
      const app = Webhooks.receiver({
        ...options,
        handler: () =>
          Effect.acquireRelease(Effect.void, () => Effect.sync(() => log.push("released"))).pipe(
            Effect.zipRight(handler()),
            Effect.zipRight(Effect.sync(() => log.push("ended")))
          )
      }).pipe(
        Effect.provideService(WebhookInbox.WebhookInbox, inbox),
        Effect.provide(Logger.remove(Logger.defaultLogger))
      )
      const handle = HttpApp.toWebHandlerRuntime(yield* Effect.runtime())(app)
      const deliver = Effect.map(
        Effect.promise(() => handle(post())),
        ({ status }) => status
      )
      assert.strictEqual(yield* timedOut(deliver), 500)
      assert.deepStrictEqual(log, [])
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual(yield* deliver, 200)
      assert.deepStrictEqual(log, ["ended", "released"])
    })
  )

  it.scoped("in Cloudflare Workers, where nothing outlives a response, the handler is interrupted at the timeout", () =>
    Effect.gen(function* () {
      yield* Effect.acquireRelease(
        Effect.sync(() => vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })),
        () => Effect.sync(() => vi.unstubAllGlobals())
      )
      const { gate, handler, seen } = yield* gated("effect")
      const { deliver } = yield* receiverOf(handler)
      assert.strictEqual(yield* timedOut(deliver), 500)
      assert.deepStrictEqual(seen, { runs: 1, interrupted: true })
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual(yield* deliver, 200)
      assert.strictEqual(seen.runs, 2)
    })
  )

  it.scopedLive("layerRoute interrupts the handler when its layer is released, and nothing is remembered", () =>
    Effect.gen(function* () {
      const { handler, seen } = yield* gated("effect")
      const inbox = yield* WebhookInbox.makeMemory
      let key = ""
      const route = Webhooks.layerRoute("/vipps/webhooks", {
        ...options,
        timeout: "50 millis",
        handler: ({ dedupeKey }) => {
          key = dedupeKey
          return handler()
        }
      })
      const { dispose, handler: handle } = HttpLayerRouter.toWebHandler(
        route.pipe(
          Layer.provide(Layer.succeed(WebhookInbox.WebhookInbox, inbox)),
          Layer.provide(Logger.remove(Logger.defaultLogger))
        ),
        { disableLogger: true }
      )
      assert.strictEqual((yield* Effect.promise(() => handle(post()))).status, 500)
      assert.deepStrictEqual(seen, { runs: 1, interrupted: false })
      yield* Effect.promise(dispose)
      assert.isTrue(seen.interrupted)
      assert.strictEqual(yield* inbox.once(key, Effect.void), "Handled")
    })
  )

  it.scopedLive("a handler whose connection broke runs on, and its success is remembered", () =>
    Effect.gen(function* () {
      const { gate, handler, seen } = yield* gated("promise")
      const started = yield* Deferred.make<void>()
      const left = yield* Deferred.make<void>()
      const server = http.createServer()
      const app = Webhooks.receiver({
        ...options,
        handler: () => Effect.zipRight(Deferred.succeed(started, undefined), handler())
      })
      yield* Layer.build(
        HttpServer.serve(Effect.onExit(app, () => Deferred.succeed(left, undefined))).pipe(
          Layer.provide(WebhookInbox.layerMemory),
          Layer.provide(NodeHttpServer.layer(() => server, { port: 0, host: "127.0.0.1" })),
          Layer.provide(Logger.remove(Logger.defaultLogger))
        )
      )
      const { port } = server.address() as AddressInfo
      const delivery = { port, host: "127.0.0.1", method: "POST", path: "/", headers: signed({ secret, url, body }) }
      const broken = http.request(delivery).on("error", () => {})
      broken.end(body)
      yield* Deferred.await(started)
      broken.destroy()
      yield* Deferred.await(left)
      assert.deepStrictEqual(seen, { runs: 1, interrupted: false })
      yield* Deferred.succeed(gate, undefined)
      const status = yield* Effect.async<number | undefined>((resume) => {
        http
          .request(delivery, (response) => {
            response.resume()
            resume(Effect.succeed(response.statusCode))
          })
          .end(body)
      })
      assert.deepStrictEqual([status, seen.runs], [200, 1])
    })
  )
})

describe("an inbox that hides what became of the handler", () => {
  const swallowing: WebhookInbox.Service = {
    once: (_, handle) => Effect.as(Effect.exit(handle), "Handled")
  }

  it.effect("a failure that the inbox swallows is a 500, and logged", () =>
    Effect.gen(function* () {
      for (const failure of [Effect.fail("no socks"), Effect.die("no socks")]) {
        const { deliver, logs } = yield* receiverOf(() => failure, swallowing)
        assert.strictEqual(yield* deliver, 500)
        assert.deepStrictEqual(logs.length, 1)
        assert.include(logs[0] ?? "", "The handler failed with a string: no socks")
      }
    })
  )

  it.effect("what counts is the last run of an inbox that runs the handler again", () =>
    Effect.gen(function* () {
      let runs = 0
      const patient: WebhookInbox.Service = {
        once: (_, handle) => Effect.as(Effect.retry(handle, { times: 2 }), "Handled")
      }
      const { deliver } = yield* receiverOf(
        () => Effect.suspend(() => (++runs < 3 ? Effect.fail("") : Effect.void)),
        patient
      )
      assert.deepStrictEqual([yield* deliver, runs], [200, 3])
    })
  )

  it.effect("an inbox that does not wait for the handler is a 500, and logged", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const hasty: WebhookInbox.Service = {
        once: (_, handle) => Effect.forkDaemon(handle).pipe(Effect.zipRight(Effect.yieldNow()), Effect.as("Handled"))
      }
      const { deliver, logs } = yield* receiverOf(() => Deferred.await(gate), hasty)
      assert.strictEqual(yield* deliver, 500)
      assert.include(logs[0] ?? "", "WebhookInboxError: The inbox did not wait for the handler")
      yield* Deferred.succeed(gate, undefined)
    })
  )

  it.effect("an inbox that has not begun the handler is a 500, unless it says that the event is a duplicate", () =>
    Effect.gen(function* () {
      const verdicts = [
        ["Handled", 500] as const,
        [undefined as unknown as "Handled", 500] as const,
        ["Duplicate", 200] as const
      ]
      for (const [verdict, status] of verdicts) {
        const queue: Array<Effect.Effect<unknown, unknown, unknown>> = []
        const queueing: WebhookInbox.Service = {
          once: (_, handle) =>
            Effect.as(
              Effect.sync(() => queue.push(handle)),
              verdict
            )
        }
        const { deliver, logs } = yield* receiverOf(() => Effect.fail("no socks"), queueing)
        assert.strictEqual(yield* deliver, status)
        assert.strictEqual(queue.length, 1)
        assert.strictEqual(
          logs.some((line) => line.includes("WebhookInboxError: The inbox did not wait for the handler")),
          status === 500
        )
      }
    })
  )
})
