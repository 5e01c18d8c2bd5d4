/** What a ledger is made of. Amounts are integers in minor units. */
import type { Merchant } from "../core/Merchant.js"

export type Topic = "funds" | "fees"

/** An entry as the API writes it. */
export interface Entry {
  readonly pspReference: string
  /** UTC, with six decimals. */
  readonly time: string
  /** `YYYY-MM-DD` in the market. */
  readonly ledgerDate: string
  readonly entryType: string
  /** A payment's reference, a charge's id, or the bank's text of a payout. */
  readonly reference: string
  readonly currency: Merchant["currency"]
  /** Signed. */
  readonly amount: number
  readonly balanceBefore: number
  readonly balanceAfter: number
  /** [U] Payouts and retained fees are of no single sales unit: they have none. */
  readonly recipientHandle?: string
  /** Shown only to those who ask for sensitive data. */
  readonly sensitive?: Sensitive
}

/** Personal data; documented for Vippsnummer only. */
export interface Sensitive {
  readonly message?: string
  readonly name?: string
  readonly maskedPhoneNo?: string
}

/** An entry that a test has put into a ledger: of an unknown type, a correction, a top-up. */
export interface ExtraEntry {
  readonly merchantSerialNumber: string
  readonly topic: Topic
  readonly entryType: string
  readonly amount: number
  readonly reference: string
  readonly pspReference: string
  readonly recipientHandle: string
  readonly sensitive: Sensitive
  /** Epoch milliseconds. */
  readonly bookedAt: number
  /** How many movements and other entries came before it. */
  readonly after: { readonly movements: number; readonly extras: number }
}

/** One ledger for each sales unit. */
export const ledgerIdOf = ({ credentials }: Merchant): string => `3${credentials.merchantSerialNumber}`

export const handleOf = ({ credentials }: Merchant): string => `api:${credentials.merchantSerialNumber}`
