import type * as HttpClient from "@effect/platform/HttpClient"
import type { Composition } from "@effect-vipps/client/internal/operation/methods"
import type { VippsConfig } from "@effect-vipps/client/VippsConfig"

/** What the client's functions need. */
export type Needs = VippsConfig | HttpClient.HttpClient

/** What the facade knows of a function of the client. Closing the client ends one that waits. */
export interface Call extends Omit<Composition<unknown>, "of" | "isStream"> {
  readonly name: string
}

/** A function of the client, of any arguments. */
export type Making<A> = (...args: never) => A
