import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { poller } from "../internal/outcome/poll.js"
import type { AwaitOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import { type AgreementOutcome, agreementOutcomeOf, isDecided } from "./AgreementOutcome.js"
import * as operations from "./operations.js"

/** Reads of an agreement for as long as its customer may take: 10 minutes, and 30 seconds of grace. */
const readings = poller(operations.getAgreement, { window: "630 seconds" })

/**
 * Waits for the customer's answer to a draft. Reads the agreement after 5 seconds, then every 2 seconds, and at once when
 * a webhook about it is received in this process; never more than 120 times a minute. All that wait for one agreement
 * with one configuration share its reads.
 *
 * `Pending` means that the window is over (defaults to 10 minutes and 30 seconds) and Vipps still returns `PENDING`: ask
 * again later, and deliver nothing. A process may end while it waits: ask again about pending agreements when it starts.
 *
 * A read that fails temporarily (no response, 5xx, 429) is retried with growing delays, or as `Retry-After` says; only at
 * the end of the window does the wait fail with that error. Other errors end it at once: `VippsInputError`,
 * `VippsAuthError`, and a repeated `VippsNotFoundError`.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const answered = Effect.gen(function* () {
 *   const outcome = yield* Recurring.awaitAgreement("agr_5kSeqz")
 *   switch (outcome._tag) {
 *     case "Active":
 *       return "welcome"
 *     case "Rejected":
 *     case "Expired":
 *     case "Stopped":
 *       return "there is no agreement: offer a new one"
 *     default: // Pending, Unknown
 *       return "ask again later"
 *   }
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
 * @since 0.1.0
 * @category waiting
 */
export const awaitAgreement: (
  agreementId: string,
  options?: AwaitOptions
) => Effect.Effect<AgreementOutcome, ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fn(
  "Vipps.Recurring.awaitAgreement"
)(function* (agreementId, options) {
  const next = yield* readings("Recurring.awaitAgreement", [agreementId], options)
  while (true) {
    const { last, value } = yield* next
    const outcome = agreementOutcomeOf(value)
    if (last || isDecided(outcome)) return outcome
  }
}, Effect.scoped)
