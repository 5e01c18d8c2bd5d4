/** The outcome of a charge, and what is left to do with its money. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { minorUnits, open, openAt } from "../internal/schema/rules.js"
import { Charge, type ChargeSummary, type FailureReason, type KnownChargeStatus } from "./Charge.js"
import { captureDeadline, dueDateOf, marketOf, retryWindowEnd, timeOf } from "./Dates.js"

/**
 * The outcome of a charge, with the charge as it was read. Amounts are in minor units.
 *
 * - `Open`: not decided. Vipps tries until `until`, where that is known; create no other charge for the same thing.
 * - `Reserved`: `remaining` is to be captured or released, before `captureBefore`.
 * - `Settled`: paid. `refunded` is the refunded part of it.
 * - `Failed`: not paid, and Vipps tries no more. `actor` is who must act: `Customer` (money, card, maximum in the app), or
 *   `Merchant` (create a new charge; check the agreement first after `non_technical_error`).
 * - `Cancelled`: not paid, cancelled or released.
 * - `Refunded`: paid, and all given back.
 * - `Unknown`: a status that this version does not know. Update the package; until then it counts as open.
 *
 * @since 0.1.0
 * @category models
 */
export type ChargeOutcome =
  | { readonly _tag: "Open"; readonly charge: Charge; readonly until: Date | undefined }
  | {
      readonly _tag: "Reserved"
      readonly charge: Charge
      readonly remaining: number
      readonly captured: number
      readonly captureBefore: Date | undefined
    }
  | { readonly _tag: "Settled"; readonly charge: Charge; readonly captured: number; readonly refunded: number }
  | {
      readonly _tag: "Failed"
      readonly charge: Charge
      readonly reason: FailureReason | undefined
      readonly actor: "Customer" | "Merchant"
    }
  | { readonly _tag: "Cancelled"; readonly charge: Charge }
  | { readonly _tag: "Refunded"; readonly charge: Charge; readonly refunded: number }
  | { readonly _tag: "Unknown"; readonly charge: Charge }

const sumOf = ({ history = [] }: Charge, name: string): number =>
  history.reduce((sum, { amount, event, success }) => (success && event === name ? sum + amount : sum), 0)

const paid = new Set<string>(["CHARGED", "PARTIALLY_REFUNDED", "REFUNDED"])

/**
 * What was captured, refunded and released: Vipps' own sums; without them those of the history, and of a charge that is
 * paid or cancelled without either, its amount.
 */
export const movedOf = (charge: Charge): ChargeSummary => {
  if (charge.summary !== undefined) return charge.summary
  const captured = sumOf(charge, "CAPTURE")
  return {
    captured: captured === 0 && paid.has(charge.status) ? charge.amount : captured,
    refunded: sumOf(charge, "REFUND"),
    cancelled: charge.status === "CANCELLED" ? charge.amount - captured : sumOf(charge, "CANCEL")
  }
}

const reserved = new Set<string>(["RESERVED", "PARTIALLY_CAPTURED"])

/** What is left to capture or release of a reserved charge, in minor units; 0 for any other. */
export const capturable = (charge: Charge): number => {
  if (!reserved.has(charge.status)) return 0
  const { cancelled, captured } = movedOf(charge)
  return Math.max(0, charge.amount - captured - cancelled)
}

/** What is left to refund of a charge, in minor units. */
export const refundable = (charge: Charge): number => {
  const { captured, refunded } = movedOf(charge)
  return Math.max(0, captured - refunded)
}

const until = (charge: Charge): Date | undefined => {
  const due = dueDateOf(charge)
  const { retryDays = Number.NaN } = charge
  return due === undefined || !(retryDays >= 0 && retryDays <= 14) ? undefined : retryWindowEnd(due, retryDays)
}

const captureBefore = ({ currency, history = [] }: Charge): Date | undefined => {
  const reservedAt = timeOf(history.find(({ event, success }) => success && event === "RESERVE")?.occurred)
  return reservedAt === undefined ? undefined : captureDeadline(reservedAt, marketOf(currency))
}

const customerActs = new Set<string | undefined>(["user_action_required", "charge_amount_too_high"])

const settled = (charge: Charge): ChargeOutcome => {
  const { captured, refunded } = movedOf(charge)
  return captured > 0 && refunded >= captured
    ? { _tag: "Refunded", charge, refunded }
    : { _tag: "Settled", charge, captured, refunded }
}

/**
 * Says what a charge's status and sums mean. The sums are authoritative where they and the status disagree.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * const membershipRuns = (charge: Recurring.Charge) => {
 *   const outcome = Recurring.outcomeOf(charge)
 *   switch (outcome._tag) {
 *     case "Settled":
 *     case "Open": // grace, while Vipps retries
 *       return true
 *     default:
 *       return false
 *   }
 * }
 * ```
 *
 * @since 0.1.0
 * @category reconciling
 */
export const outcomeOf = (charge: Charge): ChargeOutcome => {
  switch (charge.status) {
    case "RESERVED":
    case "PARTIALLY_CAPTURED":
      return {
        _tag: "Reserved",
        charge,
        remaining: capturable(charge),
        captured: movedOf(charge).captured,
        captureBefore: captureBefore(charge)
      }
    case "CHARGED":
    case "PARTIALLY_REFUNDED":
    case "REFUNDED":
      return settled(charge)
    case "FAILED":
    case "CANCELLED": {
      if (movedOf(charge).captured > 0) return settled(charge)
      const { failureReason: reason, status } = charge
      if (status === "CANCELLED") return { _tag: "Cancelled", charge }
      return { _tag: "Failed", charge, reason, actor: customerActs.has(reason) ? "Customer" : "Merchant" }
    }
    case "PENDING":
    case "DUE":
    case "PROCESSING":
      return { _tag: "Open", charge, until: until(charge) }
    default:
      return { _tag: "Unknown", charge }
  }
}

const outcome = <Tag extends ChargeOutcome["_tag"]>(tag: Tag, ...statuses: ReadonlyArray<KnownChargeStatus>) => ({
  _tag: Schema.Literal(tag),
  charge: Schema.Struct({ ...Charge.fields, status: openAt(...statuses) })
})

/** Absent from JSON where it is undefined. */
const orUndefined = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToRequired(schema, Schema.UndefinedOr(Schema.typeSchema(schema)), {
    decode: Option.getOrUndefined,
    encode: Option.fromNullable
  })

/**
 * The schema of {@link ChargeOutcome}. Its times are encoded in RFC 3339.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChargeOutcome = Schema.Union(
  Schema.Struct({ ...outcome("Open", "PENDING", "DUE", "PROCESSING"), until: orUndefined(Schema.Date) }),
  Schema.Struct({
    ...outcome("Reserved", "RESERVED", "PARTIALLY_CAPTURED"),
    remaining: minorUnits,
    captured: minorUnits,
    captureBefore: orUndefined(Schema.Date)
  }),
  Schema.Struct({
    ...outcome("Settled", "CHARGED", "PARTIALLY_REFUNDED"),
    captured: minorUnits,
    refunded: minorUnits
  }),
  Schema.Struct({
    ...outcome("Failed", "FAILED"),
    reason: orUndefined(
      open("user_action_required", "charge_amount_too_high", "non_technical_error", "technical_error")
    ),
    actor: Schema.Literal("Customer", "Merchant")
  }),
  Schema.Struct(outcome("Cancelled", "CANCELLED")),
  Schema.Struct({ ...outcome("Refunded", "REFUNDED"), refunded: minorUnits }),
  Schema.Struct(outcome("Unknown"))
)
