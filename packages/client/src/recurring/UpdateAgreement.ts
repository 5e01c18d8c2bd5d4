/** What `Recurring.updateAgreement` and `Recurring.acceptAgreement` send. */
import * as Schema from "effect/Schema"
import { request, text, url } from "../internal/schema/rules.js"
import { Msisdn } from "../PhoneNumber.js"
import { amount, ExternalId } from "./Identifiers.js"
import { Interval } from "./Interval.js"

/**
 * A new interval: regular, or none.
 *
 * @since 0.1.0
 * @category models
 */
export type IntervalUpdate =
  | { readonly type: "RECURRING"; readonly period: Interval }
  | { readonly type: "FLEXIBLE"; readonly period?: undefined }

/**
 * A new price. Vipps does not notify the customer: that is the merchant's duty.
 *
 * @since 0.1.0
 * @category models
 */
export type PricingUpdate =
  | {
      /** Of an agreement with `LEGACY` pricing, in minor units. Charges that exist keep their amounts. */
      readonly amount: number
      readonly suggestedMaxAmount?: undefined
    }
  | {
      /** Of an agreement with `VARIABLE` pricing, in minor units. The customer's own maximum stays. */
      readonly suggestedMaxAmount: number
      readonly amount?: undefined
    }

/**
 * What changes of an active agreement; the rest stays. `status` goes alone.
 *
 * Checked before anything is sent, besides each field: at least one field; nothing beside `status`; either
 * `pricing.amount` or `pricing.suggestedMaxAmount`; `interval.period` for `RECURRING` and only for it.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category models
 */
export interface UpdateAgreementRequest {
  /** 1 to 45 characters. */
  readonly productName?: string | undefined
  /** At most 100 characters. */
  readonly productDescription?: string | undefined
  /** https, at most 1024 characters. */
  readonly merchantAgreementUrl?: string | undefined
  /** 1 to 64 characters. */
  readonly externalId?: string | undefined
  readonly pricing?: PricingUpdate | undefined
  readonly interval?: IntervalUpdate | undefined
  /** Stops the agreement permanently, and cancels its reserved charges: prefer `Recurring.stopAgreement`. */
  readonly status?: "STOPPED" | undefined
}

/**
 * The test user who accepts an agreement.
 *
 * @since 0.1.0
 * @category models
 */
export interface AcceptAgreementRequest {
  /** Country code and number, 9 to 15 digits. */
  readonly phoneNumber: string
}

const PricingUpdate = Schema.Struct({
  amount: Schema.optional(amount(1)),
  suggestedMaxAmount: Schema.optional(amount(1))
}).pipe(
  Schema.filter(
    ({ amount, suggestedMaxAmount }) =>
      (amount === undefined) !== (suggestedMaxAmount === undefined) || {
        path: [],
        message: "give either amount (LEGACY) or suggestedMaxAmount (VARIABLE)"
      },
    {
      arbitrary: () => (fc) =>
        fc
          .tuple(fc.constantFrom("amount", "suggestedMaxAmount"), fc.integer({ min: 1, max: 2_147_483_647 }))
          .map(([key, value]) => ({ [key]: value }))
    }
  )
)

const IntervalUpdate = Schema.Struct({
  type: Schema.Literal("RECURRING", "FLEXIBLE"),
  period: Schema.optional(Interval)
}).pipe(
  Schema.filter(({ period, type }) => {
    if (type === "RECURRING" && period === undefined) {
      return { path: ["period"], message: "is required when type is RECURRING" }
    }
    return (
      type !== "FLEXIBLE" ||
      period === undefined || { path: ["period"], message: "must be left out when type is FLEXIBLE" }
    )
  })
)

const rules = (update: UpdateAgreementRequest): Array<Schema.FilterIssue> => {
  const given = Object.entries(update).flatMap(([field, value]) => (value === undefined ? [] : [field]))
  if (given.length === 0) return [{ path: [], message: "give at least one field to change" }]
  if (update.status === undefined || given.length === 1) return []
  return [{ path: ["status"], message: "must be the only field: Vipps refuses a stop that changes anything else" }]
}

/**
 * The schema of {@link UpdateAgreementRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdateAgreementRequest = request(
  Schema.Struct({
    productName: Schema.optional(text(1, 45)),
    productDescription: Schema.optional(text(0, 100)),
    merchantAgreementUrl: Schema.optional(url({ max: 1024 })),
    externalId: Schema.optional(ExternalId),
    pricing: Schema.optional(PricingUpdate as unknown as Schema.Schema<PricingUpdate>),
    interval: Schema.optional(IntervalUpdate as unknown as Schema.Schema<IntervalUpdate>),
    status: Schema.optional(Schema.Literal("STOPPED"))
  }).pipe(Schema.filter(rules))
) satisfies Schema.Schema<UpdateAgreementRequest>

/**
 * The schema of {@link AcceptAgreementRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AcceptAgreementRequest = request(
  Schema.Struct({ phoneNumber: Msisdn })
) satisfies Schema.Schema<AcceptAgreementRequest>
