import type { EPayment } from "@effect-vipps/client"

const moved = ({ currency, value }: EPayment.Payment["amount"], state: EPayment.State): EPayment.Aggregate => {
  const all = { value, currency }
  const none = { value: 0, currency }
  return {
    authorizedAmount: state === "AUTHORIZED" ? all : none,
    capturedAmount: none,
    refundedAmount: none,
    cancelledAmount: state === "TERMINATED" ? all : none
  }
}

/**
 * A payment as `EPayment.getPayment` returns it: 499 kroner, `AUTHORIZED` and not captured. Give what a test is about;
 * without an `aggregate`, it follows from `amount` and `state`.
 *
 * @example
 * ```ts
 * import { VippsTest } from "@effect-vipps/testing"
 *
 * const expired = VippsTest.payment({ reference: "order-2026-0001", state: "EXPIRED" })
 * ```
 *
 * @since 0.1.0
 * @category builders
 */
export const payment = (
  given: Omit<Partial<EPayment.Payment>, "aggregate"> & {
    readonly aggregate?: Partial<EPayment.Aggregate> | undefined
  } = {}
): EPayment.Payment => {
  const { aggregate, amount = { value: 49900, currency: "NOK" }, state = "AUTHORIZED", ...rest } = given
  return {
    reference: "order-2026-0001",
    paymentMethod: { type: "WALLET" },
    profile: {},
    pspReference: "psp-0001",
    ...rest,
    amount,
    state,
    aggregate: { ...moved(amount, state), ...aggregate }
  }
}
