/** What a payer does in the app or on a page, with the questions to the merchant that it leads to. */
import * as Effect from "effect/Effect"
import * as Equivalence from "effect/Equivalence"
import * as Struct from "effect/Struct"
import { type Core, control } from "./Core.js"
import { logisticsOf, offerExpress } from "./callbacks/shipping.js"
import type { Contact, Session } from "./checkout/Session.js"
import { prefilled } from "./checkout/Session.js"
import * as Control from "./control.js"
import type { EmulatorError } from "./EmulatorError.js"
import type { Payment } from "./payment/Payment.js"
import type { Choice } from "./payment/testPerson.js"
import { address } from "./payment/testPerson.js"
import type { CompleteSessionDetails } from "./schemas/checkout.js"

/** Approves a payment. The merchant of dynamic Express options is asked first, unless the payer has chosen among them. */
export const approve = (core: Core, where: Control.Where, choice: Choice): Effect.Effect<Payment, EmulatorError> =>
  control(core, Control.findPayment(where)).pipe(
    Effect.flatMap((payment) =>
      payment.state === "CREATED" && (choice.shippingOptionId === undefined || payment.express?.options.length === 0)
        ? offerExpress(core, payment, choice.address ?? address)
        : Effect.succeed(payment)
    ),
    Effect.flatMap((payment) => control(core, Control.approve(payment, choice)))
  )

/** Fills the address in, so that the page can show what it is shipped with. */
export const offerLogistics = (core: Core, session: Session, contact: Contact): Effect.Effect<Session, EmulatorError> =>
  logisticsOf(core, session, contact).pipe(
    Effect.flatMap((options) => control(core, Control.offerLogistics(session, { contact, options })))
  )

const isSameAddress = Struct.getEquivalence({
  streetAddress: Equivalence.string,
  postalCode: Equivalence.string,
  city: Equivalence.string,
  country: Equivalence.string
})

/** Fills the Checkout page in and goes on to pay; the payment is not approved yet. */
export const initiateSession = (core: Core, where: Control.Where, details: CompleteSessionDetails) =>
  Effect.gen(function* () {
    const session = yield* control(core, Control.findSession(where))
    const contact = { ...prefilled(session), ...details }
    const isOffered = session.offer !== undefined && isSameAddress(session.offer.contact, contact)
    const options = isOffered ? session.offer.options : yield* logisticsOf(core, session, contact)
    return yield* control(core, Control.initiateSession(session, options, details))
  })

/** Fills the Checkout page in and pays. A subscription may have nothing to pay. */
export const completeSession = (
  core: Core,
  where: Control.Where,
  details: CompleteSessionDetails
): Effect.Effect<Control.SessionAndPayment, EmulatorError> =>
  Effect.gen(function* () {
    const { payment, session } = yield* initiateSession(core, where, details)
    if (payment === undefined) return { payment, session }
    const approved = yield* control(core, Control.approve(payment, {}))
    return { payment: approved, session: yield* control(core, Control.findSession(session)) }
  })
