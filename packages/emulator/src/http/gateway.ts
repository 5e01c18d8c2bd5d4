/**
 * What the API gateway in front of the APIs answers by itself: not RFC 7807.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/errors
 */
import type { Credentials } from "../Settings.js"
import type { Answer } from "./Answer.js"
import { json } from "./Answer.js"
import type { Call } from "./Call.js"
import { header } from "./Call.js"

const sorry = (status: number): Answer =>
  json(status, {
    responseInfo: { responseCode: status, responseMessage: "Something went wrong, please try again later." },
    result: { message: "" }
  })

/** No such path, or no such method on it. [U] The method's case could be a 405. */
export const notFound = sorry(404)

/** The access token is missing, wrong, expired, or the word `Bearer` is not spelt like that. */
export const unauthorized = sorry(401)

/** The gateway's answer when it refuses the subscription key, else undefined. */
export const checkSubscriptionKey = (credentials: Credentials, call: Call): Answer | undefined => {
  const key = header(call, "Ocp-Apim-Subscription-Key")
  if (key === credentials.subscriptionKey) return undefined
  return json(401, {
    statusCode: 401,
    message: key
      ? "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
      : "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."
  })
}
