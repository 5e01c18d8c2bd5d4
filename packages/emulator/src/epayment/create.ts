/** The rules of a well-formed create request, and the payment it creates. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Ids } from "../core/Ids.js"
import type { Merchant } from "../core/Merchant.js"
import { isMerchantUrl, isReturnUrl } from "../core/merchantUrls.js"
import type { Settings } from "../core/Settings.js"
import type { World } from "../core/World.js"
import { checkInOf, personalQrOf } from "../customers/codes.js"
import * as Profile from "../customers/profile.js"
import type { RefusalCode } from "./errorCodes.js"
import type { Currency, Express, Payment } from "./Payment.js"
import type { CreatePayment, ShippingGroup } from "./requestSchemas.js"
import { isIdentified } from "./requestSchemas.js"

/** Smallest amounts in minor units. */
export const minimumAmount: Readonly<Record<Currency, number>> = { NOK: 100, DKK: 1, EUR: 1, SEK: 100, USD: 1, GBP: 1 }

const minute = 60_000
const day = 24 * 60 * minute

const scopeOf = ({ profile }: CreatePayment): ReadonlyArray<string> => Profile.scopeOf(profile?.scope)

const knownScopes: ReadonlySet<string> = new Set(Profile.scopes)

interface Creation {
  readonly ids: Ids
  readonly now: number
  readonly settings: Settings
  readonly merchant: Merchant
}

const customerRefusal = ({ customer, userFlow }: CreatePayment): RefusalCode | undefined => {
  if (customer === undefined || !isIdentified(customer)) return userFlow === "PUSH_MESSAGE" ? "5080" : undefined
  // [U] What Vipps calls invalid beyond the pattern: a number without country code.
  return customer.phoneNumber?.startsWith("0") ? "4070" : undefined
}

/** Whom the request names, by number, by a code that was scanned, or by the token of a check-in. */
export const phoneNumberOf = (
  { customer: { customerToken, personalQr, phoneNumber } = {} }: Pick<CreatePayment, "customer">,
  { merchant, now }: Pick<Creation, "merchant" | "now">,
  world: World
): Either.Either<string | undefined, RefusalCode> => {
  if (customerToken !== undefined) {
    const { merchantSerialNumber } = merchant.credentials
    const checkIn = checkInOf(world, customerToken, { merchantSerialNumber, now })
    return Either.fromNullable(checkIn?.phoneNumber, () => "4050" as const)
  }
  return personalQr === undefined
    ? Either.right(phoneNumber)
    : Either.fromNullable(personalQrOf(world, personalQr)?.phoneNumber, () => "4060" as const)
}

const urlRefusal = (request: CreatePayment, settings: Settings): RefusalCode | undefined => {
  // [U] A missing returnUrl could as well be a field error.
  const needsReturn = request.userFlow === "WEB_REDIRECT" || request.userFlow === "NATIVE_REDIRECT"
  if (needsReturn && request.returnUrl === undefined) return "4140"
  if (request.returnUrl !== undefined && !isReturnUrl(request.returnUrl, settings)) return "4090"
  const urls = [
    request.receiptUrl,
    request.shipping?.dynamicOptions?.callbackUrl,
    request.cardPassthrough?.cardCallbackUrl,
    request.merchantLegalLinks?.termsOfSaleUrl,
    request.merchantLegalLinks?.privacyPolicyUrl
  ]
  return urls.every((url) => url === undefined || isMerchantUrl(url, settings)) ? undefined : "4090"
}

const metadataRefusal = ({ metadata = {} }: CreatePayment): RefusalCode | undefined => {
  const entries = Object.entries(metadata)
  if (entries.length > 5) return "4100"
  if (entries.some(([key]) => key.length > 100)) return "4120"
  return entries.some(([, value]) => value.length > 500) ? "4130" : undefined
}

const methodRefusal = ({ cardPassthrough, paymentMethod, userFlow }: CreatePayment, currency: Currency) => {
  const { blockedSources = [], type } = paymentMethod
  if ((type === "CARD_PASSTHROUGH") !== (cardPassthrough !== undefined)) return "4160"
  // [U] The code for a flow other than WEB_REDIRECT with CARD.
  if (type === "CARD" && userFlow !== "WEB_REDIRECT") return "5070"
  // [U] CARD does not exist in the test environment and CARD_PASSTHROUGH needs a PSP; the code for either is a guess.
  if (type !== "WALLET") return "5070"
  return blockedSources.length > 0 && currency !== "DKK" && currency !== "EUR" ? "5010" : undefined
}

/** [U] Which Express rule has which of the two codes. */
const expressRefusal = (request: CreatePayment): RefusalCode | undefined => {
  const { paymentMethod, shipping } = request
  if (shipping === undefined) return undefined
  const groups = shipping.fixedOptions
  if ((groups === undefined) === (shipping.dynamicOptions === undefined)) return "5020"
  if (paymentMethod.type !== "WALLET") return "5020"
  if (groups !== undefined) {
    const kinds = new Set(groups.map(({ brand, type }) => `${brand} ${type}`))
    if (groups.length === 0 || kinds.size < groups.length) return "5020"
    const options = groups.flatMap((group) => group.options)
    if (groups.some((group) => group.options.length === 0)) return "5020"
    if (new Set(options.map(({ id }) => id)).size < options.length) return "5020"
    if (options.some(({ amount }) => amount.currency !== request.amount.currency)) return "5040"
  }
  return scopeOf(request).includes("address") ? undefined : "5030"
}

const expiryOf = ({ expiresAt }: CreatePayment): Option.Option<number> =>
  expiresAt === undefined ? Option.none() : Option.map(DateTime.make(expiresAt.toUpperCase()), DateTime.toEpochMillis)

const expiryRefusal = (request: CreatePayment, now: number): RefusalCode | undefined => {
  if (request.expiresAt === undefined) return undefined
  if (request.receipt === undefined) return "6130"
  const expiresAt = Option.getOrElse(expiryOf(request), () => 0) // A date that fits the pattern and is invalid: the 40th.
  if (expiresAt <= now + 10 * minute) return "6120"
  return expiresAt >= now + 60 * day ? "6110" : undefined
}

/** Why the request is refused, or undefined. [U] Which code comes first when several apply. */
const refusal = (request: CreatePayment, { merchant, now, settings }: Creation): RefusalCode | undefined => {
  if (request.amount.currency !== merchant.currency) return "5040"
  if (request.amount.value < minimumAmount[request.amount.currency]) return "6010"
  return (
    urlRefusal(request, settings) ??
    customerRefusal(request) ??
    methodRefusal(request, merchant.currency) ??
    (scopeOf(request).every((scope) => knownScopes.has(scope)) ? undefined : "4080") ??
    expressRefusal(request) ??
    expiryRefusal(request, now) ??
    metadataRefusal(request)
  )
}

const redirectUrlOf = ({ qrFormat, userFlow }: CreatePayment, publicUrl: string, token: string): string | undefined => {
  const landing = `${publicUrl}/landing?v=2&token=${token}`
  switch (userFlow) {
    case "PUSH_MESSAGE":
      return undefined
    case "WEB_REDIRECT":
      return landing
    case "NATIVE_REDIRECT":
      return `vipps://payment?v=2&token=${token}`
    case "QR": {
      const format = qrFormat?.format ?? "IMAGE/SVG+XML"
      if (format === "TEXT/TARGETURL") return landing
      const size = qrFormat?.size === undefined ? "" : `&size=${qrFormat.size}`
      return `${publicUrl}/qr.${format === "IMAGE/PNG" ? "png" : "svg"}?token=${token}${size}`
    }
  }
}

/** Options in the order of the app: defaults first, then by priority, in groups likewise. */
export const optionsOf = (groups: ReadonlyArray<ShippingGroup>): Express["options"] => {
  const rank = (one: { readonly isDefault?: boolean; readonly priority?: number }) =>
    (one.isDefault === true ? 0 : 1_000_000) + (one.priority ?? 0)
  const sorted = <A extends { readonly isDefault?: boolean; readonly priority?: number }>(list: ReadonlyArray<A>) =>
    [...list].sort((a, b) => rank(a) - rank(b))
  return sorted(groups)
    .flatMap(({ options }) => sorted(options))
    .map(({ amount, id, name }) => ({ id, name, cost: amount.value }))
}

const expressOf = ({ shipping }: CreatePayment): Express | undefined =>
  shipping && { options: optionsOf(shipping.fixedOptions ?? []), callback: shipping.dynamicOptions }

/** The payment a create request creates, or the code of the refusal. */
export const create = (
  request: CreatePayment,
  idempotencyKey: string | undefined,
  creation: Creation,
  world: World
): Either.Either<Payment, RefusalCode> => {
  const { ids, merchant, now, settings } = creation
  const code = refusal(request, creation)
  if (code !== undefined) return Either.left(code)
  const phoneNumber = phoneNumberOf(request, creation, world)
  if (Either.isLeft(phoneNumber)) return Either.left(phoneNumber.left)
  const expiresAt = Option.getOrElse(expiryOf(request), () => now + Duration.toMillis(settings.paymentLifetime))
  const token = ids.token({ jti: ids.uuid(), exp: Math.floor(expiresAt / 1000) })
  const redirectUrl = redirectUrlOf(request, settings.publicUrl, token)
  return Either.right({
    reference: request.reference,
    merchantSerialNumber: merchant.credentials.merchantSerialNumber,
    amount: request.amount,
    methodType: "WALLET",
    customer: request.customer && isIdentified(request.customer) ? request.customer : undefined,
    phoneNumber: phoneNumber.right,
    scope: scopeOf(request),
    express: expressOf(request),
    metadata: request.metadata,
    redirectUrl,
    landingToken: token,
    returnUrl: request.returnUrl,
    description: request.paymentDescription,
    orderLines: (request.receipt?.orderLines ?? []).map(({ name, totalAmount }) => ({ name, totalAmount })),
    userFlow: request.userFlow,
    minimumUserAge: request.minimumUserAge,
    expiresAt,
    expiryPspReference: ids.uuid(),
    state: "CREATED",
    aggregate: { authorized: 0, captured: 0, refunded: 0, cancelled: 0 },
    events: [
      {
        name: "CREATED",
        amount: request.amount,
        pspReference: ids.uuid(),
        timestamp: now,
        idempotencyKey,
        success: true
      }
    ],
    authorizedAt: undefined,
    shipping: undefined,
    userDetails: undefined,
    sub: undefined
  })
}
