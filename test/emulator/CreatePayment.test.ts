import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { errorCode, fieldNames, order, receipt, selling, start } from "./harness.js"

type Change = Readonly<Record<string, unknown>>

const line = receipt.orderLines[0]
const withLine = (more: Change) => ({ receipt: { ...receipt, orderLines: [{ ...line, ...more }] } })
const withBottomLine = (more: Change) => ({ receipt: { ...receipt, bottomLine: { currency: "NOK", ...more } } })
const amount = (value: unknown, currency: unknown = "NOK") => ({ amount: { currency, value } })
const days = (count: number) => DateTime.formatIso(DateTime.unsafeMake(count * 86_400_000))

const option = { id: "home-1", amount: { currency: "NOK", value: 4_900 }, name: "Home" }
const group = { type: "HOME_DELIVERY", brand: "POSTEN", options: [option] }
const address = { scope: "name address" }
const airline = {
  agencyInvoiceNumber: "123456",
  airlineCode: "074",
  airlineDesignatorCode: "KL",
  passengerName: "Testesen/Kari Ms"
}

/** What makes the request malformed, and the field that is named for it. */
const malformed: ReadonlyArray<readonly [field: string, change: Change]> = [
  ["amount", { amount: undefined }],
  ["amount", { amount: 100 }],
  ["amount.value", amount("100")],
  ["amount.value", amount(100.5)],
  ["amount.value", amount(-1)],
  ["amount.value", amount(65_000_001)],
  ["amount.value", amount(null)],
  ["amount.currency", amount(100, "nok")],
  ["amount.currency", { amount: { value: 100 } }],
  ["paymentMethod", { paymentMethod: undefined }],
  ["paymentMethod.type", { paymentMethod: { type: "wallet" } }],
  ["paymentMethod.type", { paymentMethod: {} }],
  ["paymentMethod.blockedSources.0", { paymentMethod: { type: "WALLET", blockedSources: ["CARDS"] } }],
  ["reference", { reference: undefined }],
  ["reference", { reference: "short-7" }],
  ["reference", { reference: "x".repeat(65) }],
  ["reference", { reference: "with_underscore" }],
  ["reference", { reference: "order-0001\n" }],
  ["userFlow", { userFlow: undefined }],
  ["userFlow", { userFlow: "REDIRECT" }],
  ["returnUrl", { returnUrl: `https://shop.example/${"x".repeat(2500)}` }],
  ["returnUrl", { returnUrl: null }],
  ["customer", { customer: null }],
  ["customer", { customer: { phoneNumber: "4799999999", customerToken: "token" } }],
  ["customer.phoneNumber", { customer: { phoneNumber: "+4799999999" } }],
  ["customer.phoneNumber", { customer: { phoneNumber: "12345678" } }],
  ["customer.phoneNumber", { customer: { phoneNumber: 4799999999 } }],
  ["customer.personalQr", { customer: { personalQr: "qr" } }],
  ["customer.personalQr", { customer: { personalQr: "x".repeat(256) } }],
  ["minimumUserAge", { minimumUserAge: 101 }],
  ["minimumUserAge", { minimumUserAge: -1 }],
  ["minimumUserAge", { minimumUserAge: "18" }],
  ["customerInteraction", { customerInteraction: "PRESENT" }],
  ["paymentDescription", { paymentDescription: "ab" }],
  ["paymentDescription", { paymentDescription: "x".repeat(101) }],
  ["profile.scope", { profile: { scope: ["name"] } }],
  ["expiresAt", { expiresAt: "2026-01-01T00:00:00", receipt }],
  ["expiresAt", { expiresAt: "tomorrow", receipt }],
  ["qrFormat.format", { qrFormat: {} }],
  ["qrFormat.format", { qrFormat: { format: "IMAGE/JPEG" } }],
  ["qrFormat.size", { qrFormat: { format: "IMAGE/PNG", size: 99 } }],
  ["qrFormat.size", { qrFormat: { format: "IMAGE/PNG", size: 2001 } }],
  ["metadata.key", { metadata: { key: 1 } }],
  ["metadata", { metadata: ["key"] }],
  ["receipt.orderLines", { receipt: { ...receipt, orderLines: [] } }],
  ["receipt.bottomLine", { receipt: { orderLines: receipt.orderLines } }],
  ["receipt.bottomLine.currency", { receipt: { ...receipt, bottomLine: {} } }],
  ["receipt.orderLines.0.name", withLine({ name: undefined })],
  ["receipt.orderLines.0.totalAmount", withLine({ totalAmount: 1.5 })],
  ["receipt.orderLines.0.taxRate", withLine({ taxRate: undefined })],
  ["receipt.orderLines.0.taxRate", withLine({ taxRate: 10_001 })],
  ["receipt.orderLines.0.taxPercentage", withLine({ taxPercentage: 101 })],
  ["receipt.orderLines.0.discount", withLine({ discount: -1 })],
  ["receipt.orderLines.0.isReturn", withLine({ isReturn: "yes" })],
  ["receipt.orderLines.0.unitInfo.quantity", withLine({ unitInfo: { unitPrice: 1, quantity: "1,5" } })],
  ["receipt.orderLines.0.unitInfo.quantity", withLine({ unitInfo: { unitPrice: 1, quantity: "12345678901" } })],
  ["receipt.orderLines.0.unitInfo.unitPrice", withLine({ unitInfo: { quantity: "1" } })],
  [
    "receipt.orderLines.0.unitInfo.quantityUnit",
    withLine({ unitInfo: { unitPrice: 1, quantity: "1", quantityUnit: "G" } })
  ],
  ["receipt.bottomLine.tipAmount", withBottomLine({ tipAmount: -1 })],
  ["receipt.bottomLine.barcode.format", withBottomLine({ barcode: { format: "QR", data: "1" } })],
  [
    "receipt.bottomLine.shippingInfo.taxAmount",
    withBottomLine({ shippingInfo: { amount: 1, amountExcludingTax: 1, taxPercentage: 1 } })
  ],
  ["receipt.bottomLine.paymentSources.card", withBottomLine({ paymentSources: { card: "1" } })],
  ["industryData.airlineData.airlineCode", { industryData: { airlineData: { ...airline, airlineCode: "74" } } }],
  ["industryData.airlineData.passengerName", { industryData: { airlineData: { ...airline, passengerName: "" } } }],
  ["shipping.fixedOptions.0.brand", { shipping: { fixedOptions: [{ ...group, brand: "UPS" }] } }],
  [
    "shipping.fixedOptions.0.options.0.amount",
    { shipping: { fixedOptions: [{ ...group, options: [{ id: "1", name: "1" }] }] } }
  ],
  ["shipping.dynamicOptions.callbackUrl", { shipping: { dynamicOptions: {} } }],
  [
    "cardPassthrough.allowedCardTypes.0",
    { cardPassthrough: { pspReference: "1", cardCallbackUrl: "https://psp.example", allowedCardTypes: ["AMEX"] } }
  ],
  ["unknownField", { unknownField: 1 }]
]

/** What breaks a rule, and its ErrorCode. */
const refused: ReadonlyArray<readonly [code: string, status: number, why: string, change: Change]> = [
  ["6010", 400, "99 øre", amount(99)],
  ["6010", 400, "nothing", amount(0)],
  ["5040", 400, "the currency is not the sales unit's", amount(10_000, "DKK")],
  ["4140", 400, "a redirect needs somewhere to return to [U]", { returnUrl: undefined }],
  ["4140", 400, "so does the app switch [U]", { returnUrl: undefined, userFlow: "NATIVE_REDIRECT" }],
  ["4090", 400, "plain http", { returnUrl: "http://shop.example/return" }],
  ...[
    "javascript:alert(1)",
    "JavaScript://x%0aalert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "data://text/html,x",
    "blob:https://shop.example/1",
    "vbscript:x",
    "about:blank",
    "file:///etc/passwd",
    "view-source:https://shop.example",
    "filesystem:https://shop.example/x",
    "intent://shop#Intent;end",
    "ftp://shop.example",
    "ws://shop.example",
    "mailto:kari@example.com",
    "tel:+4799999999",
    "shop",
    "shop:return",
    "//shop.example"
  ].map((returnUrl) => ["4090", 400, returnUrl, { returnUrl }] as const),
  ["4090", 400, "no URL at all", { returnUrl: "shop" }],
  ["4090", 400, "receiptUrl", { receiptUrl: "receipt.pdf" }],
  ["5080", 400, "a push to nobody", { userFlow: "PUSH_MESSAGE" }],
  ["4070", 400, "a number without country code [U]", { customer: { phoneNumber: "099999999" } }],
  ["4060", 400, "a personal QR that is no link [U]", { customer: { personalQr: "not a link" } }],
  ["4050", 400, "an empty customer token [U]", { customer: { customerToken: "" } }],
  [
    "4160",
    400,
    "card details for a wallet",
    { cardPassthrough: { pspReference: "1", cardCallbackUrl: "https://psp.example", allowedCardTypes: ["DANKORT"] } }
  ],
  ["4160", 400, "CARD_PASSTHROUGH without them", { paymentMethod: { type: "CARD_PASSTHROUGH" } }],
  ["5070", 422, "CARD is not for test [U]", { paymentMethod: { type: "CARD" } }],
  ["5070", 422, "CARD is only for WEB_REDIRECT [U]", { paymentMethod: { type: "CARD" }, userFlow: "QR" }],
  [
    "5010",
    400,
    "blocking is Danish and Finnish",
    { paymentMethod: { type: "WALLET", blockedSources: ["COMMERCIAL_CARDS"] } }
  ],
  ["4080", 400, "an unknown scope", { profile: { scope: "name shoeSize" } }],
  ["5020", 400, "no shipping options [U]", { shipping: {}, profile: address }],
  [
    "5020",
    400,
    "both kinds of shipping options [U]",
    { shipping: { fixedOptions: [group], dynamicOptions: { callbackUrl: "https://shop.example" } }, profile: address }
  ],
  [
    "5020",
    400,
    "two groups of one brand and type [U]",
    { shipping: { fixedOptions: [group, group] }, profile: address }
  ],
  ["5020", 400, "an empty group [U]", { shipping: { fixedOptions: [{ ...group, options: [] }] }, profile: address }],
  ["5030", 400, "Express without the address [U]", { shipping: { fixedOptions: [group] }, profile: { scope: "name" } }],
  ["6130", 400, "a long life without receipt", { expiresAt: days(1) }],
  ["6120", 400, "not more than ten minutes", { expiresAt: "1970-01-01T00:10:00.000Z", receipt }],
  ["6110", 400, "sixty days", { expiresAt: days(60), receipt }],
  [
    "4100",
    400,
    "six pairs of metadata",
    { metadata: Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`k${n}`, "v"])) }
  ],
  ["4120", 400, "a long key", { metadata: { ["k".repeat(101)]: "v" } }],
  ["4130", 400, "a long value", { metadata: { k: "v".repeat(501) } }]
]

/** Requests at the limits of what is allowed. */
const accepted: ReadonlyArray<readonly [why: string, change: Change]> = [
  ["the smallest amount", amount(100)],
  ["the largest amount", amount(65_000_000)],
  ["a reference of 64", { reference: "x".repeat(64) }],
  ["an app's own scheme", { returnUrl: "myshop://return" }],
  ["an app's scheme by its reversed domain", { returnUrl: "com.example.shop:/return?order=1" }],
  ["plain http on this machine", { returnUrl: "http://localhost:3000/return" }],
  [
    "null where the specification says so",
    { minimumUserAge: null, expiresAt: null, qrFormat: null, metadata: null, receiptUrl: null }
  ],
  ["a customer who is nobody in particular", { customer: {} }],
  ["a customer of whom only the interaction is known", { customer: { customerInteraction: "CUSTOMER_PRESENT" } }],
  ["unknown nested fields", { customer: { phoneNumber: "4799999999", customerInteraction: "CUSTOMER_PRESENT" } }],
  [
    "every metadata at its limit",
    { metadata: Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`${n}`.padEnd(100, "k"), "v".repeat(500)])) }
  ],
  ["a life of eleven minutes", { expiresAt: "1970-01-01T00:10:00.001Z", receipt }],
  ["an offset in the expiry", { expiresAt: "1970-01-02T02:00:00+01:00", receipt }],
  [
    "a whole receipt",
    {
      receipt: {
        orderLines: [
          {
            ...line,
            taxRate: 2500,
            unitInfo: { unitPrice: 10_000, quantity: "1.5", quantityUnit: "KWH" },
            discount: null,
            productUrl: null,
            isReturn: false,
            isShipping: null
          }
        ],
        bottomLine: {
          currency: "NOK",
          tipAmount: 0,
          posId: "1",
          barcode: { format: "EAN-13", data: "1" },
          paymentSources: { cash: 1, card: null }
        }
      }
    }
  ],
  ["a tax in percent", withLine({ taxRate: undefined, taxPercentage: 25 })],
  ["an airline ticket", { industryData: { airlineData: airline } }],
  [
    "newer fields",
    {
      merchantLegalLinks: {
        termsOfSaleUrl: "https://shop.example/terms",
        privacyPolicyUrl: "https://shop.example/privacy"
      }
    }
  ]
]

describe("creating a payment", () => {
  for (const [field, change] of malformed) {
    it.scoped(`create refuses ${JSON.stringify(change).slice(0, 80)} as malformed, naming ${field}`, () =>
      Effect.gen(function* () {
        const { create, get } = yield* start()
        const reply = yield* create(order("order-0001", change))
        assert.strictEqual(reply.status, 400, reply.text)
        assert.strictEqual(reply.contentType, "application/problem+json")
        assert.include(fieldNames(reply), field, reply.text)
        assert.isUndefined(errorCode(reply))
        assert.strictEqual((yield* get("order-0001")).status, 404)
      })
    )
  }

  for (const [code, status, why, change] of refused) {
    it.scoped(`create refuses with ${code}: ${why}`, () =>
      Effect.gen(function* () {
        const { create, get } = yield* start()
        const reply = yield* create(order("order-0001", change))
        assert.strictEqual(errorCode(reply), code, reply.text)
        assert.strictEqual(reply.status, status)
        assert.strictEqual((yield* get("order-0001")).status, 404)
      })
    )
  }

  for (const [why, change] of accepted) {
    it.scoped(`create accepts ${why}`, () =>
      Effect.gen(function* () {
        const { create } = yield* start()
        const reply = yield* create(order("order-0001", change))
        assert.strictEqual(reply.status, 201, reply.text)
      })
    )
  }

  it.scoped("create names every malformed field at once", () =>
    Effect.gen(function* () {
      const { create } = yield* start()
      const reply = yield* create({ amount: { currency: "NOK" }, reference: "x", userFlow: "QR", extra: 1 })
      assert.sameMembers([...fieldNames(reply)], ["amount.value", "paymentMethod", "reference", "extra"])
    })
  )

  it.scoped("create sends problems with every member, and a new trace id each time", () =>
    Effect.gen(function* () {
      const { create } = yield* start()
      const first = yield* create(order("order-0001", amount(1)))
      const second = yield* create(order("order-0001", amount(1)))
      assert.deepStrictEqual(Object.keys(first.json).sort(), [
        "detail",
        "extraDetails",
        "instance",
        "status",
        "title",
        "traceId",
        "type"
      ])
      assert.strictEqual(first.json.instance, "/v1/payments")
      assert.match(first.json.traceId, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
      assert.notStrictEqual(first.json.traceId, second.json.traceId)
    })
  )

  it.scoped("create responds with a redirect URL that includes the landing page's token", () =>
    Effect.gen(function* () {
      const { create, get } = yield* start({ publicUrl: "http://127.0.0.1:9" })
      const reply = yield* create(order("order-0001"))
      assert.strictEqual(reply.status, 201)
      assert.strictEqual(reply.contentType, "application/json")
      assert.deepStrictEqual(Object.keys(reply.json).sort(), ["redirectUrl", "reference"])
      assert.match(reply.json.redirectUrl, /^http:\/\/127\.0\.0\.1:9\/.*[?&]token=eyJ/)
      assert.strictEqual((yield* get("order-0001")).json.redirectUrl, reply.json.redirectUrl)
    })
  )

  it.scoped("create gives each user flow its own URL, and a push message none", () =>
    Effect.gen(function* () {
      const { create, get } = yield* start()
      const url = (reference: string, change: Change) =>
        Effect.map(create(order(reference, change)), ({ json }) => json.redirectUrl as string | undefined)
      assert.match((yield* url("order-0001", { userFlow: "NATIVE_REDIRECT" })) ?? "", /^vipps:\/\/.*token=/)
      assert.match((yield* url("order-0002", { userFlow: "QR" })) ?? "", /\.svg\?token=/)
      assert.match((yield* url("order-0003", { userFlow: "QR", qrFormat: { format: "IMAGE/PNG" } })) ?? "", /\.png\?/)
      assert.match(
        (yield* url("order-0004", { userFlow: "QR", qrFormat: { format: "TEXT/TARGETURL" } })) ?? "",
        /landing/
      )
      const push = { userFlow: "PUSH_MESSAGE", customer: { phoneNumber: "4799999999" } }
      assert.isUndefined(yield* url("order-0005", push))
      assert.notProperty((yield* get("order-0005")).json, "redirectUrl")
    })
  )

  it.scoped("create refuses a reference that is taken, whatever became of the payment [U: 409]", () =>
    Effect.gen(function* () {
      const { create, emulator } = yield* start()
      yield* create(order("order-0001"))
      yield* emulator.reject("order-0001")
      const reply = yield* create(order("order-0001"))
      assert.strictEqual(reply.status, 409)
      assert.strictEqual(errorCode(reply), "4150")
      assert.strictEqual((yield* create(order("ORDER-0001"))).status, 201)
    })
  )

  it.scoped("create applies the sales unit's currency and its minimum", () =>
    Effect.gen(function* () {
      const { create } = yield* start({ merchants: [selling("DKK")] })
      assert.strictEqual(errorCode(yield* create(order("order-0001"))), "5040")
      assert.strictEqual((yield* create(order("order-0001", amount(1, "DKK")))).status, 201)
      const blocking = { ...amount(1, "DKK"), paymentMethod: { type: "WALLET", blockedSources: ["COMMERCIAL_CARDS"] } }
      assert.strictEqual((yield* create(order("order-0002", blocking))).status, 201)
    })
  )

  it.scoped("a payment lives until its expiresAt", () =>
    Effect.gen(function* () {
      const { create, emulator } = yield* start()
      yield* create(order("order-0001", { expiresAt: "1970-01-01T02:00:00+01:00", receipt }))
      yield* TestClock.adjust("59 minutes")
      assert.strictEqual((yield* emulator.payment("order-0001")).state, "CREATED")
      yield* TestClock.adjust("1 minutes")
      assert.strictEqual((yield* emulator.payment("order-0001")).state, "EXPIRED")
    })
  )
})
