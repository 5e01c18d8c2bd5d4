import type { Outcome } from "../ErrorCode.js"

/** What it looks at. An error that an engine has stored as JSON has these as well. */
interface Facts {
  readonly _tag?: unknown
  readonly operation?: unknown
  readonly retryable?: unknown
  readonly outcome?: Outcome
  readonly notRepeatable?: unknown
}

/**
 * Whether a job, a queue or a workflow engine should make the same call again **with the same idempotency key**: the
 * error is `retryable`, or its outcome is `unknown` and Vipps recognises the repetition. Then the repetition either
 * carries the request out or returns the first response. Also for every `VippsTransportError` that is `refused`: the
 * request never reached Vipps, as while a certificate is expired or a proxy refuses it, or it only reads.
 *
 * False for everything else: a refusal is refused again; an error with `notRepeatable` may do it twice, so read back
 * what happened; what is no error of the SDK is for the program to judge.
 *
 * It accepts an error that was stored or sent as JSON, too. Bound the repetitions by time, not by a few attempts: an
 * outage of Vipps lasts for minutes to hours. After the last one, read the payment back: `EPayment.reconcile`.
 *
 * @example
 * ```ts
 * import { EPayment, IdempotencyKey, VippsError } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 * import * as Schedule from "effect/Schedule"
 *
 * const capture = (reference: string, value: number) =>
 *   EPayment.capturePayment(
 *     reference,
 *     { modificationAmount: { value, currency: "NOK" } },
 *     { idempotencyKey: IdempotencyKey.make(reference, "capture") }
 *   ).pipe(
 *     Effect.retry({
 *       while: VippsError.isWorthRepeating,
 *       schedule: Schedule.spaced("1 minute").pipe(Schedule.upTo("1 day"))
 *     })
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/#idempotency-key-header
 *
 * @since 0.1.0
 * @category guards
 */
export const isWorthRepeating = (error: unknown): boolean => {
  const { _tag, notRepeatable, operation, outcome, retryable }: Facts = Object(error)
  const isOpen = outcome === "unknown" || _tag === "VippsTransportError"
  return typeof operation === "string" && (retryable === true || (isOpen && notRepeatable !== true))
}
