import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { type StepOptions, stepOptions } from "../internal/operation/steps.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import { type AgreementReconciliation, reconcile } from "./Reconciliation.js"
import { sendGetAgreement } from "./steps.js"
import { allCharges } from "./streams.js"

/**
 * Reconciles an agreement: reads it and all its charges, and sorts them by what is to be done. Read-only, so it is safe
 * to call repeatedly: after lost webhooks, at night for every agreement, for support. The result does not depend on the
 * order in which anything happened or arrived.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for errors common to all
 * operations. The options apply to each read.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const isMember = (agreementId: string) =>
 *   Effect.map(
 *     Recurring.reconcileAgreement(agreementId),
 *     ({ agreement, unpaid }) => agreement.status === "ACTIVE" && unpaid.length === 0
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category reconciling
 */
export const reconcileAgreement: (
  agreementId: string,
  options?: StepOptions
) => Effect.Effect<AgreementReconciliation, ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fn(
  "Vipps.Recurring.reconcileAgreement"
)(function* (agreementId, options) {
  const [agreement, charges] = yield* Effect.all(
    [sendGetAgreement({ parameters: [agreementId], options: stepOptions(options) }), allCharges(agreementId, options)],
    { concurrency: 2 }
  )
  return reconcile(agreement, charges)
})
