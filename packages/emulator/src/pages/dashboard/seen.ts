/** What the dashboard sees at one moment. Looking takes no step of the world. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import { timeOf } from "../../core/consequences.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import type { Glance, Item, Listing } from "../../core/Listing.js"
import type { Exchange, Logged } from "../../core/RequestLog.js"
import type { Statement, StatementLine } from "../../core/Statement.js"
import type { LedgerEntry, Subject } from "../../core/World.js"
import * as Worlds from "../../core/World.js"
import type { Delivery } from "../../delivery/Delivery.js"
import { emulatedApis } from "../../emulatedApis.js"
import { page } from "./links.js"
import type { Sequence } from "./paging.js"

export interface Seen extends Glance {
  readonly log: Logged
}

/** What the APIs list, in their order on the dashboard. */
export const listings: ReadonlyArray<Listing> = emulatedApis
  .flatMap(({ listings = [] }) => listings)
  .sort((a, b) => Number(b.isMain) - Number(a.isMain))

/** What the APIs derive. */
export const statements: ReadonlyArray<Statement> = emulatedApis.flatMap(({ statements = [] }) => statements)

const time = timeOf(emulatedApis)

export const look = ({ log, settings, store }: EmulatorContext): Effect.Effect<Seen> =>
  Effect.zipWith(
    log.look,
    store.look((now, world) => ({ now, world: time.settle(world, now) })),
    (logged, glance) => ({ ...glance, log: logged, merchants: settings.merchants })
  )

/** The page of what has this reference: of the first list that has it. */
export const pageOf = (seen: Seen, subject: Subject): string | undefined => {
  const listing = listings.find((one) => one.item(seen, one.key(subject)) !== undefined)
  return listing && page(listing.name, subject)
}

export const itemsOf = (listing: Listing, seen: Seen): Sequence<Item> => {
  const keys = listing.keys(seen.world)
  return {
    end: Chunk.size(keys),
    total: Chunk.size(keys),
    at: (position) => listing.item(seen, Chunk.unsafeGet(keys, position))
  }
}

export const linesOf = (statement: Statement, seen: Seen): Sequence<StatementLine> => {
  const { at, total } = statement.lines(seen)
  return { at, total, end: total }
}

export const deliveriesIn = ({ world }: Seen): Sequence<Delivery> => ({
  end: world.lastDelivery,
  total: HashMap.size(world.deliveries) + HashMap.size(world.delivered),
  at: (position) => Worlds.findDelivery(world, position + 1)
})

export const requestsIn = ({ log }: Seen): Sequence<Exchange> => ({
  start: log.last - log.kept,
  end: log.last,
  total: log.kept,
  at: (position) => log.at(position + 1)
})

export const ledgerIn = ({ world: { ledger } }: Seen): Sequence<LedgerEntry> => ({
  end: Chunk.size(ledger),
  total: Chunk.size(ledger),
  at: (position) => Chunk.unsafeGet(ledger, position)
})
