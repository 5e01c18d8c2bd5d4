/** The QR codes of the world that are printed. Times are epoch milliseconds. */
import * as Option from "effect/Option"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"

/** A code that opens a page of the merchant's. */
export interface RedirectQr {
  readonly merchantSerialNumber: string
  /** The merchant's own. */
  readonly id: string
  /** What is printed stays when the target changes, and is dead once the row is gone. */
  readonly code: string
  readonly redirectUrl: string
  readonly createdAt: number
  readonly expiresAt: number | undefined
}

/** A code that a customer checks in with. */
export interface CallbackQr {
  readonly merchantSerialNumber: string
  /** The merchant's own, or the id of an adopted MobilePay sticker. */
  readonly merchantQrId: string
  readonly code: string
  readonly locationDescription: string
  readonly category: "IN_STORE" | "VENDING"
  readonly isMobilePay: boolean
  readonly createdAt: number
}

export const redirects = table<RedirectQr>("redirectQrs", { createdAt: ({ createdAt }) => createdAt })

export const callbacks = table<CallbackQr>("callbackQrs", { createdAt: ({ createdAt }) => createdAt })

export const isLive = ({ expiresAt }: RedirectQr, now: number): boolean => expiresAt === undefined || now < expiresAt

/** [U] An expired code is gone, and its id is free. */
export const findRedirect = (world: World, subject: Worlds.Subject, now: number): RedirectQr | undefined =>
  Option.getOrUndefined(Option.filter(redirects.get(world, Worlds.keyOf(subject)), (row) => isLive(row, now)))

export const findCallback = (world: World, subject: Worlds.Subject): CallbackQr | undefined =>
  Option.getOrUndefined(callbacks.get(world, Worlds.keyOf(subject)))

const redirectKey = ({ id: reference, merchantSerialNumber }: RedirectQr): string =>
  Worlds.keyOf({ merchantSerialNumber, reference })

const callbackKey = ({ merchantQrId: reference, merchantSerialNumber }: CallbackQr): string =>
  Worlds.keyOf({ merchantSerialNumber, reference })

export const putRedirect = (world: World, row: RedirectQr): World => redirects.put(world, redirectKey(row), row)

export const putCallback = (world: World, row: CallbackQr): World => callbacks.put(world, callbackKey(row), row)

export const removeRedirect = (world: World, row: RedirectQr): World => redirects.remove(world, redirectKey(row))

export const removeCallback = (world: World, row: CallbackQr): World => callbacks.remove(world, callbackKey(row))

/** Oldest first. */
const sorted = <A extends { readonly createdAt: number; readonly code: string }>(rows: Iterable<A>): ReadonlyArray<A> =>
  [...rows].sort((a, b) => a.createdAt - b.createdAt || (a.code < b.code ? -1 : 1))

export const allRedirects = (world: World, now: number): ReadonlyArray<RedirectQr> =>
  sorted(redirects.values(world)).filter((row) => isLive(row, now))

export const allCallbacks = (world: World): ReadonlyArray<CallbackQr> => sorted(callbacks.values(world))
