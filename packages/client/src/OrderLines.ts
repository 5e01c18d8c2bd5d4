/**
 * Order lines that add up: made from prices, quantities and VAT rates with whole minor units only.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/receipts/
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import type { OrderSummary, OrderLine as SummaryLine } from "./checkout/OrderSummary.js"
import type { OrderLine, Receipt, UnitInfo } from "./epayment/Receipt.js"
import { inputError } from "./internal/schema/checkOptions.js"
import { linesTotal, quantityPattern } from "./internal/schema/orderLines.js"
import type { Issue } from "./internal/schema/parseIssues.js"
import { isFields, plain } from "./internal/schema/plain.js"
import type { Amount, Currency } from "./Money.js"
import type { VippsInputError } from "./VippsError.js"

/**
 * What a quantity is counted in. Checkout takes no `KWH`.
 *
 * @since 0.1.0
 * @category models
 */
export type QuantityUnit = NonNullable<UnitInfo["quantityUnit"]>

/**
 * What is sold on one order line.
 *
 * @since 0.1.0
 * @category models
 */
export interface Product<Unit extends QuantityUnit = QuantityUnit> {
  readonly id: string
  readonly name: string
  /** Price of one unit, with tax and before discount, in minor units: a whole number, not negative. */
  readonly unitPrice: number
  /** VAT in hundredths of a percent, 0 to 10000: 2500 is 25 %, 2550 is 25.5 %. */
  readonly taxRate: number
  /** Not negative, at most 10 characters and 8 decimals: `2`, `0.5`, `"0.822"`. Defaults to 1. */
  readonly quantity?: number | string | undefined
  /** Defaults to `PCS`. */
  readonly quantityUnit?: Unit | undefined
  /** Taken off the whole line, with tax, in minor units: 0 to the line's price. */
  readonly discount?: number | undefined
  /** The product's page in the shop. */
  readonly productUrl?: string | undefined
  /** A returned product: the line counts negative. */
  readonly isReturn?: boolean | undefined
  /** A shipping cost. Checkout adds such a line itself when it handles paid shipping. */
  readonly isShipping?: boolean | undefined
}

/** Half up, of what is not negative. */
const divided = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor)

const isWhole = (value: unknown, max: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max

const lineOf = <Unit extends QuantityUnit>(
  product: Product<Unit>,
  at: string
): Either.Either<SoldLine<Unit>, Issue> => {
  const wrong = (field: keyof Product, message: string) => Either.left({ path: `${at}.${field}`, message })
  const { discount = 0, id, isReturn, isShipping, name, productUrl, taxRate, unitPrice } = product
  const given: unknown = product.quantity ?? 1
  const quantity = typeof given === "object" ? "" : String(given)
  if (!isWhole(unitPrice, Number.MAX_SAFE_INTEGER))
    return wrong("unitPrice", "must be a whole number of minor units from 0")
  if (!isWhole(taxRate, 10_000)) return wrong("taxRate", "must be a whole number from 0 to 10000 (2500 is 25 %)")
  if (!quantityPattern.test(quantity)) {
    return wrong("quantity", "must be a number of at most 10 characters and 8 decimals, not negative, such as 0.822")
  }
  const [whole = "", decimals = ""] = quantity.split(".")
  const price = Number(divided(BigInt(unitPrice) * BigInt(whole + decimals), 10n ** BigInt(decimals.length)))
  if (!Number.isSafeInteger(price)) return wrong("quantity", "makes the line's price too large")
  if (!isWhole(discount, price)) return wrong("discount", "must be a whole number from 0 to the line's price")
  const totalAmount = price - discount
  const totalTaxAmount = Number(divided(BigInt(totalAmount) * BigInt(taxRate), 10_000n + BigInt(taxRate)))
  return Either.right({
    name,
    id,
    totalAmount,
    totalAmountExcludingTax: totalAmount - totalTaxAmount,
    totalTaxAmount,
    taxRate,
    unitInfo: { unitPrice, quantity, quantityUnit: product.quantityUnit ?? ("PCS" as Unit) },
    ...(discount === 0 ? {} : { discount }),
    ...(productUrl === undefined ? {} : { productUrl }),
    ...(isReturn === undefined ? {} : { isReturn }),
    ...(isShipping === undefined ? {} : { isShipping })
  })
}

/** A line of either API. */
type SoldLine<Unit extends QuantityUnit> = OrderLine & {
  readonly taxRate: number
  readonly unitInfo: { readonly unitPrice: number; readonly quantity: string; readonly quantityUnit: Unit }
}

const linesOf = <Unit extends QuantityUnit, A>(
  operation: string,
  currency: Currency,
  products: ReadonlyArray<Product<Unit>>,
  made: (amount: Amount, lines: ReadonlyArray<SoldLine<Unit>>) => A
): Either.Either<A, VippsInputError> => {
  const lines: Array<SoldLine<Unit>> = []
  const issues: Array<Issue> = []
  // Without types, or from a database, it may be anything.
  const read = Either.getOrUndefined(plain(products))
  if (!Array.isArray(read)) issues.push({ path: "products", message: "must be a readable array" })
  else {
    for (const [i, product] of read.entries()) {
      const at = `products[${i}]`
      const line = isFields(product)
        ? lineOf(product as Product<Unit>, at)
        : Either.left({ path: at, message: "must be an object" })
      if (Either.isLeft(line)) issues.push(line.left)
      else lines.push(line.right)
    }
  }
  return issues.length > 0
    ? Either.left(inputError(operation, issues))
    : Either.right(made({ value: linesTotal(lines), currency }, lines))
}

/**
 * Makes `amount` and `receipt` of a payment from what is sold, so that the lines add up to the amount and each line's tax
 * to its total, as the app requires to show them.
 *
 * The line's price is `unitPrice` times `quantity`, rounded half up to a whole minor unit once, less the discount; the
 * tax in it is rounded the same way, and the rest is the amount excluding tax.
 *
 * Fails with `VippsInputError` for a price, quantity, rate or discount outside its limits, such as a price with a
 * fraction. Everything else is checked by `EPayment.createPayment`.
 *
 * @example
 * ```ts
 * import { EPayment, OrderLines } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const created = Effect.gen(function* () {
 *   const order = yield* OrderLines.receipt("NOK", [
 *     { id: "sock-42", name: "Socks", unitPrice: 24900, quantity: 2, taxRate: 2500 },
 *     { id: "shipping", name: "Shipping", unitPrice: 4900, taxRate: 2500, isShipping: true }
 *   ])
 *   return yield* EPayment.createPayment({
 *     ...order, // amount: 547.00 NOK, and the receipt
 *     reference: "order-2026-0001",
 *     paymentMethod: { type: "WALLET" },
 *     userFlow: "WEB_REDIRECT",
 *     returnUrl: "https://example.com/thanks"
 *   })
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/receipts/
 * @since 0.1.0
 * @category constructors
 */
export const receipt = (
  currency: Currency,
  products: ReadonlyArray<Product>
): Either.Either<{ readonly amount: Amount; readonly receipt: Receipt }, VippsInputError> =>
  linesOf("receipt", currency, products, (amount, orderLines) => ({
    amount,
    receipt: { orderLines, bottomLine: { currency } }
  }))

/**
 * Makes `amount` and `orderSummary` of a Checkout transaction from what is sold. Calculates as {@link receipt} does.
 *
 * Fails with `VippsInputError` for a price, quantity, rate or discount outside its limits.
 *
 * @example
 * ```ts
 * import { OrderLines } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const transaction = Effect.gen(function* () {
 *   const order = yield* OrderLines.orderSummary("NOK", [
 *     { id: "hat-1", name: "Hat", unitPrice: 34900, taxRate: 2500 }
 *   ])
 *   return { ...order, paymentDescription: "One woollen hat" }
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/checkout-api-guide/
 * @since 0.1.0
 * @category constructors
 */
export const orderSummary = (
  currency: Currency,
  products: ReadonlyArray<Product<Exclude<QuantityUnit, "KWH">>>
): Either.Either<{ readonly amount: Amount; readonly orderSummary: OrderSummary }, VippsInputError> =>
  linesOf("orderSummary", currency, products, (amount, orderLines: ReadonlyArray<SummaryLine>) => ({
    amount,
    orderSummary: { orderLines, orderBottomLine: { currency } }
  }))
