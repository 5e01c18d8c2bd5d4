/**
 * How a customer is known at a till: by the token of a check-in, or by a personal QR code.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/qr-api
 */
import * as Option from "effect/Option"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"

/** A customer who has scanned a merchant's QR code. Times are epoch milliseconds. */
export interface CheckIn {
  readonly merchantSerialNumber: string
  readonly merchantQrId: string
  readonly phoneNumber: string
  readonly initiatedAt: number
}

/** A code that the customer's app shows. */
export interface PersonalQr {
  readonly phoneNumber: string
  readonly createdAt: number
}

/** By customer token. */
export const checkIns = table<CheckIn>("checkIns")

/** By the code's content. */
export const personalQrs = table<PersonalQr>("personalQrs")

const lifetime = 15 * 60_000

const isLive = ({ initiatedAt }: CheckIn, now: number): boolean => now < initiatedAt + lifetime

/** Stores a check-in, and forgets those whose token has expired. */
export const putCheckIn = (world: World, token: string, checkIn: CheckIn): World =>
  checkIns.put(
    checkIns.removeWhere(world, (row) => !isLive(row, checkIn.initiatedAt)),
    token,
    checkIn
  )

/** The check-in of a token, for 15 minutes. [U] That one token serves several requests. */
export const checkInOf = (
  world: World,
  token: string,
  { merchantSerialNumber, now }: { readonly merchantSerialNumber: string; readonly now: number }
): CheckIn | undefined =>
  Option.getOrUndefined(
    Option.filter(
      checkIns.get(world, token),
      (row) => row.merchantSerialNumber === merchantSerialNumber && isLive(row, now)
    )
  )

/** The old form, which holds the phone number. */
const clearText = /^https:\/\/qr\.vipps\.no\/28\/2\/01\/031\/(\d{8,15})\?v=1$/

/** What a personal QR code says. [U] That a code never expires: its age is for the merchant to judge. */
export const personalQrOf = (
  world: World,
  content: string
): { readonly phoneNumber: string; readonly version: "1.0" | "2.0"; readonly createdAt?: number } | undefined => {
  const [, phoneNumber] = clearText.exec(content) ?? []
  if (phoneNumber !== undefined) return { phoneNumber, version: "1.0" }
  return Option.getOrUndefined(
    Option.map(personalQrs.get(world, content), (row) => ({ ...row, version: "2.0" as const }))
  )
}
