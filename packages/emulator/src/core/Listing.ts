/**
 * What the dashboard shows of the things that an API keeps: a list, newest first, and a page for each. Plain data: an API knows
 * nothing of pages.
 */
import type * as Chunk from "effect/Chunk"
import * as Option from "effect/Option"
import type { Amount } from "./Amount.js"
import type { Merchant } from "./Merchant.js"
import type { Table } from "./Table.js"
import { keyOf, type Subject, type World } from "./World.js"

/** What a page sees. */
export interface Glance {
  readonly now: number
  readonly world: World
  readonly merchants: ReadonlyArray<Merchant>
}

/** A button for what the customer does: the name of one of the API's actions. */
export interface Offer {
  readonly action: string
  readonly title: string
  /** The title with the reference after it, where it reads otherwise. */
  readonly label?: string
}

/** What the buttons send besides the reference. */
export interface OfferField {
  readonly name: string
  readonly label: string
  readonly value: number
}

/** One thing in a list. */
export interface Line {
  /** What it costs, in words. */
  readonly sum?: string
  /** What else is worth knowing, such as when it expires. */
  readonly notes: ReadonlyArray<string>
  readonly offers?: ReadonlyArray<Offer>
  readonly field?: OfferField | undefined
  /** The customer's page. */
  readonly link?: { readonly title: string; readonly href: string }
}

/** Something that happened to it. */
export interface Happening {
  readonly timestamp: number
  readonly title: string
  readonly by: "customer" | "vipps"
  readonly amount?: Amount
  /** False: it failed. */
  readonly success?: boolean
  readonly note?: string
}

/** A row with a name and a value; `list` names the list that has a page for the value. */
export interface Fact {
  readonly name: string
  readonly value: string
  readonly list?: string
  /** A button copies the value. */
  readonly isCopied?: boolean
}

/** A period in the life of one of its parts, for a picture: when it can happen, and when it did. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly at: number
  readonly tone: "good" | "bad" | "open" | "quiet"
  readonly label: string
}

/** All there is to know about one thing. */
export interface Whole {
  readonly facts: ReadonlyArray<Fact>
  /** Sums of money by their names. */
  readonly sums?: ReadonlyArray<readonly [name: string, amount: Amount]>
  /** Oldest first. */
  readonly happened: ReadonlyArray<Happening>
  /** Requests and webhooks about these belong to it, besides its own reference. */
  readonly parts?: ReadonlyArray<string>
  /** The list that shows its parts. */
  readonly partsIn?: string
  readonly picture?: { readonly title: string; readonly from: number; readonly spans: ReadonlyArray<Span> }
}

export interface Described<Row> {
  /** In paths, such as `payments`. */
  readonly name: string
  /** One of them, such as `payment`. */
  readonly one: string
  readonly title: string
  /** It is shown before others on the overview. */
  readonly isMain?: boolean
  /** A table with `createdAt`. */
  readonly rows: Table<Row>
  /** All that `state` may return. */
  readonly states: ReadonlyArray<string>
  readonly subject: (row: Row) => Subject
  /** The key of a row in the table. Defaults to the one of a reference. */
  readonly key?: (subject: Subject) => string
  /** The text that a search finds it by, besides its reference. */
  readonly words: (row: Row) => ReadonlyArray<string | undefined>
  /** The row at this moment, if time has changed it; undefined if it is gone. */
  readonly settled?: (row: Row, glance: Glance) => Row | undefined
  /** Cheap: a search by state calls it for each row. */
  readonly state: (row: Row, glance: Glance) => string
  readonly line: (row: Row, glance: Glance) => Line
  readonly whole: (row: Row, glance: Glance) => Whole
}

/** One thing, described as far as a page asks. */
export interface Item {
  readonly subject: Subject
  readonly state: () => string
  readonly words: () => ReadonlyArray<string | undefined>
  readonly line: () => Line
  readonly whole: () => Whole
}

export interface Listing extends Pick<Described<never>, "name" | "one" | "title" | "states"> {
  readonly isMain: boolean
  /** Oldest first. */
  readonly keys: (world: World) => Chunk.Chunk<string>
  readonly key: (subject: Subject) => string
  readonly item: (glance: Glance, key: string) => Item | undefined
}

export const listing = <Row>(described: Described<Row>): Listing => {
  const {
    isMain = false,
    key: keyOfRow = keyOf,
    line,
    name,
    one,
    rows,
    settled,
    state,
    states,
    subject,
    title,
    whole,
    words
  } = described
  return {
    name,
    one,
    title,
    isMain,
    states,
    keys: rows.listed,
    key: keyOfRow,
    item: (glance, key) => {
      const stored = Option.getOrUndefined(rows.get(glance.world, key))
      const row = stored === undefined || settled === undefined ? stored : settled(stored, glance)
      return (
        row && {
          subject: subject(row),
          state: () => state(row, glance),
          words: () => words(row),
          line: () => line(row, glance),
          whole: () => whole(row, glance)
        }
      )
    }
  }
}
