/** The payments of the world, and the time of those that wait for their customers. */
import * as Option from "effect/Option"
import { earliest, table } from "../core/Table.js"
import type { Subject, World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import { grant, isSubKnown } from "../customers/consents.js"
import type { Payment } from "./Payment.js"
import type { Occasion, Step } from "./stateMachine.js"
import { settle } from "./stateMachine.js"
import { phoneOf } from "./testPerson.js"

export const payments = table<Payment>("payments", {
  dueAt: ({ expiresAt, state }) => (state === "CREATED" ? expiresAt : undefined),
  createdAt: ({ events: [created] }) => created.timestamp,
  takesReferences: true
})

/** The payment at `now`, expired if its time is over. */
export const find = (world: World, subject: Subject, now: number): Option.Option<Payment> =>
  Option.map(payments.get(world, Worlds.keyOf(subject)), (found) => settle(found, now))

/** The payment whose landing page has this token. */
export const paymentWith = (world: World, token: string, now: number): Payment | undefined => {
  for (const payment of payments.values(world)) if (payment.landingToken === token) return settle(payment, now)
  return undefined
}

export const put = (world: World, payment: Payment): World => payments.put(world, Worlds.keyOf(payment), payment)

/** The payment as it shows: its `sub` is written late. */
export const visible = (world: World, payment: Payment, now: number): Payment =>
  isSubKnown(world, payment, now) ? payment : { ...payment, sub: undefined }

/** Stores the result of a transition and its movement of money. */
export const putStep = (world: World, { movement, payment }: Step, at: Occasion): World => {
  const isApproved = payment.sub !== undefined && payment.authorizedAt === at.now
  const next = put(isApproved ? grant(world, payment, phoneOf(payment), at.now) : world, payment)
  if (movement === undefined) return next
  return Worlds.putMovement(next, {
    timestamp: at.now,
    merchantSerialNumber: payment.merchantSerialNumber,
    reference: payment.reference,
    operation: movement.operation,
    amount: movement.amount,
    pspReference: at.pspReference,
    ...(at.idempotencyKey === undefined ? {} : { idempotencyKey: at.idempotencyKey })
  })
}

export const time = {
  next: (world: World): number => earliest(payments.due(world)),
  settle: (world: World, now: number): World =>
    [...payments.due(world)]
      .filter(([, expiresAt]) => expiresAt <= now)
      .reduce(
        (next, [key]) =>
          Option.match(payments.get(next, key), {
            onNone: () => next,
            onSome: (payment) => put(next, settle(payment, now))
          }),
        world
      )
}
