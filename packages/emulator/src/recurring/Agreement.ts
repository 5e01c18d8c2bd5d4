/** What an agreement is. Times are epoch milliseconds, amounts are integers in minor units. */

/**
 * The currencies of agreements; the market follows from it.
 *
 * @since 0.1.0
 * @category models
 */
export type AgreementCurrency = "NOK" | "DKK" | "EUR"

/**
 * Only PENDING and ACTIVE can change. A rejected agreement is STOPPED.
 *
 * @since 0.1.0
 * @category models
 */
export type AgreementStatus = "PENDING" | "ACTIVE" | "STOPPED" | "EXPIRED"

export const agreementStatuses = [
  "PENDING",
  "ACTIVE",
  "STOPPED",
  "EXPIRED"
] as const satisfies ReadonlyArray<AgreementStatus>

/**
 * A unit of time, so many times.
 *
 * @since 0.1.0
 * @category models
 */
export interface Period {
  readonly unit: "YEAR" | "MONTH" | "WEEK" | "DAY"
  /** 1 to 31. */
  readonly count: number
}

/**
 * What an agreement costs. Amounts are in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export type Pricing =
  | { readonly type: "LEGACY"; readonly currency: AgreementCurrency; readonly amount: number }
  | {
      readonly type: "VARIABLE"
      readonly currency: AgreementCurrency
      readonly suggestedMaxAmount: number
      /** The customer's own ceiling; absent until the approval. */
      readonly maxAmount?: number
    }
  | { readonly type: "FLEXIBLE"; readonly currency: AgreementCurrency }

/**
 * A price for a while. It creates no charges: the merchant charges it. `end` and `eventDate` are epoch milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export type Campaign =
  | { readonly type: "PRICE_CAMPAIGN"; readonly price: number; readonly end: number }
  | { readonly type: "PERIOD_CAMPAIGN"; readonly price: number; readonly period: Period; readonly end: number }
  | { readonly type: "EVENT_CAMPAIGN"; readonly price: number; readonly eventDate: number; readonly eventText: string }
  /** Made with version 2 of the API; version 3 only reads it. */
  | { readonly type: "LEGACY_CAMPAIGN"; readonly price: number; readonly end: number }

/**
 * Who caused a change.
 *
 * @since 0.1.0
 * @category models
 */
export type Actor = "MERCHANT" | "USER" | "ADMIN"

/**
 * Something that happened to an agreement. `occurred` is in epoch milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface AgreementEvent {
  readonly occurred: number
  readonly event: "CREATE" | "ACTIVATE" | "REJECT" | "EXPIRE" | "STOP" | "UPDATE" | "RAISE_MAX"
  readonly actor?: Actor
}

/**
 * A customer's permission to be charged.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 *
 * @since 0.1.0
 * @category models
 */
export interface Agreement {
  readonly id: string
  readonly uuid: string
  readonly merchantSerialNumber: string
  readonly status: AgreementStatus
  readonly pricing: Pricing
  readonly productName: string
  readonly productDescription: string | undefined
  /** Undefined: charges as they come. */
  readonly interval: Period | undefined
  readonly campaign: Campaign | undefined
  /** The charge that is paid with the approval. */
  readonly initialChargeId: string | undefined
  /** All charges, oldest first. */
  readonly chargeIds: ReadonlyArray<string>
  readonly phoneNumber: string | undefined
  /** The customer is sent a push message instead of to the landing page. */
  readonly skipLandingPage: boolean
  readonly isApp: boolean
  readonly scope: ReadonlyArray<string>
  readonly merchantRedirectUrl: string
  readonly merchantAgreementUrl: string | undefined
  readonly externalId: string | undefined
  readonly blockedSources: ReadonlyArray<string>
  /** Opens the customer's page. */
  readonly token: string
  readonly createdAt: number
  /** When the customer's time to approve is up. */
  readonly expiresAt: number
  readonly startedAt: number | undefined
  readonly stoppedAt: number | undefined
  /** The customer's id, present once an agreement with a scope is active. */
  readonly sub: string | undefined
  /** Oldest first. */
  readonly history: readonly [AgreementEvent, ...ReadonlyArray<AgreementEvent>]
}
