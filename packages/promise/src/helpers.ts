/** What makes a request's input from what a program stores and a customer writes. */
import * as IdempotencyKey from "@effect-vipps/client/IdempotencyKey"
import * as PhoneNumber from "@effect-vipps/client/PhoneNumber"
import * as Either from "effect/Either"

/** Where a number without a country code is from: Norway, Denmark, Sweden or Finland. */
export type Market = PhoneNumber.Market

/**
 * Makes an idempotency key from a reference and whatever else tells one intent from another: the operation, the number
 * of the shipment, the number of the attempt.
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
 * Throws `VippsInputError`, without the number in it, for what is no mobile number of these four countries and has not
 * 9 to 15 digits of another. Whether the number exists, and has Vipps MobilePay, is known only to Vipps.
 *
 * @example
 * ```ts
 * const customer = { phoneNumber: msisdn("912 34 567", "NO") } // 4791234567
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/create/
 */
export const msisdn = (text: string, market: Market): string =>
  Either.getOrThrowWith(PhoneNumber.msisdn(text, market), (error) => error)
