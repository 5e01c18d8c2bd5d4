/** A request as plain data; handlers are pure functions of it and of the world. */
import type { Ids } from "../core/Ids.js"
import type { Merchant } from "../core/Merchant.js"
import type { Settings } from "../core/Settings.js"
import type { Subject, World } from "../core/World.js"
import type { ApiResponse } from "./ApiResponse.js"

/** A request that `admit` has checked, read to its end. */
export interface Received {
  readonly method: string
  /** Path and query, in canonical form. */
  readonly target: string
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Empty text when there is no body. */
  readonly body: { readonly text: string } | "TooLarge"
  /** Breaks the connection, where there is one. */
  readonly breakConnection: (() => void) | undefined
}

export interface ApiRequest extends Pick<Received, "method" | "headers" | "body"> {
  /** Path without the query string. */
  readonly path: string
  readonly query: URLSearchParams
  /** The `{parameters}` of the path, by name. */
  readonly parameters: { readonly [name: string]: string }
  /** The last of them, which is what the request is about, or "": a payment's reference, a charge's id. */
  readonly reference: string
  readonly now: number
  readonly ids: Ids
  readonly settings: Settings
}

/** An accepted request. */
export interface MerchantRequest extends ApiRequest {
  readonly merchant: Merchant
}

/** What a call is about, by the path's reference. */
export const subjectOf = ({ merchant, reference }: MerchantRequest): Subject => ({
  merchantSerialNumber: merchant.credentials.merchantSerialNumber,
  reference
})

export type MerchantHandler = (call: MerchantRequest, world: World) => readonly [ApiResponse, World]

export type Handler = (call: ApiRequest, world: World) => readonly [ApiResponse, World]

/** A header's value; an empty one counts as missing. */
export const header = (call: ApiRequest, name: string): string | undefined =>
  call.headers[name.toLowerCase()] || undefined

/** The reference of the path, or of the body where a create has it. */
export const referenceIn = ({ body, reference }: ApiRequest): string => {
  if (reference !== "" || body === "TooLarge") return reference
  const named = /"reference"\s*:\s*"([^"]*)"/.exec(body.text)
  return named?.[1] ?? ""
}
