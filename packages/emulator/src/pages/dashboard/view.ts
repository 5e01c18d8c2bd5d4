/** What the dashboard shows of the world at one moment. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import { type Token, tokens as tokenTable } from "../../accessToken/tokens.js"
import * as Sessions from "../../checkout/Session.js"
import { sessions as sessionTable, settled } from "../../checkout/sessions.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import type { Merchant } from "../../core/Merchant.js"
import type { Exchange } from "../../core/RequestLog.js"
import * as StateStores from "../../core/StateStore.js"
import type { LedgerEntry, World } from "../../core/World.js"
import * as Worlds from "../../core/World.js"
import type { Delivery } from "../../delivery/Delivery.js"
import { type Registration, registrations } from "../../delivery/registrations.js"
import type { Payment } from "../../epayment/Payment.js"
import * as Payments from "../../epayment/payments.js"
import type { Receipt } from "../../epayment/receipt.js"
import * as Transitions from "../../epayment/stateMachine.js"
import type { DeliveryFaultRules, FaultRules } from "../../faults/FaultRules.js"
import { receiptOf } from "../../orderManagement/handlers.js"
import { type Order, orders as OrderTable } from "../../orderManagement/tables.js"
import * as Qr from "../../qr/tables.js"
import type { Agreement } from "../../recurring/Agreement.js"
import type { Charge } from "../../recurring/Charge.js"
import * as Recurring from "../../recurring/tables.js"
import { settle } from "../../recurring/time.js"

/** The latest of a list, newest first, and how many older ones are not shown. */
export interface Latest<A> {
  readonly shown: ReadonlyArray<A>
  readonly more: number
}

export interface SessionView {
  readonly session: Sessions.Session
  /** False: it has timed out, and Vipps responds with 404. */
  readonly isKnown: boolean
}

export interface AgreementView {
  readonly agreement: Agreement
  /** Oldest first. */
  readonly charges: ReadonlyArray<Charge>
}

export interface OrderView {
  readonly order: Order
  /** With the shipping that the customer chose. */
  readonly receipt: Receipt | undefined
  /** False: no payment or charge has this id. */
  readonly isPaid: boolean
}

export interface View {
  readonly now: number
  readonly ahead: number
  /** Part of the references to show; "" shows all. */
  readonly filter: string
  readonly merchants: ReadonlyArray<Merchant>
  readonly payments: Latest<Payment>
  readonly sessions: Latest<SessionView>
  readonly agreements: Latest<AgreementView>
  readonly orders: Latest<OrderView>
  readonly qrCodes: Latest<Qr.RedirectQr | Qr.CallbackQr>
  readonly ledger: Latest<LedgerEntry>
  readonly requests: Latest<Exchange>
  /** With the last four characters only. */
  readonly tokens: Latest<Token & { readonly ending: string }>
  readonly faults: FaultRules
  readonly deliveryFaults: DeliveryFaultRules
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
  const found = [...Payments.payments.values(world)].filter(about)
  found.sort((a, b) => b.events[0].timestamp - a.events[0].timestamp || (a.reference < b.reference ? 1 : -1))
  return map(cut(found), (payment) => Transitions.settle(payment, now))
}

const sessions = (world: World, now: number, about: About): Latest<SessionView> => {
  const found = [...sessionTable.values(world)].filter(about)
  found.sort((a, b) => b.expiresAt - a.expiresAt || (a.reference < b.reference ? 1 : -1))
  return map(cut(found), (stored) => {
    const session = settled(world, stored, now)
    return { session, isKnown: Sessions.isKnown(session, now) }
  })
}

/** Those whose id, own reference or a charge's id is asked for. */
const agreements = (world: World, filter: string): Latest<AgreementView> => {
  const found = [...Recurring.agreements.values(world)].filter(({ chargeIds, externalId = "", id }) =>
    [id, externalId, ...chargeIds].some((reference) => reference.includes(filter))
  )
  found.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
  return map(cut(found), (agreement) => ({ agreement, charges: Recurring.chargesOf(world, agreement) }))
}

const hasPayment = (world: World, { merchantSerialNumber, orderId, paymentType }: Order): boolean =>
  paymentType === "ecom"
    ? Payments.payments.has(world, Worlds.keyOf({ merchantSerialNumber, reference: orderId }))
    : Recurring.findCharge(world, { merchantSerialNumber, reference: orderId }) !== undefined

const orders = (world: World, now: number, filter: string): View["orders"] => {
  const found = [...OrderTable.values(world)].filter(({ orderId }) => orderId.includes(filter))
  return map(cut(found.sort((a, b) => b.changedAt - a.changedAt)), (order) => ({
    order,
    receipt: receiptOf(world, order, now),
    isPaid: hasPayment(world, order)
  }))
}

/** Those whose own id is asked for. */
const qrCodes = (world: World, now: number, filter: string): View["qrCodes"] => {
  const found = [...Qr.allRedirects(world, now), ...Qr.allCallbacks(world)].filter((row) =>
    ("redirectUrl" in row ? row.id : row.merchantQrId).includes(filter)
  )
  return cut(found.sort((a, b) => b.createdAt - a.createdAt))
}

const tokens = (world: World, now: number): View["tokens"] => {
  const alive = [...tokenTable.rows(world)].filter(([, { expiresAt }]) => expiresAt > now)
  alive.sort(([, a], [, b]) => b.expiresAt - a.expiresAt)
  return map(cut(alive), ([value, token]) => ({ ...token, ending: value.slice(-4) }))
}

const deliveries = (world: World, about: About): Latest<Delivery> =>
  cut(Worlds.allDeliveries(world).filter(about).reverse())

export const view = ({ log, settings, store }: EmulatorContext, filter: string): Effect.Effect<View> => {
  const about: About = ({ reference }) => reference.includes(filter)
  return Effect.zipWith(
    log.all,
    StateStores.read(store, (now, unsettled) => {
      const world = settle(unsettled, now)
      return {
        now,
        ahead: world.ahead,
        filter,
        merchants: settings.merchants,
        payments: payments(world, now, about),
        sessions: sessions(world, now, about),
        agreements: agreements(world, filter),
        orders: orders(world, now, filter),
        qrCodes: qrCodes(world, now, filter),
        ledger: cut(Chunk.toReadonlyArray(Chunk.reverse(world.ledger)).filter(about)),
        tokens: tokens(world, now),
        faults: world.faults,
        deliveryFaults: world.deliveryFaults,
        registrations: [...registrations.values(world)],
        deliveries: deliveries(world, about)
      }
    }),
    (exchanges, seen) => ({ ...seen, requests: cut(exchanges.filter(about).reverse()) })
  )
}
