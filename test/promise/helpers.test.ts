import { assert, describe, it } from "@effect/vitest"
import { idempotencyKey, msisdn, VippsInputError } from "@effect-vipps/promise"

describe("idempotencyKey", () => {
  it("is readable when short, hashed when long, and the same every time", () => {
    assert.strictEqual(idempotencyKey("order-2026-0001", "capture", 1), "order-2026-0001--capture--1")
    const long = idempotencyKey("r".repeat(64), "capture", 1)
    assert.match(long, /^[A-Za-z0-9-]{40}$/)
    assert.strictEqual(idempotencyKey("r".repeat(64), "capture", 1), long)
    assert.notStrictEqual(idempotencyKey("r".repeat(64), "capture", 2), long)
  })

  it("throws for a part that is missing", () => {
    assert.throws(() => idempotencyKey("", "capture"), VippsInputError, "parts[0]: must be a string that is not empty")
    assert.throws(() => idempotencyKey("order-2026-0001", undefined as never), VippsInputError, "parts[1]")
  })
})

describe("msisdn", () => {
  it("makes a phone number that createPayment takes", () => {
    assert.strictEqual(msisdn("912 34 567", "NO"), "4791234567")
    assert.strictEqual(msisdn("070-123 45 67", "SE"), "46701234567")
  })

  it("throws without the number", () => {
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
