import type { Amount } from "../payment/Payment.js"

const decimal = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `499.00 NOK`: every currency of ePayment has a hundred minor units. */
export const money = ({ currency, value }: Amount): string => `${decimal.format(value / 100)} ${currency}`
