import { assert, describe, it } from "@effect/vitest"
import { Vipps } from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import { extract, fieldsOf } from "./extract.js"
import { client, covered, pair } from "./sides.js"
import { wrongIn } from "./wrongIn.js"

const amount = { value: 100, currency: "NOK" } as const

const merchantInfo = {
  callbackUrl: "https://shop.example/callback",
  returnUrl: "https://shop.example/return",
  callbackAuthorizationToken: "a-secret"
}

/** What of the emulator's responses is not in the extract on purpose, and why. */
const meant: Readonly<Record<string, string>> = {}

/** Statuses that the emulator returns although the specification does not list them, and why. */
const statusesMeant: Readonly<Record<string, string>> = {}

/** A payment and a session in each state, every operation at least once. */
const drive = async () => {
  const emulator = await startVipps()
  const vipps = new Vipps(emulator.options)
  const delivered: Array<{ readonly [name: string]: unknown }> = []
  await emulator.deliverTo(async (request) => {
    const body = await request.json()
    if (request.url.endsWith("/webhooks")) delivered.push(body)
    return new Response(null, { status: 200 })
  })
  const { secret: _, ...registration } = await vipps.webhooks.register({
    url: "https://shop.example/webhooks",
    events: extract("webhooks").events?.names.filter((name) => name.startsWith("epayments.")) ?? []
  })
  const create = (reference: string, more: object = {}) =>
    vipps.ePayment.createPayment({
      reference,
      amount,
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/return",
      ...more
    })
  const read = async (reference: string) => {
    await vipps.ePayment.getPayment(reference)
    await vipps.ePayment.getPaymentEventLog(reference)
  }

  await create("captured-1", { metadata: { order: "1" } })
  await read("captured-1")
  await emulator.approve("captured-1")
  await vipps.ePayment.capturePayment("captured-1", { modificationAmount: amount })
  await vipps.ePayment.refundPayment("captured-1", { modificationAmount: amount })
  await read("captured-1")

  await create("express-1", {
    profile: { scope: "name address email phoneNumber birthDate" },
    shipping: {
      fixedOptions: [
        { type: "HOME_DELIVERY", brand: "POSTEN", options: [{ id: "home", amount, name: "Home", isDefault: true }] }
      ]
    }
  })
  await emulator.approve("express-1")
  await read("express-1")
  await vipps.ePayment.cancelPayment("express-1")

  await create("terminated-1")
  await vipps.ePayment.cancelPayment("terminated-1")
  await create("rejected-1")
  await emulator.reject("rejected-1")
  await create("expired-1")
  await emulator.expire("expired-1")
  for (const reference of ["terminated-1", "rejected-1", "expired-1"]) await read(reference)
  await create("approved-1", { customer: { phoneNumber: "4712345678" } })
  await vipps.ePayment.forceApprovePayment("approved-1", { customer: { phoneNumber: "4712345678" } })

  const session = (reference: string, more: object = {}) =>
    vipps.checkout.createSession({
      reference,
      merchantInfo,
      transaction: { amount, paymentDescription: "Socks" },
      ...more
    })
  await session("session-1", {
    configuration: { requireUserInfo: true, customConsent: { text: "News?", required: false } },
    logistics: {
      fixedOptions: [
        {
          id: "point",
          priority: 0,
          isDefault: true,
          brand: "BRING",
          type: "PICKUP_POINT",
          amount,
          delivery: {
            pickupPoints: [
              { id: "p", name: "Shop", address: "Street 1", postalCode: "0150", city: "Oslo", country: "NO" }
            ]
          }
        }
      ]
    }
  })
  await vipps.checkout.getSession("session-1")
  await vipps.checkout.updateSession("session-1", { transaction: { amount, paymentDescription: "More socks" } })
  await emulator.completeSession("session-1")
  await vipps.checkout.getSession("session-1")
  await session("session-2")
  await vipps.checkout.expireSession("session-2")

  // What is refused, so that the statuses of errors are seen, too.
  const refusals: ReadonlyArray<Promise<unknown>> = [
    create("captured-1"),
    vipps.ePayment.capturePayment("unknown-1", { modificationAmount: amount }),
    vipps.ePayment.capturePayment("terminated-1", { modificationAmount: amount }),
    vipps.ePayment.cancelPayment("captured-1"),
    vipps.ePayment.refundPayment("terminated-1", { modificationAmount: amount }),
    session("session-1"),
    vipps.checkout.getSession("unknown-1"),
    vipps.checkout.updateSession("unknown-1", { transaction: { amount, paymentDescription: "Socks" } }),
    vipps.checkout.expireSession("unknown-1")
  ]
  for (const refused of await Promise.allSettled(refusals)) assert.strictEqual(refused.status, "rejected")

  await vipps.webhooks.list()
  await vipps.webhooks.remove(registration.id)
  const exchanges = await emulator.requests()
  await emulator.close()
  return { delivered, exchanges }
}

describe("responses of the emulator", () => {
  it("the emulator's responses and webhooks match the specification", async () => {
    const { delivered, exchanges } = await drive()
    const found = new Set<string>()
    const statuses = new Set<string>()
    const seen = new Set<string>()
    for (const { operation, responseBody, status } of exchanges) {
      const named = client.find(({ name }) => name === operation)
      const of = covered
        .map((one) => one.of)
        .find((one) => one.operations.some((o) => named && pair(o) === pair(named)))
      const official = of?.operations.find((one) => named && pair(one) === pair(named))
      if (of === undefined || official === undefined || status === undefined) throw new Error(`unknown: ${operation}`)
      seen.add(official.id)
      if (!official.statuses.includes(String(status))) statuses.add(`${status} ${official.id}`)
      if (status >= 300) continue
      if (official.response === undefined) {
        if (responseBody !== "") found.add(`body ${official.id}`)
        continue
      }
      for (const wrong of wrongIn(JSON.parse(responseBody), fieldsOf(of, official, "response"))) {
        found.add(`${official.id} ${wrong}`)
      }
    }
    const { newer, webhook } = extract("epayment")
    const fields = {
      ...webhook,
      ...Object.fromEntries(newer.flatMap((one) => ("webhook" in one ? [[one.webhook, {}] as const] : [])))
    }
    assert.isNotEmpty(delivered)
    for (const body of delivered) for (const wrong of wrongIn(body, fields)) found.add(`webhook ${wrong}`)
    assert.sameMembers(
      [...seen],
      covered.flatMap(({ of }) => of.operations.map(({ id }) => id)).filter((id) => id !== "fetchToken")
    )
    assert.sameMembers([...found], Object.keys(meant))
    assert.sameMembers([...statuses], Object.keys(statusesMeant))
  })
})
