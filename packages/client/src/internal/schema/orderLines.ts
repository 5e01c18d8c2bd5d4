import { type Amount, type Currency, format } from "../../Money.js"
import type { PaymentSources } from "./paymentSources.js"

/** Of a quantity: at most 10 characters and 8 decimals. */
export const quantityPattern = /^(?=.{1,10}$)\d+(\.\d{1,8})?$/

interface Line {
  readonly totalAmount: number
  readonly totalAmountExcludingTax: number
  readonly totalTaxAmount: number
  readonly isReturn?: boolean | undefined
  readonly isShipping?: boolean | undefined
}

/** The order lines and totals of a payment or of a session, under the names they share. */
interface Totals {
  readonly currency: Currency
  readonly tipAmount?: number | undefined
  readonly giftCardAmount?: number | undefined
  readonly shippingAmount?: number | undefined
  readonly shippingInfo?: { readonly amount: number } | undefined
  readonly paymentSources?: PaymentSources | undefined
}

const sum = (values: ReadonlyArray<number | undefined>): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)

/** A returned product counts negative. */
const counted = ({ isReturn, totalAmount }: Line): number => (isReturn ? -Math.abs(totalAmount) : totalAmount)

export const linesTotal = (lines: ReadonlyArray<Line>): number => sum(lines.map(counted))

/** The totals in another currency than the amount: Vipps has one currency per payment. */
export const currencyIssues = (amount: Amount, totals: Totals | undefined, path: ReadonlyArray<string>) =>
  totals === undefined || totals.currency === amount.currency
    ? []
    : [{ path: [...path, "currency"], message: `must be ${amount.currency}, the currency of amount` }]

/**
 * What in order lines does not add up. Vipps accepts it and the app then shows no lines, so it is reported and not
 * refused.
 *
 * [U] Whether a tip, what other means paid, and shipping that the customer chooses later are part of the lines' sum: a
 * sum that is right in any of these readings is not reported.
 */
export const discrepancies = (
  path: string,
  amount: Amount,
  lines: ReadonlyArray<Line>,
  totals: Totals,
  shippingIsChosenLater: boolean
): ReadonlyArray<string> => {
  const money = (value: number) => format({ value, currency: amount.currency })
  const apart = (value: number, than: string) => `${money(Math.abs(value))} ${value < 0 ? "less" : "more"} than ${than}`
  const { giftCard, card, cash, voucher } = totals.paymentSources ?? {}
  const total = linesTotal(lines)
  let readings = [total]
  for (const change of [
    totals.tipAmount ?? 0,
    -sum([giftCard, card, cash, voucher]),
    -(totals.giftCardAmount ?? 0),
    totals.shippingAmount ?? 0,
    totals.shippingInfo?.amount ?? 0,
    shippingIsChosenLater ? -linesTotal(lines.filter((line) => line.isShipping)) : 0
  ]) {
    if (change !== 0) readings = readings.flatMap((value) => [value, value + change])
  }
  const found = readings.includes(amount.value)
    ? []
    : [
        `${path}.orderLines: totalAmount adds up to ${money(total)}, ${apart(total - amount.value, "amount")}, so the app may show no order lines`
      ]
  lines.forEach((line, i) => {
    const rest = line.totalAmountExcludingTax + line.totalTaxAmount - line.totalAmount
    if (rest === 0) return
    found.push(`${path}.orderLines[${i}]: totalAmountExcludingTax + totalTaxAmount is ${apart(rest, "totalAmount")}`)
  })
  return found
}
