/** What a report has besides the world's ledger of money. */
import { switchesIn } from "../core/switches.js"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"
import type { ExtraEntry } from "./Entry.js"

/** How reports are made. */
export interface ReportSwitches {
  /** Entries of a page, as in `Vipps-Feed-Page-Size`. Defaults to 1000, as at Vipps. */
  readonly pageSize: number
  /** Of each capture, in hundredths of a percent. Defaults to 275: 2.75 %. */
  readonly feeBasisPoints: number
  /** How often the balance is paid out. Defaults to `DAILY`. */
  readonly settlement: "DAILY" | "WEEKLY" | "MONTHLY"
  /** Whether a full last page of a date has `hasMore`, and an empty page after it. Defaults to false. */
  readonly emptyPages: boolean
}

export interface AccountingToken {
  readonly clientId: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

export const extras = table<ExtraEntry>("reportEntries")

export const tokens = table<AccountingToken>("accountingTokens")

const standard: ReportSwitches = { pageSize: 1_000, feeBasisPoints: 275, settlement: "DAILY", emptyPages: false }

export const switches = switchesIn("report", standard)

/** Issues an accounting token, and deletes expired ones. */
export const issue = (world: World, value: string, token: AccountingToken, now: number): World =>
  tokens.put(
    tokens.removeWhere(world, ({ expiresAt }) => expiresAt <= now),
    value,
    token
  )

export const revokeAll = (world: World): World => tokens.removeWhere(world, () => true)
