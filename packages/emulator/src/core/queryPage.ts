/** The queries of lists that control endpoints return: newest first, a page at a time. */
import * as Iterable from "effect/Iterable"
import * as Schema from "effect/Schema"

const Count = Schema.NumberFromString.pipe(Schema.int(), Schema.between(0, 1_000_000))

/** How many to return, 100 by default, and how many newer ones to leave out. */
export const page = { limit: Schema.optional(Count), offset: Schema.optional(Count) }

interface Page {
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** The page of what is complete and newest first, of which no more is made than it has. */
export const pageOf = <A>(all: Iterable<A>, { limit = 100, offset = 0 }: Page): ReadonlyArray<A> => [
  ...Iterable.take(Iterable.drop(all, offset), limit)
]
