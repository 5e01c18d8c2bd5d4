/** The customer's actions on the Checkout page: functions from one world to the next. */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { locate, type Step, unknownReference, type Where } from "../core/steps.js"
import { InvalidDetailsError, type UnknownReferenceError, WrongStateError } from "../EmulatorError.js"
import * as Payments from "../epayment/payments.js"
import type { CompleteSessionDetails } from "./requestSchemas.js"
import { initiate, type Session, type ShippingOption } from "./Session.js"
import * as Sessions from "./sessions.js"

export const findSession =
  (where: Where): Step<Session, UnknownReferenceError> =>
  (moment, world) => [
    Option.match(
      locate(where, moment, (subject) => Sessions.find(world, subject, moment.now)),
      { onNone: () => unknownReference(where), onSome: Either.right }
    ),
    world
  ]

/** The page's shipping options, for what the customer typed. */
export const offerLogistics =
  (where: Where, offer: NonNullable<Session["offer"]>): Step<Session> =>
  (moment, world) => {
    const [found] = findSession(where)(moment, world)
    if (Either.isLeft(found)) return [Either.left(found.left), world]
    const { reference, state } = found.right
    if (state !== "SessionCreated") {
      return [Either.left(new WrongStateError({ reference, operation: "ship", state })), world]
    }
    const offered = { ...found.right, offer }
    return [Either.right(offered), Sessions.put(world, offered)]
  }

/** The session and what has come of it. */
export const findOutcome =
  (where: Where): Step<Sessions.Outcome, UnknownReferenceError> =>
  (moment, world) => {
    const [found] = findSession(where)(moment, world)
    return [Either.map(found, (session) => Sessions.outcomeOf(world, session, moment.now)), world]
  }

/** The customer has filled the page in. The session gets a payment with the same reference, which is then approved or not. */
export const initiateSession =
  (where: Where, options: ReadonlyArray<ShippingOption>, details: CompleteSessionDetails): Step<Session> =>
  (moment, world) => {
    const [found] = findSession(where)(moment, world)
    if (Either.isLeft(found)) return [Either.left(found.left), world]
    const { reference, state } = found.right
    if (state !== "SessionCreated") {
      return [Either.left(new WrongStateError({ reference, operation: "complete", state })), world]
    }
    return Either.match(initiate(found.right, options, details, moment), {
      onLeft: (reason) => [Either.left(new InvalidDetailsError({ reference, reason })), world] as const,
      onRight: ({ payment, session }) => {
        const next = Sessions.put(world, session)
        return [Either.right(session), payment === undefined ? next : Payments.put(next, payment)] as const
      }
    })
  }
