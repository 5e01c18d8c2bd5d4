import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, OrderLines } from "@effect-vipps/client"
import { VippsRecorder, VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schema from "effect/Schema"
import { nok } from "../support/samples.js"

const sock: Checkout.OrderLine = {
  name: "Sock",
  id: "1",
  totalAmount: 49900,
  totalAmountExcludingTax: 39920,
  totalTaxAmount: 9980,
  taxRate: 2500
}

const payment = (
  orderLines: ReadonlyArray<EPayment.OrderLine>,
  rest: Partial<EPayment.WebRedirectPayment> & { bottomLine?: Partial<EPayment.BottomLine> } = {}
): EPayment.CreatePaymentRequest => {
  const { bottomLine, ...payment } = rest
  return {
    reference: "order-2026-0001",
    amount: nok(49900),
    paymentMethod: { type: "WALLET" },
    userFlow: "WEB_REDIRECT",
    returnUrl: "https://example.com/thanks",
    receipt: { orderLines, bottomLine: { currency: "NOK", ...bottomLine } },
    ...payment
  }
}

/** What a program logs, as `WARN: text`. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<ReadonlyArray<string>, E, R> =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => {
      if (LogLevel.greaterThanEqual(logLevel, LogLevel.Warning)) lines.push(`${logLevel.label}: ${message}`)
    })
    return Effect.as(Effect.provide(effect, Logger.replace(Logger.defaultLogger, logger)), lines)
  })

describe("order lines that do not add up", () => {
  const cases: ReadonlyArray<readonly [string, EPayment.CreatePaymentRequest, ReadonlyArray<string>]> = [
    [
      "to the amount are reported with the difference",
      payment([{ ...sock, totalAmount: 49899, totalAmountExcludingTax: 39919 }]),
      [
        "receipt.orderLines: totalAmount adds up to 498.99 NOK, 0.01 NOK less than amount, so the app may show no order lines"
      ]
    ],
    [
      "with their tax are reported line by line",
      payment([sock, { ...sock, totalAmount: 0, totalAmountExcludingTax: 0, totalTaxAmount: 998 }]),
      ["receipt.orderLines[1]: totalAmountExcludingTax + totalTaxAmount is 9.98 NOK more than totalAmount"]
    ]
  ]
  for (const [title, request, warnings] of cases) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const lines = yield* logged(EPayment.createPayment(request))
        assert.deepStrictEqual(lines, [
          `WARN: EPayment.createPayment of order-2026-0001 was sent unchanged. ${warnings.join("; ")}.`
        ])
        assert.strictEqual((yield* EPayment.getPayment("order-2026-0001")).state, "CREATED")
      }).pipe(Effect.provide(VippsTest.layer()))
    )
  }

  it.effect("order lines of a Checkout session that do not add up are logged at creation and at update", () =>
    Effect.gen(function* () {
      const transaction = {
        amount: nok(49800),
        paymentDescription: "Socks",
        orderSummary: { orderLines: [sock], orderBottomLine: { currency: "NOK" as const } }
      }
      const session = {
        reference: "order-2026-0001",
        merchantInfo: {
          callbackUrl: "https://example.com/callback",
          returnUrl: "https://example.com/thanks",
          callbackAuthorizationToken: "a-long-random-secret"
        },
        transaction
      }
      const words =
        "transaction.orderSummary.orderLines: totalAmount adds up to 499.00 NOK, 1.00 NOK more than amount, so the app may show no order lines."
      assert.deepStrictEqual(yield* logged(Checkout.createSession(session)), [
        `WARN: Checkout.createSession of order-2026-0001 was sent unchanged. ${words}`
      ])
      assert.deepStrictEqual(yield* logged(Checkout.updateSession("order-2026-0001", { transaction })), [
        `WARN: Checkout.updateSession of order-2026-0001 was sent unchanged. ${words}`
      ])
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})

describe("callback tokens that are easy to guess", () => {
  const shortToken = "secret"
  const warned = (operation: string, path: string) => [
    `WARN: ${operation} of order-2026-0001 was sent unchanged. ${path}: is easy to guess; use 16 or more random characters.`
  ]

  it.effect("a short token of a session is sent, and logged without its text", () =>
    Effect.gen(function* () {
      const session = Checkout.createSession({
        reference: "order-2026-0001",
        merchantInfo: {
          callbackUrl: "https://example.com/callback",
          returnUrl: "https://example.com/thanks",
          callbackAuthorizationToken: shortToken
        },
        transaction: { amount: nok(49900), paymentDescription: "Socks" }
      })
      const path = "merchantInfo.callbackAuthorizationToken"
      assert.deepStrictEqual(yield* logged(session), warned("Checkout.createSession", path))
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("a short token of an Express payment is logged, and one of 16 characters is not", () =>
    Effect.gen(function* () {
      const express = (reference: string, callbackAuthorizationToken: string) =>
        EPayment.createPayment({
          reference,
          amount: nok(49900),
          paymentMethod: { type: "WALLET" },
          userFlow: "WEB_REDIRECT",
          returnUrl: "https://example.com/thanks",
          profile: { scope: "address" },
          shipping: { dynamicOptions: { callbackUrl: "https://example.com/options", callbackAuthorizationToken } }
        })
      const path = "shipping.dynamicOptions.callbackAuthorizationToken"
      assert.deepStrictEqual(
        yield* logged(express("order-2026-0001", shortToken)),
        warned("EPayment.createPayment", path)
      )
      assert.deepStrictEqual(yield* logged(express("order-2026-0002", "a-long-secret-16")), [])
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})

describe("order lines that add up", () => {
  const fee = { ...sock, id: "2", totalAmount: 0, totalAmountExcludingTax: 0, totalTaxAmount: 0, taxRate: 0 }
  const cases: ReadonlyArray<readonly [string, EPayment.CreatePaymentRequest]> = [
    ["one line", payment([sock])],
    ["a fee of zero", payment([sock, fee])],
    [
      "a discount below zero",
      payment([sock, { ...sock, totalAmount: -900, totalAmountExcludingTax: -720, totalTaxAmount: -180 }], {
        amount: nok(49000)
      })
    ],
    ["a returned product", payment([sock, sock, { ...sock, isReturn: true }])],
    ["a tip beside the lines", payment([sock], { amount: nok(50900), bottomLine: { tipAmount: 1000 } })],
    [
      "a part paid by gift card",
      payment([sock], { amount: nok(40000), bottomLine: { paymentSources: { giftCard: 9900 } } })
    ],
    ["no receipt", payment([sock], { receipt: undefined })]
  ]
  for (const [title, request] of cases) {
    it.effect(`order lines that add up are not logged: ${title}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* logged(EPayment.createPayment(request)), [])
      }).pipe(Effect.provide(VippsTest.layer()))
    )
  }
})

describe("totals in another currency than the amount", () => {
  it.effect("totals in another currency are refused, and no request is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(EPayment.createPayment(payment([sock], { bottomLine: { currency: "EUR" } })))
      assert(error._tag === "VippsInputError")
      assert.deepStrictEqual(error.issues, [
        { path: "receipt.bottomLine.currency", message: "must be NOK, the currency of amount" }
      ])
      const refused = yield* Effect.flip(
        Checkout.updateSession("order-2026-0001", {
          transaction: {
            amount: nok(49900),
            paymentDescription: "Socks",
            orderSummary: { orderLines: [sock], orderBottomLine: { currency: "DKK" } }
          }
        })
      )
      assert(refused._tag === "VippsInputError")
      assert.deepStrictEqual(refused.issues, [
        { path: "transaction.orderSummary.orderBottomLine.currency", message: "must be NOK, the currency of amount" }
      ])
      assert.deepStrictEqual(yield* Effect.flatMap(VippsRecorder.VippsRecorder, ({ requests }) => requests), [])
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})

const product: FastCheck.Arbitrary<OrderLines.Product<"PCS" | "KG">> = FastCheck.record(
  {
    id: FastCheck.uuid(),
    name: FastCheck.string({ minLength: 1, maxLength: 20 }),
    unitPrice: FastCheck.nat(100_000),
    taxRate: FastCheck.oneof(FastCheck.constantFrom(0, 1200, 1500, 2500, 2550), FastCheck.nat(10_000)),
    quantity: FastCheck.oneof(
      FastCheck.nat(50),
      FastCheck.nat(99_999).map((n) => (n / 1000).toFixed(3))
    ),
    quantityUnit: FastCheck.constantFrom<"PCS" | "KG">("PCS", "KG"),
    isReturn: FastCheck.boolean(),
    isShipping: FastCheck.boolean()
  },
  { requiredKeys: ["id", "name", "unitPrice", "taxRate"] }
)

describe("OrderLines", () => {
  it("OrderLines never throws, whatever a program without types passes", () => {
    const throwing = () => {
      throw new Error("a getter that throws")
    }
    const good = { id: "1", name: "x", unitPrice: 100, taxRate: 0 }
    const given: ReadonlyArray<readonly [products: unknown, path: string]> = [
      [null, "products"],
      [undefined, "products"],
      ["socks", "products"],
      [{ length: 1 }, "products"],
      [new Proxy([], { get: throwing }), "products"],
      [[Object.defineProperty({}, "id", { enumerable: true, get: throwing })], "products"],
      [[good, null], "products[1]"],
      [[good, "x"], "products[1]"],
      [[{ ...good, quantity: { toString: throwing } }], "products[0].quantity"]
    ]
    for (const [products, path] of given) {
      const receipt = Either.getOrThrow(Either.flip(OrderLines.receipt("NOK", products as [])))
      const summary = Either.getOrThrow(Either.flip(OrderLines.orderSummary("NOK", products as [])))
      for (const { issues } of [receipt, summary]) {
        assert.deepStrictEqual(
          issues.map((issue) => issue.path),
          [path]
        )
      }
    }
  })

  it("OrderLines makes lines that add up, of any products", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(product, { minLength: 1, maxLength: 8 }), (products) => {
        const { amount, receipt } = Either.getOrThrow(OrderLines.receipt("NOK", products))
        const { orderSummary } = Either.getOrThrow(OrderLines.orderSummary("NOK", products))
        assert.deepStrictEqual(orderSummary.orderLines, receipt.orderLines)
        assert.isTrue(Schema.is(EPayment.Receipt)(receipt))
        assert.isTrue(Schema.is(Checkout.OrderSummary)(orderSummary))
        let total = 0
        receipt.orderLines.forEach((line, i) => {
          const { quantity = 1, taxRate = 0, unitPrice = 0 } = products[i] ?? {}
          total += line.isReturn ? -line.totalAmount : line.totalAmount
          assert.strictEqual(line.totalAmountExcludingTax + line.totalTaxAmount, line.totalAmount)
          // Within half a unit of the exact price and of the exact tax, in thousandths to stay exact.
          const exact = unitPrice * Math.round(Number(quantity) * 1000)
          assert.isAtMost(Math.abs(line.totalAmount * 1000 - exact), 500)
          assert.isAtMost(
            2 * Math.abs(line.totalTaxAmount * (10_000 + taxRate) - line.totalAmount * taxRate),
            10_000 + taxRate
          )
        })
        assert.strictEqual(total, amount.value)
      }),
      { numRuns: 500 }
    )
  })

  it("OrderLines rounds a line once, half up, and subtracts the discount before tax", () => {
    const [line] = Either.getOrThrow(
      OrderLines.receipt("NOK", [
        {
          id: "1",
          name: "Cheese",
          unitPrice: 19990,
          quantity: "0.825",
          quantityUnit: "KG",
          taxRate: 1500,
          discount: 1000
        }
      ])
    ).receipt.orderLines
    assert.deepStrictEqual(line, {
      name: "Cheese",
      id: "1",
      totalAmount: 15492, // 16491.75, rounded, less 1000
      totalAmountExcludingTax: 13471,
      totalTaxAmount: 2021, // 2020.7
      taxRate: 1500,
      unitInfo: { unitPrice: 19990, quantity: "0.825", quantityUnit: "KG" },
      discount: 1000
    })
    const totals = [0.005, 0.0049].map(
      (quantity) =>
        Either.getOrThrow(OrderLines.receipt("NOK", [{ id: "1", name: "x", unitPrice: 100, quantity, taxRate: 0 }]))
          .amount.value
    )
    assert.deepStrictEqual(totals, [1, 0])
  })

  it("OrderLines names the invalid field", () => {
    const good = { id: "1", name: "Sock", unitPrice: 24900, taxRate: 2500 }
    const bad = [
      { ...good, unitPrice: 4.35 * 100 },
      { ...good, unitPrice: -1 },
      { ...good, taxRate: 25.5 },
      { ...good, quantity: -1 },
      { ...good, quantity: 1 / 3 },
      { ...good, quantity: "" },
      { ...good, quantity: 1e-7 },
      { ...good, discount: 24901 },
      { ...good, unitPrice: Number.MAX_SAFE_INTEGER, quantity: 2 }
    ]
    const error = Either.getOrThrow(Either.flip(OrderLines.receipt("NOK", [good, ...bad])))
    assert.deepStrictEqual(
      error.issues.map(({ path }) => path),
      ["unitPrice", "unitPrice", "taxRate", "quantity", "quantity", "quantity", "quantity", "discount", "quantity"].map(
        (field, i) => `products[${i + 1}].${field}`
      )
    )
  })

  it.effect("OrderLines makes a payment that is sent without a warning", () =>
    Effect.gen(function* () {
      const order = yield* OrderLines.receipt("NOK", [
        { id: "sock-42", name: "Socks", unitPrice: 24900, quantity: 2, taxRate: 2500 },
        { id: "shipping", name: "Shipping", unitPrice: 4900, taxRate: 2500, isShipping: true }
      ])
      assert.deepStrictEqual(order.amount, nok(54700))
      assert.deepStrictEqual(yield* logged(EPayment.createPayment({ ...payment([]), ...order })), [])
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})
