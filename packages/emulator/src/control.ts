/** What happens outside the APIs: the payer's doing, and time. Functions from one world to the next. */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Session } from "./checkout/Session.js"
import { complete } from "./checkout/Session.js"
import type { EmulatorError } from "./EmulatorError.js"
import { InvalidDetailsError, UnknownReferenceError, WrongStateError } from "./EmulatorError.js"
import type { Ids } from "./Ids.js"
import type { Payment } from "./payment/Payment.js"
import { consent } from "./payment/payer.js"
import * as Transitions from "./payment/transitions.js"
import type { CompleteSessionDetails } from "./schemas/checkout.js"
import type { World } from "./World.js"
import * as Worlds from "./World.js"

export interface Moment {
  readonly now: number
  readonly ids: Ids
}

export type Control<A> = (moment: Moment, world: World) => Either.Either<readonly [A, World], EmulatorError>

const onPayment =
  (
    operation: string,
    run: (payment: Payment, at: Transitions.Occasion) => Transitions.Outcome
  ): ((reference: string) => Control<Payment>) =>
  (reference) =>
  ({ ids, now }, world) =>
    Option.match(Worlds.payment(world, reference, now), {
      onNone: () => Either.left(new UnknownReferenceError({ reference })),
      onSome: (payment) => {
        const at: Transitions.Occasion = { now, pspReference: ids.uuid(), idempotencyKey: undefined }
        return Either.mapBoth(run(payment, at), {
          onLeft: () => new WrongStateError({ reference, operation, state: payment.state }),
          onRight: (step) => [step.payment, Worlds.putStep(world, step, at)] as const
        })
      }
    })

export const approve = onPayment("approve", (payment, at) => Transitions.approve(payment, consent(payment), at))

export const reject = onPayment("reject", Transitions.reject)

export const expire = onPayment("expire", Transitions.expire)

/** A session, and the payment with its reference if there is one. */
export interface SessionAndPayment {
  readonly session: Session
  readonly payment: Payment | undefined
}

/** The session gets a payment of the same reference, authorized, which is captured through ePayment. */
export const completeSession =
  (reference: string, details: CompleteSessionDetails): Control<SessionAndPayment> =>
  (moment, world) => {
    const session = Worlds.session(world, reference, moment.now)
    if (Option.isNone(session)) return Either.left(new UnknownReferenceError({ reference }))
    const completed = complete(session.value, details, moment)
    if (Either.isLeft(completed)) {
      return Either.left(
        completed.left === "WrongState"
          ? new WrongStateError({ reference, operation: "complete", state: session.value.state })
          : new InvalidDetailsError({ reference, reason: `there is no shipping option ${details.shippingOptionId}.` })
      )
    }
    const { payment, session: done } = completed.right
    const next = Worlds.putSession(world, done)
    if (payment === undefined) return Either.right([{ session: done, payment }, next])
    const approved = approve(reference)(moment, Worlds.putPayment(next, payment))
    return Either.map(approved, ([authorized, last]) => [{ session: done, payment: authorized }, last])
  }
