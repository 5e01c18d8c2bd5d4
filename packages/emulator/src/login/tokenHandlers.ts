/**
 * The token endpoint: codes, and logins that the merchant started.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide
 */
import * as Option from "effect/Option"
import type { Merchant } from "../core/Merchant.js"
import type { World } from "../core/World.js"
import { personWith, subOf } from "../customers/person.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { type FormCall, type FormHandler, withClient } from "./client.js"
import { type ErrorName, oauthError, secret } from "./errors.js"
import { type Algorithm, current, halfHash, s256, signed } from "./keys.js"
import { issuerOf } from "./metadataHandlers.js"
import * as Tables from "./tables.js"

/** [U] "A couple of minutes". */
const codeLifetime = 120_000

/** Milliseconds. [U] What is said of it is an hour; the documentation says that it ends after 10 minutes. */
const accessTokenLifetime = 600_000
const saidLifetime = 3599

/** Seconds, of a login that the merchant started. */
const cibaLifetime = 300

const wholeSeconds = (millis: number): number => Math.floor(millis / 1000)

/** The claims of every ID token. */
const claimsOf = (call: FormCall, world: World, { merchantSerialNumber, phoneNumber }: Tables.Approval) => {
  const iat = wholeSeconds(call.now)
  return {
    iss: issuerOf(call.settings),
    sub: subOf(merchantSerialNumber, personWith(world, phoneNumber)),
    iat,
    exp: iat + 3600,
    jti: call.ids.uuid()
  }
}

const idToken = (call: FormCall, before: World, alg: Algorithm, claims: object): readonly [string, World] => {
  const [all, world] = current(before, call.ids)
  const { rogueKey } = Tables.switches.of(world)
  return [signed(all, alg, claims, { isRogue: rogueKey, ids: call.ids }), world]
}

const issue = (world: World, call: FormCall, approval: Tables.Approval, value: string, lifetime: number): World => {
  const { merchantSerialNumber, phoneNumber, scope } = approval
  const token = { merchantSerialNumber, phoneNumber, scope, approvedAt: approval.approvedAt }
  return Tables.accessTokens.put(
    Tables.accessTokens.removeWhere(world, ({ expiresAt }) => expiresAt <= call.now),
    value,
    { ...token, expiresAt: call.now + lifetime }
  )
}

const ofMerchant = (
  { credentials }: Merchant,
  { merchantSerialNumber }: Pick<Tables.Approval, "merchantSerialNumber">
) => credentials.merchantSerialNumber === merchantSerialNumber

/** The code of the form, if it may be exchanged now. A code that is sent again also ends its access token. */
const usable = (call: FormCall, world: World): readonly [Tables.Code | ErrorName, World] => {
  const value = call.form.get("code") ?? ""
  const code = Option.getOrUndefined(Tables.codes.get(world, value))
  if (code === undefined || !ofMerchant(call.merchant, code)) return ["invalid_grant", world]
  if (code.isUsed) {
    const { accessToken } = code
    return ["invalid_grant", accessToken === undefined ? world : Tables.accessTokens.remove(world, accessToken)]
  }
  return [call.now < code.approvedAt + codeLifetime ? code : "invalid_grant", world]
}

const provesPkce = ({ challenge }: Tables.Code, verifier: string | null): boolean => {
  if (challenge === undefined) return verifier === null
  if (verifier === null) return false
  return (challenge.method === "S256" ? s256(verifier) : verifier) === challenge.value
}

const used = (world: World, call: FormCall, code: Tables.Code, accessToken: string): World =>
  Tables.codes.put(world, call.form.get("code") ?? "", { ...code, isUsed: true, accessToken })

const exchangeCode: FormHandler = (call, before) => {
  const [code, world] = usable(call, before)
  if (typeof code === "string") return [oauthError(code), world]
  const { form, ids, merchant } = call
  const isRight =
    code.authReqId === undefined &&
    form.get("redirect_uri") === code.redirectUri &&
    provesPkce(code, form.get("code_verifier"))
  if (!isRight) return [oauthError("invalid_grant"), world]
  const accessToken = `${ids.hex(43)}.${ids.hex(43)}`
  const claims = {
    ...claimsOf(call, world, code),
    at_hash: halfHash(accessToken),
    aud: [merchant.credentials.clientId],
    auth_time: wholeSeconds(code.approvedAt),
    rat: wholeSeconds(code.approvedAt),
    msn: merchant.credentials.merchantSerialNumber,
    sid: ids.uuid(),
    // Empty where none was sent.
    nonce: code.nonce,
    ...(code.acr === undefined ? {} : { acr: code.acr })
  }
  const [id_token, signing] = idToken(call, used(world, call, code, accessToken), "RS256", claims)
  const body = {
    access_token: accessToken,
    id_token,
    expires_in: saidLifetime,
    scope: code.scope.join(" "),
    token_type: "bearer"
  }
  return [secret(200, body), issue(signing, call, code, accessToken, accessTokenLifetime)]
}

/** The response of a login that the merchant started: another type of token, and no scope. */
const cibaTokens = (
  call: FormCall,
  world: World,
  approval: Tables.Approval,
  alg: Algorithm,
  more: object
): readonly [ApiResponse, World, string] => {
  const accessToken = `ciba${call.ids.hex(60)}`
  const { clientId } = call.merchant.credentials
  const [id_token, signing] = idToken(call, world, alg, { ...claimsOf(call, world, approval), aud: clientId, ...more })
  const body = { access_token: accessToken, token_type: "Bearer", expires_in: cibaLifetime, id_token }
  return [secret(200, body), issue(signing, call, approval, accessToken, cibaLifetime * 1000), accessToken]
}

/** [S] The code of a redirect: signed with ES256, and with the request's id. */
const exchangeRedirect: FormHandler = (call, before) => {
  const [code, world] = usable(call, before)
  if (typeof code === "string") return [oauthError(code), world]
  if (code.authReqId === undefined) return [oauthError("invalid_grant"), world]
  const [response, next, accessToken] = cibaTokens(call, world, code, "ES256", { auth_req_id: code.authReqId })
  return [response, used(next, call, code, accessToken)]
}

const pollCiba: FormHandler = (call, world) => {
  const id = call.form.get("auth_req_id") ?? ""
  const ciba = Option.getOrUndefined(Tables.cibas.get(world, id))
  if (ciba === undefined || !ofMerchant(call.merchant, ciba) || ciba.redirectUri !== undefined) {
    return [oauthError("invalid_grant"), world]
  }
  if (ciba.state === "REJECTED") return [oauthError("access_denied"), world]
  if (ciba.state === "DONE") return [oauthError("invalid_grant"), world]
  if (ciba.expiresAt <= call.now) return [oauthError("expired_token"), world]
  if (ciba.state === "PENDING") {
    const isEarly = ciba.polledAt !== undefined && call.now < ciba.polledAt + ciba.interval * 1000
    const polled = { ...ciba, polledAt: call.now, interval: ciba.interval + (isEarly ? 5 : 0) }
    return [oauthError(isEarly ? "slow_down" : "authorization_pending"), Tables.cibas.put(world, id, polled)]
  }
  const approval = { ...ciba, approvedAt: call.now }
  const [response, next] = cibaTokens(call, world, approval, "RS256", { nonce: ciba.nonce })
  return [response, Tables.cibas.put(next, id, { ...ciba, state: "DONE" })]
}

const grants: Readonly<Record<string, FormHandler>> = {
  authorization_code: exchangeCode,
  "urn:openid:params:grant-type:ciba": pollCiba,
  "urn:vipps:params:grant-type:ciba-redirect": exchangeRedirect
}

const token: FormHandler = (call, world) => {
  const name = call.form.get("grant_type") ?? ""
  const grant = Object.hasOwn(grants, name) ? grants[name] : undefined
  return grant === undefined ? [oauthError("unsupported_grant_type"), world] : grant(call, world)
}

/** RFC 7009: an unknown token is revoked as well. */
const revoke: FormHandler = (call, world) => {
  const value = call.form.get("token") ?? ""
  const issued = Option.getOrUndefined(Tables.accessTokens.get(world, value))
  const isOwn = issued !== undefined && ofMerchant(call.merchant, issued)
  return [secret(200, {}), isOwn ? Tables.accessTokens.remove(world, value) : world]
}

export const handlers = { token: withClient(token), revoke: withClient(revoke) }
