/** Pages of long lists, newest first. A page costs as much as it shows, however long the list is. */

/** A list by position, oldest first; a position may be empty. */
export interface Sequence<A> {
  /** There is nothing below it. Defaults to 0. */
  readonly start?: number
  readonly end: number
  readonly at: (position: number) => A | undefined
  /** How many there are. */
  readonly total: number
}

/** Where a page begins: the newest ones without either. */
export interface Cursor {
  /** Those below this position. */
  readonly before?: number | undefined
  /** Those above this position. */
  readonly after?: number | undefined
}

export interface Cut<A> {
  /** Newest first. */
  readonly shown: ReadonlyArray<A>
  readonly total: number
  /** The positions of the pages beside it, where there are any. */
  readonly older: number | undefined
  readonly newer: number | undefined
}

/** How many positions one page looks at for what matches a filter. */
export const mostSearched = 20_000

interface Found<A> {
  readonly position: number
  readonly item: A
}

/** What matches, from a position on: one more than a page, so that it shows whether there is another. */
const search = <A>(
  { at, end, start = 0 }: Sequence<A>,
  matches: (item: A) => boolean,
  most: number,
  from: number,
  step: 1 | -1
): { readonly found: ReadonlyArray<Found<A>>; readonly stoppedAt: number | undefined } => {
  const found: Array<Found<A>> = []
  let position = from
  for (let looked = 0; position >= start && position < end && found.length <= most; position += step) {
    if (looked++ === mostSearched) return { found, stoppedAt: position }
    const item = at(position)
    if (item !== undefined && matches(item)) found.push({ position, item })
  }
  return { found, stoppedAt: undefined }
}

const all = (): boolean => true

export const cut = <A>(
  sequence: Sequence<A>,
  most: number,
  matches: (item: A) => boolean = all,
  { after, before }: Cursor = {}
): Cut<A> => {
  const { end, total } = sequence
  if (total === 0) return { shown: [], total, older: undefined, newer: undefined }
  if (after !== undefined) {
    const { found, stoppedAt } = search(sequence, matches, most, after + 1, 1)
    const page = found.slice(0, most).reverse()
    const newest = page[0]?.position
    // Fewer than a page above: those are on the first page.
    if (newest === undefined || (found.length <= most && stoppedAt === undefined)) return cut(sequence, most, matches)
    return { shown: page.map(({ item }) => item), total, older: page.at(-1)?.position, newer: newest }
  }
  const start = Math.min(before ?? end, end)
  const { found, stoppedAt } = search(sequence, matches, most, start - 1, -1)
  const page = found.slice(0, most)
  const oldest = found.length > most ? page.at(-1)?.position : undefined
  return {
    shown: page.map(({ item }) => item),
    total,
    older: oldest ?? (stoppedAt === undefined ? undefined : stoppedAt + 1),
    newer: before === undefined || start >= end ? undefined : (page[0]?.position ?? start - 1)
  }
}
