/** Responses of Vipps for servers that a test scripts. */

const amount = (value: number) => ({ currency: "NOK", value })

const aggregate = {
  authorizedAmount: amount(10_000),
  cancelledAmount: amount(0),
  capturedAmount: amount(0),
  refundedAmount: amount(0)
}

/** A payment of 100.00 NOK. */
export const payment = (reference: string, state = "AUTHORIZED") => ({
  aggregate,
  amount: amount(10_000),
  state,
  paymentMethod: { type: "WALLET" },
  profile: {},
  pspReference: "psp-1",
  redirectUrl: "https://example.com",
  reference
})

/** What a capture, a refund or a cancellation responds with. */
export const modification = (reference: string) => ({
  aggregate,
  amount: amount(10_000),
  state: "AUTHORIZED",
  pspReference: "psp-1",
  reference
})

export const event = (reference: string, name: string) => ({
  reference,
  pspReference: `psp-${name}`,
  name,
  amount: amount(10_000),
  timestamp: "2026-11-26T12:00:00.000Z",
  success: true
})

/** Holds a response back until it is opened. */
export const gate = () => {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
