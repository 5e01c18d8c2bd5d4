/** The outcome of a draft: whether the customer accepted the agreement. */
import * as Schema from "effect/Schema"
import { openAt } from "../internal/schema/rules.js"
import { Agreement, type KnownAgreementStatus } from "./Agreement.js"

/**
 * The outcome of a draft, with the agreement as it was read. Only `Active` means that it can be charged; `Pending` means
 * that the outcome is still unknown at the end of the window.
 *
 * - `Active`: the customer approved.
 * - `Rejected`: the customer rejected it. Vipps calls such an agreement stopped, too.
 * - `Expired`: the customer's time ran out, or the initial charge could not be paid.
 * - `Stopped`: the customer approved, and the agreement has been stopped since.
 * - `Pending`: Vipps still says `PENDING`.
 * - `Unknown`: a status that this version does not know: deliver nothing, and read the agreement again later.
 *
 * @since 0.1.0
 * @category models
 */
export type AgreementOutcome =
  | { readonly _tag: "Active"; readonly agreement: Agreement }
  | { readonly _tag: "Rejected"; readonly agreement: Agreement }
  | { readonly _tag: "Expired"; readonly agreement: Agreement }
  | { readonly _tag: "Stopped"; readonly agreement: Agreement }
  | { readonly _tag: "Pending"; readonly agreement: Agreement }
  | { readonly _tag: "Unknown"; readonly agreement: Agreement }

const wasActive = ({ history = [], start }: Agreement): boolean =>
  start !== undefined || history.some(({ event }) => event === "ACTIVATE")

/**
 * The outcome of an agreement that was read. `awaitAgreement` waits for one.
 *
 * @since 0.1.0
 * @category agreements
 */
export const agreementOutcomeOf = (agreement: Agreement): AgreementOutcome => {
  switch (agreement.status) {
    case "ACTIVE":
      return { _tag: "Active", agreement }
    case "STOPPED":
      return { _tag: wasActive(agreement) ? "Stopped" : "Rejected", agreement }
    case "EXPIRED":
      return { _tag: "Expired", agreement }
    case "PENDING":
      return { _tag: "Pending", agreement }
    default:
      return { _tag: "Unknown", agreement }
  }
}

const outcome = <Tag extends AgreementOutcome["_tag"]>(tag: Tag, ...statuses: ReadonlyArray<KnownAgreementStatus>) =>
  Schema.Struct({
    _tag: Schema.Literal(tag),
    agreement: Schema.Struct({ ...Agreement.fields, status: openAt(...statuses) })
  })

/**
 * The schema of {@link AgreementOutcome}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AgreementOutcome = Schema.Union(
  outcome("Active", "ACTIVE"),
  outcome("Rejected", "STOPPED"),
  outcome("Expired", "EXPIRED"),
  outcome("Stopped", "STOPPED"),
  outcome("Pending", "PENDING"),
  outcome("Unknown")
) satisfies Schema.Schema<AgreementOutcome>

/** Nobody need wait any longer: not for the customer, and not for a status that may pass. */
export const isDecided = ({ _tag }: AgreementOutcome): boolean => _tag !== "Pending" && _tag !== "Unknown"
