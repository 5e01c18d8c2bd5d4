/** What the smoke program, the proxy and the emulator's ledger report after success. */
import { isDeepStrictEqual } from "node:util"

const nok = (value) => ({ value, currency: "NOK" })

export const expected = (reference, asyncContext = "own") => ({
  created: { reference, redirects: true, state: "CREATED" },
  approved: 200,
  captured: nok(40000),
  tooMuch: {
    instanceOf: true,
    _tag: "VippsRequestError",
    name: "VippsRequestError",
    code: "6090",
    outcome: "refused",
    tellsCaller: true
  },
  refunded: nok(15000),
  aborted: { rejectsWithReason: true, closesConnection: true },
  webhooks: { verified: ["Unknown", "Unknown"], forged: "Signature", answers: [200, 200, 401], handled: 1 },
  asyncContext,
  abortedBefore: { rejectsWithReason: true, name: "AbortError" },
  events: [
    "AccessToken.get 1 200",
    "EPayment.createPayment 1 201",
    "EPayment.getPayment 1 200",
    "EPayment.capturePayment 1 500",
    "EPayment.capturePayment 2 200",
    "EPayment.capturePayment 1 400",
    "EPayment.refundPayment 1 200",
    "EPayment.getPayment 1 unanswered"
  ],
  // One token for all, the same key again after the 500, and nothing sent for the call that was aborted before it began.
  sent: [
    "/accesstoken/get",
    "/epayment/v1/payments",
    `/epayment/v1/payments/${reference}`,
    `/_emulator/payments/${reference}/approve`,
    `/epayment/v1/payments/${reference}/capture`,
    `/epayment/v1/payments/${reference}/capture`,
    `/epayment/v1/payments/${reference}/capture`,
    `/epayment/v1/payments/${reference}/refund`,
    `/epayment/v1/payments/${reference}-hang`
  ],
  captureKeys: { given: true, retryHasTheSame: true, nextHasAnother: true },
  ledger: ["AUTHORIZED 49900", "CAPTURED 40000", "REFUNDED 15000"]
})

/** What the proxy saw, and what the emulator did about it. */
export const observed = (requests, ledger) => {
  const [first, retry, next] = requests.filter(({ path }) => path.endsWith("/capture"))
  return {
    sent: requests.map(({ path }) => path),
    captureKeys: {
      given: Boolean(first?.idempotencyKey),
      retryHasTheSame: first?.idempotencyKey === retry?.idempotencyKey,
      nextHasAnother: next?.idempotencyKey !== first?.idempotencyKey
    },
    ledger: ledger.map(({ amount, operation }) => `${operation} ${amount.value}`)
  }
}

/** One line for each part that is not as it should be. */
export const differences = (actual, wanted) =>
  Object.keys(wanted)
    .filter((key) => !isDeepStrictEqual(actual[key], wanted[key]))
    .map((key) => `${key}: ${JSON.stringify(actual[key])} instead of ${JSON.stringify(wanted[key])}`)
