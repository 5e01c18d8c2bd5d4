import { setTimeout as pause } from "node:timers/promises"
import { Vipps, type Webhooks, webhookHandler } from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import { assert, describe, it } from "vitest"

const url = "https://shop.example/vipps/webhooks"
const reference = "order-2026-0001"

describe("webhooks of the emulator in memory", () => {
  it("webhooks reach a handler of the facade, and wake awaitOutcome", async () => {
    const inMemory = await startVipps()
    const vipps = new Vipps(inMemory.options)
    const { secret } = await vipps.webhooks.register({
      url,
      events: ["epayments.payment.created.v1", "epayments.payment.authorized.v1"]
    })
    const events: Array<Webhooks.WebhookEvent> = []
    const handler = webhookHandler({ secret, url, onEvent: (event) => events.push(event) })
    await inMemory.deliverTo(async (request) => (await handler(request)) as Response)
    await vipps.ePayment.createPayment({
      reference,
      amount: { value: 49900, currency: "NOK" },
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/thanks"
    })
    // Only a webhook can end this so soon: the first read by itself would be in five minutes.
    const waiting = vipps.ePayment.awaitOutcome(reference, { firstReadAfterMs: 300_000, windowMs: 600_000 })
    await inMemory.approve(reference)
    const outcome = await waiting
    assert.strictEqual(outcome._tag, "Authorized")
    for (let tries = 0; events.length < 2 && tries < 200; tries++) await pause(10)
    assert.deepStrictEqual(
      events.map((event) => event._tag === "EPayment" && event.name),
      ["CREATED", "AUTHORIZED"]
    )
    await vipps.close()
    await inMemory.close()
  })
})
