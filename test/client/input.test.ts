import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type VippsConfig, type VippsError } from "@effect-vipps/client"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { capture, payment, scripted } from "./support.js"

type Call = Effect.Effect<object | void, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>

/** Expects the call to fail with these issues, and no request to be sent. */
const refused = (call: Call, ...expected: ReadonlyArray<readonly [path: string, message: string]>) =>
  Effect.gen(function* () {
    const server = scripted(() => "hang")
    const error = yield* Effect.flip(Effect.provide(call, server.layer))
    assert(error._tag === "VippsInputError", `${error._tag}: ${error.message}`)
    assert.deepStrictEqual(
      error.issues.map(({ path }) => path),
      expected.map(([path]) => path),
      error.message
    )
    error.issues.forEach((issue, i) => {
      assert.include(issue.message, expected[i]?.[1] ?? "no such issue expected")
      assert.include(error.message, issue.message)
    })
    assert.strictEqual(error.attempts, 0)
    assert.strictEqual(error.outcome, "refused")
    assert.isFalse(error.retryable)
    assert.strictEqual(server.seen.length, 0)
    assert.strictEqual(server.tokens(), 0)
  })

/** An invalid payment, regardless of types. */
const create = (changes: object) =>
  EPayment.createPayment({ ...payment, ...changes } as unknown as EPayment.CreatePaymentRequest)

const receipt: EPayment.Receipt = {
  orderLines: [
    { name: "Socks", id: "1", totalAmount: 49900, totalAmountExcludingTax: 39920, totalTaxAmount: 9980, taxRate: 2500 }
  ],
  bottomLine: { currency: "NOK" }
}

describe("references in paths", () => {
  const bad = [
    "..",
    "",
    "a/b/c/d/e/f",
    "order?x=1",
    "order-1234#",
    "1234567",
    "a".repeat(65),
    "ørder-12345",
    "../../etc",
    "%2e%2e%2f%2e",
    "order-12345\n",
    " order-12345"
  ]
  const calls: Record<string, (reference: string) => Call> = {
    getPayment: (reference) => EPayment.getPayment(reference),
    getPaymentEventLog: (reference) => EPayment.getPaymentEventLog(reference),
    capturePayment: (reference) => EPayment.capturePayment(reference, capture),
    refundPayment: (reference) => EPayment.refundPayment(reference, capture),
    cancelPayment: (reference) => EPayment.cancelPayment(reference),
    forceApprovePayment: (reference) => EPayment.forceApprovePayment(reference, { token: "t" }),
    getSession: (reference) => Checkout.getSession(reference),
    updateSession: (reference) => Checkout.updateSession(reference, { logisticOptions: [] }),
    expireSession: (reference) => Checkout.expireSession(reference)
  }
  for (const [name, call] of Object.entries(calls)) {
    it.effect(name, () =>
      Effect.forEach([...bad, undefined, null, 12_345_678, ["order-12345"]], (reference) =>
        refused(call(reference as string), ["reference", reference === undefined ? "is required" : "must be"])
      )
    )
  }
})

describe("amounts are whole minor units", () => {
  for (const value of [1.5, -1, 65_000_001, Number.NaN, Number.POSITIVE_INFINITY, "100", null]) {
    it.effect(`an amount is refused: ${typeof value} ${value}`, () =>
      Effect.gen(function* () {
        yield* refused(create({ amount: { value, currency: "NOK" } }), ["amount.value", "must be"])
        yield* refused(
          EPayment.capturePayment("order-12345", { modificationAmount: { value: value as number, currency: "NOK" } }),
          ["modificationAmount.value", "must be"]
        )
      })
    )
  }
  it.effect("an unknown currency is refused", () =>
    refused(create({ amount: { value: 100, currency: "nok" } }), ["amount.currency", 'one of "NOK", "DKK", "EUR"'])
  )
})

describe("rules of a payment", () => {
  const rule = (
    name: string,
    changes: object,
    ...expected: Parameters<typeof refused> extends [Call, ...infer E] ? E : never
  ) => it.effect(name, () => refused(create(changes), ...expected))

  rule("WEB_REDIRECT needs returnUrl", { returnUrl: undefined }, [
    "returnUrl",
    "required when userFlow is WEB_REDIRECT"
  ])
  rule("PUSH_MESSAGE needs customer", { userFlow: "PUSH_MESSAGE", customer: undefined }, [
    "customer",
    "required when userFlow is PUSH_MESSAGE"
  ])
  rule("expiresAt needs receipt", { expiresAt: "2026-12-24T18:00:00Z" }, ["receipt", "required when expiresAt"])
  rule("CARD goes with WEB_REDIRECT only", { paymentMethod: { type: "CARD" }, userFlow: "QR" }, [
    "userFlow",
    "must be WEB_REDIRECT"
  ])
  rule("CARD_PASSTHROUGH needs cardPassthrough", { paymentMethod: { type: "CARD_PASSTHROUGH" } }, [
    "cardPassthrough",
    "required"
  ])
  rule(
    "fixed or dynamic shipping, not both",
    { shipping: { fixedOptions: [], dynamicOptions: { callbackUrl: "https://example.com" } } },
    ["shipping", "either fixedOptions or dynamicOptions"]
  )
  rule("fixed or dynamic shipping, not neither", { shipping: {} }, ["shipping", "either"])
  rule("one kind of customer", { customer: { phoneNumber: "4712345678", personalQr: "https://qr" } }, [
    "customer",
    "exactly one of"
  ])
  rule("no kind of customer", { customer: {} }, ["customer", "exactly one of"])
  rule("a phone number with a plus", { customer: { phoneNumber: "+4712345678" } }, ["customer.phoneNumber", "MSISDN"])
  rule("http elsewhere than on this machine", { returnUrl: "http://example.com" }, ["returnUrl", "https://"])
  for (const returnUrl of [
    "javascript:alert(1)",
    "JavaScript://x%0aalert(1)",
    "data:text/html,x",
    "blob:https://example.com/1",
    "vbscript:x",
    "file:///etc/passwd",
    "view-source:https://example.com",
    "intent://shop#Intent;end",
    "mailto:kari@example.com",
    "shop:return"
  ]) {
    rule(`a scheme that opens no app of the merchant's: ${returnUrl}`, { returnUrl }, ["returnUrl", "https://"])
  }
  rule("no URL at all", { returnUrl: "/thanks" }, ["returnUrl", "absolute"])
  rule("a description too short", { paymentDescription: "ab" }, ["paymentDescription", "3 to 100 characters"])
  rule("metadata with a key that JavaScript would lose", { metadata: JSON.parse('{ "__proto__": "v" }') }, [
    "metadata.__proto__",
    "is not a known field"
  ])
  rule("metadata beyond five pairs", { metadata: Object.fromEntries(Array.from("abcdef", (key) => [key, "v"])) }, [
    "metadata",
    "at most 5"
  ])
  rule("a scope Vipps does not have", { profile: { scope: "name shoeSize" } }, ["profile.scope", "words"])
  rule("an expiry without offset", { expiresAt: "2026-12-24T18:00:00", receipt }, ["expiresAt", "RFC 3339"])
  rule("a QR code too small", { qrFormat: { format: "IMAGE/PNG", size: 99 } }, ["qrFormat.size", "100 to 2000"])
  rule(
    "an order line without tax",
    { receipt: { ...receipt, orderLines: [{ ...receipt.orderLines[0], taxRate: undefined }] } },
    ["receipt.orderLines[0].taxRate", "required"]
  )
  rule("no order line", { receipt: { ...receipt, orderLines: [] } }, ["receipt.orderLines", "at least one"])
  const notPlain = {
    Date: DateTime.toDate(DateTime.unsafeMake(0)),
    Redacted: Redacted.make("2026-12-24T18:00:00Z"),
    Promise: Promise.resolve("")
  }
  for (const [name, expiresAt] of Object.entries(notPlain)) {
    rule(`a text is not given as a ${name}`, { expiresAt }, [
      "expiresAt",
      "must be plain data, not a Date, Promise, Redacted or the like"
    ])
  }
  rule(
    "unknown keys, wherever they are",
    { colour: "blue", amount: { value: 1, currency: "NOK", valeu: 2 } },
    ["colour", "not a known field"],
    ["amount.valeu", "not a known field"]
  )
  rule(
    "everything at once",
    { amount: undefined, reference: "x", userFlow: "POST" },
    ["amount", "is required"],
    ["reference", "8 to 64"],
    ["userFlow", "one of"]
  )

  for (const wrong of [undefined, null, 17, "payment", []]) {
    it.effect(`a value that is no request is refused: ${JSON.stringify(wrong)}`, () =>
      Effect.gen(function* () {
        const server = scripted(() => "hang")
        const error = yield* Effect.flip(
          Effect.provide(EPayment.createPayment(wrong as unknown as EPayment.CreatePaymentRequest), server.layer)
        )
        assert.strictEqual(error._tag, "VippsInputError")
        const session = yield* Effect.flip(
          Effect.provide(Checkout.createSession(wrong as unknown as Checkout.CreateSessionRequest), server.layer)
        )
        assert.strictEqual(session._tag, "VippsInputError")
      })
    )
  }

  it.effect("the smallest amount is not checked, because Vipps changes it", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ reference: "order-12345" }, { status: 201 }))
      yield* Effect.provide(create({ amount: { value: 1, currency: "NOK" } }), server.layer)
      assert.strictEqual(server.seen.length, 1)
    })
  )
})

describe("other requests", () => {
  it.effect("a subscription session requires a reference somewhere", () =>
    refused(
      Checkout.createSession({
        type: "SUBSCRIPTION",
        merchantInfo: {
          callbackUrl: "https://example.com/callback",
          returnUrl: "https://example.com/return",
          callbackAuthorizationToken: "secret"
        },
        subscription: {
          productName: "Socks",
          amount: { value: 9900, currency: "NOK" },
          interval: { unit: "MONTH", count: 1 },
          merchantAgreementUrl: "https://example.com/socks"
        }
      }),
      ["reference", "required when type is SUBSCRIPTION"]
    )
  )
  it.effect("force approve requires a customer or a token", () =>
    Effect.gen(function* () {
      yield* refused(EPayment.forceApprovePayment("order-12345", {}), ["request", "either customer or token"])
      yield* refused(
        EPayment.forceApprovePayment("order-12345", { token: "t", customer: { phoneNumber: "4712345678" } }),
        ["request", "either customer or token"]
      )
    })
  )
  it.effect("force approve is refused in production before a request is sent", () =>
    Effect.gen(function* () {
      const server = scripted(() => "hang", { environment: "production" })
      const error = yield* Effect.flip(
        Effect.provide(EPayment.forceApprovePayment("order-12345", { token: "t" }), server.layer)
      )
      assert(error._tag === "VippsInputError")
      assert.strictEqual(error.issues[0]?.path, "environment")
      assert.strictEqual(server.seen.length + server.tokens(), 0)
    })
  )
})

describe("options of a call", () => {
  const withOptions = (options: object, path: string, message: string) =>
    refused(EPayment.capturePayment("order-12345", capture, options), [path, message])

  it.effect("call options are checked with the rest of the input", () =>
    Effect.gen(function* () {
      yield* withOptions({ idempotencyKey: "k".repeat(51) }, "options.idempotencyKey", "1 to 50")
      yield* withOptions({ idempotencyKey: "" }, "options.idempotencyKey", "1 to 50")
      yield* withOptions({ idempotencyKey: "line\nbreak" }, "options.idempotencyKey", "ASCII")
      yield* withOptions({ merchantSerialNumber: "12" }, "options.merchantSerialNumber", "4 to 10 digits")
      yield* withOptions({ timeout: 0 }, "options.timeout", "longer than zero")
      yield* withOptions({ timeout: "soon" }, "options.timeout", "longer than zero")
      yield* withOptions({ retry: { maxRetries: -1 } }, "options.retry.maxRetries", "whole number")
      yield* withOptions({ idempotenceKey: "typo" }, "options.idempotenceKey", "not a known field")
    })
  )

  it.effect("each call without a key gets its own, a UUID", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ reference: "order-12345" }, { status: 201 }))
      yield* Effect.provide(Effect.zip(create({}), create({})), server.layer)
      const keys = server.seen.map(({ headers }) => headers["idempotency-key"] ?? "")
      assert.strictEqual(new Set(keys).size, 2)
      for (const key of keys) assert.match(key, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    })
  )
})

describe("lenient responses", () => {
  it.effect("nulls are absent; new states, fields and currencies stay", () =>
    Effect.gen(function* () {
      const nok = { value: 100, currency: "NOK" }
      const server = scripted(() =>
        Response.json({
          reference: "order-12345",
          state: "FROZEN",
          amount: { value: 100, currency: "ISK", exponent: 2 },
          aggregate: { authorizedAmount: nok, capturedAmount: nok, refundedAmount: nok, cancelledAmount: nok },
          paymentMethod: { type: "CASH", cardBin: null },
          profile: null,
          pspReference: "1",
          redirectUrl: null,
          metadata: null,
          userDetails: {
            email: "a@b.no",
            addresses: [null, { addressLine1: "x", city: "y", country: "NO", postCode: "1", addressLine2: null }].slice(
              1
            )
          },
          brandNew: { deep: [1, null, { gone: null, kept: true }] }
        })
      )
      const read: unknown = yield* Effect.provide(EPayment.getPayment("order-12345"), server.layer)
      assert.deepStrictEqual(read, {
        reference: "order-12345",
        state: "FROZEN",
        amount: { value: 100, currency: "ISK", exponent: 2 },
        aggregate: { authorizedAmount: nok, capturedAmount: nok, refundedAmount: nok, cancelledAmount: nok },
        paymentMethod: { type: "CASH" },
        profile: {},
        pspReference: "1",
        userDetails: { email: "a@b.no", addresses: [{ addressLine1: "x", city: "y", country: "NO", postCode: "1" }] },
        brandNew: { deep: [1, null, { kept: true }] }
      })
    })
  )
})
