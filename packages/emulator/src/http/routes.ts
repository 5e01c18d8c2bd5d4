/** Which handler answers which request of Vipps' APIs. */
import type { Operation } from "../Fault.js"
import type { Handler } from "./Call.js"
import * as Checkout from "./checkout.js"
import * as EPayment from "./epayment.js"
import { getToken } from "./token.js"
import * as Webhooks from "./webhooks.js"

export interface Route {
  readonly method: string
  /** At most one part of it is `:reference`, which is the id of whatever the path is about. */
  readonly path: string
}

export interface VippsRoute extends Route {
  /** What faults and the log call it. */
  readonly operation: Operation
  readonly handler: Handler
}

export const payments = "/epayment/v1/payments"
export const sessions = "/checkout/v3/session"
export const webhooks = "/webhooks/v1/webhooks"

const route = (operation: Operation, method: string, path: string, handler: Handler): VippsRoute => ({
  operation,
  method,
  path,
  handler
})

const token = route("AccessToken.get", "POST", "/accesstoken/get", getToken)

const vipps: ReadonlyArray<VippsRoute> = [
  route("EPayment.createPayment", "POST", payments, EPayment.createPayment),
  route("EPayment.getPayment", "GET", `${payments}/:reference`, EPayment.getPayment),
  route("EPayment.getPaymentEventLog", "GET", `${payments}/:reference/events`, EPayment.getEvents),
  route("EPayment.cancelPayment", "POST", `${payments}/:reference/cancel`, EPayment.cancelPayment),
  route("EPayment.capturePayment", "POST", `${payments}/:reference/capture`, EPayment.capturePayment),
  route("EPayment.refundPayment", "POST", `${payments}/:reference/refund`, EPayment.refundPayment),
  route("EPayment.forceApprovePayment", "POST", "/epayment/v1/test/payments/:reference/approve", EPayment.forceApprove),
  route("Checkout.createSession", "POST", sessions, Checkout.createSession),
  route("Checkout.getSession", "GET", `${sessions}/:reference`, Checkout.getSession),
  route("Checkout.updateSession", "PATCH", `${sessions}/:reference`, Checkout.updateSession),
  route("Checkout.expireSession", "POST", `${sessions}/:reference/expire`, Checkout.expireSession),
  route("Webhooks.register", "POST", webhooks, Webhooks.register),
  route("Webhooks.list", "GET", webhooks, Webhooks.list),
  route("Webhooks.delete", "DELETE", `${webhooks}/:reference`, Webhooks.remove)
]

export interface Match<R> {
  readonly route: R
  /** The path's `:reference`, or "". */
  readonly reference: string
}

export type Matcher<R> = (method: string, path: string) => Match<R> | undefined

/** Paths are case-sensitive. [U] */
export const matcher = <R extends Route>(routes: ReadonlyArray<R>): Matcher<R> => {
  const known = routes.map((route) => {
    const names = route.path.split("/")
    return { route, names, index: names.indexOf(":reference") }
  })
  return (method, path) => {
    const parts = path.split("/")
    const found = known.find(
      ({ index, names, route }) =>
        route.method === method &&
        names.length === parts.length &&
        names.every((name, at) => (at === index ? parts[at] !== "" : name === parts[at]))
    )
    return found && { route: found.route, reference: parts[found.index] ?? "" }
  }
}

/** Every operation that this emulator has. */
export const vippsRoutes: ReadonlyArray<VippsRoute> = [token, ...vipps]

const matchOthers = matcher(vipps)

/** The token's path is the one whose case does not matter. */
export const matchVipps: Matcher<VippsRoute> = (method, path) =>
  method === token.method && path.toLowerCase() === token.path
    ? { route: token, reference: "" }
    : matchOthers(method, path)
