/** A request as plain data; handlers are pure functions of it and of the world. */
import type { Ids } from "../Ids.js"
import type { Merchant } from "../Merchant.js"
import type { Settings } from "../Settings.js"
import type { Subject, World } from "../World.js"
import type { Answer } from "./Answer.js"

/** A request that `admit` has checked, read to its end. */
export interface Received {
  readonly method: string
  /** Path and query, in their one spelling. */
  readonly target: string
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Empty text when there is no body. */
  readonly body: { readonly text: string } | "TooLarge"
  /** Breaks the connection, where there is one. */
  readonly breakConnection: (() => void) | undefined
}

export interface Call extends Pick<Received, "method" | "headers" | "body"> {
  /** Path without the query string. */
  readonly path: string
  readonly query: URLSearchParams
  /** The `{reference}` of the path, or "". */
  readonly reference: string
  readonly now: number
  readonly ids: Ids
  readonly settings: Settings
}

/** A call that was let in. */
export interface MerchantCall extends Call {
  readonly merchant: Merchant
}

/** What a call is about, by the path's reference. */
export const subjectOf = ({ merchant, reference }: MerchantCall): Subject => ({
  merchantSerialNumber: merchant.credentials.merchantSerialNumber,
  reference
})

export type MerchantHandler = (call: MerchantCall, world: World) => readonly [Answer, World]

export type Handler = (call: Call, world: World) => readonly [Answer, World]

/** A header's value; an empty one counts as missing. */
export const header = (call: Call, name: string): string | undefined => call.headers[name.toLowerCase()] || undefined

/** The reference of the path, or of the body where a create has it. */
export const referenceIn = ({ body, reference }: Call): string => {
  if (reference !== "" || body === "TooLarge") return reference
  const named = /"reference"\s*:\s*"([^"]*)"/.exec(body.text)
  return named?.[1] ?? ""
}
