/** The rules between the fields of a new payment. */
import type * as Schema from "effect/Schema"
import { currencyIssues } from "../internal/schema/orderLines.js"
import type { Customer } from "./Customer.js"
import type { PaymentDetails, UserFlow } from "./PaymentDetails.js"
import type { PaymentMethod } from "./PaymentMethod.js"

/** Before the rules of its flow are known to be kept. */
export interface Unchecked extends PaymentDetails {
  readonly userFlow: UserFlow
  readonly paymentMethod: PaymentMethod
  readonly customer?: Customer | undefined
  readonly returnUrl?: string | undefined
}

/** The rules of Express: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/ */
const expressIssues = ({ amount, paymentMethod, profile, shipping }: Unchecked): Array<Schema.FilterIssue> => {
  if (shipping === undefined) return []
  const issues: Array<Schema.FilterIssue> = []
  if (paymentMethod.type !== "WALLET") {
    issues.push({ path: ["paymentMethod", "type"], message: "must be WALLET when shipping is given" })
  }
  if (!profile?.scope?.split(" ").includes("address")) {
    issues.push({ path: ["profile", "scope"], message: "must include address when shipping is given" })
  }
  shipping.fixedOptions?.forEach(({ options }, group) => {
    options.forEach((option, at) => {
      if (option.amount.currency !== amount.currency) {
        const path = ["shipping", "fixedOptions", group, "options", at, "amount", "currency"]
        issues.push({ path, message: `must be ${amount.currency}, the currency of amount` })
      }
    })
  })
  return issues
}

export const rules = (payment: Unchecked): Array<Schema.FilterIssue> => {
  const issues: Array<Schema.FilterIssue> = []
  const { amount, cardPassthrough, paymentMethod, userFlow } = payment
  if (userFlow === "WEB_REDIRECT" && payment.returnUrl === undefined) {
    issues.push({ path: ["returnUrl"], message: "is required when userFlow is WEB_REDIRECT" })
  }
  if (userFlow === "PUSH_MESSAGE" && payment.customer === undefined) {
    issues.push({ path: ["customer"], message: "is required when userFlow is PUSH_MESSAGE" })
  }
  if (paymentMethod.type === "CARD" && userFlow !== "WEB_REDIRECT") {
    issues.push({ path: ["userFlow"], message: "must be WEB_REDIRECT when paymentMethod.type is CARD" })
  }
  if (paymentMethod.type === "CARD_PASSTHROUGH" && cardPassthrough === undefined) {
    issues.push({ path: ["cardPassthrough"], message: "is required when paymentMethod.type is CARD_PASSTHROUGH" })
  }
  if (paymentMethod.type !== "CARD_PASSTHROUGH" && cardPassthrough !== undefined) {
    issues.push({ path: ["paymentMethod", "type"], message: "must be CARD_PASSTHROUGH when cardPassthrough is given" })
  }
  if (paymentMethod.blockedSources?.length && amount.currency !== "DKK" && amount.currency !== "EUR") {
    issues.push({ path: ["paymentMethod", "blockedSources"], message: "needs an amount in DKK or EUR" })
  }
  if (payment.expiresAt !== undefined && payment.receipt === undefined) {
    issues.push({ path: ["receipt"], message: "is required when expiresAt is given" })
  }
  issues.push(...expressIssues(payment))
  issues.push(...currencyIssues(amount, payment.receipt?.bottomLine, ["receipt", "bottomLine"]))
  return issues
}

/** A generated payment with its parts made to fit each other, for the arbitrary. */
export const fitting = (payment: Unchecked): Unchecked => {
  const { amount, cardPassthrough, expiresAt, receipt, shipping, ...rest } = payment
  const { currency } = amount
  const { blockedSources, ...method } = payment.paymentMethod
  const isPassthrough = method.type === "CARD_PASSTHROUGH" && cardPassthrough !== undefined && shipping === undefined
  const type = isPassthrough || (method.type === "CARD" && shipping === undefined) ? method.type : "WALLET"
  const blocks = blockedSources !== undefined && (currency === "DKK" || currency === "EUR")
  return {
    ...rest,
    amount,
    paymentMethod: { type, ...(blocks ? { blockedSources } : {}) },
    userFlow: type === "CARD" ? "WEB_REDIRECT" : payment.userFlow,
    returnUrl: payment.returnUrl ?? "https://example.com/thanks",
    customer: payment.customer ?? { phoneNumber: "4712345678" },
    ...(isPassthrough ? { cardPassthrough } : {}),
    ...(receipt === undefined ? {} : { receipt: { ...receipt, bottomLine: { ...receipt.bottomLine, currency } } }),
    ...(receipt === undefined || expiresAt === undefined ? {} : { expiresAt }),
    ...(shipping === undefined
      ? {}
      : {
          profile: { scope: "name address email phoneNumber" },
          shipping: {
            ...shipping,
            fixedOptions: shipping.fixedOptions?.map((group) => ({
              ...group,
              options: group.options.map((option) => ({ ...option, amount: { ...option.amount, currency } }))
            }))
          }
        })
  }
}
