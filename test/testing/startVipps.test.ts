// @effect-diagnostics asyncFunction:off globalDate:off globalTimers:off
/** The emulator without Effect: all that it has in process, and webhooks that reach handlers of web frameworks. */
import type * as Http from "node:http"
import Vipps, { verifyWebhook, webhookHandler } from "@effect-vipps/promise"
import {
  type FastifyLike,
  type RunningVipps,
  signWebhook,
  startVipps,
  toExpress,
  toFastify,
  toHono,
  toNext
} from "@effect-vipps/testing"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

let inMemory: RunningVipps
let vipps: Vipps

beforeEach(async () => {
  inMemory = await startVipps()
  vipps = new Vipps(inMemory.options)
})
afterEach(() => inMemory.close())

const amount = { value: 49_900, currency: "NOK" } as const
const url = "https://shop.example:8443/hooks?shop=1"

const order = (reference: string) =>
  vipps.ePayment.createPayment({
    reference,
    amount,
    paymentMethod: { type: "WALLET" },
    userFlow: "WEB_REDIRECT",
    returnUrl: "https://shop.example/thanks"
  })

/** The deliveries once all of them are done: what sends them is another fiber. */
const delivered = async () => {
  for (let round = 0; round < 200; round++) {
    const deliveries = await inMemory.deliveries()
    if (deliveries.length > 0 && deliveries.every(({ state }) => state !== "Pending")) return deliveries
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(JSON.stringify(await inMemory.deliveries()))
}

describe("startVipps", () => {
  it("the running emulator has everything of the Effect layer, as functions that return Promises", async () => {
    const names = { ...inMemory } as unknown as Record<string, unknown>
    for (const name of [
      "payment",
      "deliveries",
      "resend",
      "injectDelivery",
      "chaos",
      "chaosDeliveries",
      "revokeTokens"
    ]) {
      assert.isFunction(names[name], name)
    }
    await order("order-2026-0001")
    assert.strictEqual((await inMemory.approve("order-2026-0001")).state, "AUTHORIZED")
    assert.strictEqual((await inMemory.payment("order-2026-0001")).aggregate.authorized, amount.value)
    const wrong = await inMemory.reject("order-2026-0001").catch((error: unknown) => error)
    assert.propertyVal(wrong, "_tag", "WrongStateError")
    const never = await inMemory
      .injectDelivery({ event: "PAID", fault: { _tag: "Lost" } })
      .catch((error: unknown) => error)
    assert.instanceOf(never, TypeError)
    assert.include(String(never), "epayments.payment.captured.v1")
  })

  it("chaos and revoked tokens reach the client, which recovers", async () => {
    await order("order-2026-0001")
    await inMemory.revokeTokens()
    assert.strictEqual((await vipps.ePayment.getPayment("order-2026-0001")).state, "CREATED")
    await inMemory.chaos({ seed: 1, faults: [{ rate: 1, fault: { _tag: "Answer", status: 403 } }] })
    const refused = await vipps.ePayment.getPayment("order-2026-0001").catch((error: unknown) => error)
    assert.propertyVal(refused, "status", 403)
    await inMemory.clearFaults()
    assert.strictEqual((await vipps.ePayment.getPayment("order-2026-0001")).state, "CREATED")
  })
})

describe("webhooks in handlers", () => {
  const received: Array<string> = []

  /** The facade's own handler, so that each signature is verified, over the host and path that were signed. */
  const start = async () => {
    received.length = 0
    const { secret } = await vipps.webhooks.register({ url, events: ["epayments.payment.authorized.v1"] })
    return webhookHandler({
      secret,
      url,
      onEvent: async (event) => {
        if ("name" in event && "reference" in event) received.push(`${event.name} ${event.reference}`)
      }
    })
  }

  const approve = async () => {
    await order("order-2026-0001")
    await inMemory.approve("order-2026-0001")
    return (await delivered()).map(({ result, state }) => `${state} ${result}`)
  }

  it("a webhook reaches a function of Next.js, with the context of its route", async () => {
    const handler = await start()
    const seen: Array<unknown> = []
    const POST = async (request: Request, context: { readonly params: Promise<{ readonly shop: string }> }) => {
      seen.push(await context.params)
      return handler(request)
    }
    await inMemory.deliverTo(toNext(POST, { params: Promise.resolve({ shop: "1" }) }))
    assert.deepStrictEqual(await approve(), ["Delivered 200"])
    assert.deepStrictEqual(seen, [{ shop: "1" }])
    assert.deepStrictEqual(received, ["AUTHORIZED order-2026-0001"])
  })

  it("a webhook reaches an app with fetch, as of Hono, with and without toHono", async () => {
    const handler = await start()
    let calls = 0
    const app = {
      fetch: (request: Request) => {
        calls++
        return handler(request)
      }
    }
    await inMemory.deliverTo(toHono(app))
    assert.deepStrictEqual(await approve(), ["Delivered 200"])
    await inMemory.deliverTo(app)
    const [{ sequence } = { sequence: 0 }] = await inMemory.deliveries()
    assert.isTrue(await inMemory.resend(sequence))
    const states = (await delivered()).map(({ result, state }) => `${state} ${result}`)
    assert.deepStrictEqual(states, ["Delivered 200", "Delivered 200"])
    // The handler recognizes the event that it has had.
    assert.deepStrictEqual([calls, received.length], [2, 1])
  })

  it("a webhook reaches a listener of Node's http, which an Express app is, with the host that was signed", async () => {
    const handler = await start()
    const hosts: Array<string | undefined> = []
    await inMemory.deliverTo(
      toExpress((request: Http.IncomingMessage, response: Http.ServerResponse) => {
        hosts.push(request.headers.host)
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", async () => {
          const headers = new Headers(request.headers as Record<string, string>)
          const web = new Request(`https://${request.headers.host}${request.url}`, {
            method: "POST",
            headers,
            body: Buffer.concat(chunks)
          })
          response.writeHead((await handler(web)).status).end()
        })
      })
    )
    assert.deepStrictEqual(await approve(), ["Delivered 200"])
    assert.deepStrictEqual(hosts, ["shop.example:8443"])
    assert.lengthOf(received, 1)
  })

  it("an app that does not respond is not waited for after close", async () => {
    const servers = () => process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length
    const before = servers()
    let asked = 0
    await inMemory.deliverTo(toExpress(() => void asked++))
    await start()
    await order("order-2026-0001")
    await inMemory.approve("order-2026-0001")
    await vi.waitFor(() => assert.strictEqual(asked, 1), { timeout: 10_000 })
    assert.strictEqual(servers(), before + 1)
    await inMemory.close()
    await vi.waitFor(() => assert.strictEqual(servers(), before), { timeout: 10_000 })
  })

  it("a webhook reaches an app through inject, as of Fastify, and its refusal is a failed attempt", async () => {
    const handler = await start()
    let attempts = 0
    const app: FastifyLike = {
      inject: async ({ headers, method, payload, url: path }) => {
        attempts++
        if (attempts === 1) return { statusCode: 500, headers: {}, rawPayload: Buffer.alloc(0) }
        const web = new Request(`https://${headers["host"]}${path}`, { method, headers, body: new Uint8Array(payload) })
        const { status } = await handler(web)
        return { statusCode: status, headers: { "content-length": 0 }, rawPayload: Buffer.alloc(0) }
      }
    }
    await inMemory.deliverTo(toFastify(app))
    await order("order-2026-0001")
    await inMemory.approve("order-2026-0001")
    // The retry comes two seconds later.
    const [delivery] = await delivered()
    assert.deepStrictEqual([delivery?.attempts, delivery?.result, attempts], [2, "200", 2])
    assert.lengthOf(received, 1)
  })
})

describe("signWebhook", () => {
  const body = {
    msn: "123456",
    reference: "order-2026-0001",
    pspReference: "8b1b1f7a-0f5c-4f5e-9f0a-1f2e3d4c5b6a",
    name: "CAPTURED",
    amount,
    timestamp: "2026-01-05T11:00:00.000Z",
    success: true
  }
  const signed = () => signWebhook({ url, secret: "my-secret", body })

  it("what it signs is accepted by the facade's verifier, and nothing that was changed", async () => {
    const { body: text, headers } = signed()
    const accepted = (changes: object) =>
      verifyWebhook({ url, headers, body: text, secret: "my-secret", ...changes }).then(
        () => true,
        () => false
      )
    assert.isTrue(await accepted({}))
    assert.isFalse(await accepted({ body: `${text} ` }))
    assert.isFalse(await accepted({ secret: "other" }))
    assert.isFalse(await accepted({ url: "https://other.example/hooks?shop=1" }))
  })

  it("it signs for the date that it is given, and keeps text as it is", () => {
    const {
      headers,
      method,
      url: to,
      body: text
    } = signWebhook({
      url,
      secret: "my-secret",
      body: "not JSON",
      date: new Date(0)
    })
    assert.deepStrictEqual([method, to, text], ["POST", url, "not JSON"])
    assert.strictEqual(headers["x-ms-date"], "Thu, 01 Jan 1970 00:00:00 GMT")
    assert.strictEqual(headers["host"], "shop.example:8443")
  })
})
