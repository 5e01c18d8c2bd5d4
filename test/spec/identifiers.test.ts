import { assert, describe, it } from "@effect/vitest"
import { EPayment } from "@effect-vipps/client"
import { Vipps, type VippsOptions } from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import { limits } from "./compare.js"
import { extract } from "./extract.js"

const rules = extract("epayment").identifiers ?? {}
const amount = { value: 100, currency: "NOK" } as const
const options: VippsOptions = {
  clientId: "client-id",
  clientSecret: "client-secret",
  subscriptionKey: "subscription-key",
  merchantSerialNumber: "123456"
}

/** Whether the facade takes these options. */
const takes = (more: Partial<VippsOptions>): boolean => {
  try {
    new Vipps({ ...options, ...more })
    return true
  } catch {
    return false
  }
}

/** Just inside and just outside of each limit. */
const edges = (name: string): ReadonlyArray<readonly [length: number, isInside: boolean]> => {
  const { maxLength, minLength } = rules[name] ?? {}
  if (maxLength === undefined) throw new Error(`no limits for ${name}`)
  const lower =
    minLength === undefined
      ? []
      : ([
          [minLength - 1, false],
          [minLength, true]
        ] as const)
  return [...lower, [maxLength, true], [maxLength + 1, false]]
}

describe("identifiers", () => {
  it("the client's reference has the documented limits", () => {
    for (const operation of Object.values(EPayment.operations)) {
      const schema = operation.parameters?.["reference"]
      if (schema === undefined) continue
      assert.deepStrictEqual(limits({ ast: schema.ast, required: true }, rules["reference"] ?? {}), [])
    }
  })

  it("the facade's merchantSerialNumber has the documented limits", () => {
    for (const [length, isInside] of edges("merchantSerialNumber")) {
      assert.strictEqual(takes({ merchantSerialNumber: "1".repeat(length) }), isInside, String(length))
    }
  })

  for (const option of ["systemName", "systemVersion", "pluginName", "pluginVersion"] as const) {
    it(`the facade's ${option} has the documented limit`, () => {
      for (const [length, isInside] of edges("systemHeader")) {
        assert.strictEqual(takes({ [option]: "x".repeat(length) }), isInside, String(length))
      }
    })
  }

  it("the idempotencyKey of the facade and of the emulator has the documented limit", async () => {
    const emulator = await startVipps()
    const vipps = new Vipps(emulator.options)
    const { access_token: token } = await emulator.options
      .fetch(`${emulator.options.baseUrl}/accesstoken/get`, {
        method: "POST",
        headers: {
          client_id: emulator.options.clientId,
          client_secret: emulator.options.clientSecret,
          "Ocp-Apim-Subscription-Key": emulator.options.subscriptionKey
        }
      })
      .then((response) => response.json())
    for (const [length, isInside] of edges("idempotencyKey")) {
      const reference = `order-${length}-facade`
      const request = {
        reference,
        amount,
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://shop.example/return"
      } as const
      const byFacade = await vipps.ePayment.createPayment(request, { idempotencyKey: "k".repeat(length) }).then(
        () => true,
        () => false
      )
      const { status } = await emulator.options.fetch(`${emulator.options.baseUrl}/epayment/v1/payments`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          "Content-Type": "application/json",
          "Idempotency-Key": "e".repeat(length),
          "Merchant-Serial-Number": emulator.options.merchantSerialNumber,
          "Ocp-Apim-Subscription-Key": emulator.options.subscriptionKey
        },
        body: JSON.stringify({ ...request, reference: `order-${length}-direct` })
      })
      assert.strictEqual(byFacade, isInside, `facade ${length}`)
      assert.strictEqual(status, isInside ? 201 : 400, `emulator ${length}`)
    }
    await emulator.close()
  })
})
