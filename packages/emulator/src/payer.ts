/** What a payer does in the app or on a page, with the questions to the merchant that it leads to. */
import * as Effect from "effect/Effect"
import { type Core, control } from "./Core.js"
import { logisticsOf, offerExpress } from "./callbacks/shipping.js"
import { prefilled } from "./checkout/Session.js"
import * as Control from "./control.js"
import type { EmulatorError } from "./EmulatorError.js"
import type { Payment } from "./payment/Payment.js"
import type { Choice } from "./payment/testPerson.js"
import { address } from "./payment/testPerson.js"
import type { CompleteSessionDetails } from "./schemas/checkout.js"

/** Approves a payment. The merchant of dynamic Express options is asked first, unless the payer has already chosen. */
export const approve = (core: Core, where: Control.Where, choice: Choice): Effect.Effect<Payment, EmulatorError> =>
  control(core, Control.findPayment(where)).pipe(
    Effect.flatMap((payment) =>
      choice.shippingOptionId === undefined && payment.state === "CREATED"
        ? offerExpress(core, payment, choice.address ?? address)
        : Effect.succeed(payment)
    ),
    Effect.flatMap((payment) => control(core, Control.approve(payment, choice)))
  )

/** Fills the Checkout page in and goes on to pay; the payment is not approved yet. */
export const initiateSession = (core: Core, where: Control.Where, details: CompleteSessionDetails) =>
  Effect.gen(function* () {
    const session = yield* control(core, Control.findSession(where))
    const options = yield* logisticsOf(core, session, { ...prefilled(session), ...details })
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
