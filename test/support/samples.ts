/** Amounts, payments and token responses, as ePayment sends and receives them. */

/** An amount in minor units. */
export const nok = (value: number) => ({ value, currency: "NOK" as const })

export const reference = "order-12345"

interface Sums {
  readonly authorized?: number
  readonly captured?: number
  readonly refunded?: number
  readonly cancelled?: number
}

/** The sums of a payment; 0 by default. */
export const aggregate = ({ authorized = 0, cancelled = 0, captured = 0, refunded = 0 }: Sums) => ({
  authorizedAmount: nok(authorized),
  capturedAmount: nok(captured),
  refundedAmount: nok(refunded),
  cancelledAmount: nok(cancelled)
})

/** A payment of 499 kroner as `getPayment` receives it; authorized in full where its state says so. */
export const paymentIn = (state: string, sums: Sums = { authorized: state === "AUTHORIZED" ? 49900 : 0 }) => ({
  reference,
  state,
  amount: nok(49900),
  aggregate: aggregate(sums),
  paymentMethod: { type: "WALLET" },
  profile: {},
  pspReference: "psp-1"
})

/** The response to an access token request. */
export const tokenResponse = (token = "token-1") => ({
  token_type: "Bearer",
  expires_in: "3600",
  access_token: token
})
