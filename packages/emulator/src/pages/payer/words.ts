/** Amounts and times as a payer reads them. */
import * as Duration from "effect/Duration"
import type { Amount } from "../../payment/Payment.js"

const decimal = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** Every currency of ePayment has a hundred minor units. */
export const money = ({ currency, value }: Amount): string => `${decimal.format(value / 100)} ${currency}`

/** Such as "9m 41s". */
export const timeLeft = (millis: number): string => Duration.format(Duration.seconds(Math.ceil(millis / 1000)))

/** Seconds until a page should say that the time is up, unless that is far away. */
export const refreshAt = (millis: number): number | undefined =>
  millis < 3_600_000 ? Math.ceil(millis / 1000) + 1 : undefined
