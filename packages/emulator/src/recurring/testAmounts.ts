/**
 * Amounts, in minor units, at which charges fail in Vipps' test environment.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/test-environment
 * [P] That they work for charges, on the due date. [U] Which of them is not the customer's to solve.
 */
import type { Charge, FailureReason } from "./Charge.js"

const failing: ReadonlyMap<number, FailureReason> = new Map([
  [151, "user_action_required"], // funds
  [182, "user_action_required"], // refused by the issuer
  [183, "non_technical_error"], // suspected fraud
  [184, "user_action_required"], // limit
  [186, "user_action_required"], // expired card
  [187, "user_action_required"] // invalid card
])

/** 3-D Secure, and strong customer authentication. */
const failingInNorway = new Set([197, 202])

export const failureOf = ({ amount, currency }: Pick<Charge, "amount" | "currency">): FailureReason | undefined =>
  failing.get(amount) ?? (currency === "NOK" && failingInNorway.has(amount) ? "user_action_required" : undefined)

/** For an hour nobody knows how the payment ended. */
export const isUnknownForAnHour = ({ amount }: Pick<Charge, "amount">): boolean => amount === 201

const failingRefunds = new Set([123, 124])

export const isFailingRefund = (amount: number): boolean => failingRefunds.has(amount)
