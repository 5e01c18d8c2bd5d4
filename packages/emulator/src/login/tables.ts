/** What the OpenID provider keeps. Times are epoch milliseconds. */
import { switchesIn } from "../core/switches.js"
import { table } from "../core/Table.js"

/** What a customer has approved. */
export interface Approval {
  readonly merchantSerialNumber: string
  readonly phoneNumber: string
  readonly scope: ReadonlyArray<string>
  readonly approvedAt: number
}

/** A code, for one exchange. */
export interface Code extends Approval {
  readonly redirectUri: string
  readonly nonce: string
  readonly challenge: { readonly value: string; readonly method: "plain" | "S256" } | undefined
  readonly acr: string | undefined
  readonly isUsed: boolean
  /** The access token it was exchanged for. */
  readonly accessToken: string | undefined
  /** Of a login that the merchant started: its code has a grant of its own. */
  readonly authReqId: string | undefined
}

export interface AccessToken extends Approval {
  readonly expiresAt: number
}

/** A login that the merchant started. */
export interface Ciba {
  readonly authReqId: string
  readonly merchantSerialNumber: string
  readonly phoneNumber: string
  readonly scope: ReadonlyArray<string>
  readonly bindingMessage: string | undefined
  readonly nonce: string
  /** Of the redirect variant. */
  readonly redirectUri: string | undefined
  readonly startedAt: number
  readonly expiresAt: number
  /** Seconds. */
  readonly interval: number
  readonly polledAt: number | undefined
  readonly state: "PENDING" | "APPROVED" | "REJECTED" | "DONE"
}

/**
 * How Login behaves: what a sales unit chooses in the business portal, and faults.
 *
 * @since 0.1.0
 * @category models
 */
export interface LoginSwitches {
  /** Signs ID tokens with a key that is not published, under the id of one that is. Defaults to false. */
  readonly rogueKey: boolean
  /** Returns codes that were used before. Defaults to false. */
  readonly reusedCode: boolean
  /** The only method that is accepted. Defaults to `client_secret_basic`. */
  readonly clientAuth: "client_secret_basic" | "client_secret_post"
  // [U] Which of them Vipps accepts.
  /** Whether basic authentication must be form-encoded first (RFC 6749), instead of raw. Defaults to false. */
  readonly encodedBasic: boolean
  /** Phone numbers without a user. Defaults to none. */
  readonly unknownUsers: ReadonlyArray<string>
  /** Phone numbers of users whose app is too old. Defaults to none. */
  readonly outdatedApps: ReadonlyArray<string>
}

export const codes = table<Code>("loginCodes")
export const accessTokens = table<AccessToken>("loginTokens")
export const cibas = table<Ciba>("cibas", { createdAt: ({ startedAt }) => startedAt })

const standard: LoginSwitches = {
  rogueKey: false,
  reusedCode: false,
  clientAuth: "client_secret_basic",
  encodedBasic: false,
  unknownUsers: [],
  outdatedApps: []
}

export const switches = switchesIn("login", standard)
