/** The access tokens that were issued. */
import * as Option from "effect/Option"
import type { Merchant } from "../core/Merchant.js"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"
import type { ApiRequest, MerchantRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import { unauthorized } from "../http/gateway.js"
import { refusing } from "../http/guard.js"

export interface Token {
  /** The client it was issued to, and valid for. */
  readonly clientId: string
  readonly merchantSerialNumber: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

export const tokens = table<Token>("tokens")

/** Issues a token, and deletes expired ones. */
export const issue = (world: World, value: string, token: Token, now: number): World =>
  tokens.put(
    tokens.removeWhere(world, ({ expiresAt }) => expiresAt <= now),
    value,
    token
  )

/** Revokes all access tokens. */
export const revokeAll = (world: World): World => tokens.removeWhere(world, () => true)

/** The sales unit whose access token the call carries, whatever else it carries. */
export const merchantOfToken = (call: ApiRequest, world: World): Merchant | undefined => {
  const [, token = ""] = /^Bearer (\S+)$/.exec(header(call, "Authorization") ?? "") ?? []
  const issued = Option.getOrUndefined(tokens.get(world, token))
  if (issued === undefined || issued.expiresAt <= call.now) return undefined
  return call.settings.merchants.find(
    ({ credentials: { clientId, merchantSerialNumber } }) =>
      clientId === issued.clientId && merchantSerialNumber === issued.merchantSerialNumber
  )
}

/**
 * Whether the call carries a valid access token that was issued to the client whose subscription key it carries. The
 * scheme is case-sensitive. [P]
 */
const isAuthorized = ({ merchant, ...call }: MerchantRequest, world: World): boolean =>
  merchantOfToken(call, world) === merchant

/** Refuses a call without a valid access token. */
export const authorized = refusing((call, world) => (isAuthorized(call, world) ? undefined : unauthorized))
