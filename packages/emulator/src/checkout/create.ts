/** The rules a well-formed session request must keep besides its shape, and the session it makes. */
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import type { Ids } from "../Ids.js"
import { isReturnUrl, minimumAmount } from "../payment/create.js"
import type { Amount } from "../payment/Payment.js"
import type { Settings } from "../Settings.js"
import type { CreateSession, UpdateSession } from "../schemas/checkout.js"
import type { Issue } from "../schemas/issues.js"
import type { LogisticsOption } from "../schemas/logistics.js"
import type { Session, ShippingOption } from "./Session.js"

/** [U] The specification gives no limits; these are the last published ones, and what ePayment can take as well. */
const referencePattern = /^[-a-zA-Z0-9]{8,50}$/

const issue = (message: string, ...path: ReadonlyArray<PropertyKey>): Issue => ({ path, message })

const isUrl = (url: string, ...protocols: ReadonlyArray<string>): boolean =>
  URL.canParse(url) && protocols.includes(new URL(url).protocol)

const amountIssues = (
  amount: Amount | { currency: string },
  settings: Settings,
  ...path: ReadonlyArray<PropertyKey>
) =>
  amount.currency === settings.currency
    ? []
    : [issue(`The sales unit sells in ${settings.currency}.`, ...path, "currency")]

const optionIssues = (
  options: ReadonlyArray<LogisticsOption>,
  settings: Settings,
  ...path: ReadonlyArray<PropertyKey>
) =>
  options.flatMap((option, index) => [
    ...amountIssues(option.amount, settings, ...path, index, "amount"),
    ...(options.findIndex(({ id }) => id === option.id) < index
      ? [issue("The id is used by another option.", ...path, index, "id")]
      : [])
  ])

/** [U] That all of these are refused; sure is only that hidden address fields exclude the address-dependent logistics. */
const issuesOf = (request: CreateSession, settings: Settings): ReadonlyArray<Issue> => {
  const { configuration = {}, merchantInfo, transaction } = request
  const logistics = request.type === "PAYMENT" ? request.logistics : undefined
  const issues: Array<Issue> = []
  if (!isUrl(merchantInfo.callbackUrl, "https:")) {
    issues.push(issue("The field must be an https URL.", "merchantInfo", "callbackUrl"))
  }
  const returnable =
    configuration.userFlow === "NATIVE_REDIRECT"
      ? isReturnUrl(merchantInfo.returnUrl)
      : isUrl(merchantInfo.returnUrl, "https:")
  if (!returnable) issues.push(issue("The field must be an https URL.", "merchantInfo", "returnUrl"))
  if (transaction !== undefined) {
    issues.push(...amountIssues(transaction.amount, settings, "transaction", "amount"))
    if (logistics === undefined && transaction.amount.value < minimumAmount[settings.currency]) {
      issues.push(issue("The amount is too small.", "transaction", "amount", "value"))
    }
  }
  if (request.type === "SUBSCRIPTION") {
    issues.push(...amountIssues(request.subscription.amount, settings, "subscription", "amount"))
  }
  if (logistics?.dynamicOptionsCallback !== undefined && !isUrl(logistics.dynamicOptionsCallback, "https:")) {
    issues.push(issue("The field must be an https URL.", "logistics", "dynamicOptionsCallback"))
  }
  issues.push(...optionIssues(logistics?.fixedOptions ?? [], settings, "logistics", "fixedOptions"))
  const hidesAddress = (configuration.elements ?? "Full") !== "Full"
  for (const name of ["dynamicOptionsCallback", "integrations"] as const) {
    if (hidesAddress && logistics?.[name] !== undefined) {
      issues.push(issue("The field needs the address fields to be shown.", "logistics", name))
    }
  }
  if (configuration.showOrderSummary === true && transaction?.orderSummary === undefined) {
    issues.push(issue("The field needs an order summary.", "configuration", "showOrderSummary"))
  }
  return issues
}

/** [U] The reference of the top level wins over the deprecated one, and a payment without any gets one made up. */
const referenceOf = (request: CreateSession, ids: Ids): Either.Either<string, Issue> => {
  const given = request.reference ?? request.transaction?.reference
  if (given === undefined) {
    return request.type === "SUBSCRIPTION" && request.transaction === undefined
      ? Either.left(issue("The Reference field is required.", "reference"))
      : Either.right(ids.uuid())
  }
  if (referencePattern.test(given)) return Either.right(given)
  const path = request.reference === undefined ? ["transaction", "reference"] : ["reference"]
  return Either.left(issue(`The field must match the regular expression '${referencePattern.source}'.`, ...path))
}

const shippingOptions = (options: ReadonlyArray<LogisticsOption>, settings: Settings): ReadonlyArray<ShippingOption> =>
  options.map(({ amount, id, isDefault, priority }) => ({
    id,
    isDefault,
    priority,
    amount: { currency: settings.currency, value: amount.value }
  }))

/** The session a request makes, or everything that is wrong with it. */
export const create = (
  request: CreateSession,
  { ids, now, settings }: { readonly ids: Ids; readonly now: number; readonly settings: Settings }
): Either.Either<Session, ReadonlyArray<Issue>> => {
  const reference = referenceOf(request, ids)
  const issues = [
    ...Either.match(reference, { onLeft: (wrong) => [wrong], onRight: () => [] }),
    ...issuesOf(request, settings)
  ]
  if (Either.isLeft(reference) || issues.length > 0) return Either.left(issues)
  const { configuration = {}, prefillCustomer = {}, transaction } = request
  return Either.right({
    sessionId: ids.uuid(),
    reference: reference.right,
    merchantSerialNumber: settings.credentials.merchantSerialNumber,
    type: request.type,
    amount: transaction && { currency: settings.currency, value: transaction.amount.value },
    shippingOptions: shippingOptions((request.type === "PAYMENT" && request.logistics?.fixedOptions) || [], settings),
    elements: configuration.elements ?? "Full",
    prefill: prefillCustomer,
    requireUserInfo: configuration.requireUserInfo === true,
    asksConsent: configuration.customConsent !== undefined,
    expiresAt: now + Duration.toMillis(settings.sessionLifetime),
    state: "SessionCreated",
    completion: undefined
  })
}

/** What an update makes of an open session. */
export const update = (
  session: Session,
  { logisticOptions, transaction }: UpdateSession,
  settings: Settings
): Either.Either<Session, ReadonlyArray<Issue>> => {
  const issues = [
    ...(transaction ? amountIssues(transaction.amount, settings, "transaction", "amount") : []),
    ...optionIssues(logisticOptions ?? [], settings, "logisticOptions"),
    // [U] Only payments have logistics.
    ...(logisticOptions && session.type === "SUBSCRIPTION"
      ? [issue("A subscription has no logistics.", "logisticOptions")]
      : [])
  ]
  if (issues.length > 0) return Either.left(issues)
  return Either.right({
    ...session,
    amount: transaction ? { currency: settings.currency, value: transaction.amount.value } : session.amount,
    shippingOptions: logisticOptions ? shippingOptions(logisticOptions, settings) : session.shippingOptions
  })
}
