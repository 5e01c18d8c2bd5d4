import { VippsDecodeError } from "../../VippsError.js"

/** A listing whose next page is one that was read: to end it would lose what follows, to go on would never end. */
export const stuck = (
  operation: string,
  reference: string | undefined,
  path: string,
  advice: string
): VippsDecodeError =>
  new VippsDecodeError({
    message: `${operation}${reference === undefined ? "" : ` of ${reference}`}: the ${path} of the response leads to what was read before. ${advice}`,
    operation,
    ...(reference === undefined ? {} : { reference }),
    attempts: 1,
    retryable: false,
    outcome: "refused",
    status: 200,
    issues: [{ path, message: "leads to what was read before" }]
  })
