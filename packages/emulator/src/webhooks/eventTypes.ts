/** The events that can be registered for: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events */
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
