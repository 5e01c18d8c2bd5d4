/** The customer's actions on a payment, and time: functions from one world to the next. */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { locate, type Step, unknownReference, type Where } from "../core/steps.js"
import type { World } from "../core/World.js"
import { personWith } from "../customers/person.js"
import {
  type EmulatorError,
  InvalidDetailsError,
  type UnknownReferenceError,
  WrongStateError
} from "../EmulatorError.js"
import { type RefusalCode, titleOf } from "./errorCodes.js"
import type { Address, Express, Payment } from "./Payment.js"
import * as Payments from "./payments.js"
import * as Transitions from "./stateMachine.js"
import { declineOf } from "./testAmounts.js"
import { type Choice, consent, phoneOf } from "./testPerson.js"

export const findPayment =
  (where: Where): Step<Payment, UnknownReferenceError> =>
  (moment, world) => [
    Option.match(
      locate(where, moment, (subject) => Payments.find(world, subject, moment.now)),
      { onNone: () => unknownReference(where), onSome: Either.right }
    ),
    world
  ]

/** Refusals that the state does not explain. */
const reasons: { readonly [code in RefusalCode]?: string } = { "7010": "the customer is too young." }

const onPayment =
  (
    operation: string,
    where: Where,
    run: (
      payment: Payment,
      at: Transitions.Occasion,
      world: World
    ) => Either.Either<Transitions.Step, EmulatorError | RefusalCode>
  ): Step<Payment> =>
  (moment, world) => {
    const [found] = findPayment(where)(moment, world)
    if (Either.isLeft(found)) return [found, world]
    const payment = found.right
    const at: Transitions.Occasion = { now: moment.now, pspReference: moment.ids.uuid(), idempotencyKey: undefined }
    const wrongState = (reason?: string) =>
      new WrongStateError({ reference: payment.reference, operation, state: payment.state, reason })
    return Either.match(run(payment, at, world), {
      onLeft: (error) => [Either.left(typeof error === "string" ? wrongState(reasons[error]) : error), world] as const,
      onRight: (step) =>
        [
          step.refusal === undefined
            ? Either.right(step.payment)
            : Either.left(wrongState(declineOf(step.payment) ?? titleOf(step.refusal))),
          Payments.putStep(world, step, at)
        ] as const
    })
  }

export const approve = (where: Where, choice: Choice): Step<Payment> =>
  onPayment("approve", where, (payment, at, world) => {
    const given = consent(payment, personWith(world, phoneOf(payment)), choice)
    const { shippingOptionId } = choice
    const reason =
      shippingOptionId === undefined
        ? "there is nothing to ship it with."
        : `there is no shipping option ${shippingOptionId}.`
    return given === undefined
      ? Either.left(new InvalidDetailsError({ reference: payment.reference, reason }))
      : Transitions.approve(payment, given, at)
  })

export const reject = (where: Where): Step<Payment> =>
  onPayment("reject", where, (payment, at) => Transitions.reject(payment, at))

export const expire = (where: Where): Step<Payment> =>
  onPayment("expire", where, (payment, at) => Transitions.expire(payment, at))

/** The options in the merchant's response for the customer's address. */
export const offer =
  (where: Where, options: Express["options"], address: Address): Step<Payment> =>
  (moment, world) => {
    const [found] = findPayment(where)(moment, world)
    if (Either.isLeft(found)) return [found, world]
    const payment = found.right
    const offered = { ...payment, express: payment.express && { ...payment.express, options, address } }
    return [Either.right(offered), payment.state === "CREATED" ? Payments.put(world, offered) : world]
  }
