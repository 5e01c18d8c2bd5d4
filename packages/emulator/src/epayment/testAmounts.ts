/**
 * Amounts, in minor units, that cause errors in Vipps' test environment.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/test-environment
 * [U] How each of them shows in the API: here the approval fails, an unsuccessful AUTHORIZED event is logged, and
 * the customer may retry until the payment expires.
 */

import type { RefusalCode } from "./errorCodes.js"
import type { Payment } from "./Payment.js"

const declined: ReadonlyMap<number, string> = new Map([
  [151, "There is not enough money on the account."],
  [182, "The card's issuer refuses."],
  [183, "The card's issuer suspects fraud."],
  [184, "The card's limit is reached."],
  [186, "The card has expired."],
  [187, "The card is not valid."]
])

const declinedInNorway: ReadonlyMap<number, string> = new Map([
  [197, "3-D Secure was denied."],
  [202, "The card's issuer asks for strong customer authentication."]
])

/** Why a payment of this amount cannot be approved, for the customer. */
export const declineOf = ({ amount: { currency, value } }: Payment): string | undefined =>
  declined.get(value) ?? (currency === "NOK" ? declinedInNorway.get(value) : undefined)

/** The outcome of the approval is unknown for an hour. */
export const isUnknownForAnHour = ({ amount }: Payment): boolean => amount.value === 201

/** [U] The code for a customer who can no longer receive money. */
const refunds: ReadonlyMap<number, RefusalCode> = new Map([
  [123, "5100"],
  [124, "6220"]
])

/** Why a refund of this many minor units is refused. */
export const refundRefusal = (value: number): RefusalCode | undefined => refunds.get(value)
