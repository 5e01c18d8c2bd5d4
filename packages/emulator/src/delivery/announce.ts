/** Whom a change is told to. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { type Session, settle } from "../checkout/Session.js"
import * as CheckoutWire from "../checkout/wire.js"
import * as FaultBook from "../faults/book.js"
import type { Payment, PaymentEvent } from "../payment/Payment.js"
import type { World } from "../World.js"
import * as Worlds from "../World.js"
import type { Delivery } from "./Delivery.js"
import { eventType, payload } from "./payload.js"

type Message = Omit<Delivery, "sequence" | "createdAt" | "dueAt" | "attempts" | "result" | "state" | "wrongSignature">

/** Puts a message on its way at `now`, or off it, as a fault will have it. */
const send = (world: World, message: Message, now: number): World => {
  const [fault, deliveryFaults] = FaultBook.meet(
    world.deliveryFaults,
    ({ event, reference }) =>
      (event === undefined || event === message.event) && (reference === undefined || reference === message.reference)
  )
  const one = (into: World, state: Delivery["state"] = "Pending"): World =>
    Worlds.putDelivery(into, {
      ...message,
      sequence: into.lastDelivery + 1,
      createdAt: now,
      dueAt: now + (fault?._tag === "Delay" ? fault.millis : 0),
      attempts: 0,
      result: undefined,
      state,
      wrongSignature: fault?._tag === "WrongSignature"
    })
  const next = { ...world, deliveryFaults }
  switch (fault?._tag) {
    case "Lost":
      return one(next, "Lost")
    case "Duplicate":
      return one(one(next))
    default:
      return one(next)
  }
}

const announceEvent = (world: World, payment: Payment, event: PaymentEvent): World =>
  [...HashMap.values(world.registrations)]
    .filter(
      ({ events, merchantSerialNumber }) =>
        merchantSerialNumber === payment.merchantSerialNumber && events.includes(eventType(event))
    )
    .reduce((next, registration) => {
      const { merchantSerialNumber, reference } = payment
      const message: Message = {
        kind: "Webhook",
        registrationId: registration.id,
        merchantSerialNumber,
        reference,
        event: eventType(event),
        url: registration.url,
        body: payload(payment, event),
        authorization: undefined
      }
      return send(next, message, event.timestamp)
    }, world)

/** [U] That a session that runs out of time, or is expired by the merchant, is told to nobody. */
const isEnd = ({ state }: Session): boolean => state === "PaymentSuccessful" || state === "PaymentTerminated"

const announceSession = (world: World, session: Session, payment: Payment | undefined, now: number): World =>
  send(
    world,
    {
      kind: "CheckoutCallback",
      registrationId: undefined,
      merchantSerialNumber: session.merchantSerialNumber,
      reference: session.reference,
      event: session.state,
      url: session.merchantInfo.callbackUrl,
      body: JSON.stringify(CheckoutWire.session(session, payment)),
      authorization: session.merchantInfo.callbackAuthorizationToken
    },
    now
  )

/**
 * A payment's new events go to the webhooks registered for them; one made on the Checkout page also announces its session's end.
 */
export const paymentChanged = (world: World, payment: Payment, before: Payment | undefined): World => {
  const news = payment.events.slice(before?.events.length ?? 0)
  const last = news.at(-1)
  const session = HashMap.get(world.sessions, Worlds.keyOf(payment))
  if (Option.isNone(session)) return news.reduce((next, event) => announceEvent(next, payment, event), world)
  const settled = settle(session.value, payment)
  return last === undefined || isEnd(settle(session.value, before)) || !isEnd(settled)
    ? world
    : announceSession(world, settled, payment, last.timestamp)
}

/** A session may end without a payment. */
export const sessionChanged = (world: World, session: Session, now: number): World =>
  isEnd(session) ? announceSession(world, session, undefined, now) : world

/** The same message once more, now. */
export const resend = (world: World, sequence: number, now: number): World | undefined => {
  const found =
    Option.getOrUndefined(HashMap.get(world.deliveries, sequence)) ??
    Option.getOrUndefined(HashMap.get(world.delivered, sequence))
  return found && send(world, found, now)
}
