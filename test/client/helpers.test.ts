import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, IdempotencyKey, PhoneNumber, VippsError } from "@effect-vipps/client"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { sha256 } from "../../packages/client/src/internal/request/sha256.js"

const part = FastCheck.oneof(
  FastCheck.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
  FastCheck.stringMatching(/^[a-c-]{1,6}$/),
  FastCheck.uuid(),
  FastCheck.constantFrom("\ud800", "\ud801", "--", "-", "\u0000"),
  FastCheck.maxSafeInteger()
)
const parts = FastCheck.array(part, { minLength: 1, maxLength: 4 }) as FastCheck.Arbitrary<[string]>

describe("IdempotencyKey.make", () => {
  it("IdempotencyKey.make keeps short parts readable", () => {
    assert.strictEqual(IdempotencyKey.make("order-2026-0001"), "order-2026-0001")
    assert.strictEqual(IdempotencyKey.make("order-2026-0001", "capture", 1), "order-2026-0001--capture--1")
    assert.strictEqual(IdempotencyKey.make("r".repeat(39)), "r".repeat(39))
  })

  it("IdempotencyKey.make returns the same keys in every version", () => {
    const uuid = "order-3f2b8c1e-6a5d-4c7f-9e21-0b1a2c3d4e5f"
    assert.deepStrictEqual(
      [
        IdempotencyKey.make(uuid, "capture", 1),
        IdempotencyKey.make(uuid, "capture", 2),
        IdempotencyKey.make("r".repeat(40)),
        IdempotencyKey.make("bestilling æøå", "capture", 10)
      ],
      [
        "order-3f2b8c-v6sd0tfzppk8pz3ngas7teaxxxp",
        "order-3f2b8c-dch455420qrqqyc8xhg5dh55swa",
        "rrrrrrrrrrrr-f9vwg9yqh9n1gvy52v8ebnjgnmb",
        "bestilling---7bktqh04gbq52a9aw0mne7tf8cd"
      ]
    )
  })

  it("IdempotencyKey.make joins parts without ambiguity", () => {
    const same = [
      ["a-1", "2"],
      ["a", "1-2"],
      ["a", "1", "2"],
      ["a--1", "2"],
      ["a-1-2"],
      ["a--1--2"],
      ["a-", "1-2"],
      ["a", "-1-2"]
    ]
    const keys = same.map(([first = "", ...rest]) => IdempotencyKey.make(first, ...rest))
    assert.strictEqual(new Set(keys).size, same.length)
  })

  it("IdempotencyKey.make returns different keys for different parts, each of at most 40 letters, digits and hyphens", () => {
    FastCheck.assert(
      FastCheck.property(parts, parts, (one, other) => {
        const [a, b] = [IdempotencyKey.make(...one), IdempotencyKey.make(...other)]
        for (const key of [a, b]) assert.match(key, /^[A-Za-z0-9-]{1,40}$/)
        assert.strictEqual(a === b, JSON.stringify(one.map(String)) === JSON.stringify(other.map(String)))
        assert.strictEqual(a, IdempotencyKey.make(...one))
      }),
      { numRuns: 2000 }
    )
  })

  it("IdempotencyKey.make refuses parts that different intents would share", () => {
    const make = IdempotencyKey.make as (...parts: ReadonlyArray<unknown>) => string
    for (const bad of [
      [],
      [""],
      ["order", ""],
      ["order", undefined],
      ["order", null],
      ["order", NaN],
      ["order", 1.5],
      ["order", {}]
    ]) {
      assert.throws(() => make(...bad), VippsError.VippsInputError)
    }
  })
})

describe("SHA-256", () => {
  it("SHA-256 equals that of node:crypto for every length around its blocks, and for arbitrary bytes", () => {
    const same = (bytes: Uint8Array) =>
      assert.deepStrictEqual([...sha256(bytes)], [...createHash("sha256").update(bytes).digest()])
    for (let length = 0; length <= 200; length++) same(new Uint8Array(length).fill(length))
    FastCheck.assert(FastCheck.property(FastCheck.uint8Array({ maxLength: 2000 }), same), { numRuns: 200 })
  })
})

const issueOf = (text: string, market: PhoneNumber.Market) =>
  Either.match(PhoneNumber.msisdn(text, market), {
    onLeft: (error) => error.issues[0]?.message ?? "",
    onRight: (number) => assert.fail(`${text} became ${number}`)
  })

describe("PhoneNumber.msisdn", () => {
  it.each([
    ["91 23 45 67", "NO", "4791234567"],
    ["47 12 34 56", "NO", "4747123456"],
    ["4791234567", "NO", "4791234567"],
    ["+47 912-34-567", "DK", "4791234567"],
    ["004791234567", "NO", "4791234567"],
    ["47 47 91234567", "NO", "4791234567"],
    ["0047 47 91234567", "NO", "4791234567"],
    ["\u202a+47\u00a0912\u200934567\u202c", "NO", "4791234567"],
    ["＋４７ ９１２ ３４ ５６７", "NO", "4791234567"],
    ["20.12.34.56", "DK", "4520123456"],
    ["0045 20 12 34 56", "DK", "4520123456"],
    ["454520123456", "DK", "4520123456"],
    ["070-123 45 67", "SE", "46701234567"],
    ["701234567", "SE", "46701234567"],
    ["+46 (0)70 123 45 67", "NO", "46701234567"],
    ["46701234567", "SE", "46701234567"],
    ["040 123 4567", "FI", "358401234567"],
    ["+358 40 1234567", "FI", "358401234567"],
    ["358358401234567", "FI", "358401234567"],
    ["050/123456", "FI", "35850123456"],
    ["+299 12 34 56", "DK", "299123456"],
    ["+44 7911 123456", "NO", "447911123456"]
  ] as const)("reads %j in %s as %s", (text, market, expected) => {
    assert.strictEqual(Either.getOrThrow(PhoneNumber.msisdn(text, market)), expected)
    assert.isTrue(Schema.is(PhoneNumber.Msisdn)(expected))
  })

  it("PhoneNumber.msisdn reports what is invalid, without the number", () => {
    assert.match(issueOf("9123456", "NO"), /8 digits, or have its country code/)
    assert.match(issueOf("0701234567", "NO"), /8 digits/)
    assert.match(issueOf("08-123 45 67", "SE"), /begin with 07/)
    assert.match(issueOf("+47 9123456", "NO"), /8 digits after the country code 47/)
    assert.match(issueOf("+1 234", "NO"), /9 to 15 digits/)
    for (const text of ["", "call me", "91234567x", "+", "00", "91234567;1"])
      assert.match(issueOf(text, "NO"), /digits/)
    const error = Either.getOrThrow(Either.flip(PhoneNumber.msisdn("+47 987654321", "NO")))
    assert.notMatch(`${error}${JSON.stringify(error)}`, /98765/)
    assert.match(issueOf("91234567", "XX" as never), /NO, DK, SE, FI/)
    assert.match(issueOf(91234567 as never, "NO"), /phone number/)
  })

  it("PhoneNumber.msisdn returns what the rule of customer.phoneNumber accepts, or an error", () => {
    const text = FastCheck.stringMatching(/^(\+|00)?[0-9 ()-]{5,18}$/)
    const market = FastCheck.constantFrom<PhoneNumber.Market>("NO", "DK", "SE", "FI")
    FastCheck.assert(
      FastCheck.property(text, market, (text, market) =>
        Either.match(PhoneNumber.msisdn(text, market), {
          onLeft: (error) => assert.strictEqual(error._tag, "VippsInputError"),
          onRight: (phoneNumber) => assert.isTrue(Schema.is(EPayment.Customer)({ phoneNumber }))
        })
      ),
      { numRuns: 1000 }
    )
  })
})

describe("customer.phoneNumber", () => {
  it.each(["004791234567", "0401234567", "+4791234567", "47 912 34 567", "91234567", "4".repeat(16)])(
    "refuses %j",
    (phoneNumber) => {
      assert.isFalse(Schema.is(EPayment.Customer)({ phoneNumber }))
    }
  )

  it("customer.phoneNumber refuses a repeated country code, and nothing else that begins like one", () => {
    for (const doubled of ["474791234567", "454520123456", "4646701234567", "358358401234567"]) {
      assert.isFalse(Schema.is(EPayment.Customer)({ phoneNumber: doubled }))
    }
    for (const fine of ["4747123456", "4545454545", "46464646464", "299123456"]) {
      assert.isTrue(Schema.is(EPayment.Customer)({ phoneNumber: fine }))
    }
  })
})
