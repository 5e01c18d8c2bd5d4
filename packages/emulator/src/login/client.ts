/**
 * Who calls: a sales unit by its id and secret, or a partner by an access token.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/core-concepts
 */
import { merchantOfToken } from "../accessToken/tokens.js"
import type { Merchant } from "../core/Merchant.js"
import type { World } from "../core/World.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { oauthError } from "./errors.js"
import { type LoginSwitches, switches } from "./tables.js"

/** A form that was sent by a sales unit. */
export interface FormCall extends ApiRequest {
  readonly merchant: Merchant
  readonly form: URLSearchParams
}

export type FormHandler = (call: FormCall, world: World) => readonly [ApiResponse, World]

/** As a form is decoded; undefined where that is impossible. */
const formDecoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "))
  } catch {
    return undefined
  }
}

const basicOf = (value: string, { encodedBasic }: LoginSwitches): readonly [id: string, secret: string] | undefined => {
  const [, encoded] = /^Basic (\S+)$/i.exec(value) ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, "base64").toString("utf8")
  const at = text.indexOf(":")
  if (at === -1) return undefined
  const parts = [text.slice(0, at), text.slice(at + 1)].map((part) => (encodedBasic ? formDecoded(part) : part))
  const [id, secret] = parts
  return id === undefined || secret === undefined ? undefined : [id, secret]
}

/** The method that the sales unit has chosen, and no other. */
const credentialsOf = (call: ApiRequest, form: URLSearchParams, chosen: LoginSwitches) => {
  const authorization = header(call, "Authorization")
  if (chosen.clientAuth === "client_secret_basic") {
    return authorization === undefined || form.has("client_secret") ? undefined : basicOf(authorization, chosen)
  }
  const id = form.get("client_id")
  const secret = form.get("client_secret")
  return authorization !== undefined || id === null || secret === null ? undefined : ([id, secret] as const)
}

/** A partner's sales unit. */
const partnerOf = (call: ApiRequest, world: World): Merchant | undefined => {
  const merchant = merchantOfToken(call, world)
  return merchant?.credentials.merchantSerialNumber === header(call, "Merchant-Serial-Number") ? merchant : undefined
}

const merchantOf = (call: ApiRequest, form: URLSearchParams, world: World): Merchant | undefined => {
  const given = credentialsOf(call, form, switches.of(world))
  if (given === undefined) return partnerOf(call, world)
  const [id, secret] = given
  return call.settings.merchants.find(
    ({ credentials }) => credentials.clientId === id && credentials.clientSecret === secret
  )
}

const isForm = (call: ApiRequest): boolean =>
  /^application\/x-www-form-urlencoded(;|$)/i.test(header(call, "Content-Type") ?? "")

/** For endpoints that take a form with the keys of a sales unit. */
export const withClient =
  (handler: FormHandler): Handler =>
  (call, world) => {
    if (call.body === "TooLarge" || !isForm(call)) return [oauthError("invalid_request"), world]
    const form = new URLSearchParams(call.body.text)
    const merchant = merchantOf(call, form, world)
    return merchant === undefined ? [oauthError("invalid_client"), world] : handler({ ...call, merchant, form }, world)
  }
