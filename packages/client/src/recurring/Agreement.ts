/** What Recurring returns for an agreement. */
import * as Schema from "effect/Schema"
import { detail, identifier, known, type Open, open, timestamp, whole } from "../internal/schema/rules.js"
import { ReceivedCampaign } from "./Campaign.js"
import { ReceivedInterval } from "./Interval.js"
import { ReceivedPricing } from "./Pricing.js"

/**
 * The status of an agreement: `PENDING` for 10 minutes, then `ACTIVE`, or one of the two that are final. A rejected
 * draft is `STOPPED`. A value unknown to this version passes through.
 *
 * @since 0.1.0
 * @category models
 */
export type AgreementStatus = Open<KnownAgreementStatus>

/**
 * The statuses that this version knows.
 *
 * @since 0.1.0
 * @category models
 */
export type KnownAgreementStatus = (typeof statuses)[number]

const statuses = ["PENDING", "ACTIVE", "STOPPED", "EXPIRED"] as const

/**
 * Narrows a status to those that this version knows, so that a `switch` over them can be exhaustive.
 *
 * @since 0.1.0
 * @category guards
 */
export const isKnownAgreementStatus: (status: AgreementStatus) => status is KnownAgreementStatus = known(...statuses)

/**
 * One thing that happened to an agreement.
 *
 * @since 0.1.0
 * @category models
 */
export interface AgreementHistoryEvent {
  /** RFC 3339. */
  readonly occurred: string
  readonly event: Open<"CREATE" | "ACTIVATE">
  readonly actor?: Open<"MERCHANT" | "USER" | "ADMIN"> | undefined
}

/**
 * An agreement. Vipps documents more fields as required; only `id`, `status` and `pricing` are relied on.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category models
 */
export interface Agreement {
  /** As in `agr_5kSeqz`. Changes when an agreement is moved to another sales unit: store that beside it. */
  readonly id: string
  readonly status: AgreementStatus
  readonly pricing: ReceivedPricing
  readonly interval?: ReceivedInterval | undefined
  readonly productName?: string | undefined
  readonly productDescription?: string | undefined
  readonly uuid?: string | undefined
  /** Your own id of the agreement. */
  readonly externalId?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly countryCode?: Open<"NO" | "DK" | "FI"> | undefined
  /** When it was drafted, RFC 3339. */
  readonly created?: string | undefined
  /** When it became active; absent if it never did. */
  readonly start?: string | undefined
  /** When it was stopped. */
  readonly stop?: string | undefined
  readonly merchantAgreementUrl?: string | undefined
  readonly merchantRedirectUrl?: string | undefined
  /** While `PENDING`: where to send the customer. */
  readonly vippsConfirmationUrl?: string | undefined
  readonly campaign?: ReceivedCampaign | undefined
  /** The key to the Userinfo API, for 168 hours after the consent. Written some time after the approval. */
  readonly sub?: string | undefined
  readonly userinfoUrl?: string | undefined
  /** Newer than the 3.1.2 specification. */
  readonly paymentMethod?: { readonly blockedSources?: ReadonlyArray<string> | undefined } | undefined
  /** Oldest first; may be empty. Newer than the 3.1.2 specification. */
  readonly history?: ReadonlyArray<AgreementHistoryEvent> | undefined
}

/**
 * Which agreements `Recurring.listAgreements` returns: one page of one status. `Recurring.agreements` reads all pages of
 * all statuses.
 *
 * @since 0.1.0
 * @category models
 */
export interface ListAgreementsQuery {
  /** Defaults to `ACTIVE`. */
  readonly status?: "PENDING" | "ACTIVE" | "STOPPED" | "EXPIRED" | undefined
  /** Only those drafted after this time, in epoch milliseconds. */
  readonly createdAfter?: number | undefined
  /** From 1, which is the default. */
  readonly pageNumber?: number | undefined
  /** 1 to 2000. Defaults to 500. */
  readonly pageSize?: number | undefined
}

/**
 * The schema of {@link Agreement}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Agreement = Schema.Struct({
  id: identifier,
  status: open(...statuses),
  pricing: ReceivedPricing,
  interval: Schema.optional(detail(ReceivedInterval)),
  productName: Schema.optional(detail(Schema.String)),
  productDescription: Schema.optional(detail(Schema.String)),
  uuid: Schema.optional(detail(Schema.String)),
  externalId: Schema.optional(detail(Schema.String)),
  countryCode: Schema.optional(detail(open("NO", "DK", "FI"))),
  created: Schema.optional(detail(timestamp)),
  start: Schema.optional(timestamp),
  stop: Schema.optional(timestamp),
  merchantAgreementUrl: Schema.optional(detail(Schema.String)),
  merchantRedirectUrl: Schema.optional(detail(Schema.String)),
  vippsConfirmationUrl: Schema.optional(detail(Schema.String)),
  campaign: Schema.optional(detail(ReceivedCampaign)),
  sub: Schema.optional(detail(Schema.String)),
  userinfoUrl: Schema.optional(detail(Schema.String)),
  paymentMethod: Schema.optional(
    detail(Schema.Struct({ blockedSources: Schema.optional(Schema.Array(Schema.String)) }))
  ),
  history: Schema.optional(
    detail(
      Schema.Array(
        Schema.Struct({
          occurred: timestamp,
          event: open("CREATE", "ACTIVATE"),
          actor: Schema.optional(open("MERCHANT", "USER", "ADMIN"))
        })
      )
    )
  )
}) satisfies Schema.Schema<Agreement>

/**
 * The schema of {@link ListAgreementsQuery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ListAgreementsQuery = Schema.Struct({
  status: Schema.optional(Schema.Literal("PENDING", "ACTIVE", "STOPPED", "EXPIRED")),
  createdAfter: Schema.optional(whole(0)),
  pageNumber: Schema.optional(whole(1)),
  pageSize: Schema.optional(whole(1, 2000))
}) satisfies Schema.Schema<ListAgreementsQuery>
