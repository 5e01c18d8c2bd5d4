/** What callers pass, checked before anything is sent. An issue never repeats the value. */
import * as PhoneNumber from "@effect-vipps/client/PhoneNumber"
import { VippsInputError } from "@effect-vipps/client/VippsError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CibaOptions, LoginHint, StartOptions } from "./models.js"

export interface Rule {
  readonly path: string
  readonly holds: boolean
  readonly message: string
}

/** Fails with what does not hold. */
export const ensure = (operation: string, rules: ReadonlyArray<Rule>): Effect.Effect<void, VippsInputError> =>
  Effect.suspend(() => {
    const issues = rules.filter(({ holds }) => !holds).map(({ message, path }) => ({ path, message }))
    if (issues.length === 0) return Effect.void
    const text = issues.map(({ message, path }) => `${path} ${message}`).join("; ")
    return new VippsInputError({
      message: `${operation}: invalid input; no request was sent. ${text}.`,
      operation,
      attempts: 0,
      retryable: false,
      outcome: "refused",
      issues
    })
  })

export const isText = (value: unknown, pattern: RegExp): value is string =>
  typeof value === "string" && pattern.test(value)

/** Absolute, without `#`, and with a path where the scheme is an app's. */
const isRedirectUri = (value: unknown): boolean => {
  if (typeof value !== "string" || value.includes("#") || !URL.canParse(value)) return false
  const { hostname, pathname, protocol } = new URL(value)
  return /^https?:$/.test(protocol) ? hostname !== "" : hostname !== "" || pathname.replace(/^\/+/, "") !== ""
}

const redirect = (path: string, value: unknown): Rule => ({
  path,
  holds: isRedirectUri(value),
  message: "must be an absolute URL without #; a custom scheme requires a path"
})

const scopes = (value: unknown): Rule => ({
  path: "scope",
  holds: Array.isArray(value) && value.every((one) => isText(one, /^[\x21\x23-\x5b\x5d-\x7e]+$/)),
  message: "must be an array of scopes, each without spaces"
})

const oneOf = (path: string, value: unknown, ...allowed: ReadonlyArray<string>): Rule => ({
  path,
  holds: value === undefined || allowed.includes(value as string),
  message: `must be one of ${allowed.join(", ")}`
})

export const startRules = (options: StartOptions): ReadonlyArray<Rule> => [
  scopes(options.scope),
  redirect("redirectUri", options.redirectUri),
  oneOf("market", options.market, "NO", "DK", "FI", "SE"),
  oneOf("requestedFlow", options.requestedFlow, "app_to_app", "app_to_app_v2"),
  ...(options.appCallbackUri === undefined ? [] : [redirect("appCallbackUri", options.appCallbackUri)])
]

const isMsisdn = Schema.is(PhoneNumber.Msisdn)

export const hintRule = (hint: LoginHint): Rule => {
  const { customerToken, phoneNumber } = { customerToken: undefined, phoneNumber: undefined, ...hint }
  return {
    path: "hint",
    holds:
      phoneNumber === undefined
        ? isText(customerToken, /^[\x21-\x7e]{1,2000}$/)
        : customerToken === undefined && isMsisdn(phoneNumber),
    message: "must have either phoneNumber, 9 to 15 digits with the country code, or customerToken"
  }
}

export const cibaRules = (
  { bindingMessage, hint, redirectUri, requestedExpiry, scope }: CibaOptions,
  isProduction: boolean
): ReadonlyArray<Rule> => [
  hintRule(hint),
  scopes(scope),
  {
    path: "bindingMessage",
    holds: bindingMessage === undefined || isText(bindingMessage, /^[A-Z0-9-]{5,8}$/),
    message: "must have 5 to 8 characters: A to Z, 0 to 9 and hyphen"
  },
  {
    path: "requestedExpiry",
    holds:
      requestedExpiry === undefined ||
      (Number.isInteger(requestedExpiry) && requestedExpiry >= 60 && requestedExpiry <= 900),
    message: "must be a whole number of seconds, 60 to 900"
  },
  ...(redirectUri === undefined
    ? []
    : [
        redirect("redirectUri", redirectUri),
        {
          path: "redirectUri",
          holds: !isProduction || isText(redirectUri, /^https:/),
          message: "must be https in production"
        }
      ])
]
