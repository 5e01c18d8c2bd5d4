/** The access token endpoint: https://developer.vippsmobilepay.com/docs/APIs/access-token-api */
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import { timestamp } from "../core/timestamp.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { json } from "../http/ApiResponse.js"
import { merchantOf } from "../http/gateway.js"
import { issue } from "./tokens.js"

const contentType = "application/json;charset=UTF-8"

const resource = "00000002-0000-0000-c000-000000000000"

/** [U] The values; that the shape is Azure AD's is known. */
const azureError = (call: ApiRequest, error: string, code: number, description: string): ApiResponse => {
  const traceId = call.ids.uuid()
  const correlationId = call.ids.uuid()
  const at = timestamp(call.now)
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z")
  return json(
    401,
    {
      error,
      error_description: `AADSTS${code}: ${description} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${at}`,
      error_codes: [code],
      timestamp: at,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`
    },
    contentType
  )
}

/** `POST /accesstoken/get`. Earlier tokens stay valid. */
const getToken: Handler = (call, world) => {
  const merchant = merchantOf(call)
  if (Either.isLeft(merchant)) return [merchant.left, world]
  const { credentials } = merchant.right
  if (header(call, "client_id") !== credentials.clientId) {
    return [azureError(call, "unauthorized_client", 700016, "The application was not found in the directory."), world]
  }
  if (header(call, "client_secret") !== credentials.clientSecret) {
    return [azureError(call, "invalid_client", 7000215, "Invalid client secret is provided."), world]
  }
  const lifetime = Duration.toMillis(call.settings.tokenLifetime)
  const expiresAt = call.now + lifetime
  const wholeSeconds = (millis: number) => Math.floor(millis / 1000)
  const seconds = (millis: number) => String(wholeSeconds(millis))
  // Azure AD's claims: some clients read the expiry from the token instead of the response.
  const token = call.ids.token({
    aud: resource,
    iss: call.settings.publicUrl,
    iat: wholeSeconds(call.now),
    nbf: wholeSeconds(call.now),
    exp: wholeSeconds(expiresAt),
    appid: credentials.clientId,
    jti: call.ids.uuid(),
    ver: "1.0"
  })
  // Every value is a string, the numbers too.
  const body = {
    token_type: "Bearer",
    expires_in: seconds(lifetime),
    ext_expires_in: seconds(lifetime),
    expires_on: seconds(expiresAt),
    not_before: seconds(call.now),
    resource,
    access_token: token
  }
  const { clientId, merchantSerialNumber } = credentials
  return [json(200, body, contentType), issue(world, token, { clientId, merchantSerialNumber, expiresAt }, call.now)]
}

export const handlers = { get: getToken }
