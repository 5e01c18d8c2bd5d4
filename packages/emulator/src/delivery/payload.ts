/** The body of a webhook: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events */
import type { Payment, PaymentEvent } from "../payment/Payment.js"
import * as Wire from "../payment/wire.js"

export const eventType = ({ name }: PaymentEvent): string => `epayments.payment.${name.toLowerCase()}.v1`

export const eventTypes: ReadonlyArray<string> = [
  ...["created", "aborted", "expired", "cancelled", "captured", "refunded", "authorized", "terminated"].map(
    (name) => `epayments.payment.${name}.v1`
  ),
  ...["agreement-activated", "agreement-rejected", "agreement-stopped", "agreement-expired"].map(
    (name) => `recurring.${name}.v1`
  ),
  ...["reserved", "captured", "canceled", "refunded", "failed", "creation-failed"].map(
    (name) => `recurring.charge-${name}.v1`
  ),
  "user.checked-in.v1",
  "login.merchant-initiated.ping.v1",
  ...["started", "stopped", "withdrawal-day-changed", "amount-changed"].map((name) => `donations.agreement.${name}.v1`)
]

/** The payload does not name its event type, only `name`. */
export const payload = (payment: Payment, event: PaymentEvent): string =>
  JSON.stringify({
    msn: payment.merchantSerialNumber,
    ...Wire.event(payment, event),
    ...(event.name === "AUTHORIZED" && event.success ? Wire.authorization(payment) : {})
  })
