/** What an error is for those who cannot repair it. */
import type { VippsPublicError } from "./VippsPublicError.js"

const reasons = {
  VippsInputError: "Failed",
  VippsAuthError: "Failed",
  VippsRequestError: "Rejected",
  VippsNotFoundError: "NotFound",
  VippsConflictError: "Conflict",
  VippsRateLimitError: "Unavailable",
  VippsBusyError: "Unavailable",
  VippsServerError: "Unavailable",
  VippsTransportError: "Unavailable",
  VippsDecodeError: "Failed"
} as const

const sentences: { readonly [Reason in VippsPublicError["reason"]]: string } = {
  NotFound: "Vipps MobilePay has nothing under this reference.",
  Conflict: "This exists already at Vipps MobilePay, or contradicts an earlier request.",
  Rejected: "Vipps MobilePay refused the request. Nothing was changed.",
  Unavailable: "Vipps MobilePay is not available at the moment. Nothing was changed: try again later.",
  Failed: "The request to Vipps MobilePay failed. Nothing was changed."
}

const unknown = "It is not known whether Vipps MobilePay did this. Check before trying again."

/** An error, with its wait as the client or the facade has it. */
interface Internal<Wait> {
  readonly _tag: keyof typeof reasons
  readonly outcome: "refused" | "unknown"
  readonly retryable: boolean
  readonly reference?: string | undefined
  readonly traceId?: string | undefined
  readonly retryAfter?: Wait | undefined
}

export const publicFields = <Wait>({ _tag, outcome, reference, retryable, retryAfter, traceId }: Internal<Wait>) => {
  const reason = reasons[_tag]
  return {
    message: outcome === "unknown" ? unknown : sentences[reason],
    reason,
    outcome,
    retryable: retryable && outcome === "refused",
    ...(reference === undefined ? {} : { reference }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(retryAfter === undefined ? {} : { retryAfter })
  }
}
