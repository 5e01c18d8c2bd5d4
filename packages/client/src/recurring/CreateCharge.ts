/** What `Recurring.createCharge` and `Recurring.createCharges` send and return. */
import * as Schema from "effect/Schema"
import { detail, identifier, type Open, open, request, whole } from "../internal/schema/rules.js"
import type { TransactionType } from "./DraftAgreement.js"
import { AgreementId, amount, DateOnly, Description, ExternalId, OrderId } from "./Identifiers.js"

interface NewCharge {
  /** Minor units of the agreement's currency. */
  readonly amount: number
  readonly transactionType: TransactionType
  /**
   * What the customer sees it is for, 1 to 100 characters of plain text. Undocumented by Vipps: a description with HTML is
   * rejected.
   */
  readonly description: string
  /**
   * The charge's id: 1 to 64 letters, digits and hyphens, unique per sales unit. It cannot be used twice, so a charge
   * that has one is never made twice: `Recurring.chargeKey` derives one from the period. Omit to have Vipps make one.
   */
  readonly orderId?: string | undefined
  /** Your own id of the charge in settlement reports, 1 to 64 characters; the customer sees it on the receipt. */
  readonly externalId?: string | undefined
}

/**
 * A charge that is due on a day, and retried for some days after a failure.
 *
 * @since 0.1.0
 * @category models
 */
export interface ScheduledCharge extends NewCharge {
  readonly type?: "RECURRING" | undefined
  /**
   * `YYYY-MM-DD` in the market's own time, from tomorrow to two years ahead. `Recurring.toDueDate` and
   * `Recurring.earliestDue` make one. Created 30 days ahead or earlier, the customer sees it in the app in time.
   */
  readonly due: string
  /** For how many days after `due` Vipps retries, 0 to 14; 2 or more are recommended. */
  readonly retryDays: number
  /** `SINGLE_ATTEMPT` requires `retryDays: 0`. Defaults to `MULTIPLE_ATTEMPTS`. */
  readonly processingMode?: "MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT" | undefined
}

/**
 * A charge that is carried out at once and never retried. For approved sales units.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnscheduledCharge extends NewCharge {
  readonly type: "UNSCHEDULED"
  readonly due?: undefined
  readonly retryDays?: undefined
  readonly processingMode?: undefined
}

/**
 * A new charge. It cannot be edited: cancel it and create another.
 *
 * Checked before anything is sent, besides each field: `RECURRING` requires `due` and `retryDays`; `UNSCHEDULED` has
 * neither, and no `processingMode`; `SINGLE_ATTEMPT` requires `retryDays: 0`.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category models
 */
export type CreateChargeRequest = ScheduledCharge | UnscheduledCharge

/**
 * The response to {@link CreateChargeRequest}.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreateChargeResponse {
  readonly chargeId: string
}

/**
 * One charge of a batch: of any agreement, with an `orderId`.
 *
 * @since 0.1.0
 * @category models
 */
export interface BatchCharge extends Omit<ScheduledCharge, "type" | "orderId"> {
  readonly agreementId: string
  /** As in {@link ScheduledCharge}, and required: unique per sales unit, and within the batch. */
  readonly orderId: string
}

/**
 * A charge of a batch that was refused at once.
 *
 * @since 0.1.0
 * @category models
 */
export interface InvalidCharge {
  /** The item, as Vipps read it. */
  readonly chargeBatchItemDto: {
    readonly orderId?: string | undefined
    readonly agreementId?: string | undefined
    readonly amount?: number | undefined
    readonly description?: string | undefined
    readonly due?: string | undefined
    readonly retryDays?: number | undefined
    readonly processingMode?: Open<"MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT"> | undefined
    readonly transactionType?: Open<TransactionType> | undefined
    readonly externalId?: string | undefined
  }
  /** What is wrong with it, in words. */
  readonly errors: ReadonlyArray<string>
}

/**
 * The response to a batch. It arrives also when every item was refused.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreateChargesResponse {
  /**
   * The ids of the charges that were accepted, not created: one that cannot be created is reported by the webhook
   * `recurring.charge-creation-failed.v1` only. Read them back.
   */
  readonly validCharges: ReadonlyArray<string>
  readonly invalidCharges: ReadonlyArray<InvalidCharge>
}

const fields = {
  amount: amount(1),
  transactionType: Schema.Literal("DIRECT_CAPTURE", "RESERVE_CAPTURE"),
  description: Description,
  externalId: Schema.optional(ExternalId),
  processingMode: Schema.optional(Schema.Literal("MULTIPLE_ATTEMPTS", "SINGLE_ATTEMPT"))
} as const

interface Rhythm {
  readonly type?: "RECURRING" | "UNSCHEDULED" | undefined
  readonly due?: string | undefined
  readonly retryDays?: number | undefined
  readonly processingMode?: "MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT" | undefined
}

const rhythmFields = ["due", "retryDays", "processingMode"] as const

const attempts = ({ processingMode, retryDays }: Rhythm): Array<Schema.FilterIssue> =>
  processingMode === "SINGLE_ATTEMPT" && retryDays !== undefined && retryDays !== 0
    ? [{ path: ["retryDays"], message: "must be 0 when processingMode is SINGLE_ATTEMPT" }]
    : []

const rules = (charge: Rhythm): Array<Schema.FilterIssue> => {
  if (charge.type === "UNSCHEDULED") {
    return rhythmFields
      .filter((field) => charge[field] !== undefined)
      .map((field) => ({ path: [field], message: "must be left out when type is UNSCHEDULED" }))
  }
  const missing = (["due", "retryDays"] as const)
    .filter((field) => charge[field] === undefined)
    .map((field) => ({ path: [field], message: "is required when type is RECURRING, which is the default" }))
  return [...missing, ...attempts(charge)]
}

/**
 * The schema of {@link CreateChargeRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateChargeRequest: Schema.Schema<CreateChargeRequest> = request(
  Schema.Struct({
    ...fields,
    type: Schema.optional(Schema.Literal("RECURRING", "UNSCHEDULED")),
    due: Schema.optional(DateOnly),
    retryDays: Schema.optional(whole(0, 14)),
    orderId: Schema.optional(OrderId)
  }).pipe(Schema.filter(rules))
) as unknown as Schema.Schema<CreateChargeRequest>

/**
 * The schema of {@link CreateChargeResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateChargeResponse = Schema.Struct({
  chargeId: identifier
}) satisfies Schema.Schema<CreateChargeResponse>

const BatchCharge = Schema.Struct({
  ...fields,
  agreementId: AgreementId,
  due: DateOnly,
  retryDays: whole(0, 14),
  orderId: OrderId
}).pipe(Schema.filter(attempts))

/** What would make two charges one, or an order of one of them unclear. */
const repeated = (items: ReadonlyArray<BatchCharge>): Array<Schema.FilterIssue> => {
  const first = new Map<string, number>()
  return items.flatMap(({ orderId }, i) => {
    const before = first.get(orderId)
    if (before !== undefined) return [{ path: [i, "orderId"], message: `is also that of item ${before}` }]
    first.set(orderId, i)
    return []
  })
}

/**
 * The schema of a batch: 1 to 2000 of {@link BatchCharge}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateChargesRequest: Schema.Schema<ReadonlyArray<BatchCharge>> = request(
  Schema.Array(BatchCharge).pipe(
    Schema.minItems(1, { description: "1 to 2000 charges" }),
    Schema.maxItems(2000, { description: "1 to 2000 charges" }),
    Schema.filter(repeated)
  )
)

/**
 * The schema of {@link CreateChargesResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateChargesResponse = Schema.Struct({
  validCharges: Schema.Array(identifier),
  // Whatever is said of those that were refused, the accepted ones must be readable.
  invalidCharges: detail(
    Schema.Array(
      Schema.Struct({
        chargeBatchItemDto: detail(
          Schema.Struct({
            orderId: Schema.optional(Schema.String),
            agreementId: Schema.optional(Schema.String),
            amount: Schema.optional(Schema.Int),
            description: Schema.optional(Schema.String),
            due: Schema.optional(Schema.String),
            retryDays: Schema.optional(Schema.Int),
            processingMode: Schema.optional(open("MULTIPLE_ATTEMPTS", "SINGLE_ATTEMPT")),
            transactionType: Schema.optional(open("DIRECT_CAPTURE", "RESERVE_CAPTURE")),
            externalId: Schema.optional(Schema.String)
          }),
          {}
        ),
        errors: detail(Schema.Array(Schema.String), [])
      })
    ),
    []
  )
}) satisfies Schema.Schema<CreateChargesResponse>
