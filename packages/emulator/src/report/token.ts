/**
 * Access tokens of accounting partners.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/access-token-api/specialized-authentication
 */
import * as Option from "effect/Option"
import type { AccountingPartner } from "../core/Merchant.js"
import type { World } from "../core/World.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import { json } from "../http/ApiResponse.js"
import { issue, tokens } from "./tables.js"

const lifetime = 15 * 60_000

const invalidClient = json(401, { error: "invalid_client", error_description: "Client authentication failed" })

const partnerIn = (call: ApiRequest): AccountingPartner | undefined => {
  const [, encoded = ""] = /^Basic (\S+)$/.exec(header(call, "Authorization") ?? "") ?? []
  const given = Buffer.from(encoded, "base64").toString()
  return call.settings.accountingPartners.find(({ clientId, clientSecret }) => given === `${clientId}:${clientSecret}`)
}

const grantIn = ({ body }: ApiRequest): string | null =>
  body === "TooLarge" ? null : new URLSearchParams(body.text).get("grant_type")

/** `POST /miami/v1/token`: a form, and no subscription key. */
export const token: Handler = (call, world) => {
  const partner = partnerIn(call)
  const isRight = header(call, "Ocp-Apim-Subscription-Key") === undefined && grantIn(call) === "client_credentials"
  if (partner === undefined || !isRight) return [invalidClient, world]
  const { clientId } = partner
  const expiresAt = call.now + lifetime
  const value = call.ids.token({ sub: clientId, exp: Math.floor(expiresAt / 1_000), jti: call.ids.uuid() })
  const body = { token_type: "Bearer", expires_in: String(lifetime / 1_000), access_token: value }
  return [json(200, body), issue(world, value, { clientId, expiresAt }, call.now)]
}

/** The partner whose access token the call carries. */
export const partnerOfToken = (call: ApiRequest, world: World): AccountingPartner | undefined => {
  const [, value = ""] = /^Bearer (\S+)$/.exec(header(call, "Authorization") ?? "") ?? []
  const issued = Option.getOrUndefined(Option.filter(tokens.get(world, value), ({ expiresAt }) => expiresAt > call.now))
  return call.settings.accountingPartners.find(({ clientId }) => clientId === issued?.clientId)
}
