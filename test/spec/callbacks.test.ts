import { assert, describe, it } from "@effect/vitest"
import { Callbacks, Checkout, EPayment } from "@effect-vipps/client"
import { ShippingGroup } from "@effect-vipps/emulator/epayment/requestSchemas"
import { Vipps } from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import { differences } from "./compare.js"
import { extract, type Fields } from "./extract.js"
import { wrongIn } from "./wrongIn.js"

const shipping = extract("epayment").shippingCallback ?? { request: {}, response: {} }
const logistics = extract("checkout").logisticsCallback ?? { request: {} }

const amount = { value: 100, currency: "NOK" } as const

/** The fields of one item of an array. */
const itemsOf = (fields: Fields, path: string): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, rules]) =>
      name.startsWith(`${path}[].`) ? [[name.slice(path.length + 3), rules] as const] : []
    )
  )

/** What the emulator sends to a merchant's URL while a customer approves. */
const asked = async (approve: (emulator: Awaited<ReturnType<typeof startVipps>>, vipps: Vipps) => Promise<void>) => {
  const emulator = await startVipps()
  const bodies: Array<unknown> = []
  await emulator.deliverTo(async (request) => {
    if (!request.url.endsWith("/options")) return new Response(null, { status: 200 })
    bodies.push(await request.json())
    const groups = [{ type: "HOME_DELIVERY", brand: "POSTEN", options: [{ id: "home", amount, name: "Home" }] }]
    const option = { id: "home", priority: 0, isDefault: true, brand: "POSTEN", type: "HOME_DELIVERY", amount }
    return Response.json(request.url.includes("logistics") ? [option] : { groups })
  })
  await approve(emulator, new Vipps(emulator.options))
  await emulator.close()
  return bodies
}

describe("requests from Vipps to a merchant", () => {
  it("the client reads the specification's request for shipping options", () => {
    assert.deepStrictEqual(differences(shipping.request, Callbacks.ShippingOptionsQuery, "read"), [])
  })

  it("client and emulator accept the specification's shipping groups as a response", () => {
    const fields = itemsOf(shipping.response, "groups")
    assert.isNotEmpty(Object.keys(fields))
    assert.deepStrictEqual(differences(fields, EPayment.ShippingGroup, "sent"), [])
    assert.deepStrictEqual(differences(fields, ShippingGroup, "accepted"), [])
  })

  it("the client reads the specification's request for logistics options", () => {
    assert.deepStrictEqual(differences(logistics.request, Checkout.LogisticsOptionsQuery, "read"), [])
  })

  it("the emulator requests shipping options as specified", async () => {
    const bodies = await asked(async (emulator, vipps) => {
      await vipps.ePayment.createPayment({
        reference: "express-1",
        amount,
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://shop.example/return",
        profile: { scope: "name address email phoneNumber" },
        shipping: {
          dynamicOptions: { callbackUrl: "https://shop.example/options", callbackAuthorizationToken: "a-secret" }
        }
      })
      await emulator.approve("express-1")
    })
    assert.lengthOf(bodies, 1)
    assert.deepStrictEqual(wrongIn(bodies[0], shipping.request), [])
  })

  it("the emulator requests logistics options as specified", async () => {
    const bodies = await asked(async (emulator, vipps) => {
      await vipps.checkout.createSession({
        reference: "session-1",
        merchantInfo: {
          callbackUrl: "https://shop.example/callback",
          returnUrl: "https://shop.example/return",
          callbackAuthorizationToken: "a-secret"
        },
        transaction: { amount, paymentDescription: "Socks" },
        logistics: { dynamicOptionsCallback: "https://shop.example/logistics/options" }
      })
      await emulator.completeSession("session-1")
    })
    assert.isNotEmpty(bodies)
    for (const body of bodies) assert.deepStrictEqual(wrongIn(body, logistics.request), [])
  })
})
