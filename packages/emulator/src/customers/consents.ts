/**
 * What customers let merchants know, and for how long.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/userinfo-api
 */
import * as Option from "effect/Option"
import { switchesIn } from "../core/switches.js"
import { table } from "../core/Table.js"
import type { Subject, World } from "../core/World.js"
import * as Worlds from "../core/World.js"

/** How Userinfo behaves where Vipps has been seen to do each. */
export interface UserinfoSwitches {
  /** Milliseconds from the consent until `sub` is there: it is written late. Defaults to 0. */
  readonly subDelayMillis: number
  /** What a subscription key of the sales unit does to a call: sources disagree. Defaults to `ignored`. */
  readonly subscriptionKey: "ignored" | "refused" | "required"
}

/** A customer's consents to one sales unit. */
export interface Consent {
  readonly merchantSerialNumber: string
  readonly sub: string
  readonly phoneNumber: string
  /** When each scope was granted, in epoch milliseconds; none after the customer has revoked them. */
  readonly granted: { readonly [scope: string]: number }
  /** When `sub` is known. */
  readonly availableAt: number
}

export const consents = table<Consent>("consents", { createdAt: ({ availableAt }) => availableAt })

const standard: UserinfoSwitches = { subDelayMillis: 0, subscriptionKey: "ignored" }

export const switches = switchesIn("userinfo", standard)

const day = 24 * 60 * 60 * 1_000

/** Until when values can be read: for 168 hours. */
export const liveUntil = (grantedAt: number): number => grantedAt + 7 * day

export const isLive = (grantedAt: number, now: number): boolean => now < liveUntil(grantedAt)

export const findConsent = (world: World, subject: Subject, now: number): Consent | undefined =>
  Option.getOrUndefined(
    Option.filter(consents.get(world, Worlds.keyOf(subject)), ({ availableAt }) => availableAt <= now)
  )

/** Whether a `sub` is written by now. */
export const isSubKnown = (
  world: World,
  { merchantSerialNumber, sub }: { readonly merchantSerialNumber: string; readonly sub: string | undefined },
  now: number
): boolean =>
  sub === undefined ||
  !Option.exists(
    consents.get(world, Worlds.keyOf({ merchantSerialNumber, reference: sub })),
    ({ availableAt }) => availableAt > now
  )

interface Granted {
  readonly merchantSerialNumber: string
  readonly sub: string | undefined
  readonly scope: ReadonlyArray<string>
}

/** Stores what was granted with a `sub`. [U] That a consent adds to earlier ones of the same customer. */
export const grant = (
  world: World,
  { merchantSerialNumber, scope, sub }: Granted,
  phoneNumber: string,
  now: number
): World => {
  if (sub === undefined) return world
  const key = Worlds.keyOf({ merchantSerialNumber, reference: sub })
  const before = Option.getOrUndefined(consents.get(world, key))
  return consents.put(world, key, {
    merchantSerialNumber,
    sub,
    phoneNumber,
    granted: { ...before?.granted, ...Object.fromEntries(scope.map((one) => [one, now])) },
    availableAt: before?.availableAt ?? now + switches.of(world).subDelayMillis
  })
}
