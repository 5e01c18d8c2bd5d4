import { assert, describe, it } from "@effect/vitest"
import { idempotencyKey, msisdn, orderSummary, receipt, Vipps, VippsInputError } from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"

describe("idempotencyKey", () => {
  it("idempotencyKey is readable when short, hashed when long, and the same every time", () => {
    assert.strictEqual(idempotencyKey("order-2026-0001", "capture", 1), "order-2026-0001--capture--1")
    const long = idempotencyKey("r".repeat(64), "capture", 1)
    assert.match(long, /^[A-Za-z0-9-]{40}$/)
    assert.strictEqual(idempotencyKey("r".repeat(64), "capture", 1), long)
    assert.notStrictEqual(idempotencyKey("r".repeat(64), "capture", 2), long)
  })

  it("idempotencyKey throws for a missing part", () => {
    assert.throws(() => idempotencyKey("", "capture"), VippsInputError, "parts[0]: must be a string that is not empty")
    assert.throws(() => idempotencyKey("order-2026-0001", undefined as never), VippsInputError, "parts[1]")
  })
})

describe("msisdn", () => {
  it("msisdn makes a phone number that createPayment accepts", () => {
    assert.strictEqual(msisdn("912 34 567", "NO"), "4791234567")
    assert.strictEqual(msisdn("070-123 45 67", "SE"), "46701234567")
  })

  it("the error of msisdn does not show the number", () => {
    try {
      msisdn("+47 9876543", "NO")
      assert.fail("accepted")
    } catch (error) {
      assert.instanceOf(error, VippsInputError)
      assert.include(error.message, "8 digits after the country code 47")
      assert.notInclude(`${error.stack}${JSON.stringify(error)}`, "9876543")
    }
  })
})

describe("receipt and orderSummary", () => {
  const sock = { id: "sock-42", name: "Socks", unitPrice: 24900, quantity: 3, taxRate: 2550 }
  const line = {
    name: "Socks",
    id: "sock-42",
    totalAmount: 74700,
    totalAmountExcludingTax: 59522,
    totalTaxAmount: 15178,
    taxRate: 2550,
    unitInfo: { unitPrice: 24900, quantity: "3", quantityUnit: "PCS" }
  }

  it("receipt and orderSummary return the amount and the lines that add up to it", () => {
    const amount = { value: 74700, currency: "EUR" }
    assert.deepStrictEqual(receipt("EUR", [sock]) as unknown, {
      amount,
      receipt: { orderLines: [line], bottomLine: { currency: "EUR" } }
    })
    assert.deepStrictEqual(orderSummary("EUR", [sock]) as unknown, {
      amount,
      orderSummary: { orderLines: [line], orderBottomLine: { currency: "EUR" } }
    })
  })

  it("receipt and orderSummary throw for a price with a fraction", () => {
    for (const make of [receipt, orderSummary]) {
      assert.throws(
        () => make("NOK", [sock, { ...sock, unitPrice: 19.99 * 100 }]),
        VippsInputError,
        "products[1].unitPrice"
      )
    }
  })
})

describe("receipts that do not add up", () => {
  it("a receipt that does not add up is sent, with one warning to the logger", async () => {
    const vippsInMemory = await startVipps()
    const warnings: Array<string> = []
    const vipps = new Vipps({
      ...vippsInMemory.options,
      logger: { warn: (message: string) => void warnings.push(message) }
    })
    const { amount, receipt: right } = receipt("NOK", [{ id: "1", name: "Socks", unitPrice: 24900, taxRate: 2500 }])
    const payment = { paymentMethod: { type: "WALLET" }, userFlow: "QR", receipt: right } as const
    await vipps.ePayment.createPayment({ ...payment, reference: "order-2026-0001", amount })
    assert.deepStrictEqual(warnings, [])
    await vipps.ePayment.createPayment({
      ...payment,
      reference: "order-2026-0002",
      amount: { ...amount, value: 25000 }
    })
    assert.strictEqual(warnings.length, 1)
    assert.match(warnings[0] ?? "", /createPayment of order-2026-0002 .* 249\.00 NOK, 1\.00 NOK less than amount/)
    assert.strictEqual((await vipps.ePayment.getPayment("order-2026-0002")).state, "CREATED")
    await vippsInMemory.close()
  })
})
