/** Userinfo by `sub`: https://developer.vippsmobilepay.com/docs/APIs/userinfo-api */
import { STATUS_CODES } from "node:http"
import { merchantOfToken } from "../accessToken/tokens.js"
import { findConsent, switches } from "../customers/consents.js"
import { sharedBy } from "../customers/shared.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import { type ApiResponse, json } from "../http/ApiResponse.js"
import type { Place } from "../http/problem.js"
import type { operations } from "./operations.js"

/** The status is a text. */
export const problem = ({ ids }: Place, status: number, detail: string): ApiResponse =>
  json(status, {
    type: "about:blank",
    title: STATUS_CODES[status],
    status: String(status),
    detail,
    instance: ids.uuid(),
    extraInfo: {}
  })

/** Whether the subscription key of the call is as this emulator wants it. */
const isKeyRight = (call: ApiRequest, own: string, rule: "ignored" | "refused" | "required"): boolean => {
  const key = header(call, "Ocp-Apim-Subscription-Key")
  if (rule === "ignored") return key === undefined || key === own
  return rule === "refused" ? key === undefined : key === own
}

/** The access token of the merchant is enough. */
const getUserinfo: Handler = (call, world) => {
  const merchant = merchantOfToken(call, world)
  const { subscriptionKey: rule } = switches.of(world)
  if (merchant === undefined || !isKeyRight(call, merchant.credentials.subscriptionKey, rule)) {
    return [
      problem(call, 401, "The access token is missing, invalid or expired, or the subscription key is wrong."),
      world
    ]
  }
  const { merchantSerialNumber } = merchant.credentials
  const msn = header(call, "Merchant-Serial-Number")
  if (msn !== undefined && msn !== merchantSerialNumber) {
    return [problem(call, 403, "The access token is not of this sales unit."), world]
  }
  const consent = findConsent(world, { merchantSerialNumber, reference: call.reference }, call.now)
  if (consent === undefined) return [problem(call, 404, "There is no user with this sub."), world]
  return [json(200, { sub: consent.sub, ...sharedBy(consent, world, call.now) }), world]
}

export const handlers: { readonly [Name in keyof typeof operations]: Handler } = { getUserinfo }
