/**
 * Logins that the merchant starts: flat forms in snake case, whatever the specification says.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/flows/merchant-initiated-login-integration
 */

import { isMerchantUrl } from "../core/merchantUrls.js"
import type { World } from "../core/World.js"
import { checkInOf } from "../customers/codes.js"
import { scopeOf } from "../customers/profile.js"
import { json } from "../http/ApiResponse.js"
import { rateLimit } from "../http/guard.js"
import { type FormCall, type FormHandler, withClient } from "./client.js"
import { cibaError, oauthError } from "./errors.js"
import * as Tables from "./tables.js"

/** [U] "Too often" for one customer. */
const perMinute = 5

/** The phone number of a login hint; undefined for one of another form. */
const phoneIn = (call: FormCall, world: World): string | undefined => {
  const hint = call.form.get("login_hint") ?? ""
  const [, msisdn] = /^urn:msisdn:(\d{9,15})$/.exec(hint) ?? []
  if (msisdn !== undefined) return msisdn
  const [, token] = /^urn:customer-token:(\S+)$/.exec(hint) ?? []
  const { merchantSerialNumber } = call.merchant.credentials
  return token === undefined ? undefined : checkInOf(world, token, { merchantSerialNumber, now: call.now })?.phoneNumber
}

const exists = (world: World, phoneNumber: string | undefined): phoneNumber is string =>
  phoneNumber !== undefined && !Tables.switches.of(world).unknownUsers.includes(phoneNumber)

const userExists: FormHandler = (call, world) =>
  /^urn:(msisdn|customer-token):\S+$/.test(call.form.get("login_hint") ?? "")
    ? [json(200, { exists: exists(world, phoneIn(call, world)) }), world]
    : [oauthError("invalid_request"), world]

const expiryOf = (form: URLSearchParams): number | undefined => {
  const text = form.get("requested_expiry") ?? "600"
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return seconds >= 60 && seconds <= 900 ? seconds : undefined
}

const startCiba: FormHandler = (call, world) => {
  const { form, ids, merchant, now } = call
  const { merchantSerialNumber } = merchant.credentials
  const expiry = expiryOf(form)
  const bindingMessage = form.get("binding_message") ?? undefined
  const redirectUri = form.get("redirect_uri") ?? undefined
  const scope = scopeOf(form.get("scope") ?? "")
  const hasFlow = form.get("requested_flow") === "login_to_webpage"
  if (
    expiry === undefined ||
    !scope.includes("openid") ||
    (bindingMessage !== undefined && !/^[A-Z0-9-]{5,8}$/.test(bindingMessage)) ||
    hasFlow !== (redirectUri !== undefined) ||
    (redirectUri !== undefined && !isMerchantUrl(redirectUri, call.settings))
  ) {
    return [oauthError("invalid_request"), world]
  }
  const phoneNumber = phoneIn(call, world)
  if (!exists(world, phoneNumber)) return [cibaError("invalid_user"), world]
  if (Tables.switches.of(world).outdatedApps.includes(phoneNumber)) return [cibaError("old_app"), world]
  const [tooMany, counted] = rateLimit(perMinute, () => `Login.startCiba ${phoneNumber}`)(call, world)
  if (tooMany !== undefined) return [tooMany, counted]
  const authReqId = Buffer.from(ids.hex(40), "hex").toString("base64url")
  const ciba: Tables.Ciba = {
    authReqId,
    merchantSerialNumber,
    phoneNumber,
    scope,
    bindingMessage,
    nonce: form.get("nonce") ?? "",
    redirectUri,
    startedAt: now,
    expiresAt: now + expiry * 1000,
    interval: 5,
    polledAt: undefined,
    state: "PENDING"
  }
  const body = { auth_req_id: authReqId, expires_in: expiry, interval: ciba.interval }
  return [json(200, body), Tables.cibas.put(counted, authReqId, ciba)]
}

export const handlers = { startCiba: withClient(startCiba), userExists: withClient(userExists) }
