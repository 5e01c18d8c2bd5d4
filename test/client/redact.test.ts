import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { parseProblem } from "../../packages/client/src/internal/request/problem.js"
import { fitToShow, withoutPersonal, withoutSecrets } from "../../packages/client/src/internal/request/redact.js"

const mask = "<redacted>"

describe("withoutSecrets", () => {
  const table: ReadonlyArray<readonly [title: string, text: string, secrets: ReadonlyArray<string>, clean: string]> = [
    ["removes every occurrence", "a long-secret-1 b long-secret-1", ["long-secret-1"], `a ${mask} b ${mask}`],
    ["removes a long secret inside another word", "xlong-secret-1y", ["long-secret-1"], `x${mask}y`],
    ["removes the longer of two secrets first", "abcdefgh-ijkl", ["abcdefgh", "abcdefgh-ijkl"], mask],
    ["removes a percent-encoded secret", "?s=a%2Fb%2Bc%3D%3D&x", ["a/b+c=="], `?s=${mask}&x`],
    ["removes a short secret that stands alone", "key abc, (abc)", ["abc"], `key ${mask}, (${mask})`],
    ["keeps words that contain a short secret", "abcd xabc abc_d", ["abc"], "abcd xabc abc_d"],
    ["counts 7 characters as short", "x1234567", ["1234567"], "x1234567"],
    ["counts 8 characters as long", "x12345678", ["12345678"], `x${mask}`],
    ["removes a secret in any case", "A-LONG-SECRET-1, a-Long-Secret-1", ["a-long-Secret-1"], `${mask}, ${mask}`],
    ["removes a percent-encoded secret in lower case", "?s=a%2fb%2bc%3d%3d&x", ["a/b+c=="], `?s=${mask}&x`],
    [
      "removes secrets that overlap",
      "xlong-secret-one-more-x",
      ["long-secret-one", "one-more-secret"],
      `x${mask}-more-x`
    ],
    [
      "removes secrets that are given in another order",
      "first-secret second-secret",
      ["second-secret", "first-secret"],
      `${mask} ${mask}`
    ],
    ["removes all of a secret that contains another one", "abcdefgh-ijkl", ["abcdefgh-ijkl", "efgh-ijk"], mask],
    ["keeps letters that change their length in another case", "İİ A-LONG-SECRET", ["a-long-secret"], `İİ ${mask}`],
    ["ignores an empty secret", "abc", [""], "abc"],
    ["does not throw on a secret that cannot be encoded", "abc", ["\ud800-long-secret"], "abc"]
  ]
  for (const [title, text, secrets, clean] of table) {
    it(title, () => assert.strictEqual(withoutSecrets(text, secrets), clean))
  }
})

describe("fitToShow", () => {
  const table: ReadonlyArray<readonly [text: string, clean: string]> = [
    ["ola@example.com", mask],
    ["<ola.nordmann+vipps@mail.example.com>", `<${mask}>`],
    ["mail o'la_n%x@example.com.", `mail ${mask}`],
    ["ærlig.ø@blåbær.no wrote", `${mask} wrote`],
    ["at @ sign, a@ and @b", "at @ sign, a@ and @b"],
    ["'4712345678' is not valid", `'${mask}' is not valid`],
    ["+4712345678", mask],
    ["12345678", mask],
    ["123456789012345", mask],
    ["1234567", "1234567"],
    [`${"a".repeat(70)}@example.com`, `${"a".repeat(6)}${mask}`],
    [`o@${"b".repeat(300)}`, `${mask}${"b".repeat(45)}`],
    ["call +47 912 34 567", `call ${mask}`],
    ["+358 12 34 56 78 90 12", mask],
    ["131052308T is a person", `${mask} is a person`],
    ["1234567890123456", "1234567890123456"],
    ["order-12345678", "order-12345678"],
    ["12345678-order", "12345678-order"],
    ["x12345678", "x12345678"],
    ["+47 912 34 567 called", `${mask} called`],
    ["0047-91-23-45-67", mask],
    ["+45 12.34.56.78", mask],
    ["131052 12345 is a person", `${mask} is a person`],
    ["131052-308T is a person", `${mask} is a person`],
    ["HTTP 400 at 2026-11-25 10:00:00, amount 4990", "HTTP 400 at 2026-11-25 10:00:00, amount 4990"]
  ]
  for (const [text, clean] of table) {
    it(`fitToShow makes ${JSON.stringify(clean)} of ${JSON.stringify(text)}`, () => {
      assert.strictEqual(fitToShow(text, []), clean)
    })
  }

  it("fitToShow returns one line without control characters: a server cannot forge lines of a log", () => {
    const shown = fitToShow("no\r\n2026-11-25 paid \u001b[2J\u0007\u2028x\u202ey\u2066z\u0000\u009b", [])
    assert.notMatch(shown, /[\p{Cc}\p{Cf}\u2028]/u)
    assert.match(shown, /^no {2}2026-11-25 paid /)
  })

  it("fitToShow shows no half of an address or a number at the cut", () => {
    for (let before = 0; before < 40; before++) {
      const shown = fitToShow(`${".".repeat(before)} ola.nordmann@example.com 4712345678`, [], 30)
      assert.notMatch(shown, /ola|nordmann|example|\d/)
    }
  })

  it("fitToShow shows nothing of an address that begins at its limit or after it", () => {
    assert.strictEqual(fitToShow(`${"x ".repeat(15)}ola@example.com`, [], 30), "x ".repeat(15))
    assert.strictEqual(fitToShow(`${"x ".repeat(16)}ola@example.com`, [], 30), "x ".repeat(15))
  })

  it("fitToShow shows no half of a secret at the cut", () => {
    assert.strictEqual(
      fitToShow(`${"x ".repeat(495)}super-secret-value`, ["super-secret-value"], 1000),
      `${"x ".repeat(495)}${mask}`
    )
  })

  it("fitToShow truncates at its limit", () => {
    assert.strictEqual(fitToShow("x".repeat(5000), [], 1000).length, 1000)
    assert.strictEqual(fitToShow("x y", [], 1000), "x y")
  })
})

describe("withoutPersonal", () => {
  const body = (request: unknown) => JSON.stringify(request)
  const table: ReadonlyArray<readonly [title: string, request: unknown, text: string, clean: string]> = [
    [
      "the phone number as it was sent",
      { customer: { phoneNumber: "4791234567" } },
      "4791234567 is unknown",
      `${mask} is unknown`
    ],
    [
      "the phone number with spaces",
      { customer: { phoneNumber: "4791234567" } },
      "no user +47 912 34 567.",
      `no user +${mask}.`
    ],
    ["the phone number with hyphens", { customer: { phoneNumber: "4791234567" } }, "47-91-23-45-67", mask],
    [
      "the phone number without its country code",
      { customer: { phoneNumber: "4791234567" } },
      "91 23 45 67!",
      `${mask}!`
    ],
    ["a Finnish number in its national form", { customer: { phoneNumber: "358401234567" } }, "0401234567", `0${mask}`],
    ["a number for a string", { phoneNumber: 4791234567 }, "got 4791234567", `got ${mask}`],
    [
      "a name in capitals",
      { prefillCustomer: { firstName: "Åse", lastName: "Nordmann" } },
      "ÅSE NORDMANN lives",
      `${mask} ${mask} lives`
    ],
    [
      "a name without its accents",
      { prefillCustomer: { firstName: "André" } },
      "Andre is unknown",
      `${mask} is unknown`
    ],
    [
      "a street with other spaces",
      { prefillCustomer: { streetAddress: "Robert Levins gate 5" } },
      "robert-levins  gate 5",
      mask
    ],
    ["an email address", { prefillCustomer: { email: "ola@example.com" } }, "OLA@EXAMPLE.COM", mask],
    ["a nested token", { customer: { customerToken: "tok 123" } }, "token tok-123", `token ${mask}`],
    ["nothing of a name inside another word", { prefillCustomer: { firstName: "Bo" } }, "about Bo", `about ${mask}`],
    [
      "nothing of a name at the beginning or the end of another word",
      { prefillCustomer: { firstName: "Bo" } },
      "Boat, limbo, Bo",
      `Boat, limbo, ${mask}`
    ],
    ["nothing of a long name inside another word", { customer: { lastName: "Nordmann" } }, "xNordmannx", "xNordmannx"],
    ["nothing of a name of one letter", { customer: { firstName: "A" } }, "A card", "A card"],
    ["nothing of a name without a letter", { customer: { firstName: "!" } }, "A card!", "A card!"],
    [
      "all of a name in letters of two units",
      { customer: { firstName: "Ola\u{1d400}" } },
      "Ola\u{1d400} x",
      `${mask} x`
    ],
    [
      "a token with another separator",
      { customer: { customerToken: "tok_123" } },
      "tok-123, tok123",
      `${mask}, ${mask}`
    ],
    ["nothing of the number in a token", { token: "tok4791234567" }, "4791234567", "4791234567"],
    ["nothing of the end of a token", { token: "4791234567tok" }, "91234567tok", "91234567tok"],
    [
      "nothing of the end of a street",
      { streetAddress: "Robert Levins gate 5" },
      "bert levins gate 5",
      "bert levins gate 5"
    ],
    ["seven digits of a number of nine", { phoneNumber: "471234567" }, "1234567", mask],
    ["nothing of six digits of a number of eight", { phoneNumber: "12345678" }, "345678", "345678"],
    ["seven digits inside a word", { phoneNumber: "1234567" }, "x1234567x", `x${mask}x`],
    ["four digits that stand alone", { customer: { zipCode: "0150" } }, "0150, x01501", `${mask}, x01501`],
    ["a value beside null", { customer: { phoneNumber: null, firstName: "Ola" }, reference: null }, "Ola", mask],
    [
      "nothing that classifies",
      { customer: { country: "NO", currency: "NOK", type: "PRIVATE" } },
      "NO, NOK, PRIVATE",
      "NO, NOK, PRIVATE"
    ],
    ["nothing of the country", { prefillCustomer: { country: "NO" } }, "no such thing", "no such thing"],
    [
      "nothing of the reference and the amount",
      { reference: "order-1", amount: { value: 499, currency: "NOK" } },
      "order-1: 499 NOK",
      "order-1: 499 NOK"
    ],
    ["nothing of an order line's name", { receipt: { orderLines: [{ name: "Socks" }] } }, "Socks", "Socks"]
  ]
  for (const [title, request, text, clean] of table) {
    it(`withoutPersonal removes ${title}`, () => assert.strictEqual(withoutPersonal(body(request))(text), clean))
  }

  it("withoutPersonal changes nothing without a body, or with one that is not JSON", () => {
    assert.strictEqual(withoutPersonal(undefined)("4791234567"), "4791234567")
    assert.strictEqual(withoutPersonal("{")("4791234567"), "4791234567")
  })

  it("withoutPersonal removes a phone number, however it is separated and surrounded", () => {
    const digits = FastCheck.stringMatching(/^[1-9][0-9]{8,14}$/)
    const separator = FastCheck.constantFrom("", " ", "-", ".", "  ", ") ")
    FastCheck.assert(
      FastCheck.property(
        digits,
        FastCheck.array(separator, { minLength: 15, maxLength: 15 }),
        FastCheck.lorem(),
        (number, separators, words) => {
          const echoed = [...number].map((digit, i) => digit + (separators[i] ?? "")).join("")
          const clean = withoutPersonal(body({ customer: { phoneNumber: number } }))(`${words} ${echoed} ${words}`)
          assert.notInclude(clean.replace(/\D/g, ""), number)
          assert.include(clean, mask)
        }
      ),
      { numRuns: 300 }
    )
  })

  it("withoutPersonal removes everything from a text when a request has more personal values than it looks for", () => {
    const many = { customer: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, `value-${i}`])) }
    assert.strictEqual(withoutPersonal(body(many))("value-299"), mask)
    const values = (count: number) => ({
      customer: Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, `value-${i}`]))
    })
    assert.strictEqual(withoutPersonal(body(values(200)))("other, value-1"), `other, ${mask}`)
    assert.strictEqual(withoutPersonal(body(values(201)))("other"), mask)
  })

  it("withoutPersonal reads a request that is nested without end", () => {
    const nested = `{"customer":{"firstName":"Ola"},"metadata":${"[".repeat(200_000)}${"]".repeat(200_000)}}`
    assert.strictEqual(withoutPersonal(nested)("Ola"), mask)
  })

  it("withoutPersonal knows the fields in which Vipps' APIs have personal data, wherever they are", () => {
    // As the specifications of the APIs name them.
    const fields = (
      "phoneNumber mobileNumber msisdn email firstName lastName streetAddress addressLine1 addressLine2 postalCode " +
      "postCode zipCode city nin sub birthDate personalQr customerToken token"
    ).split(" ")
    for (const field of fields) {
      assert.strictEqual(withoutPersonal(body({ list: [{ [field]: "Value 1" }] }))("value-1"), mask, field)
    }
    const objects = "customer prefillCustomer userDetails shippingDetails billingDetails address".split(" ")
    for (const object of objects) {
      assert.strictEqual(withoutPersonal(body({ [object]: { new: ["Value 1"] } }))("value-1"), mask, object)
    }
  })
})

describe("parseProblem", () => {
  it("parseProblem keeps the code also after many details", () => {
    const extraDetails = [
      ...Array.from({ length: 100 }, () => ({ name: "f", reason: "r" })),
      { name: "ErrorCode", reason: "6090" }
    ]
    assert.strictEqual(parseProblem(JSON.stringify({ extraDetails }), []).code, "6090")
  })

  it("parseProblem drops a trace id or a code that could forge a log line", () => {
    const { code, traceId } = parseProblem(JSON.stringify({ traceId: "a\nERROR b", errorCode: "x y" }), [])
    assert.deepStrictEqual([code, traceId], [undefined, undefined])
  })

  it("parseProblem removes a secret from a trace id", () => {
    assert.strictEqual(
      parseProblem(JSON.stringify({ traceId: "t-long-secret-1" }), ["long-secret-1"]).traceId,
      `t-${mask}`
    )
  })
})
