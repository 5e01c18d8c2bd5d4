/** What went wrong at Vipps, in words for the shop's people and customers. */
import type { VippsError } from "@effect-vipps/client"

export const explain = (error: VippsError.VippsError): string => {
  // An answer was lost and money may have moved. The page has the sums as they were read since.
  if (error.outcome === "unknown") {
    return "Vipps did not answer, so nobody knows whether this was done. If this page does not show it, try again: it is not done twice."
  }
  switch (error._tag) {
    case "VippsRequestError":
      return `Vipps said no, and nothing was changed${error.detail === undefined ? "." : `: ${error.detail.replace(/\.?$/, ".")}`}`
    case "VippsConflictError":
      return "Somebody else has changed this order meanwhile. Look at it as it is now, and try again."
    case "VippsNotFoundError":
      return "Vipps does not know this payment."
    case "VippsRateLimitError":
    case "VippsBusyError":
      return "That was a little too fast for Vipps, and nothing was changed. Try again in a minute."
    case "VippsServerError":
    case "VippsTransportError":
      return "Vipps cannot be reached right now, and nothing was changed. Try again."
    case "VippsInputError":
    case "VippsAuthError":
    case "VippsDecodeError":
      return "This is a mistake of ours, and nothing was changed. It is in our log."
  }
}
