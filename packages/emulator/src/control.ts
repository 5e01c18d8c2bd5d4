/** What happens outside the APIs: the payer's doing, and time. Functions from one world to the next. */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Session, ShippingOption } from "./checkout/Session.js"
import { initiate } from "./checkout/Session.js"
import type { EmulatorError } from "./EmulatorError.js"
import { InvalidDetailsError, UnknownReferenceError, WrongStateError } from "./EmulatorError.js"
import type { Ids } from "./Ids.js"
import type { Address, Express, Payment } from "./payment/Payment.js"
import type { RefusalCode } from "./payment/refusals.js"
import { titleOf } from "./payment/refusals.js"
import { declineOf } from "./payment/testAmounts.js"
import type { Choice } from "./payment/testPerson.js"
import { consent } from "./payment/testPerson.js"
import * as Transitions from "./payment/transitions.js"
import type { Settings } from "./Settings.js"
import type { CompleteSessionDetails } from "./schemas/checkout.js"
import type { Subject, World } from "./World.js"
import * as Worlds from "./World.js"

export interface Moment {
  readonly now: number
  readonly ids: Ids
  readonly settings: Settings
}

/** Keeps the world also where it fails, when the attempt left a mark. */
export type Control<A, E = EmulatorError> = (moment: Moment, world: World) => readonly [Either.Either<A, E>, World]

/** A reference, and which sales unit's when several have the same; defaults to the first of them. */
export interface Where {
  readonly reference: string
  readonly merchantSerialNumber?: string | undefined
}

/** The sales unit's payment or session that is meant. */
const locate = ({ merchantSerialNumber, reference }: Where, { settings }: Moment, world: World): Subject => {
  const all = settings.merchants.map(({ credentials }) => credentials.merchantSerialNumber)
  const candidates = merchantSerialNumber === undefined ? all : [merchantSerialNumber]
  const found = candidates.find((msn) => Worlds.isTaken(world, { merchantSerialNumber: msn, reference }))
  return { merchantSerialNumber: found ?? candidates[0] ?? "", reference }
}

const unknown = ({ reference }: Where) => Either.left(new UnknownReferenceError({ reference }))

export const findPayment =
  (where: Where): Control<Payment, UnknownReferenceError> =>
  (moment, world) => [
    Option.match(Worlds.payment(world, locate(where, moment, world), moment.now), {
      onNone: () => unknown(where),
      onSome: Either.right
    }),
    world
  ]

export const findSession =
  (where: Where): Control<Session, UnknownReferenceError> =>
  (moment, world) => [
    Option.match(Worlds.session(world, locate(where, moment, world), moment.now), {
      onNone: () => unknown(where),
      onSome: Either.right
    }),
    world
  ]

/** Refusals that the state does not explain. */
const reasons: { readonly [code in RefusalCode]?: string } = { "7010": "the payer is too young." }

const onPayment =
  (
    operation: string,
    where: Where,
    run: (payment: Payment, at: Transitions.Occasion) => Either.Either<Transitions.Step, EmulatorError | RefusalCode>
  ): Control<Payment> =>
  (moment, world) => {
    const [found] = findPayment(where)(moment, world)
    if (Either.isLeft(found)) return [found, world]
    const payment = found.right
    const at: Transitions.Occasion = { now: moment.now, pspReference: moment.ids.uuid(), idempotencyKey: undefined }
    const wrongState = (reason?: string) =>
      new WrongStateError({ reference: payment.reference, operation, state: payment.state, reason })
    return Either.match(run(payment, at), {
      onLeft: (error) => [Either.left(typeof error === "string" ? wrongState(reasons[error]) : error), world] as const,
      onRight: (step) =>
        [
          step.refusal === undefined
            ? Either.right(step.payment)
            : Either.left(wrongState(declineOf(step.payment) ?? titleOf(step.refusal))),
          Worlds.putStep(world, step, at)
        ] as const
    })
  }

export const approve = (where: Where, choice: Choice): Control<Payment> =>
  onPayment("approve", where, (payment, at) => {
    const given = consent(payment, choice)
    const { shippingOptionId } = choice
    const reason =
      shippingOptionId === undefined
        ? "there is nothing to ship it with."
        : `there is no shipping option ${shippingOptionId}.`
    return given === undefined
      ? Either.left(new InvalidDetailsError({ reference: payment.reference, reason }))
      : Transitions.approve(payment, given, at)
  })

export const reject = (where: Where): Control<Payment> =>
  onPayment("reject", where, (payment, at) => Transitions.reject(payment, at))

export const expire = (where: Where): Control<Payment> =>
  onPayment("expire", where, (payment, at) => Transitions.expire(payment, at))

/** The options the merchant answered with for the payer's address. */
export const offer =
  (where: Where, options: Express["options"], address: Address): Control<Payment> =>
  (moment, world) => {
    const [found] = findPayment(where)(moment, world)
    if (Either.isLeft(found)) return [found, world]
    const payment = found.right
    const offered = { ...payment, express: payment.express && { ...payment.express, options, address } }
    return [Either.right(offered), payment.state === "CREATED" ? Worlds.putPayment(world, offered) : world]
  }

/** What the page offers to ship with, for what the payer typed. */
export const offerLogistics =
  (where: Where, offer: NonNullable<Session["offer"]>): Control<Session> =>
  (moment, world) => {
    const [found] = findSession(where)(moment, world)
    if (Either.isLeft(found)) return [Either.left(found.left), world]
    const { reference, state } = found.right
    if (state !== "SessionCreated") {
      return [Either.left(new WrongStateError({ reference, operation: "ship", state })), world]
    }
    const offered = { ...found.right, offer }
    return [Either.right(offered), Worlds.putSession(world, offered, moment.now)]
  }

/** A session, and the payment with its reference if there is one. */
export interface SessionAndPayment {
  readonly session: Session
  readonly payment: Payment | undefined
}

/** The payer has filled the page in. The session gets a payment of the same reference, which is then approved or not. */
export const initiateSession =
  (where: Where, options: ReadonlyArray<ShippingOption>, details: CompleteSessionDetails): Control<SessionAndPayment> =>
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
        const next = Worlds.putSession(world, session, moment.now)
        return [
          Either.right({ session, payment }),
          payment === undefined ? next : Worlds.putPayment(next, payment)
        ] as const
      }
    })
  }
