/** What callers pass and receive, for programs with and without Effect. */
import type { Userinfo } from "@effect-vipps/client/Userinfo"

/**
 * What to ask the customer for. `openid` is always included. Which of them a sales unit may request depends on its plan.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/core-concepts/
 * @since 0.1.0
 * @category models
 */
export type Scope =
  | "openid"
  | "name"
  | "email"
  | "phoneNumber"
  | "address"
  | "birthDate"
  | "gender"
  | "nin"
  | "customFlow"
  | "delegatedConsents"
  | (string & {})

/**
 * How a login in the browser begins.
 *
 * @since 0.1.0
 * @category models
 */
export interface StartOptions {
  readonly scope: ReadonlyArray<Scope>
  /**
   * Where the browser returns, exactly as registered in the business portal: a trailing slash counts. Without `#`. A custom
   * scheme requires a path.
   */
  readonly redirectUri: string
  /** The market whose app and look the customer gets. Defaults to what Vipps chooses. */
  readonly market?: "NO" | "DK" | "FI" | "SE" | undefined
  /** For logins that begin in your own app. Omit for a website. */
  readonly requestedFlow?: "app_to_app" | "app_to_app_v2" | undefined
  /** Where the Vipps app returns to your app. Registered in the business portal. */
  readonly appCallbackUri?: string | undefined
  /** Whether the redirect URI opens your app. */
  readonly finalRedirectIsApp?: boolean | undefined
  /**
   * Requires that the customer confirms in the app, also where the browser is remembered; verified when the login finishes.
   * Depends on the sales unit's plan. Defaults to false.
   */
  readonly confirmInApp?: boolean | undefined
}

/**
 * What a login needs when the browser returns. Store it on the server by its `state` before the redirect, for about 10
 * minutes, and delete it when it is used. Not in a cookie of the session alone: an app may return in another browser.
 *
 * @since 0.1.0
 * @category models
 */
export interface PendingLogin {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly redirectUri: string
  /** The confirmation that was requested. */
  readonly acr?: string | undefined
}

/**
 * A login that has begun.
 *
 * @since 0.1.0
 * @category models
 */
export interface StartedLogin {
  /** Where to send the browser, at top level: no iframe and no web view. */
  readonly url: string
  readonly pending: PendingLogin
}

/**
 * The verified claims of an ID token.
 *
 * @since 0.1.0
 * @category models
 */
export interface IdTokenClaims {
  /** The customer's id at this sales unit: the key to link an account by. It stays when phone number or email change. */
  readonly sub: string
  readonly iss: string
  readonly aud: string | ReadonlyArray<string>
  /** Seconds since 1970. */
  readonly exp: number
  /** Seconds since 1970. */
  readonly iat: number
  /** When the customer authenticated, in seconds since 1970. */
  readonly auth_time?: number | undefined
  readonly acr?: string | undefined
  /** The sales unit. */
  readonly msn?: string | undefined
  readonly sid?: string | undefined
  readonly [claim: string]: unknown
}

/**
 * What the customer has agreed to share, as the Userinfo API has it, with what only a login asks for.
 *
 * @since 0.1.0
 * @category models
 */
export interface LoginUserinfo extends Userinfo {
  /** Marketing consents; only at the customer's first login, so store them. */
  readonly delegatedConsents?: DelegatedConsents | undefined
  /** The agreement of your own that the customer was asked for. */
  readonly agreement?: { readonly accepted?: boolean | undefined; readonly timestamp?: string | undefined } | undefined
}

/**
 * Marketing consents.
 *
 * @since 0.1.0
 * @category models
 */
export interface DelegatedConsents {
  readonly timeOfConsent?: string | undefined
  readonly consents?:
    | ReadonlyArray<{
        readonly id: "email" | "sms" | "digital" | "personal" | (string & {})
        readonly accepted: boolean
        readonly required?: boolean | undefined
        readonly textDisplayedToUser?: string | undefined
      }>
    | undefined
}

/**
 * Who logs in, without a browser: the customer's phone number with country code, digits only, or the token of a check-in by
 * QR.
 *
 * @since 0.1.0
 * @category models
 */
export type LoginHint = { readonly phoneNumber: string } | { readonly customerToken: string }

/**
 * How a login begins that the merchant starts. Only at a till, in a call centre or at a machine: Vipps forbids it in web
 * pages and apps.
 *
 * @since 0.1.0
 * @category models
 */
export interface CibaOptions {
  readonly hint: LoginHint
  readonly scope: ReadonlyArray<Scope>
  /** Shown in the app and at the till, so that the customer can compare: 5 to 8 of A to Z, 0 to 9 and hyphen. */
  readonly bindingMessage?: string | undefined
  /** How long the customer has, in seconds: 60 to 900. Defaults to what Vipps chooses, 600. */
  readonly requestedExpiry?: number | undefined
  /**
   * Opens this page for the customer after the login, with a code for `finishCibaRedirect`; https in production. Then do not
   * poll.
   */
  readonly redirectUri?: string | undefined
}

/**
 * A login that the merchant started. Store it by its `authReqId` if a webhook or a redirect ends it.
 *
 * @since 0.1.0
 * @category models
 */
export interface PendingCiba {
  readonly authReqId: string
  /** Seconds to wait between polls. */
  readonly interval: number
  /** When it expires, in milliseconds since 1970. */
  readonly expiresAt: number
  /** The page of the redirect variant. */
  readonly redirectUri?: string | undefined
}

/**
 * That a customer has revoked the consent.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConsentRevoked {
  readonly sub: string
  /** When, in milliseconds since 1970. */
  readonly revokedAt: number
}
