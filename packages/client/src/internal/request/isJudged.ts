import type { VippsError } from "../../VippsError.js"

/** Whether the response is Vipps' own, by its code or its details: a gateway's or a proxy's has neither. */
export const isJudged = (error: VippsError): boolean =>
  "status" in error &&
  error._tag !== "VippsDecodeError" &&
  (error.code !== undefined || error.extraDetails !== undefined)
