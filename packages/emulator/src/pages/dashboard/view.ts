/** What the dashboard shows of the world at one moment. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Core } from "../../Core.js"
import * as Sessions from "../../checkout/Session.js"
import type { Delivery, Registration } from "../../delivery/Delivery.js"
import type { DeliveryFaultBook, FaultBook } from "../../faults/book.js"
import * as Memory from "../../Memory.js"
import type { Merchant } from "../../Merchant.js"
import type { Payment } from "../../payment/Payment.js"
import * as Transitions from "../../payment/transitions.js"
import type { Exchange } from "../../RequestLog.js"
import type { LedgerEntry, Token, World } from "../../World.js"
import * as Worlds from "../../World.js"

/** The latest of a list, newest first, and how many older ones are not shown. */
export interface Latest<A> {
  readonly shown: ReadonlyArray<A>
  readonly more: number
}

export interface SessionView {
  readonly session: Sessions.Session
  /** False: it ran out of time, and Vipps answers 404. */
  readonly isKnown: boolean
}

export interface View {
  readonly now: number
  readonly ahead: number
  /** Part of the references to show; "" shows all. */
  readonly filter: string
  readonly merchants: ReadonlyArray<Merchant>
  readonly payments: Latest<Payment>
  readonly sessions: Latest<SessionView>
  readonly ledger: Latest<LedgerEntry>
  readonly requests: Latest<Exchange>
  /** With the last four characters only. */
  readonly tokens: Latest<Token & { readonly ending: string }>
  readonly faults: FaultBook
  readonly deliveryFaults: DeliveryFaultBook
  readonly registrations: ReadonlyArray<Registration>
  readonly deliveries: Latest<Delivery>
}

const most = 100

const cut = <A>(newestFirst: ReadonlyArray<A>): Latest<A> => ({
  shown: newestFirst.slice(0, most),
  more: Math.max(0, newestFirst.length - most)
})

const map = <A, B>({ more, shown }: Latest<A>, f: (item: A) => B): Latest<B> => ({ more, shown: shown.map(f) })

type About = (item: { readonly reference: string }) => boolean

const payments = (world: World, now: number, about: About): Latest<Payment> => {
  const found = [...HashMap.values(world.payments)].filter(about)
  found.sort((a, b) => b.events[0].timestamp - a.events[0].timestamp || (a.reference < b.reference ? 1 : -1))
  return map(cut(found), (payment) => Transitions.settle(payment, now))
}

const sessions = (world: World, now: number, about: About): Latest<SessionView> => {
  const found = [...HashMap.values(world.sessions)].filter(about)
  found.sort((a, b) => b.expiresAt - a.expiresAt || (a.reference < b.reference ? 1 : -1))
  return map(cut(found), (stored) => {
    const session = Sessions.settle(stored, Option.getOrUndefined(Worlds.payment(world, stored, now)))
    return { session, isKnown: Sessions.isKnown(session, now) }
  })
}

const tokens = (world: World, now: number): View["tokens"] => {
  const alive = [...world.tokens].filter(([, { expiresAt }]) => expiresAt > now)
  alive.sort(([, a], [, b]) => b.expiresAt - a.expiresAt)
  return map(cut(alive), ([value, token]) => ({ ...token, ending: value.slice(-4) }))
}

const deliveries = (world: World, about: About): Latest<Delivery> =>
  cut(Worlds.allDeliveries(world).filter(about).reverse())

export const view = ({ log, memory, settings }: Core, filter: string): Effect.Effect<View> => {
  const about: About = ({ reference }) => reference.includes(filter)
  return Effect.zipWith(
    log.all,
    Memory.look(memory, (now, world) => ({
      now,
      ahead: world.ahead,
      filter,
      merchants: settings.merchants,
      payments: payments(world, now, about),
      sessions: sessions(world, now, about),
      ledger: cut(Chunk.toReadonlyArray(Chunk.reverse(world.ledger)).filter(about)),
      tokens: tokens(world, now),
      faults: world.faults,
      deliveryFaults: world.deliveryFaults,
      registrations: [...HashMap.values(world.registrations)],
      deliveries: deliveries(world, about)
    })),
    (exchanges, seen) => ({ ...seen, requests: cut(exchanges.filter(about).reverse()) })
  )
}
