// @effect-diagnostics globalFetch:off
import { AsyncLocalStorage } from "node:async_hooks"
import { setTimeout as pause } from "node:timers/promises"
import { type Inbox, Vipps, type Webhooks, webhookHandler } from "@effect-vipps/promise"
import { assert, describe, it } from "vitest"
import { json } from "../support/server.js"
import { signed } from "../support/signing.js"
import { options, payment, vippsServer } from "./support.js"

/** Which customer's work this is, as logs and traces see it. */
const customer = new AsyncLocalStorage<string>()

describe("AsyncLocalStorage", () => {
  it("calls that wait for one token run fetch and onEvent in the AsyncLocalStorage context of their own callers", async () => {
    const failing = new Set<string>()
    const server = await vippsServer(async ({ path }, response) => {
      const reference = path.split("/").at(-1) ?? ""
      // Each is answered later than the next, and the first attempt of every second one fails.
      await pause(5 * (9 - Number(reference.at(-1))))
      const fails = Number(reference.at(-1)) % 2 === 0 && !failing.has(reference)
      failing.add(reference)
      json(response, fails ? 500 : 200, { ...payment, reference }, { "retry-after": "0" })
    })
    const fetched: Array<readonly [string, string | undefined]> = []
    const events: Array<readonly [string, string | undefined]> = []
    const vipps = new Vipps({
      ...options,
      baseUrl: server.url,
      fetch: (input: string | URL, init?: RequestInit) => {
        fetched.push([String(input).split("/").at(-1) ?? "", customer.getStore()])
        return fetch(input, init)
      },
      onEvent: ({ operation, type }) => events.push([type === "call" ? "end" : operation, customer.getStore()])
    })
    const names = Array.from({ length: 8 }, (_, i) => `customer-${i}`)
    const stores = await Promise.all(
      names.map((name) =>
        customer.run(name, async () => {
          await vipps.ePayment.getPayment(name)
          return customer.getStore()
        })
      )
    )
    assert.deepStrictEqual(stores, names)
    const [token, ...requests] = fetched
    assert.deepStrictEqual(token, ["get", "customer-0"])
    assert.strictEqual(requests.length, 12)
    for (const [reference, store] of requests) assert.strictEqual(store, reference)
    const observed = events.filter(([operation]) => operation === "EPayment.getPayment").map(([, store]) => store)
    const ends = events.filter(([what]) => what === "end").map(([, store]) => store)
    assert.sameMembers(ends, names)
    assert.sameMembers(observed, [...names, "customer-0", "customer-2", "customer-4", "customer-6"])
  })

  it("an aborted call leaves the other calls in their own context", async () => {
    const server = await vippsServer((_, response) => void pause(20).then(() => json(response, 200, payment)))
    const seen: Array<string | undefined> = []
    const vipps = new Vipps({ ...options, baseUrl: server.url, onEvent: () => seen.push(customer.getStore()) })
    const controller = new AbortController()
    const first = customer.run("first", () => vipps.ePayment.getPayment("order-12345", { signal: controller.signal }))
    const second = customer.run("second", () => vipps.ePayment.getPayment("order-12345"))
    customer.run("shutdown", () => controller.abort())
    await Promise.allSettled([first, second])
    assert.strictEqual(seen.at(-1), "second")
    assert.notInclude(seen, "shutdown")
  })

  const secret = "webhook-SECRET-c0ffee=="
  const url = "https://shop.example.com/vipps/webhooks"
  const body = JSON.stringify({
    msn: "123456",
    reference: "order-12345",
    pspReference: "psp-7",
    name: "CAPTURED",
    amount: { value: 20000, currency: "NOK" },
    timestamp: "2026-10-08T12:48:46.2604321Z",
    success: true
  })
  const post = () => ({ method: "POST", headers: signed({ secret, url, body }), body })

  it("a delivery that waited for another one of its event is handled in its own request's context", async () => {
    const seen: Array<string | undefined> = []
    const errors: Array<string | undefined> = []
    const handle = webhookHandler({
      secret,
      url,
      onError: () => errors.push(customer.getStore()),
      onEvent: async () => {
        seen.push(customer.getStore())
        await pause(20)
        seen.push(customer.getStore())
        if (seen.length === 2) throw new Error("the database is away")
      }
    })
    const [first, second] = await Promise.all(
      ["request-1", "request-2"].map((name) => customer.run(name, () => handle(post())))
    )
    assert.deepStrictEqual([first?.status, second?.status], [500, 200])
    assert.deepStrictEqual(seen, ["request-1", "request-1", "request-2", "request-2"])
    assert.deepStrictEqual(errors, ["request-1"])
  })

  it("onEvent runs in the context that an inbox calls it in, such as a transaction", async () => {
    const transaction = new AsyncLocalStorage<string>()
    const inbox: Inbox = {
      once: async (key, handle) => {
        await transaction.run(`transaction of ${key}`, handle)
        return "Handled"
      }
    }
    const seen: Array<unknown> = []
    const onEvent = async ({ dedupeKey }: Webhooks.WebhookEvent) => {
      await pause(1)
      seen.push(customer.getStore(), transaction.getStore() === `transaction of ${dedupeKey}`)
    }
    const handle = webhookHandler({ secret, url, inbox, onEvent })
    const { status } = await customer.run("request-1", () => handle(post()))
    assert.deepStrictEqual([status, ...seen], [200, "request-1", true])
  })
})
