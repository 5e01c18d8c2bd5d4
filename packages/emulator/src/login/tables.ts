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

/** How the provider behaves, where a sales unit chooses or a test wants trouble. */
export interface Switches {
  /** ID tokens are signed with a key that is not published, under the id of one that is. */
  readonly rogueKey: boolean
  /** Codes are handed out that were used before. */
  readonly reusedCode: boolean
  /** As chosen in the business portal. */
  readonly clientAuth: "client_secret_basic" | "client_secret_post"
  /** Whether basic authentication is form-encoded first (RFC 6749), instead of raw. [U] Which of them Vipps takes. */
  readonly encodedBasic: boolean
  /** Phone numbers that nobody has. */
  readonly unknownUsers: ReadonlyArray<string>
  /** Phone numbers whose app is too old. */
  readonly outdatedApps: ReadonlyArray<string>
}

export const codes = table<Code>("loginCodes")
export const accessTokens = table<AccessToken>("loginTokens")
export const cibas = table<Ciba>("cibas", { createdAt: ({ startedAt }) => startedAt })

const standard: Switches = {
  rogueKey: false,
  reusedCode: false,
  clientAuth: "client_secret_basic",
  encodedBasic: false,
  unknownUsers: [],
  outdatedApps: []
}

export const switches = switchesIn("login", standard)
