/** The access tokens that were issued. */
import * as Option from "effect/Option"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"
import type { MerchantRequest } from "../http/ApiRequest.js"
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

const removeAll = (world: World, values: ReadonlyArray<string>): World =>
  values.reduce((next, value) => tokens.remove(next, value), world)

/** Issues a token, and deletes expired ones. */
export const issue = (world: World, value: string, token: Token, now: number): World => {
  const expired = [...tokens.rows(world)].filter(([, { expiresAt }]) => expiresAt <= now)
  return tokens.put(
    removeAll(
      world,
      expired.map(([old]) => old)
    ),
    value,
    token
  )
}

/** Revokes all access tokens. */
export const revokeAll = (world: World): World =>
  removeAll(
    world,
    [...tokens.rows(world)].map(([value]) => value)
  )

/**
 * Whether the call carries a valid access token that was issued to the client whose subscription key it carries. The
 * scheme is case-sensitive. [P]
 */
const isAuthorized = ({ merchant: { credentials }, ...call }: MerchantRequest, world: World): boolean => {
  const [, token] = /^Bearer (\S+)$/.exec(header(call, "Authorization") ?? "") ?? []
  if (token === undefined) return false
  return Option.exists(
    tokens.get(world, token),
    ({ clientId, expiresAt, merchantSerialNumber }) =>
      expiresAt > call.now &&
      clientId === credentials.clientId &&
      merchantSerialNumber === credentials.merchantSerialNumber
  )
}

/** Refuses a call without a valid access token. */
export const authorized = refusing((call, world) => (isAuthorized(call, world) ? undefined : unauthorized))
