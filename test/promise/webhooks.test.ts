// @effect-diagnostics globalFetch:off
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { inspect } from "node:util"
import {
  CannotShip,
  checkoutCallbackHandler,
  type EPayment,
  type HandlerRequest,
  type Inbox,
  logisticsCallbackHandler,
  shippingCallbackHandler,
  Vipps,
  VippsInputError,
  VippsWebhookError,
  verifyWebhook,
  type WebhookHandlerOptions,
  type Webhooks,
  webhookHandler
} from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import express from "express"
import { afterEach, assert, beforeEach, describe, it, onTestFinished, vi } from "vitest"
import { json } from "../support/server.js"
import { signed } from "../support/signing.js"
import { clientOf, rejection, vippsServer } from "./support.js"

const secret = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"

const captured = {
  msn: "123456",
  reference: "order-12345",
  pspReference: "psp-7",
  name: "CAPTURED",
  amount: { value: 20000, currency: "NOK" },
  timestamp: "2026-10-08T12:48:46.2604321Z",
  success: true,
  userDetails: { email: "ola@example.com" }
}

const body = JSON.stringify(captured)
const headers = signed({ secret, url, body })

const post = (text = body, signature: Record<string, string> = signed({ secret, url, body: text })) =>
  new Request("http://10.0.0.7:3000/vipps/webhooks", { method: "POST", headers: signature, body: text })

/** A handler that keeps what it receives. */
const handlerOf = (overrides: Partial<WebhookHandlerOptions> = {}) => {
  const events: Array<Webhooks.WebhookEvent> = []
  const errors: Array<unknown> = []
  const handle = webhookHandler({
    secret,
    url,
    onEvent: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...overrides
  })
  const status = async (request: HandlerRequest) => (await handle(request)).status
  return { handle, status, events, errors }
}

describe("vipps.webhooks", () => {
  const id = "8e9a4b0c-6f0e-4a7b-9a53-0e4f6f2f5f11"
  const events: Webhooks.RegisterRequest["events"] = ["epayments.payment.captured.v1"]

  it("vipps.webhooks registers, lists and deletes; the secret is a string", async () => {
    const server = await vippsServer(({ method }, response) => {
      if (method === "DELETE") return void response.writeHead(204).end()
      json(
        response,
        method === "POST" ? 201 : 200,
        method === "POST" ? { id, secret } : { webhooks: [{ id, url, events }] }
      )
    })
    const { webhooks } = clientOf(server)
    assert.deepStrictEqual(await webhooks.register({ url, events }), { id, secret })
    assert.deepStrictEqual(await webhooks.list(), [{ id, url, events }])
    assert.isUndefined(await webhooks.remove(id))
    assert.deepStrictEqual(
      server.seen.slice(1).map(({ method, path }) => `${method} ${path}`),
      ["POST /webhooks/v1/webhooks", "GET /webhooks/v1/webhooks", `DELETE /webhooks/v1/webhooks/${id}`]
    )
  })

  it("vipps.webhooks.ensure makes one registration, whose secret is a string, and keeps it by its id", async () => {
    const inMemory = await startVipps()
    onTestFinished(() => inMemory.close())
    const { webhooks } = new Vipps(inMemory.options)
    const lost = await webhooks.register({ url, events })
    const ensured = await webhooks.ensure({ url, events })
    assert(ensured.created)
    assert.isString(ensured.secret)
    assert.deepStrictEqual(ensured.removed, [lost.id])
    const again = await webhooks.ensure({ url, events, id: ensured.id })
    assert.deepStrictEqual(again, { created: false, id: ensured.id, removed: [] })
    assert.deepStrictEqual(await webhooks.list(), [{ id: ensured.id, url, events }])
  })

  it("the error for an invalid registration does not show its secret", async () => {
    const server = await vippsServer((_, response) => json(response, 201, { secret }))
    const error = await rejection(clientOf(server).webhooks.register({ url, events }))
    assert.notInclude(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error), secret)
  })
})

describe("verifyWebhook", () => {
  it("verifyWebhook returns the event of a genuine request", async () => {
    for (const raw of [body, Buffer.from(body), new TextEncoder().encode(body).buffer as ArrayBuffer]) {
      const event = await verifyWebhook({ secret, url, headers, body: raw })
      assert(event._tag === "EPayment")
      assert.strictEqual(event.reference, "order-12345")
    }
    const rotating = await verifyWebhook({ secret: ["another", secret], url, headers, body })
    assert.strictEqual(rotating._tag, "EPayment")
  })

  it("verifyWebhook rejects with an error that lists what to check, and where it was called", async () => {
    const error = await rejection(verifyWebhook({ secret: "another", url, headers, body }))
    assert(error instanceof VippsWebhookError)
    assert.deepStrictEqual(
      [error.name, error._tag, error.reason],
      ["VippsWebhookError", "VippsWebhookError", "Signature"]
    )
    assert.include(error.message, "registered")
    assert.include(error.stack ?? "", "webhooks.test.ts")
    const stale = await rejection(verifyWebhook({ secret, url, headers, body, maxAgeMs: 1000 }))
    assert(stale instanceof VippsWebhookError)
    assert.strictEqual(stale.reason, "Stale")
  })

  it("verifyWebhook rejects an unset secret, which everyone could sign with", async () => {
    for (const wrong of [undefined, "", [], [undefined]]) {
      const unset = signed({ secret: String(wrong), url, body })
      const error = await rejection(verifyWebhook({ secret: wrong as never, url, headers: unset, body }))
      assert(error instanceof VippsInputError)
      assert.match(error.message, /^verifyWebhook: .*secret: must /)
      assert.throws(
        () => webhookHandler({ secret: wrong as never, url, onEvent: () => {} }),
        /webhookHandler: .*secret/
      )
    }
  })
})

describe("webhookHandler", () => {
  it("webhookHandler responds with 200 when onEvent is done, and runs it once per event", async () => {
    const { errors, events, handle, status } = handlerOf()
    const first = await handle(post())
    assert.instanceOf(first, Response)
    assert.deepStrictEqual([first.status, await first.text()], [200, ""])
    assert.strictEqual(await status(post()), 200)
    assert.deepStrictEqual(
      events.map(({ _tag }) => _tag),
      ["EPayment"]
    )
    assert.deepStrictEqual(errors, [])
  })

  it("webhookHandler refuses invalid requests, and passes the reason to onError", async () => {
    const { errors, events, handle } = handlerOf()
    const requests: ReadonlyArray<[number, HandlerRequest]> = [
      [401, post(body, {})],
      [401, post(body, signed({ secret: "another", url, body }))],
      [401, post(`${body} `, headers)],
      [400, post("not json")],
      [413, { method: "POST", headers: { ...headers, "content-length": "1048577" }, body: neverRead() }],
      [413, { method: "POST", headers, body: "x".repeat(1024 * 1024 + 1) }],
      [413, { method: "POST", headers, body: new Blob(["x".repeat(1024 * 1024), "x"]).stream() }],
      [405, new Request(url)]
    ]
    for (const [status, request] of requests) {
      const response = await handle(request)
      assert.deepStrictEqual([response.status, await response.text()], [status, ""])
    }
    assert.deepStrictEqual(
      errors.map((error) => (error instanceof VippsWebhookError ? error.reason : error)),
      ["MissingHeader", "Signature", "BodyHash", "Payload", "Payload", "Payload", "Payload"]
    )
    assert.deepStrictEqual(events, [])
  })

  it("webhookHandler responds with 500 when onEvent throws or rejects, calls onError, and runs it again", async () => {
    const failure = new Error("the database is away")
    let runs = 0
    const { errors, status } = handlerOf({
      onEvent: () => {
        runs++
        if (runs === 1) throw failure
        return runs === 2 ? Promise.reject(failure) : undefined
      }
    })
    assert.deepStrictEqual([await status(post()), await status(post()), await status(post())], [500, 500, 200])
    assert.deepStrictEqual(errors, [failure, failure])
  })

  it("webhookHandler does not fail because onError does", async () => {
    const { status } = handlerOf({
      onError: () => {
        throw new Error("no log")
      }
    })
    assert.strictEqual(await status(post(body, {})), 401)
  })

  it("after a timeout the next delivery waits for the running onEvent, and does not run it again", async () => {
    let runs = 0
    let finish = () => {}
    const { errors, status } = handlerOf({
      timeoutMs: 100,
      onEvent: () => {
        runs++
        return new Promise<void>((resolve) => {
          finish = resolve
        })
      }
    })
    assert.strictEqual(await status(post()), 500)
    assert.match(String(errors[0]), /Timeout/)
    const next = status(post())
    await setTimeout(20)
    finish()
    assert.strictEqual(await next, 200)
    assert.strictEqual(await status(post()), 200)
    assert.strictEqual(runs, 1)
  })

  it("of concurrent deliveries one runs onEvent", async () => {
    let runs = 0
    const { status } = handlerOf({
      onEvent: async () => {
        runs++
        await setTimeout(20)
      }
    })
    assert.deepStrictEqual(await Promise.all([1, 2, 3].map(() => status(post()))), [200, 200, 200])
    assert.strictEqual(runs, 1)
  })

  it("a failure of onEvent that a custom inbox swallows is a 500, and reported", async () => {
    const failure = new Error("no")
    const inbox: Inbox = {
      async once(_, handle) {
        await handle().catch(() => {})
        return "Handled"
      }
    }
    const { errors, status } = handlerOf({
      inbox,
      onEvent: () => {
        throw failure
      }
    })
    assert.strictEqual(await status(post()), 500)
    assert.deepStrictEqual(errors, [failure])
  })

  it("a failure of onEvent after its response is reported, too", async () => {
    const failure = new Error("no")
    let fail = (_: Error) => {}
    const { errors, status } = handlerOf({
      timeoutMs: 50,
      onEvent: () =>
        new Promise((_, reject) => {
          fail = reject
        })
    })
    assert.strictEqual(await status(post()), 500)
    assert.lengthOf(errors, 1)
    fail(failure)
    await vi.waitUntil(() => errors.length > 1)
    assert.strictEqual(errors[1], failure)
  })

  it("webhookHandler uses a custom inbox, which receives what onEvent threw", async () => {
    const failure = new Error("no")
    const kept = new Set<string>()
    const seen: Array<unknown> = []
    const inbox: Inbox = {
      async once(key, handle) {
        if (kept.has(key)) return "Duplicate"
        await handle().catch((error) => {
          seen.push(error)
          throw error
        })
        kept.add(key)
        return "Handled"
      }
    }
    let runs = 0
    const onEvent = () => {
      if (++runs === 1) throw failure
    }
    const { errors, status } = handlerOf({ inbox, onEvent })
    assert.deepStrictEqual([await status(post()), await status(post()), await status(post())], [500, 200, 200])
    assert.deepStrictEqual([runs, seen, errors], [2, [failure], [failure]])
    assert.deepStrictEqual([...kept], ["EPayment:123456:order-12345:psp-7:CAPTURED"])
  })

  describe("webhookHandler without onError", () => {
    beforeEach(() => {
      vi.spyOn(console, "log").mockImplementation(() => {})
      vi.spyOn(console, "warn").mockImplementation(() => {})
    })
    afterEach(() => void vi.restoreAllMocks())

    const line =
      "webhookHandler: responded with 500 to CAPTURED of order-12345. The handler failed with TypeError: no stock for <redacted>"

    const onEvent = (event: Webhooks.WebhookEvent) => {
      throw new TypeError(`no stock for ${event._tag === "EPayment" && event.userDetails?.email}`)
    }

    it("webhookHandler without onError logs to the console: the error's message, the event and its reference", async () => {
      assert.strictEqual((await webhookHandler({ secret, url, onEvent })(post())).status, 500)
      assert.deepStrictEqual(vi.mocked(console.warn).mock.calls, [[line]])
      assert.deepStrictEqual(vi.mocked(console.log).mock.calls, [])
    })

    it("webhookHandler without onError warns the logger, whose own failures do not matter", async () => {
      const lines: Array<string> = []
      const logger = {
        lines,
        async warn(message: string) {
          this.lines.push(message)
          throw new Error("the log is full")
        }
      }
      assert.strictEqual((await webhookHandler({ secret, url, onEvent, logger })(post())).status, 500)
      assert.strictEqual((await webhookHandler({ secret, url, onEvent, logger })(post(body, {}))).status, 401)
      assert.deepStrictEqual([lines.length, lines[0]], [2, line])
      assert.match(lines[1] ?? "", /^webhookHandler: responded with 401\. Not signed: x-ms-date, /)
      assert.deepStrictEqual(vi.mocked(console.warn).mock.calls, [])
    })
  })

  it("onError receives what was thrown, and what the event was about", async () => {
    const reported: Array<unknown> = []
    const failure = new Error("the database is away")
    const { status } = handlerOf({
      onEvent: () => Promise.reject(failure),
      onError: (...args) => reported.push(args)
    })
    assert.deepStrictEqual([await status(post()), await status(post(body, {}))], [500, 401])
    assert.deepStrictEqual(reported[0], [failure, { status: 500, event: "CAPTURED", reference: "order-12345" }])
    assert.deepStrictEqual((reported[1] as ReadonlyArray<unknown>)[1], { status: 401 })
  })
})

/** A stream that fails the test when it is read. */
const neverRead = () => ({
  getReader: () => {
    throw new Error("was read")
  }
})

const listen = async (listener: http.RequestListener): Promise<number> => {
  const server = http.createServer(listener)
  onTestFinished(() => void server.close().closeAllConnections())
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  return (server.address() as AddressInfo).port
}

const deliver = async (port: number, raw: string = body) => {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "content-type": "application/json", ...signed({ secret, url, body: raw }) },
    body: raw
  })
  await response.text()
  return response.status
}

describe("webhookHandler in frameworks", () => {
  it("webhookHandler works in Express with raw bodies", async () => {
    const { events, handle } = handlerOf()
    const app = express()
    app.post("/", express.raw({ type: () => true }), async (request, response) => {
      response.sendStatus((await handle(request)).status)
    })
    assert.strictEqual(await deliver(await listen(app)), 200)
    assert.strictEqual(events.length, 1)
  })

  it("webhookHandler works in Express without a body parser, and in Node's own server", async () => {
    const { events, handle } = handlerOf()
    const app = express()
    app.post("/", async (request, response) => void response.sendStatus((await handle(request)).status))
    assert.strictEqual(await deliver(await listen(app)), 200)
    const node: http.RequestListener = (request, response) => {
      const { headers, method = "" } = request
      void handle({ method, headers, body: request }).then(({ status }) => response.writeHead(status).end())
    }
    assert.strictEqual(await deliver(await listen(node)), 200)
    assert.strictEqual(events.length, 1)
  })

  it("webhookHandler reports when a framework has parsed the body", async () => {
    const { errors, events, handle } = handlerOf()
    const app = express()
    app.use(express.json())
    app.post("/", async (request, response) => void response.sendStatus((await handle(request)).status))
    assert.strictEqual(await deliver(await listen(app)), 401)
    assert.include(String(errors[0]), "raw bytes")
    const used = post()
    await used.text()
    assert.strictEqual((await handle(used)).status, 401)
    assert.include(String(errors[1]), "raw bytes")
    assert.deepStrictEqual(events, [])
  })
})

describe("callback handlers", () => {
  const callbackAuthorizationToken = "callback-TOKEN-51bd"
  const ask = (question: unknown, authorization = callbackAuthorizationToken) =>
    new Request("https://shop.example.com/", {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify(question)
    })
  const group: EPayment.ShippingGroup = {
    type: "HOME_DELIVERY",
    brand: "POSTEN",
    options: [{ id: "posten", amount: { value: 4900, currency: "NOK" }, name: "Posten" }]
  }
  const address = {
    reference: "order-12345",
    AddressLine1: "Storgata 1",
    City: "Oslo",
    PostCode: "0155",
    Country: "NO"
  }

  it("the Checkout handler receives the session once", async () => {
    const sessions: Array<string> = []
    const handle = checkoutCallbackHandler({
      callbackAuthorizationToken,
      onSession: ({ reference }) => sessions.push(reference),
      onError: () => {}
    })
    const session = { sessionId: "s-1", reference: "order-12345", sessionState: "PaymentSuccessful" }
    const statuses = []
    for (const request of [ask(session, "another"), ask(session), ask(session)]) {
      statuses.push((await handle(request)).status)
    }
    assert.deepStrictEqual([statuses, sessions], [[401, 200, 200], ["order-12345"]])
  })

  it("the logistics handler responds with a bare array", async () => {
    const option = {
      id: "posten",
      brand: "POSTEN" as const,
      amount: { value: 4900, currency: "NOK" as const },
      priority: 0,
      isDefault: true
    }
    const handle = logisticsCallbackHandler({ onAddress: async ({ region }) => [{ ...option, title: region }] })
    const question = { streetAddress: "Storgata 1", postalCode: "0155", region: "Oslo", country: "NO" }
    const response = await handle(ask(question, "whatever"))
    assert.strictEqual(response.headers.get("content-type"), "application/json")
    assert.deepStrictEqual(await response.json(), [{ ...option, title: "Oslo" }])
  })

  it("the shipping handler responds with groups, or that the merchant cannot ship there", async () => {
    const errors: Array<unknown> = []
    const handle = shippingCallbackHandler({
      callbackAuthorizationToken,
      onError: (error) => errors.push(error),
      onAddress: ({ city }) => {
        if (city === "Longyearbyen") throw new CannotShip()
        return city === "Oslo" ? [group] : []
      }
    })
    const response = await handle(ask(address))
    assert.deepStrictEqual([response.status, await response.json()], [200, { groups: [group] }])
    assert.strictEqual((await handle(ask({ ...address, City: "Longyearbyen" }))).status, 400)
    assert.deepStrictEqual(errors, [])
    assert.strictEqual((await handle(ask({ ...address, City: "Bergen" }))).status, 500)
    assert.include(String(errors[0]), "groups")
  })

  it("callback handlers require a token", () => {
    const unset = undefined as never
    assert.throws(() => checkoutCallbackHandler({ callbackAuthorizationToken: unset, onSession: () => {} }), /must be/)
    assert.throws(() => shippingCallbackHandler({ callbackAuthorizationToken: unset, onAddress: () => [] }), /must be/)
  })
})
