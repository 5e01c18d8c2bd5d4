import type { Amount } from "../core/Amount.js"

const decimal = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `499.00 NOK`: every currency of ePayment has a hundred minor units. */
export const money = ({ currency, value }: Amount): string => `${decimal.format(value / 100)} ${currency}`
