/** Explains an error of Vipps to the shop's staff and customers. */
import type { VippsError } from "@effect-vipps/client"

export const explain = (error: VippsError.VippsError): string => {
  // A response was lost and money may have moved. The page shows the sums that were read afterwards.
  if (error.outcome === "unknown") {
    return "Vipps did not respond, so the outcome is unknown. If this page does not show it, try again: it is not done twice."
  }
  switch (error._tag) {
    case "VippsRequestError":
      return `Vipps rejected the request, and nothing was changed${error.detail === undefined ? "." : `: ${error.detail.replace(/\.?$/, ".")}`}`
    case "VippsConflictError":
      return "This order was changed in the meantime. Check its current state and try again."
    case "VippsNotFoundError":
      return "Vipps does not know this payment."
    case "VippsRateLimitError":
    case "VippsBusyError":
      return "There were too many requests, and nothing was changed. Try again in a minute."
    case "VippsServerError":
    case "VippsTransportError":
      return "Vipps cannot be reached right now, and nothing was changed. Try again."
    case "VippsInputError":
    case "VippsAuthError":
    case "VippsDecodeError":
      return "Something is wrong on our side, and nothing was changed. It has been logged."
  }
}
