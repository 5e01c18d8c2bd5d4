/**
 * The emulator's whole state as one immutable value: a request is a function from one world to a response and the next. It
 * knows no API: what an API keeps is in its tables.
 */
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import type { Delivery } from "../delivery/Delivery.js"
import * as FaultRules from "../faults/FaultRules.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import type { Amount } from "./Amount.js"
import * as RateLimits from "./rateLimits.js"

/**
 * One accepted movement of money. A rejected or retried call never makes one.
 *
 * @since 0.1.0
 * @category models
 */
export interface LedgerEntry {
  /** 1 for the first, without gaps. */
  readonly sequence: number
  /** Epoch milliseconds. */
  readonly timestamp: number
  readonly merchantSerialNumber: string
  /** The payment's, or the charge's id. */
  readonly reference: string
  readonly operation: "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED"
  /** What moved, in minor units. */
  readonly amount: Amount
  /** The one of the event. */
  readonly pspReference: string
  /** The key of the request that moved it, also for a cancellation, whose event does not show it. */
  readonly idempotencyKey?: string
}

/** The first response to an idempotency key. */
export interface Remembered {
  readonly fingerprint: string
  readonly answer: ApiResponse
}

/** A row of a table before and after a step; undefined where it does not exist. */
export interface Change {
  readonly table: string
  readonly key: string
  readonly before: unknown
  readonly value: unknown
}

export interface World {
  /** By their names, each with its rows by key. */
  readonly tables: { readonly [table: string]: HashMap.HashMap<string, unknown> }
  /** When a row of a table changes by itself, where it does, by the table's name. */
  readonly due: { readonly [table: string]: HashMap.HashMap<string, number> }
  /** The keys of a table's rows in the order in which they were made, for tables that are listed. */
  readonly listed: { readonly [table: string]: Chunk.Chunk<string> }
  /** The references that are in use, as {@link keyOf} writes them. */
  readonly taken: HashSet.HashSet<string>
  readonly ledger: Chunk.Chunk<LedgerEntry>
  readonly answers: HashMap.HashMap<string, Remembered>
  /** Those that are pending, by their sequence. */
  readonly deliveries: HashMap.HashMap<number, Delivery>
  /** Those that are done, by their sequence. They are kept as long as their payments are. */
  readonly delivered: HashMap.HashMap<number, Delivery>
  /** The sequences of the deliveries about a subject, oldest first, as {@link keyOf} writes it. */
  readonly deliveriesOf: HashMap.HashMap<string, ReadonlyArray<number>>
  /** The highest sequence so far. */
  readonly lastDelivery: number
  readonly deliveryFaults: FaultRules.DeliveryFaultRules
  /** Milliseconds the emulator's clock is ahead of Effect's. */
  readonly ahead: number
  readonly faults: FaultRules.FaultRules
  readonly rates: RateLimits.Rates
  /** What changed since the last step, in order; `"reset"` when all was forgotten. */
  readonly changes: Chunk.Chunk<Change | "reset">
}

export const empty: World = {
  tables: {},
  due: {},
  listed: {},
  taken: HashSet.empty(),
  ledger: Chunk.empty(),
  answers: HashMap.empty(),
  deliveries: HashMap.empty(),
  delivered: HashMap.empty(),
  deliveriesOf: HashMap.empty(),
  lastDelivery: 0,
  deliveryFaults: FaultRules.empty,
  ahead: 0,
  faults: FaultRules.empty,
  rates: RateLimits.empty,
  changes: Chunk.empty()
}

/** What a sales unit calls by its own name: a payment, a session. */
export interface Subject {
  readonly merchantSerialNumber: string
  readonly reference: string
}

/** References are unique in a sales unit, not among them. */
export const keyOf = ({ merchantSerialNumber, reference }: Subject): string => `${merchantSerialNumber}/${reference}`

/** Whether the sales unit uses this reference. */
export const isTaken = (world: World, subject: Subject): boolean => HashSet.has(world.taken, keyOf(subject))

/** Notes a change to be written to the data file. */
export const changed = (world: World, table: string, key: string, before: unknown, value: unknown): World => ({
  ...world,
  changes: Chunk.append(world.changes, { table, key, before, value })
})

/** The index of deliveries by subject, with this one. */
const withDelivery = (index: World["deliveriesOf"], delivery: Delivery): World["deliveriesOf"] =>
  HashMap.modifyAt(index, keyOf(delivery), (known) =>
    Option.some([...Option.getOrElse(known, () => []), delivery.sequence])
  )

/** Stores a delivery among the pending or the done ones. */
export const putDelivery = (world: World, delivery: Delivery): World => {
  const { sequence } = delivery
  const isPending = delivery.state === "Pending"
  const before = Option.getOrUndefined(HashMap.get(world.deliveries, sequence))
  const next = {
    ...world,
    lastDelivery: Math.max(world.lastDelivery, sequence),
    deliveriesOf: sequence > world.lastDelivery ? withDelivery(world.deliveriesOf, delivery) : world.deliveriesOf,
    deliveries: isPending
      ? HashMap.set(world.deliveries, sequence, delivery)
      : HashMap.remove(world.deliveries, sequence),
    delivered: isPending ? world.delivered : HashMap.set(world.delivered, sequence, delivery)
  }
  return changed(next, "deliveries", String(sequence), before, delivery)
}

/** The delivery with this sequence, pending or done. */
export const findDelivery = ({ delivered, deliveries }: World, sequence: number): Delivery | undefined =>
  Option.getOrUndefined(Option.orElse(HashMap.get(deliveries, sequence), () => HashMap.get(delivered, sequence)))

/** The deliveries about this subject, oldest first. */
export const deliveriesAbout = (world: World, subject: Subject): ReadonlyArray<Delivery> =>
  Option.getOrElse(HashMap.get(world.deliveriesOf, keyOf(subject)), () => []).flatMap(
    (sequence) => findDelivery(world, sequence) ?? []
  )

/** All deliveries, oldest first. */
export const allDeliveries = ({ delivered, deliveries }: World): ReadonlyArray<Delivery> =>
  [...HashMap.values(delivered), ...HashMap.values(deliveries)].sort((a, b) => a.sequence - b.sequence)

export const putAnswer = (world: World, slot: string, remembered: Remembered): World =>
  changed({ ...world, answers: HashMap.set(world.answers, slot, remembered) }, "answers", slot, undefined, remembered)

/** Advances the clock at once. */
export const moveClock = (world: World, millis: number): World => {
  const ahead = world.ahead + millis
  return changed({ ...world, ahead }, "clock", "ahead", world.ahead, ahead)
}

/** Clears all state, and resets the clock. Sequence numbers are not reused, so that a delivery in progress is not confused with a later one. */
export const reset = ({ lastDelivery }: World): World => ({ ...empty, lastDelivery, changes: Chunk.of("reset") })

/** Adds a movement of money to the ledger. */
export const putMovement = (world: World, movement: Omit<LedgerEntry, "sequence">): World => {
  const entry: LedgerEntry = { sequence: Chunk.size(world.ledger) + 1, ...movement }
  return changed(
    { ...world, ledger: Chunk.append(world.ledger, entry) },
    "ledger",
    String(entry.sequence),
    undefined,
    entry
  )
}

type Rows = Iterable<readonly [key: string, value: unknown]>

/** What the world itself writes to the data file, besides the tables. */
const own = new Set(["ledger", "answers", "deliveries", "clock"])

/** The world as it was written down, row by row. */
export const restore = (stored: { readonly [table: string]: Rows }): World => {
  const rows = <A>(table: string) => [...(stored[table] ?? [])] as ReadonlyArray<readonly [string, A]>
  const deliveries = rows<Delivery>("deliveries")
    .map(([, delivery]) => [delivery.sequence, delivery] as const)
    .sort(([a], [b]) => a - b)
  const ledger = rows<LedgerEntry>("ledger").map(([, entry]) => entry)
  const tables = Object.entries(stored).filter(([table]) => !own.has(table))
  return {
    ...empty,
    tables: Object.fromEntries(tables.map(([table, all]) => [table, HashMap.fromIterable(all)])),
    ledger: Chunk.fromIterable(ledger.sort((a, b) => a.sequence - b.sequence)),
    answers: HashMap.fromIterable(rows<Remembered>("answers")),
    deliveries: HashMap.fromIterable(deliveries.filter(([, { state }]) => state === "Pending")),
    delivered: HashMap.fromIterable(deliveries.filter(([, { state }]) => state !== "Pending")),
    deliveriesOf: deliveries.reduce((index, [, delivery]) => withDelivery(index, delivery), empty.deliveriesOf),
    lastDelivery: deliveries.reduce((last, [sequence]) => Math.max(last, sequence), 0),
    ahead: new Map(rows<number>("clock")).get("ahead") ?? 0
  }
}
