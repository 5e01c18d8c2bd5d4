import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import type { Reply } from "./harness.js"
import { keys, order, sessionRequest, start } from "./harness.js"

type Change = Readonly<Record<string, unknown>>

const nok = (value: number) => ({ currency: "NOK", value })

const option = (brand: string, type: unknown, more: Change = {}) => ({
  id: `${brand}-${type}`,
  priority: 0,
  isDefault: false,
  amount: nok(4_900),
  brand,
  type,
  ...more
})

const logistics = (...fixedOptions: ReadonlyArray<unknown>) => ({ logistics: { fixedOptions } })

const transaction = (more: Change) => ({ transaction: { amount: nok(10_000), paymentDescription: "Socks", ...more } })

const merchantInfo = (more: Change) => ({ merchantInfo: { ...sessionRequest("order-0001").merchantInfo, ...more } })

const orderLine = {
  name: "Socks",
  id: "socks",
  totalAmount: 10_000,
  totalAmountExcludingTax: 8_000,
  totalTaxAmount: 2_000,
  taxRate: 2_500
}

const summary = (more: Change) =>
  transaction({ orderSummary: { orderLines: [{ ...orderLine, ...more }], orderBottomLine: { currency: "NOK" } } })

const subscription = {
  productName: "Socks monthly",
  amount: nok(9_900),
  interval: { unit: "MONTH", count: 1 },
  merchantAgreementUrl: "https://shop.example/agreement"
}

const subscriptionRequest = (reference: string, more: Change = {}) => {
  const { transaction, ...base } = sessionRequest(reference)
  return { ...base, type: "SUBSCRIPTION", subscription, ...more }
}

const brands = {
  POSTEN: ["MAILBOX", "PICKUP_POINT", "HOME_DELIVERY"],
  BRING: ["MAILBOX", "PICKUP_POINT", "HOME_DELIVERY"],
  POSTNORD: ["PICKUP_POINT", "HOME_DELIVERY"],
  PORTERBUDDY: ["HOME_DELIVERY"],
  HELTHJEM: ["HOME_DELIVERY", "PICKUP_POINT"],
  POSTI: ["PICKUP_POINT"],
  GLS: ["PICKUP_POINT"],
  DAO: [1],
  OTHER: ["HOME_DELIVERY", "PICKUP_POINT"]
}

const assertInvalid = (reply: Reply, field: string) => {
  assert.strictEqual(reply.status, 400, reply.text)
  assert.strictEqual(reply.contentType, "application/json")
  assert.strictEqual(reply.json.errorCode, "Validation-00001")
  assert.strictEqual(reply.json.title, "One or more validation errors occurred.")
  assert.match(reply.json.instance, /^urn:uuid:[0-9a-f-]{36}$/)
  assert.property(reply.json.errors, field, reply.text)
  for (const reasons of Object.values(reply.json.errors)) assert.isNotEmpty(reasons)
}

/** What is wrong, under the name the response must give it. */
const invalid: ReadonlyArray<readonly [field: string, change: Change]> = [
  ["Transaction", { transaction: undefined }],
  ["Transaction.Amount", transaction({ amount: undefined })],
  ["Transaction.Amount.Value", transaction({ amount: { currency: "NOK", value: 1.5 } })],
  ["Transaction.Amount.Value", transaction({ amount: { currency: "NOK", value: 2_147_483_648 } })],
  ["Transaction.Amount.Value", transaction({ amount: nok(99) })],
  ["Transaction.Amount.Currency", transaction({ amount: { currency: "EUR", value: 100 } })],
  ["Transaction.PaymentDescription", transaction({ paymentDescription: "ab" })],
  ["Transaction.Reference", { ...transaction({ reference: "under_score" }), reference: undefined }],
  ["Reference", { reference: "short" }],
  ["Reference", { reference: "x".repeat(51) }],
  ["Type", { type: "payment" }],
  ["MerchantInfo", { merchantInfo: undefined }],
  ["MerchantInfo.CallbackUrl", merchantInfo({ callbackUrl: "http://shop.example" })],
  ["MerchantInfo.ReturnUrl", merchantInfo({ returnUrl: "" })],
  ["MerchantInfo.ReturnUrl", merchantInfo({ returnUrl: "myshop://return" })],
  ["MerchantInfo.CallbackAuthorizationToken", merchantInfo({ callbackAuthorizationToken: undefined })],
  ["Configuration.Elements", { configuration: { elements: "full" } }],
  ["Configuration.UserFlow", { configuration: { userFlow: "QR" } }],
  ["Configuration.CustomConsent.Required", { configuration: { customConsent: { text: "May we?" } } }],
  ["Configuration.ShowOrderSummary", { configuration: { showOrderSummary: true } }],
  [
    "Configuration.ExternalPaymentMethods[0].PaymentMethod",
    { configuration: { externalPaymentMethods: [{ paymentMethod: "PayPal", redirectUrl: "https://x.example" }] } }
  ],
  ["PrefillCustomer.FirstName", { prefillCustomer: { firstName: 1 } }],
  ["Transaction.OrderSummary.OrderLines[0].TaxRate", summary({ taxRate: undefined })],
  ["Transaction.OrderSummary.OrderLines[0].TotalAmount", summary({ totalAmount: -1 })],
  [
    "Transaction.OrderSummary.OrderLines[0].UnitInfo.QuantityUnit",
    summary({ unitInfo: { unitPrice: 1, quantity: "1", quantityUnit: "KWH" } })
  ],
  ["Transaction.OrderSummary.OrderBottomLine", transaction({ orderSummary: { orderLines: [orderLine] } })],
  ["Logistics.FixedOptions[0].Type", logistics(option("POSTI", "MAILBOX"))],
  ["Logistics.FixedOptions[0].Type", logistics(option("DAO", "PICKUP_POINT"))],
  ["Logistics.FixedOptions[0].Brand", logistics(option("INSTABOX", "PICKUP_POINT"))],
  ["Logistics.FixedOptions[0].Priority", logistics(option("GLS", "PICKUP_POINT", { priority: -1 }))],
  ["Logistics.FixedOptions[0].Amount", logistics(option("PORTERBUDDY", "HOME_DELIVERY", { amount: undefined }))],
  [
    "Logistics.FixedOptions[0].Amount.Currency",
    logistics(option("GLS", "PICKUP_POINT", { amount: { currency: "SEK", value: 1 } }))
  ],
  [
    "Logistics.FixedOptions[1].Id",
    logistics(option("GLS", "PICKUP_POINT", { id: "a" }), option("DAO", 1, { id: "a" }))
  ],
  [
    "Logistics.FixedOptions[0].Delivery.LeadTime.Latest",
    logistics(option("OTHER", "HOME_DELIVERY", { delivery: { leadTime: { earliest: "2026-01-01" } } }))
  ],
  [
    "Logistics.DynamicOptionsCallback",
    { configuration: { elements: "PaymentOnly" }, logistics: { dynamicOptionsCallback: "https://shop.example" } }
  ],
  ["Logistics.Integrations", { configuration: { elements: "PaymentAndContactInfo" }, logistics: { integrations: {} } }]
]

const invalidSubscriptions: ReadonlyArray<readonly [field: string, change: Change]> = [
  ["Subscription", { subscription: undefined }],
  ["Reference", { reference: undefined }],
  ["Subscription.ProductName", { subscription: { ...subscription, productName: "x".repeat(46) } }],
  ["Subscription.Interval.Count", { subscription: { ...subscription, interval: { unit: "DAY", count: 32 } } }],
  ["Subscription.Interval.Unit", { subscription: { ...subscription, interval: { unit: "HOUR", count: 1 } } }],
  ["Subscription.Campaign.End", { subscription: { ...subscription, campaign: { type: "PRICE_CAMPAIGN", price: 1 } } }],
  [
    "Subscription.Campaign.Period",
    { subscription: { ...subscription, campaign: { type: "PERIOD_CAMPAIGN", price: 1 } } }
  ],
  [
    "Subscription.Campaign.EventText",
    {
      subscription: {
        ...subscription,
        campaign: { type: "EVENT_CAMPAIGN", price: 1, eventDate: "2027-01-01", eventText: "x".repeat(16) }
      }
    }
  ],
  ["Subscription.Campaign.Type", { subscription: { ...subscription, campaign: { type: "LEGACY", price: 1 } } }]
]

describe("Checkout sessions", () => {
  it.scoped("a session is created with 200, and read back", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start({ publicUrl: "http://127.0.0.1:9" })
      const reply = yield* checkout("POST", "", sessionRequest("order-0001"))
      assert.strictEqual(reply.status, 200)
      assert.strictEqual(reply.contentType, "application/json")
      assert.deepStrictEqual(Object.keys(reply.json), ["token", "checkoutFrontendUrl", "pollingUrl"])
      assert.strictEqual(reply.json.pollingUrl, "http://127.0.0.1:9/checkout/v3/session/order-0001")
      const session = yield* checkout("GET", "/order-0001")
      assert.strictEqual(session.status, 200)
      assert.deepStrictEqual(session.json, {
        sessionId: session.json.sessionId,
        merchantSerialNumber: keys.merchantSerialNumber,
        reference: "order-0001",
        sessionState: "SessionCreated"
      })
    })
  )

  for (const [field, change] of invalid) {
    it.scoped(`a session is refused for ${JSON.stringify(change).slice(0, 70)}, naming ${field}`, () =>
      Effect.gen(function* () {
        const { checkout } = yield* start()
        assertInvalid(yield* checkout("POST", "", sessionRequest("order-0001", change)), field)
        assert.strictEqual((yield* checkout("GET", "/order-0001")).status, 404)
      })
    )
  }

  for (const [field, change] of invalidSubscriptions) {
    it.scoped(`a subscription session is refused for ${JSON.stringify(change).slice(0, 70)}, naming ${field}`, () =>
      Effect.gen(function* () {
        const { checkout } = yield* start()
        assertInvalid(yield* checkout("POST", "", subscriptionRequest("order-0001", change)), field)
      })
    )
  }

  it.scoped("a session accepts every brand with every type of its own, and no type", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      const options = Object.entries(brands).flatMap(([brand, types]) =>
        [...types, null].map((type) => option(brand, type, { title: null, taxRate: 0 }))
      )
      const reply = yield* checkout("POST", "", sessionRequest("order-0001", logistics(...options)))
      assert.strictEqual(reply.status, 200, reply.text)
    })
  )

  it.scoped("a session accepts null and everything optional, and ignores unknown fields [U]", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      const nothing = { prefillCustomer: null, configuration: null, logistics: null }
      const everything = {
        ...summary({
          unitInfo: { unitPrice: 1, quantity: "1", quantityUnit: "PCS" },
          discount: null,
          isShipping: true
        }),
        prefillCustomer: { firstName: "Kari", country: null },
        configuration: {
          customerInteraction: "CUSTOMER_NOT_PRESENT",
          elements: "Full",
          countries: { supported: ["NO"] },
          userFlow: "NATIVE_REDIRECT",
          requireUserInfo: true,
          customConsent: { text: "May we?", required: false },
          showOrderSummary: true,
          externalPaymentMethods: [{ paymentMethod: "Klarna", redirectUrl: "https://shop.example/klarna" }]
        },
        ...merchantInfo({ returnUrl: "myshop://return", termsAndConditionsUrl: null }),
        surprise: true
      }
      for (const [reference, change] of [
        ["order-0001", nothing],
        ["order-0002", everything]
      ] as const) {
        const reply = yield* checkout("POST", "", sessionRequest(reference, change))
        assert.strictEqual(reply.status, 200, reply.text)
      }
    })
  )

  it.scoped("a session is for a payment when no type is given [U]", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      const { type, ...request } = sessionRequest("order-0001")
      assert.strictEqual((yield* checkout("POST", "", request)).status, 200)
    })
  )

  it.scoped("a session has the reference of the top level, else the transaction's, else a generated one [U]", () =>
    Effect.gen(function* () {
      const { checkout, emulator } = yield* start()
      yield* checkout("POST", "", sessionRequest("order-0001", transaction({ reference: "order-0002" })))
      assert.strictEqual((yield* checkout("GET", "/order-0001")).status, 200)
      assert.strictEqual((yield* checkout("GET", "/order-0002")).status, 404)
      yield* checkout("POST", "", sessionRequest(undefined, transaction({ reference: "order-0002" })))
      assert.strictEqual((yield* checkout("GET", "/order-0002")).status, 200)
      const { pollingUrl } = (yield* checkout("POST", "", sessionRequest(undefined))).json
      const reference = pollingUrl.split("/").at(-1)
      assert.match(reference, /^[0-9a-f-]{36}$/)
      yield* emulator.completeSession(reference)
      assert.strictEqual((yield* emulator.payment(reference)).state, "AUTHORIZED")
    })
  )

  it.scoped("a session does not share its reference with a session or payment", () =>
    Effect.gen(function* () {
      const { checkout, create } = yield* start()
      yield* create(order("order-0001"))
      yield* checkout("POST", "", sessionRequest("order-0002"))
      for (const reference of ["order-0001", "order-0002"]) {
        const reply = yield* checkout("POST", "", sessionRequest(reference))
        assert.strictEqual(reply.status, 409)
        assert.isString(reply.json.errorCode)
        assert.deepStrictEqual(reply.json.errors, {})
      }
    })
  )

  it.scoped("a session is unknown after an hour, and its reference stays taken [U]", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      yield* checkout("POST", "", sessionRequest("order-0001"))
      yield* TestClock.adjust("3599999 millis")
      assert.strictEqual((yield* checkout("GET", "/order-0001")).status, 200)
      yield* TestClock.adjust("1 millis")
      for (const reply of [
        yield* checkout("GET", "/order-0001"),
        yield* checkout("GET", "/never-there"),
        yield* checkout("PATCH", "/order-0001", {}),
        yield* checkout("POST", "/order-0001/expire")
      ]) {
        assert.strictEqual(reply.status, 404)
        assert.strictEqual(reply.contentType, "application/json")
        assert.strictEqual(reply.json.errorCode, "Session-00100")
        assert.strictEqual(reply.json.title, "Session expired or not known.")
      }
      assert.strictEqual((yield* checkout("POST", "", sessionRequest("order-0001"))).status, 409)
    })
  )

  it.scoped("a session is SessionExpired when the merchant expired it, also on a second request [U]", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      yield* checkout("POST", "", sessionRequest("order-0001"))
      for (let time = 0; time < 2; time++) {
        const reply = yield* checkout("POST", "/order-0001/expire")
        assert.strictEqual(reply.status, 200)
        assert.strictEqual(reply.text, "")
      }
      assert.strictEqual((yield* checkout("GET", "/order-0001")).json.sessionState, "SessionExpired")
      assert.strictEqual((yield* checkout("PATCH", "/order-0001", {})).status, 400)
    })
  )

  it.scoped("a session that is being paid is not expired [U], and ends as its payment does", () =>
    Effect.gen(function* () {
      const { checkout, emulator } = yield* start()
      const stateOf = (reference: string) =>
        Effect.map(checkout("GET", `/${reference}`), ({ json }) => json.sessionState)
      const ends = { approve: "PaymentSuccessful", reject: "PaymentTerminated", expire: "PaymentTerminated" } as const
      for (const end of ["approve", "reject", "expire"] as const) {
        const reference = `order-${end}`
        yield* checkout("POST", "", sessionRequest(reference))
        const payment = Option.getOrThrow(yield* emulator.initiateSession(reference))
        assert.deepStrictEqual([payment.reference, payment.state], [reference, "CREATED"])
        assert.strictEqual(yield* stateOf(reference), "PaymentInitiated")
        assert.strictEqual((yield* checkout("POST", `/${reference}/expire`)).status, 400)
        assert.strictEqual(yield* stateOf(reference), "PaymentInitiated")
        yield* emulator[end](reference)
        assert.strictEqual(yield* stateOf(reference), ends[end])
      }
    })
  )

  it.scoped("a session is updated while nobody pays, and the payment uses the update", () =>
    Effect.gen(function* () {
      const { checkout, emulator } = yield* start()
      yield* checkout("POST", "", sessionRequest("order-0001"))
      const reply = yield* checkout("PATCH", "/order-0001", {
        ...transaction({ amount: nok(20_000) }),
        logisticOptions: [option("GLS", "PICKUP_POINT")]
      })
      assert.strictEqual(reply.status, 200)
      assert.strictEqual(reply.text, "")
      assert.strictEqual(
        (yield* checkout("PATCH", "/order-0001", { transaction: null, logisticOptions: null })).status,
        200
      )
      assertInvalid(
        yield* checkout("PATCH", "/order-0001", { transaction: { amount: nok(1) } }),
        "Transaction.PaymentDescription"
      )
      assertInvalid(yield* checkout("PATCH", "/order-0001", { logisticOptions: [{}] }), "LogisticOptions[0].Brand")
      yield* emulator.completeSession("order-0001")
      assert.strictEqual((yield* emulator.payment("order-0001")).aggregate.authorized, 24_900)
      for (const refused of [
        yield* checkout("PATCH", "/order-0001", {}),
        yield* checkout("POST", "/order-0001/expire")
      ]) {
        assert.strictEqual(refused.status, 400)
        assert.notStrictEqual(refused.json.errorCode, "Validation-00001")
      }
    })
  )

  it.scoped("a session is updated to no amount that it could not be created with [U]", () =>
    Effect.gen(function* () {
      const { checkout, emulator } = yield* start()
      const shipped = logistics(option("GLS", "PICKUP_POINT"))
      yield* checkout("POST", "", sessionRequest("order-0001"))
      yield* checkout("POST", "", sessionRequest("order-0002", { ...transaction({ amount: nok(0) }), ...shipped }))
      for (const amount of [nok(0), nok(99)]) {
        assertInvalid(
          yield* checkout("POST", "", sessionRequest("order-0003", transaction({ amount }))),
          "Transaction.Amount.Value"
        )
        assertInvalid(yield* checkout("PATCH", "/order-0001", transaction({ amount })), "Transaction.Amount.Value")
      }
      assertInvalid(yield* checkout("PATCH", "/order-0002", { logisticOptions: [] }), "Transaction.Amount.Value")
      assertInvalid(
        yield* checkout(
          "POST",
          "",
          sessionRequest("order-0003", { ...transaction({ amount: nok(0) }), ...logistics() })
        ),
        "Transaction.Amount.Value"
      )
      assert.strictEqual((yield* checkout("PATCH", "/order-0002", transaction({ amount: nok(1) }))).status, 200)
      yield* emulator.completeSession("order-0002")
      assert.strictEqual((yield* emulator.payment("order-0002")).aggregate.authorized, 4_901)
    })
  )

  it.scoped("a session whose amount with the chosen shipping is too small is not paid [U]", () =>
    Effect.gen(function* () {
      const { checkout, emulator, get } = yield* start()
      const free = option("GLS", "PICKUP_POINT", { id: "free", isDefault: true, amount: nok(0) })
      const dear = option("OTHER", "HOME_DELIVERY", { id: "dear", amount: nok(100) })
      yield* checkout(
        "POST",
        "",
        sessionRequest("order-0001", { ...transaction({ amount: nok(0) }), ...logistics(free, dear) })
      )
      const refused = yield* Effect.flip(emulator.completeSession("order-0001"))
      assert.strictEqual(refused._tag, "InvalidDetailsError")
      assert.strictEqual((yield* checkout("GET", "/order-0001")).json.sessionState, "SessionCreated")
      assert.strictEqual((yield* get("order-0001")).status, 404)
      yield* emulator.completeSession("order-0001", { shippingOptionId: "dear" })
      assert.strictEqual((yield* emulator.payment("order-0001")).aggregate.authorized, 100)
    })
  )

  it.scoped("a session's first response is repeated for its key, and the key is refused for another body [U]", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      const key = { "Idempotency-Key": "k" }
      const first = yield* checkout("POST", "", sessionRequest("order-0001"), key)
      assert.strictEqual(first.status, 200)
      assert.deepStrictEqual(yield* checkout("POST", "", sessionRequest("order-0001"), key), first)
      assert.strictEqual((yield* checkout("POST", "", sessionRequest("order-0002"), key)).status, 409)
      assertInvalid(
        yield* checkout("POST", "", sessionRequest("order-0002"), { "Idempotency-Key": "k".repeat(51) }),
        "Idempotency-Key"
      )
    })
  )
})

describe("completed sessions", () => {
  it.scoped("ePayment captures the payment of a completed session, and the session shows it", () =>
    Effect.gen(function* () {
      const { capture, checkout, emulator, get, refund, send } = yield* start()
      yield* checkout("POST", "", sessionRequest("order-0001"))
      const completed = yield* send("POST", "/_emulator/checkout/sessions/order-0001/complete")
      assert.strictEqual(completed.status, 200)
      const session = yield* checkout("GET", "/order-0001")
      assert.deepStrictEqual(session.json, completed.json)
      const contact = {
        firstName: "Kari",
        lastName: "Testesen",
        email: "kari.testesen@example.com",
        phoneNumber: "4799999999",
        streetAddress: "Testveien 1",
        postalCode: "0001",
        city: "Oslo",
        country: "NO"
      }
      assert.deepStrictEqual(session.json, {
        sessionId: session.json.sessionId,
        merchantSerialNumber: keys.merchantSerialNumber,
        reference: "order-0001",
        sessionState: "PaymentSuccessful",
        paymentMethod: "Wallet",
        paymentDetails: {
          type: "Wallet",
          amount: nok(10_000),
          state: "AUTHORIZED",
          aggregate: {
            authorizedAmount: nok(10_000),
            capturedAmount: nok(0),
            refundedAmount: nok(0),
            cancelledAmount: nok(0)
          }
        },
        shippingDetails: contact,
        billingDetails: contact
      })
      assert.strictEqual((yield* get("order-0001")).json.state, "AUTHORIZED")
      assert.strictEqual((yield* capture("order-0001", 6_000)).status, 200)
      assert.strictEqual((yield* refund("order-0001", 1_000)).status, 200)
      yield* TestClock.adjust("30 minutes")
      const { aggregate } = (yield* checkout("GET", "/order-0001")).json.paymentDetails
      assert.deepStrictEqual([aggregate.capturedAmount, aggregate.refundedAmount], [nok(6_000), nok(1_000)])
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ operation }) => operation),
        ["AUTHORIZED", "CAPTURED", "REFUNDED"]
      )
    })
  )

  it.scoped("a completed session shows what the customer typed and chose", () =>
    Effect.gen(function* () {
      const { checkout, send } = yield* start()
      const configuration = { requireUserInfo: true, customConsent: { text: "May we?", required: true } }
      yield* checkout("POST", "", {
        ...sessionRequest("order-0001", { configuration, prefillCustomer: { firstName: "Ola", city: "Bergen" } }),
        ...logistics(
          option("GLS", "PICKUP_POINT", { id: "gls", isDefault: true }),
          option("OTHER", "HOME_DELIVERY", { id: "home", amount: nok(9_900), priority: 1 })
        )
      })
      const details = { paymentMethod: "Card", shippingOptionId: "home", city: "Voss", email: "ola@example.com" }
      yield* send("POST", "/_emulator/checkout/sessions/order-0001/complete", { body: details })
      const { json } = yield* checkout("GET", "/order-0001")
      assert.strictEqual(json.paymentMethod, "Card")
      assert.strictEqual(json.paymentDetails.type, "Card")
      assert.deepStrictEqual(json.paymentDetails.amount, nok(19_900))
      assert.strictEqual(json.shippingDetails.shippingMethodId, "home")
      assert.deepStrictEqual(json.shippingDetails.amount, nok(9_900))
      assert.strictEqual(json.billingDetails.firstName, "Ola")
      assert.strictEqual(json.billingDetails.city, "Voss")
      assert.strictEqual(json.userInfo.email, "ola@example.com")
      assert.isTrue(json.customConsentProvided)
    })
  )

  it.scoped("a completed session has the default shipping option, else the one of lowest priority", () =>
    Effect.gen(function* () {
      const { checkout, emulator } = yield* start()
      const options = [
        option("GLS", "PICKUP_POINT", { id: "b", priority: 2 }),
        option("DAO", 1, { id: "a", priority: 1 })
      ]
      const chosen = (reference: string, list: ReadonlyArray<unknown>) =>
        Effect.gen(function* () {
          yield* checkout("POST", "", sessionRequest(reference, logistics(...list)))
          yield* emulator.completeSession(reference)
          return (yield* checkout("GET", `/${reference}`)).json.shippingDetails.shippingMethodId
        })
      assert.strictEqual(yield* chosen("order-0001", options), "a")
      const last = option("OTHER", "HOME_DELIVERY", { id: "c", priority: 3, isDefault: true })
      assert.strictEqual(yield* chosen("order-0002", [...options, last]), "c")
    })
  )

  it.scoped("a completed session has no more details than the page asked for", () =>
    Effect.gen(function* () {
      const { checkout, emulator } = yield* start()
      for (const elements of ["PaymentAndContactInfo", "PaymentOnly"] as const) {
        yield* checkout("POST", "", sessionRequest(elements, { configuration: { elements } }))
        yield* emulator.completeSession(elements)
        const { json } = yield* checkout("GET", `/${elements}`)
        assert.notProperty(json, "shippingDetails")
        assert.strictEqual("billingDetails" in json, elements === "PaymentAndContactInfo")
        if (json.billingDetails) assert.notProperty(json.billingDetails, "streetAddress")
      }
    })
  )

  it.scoped("a completed subscription session has an agreement, and a payment only for an initial charge", () =>
    Effect.gen(function* () {
      const { checkout, emulator, get } = yield* start()
      const campaign = { type: "PERIOD_CAMPAIGN", price: 100, period: { unit: "WEEK", count: 2 } }
      const plain = subscriptionRequest("order-0001", { subscription: { ...subscription, campaign } })
      const charged = subscriptionRequest("order-0002", transaction({ amount: nok(500) }))
      for (const request of [plain, charged]) {
        assert.strictEqual((yield* checkout("POST", "", request)).status, 200)
      }
      assert.strictEqual((yield* emulator.completeSession("order-0001"))._tag, "None")
      assert.strictEqual((yield* emulator.completeSession("order-0002"))._tag, "Some")
      const first = (yield* checkout("GET", "/order-0001")).json
      assert.strictEqual(first.subscriptionDetails.state, "ACTIVE")
      assert.match(first.subscriptionDetails.agreementId, /^agr_/)
      assert.notProperty(first, "paymentDetails")
      assert.strictEqual((yield* get("order-0001")).status, 404)
      const second = (yield* checkout("GET", "/order-0002")).json
      assert.notStrictEqual(second.subscriptionDetails.agreementId, first.subscriptionDetails.agreementId)
      assert.deepStrictEqual(second.paymentDetails.amount, nok(500))
      assert.strictEqual((yield* get("order-0002")).json.state, "AUTHORIZED")
    })
  )
})

describe("headers of every Checkout call", () => {
  it.scoped("a Checkout call needs keys, and no access token", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      for (const Authorization of [undefined, "Bearer ", "Bearer nonsense"]) {
        assert.strictEqual((yield* checkout("GET", "/order-0001", undefined, { Authorization })).status, 404)
      }
      for (const wrong of [
        { client_id: undefined },
        { client_id: "wrong" },
        { client_secret: undefined },
        { client_secret: "wrong" }
      ]) {
        const reply = yield* checkout("POST", "", sessionRequest("order-0001"), wrong)
        assert.strictEqual(reply.status, 401)
        assert.deepStrictEqual(reply.json.errors, {})
        assert.isString(reply.json.errorCode)
      }
      const gateway = yield* checkout("GET", "/order-0001", undefined, { "Ocp-Apim-Subscription-Key": undefined })
      assert.strictEqual(gateway.status, 401)
      assert.deepStrictEqual(Object.keys(gateway.json), ["statusCode", "message"])
    })
  )

  it.scoped("a Checkout call needs the merchant serial number and all four system headers [U]", () =>
    Effect.gen(function* () {
      const { checkout } = yield* start()
      const long = { "Vipps-System-Name": "https://a-shop-with-a-long-name.example/" }
      assert.strictEqual((yield* checkout("GET", "/order-0001", undefined, long)).status, 404)
      assertInvalid(
        yield* checkout("GET", "/order-0001", undefined, { "Merchant-Serial-Number": "x" }),
        "Merchant-Serial-Number"
      )
      for (const name of [
        "Merchant-Serial-Number",
        "Vipps-System-Name",
        "Vipps-System-Version",
        "Vipps-System-Plugin-Name",
        "Vipps-System-Plugin-Version"
      ]) {
        for (const value of [undefined, ""]) {
          assertInvalid(yield* checkout("GET", "/order-0001", undefined, { [name]: value }), name)
        }
      }
      const foreign = yield* checkout("GET", "/order-0001", undefined, { "Merchant-Serial-Number": "654321" })
      assert.strictEqual(foreign.status, 403)
    })
  )
})
