/**
 * The responses of the API gateway in front of the APIs: not RFC 7807.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/errors
 */
import * as Either from "effect/Either"
import type { Merchant } from "../core/Merchant.js"
import type { ApiRequest } from "./ApiRequest.js"
import { header } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import { json } from "./ApiResponse.js"

const sorry = (status: number): ApiResponse =>
  json(status, {
    responseInfo: { responseCode: status, responseMessage: "Something went wrong, please try again later." },
    result: { message: "" }
  })

/** No such path, or no such method on it. [U] The method's case could be a 405. */
export const notFound = sorry(404)

/** The access token is missing, wrong, expired, or `Bearer` has another spelling. */
export const unauthorized = sorry(401)

/** The sales unit whose subscription key the call carries, or the gateway's refusal. */
export const merchantOf = (call: ApiRequest): Either.Either<Merchant, ApiResponse> => {
  const key = header(call, "Ocp-Apim-Subscription-Key")
  const merchant = call.settings.merchants.find(({ credentials }) => credentials.subscriptionKey === key)
  if (merchant !== undefined) return Either.right(merchant)
  const message = key
    ? "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
    : "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."
  return Either.left(json(401, { statusCode: 401, message }))
}

/** [U] That `Retry-After` is sent, in seconds, as other gateways of this kind do. */
export const tooManyRequests = (waitMillis: number): ApiResponse => {
  const seconds = Math.ceil(waitMillis / 1000)
  return {
    ...json(429, { statusCode: 429, message: `Rate limit is exceeded. Try again in ${seconds} seconds.` }),
    headers: { "retry-after": String(seconds) }
  }
}
