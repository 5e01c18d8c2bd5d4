/** The rows that an API keeps in the world, of one kind, by key. */
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import type { Change, World } from "./World.js"
import { changed } from "./World.js"

export interface Table<A> {
  readonly get: (world: World, key: string) => Option.Option<A>
  readonly has: (world: World, key: string) => boolean
  readonly size: (world: World) => number
  readonly rows: (world: World) => Iterable<readonly [key: string, row: A]>
  readonly values: (world: World) => Iterable<A>
  readonly put: (world: World, key: string, row: A) => World
  readonly remove: (world: World, key: string) => World
  /** Without the rows of which this is true. */
  readonly removeWhere: (world: World, is: (row: A) => boolean) => World
  /** The change, if it is one of this table. */
  readonly changeIn: (change: Change) => { readonly key: string; readonly before?: A; readonly row?: A } | undefined
  /** When rows change by themselves, by key. */
  readonly due: (world: World) => HashMap.HashMap<string, number>
  /** The keys of its rows, oldest first; none for a table that is not listed. */
  readonly listed: (world: World) => Chunk.Chunk<string>
  /** Its rows, newest first; none for a table that is not listed. */
  readonly newest: (world: World) => Iterable<A>
  /** The world with what is derived from the rows, after it was read from a file. */
  readonly indexed: (world: World) => World
}

/** Any table, for those who need no row of it. */
export type AnyTable = Pick<Table<never>, "indexed">

const none: HashMap.HashMap<string, never> = HashMap.empty()

export interface TableOptions<A> {
  /** When a row changes by itself, in epoch milliseconds, if it does. */
  readonly dueAt?: (row: A) => number | undefined
  /** When a row was made, in epoch milliseconds: its rows are listed in this order. */
  readonly createdAt?: (row: A) => number
  /** Its keys are references of the sales unit, which one thing has at most. */
  readonly takesReferences?: boolean
}

/** A table with this name in the data file. */
export const table = <A>(
  name: string,
  { createdAt, dueAt, takesReferences = false }: TableOptions<A> = {}
): Table<A> => {
  const all = (world: World) => (world.tables[name] ?? none) as HashMap.HashMap<string, A>
  const due = (world: World): HashMap.HashMap<string, number> => world.due[name] ?? none
  const noted = (world: World, key: string, at: number | undefined): World["due"] => {
    const before = due(world)
    const after = at === undefined ? HashMap.remove(before, key) : HashMap.set(before, key, at)
    return after === before ? world.due : { ...world.due, [name]: after }
  }
  const get = (world: World, key: string) => HashMap.get(all(world), key)
  const listed = (world: World): Chunk.Chunk<string> => world.listed[name] ?? Chunk.empty()
  const relisted = (world: World, key: string, before: A | undefined, row: A | undefined): World["listed"] => {
    if (createdAt === undefined || (before === undefined) === (row === undefined)) return world.listed
    const keys = listed(world)
    return {
      ...world.listed,
      [name]: row === undefined ? Chunk.filter(keys, (other) => other !== key) : Chunk.append(keys, key)
    }
  }
  const stored = (world: World, key: string, rows: HashMap.HashMap<string, A>, row: A | undefined): World => {
    const before = Option.getOrUndefined(get(world, key))
    return changed(
      {
        ...world,
        tables: { ...world.tables, [name]: rows },
        listed: relisted(world, key, before, row),
        taken: takesReferences && row !== undefined ? HashSet.add(world.taken, key) : world.taken,
        due: dueAt === undefined ? world.due : noted(world, key, row && dueAt(row))
      },
      name,
      key,
      before,
      row
    )
  }
  const remove = (world: World, key: string) => stored(world, key, HashMap.remove(all(world), key), undefined)
  return {
    get,
    has: (world, key) => HashMap.has(all(world), key),
    size: (world) => HashMap.size(all(world)),
    rows: all,
    values: (world) => HashMap.values(all(world)),
    put: (world, key, row) => stored(world, key, HashMap.set(all(world), key, row), row),
    remove,
    removeWhere: (world, is) =>
      HashMap.reduce(all(world), world, (next, row, key) => (is(row) ? remove(next, key) : next)),
    changeIn: ({ before, key, table, value }) =>
      table === name
        ? {
            key,
            ...(before === undefined ? {} : { before: before as A }),
            ...(value === undefined ? {} : { row: value as A })
          }
        : undefined,
    due,
    listed,
    newest: (world) => Iterable.filterMap(Chunk.reverse(listed(world)), (key) => get(world, key)),
    indexed: (world) => {
      let next = world
      if (createdAt !== undefined) {
        const rows = [...all(world)].map(([key, row]) => [key, createdAt(row)] as const)
        const sorted = rows.sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))
        next = { ...next, listed: { ...next.listed, [name]: Chunk.fromIterable(sorted.map(([key]) => key)) } }
      }
      for (const [key, row] of all(world)) {
        const taken = takesReferences ? HashSet.add(next.taken, key) : next.taken
        next = { ...next, taken, due: dueAt === undefined ? next.due : noted(next, key, dueAt(row)) }
      }
      return next
    }
  }
}

/** The earliest time of these, or never. */
export const earliest = (times: HashMap.HashMap<string, number>): number =>
  HashMap.reduce(times, Number.POSITIVE_INFINITY, (first, at) => Math.min(first, at))
