import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { ArrayFormatter } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { LogisticsOptionsQuery } from "../../packages/client/src/checkout/Logistics.js"
import { type LogisticsOption, LogisticsOptions } from "../../packages/client/src/checkout/LogisticsOption.js"
import type { OrderSummary } from "../../packages/client/src/checkout/OrderSummary.js"
import { CreateSessionResponse, Session } from "../../packages/client/src/checkout/Session.js"
import {
  CreateSessionRequest,
  type PaymentSessionRequest,
  type SubscriptionSessionRequest,
  UpdateSessionRequest
} from "../../packages/client/src/checkout/SessionRequest.js"
import { reading } from "../../packages/client/src/internal/schema/read.js"

/** `path: message` of each issue; without the notes that a wrong optional field might also have been undefined. */
const issuesOf =
  <A>(schema: Schema.Schema<A>) =>
  (input: unknown): ReadonlyArray<string> =>
    Either.match(Schema.encodeUnknownEither(schema)(input), {
      onLeft: (error) =>
        ArrayFormatter.formatErrorSync(error)
          .filter((issue) => !issue.message.startsWith("Expected undefined"))
          .map((issue) => `${issue.path.join(".")}: ${issue.message}`),
      onRight: () => []
    })

/** The paths that have issues, each once: a wrong enum value has one issue for each valid value. */
const pathsOf =
  <A>(schema: Schema.Schema<A>) =>
  (input: unknown): ReadonlyArray<string | undefined> => [
    ...new Set(issuesOf(schema)(input).map((issue) => issue.split(":")[0]))
  ]

const issues = issuesOf(CreateSessionRequest)
const paths = pathsOf(CreateSessionRequest)

const merge = (base: unknown, change: unknown): unknown =>
  typeof base === "object" &&
  base !== null &&
  !Array.isArray(base) &&
  Object.getPrototypeOf(change) === Object.prototype
    ? Object.fromEntries(
        [...new Set([...Object.keys(base), ...Object.keys(change as object)])].map((key) => {
          const before = (base as Record<string, unknown>)[key]
          return [key, Object.hasOwn(change as object, key) ? merge(before, (change as never)[key]) : before]
        })
      )
    : change

const omit = (base: object, ...keys: ReadonlyArray<string>) =>
  Object.fromEntries(Object.entries(base).filter(([key]) => !keys.includes(key)))

const amount = { value: 49900, currency: "NOK" } as const

const merchantInfo = {
  callbackUrl: "https://shop.example/vipps/callback",
  returnUrl: "https://shop.example/orders/1001",
  callbackAuthorizationToken: "7f1c2a9e-secret"
}

const orderSummary: OrderSummary = {
  orderLines: [
    {
      name: "Wool socks",
      id: "socks-1",
      totalAmount: 49900,
      totalAmountExcludingTax: 39920,
      totalTaxAmount: 9980,
      taxRate: 2500,
      taxPercentage: 25,
      unitInfo: { unitPrice: 24950, quantity: "2", quantityUnit: "PCS" },
      discount: 0,
      productUrl: "https://shop.example/socks",
      isReturn: false,
      isShipping: false
    }
  ],
  orderBottomLine: {
    currency: "NOK",
    tipAmount: 0,
    giftCardAmount: 0,
    terminalId: "web",
    paymentSources: { giftCard: 0, card: 49900, voucher: 0, cash: 0 },
    receiptNumber: "1001"
  }
}

const posten: LogisticsOption = {
  brand: "POSTEN",
  id: "posten-pickup",
  amount: { value: 4900, currency: "NOK" },
  priority: 0,
  isDefault: true,
  title: "Pick up at the post office",
  description: "Two to three days",
  taxRate: 2500,
  customType: "parcel",
  delivery: {
    leadTime: { earliest: "2026-12-01", latest: "2026-12-03" },
    pickupPoints: [
      {
        id: "121648",
        name: "Extra Eiganes",
        address: "Vitaminveien 7",
        postalCode: "0485",
        city: "OSLO",
        country: "NO",
        openingHours: ["Mon-Sun: 1000-2000"],
        leadTime: { earliest: "2026-12-01", latest: "2026-12-03" }
      }
    ],
    timeslots: [{ id: "7", date: "2026-12-02", start: "08:30", end: "10:30:00" }]
  }
}

const option = { id: "a", amount, priority: 1, isDefault: false }

const minimal: PaymentSessionRequest = {
  merchantInfo,
  transaction: { amount, paymentDescription: "One pair of socks" }
}

const payment: PaymentSessionRequest = {
  type: "PAYMENT",
  reference: "order-1001",
  merchantInfo: { ...merchantInfo, termsAndConditionsUrl: "https://shop.example/terms" },
  transaction: { amount, paymentDescription: "One pair of socks", reference: "order-1001", orderSummary },
  logistics: {
    dynamicOptionsCallback: "https://shop.example/vipps/shipping/secret",
    fixedOptions: [posten, { ...option, brand: "OTHER", title: "In the store" }],
    integrations: {
      porterbuddy: {
        publicToken: "public",
        apiKey: "key",
        origin: {
          name: "The shop",
          email: "shop@shop.example",
          phoneNumber: "4712345678",
          address: { streetAddress: "Storgata 1", postalCode: "0155", city: "Oslo", country: "NO" }
        }
      }
    }
  },
  prefillCustomer: {
    firstName: "Ada",
    lastName: "Lovelace",
    email: "ada@example.com",
    phoneNumber: "not a number, and that is fine",
    streetAddress: "Storgata 1",
    city: "Oslo",
    postalCode: "0155",
    country: "NO"
  },
  configuration: {
    customerInteraction: "CUSTOMER_NOT_PRESENT",
    elements: "Full",
    countries: { supported: ["NO", "SE"] },
    userFlow: "WEB_REDIRECT",
    requireUserInfo: true,
    customConsent: { text: "I have read [the terms](https://shop.example/terms)", required: true },
    showOrderSummary: true,
    externalPaymentMethods: [{ paymentMethod: "Klarna", redirectUrl: "https://shop.example/klarna" }]
  }
}

const subscription: SubscriptionSessionRequest = {
  type: "SUBSCRIPTION",
  reference: "order-1002",
  merchantInfo,
  transaction: { amount, paymentDescription: "First pair" },
  subscription: {
    productName: "Socks every month",
    amount,
    interval: { unit: "MONTH", count: 1 },
    merchantAgreementUrl: "https://shop.example/subscriptions/1",
    productDescription: "A new pair each month",
    campaign: { type: "PERIOD_CAMPAIGN", price: 100, period: { unit: "WEEK", count: 2 } }
  }
}

const changed = (base: PaymentSessionRequest | SubscriptionSessionRequest, change: object) =>
  issues(merge(base, change))

describe("CreateSessionRequest", () => {
  it("CreateSessionRequest accepts the smallest and the fullest request of both kinds", () => {
    assert.deepStrictEqual(issues(minimal), [])
    assert.deepStrictEqual(issues(payment), [])
    assert.deepStrictEqual(issues(subscription), [])
    assert.deepStrictEqual(issues(omit(subscription, "transaction")), [])
    assert.deepStrictEqual(Schema.encodeSync(CreateSessionRequest)(payment), payment)
    assert.deepStrictEqual(Schema.decodeUnknownSync(CreateSessionRequest)(subscription), subscription)
  })

  it("CreateSessionRequest reports the issues of the intended kind only, all at once", () => {
    const wrong = {
      reference: "short",
      subscription: { productName: "", interval: { unit: "HOUR", count: 0 }, amount: { value: 1.5 } }
    }
    assert.deepStrictEqual(paths(merge(subscription, wrong)), [
      "reference",
      "subscription.productName",
      "subscription.amount.value",
      "subscription.interval.unit",
      "subscription.interval.count"
    ])
    assert.deepStrictEqual(issues(omit(minimal, "transaction")), ["transaction: is missing"])
  })

  it("CreateSessionRequest detects the intended kind when type is absent or invalid", () => {
    assert.deepStrictEqual(issues(omit(subscription, "type")), [
      'type: must be "SUBSCRIPTION" when subscription is given'
    ])
    assert.deepStrictEqual(issues({ ...subscription, type: "Subscription" }), [
      'type: Expected "SUBSCRIPTION", actual "Subscription"'
    ])
    assert.deepStrictEqual(issues({ ...minimal, type: "payment" }), ['type: Expected "PAYMENT", actual "payment"'])
    assert.deepStrictEqual(issues({ ...omit(subscription, "subscription") }), ["subscription: is missing"])
    assert.deepStrictEqual(paths({ ...subscription, type: "PAYMENT" }), ["subscription"])
    assert.deepStrictEqual(paths({ ...subscription, logistics: {} }), ["logistics"])
    assert.isAbove(issues(null).length, 0)
    assert.isAbove(issues([]).length, 0)
  })

  it("CreateSessionRequest refuses unknown keys at any depth", () => {
    const at = (change: object) => paths(merge(payment, change))
    assert.deepStrictEqual(at({ extra: 1 }), ["extra"])
    assert.deepStrictEqual(at({ transaction: { amount: { cents: 1 } } }), ["transaction.amount.cents"])
    assert.deepStrictEqual(at({ logistics: { fixedOptions: [{ ...option, brand: "GLS", name: "x" }] } }), [
      "logistics.fixedOptions.0.name"
    ])
  })

  it("CreateSessionRequest accepts one reference, and requires one for subscriptions", () => {
    const other = { transaction: { reference: "order-9999" } }
    const differs = "transaction.reference: must be the same as reference, or left out"
    assert.deepStrictEqual(changed(payment, other), [differs])
    assert.deepStrictEqual(changed(subscription, other), [differs])
    assert.deepStrictEqual(changed(minimal, other), [])
    assert.deepStrictEqual(changed(subscription, { reference: undefined }), [
      "reference: is required when type is SUBSCRIPTION"
    ])
    assert.deepStrictEqual(changed(subscription, { reference: undefined, ...other }), [])
    for (const reference of ["1234567", "x".repeat(51), "order_1001", "order 1001"]) {
      assert.match(changed(minimal, { reference })[0] ?? "", /^reference: Expected a reference: 8 to 50/)
    }
    for (const reference of ["12345678", "x".repeat(50)]) assert.deepStrictEqual(changed(minimal, { reference }), [])
  })

  it("CreateSessionRequest refuses address-based logistics where the address is hidden", () => {
    for (const elements of ["PaymentAndContactInfo", "PaymentOnly"]) {
      const advice = `needs the customer's address: leave it out, or use configuration.elements Full instead of ${elements}`
      assert.deepStrictEqual(changed(payment, { configuration: { elements } }), [
        `logistics.dynamicOptionsCallback: ${advice}`,
        `logistics.integrations: ${advice}`
      ])
      assert.deepStrictEqual(
        changed(minimal, { configuration: { elements }, logistics: { fixedOptions: [posten] } }),
        []
      )
    }
    assert.deepStrictEqual(changed(payment, { configuration: { elements: undefined } }), [])
  })

  it("CreateSessionRequest checks the addresses", () => {
    const rejected: ReadonlyArray<readonly [string, object]> = [
      ["merchantInfo.callbackUrl", { merchantInfo: { callbackUrl: "http://shop.example/" } }],
      ["merchantInfo.callbackUrl", { merchantInfo: { callbackUrl: "myshop://callback" } }],
      ["merchantInfo.returnUrl", { merchantInfo: { returnUrl: "/orders/1" } }],
      ["merchantInfo.termsAndConditionsUrl", { merchantInfo: { termsAndConditionsUrl: "ftp://shop.example" } }],
      ["logistics.dynamicOptionsCallback", { logistics: { dynamicOptionsCallback: "http://shop.example" } }],
      [
        "configuration.externalPaymentMethods.0.redirectUrl",
        { configuration: { externalPaymentMethods: [{ paymentMethod: "Klarna", redirectUrl: "klarna" }] } }
      ]
    ]
    for (const [path, change] of rejected) {
      assert.deepStrictEqual(paths(merge(payment, change)), [path])
    }
    for (const returnUrl of ["myshop://paid", "com.example.shop:/paid"]) {
      assert.deepStrictEqual(
        changed(minimal, {
          merchantInfo: { callbackUrl: "http://localhost:3000/callback", returnUrl },
          configuration: { userFlow: "NATIVE_REDIRECT" }
        }),
        []
      )
    }
  })

  it("CreateSessionRequest checks the limits of each field", () => {
    const line = payment.transaction.orderSummary?.orderLines[0]
    const lines = (change: object) => ({ transaction: { orderSummary: { orderLines: [{ ...line, ...change }] } } })
    const line0 = "transaction.orderSummary.orderLines.0"
    const rejected: ReadonlyArray<readonly [string, object]> = [
      ["merchantInfo.callbackAuthorizationToken", { merchantInfo: { callbackAuthorizationToken: "" } }],
      ["transaction.amount.value", { transaction: { amount: { value: -1 } } }],
      ["transaction.paymentDescription", { transaction: { paymentDescription: "ab" } }],
      ["transaction.paymentDescription", { transaction: { paymentDescription: "x".repeat(101) } }],
      ["transaction.orderSummary.orderLines", { transaction: { orderSummary: { orderLines: [] } } }],
      [
        "transaction.orderSummary.orderBottomLine.posId",
        { transaction: { orderSummary: { orderBottomLine: { posId: "1" } } } }
      ],
      [`${line0}.name`, lines({ name: "" })],
      [`${line0}.id`, lines({ id: "x".repeat(256) })],
      [`${line0}.totalAmount`, lines({ totalAmount: -1 })],
      [`${line0}.taxRate`, lines({ taxRate: 10_001 })],
      [`${line0}.taxRate`, lines({ taxRate: undefined })],
      [`${line0}.taxPercentage`, lines({ taxPercentage: 101 })],
      [`${line0}.unitInfo.quantityUnit`, lines({ unitInfo: { unitPrice: 1, quantity: "1" } })],
      [`${line0}.unitInfo.quantityUnit`, lines({ unitInfo: { unitPrice: 1, quantity: "1", quantityUnit: "KWH" } })],
      ["configuration.elements", { configuration: { elements: "full" } }],
      ["prefillCustomer.firstName", { prefillCustomer: { firstName: 1 } }],
      ["configuration.countries.supported.0", { configuration: { countries: { supported: ["Norway"] } } }],
      ["configuration.customConsent.required", { configuration: { customConsent: { required: undefined } } }],
      ["configuration.requireUserInfo", { configuration: { requireUserInfo: "yes" } }]
    ]
    for (const [path, change] of rejected) {
      assert.deepStrictEqual(paths(merge(payment, change)), [path], path)
    }
  })
})

describe("subscription campaigns", () => {
  const campaign = (campaign: object) =>
    paths({ ...subscription, subscription: { ...subscription.subscription, campaign } })

  it("subscription campaigns of all three kinds are accepted", () => {
    assert.deepStrictEqual(campaign({ type: "PRICE_CAMPAIGN", price: 0, end: "2027-01-01T00:00:00Z" }), [])
    assert.deepStrictEqual(campaign({ type: "PERIOD_CAMPAIGN", price: 100, period: { unit: "DAY", count: 31 } }), [])
    assert.deepStrictEqual(
      campaign({ type: "EVENT_CAMPAIGN", price: 100, eventDate: "2026-12-24T16:00:00Z", eventText: "until Christmas" }),
      []
    )
  })

  it("each kind of subscription campaign is checked by its own rules", () => {
    const at = "subscription.campaign"
    assert.deepStrictEqual(campaign({ type: "PRICE_CAMPAIGN", price: -1, end: "" }), [`${at}.price`, `${at}.end`])
    assert.deepStrictEqual(campaign({ type: "PRICE_CAMPAIGN", price: 1 }), [`${at}.end`])
    assert.deepStrictEqual(campaign({ type: "PERIOD_CAMPAIGN", price: 1.5, period: { unit: "DAY", count: 32 } }), [
      `${at}.price`,
      `${at}.period.count`
    ])
    assert.deepStrictEqual(
      campaign({ type: "EVENT_CAMPAIGN", price: 1, eventDate: "", eventText: "until Christmas!" }),
      [`${at}.eventDate`, `${at}.eventText`]
    )
    assert.deepStrictEqual(campaign({ type: "PRICE_CAMPAIGN", price: 1, end: "x", eventText: "x" }), [
      `${at}.eventText`
    ])
    assert.deepStrictEqual(campaign({ type: "FULL_FLEX_CAMPAIGN", price: 1 }), [`${at}.type`])
  })
})

describe("LogisticsOption", () => {
  const check = (...options: ReadonlyArray<object>) => pathsOf(LogisticsOptions)(options)
  const types = {
    POSTEN: ["MAILBOX", "PICKUP_POINT", "HOME_DELIVERY"],
    BRING: ["MAILBOX", "PICKUP_POINT", "HOME_DELIVERY"],
    POSTNORD: ["PICKUP_POINT", "HOME_DELIVERY"],
    PORTERBUDDY: ["HOME_DELIVERY"],
    HELTHJEM: ["HOME_DELIVERY", "PICKUP_POINT"],
    POSTI: ["PICKUP_POINT"],
    GLS: ["PICKUP_POINT"],
    OTHER: ["HOME_DELIVERY", "PICKUP_POINT"]
  }

  it("LogisticsOption accepts the types of each brand and no others", () => {
    for (const [brand, known] of Object.entries(types)) {
      assert.deepStrictEqual(check({ ...option, brand }), [], brand)
      for (const type of ["MAILBOX", "PICKUP_POINT", "HOME_DELIVERY", "LOCKER"]) {
        assert.deepStrictEqual(
          check({ ...option, brand, type }),
          known.includes(type) ? [] : ["0.type"],
          `${brand} ${type}`
        )
      }
    }
    assert.deepStrictEqual(check({ ...option, brand: "DAO", type: 1 }), [])
    assert.deepStrictEqual(check({ ...option, brand: "DAO", type: "PICKUP_POINT" }), ["0.type"])
  })

  it("LogisticsOption accepts customType for all brands but OTHER", () => {
    for (const brand of [...Object.keys(types), "DAO"]) {
      assert.deepStrictEqual(check({ ...option, brand, customType: "x" }), brand === "OTHER" ? ["0.customType"] : [])
    }
  })

  it("LogisticsOption checks the common fields", () => {
    const rejected: ReadonlyArray<readonly [string, object]> = [
      ["id", { id: "" }],
      ["id", { id: "x".repeat(201) }],
      ["priority", { priority: -1 }],
      ["isDefault", { isDefault: "yes" }],
      ["title", { title: "" }],
      ["taxRate", { taxRate: 10_001 }],
      ["amount.currency", { amount: { value: 1 } }],
      ["delivery.leadTime.latest", { delivery: { leadTime: { earliest: "2026-12-01", latest: "1 Dec" } } }],
      ["delivery.leadTime.earliest", { delivery: { leadTime: { earliest: "2026-02-29", latest: "2026-03-01" } } }],
      [
        "delivery.timeslots.0.start",
        { delivery: { timeslots: [{ id: "1", date: "2026-12-01", start: "8", end: "10:00" }] } }
      ],
      [
        "delivery.pickupPoints.0.country",
        { delivery: { pickupPoints: [omit(posten.delivery?.pickupPoints?.[0] ?? {}, "country")] } }
      ]
    ]
    for (const [path, change] of rejected) {
      for (const brand of ["PORTERBUDDY", "OTHER"]) {
        assert.deepStrictEqual(check({ ...option, brand, ...change }), [`0.${path}`])
      }
    }
    assert.deepStrictEqual(check(omit({ ...option, brand: "PORTERBUDDY" }, "amount")), ["0.amount"])
    assert.deepStrictEqual(check(option), ["0.brand"])
    assert.deepStrictEqual(check({ ...option, brand: "INSTABOX" }), ["0.brand"])
    assert.deepStrictEqual(check({ ...posten }, { ...option, brand: "BRING" }), [])
  })

  it("the address in a logistics callback is read", () => {
    const query = { streetAddress: "Storgata 1", postalCode: "0155", region: "Oslo", country: "NO" }
    const read = reading(LogisticsOptionsQuery)
    assert.deepStrictEqual(read({ ...query, city: null }), Either.right(query))
    assert.deepStrictEqual(
      read({ ...query, region: null, postalCode: 155, streetAddress: {} }),
      Either.right({ country: "NO", postalCode: "155" })
    )
    assert.isTrue(Either.isLeft(read(omit(query, "country"))))
  })
})

describe("UpdateSessionRequest", () => {
  const update = issuesOf(UpdateSessionRequest)

  it("UpdateSessionRequest accepts a payment, logistics options or both", () => {
    assert.deepStrictEqual(update({ transaction: payment.transaction }), [])
    assert.deepStrictEqual(update({ logisticOptions: [posten] }), [])
    assert.deepStrictEqual(update({ transaction: minimal.transaction, logisticOptions: [] }), [])
  })

  it("UpdateSessionRequest refuses an empty update and unknown fields", () => {
    assert.deepStrictEqual(update({}), [": give transaction, logisticOptions or both"])
    assert.deepStrictEqual(pathsOf(UpdateSessionRequest)({ logisticsOptions: [posten] }), ["logisticsOptions"])
    assert.deepStrictEqual(update({ transaction: { amount } }), ["transaction.paymentDescription: is missing"])
  })
})

describe("Checkout responses", () => {
  it("the response to a creation is read", () => {
    const answer = {
      token: "t",
      checkoutFrontendUrl: "https://checkout.vipps.no/",
      pollingUrl: "https://api.vipps.no/x"
    }
    assert.deepStrictEqual(Schema.decodeUnknownSync(CreateSessionResponse)(answer), answer)
    assert.isTrue(Either.isLeft(Schema.decodeUnknownEither(CreateSessionResponse)(omit(answer, "token"))))
  })

  it("session responses drop nulls and keep unknown states and fields", () => {
    const session = Either.getOrThrow(
      reading(Session)({
        sessionId: "v52EtjZriRmGiKiAKHByK2",
        merchantSerialNumber: null,
        reference: "order-1001",
        sessionState: "SessionPaused",
        paymentMethod: "Klarna",
        paymentDetails: {
          type: "Wallet",
          amount: { value: 49900, currency: "ISK" },
          state: "HELD",
          aggregate: { authorizedAmount: amount, capturedAmount: null },
          transactionAggregate: { authorizedAmount: amount }
        },
        subscriptionDetails: null,
        userInfo: { sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944", email: null },
        shippingDetails: {
          firstName: "Ada",
          country: null,
          amount: null,
          pickupPoint: {
            id: "1",
            name: "Extra",
            address: "Vitaminveien 7",
            postalCode: "0485",
            city: "OSLO",
            country: "NO",
            openingHours: null,
            leadTime: { earliest: "tomorrow", latest: "Friday" }
          },
          timeslot: { id: "1", date: "2026-12-01T00:00:00", start: "8", end: "10" }
        },
        billingDetails: null,
        customConsentProvided: null,
        newField: { since: 2027 }
      })
    )
    assert.deepStrictEqual(session as unknown, {
      sessionId: "v52EtjZriRmGiKiAKHByK2",
      reference: "order-1001",
      sessionState: "SessionPaused",
      paymentMethod: "Klarna",
      paymentDetails: {
        type: "Wallet",
        amount: { value: 49900, currency: "ISK" },
        state: "HELD",
        aggregate: { authorizedAmount: amount },
        transactionAggregate: { authorizedAmount: amount }
      },
      userInfo: { sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944" },
      shippingDetails: {
        firstName: "Ada",
        pickupPoint: {
          id: "1",
          name: "Extra",
          address: "Vitaminveien 7",
          postalCode: "0485",
          city: "OSLO",
          country: "NO",
          leadTime: { earliest: "tomorrow", latest: "Friday" }
        },
        timeslot: { id: "1", date: "2026-12-01T00:00:00", start: "8", end: "10" }
      },
      newField: { since: 2027 }
    })
  })

  it("a session with a bank transfer is read without state and aggregate, and one without reference is refused", () => {
    const session = {
      sessionId: "s",
      reference: "order-1001",
      sessionState: "PaymentSuccessful",
      paymentMethod: "BankTransfer",
      paymentDetails: { type: "BankTransfer", amount }
    }
    assert.deepStrictEqual(Schema.decodeUnknownSync(Session)(session) as unknown, session)
    assert.isTrue(Either.isLeft(Schema.decodeUnknownEither(Session)(omit(session, "reference"))))
  })
})

describe("Checkout requests", () => {
  it("any valid session request is unchanged by a round trip through JSON", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(CreateSessionRequest), (session) => {
        const json = JSON.parse(JSON.stringify(Schema.encodeSync(CreateSessionRequest)(session)))
        assert.deepEqual(Schema.decodeUnknownSync(CreateSessionRequest)(json), JSON.parse(JSON.stringify(session)))
      }),
      { numRuns: 50 }
    )
  })
})
