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
  others: { till: "Kasse på Ås", category: "RECEIPT", ledgers: ["api:123456"], sameCustomer: true },
  aborted: { rejectsWithReason: true, closesConnection: true },
  webhooks: { verified: ["Unknown", "Unknown"], forged: "Signature", answers: [200, 200, 401], handled: 1 },
  asyncContext,
  logins: {
    exists: true,
    polled: "LoggedIn",
    ownPhone: true,
    sameCustomer: true,
    ended: ["LoginRetryError", "Expired"],
    cancelled: true
  },
  abortedBefore: { rejectsWithReason: true, name: "AbortError" },
  events: [
    "AccessToken.get 1 200",
    "EPayment.createPayment 1 201",
    "EPayment.getPayment 1 200",
    "EPayment.capturePayment 1 500",
    "EPayment.capturePayment 2 200",
    "EPayment.capturePayment 1 400",
    "EPayment.refundPayment 1 200",
    "Qr.putCallback 1 200",
    "Qr.getCallback 1 200",
    "OrderManagement.putCategory 1 200",
    "OrderManagement.getOrder 1 200",
    "Report.getLedgers 1 200",
    "EPayment.getPayment 1 200",
    "Userinfo.getUserinfo 1 200",
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
    "/qr/v1/merchant-callback/till-1",
    "/qr/v1/merchant-callback/till-1",
    `/order-management/v2/ecom/categories/${reference}`,
    `/order-management/v2/ecom/${reference}`,
    "/settlement/v1/ledgers",
    `/epayment/v1/payments/${reference}`,
    "/vipps-userinfo-api/userinfo/{sub}",
    `/epayment/v1/payments/${reference}-hang`
  ],
  captureKeys: { given: true, retryHasTheSame: true, nextHasAnother: true },
  ledger: ["AUTHORIZED 49900", "CAPTURED 40000", "REFUNDED 15000"]
})

/** What the proxy saw, and what the emulator did about it. */
export const observed = (requests, ledger) => {
  const [first, retry, next] = requests.filter(({ path }) => path.endsWith("/capture"))
  return {
    // A customer's id is another for each sales unit and number.
    sent: requests.map(({ path }) => path.replace(/(?<=\/userinfo\/)[0-9a-f-]{36}$/, "{sub}")),
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
