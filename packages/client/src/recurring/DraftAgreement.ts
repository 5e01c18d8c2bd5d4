/** What `Recurring.draftAgreement` sends and returns. */
import * as Schema from "effect/Schema"
import { detail, identifier, request, text, url } from "../internal/schema/rules.js"
import { Msisdn } from "../PhoneNumber.js"
import { Campaign } from "./Campaign.js"
import { amount, Description, ExternalId, OrderId } from "./Identifiers.js"
import { Interval } from "./Interval.js"
import { Pricing } from "./Pricing.js"

/**
 * Whether money is taken at once, or reserved and captured later. Goods are captured when they are sent.
 *
 * @since 0.1.0
 * @category models
 */
export type TransactionType = "DIRECT_CAPTURE" | "RESERVE_CAPTURE"

/**
 * A charge that is carried out when the customer approves the agreement.
 *
 * With `DIRECT_CAPTURE` the agreement becomes active only if it is paid. One of `RESERVE_CAPTURE` must be captured
 * before the agreement is stopped, which cancels it.
 *
 * @since 0.1.0
 * @category models
 */
export interface InitialCharge {
  /** Minor units of the pricing's currency. Without a ceiling. */
  readonly amount: number
  /** What the customer sees it is for, 1 to 100 characters. */
  readonly description: string
  readonly transactionType: TransactionType
  /** The charge's id: 1 to 64 letters, digits and hyphens, unique per sales unit. Omit to have Vipps make one. */
  readonly orderId?: string | undefined
  /** Your own id of the charge in settlement reports, 1 to 64 characters; the customer sees it on the receipt. */
  readonly externalId?: string | undefined
}

/**
 * A new agreement, for a customer to approve within 10 minutes. A customer may have several agreements with one merchant, and
 * each is charged: look in your own records for a live one before you draft another.
 *
 * Checked before anything is sent, besides each field: `campaign` requires `LEGACY` pricing; `skipLandingPage` requires
 * `phoneNumber`.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category models
 */
export interface DraftAgreementRequest {
  readonly pricing: Pricing
  /**
   * Where the customer returns to, approved or not: https or an app's own scheme, at most 2048 characters. Vipps adds
   * nothing to it: put your own reference of the agreement into it.
   */
  readonly merchantRedirectUrl: string
  /** The agreement's title in the app, 1 to 45 characters. */
  readonly productName: string
  /**
   * Where the customer manages this very agreement: https, at most 1024 characters. Vipps requires it of merchants in
   * Norway; without it, a draft in NOK is sent with a warning in the log.
   */
  readonly merchantAgreementUrl?: string | undefined
  /** At most 100 characters, below the title. Not with a campaign, which explains itself. */
  readonly productDescription?: string | undefined
  /** How often the customer is charged. Omit for an agreement without a fixed interval. */
  readonly interval?: Interval | undefined
  /** The customer's number, if known: country code and number, 9 to 15 digits. */
  readonly phoneNumber?: string | undefined
  readonly initialCharge?: InitialCharge | undefined
  /** A lower price for a time; only with `LEGACY` pricing. */
  readonly campaign?: Campaign | undefined
  /** Data to ask consent for, separated by spaces: `name address email phoneNumber birthDate nin`. Refusal ends the draft. */
  readonly scope?: string | undefined
  /** True: the app opens by a push message, without the landing page. For approved sales units; defaults to false. */
  readonly skipLandingPage?: boolean | undefined
  /** True: the confirmation URL opens the app itself, for app to app. Defaults to false. */
  readonly isApp?: boolean | undefined
  /** Your own id of the agreement, 1 to 64 characters. Need not be unique. */
  readonly externalId?: string | undefined
  /** Which cards the customer cannot pay with. Cannot be changed later. Newer than the 3.1.2 specification. */
  readonly paymentMethod?: { readonly blockedSources?: ReadonlyArray<"COMMERCIAL_CARDS"> | undefined } | undefined
}

/**
 * The response to {@link DraftAgreementRequest}.
 *
 * @since 0.1.0
 * @category models
 */
export interface DraftAgreementResponse {
  /** Store it before you send the customer on. */
  readonly agreementId: string
  readonly uuid?: string | undefined
  /** Where to send the customer, within 10 minutes. Absent with `skipLandingPage`. */
  readonly vippsConfirmationUrl?: string | undefined
  /** The id of the initial charge, if there is one. */
  readonly chargeId?: string | undefined
}

const scopes = new Set(["name", "address", "email", "phoneNumber", "birthDate", "nin"])

const Scope = Schema.String.pipe(
  Schema.filter((scope) => scope.split(" ").every((word) => scopes.has(word)), {
    description: `words separated by single spaces, out of ${[...scopes].join(", ")}`,
    arbitrary: () => (fc) => fc.subarray([...scopes], { minLength: 1 }).map((words) => words.join(" "))
  })
)

const InitialCharge = Schema.Struct({
  amount: amount(1),
  description: Description,
  transactionType: Schema.Literal("DIRECT_CAPTURE", "RESERVE_CAPTURE"),
  orderId: Schema.optional(OrderId),
  externalId: Schema.optional(ExternalId)
})

const rules = ({ campaign, phoneNumber, pricing, skipLandingPage }: DraftAgreementRequest) => {
  const issues: Array<Schema.FilterIssue> = []
  if (campaign !== undefined && pricing.type !== "LEGACY") {
    issues.push({ path: ["campaign"], message: "must be left out unless pricing.type is LEGACY" })
  }
  if (skipLandingPage === true && phoneNumber === undefined) {
    issues.push({ path: ["phoneNumber"], message: "is required when skipLandingPage is true" })
  }
  return issues
}

/**
 * The schema of {@link DraftAgreementRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DraftAgreementRequest: Schema.Schema<DraftAgreementRequest> = request(
  Schema.Struct({
    pricing: Pricing,
    merchantRedirectUrl: url({ max: 2048, customScheme: true }),
    productName: text(1, 45),
    merchantAgreementUrl: Schema.optional(url({ max: 1024 })),
    productDescription: Schema.optional(text(0, 100)),
    interval: Schema.optional(Interval),
    phoneNumber: Schema.optional(Msisdn),
    initialCharge: Schema.optional(InitialCharge),
    campaign: Schema.optional(Campaign),
    scope: Schema.optional(Scope),
    skipLandingPage: Schema.optional(Schema.Boolean),
    isApp: Schema.optional(Schema.Boolean),
    externalId: Schema.optional(ExternalId),
    paymentMethod: Schema.optional(
      Schema.Struct({ blockedSources: Schema.optional(Schema.Array(Schema.Literal("COMMERCIAL_CARDS"))) })
    )
  }).pipe(Schema.filter(rules))
)

/**
 * The schema of {@link DraftAgreementResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DraftAgreementResponse = Schema.Struct({
  agreementId: identifier,
  uuid: Schema.optional(detail(Schema.String)),
  vippsConfirmationUrl: Schema.optional(Schema.String),
  chargeId: Schema.optional(identifier)
}) satisfies Schema.Schema<DraftAgreementResponse>

/** What looks wrong in a valid draft. */
export const draftWarnings = ({ merchantAgreementUrl, pricing }: DraftAgreementRequest): ReadonlyArray<string> =>
  merchantAgreementUrl === undefined && pricing.currency === "NOK"
    ? ["merchantAgreementUrl is missing: Vipps requires it of merchants in Norway"]
    : []
