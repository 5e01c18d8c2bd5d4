/**
 * What the dashboard shows of what an API derives: a table of lines, newest first, and sums above it. Plain data: an API knows
 * nothing of pages.
 */
import type { Amount } from "./Amount.js"
import type { Glance } from "./Listing.js"
import type { Subject } from "./World.js"

export interface Cell {
  readonly text: string
  /** Shown below the text. */
  readonly note?: string
}

export interface StatementLine {
  /** What it is about; its reference is a link where it has a page. */
  readonly subject: Subject
  readonly kind: string
  /** The text that a search finds it by, besides its cells. */
  readonly words: ReadonlyArray<string>
  /** In the order of the columns. */
  readonly cells: ReadonlyArray<Cell>
}

/** Sums of one sales unit. */
export interface Account {
  readonly merchantSerialNumber: string
  readonly notes: ReadonlyArray<string>
  readonly sums: ReadonlyArray<readonly [name: string, amount: Amount]>
}

export interface Statement {
  /** In paths, such as `settlements`. */
  readonly name: string
  readonly title: string
  /** Of a table without lines. */
  readonly none: string
  /** The kinds that its lines have. */
  readonly kinds: (glance: Glance) => ReadonlyArray<string>
  /** `isReference`: the cell is the subject's reference. */
  readonly columns: ReadonlyArray<{
    readonly title: string
    readonly isNumber?: boolean
    readonly isReference?: boolean
  }>
  readonly accounts: (glance: Glance) => ReadonlyArray<Account>
  /** How many there are, and the one at a position, oldest first. */
  readonly lines: (glance: Glance) => {
    readonly total: number
    readonly at: (position: number) => StatementLine | undefined
  }
}
