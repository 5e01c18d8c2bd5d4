import { getEventListeners } from "node:events"
import { setTimeout as pause } from "node:timers/promises"
import { assert, describe, it } from "vitest"
import { json } from "../support/server.js"
import { clientOf, payment, vippsServer } from "./support.js"

const slowServer = () =>
  vippsServer((_, response) => {
    void pause(20).then(() => json(response, 200, payment))
  })

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length

describe("a signal that several calls share", () => {
  it("a shared signal has one listener while any call runs, of however many clients, and none afterwards", async () => {
    const server = await slowServer()
    const clients = [clientOf(server), clientOf(server)]
    const { signal } = new AbortController()
    const calls = Array.from({ length: 30 }, (_, i) =>
      clients[i % 2]?.ePayment.getPayment("order-12345", { signal }).then(() => listenersOf(signal))
    )
    assert.strictEqual(listenersOf(signal), 1)
    const left = await Promise.all(calls)
    assert.isTrue(left.every((count) => Number(count) <= 1))
    assert.strictEqual(listenersOf(signal), 0)
    await clients[0]?.ePayment.getPayment("order-12345", { signal })
    assert.strictEqual(listenersOf(signal), 0)
  })

  it("a shared signal aborts all running calls with its reason, and no others", async () => {
    const server = await slowServer()
    const { ePayment } = clientOf(server)
    const controller = new AbortController()
    const { signal } = controller
    const other = new AbortController()
    const reason = new Error("shutdown")
    const done = await ePayment.getPayment("order-12345", { signal })
    const calls = Array.from({ length: 15 }, () => ePayment.getPayment("order-12345", { signal }))
    const unrelated = ePayment.getPayment("order-12345", { signal: other.signal })
    controller.abort(reason)
    const settled = await Promise.allSettled(calls)
    assert.isTrue(settled.every((one) => one.status === "rejected" && one.reason === reason))
    assert.strictEqual((await unrelated).reference, done.reference)
    assert.deepStrictEqual([listenersOf(signal), listenersOf(other.signal)], [0, 0])
  })
})
