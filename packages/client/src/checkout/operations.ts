/** What each Checkout call is. */
import { weakToken } from "../callbacks/weakToken.js"
import { Reference } from "../epayment/CreatePayment.js"
import { api } from "../internal/operation/api.js"
import { discrepancies } from "../internal/schema/orderLines.js"
import { errors } from "./errors.js"
import { CreateSessionResponse, Session } from "./Session.js"
import { CreateSessionRequest, UpdateSessionRequest } from "./SessionRequest.js"

// A session made elsewhere may have a longer reference than those this client makes: ePayment takes 64 characters.
const session = { parameters: { reference: Reference }, subject: "reference" } as const

/** Order lines that do not add up. Shipping that the session asks for is not in the amount yet. */
const warnings = ({ transaction }: UpdateSessionRequest): ReadonlyArray<string> => {
  const summary = transaction?.orderSummary
  return transaction === undefined || summary === undefined
    ? []
    : discrepancies("transaction.orderSummary", transaction.amount, summary.orderLines, summary.orderBottomLine, true)
}

const warningsOfSession = (request: CreateSessionRequest): ReadonlyArray<string> => {
  const { callbackAuthorizationToken } = request.merchantInfo
  return [...warnings(request), ...weakToken("merchantInfo.callbackAuthorizationToken", callbackAuthorizationToken)]
}

const operation = api("Checkout", { auth: "ClientSecret" })

export const createSession = operation("createSession", {
  method: "POST",
  path: "/checkout/v3/session",
  kind: "Change",
  fails: "Create",
  errors,
  subject: ({ reference, transaction }: CreateSessionRequest) => reference ?? transaction?.reference,
  request: CreateSessionRequest,
  warnings: warningsOfSession,
  // Vipps requires `type`, and the official SDK's users leave it out: a session without one is for a payment.
  defaults: { type: "PAYMENT" },
  response: CreateSessionResponse
})

export const getSession = operation("getSession", {
  ...session,
  method: "GET",
  path: "/checkout/v3/session/{reference}",
  kind: "Read",
  fails: "Read",
  response: Session
})

export const updateSession = operation("updateSession", {
  ...session,
  method: "PATCH",
  path: "/checkout/v3/session/{reference}",
  kind: "Change",
  fails: "Modify",
  request: UpdateSessionRequest,
  warnings
})

export const expireSession = operation("expireSession", {
  ...session,
  method: "POST",
  path: "/checkout/v3/session/{reference}/expire",
  kind: "Change",
  fails: "Modify"
})
