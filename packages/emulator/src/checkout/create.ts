/** The rules of a well-formed session request, and the session it creates. */
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import type { Ids } from "../core/Ids.js"
import type { Issue } from "../core/issues.js"
import type { Merchant } from "../core/Merchant.js"
import { isMerchantUrl, isReturnUrl } from "../core/merchantUrls.js"
import type { Settings } from "../core/Settings.js"
import type { Amount } from "../epayment/Payment.js"
import type { Agreement } from "../recurring/Agreement.js"
import { draft } from "../recurring/draft.js"
import type { LogisticsOption } from "./logistics.js"
import type { CreateSession, UpdateSession } from "./requestSchemas.js"
import { isPayable, type Session, type ShippingOption } from "./Session.js"

/** [U] The specification gives no limits; these are the last published ones, and what ePayment can take as well. */
const referencePattern = /^[-a-zA-Z0-9]{8,50}$/

const issue = (message: string, ...path: ReadonlyArray<PropertyKey>): Issue => ({ path, message })

const amountIssues = (
  amount: Amount | { currency: string },
  merchant: Merchant,
  ...path: ReadonlyArray<PropertyKey>
) =>
  amount.currency === merchant.currency
    ? []
    : [issue(`The sales unit sells in ${merchant.currency}.`, ...path, "currency")]

const optionIssues = (
  options: ReadonlyArray<LogisticsOption>,
  merchant: Merchant,
  ...path: ReadonlyArray<PropertyKey>
) =>
  options.flatMap((option, index) => [
    ...amountIssues(option.amount, merchant, ...path, index, "amount"),
    ...(options.findIndex(({ id }) => id === option.id) < index
      ? [issue("The id is used by another option.", ...path, index, "id")]
      : [])
  ])

interface Creation {
  readonly ids: Ids
  readonly now: number
  readonly settings: Settings
  readonly merchant: Merchant
}

/** [U] That all of these are refused; sure is only that hidden address fields exclude the address-dependent logistics. */
const issuesOf = (
  request: CreateSession,
  { merchant, settings }: Pick<Creation, "merchant" | "settings">
): ReadonlyArray<Issue> => {
  const { configuration = {}, merchantInfo, transaction } = request
  const logistics = request.type === "PAYMENT" ? request.logistics : undefined
  const issues: Array<Issue> = []
  if (!isMerchantUrl(merchantInfo.callbackUrl, settings)) {
    issues.push(issue("The field must be an https URL.", "merchantInfo", "callbackUrl"))
  }
  const returnable =
    configuration.userFlow === "NATIVE_REDIRECT"
      ? isReturnUrl(merchantInfo.returnUrl, settings)
      : isMerchantUrl(merchantInfo.returnUrl, settings)
  if (!returnable) issues.push(issue("The field must be an https URL.", "merchantInfo", "returnUrl"))
  if (transaction !== undefined) {
    issues.push(...amountIssues(transaction.amount, merchant, "transaction", "amount"))
  }
  if (request.type === "SUBSCRIPTION") {
    const { amount } = request.subscription
    issues.push(...amountIssues(amount, merchant, "subscription", "amount"))
    if (amount.value === 0) issues.push(issue("The amount is too small.", "subscription", "amount", "value"))
  }
  if (logistics?.dynamicOptionsCallback !== undefined && !isMerchantUrl(logistics.dynamicOptionsCallback, settings)) {
    issues.push(issue("The field must be an https URL.", "logistics", "dynamicOptionsCallback"))
  }
  issues.push(...optionIssues(logistics?.fixedOptions ?? [], merchant, "logistics", "fixedOptions"))
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

/** [U] The reference of the top level wins over the deprecated one, and a payment without either gets a generated one. */
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

/**
 * The agreement of a subscription, which becomes active when the session ends well. [U] That it is held to the rules of
 * Recurring, and has LEGACY pricing, which is the one with an amount.
 */
const draftOf = (
  request: CreateSession,
  creation: Creation
): Either.Either<Agreement | undefined, ReadonlyArray<Issue>> => {
  if (request.type === "PAYMENT") return Either.right(undefined)
  const { amount, ...subscription } = request.subscription
  const { currency } = creation.merchant
  const { returnUrl } = request.merchantInfo
  return Either.mapLeft(
    draft({ ...subscription, pricing: { currency, amount: amount.value }, merchantRedirectUrl: returnUrl }, creation),
    ({ detail, extraDetails = [{ name: "", reason: detail }] }) =>
      extraDetails.map(({ name, reason }) => issue(reason, "subscription", ...name.split(".")))
  )
}

/** The parts of an option that the page shows and the session contains. */
export const shippingOption = (option: LogisticsOption, { currency }: Merchant): ShippingOption => ({
  id: option.id,
  title: option.title ?? option.brand,
  description: option.description,
  isDefault: option.isDefault,
  priority: option.priority,
  amount: { currency, value: option.amount.value },
  pickupPoints: option.delivery?.pickupPoints ?? [],
  timeslots: option.delivery?.timeslots ?? []
})

const shippingOptions = (options: ReadonlyArray<LogisticsOption>, merchant: Merchant): ReadonlyArray<ShippingOption> =>
  options.map((option) => shippingOption(option, merchant))

const linesOf = (transaction: CreateSession["transaction"]): Session["orderLines"] =>
  (transaction?.orderSummary?.orderLines ?? []).map(({ name, totalAmount }) => ({ name, totalAmount }))

/** [U] An amount that is too small is refused, unless shipping may be added to it. */
const sized = (session: Session): Either.Either<Session, ReadonlyArray<Issue>> => {
  const { amount, dynamicOptionsCallback, shippingOptions } = session
  const isShipped = dynamicOptionsCallback !== undefined || shippingOptions.length > 0
  return amount === undefined || isShipped || isPayable(amount)
    ? Either.right(session)
    : Either.left([issue("The amount is too small.", "transaction", "amount", "value")])
}

/** The session a request creates, or what is wrong with it. */
export const create = (request: CreateSession, creation: Creation): Either.Either<Session, ReadonlyArray<Issue>> => {
  const { ids, merchant, now, settings } = creation
  const reference = referenceOf(request, ids)
  const issues = [
    ...Either.match(reference, { onLeft: (wrong) => [wrong], onRight: () => [] }),
    ...issuesOf(request, { merchant, settings })
  ]
  if (Either.isLeft(reference) || issues.length > 0) return Either.left(issues)
  const draft = draftOf(request, creation)
  if (Either.isLeft(draft)) return Either.left(draft.left)
  const { configuration = {}, merchantInfo, prefillCustomer = {}, transaction } = request
  const logistics = request.type === "PAYMENT" ? request.logistics : undefined
  const { currency } = merchant
  const sessionId = ids.uuid()
  const expiresAt = now + Duration.toMillis(settings.sessionLifetime)
  return sized({
    sessionId,
    reference: reference.right,
    merchantSerialNumber: merchant.credentials.merchantSerialNumber,
    pageToken: ids.token({ sessionId, exp: Math.floor(expiresAt / 1000) }),
    merchantInfo,
    type: request.type,
    description:
      transaction?.paymentDescription ?? (request.type === "SUBSCRIPTION" ? request.subscription.productName : ""),
    draft: draft.right,
    amount: transaction && { currency, value: transaction.amount.value },
    orderLines: configuration.showOrderSummary === true ? linesOf(transaction) : [],
    shippingOptions: shippingOptions(logistics?.fixedOptions ?? [], merchant),
    dynamicOptionsCallback: logistics?.dynamicOptionsCallback,
    elements: configuration.elements ?? "Full",
    countries: configuration.countries?.supported ?? [],
    prefill: prefillCustomer,
    requireUserInfo: configuration.requireUserInfo === true,
    customConsent: configuration.customConsent,
    expiresAt,
    state: "SessionCreated",
    completion: undefined
  })
}

/** An open session after an update. */
export const update = (
  session: Session,
  { logisticOptions, transaction }: UpdateSession,
  merchant: Merchant
): Either.Either<Session, ReadonlyArray<Issue>> => {
  const issues = [
    ...(transaction ? amountIssues(transaction.amount, merchant, "transaction", "amount") : []),
    ...optionIssues(logisticOptions ?? [], merchant, "logisticOptions"),
    // [U] Only payments have logistics.
    ...(logisticOptions && session.type === "SUBSCRIPTION"
      ? [issue("A subscription has no logistics.", "logisticOptions")]
      : [])
  ]
  if (issues.length > 0) return Either.left(issues)
  // [U] New options also replace those offered for an address; the page asks for the address again.
  const { offer, ...rest } = session
  return sized({
    ...rest,
    ...(offer && !logisticOptions && { offer }),
    ...(transaction && {
      amount: { currency: merchant.currency, value: transaction.amount.value },
      description: transaction.paymentDescription,
      orderLines: session.orderLines.length > 0 ? linesOf(transaction) : []
    }),
    shippingOptions: logisticOptions ? shippingOptions(logisticOptions, merchant) : session.shippingOptions
  })
}
