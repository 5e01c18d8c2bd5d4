/** Helpers that make a request's input from what a program stores and a customer types. */

import type { OrderSummary } from "@effect-vipps/client/checkout/OrderSummary"
import type { Receipt } from "@effect-vipps/client/epayment/Receipt"
import * as IdempotencyKey from "@effect-vipps/client/IdempotencyKey"
import type { Amount, Currency } from "@effect-vipps/client/Money"
import * as OrderLines from "@effect-vipps/client/OrderLines"
import * as PhoneNumber from "@effect-vipps/client/PhoneNumber"
import * as Either from "effect/Either"

export type { Product, QuantityUnit } from "@effect-vipps/client/OrderLines"
export type { Market } from "@effect-vipps/client/PhoneNumber"

/**
 * Makes an idempotency key from a reference and the other parts that identify one intent: the operation, the number of
 * the shipment, the number of the attempt.
 *
 * The same parts always give the same key, in every version and process; different parts give different keys:
 * `("a-1", 2)` and `("a", "1-2")` are two intents. A number counts as its digits. The key has at most 40 letters,
 * digits and hyphens, which every API accepts. Short parts stay readable, joined by two hyphens:
 * `order-2026-0001--capture--1`. Longer ones, and parts with other characters, become their first 12 characters and
 * 135 bits of a SHA-256 over all of them.
 *
 * Throws `VippsInputError` for an empty part, a number that is not a whole number, and no parts at all: such a key would
 * be shared by different intents.
 *
 * @example
 * ```ts
 * await vipps.ePayment.capturePayment(
 *   order.reference,
 *   { modificationAmount: order.amount },
 *   { idempotencyKey: idempotencyKey(order.reference, "capture", order.shipment) }
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/#idempotency-key-header
 */
export const idempotencyKey = (reference: string, ...parts: ReadonlyArray<string | number>): string =>
  IdempotencyKey.make(reference, ...parts)

/**
 * Makes an MSISDN from a phone number as people write it: with spaces, hyphens, dots and brackets, with `+` or `00` and
 * a country code, or without one as a number of `market`. A leading 0 (Sweden, Finland) is dropped, a country code
 * written twice is kept once. A number of another country needs `+` or `00`.
 *
 * Throws `VippsInputError`, without the number in it, unless the number is a mobile number of these four countries, or
 * has the 9 to 15 digits of another country. Whether the number exists, and has Vipps MobilePay, is known only to
 * Vipps.
 *
 * @example
 * ```ts
 * const customer = { phoneNumber: msisdn("912 34 567", "NO") } // 4791234567
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/create/
 */
export const msisdn = (text: string, market: PhoneNumber.Market): string =>
  Either.getOrThrowWith(PhoneNumber.msisdn(text, market), (error) => error)

/**
 * Makes `amount` and `receipt` of a payment from what is sold, so that the lines add up to the amount and each line's tax
 * to its total, as the app requires to show them.
 *
 * The line's price is `unitPrice` times `quantity`, rounded half up to a whole minor unit once, less the discount; the
 * tax in it is rounded the same way, and the rest is the amount excluding tax.
 *
 * Throws `VippsInputError` for a price, quantity, rate or discount outside its limits, such as a price with a fraction.
 * Everything else is checked by `createPayment`.
 *
 * @example
 * ```ts
 * await vipps.ePayment.createPayment({
 *   ...receipt("NOK", [
 *     { id: "sock-42", name: "Socks", unitPrice: 24900, quantity: 2, taxRate: 2500 },
 *     { id: "shipping", name: "Shipping", unitPrice: 4900, taxRate: 2500, isShipping: true }
 *   ]), // amount: 547.00 NOK, and the receipt
 *   reference: "order-2026-0001",
 *   paymentMethod: { type: "WALLET" },
 *   userFlow: "WEB_REDIRECT",
 *   returnUrl: "https://example.com/thanks"
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/receipts/
 */
export const receipt = (
  currency: Currency,
  products: ReadonlyArray<OrderLines.Product>
): { readonly amount: Amount; readonly receipt: Receipt } =>
  Either.getOrThrowWith(OrderLines.receipt(currency, products), (error) => error)

/**
 * Makes `amount` and `orderSummary` of a Checkout transaction from what is sold. Calculates as {@link receipt} does.
 *
 * Throws `VippsInputError` for a price, quantity, rate or discount outside its limits.
 *
 * @example
 * ```ts
 * const transaction = {
 *   ...orderSummary("NOK", [{ id: "hat-1", name: "Hat", unitPrice: 34900, taxRate: 2500 }]),
 *   paymentDescription: "One woollen hat"
 * }
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/checkout-api-guide/
 */
export const orderSummary = (
  currency: Currency,
  products: ReadonlyArray<OrderLines.Product<Exclude<OrderLines.QuantityUnit, "KWH">>>
): { readonly amount: Amount; readonly orderSummary: OrderSummary } =>
  Either.getOrThrowWith(OrderLines.orderSummary(currency, products), (error) => error)
