import type * as HttpClient from "@effect/platform/HttpClient"
import type { Endpoint } from "@effect-vipps/client/Operation"
import type { VippsConfig } from "@effect-vipps/client/VippsConfig"

/** What the client's functions need. */
export type Needs = VippsConfig | HttpClient.HttpClient

/** What the facade knows of a function of the client. */
export interface Call extends Pick<Endpoint, "kind" | "secretResponse"> {
  readonly name: string
  /** The index of the options, its last argument. */
  readonly options: number
  /** It may take minutes: closing the client ends it. */
  readonly waits?: boolean
}

/** A function of the client, of any arguments. */
export type Making<A> = (...args: never) => A
