/** The access token endpoint: https://developer.vippsmobilepay.com/docs/APIs/access-token-api */
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { timestamp } from "../payment/wire.js"
import type { World } from "../World.js"
import * as Worlds from "../World.js"
import type { Answer } from "./Answer.js"
import { json } from "./Answer.js"
import type { Call, Handler, MerchantCall } from "./Call.js"
import { header } from "./Call.js"
import { merchantOf } from "./gateway.js"

const contentType = "application/json;charset=UTF-8"

const resource = "00000002-0000-0000-c000-000000000000"

/** [U] The values; that the shape is Azure AD's is known. */
const azureError = (call: Call, error: string, code: number, description: string): Answer => {
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
export const getToken: Handler = (call, world) => {
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
  return [
    json(200, body, contentType),
    Worlds.putToken(world, token, { clientId, merchantSerialNumber, expiresAt }, call.now)
  ]
}

/**
 * Whether the call carries a valid access token that was issued to the client whose subscription key it carries. The
 * scheme is case-sensitive. [P]
 */
export const isAuthorized = ({ merchant: { credentials }, ...call }: MerchantCall, world: World): boolean => {
  const [, token] = /^Bearer (\S+)$/.exec(header(call, "Authorization") ?? "") ?? []
  if (token === undefined) return false
  return Option.exists(
    HashMap.get(world.tokens, token),
    ({ clientId, expiresAt, merchantSerialNumber }) =>
      expiresAt > call.now &&
      clientId === credentials.clientId &&
      merchantSerialNumber === credentials.merchantSerialNumber
  )
}
