/** The customer's actions on the Checkout page, with the requests to the merchant that they cause. */
import * as Effect from "effect/Effect"
import * as Equivalence from "effect/Equivalence"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { action } from "../core/Action.js"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import { runStep } from "../core/steps.js"
import type { EmulatorError } from "../EmulatorError.js"
import * as Payment from "../epayment/customer.js"
import * as Customer from "./customer.js"
import { CompleteSessionDetails } from "./requestSchemas.js"
import { type Contact, prefilled, type Session } from "./Session.js"
import { logisticsOf } from "./shipping.js"
import * as Wire from "./wire.js"

/** Fills the address in, so that the page can show the shipping options. */
export const offerLogistics = (
  context: EmulatorContext,
  session: Session,
  contact: Contact
): Effect.Effect<Session, EmulatorError> =>
  logisticsOf(context, session, contact).pipe(
    Effect.flatMap((options) => runStep(context, Customer.offerLogistics(session, { contact, options })))
  )

const isSameAddress = Struct.getEquivalence({
  streetAddress: Equivalence.string,
  postalCode: Equivalence.string,
  city: Equivalence.string,
  country: Equivalence.string
})

/** Checkout's own documentation has the other fields. */
const SessionView = Schema.Unknown.annotations({
  identifier: "Session",
  jsonSchema: {
    type: "object",
    required: ["sessionId", "merchantSerialNumber", "reference", "sessionState"],
    properties: {
      sessionId: { type: "string" },
      merchantSerialNumber: { type: "string" },
      reference: { type: "string" },
      sessionState: { type: "string" }
    }
  }
})

const aboutPage = {
  input: CompleteSessionDetails,
  inputIs: "details are",
  output: SessionView,
  view: Wire.session
} as const

/** Fills the Checkout page in and continues to the payment, which is not approved yet. */
export const initiateSession = action({
  ...aboutPage,
  name: "initiate",
  summary:
    "The customer fills in the Checkout page and continues to the payment, which can then be approved or rejected",
  path: "/checkout/sessions/{reference}/initiate",
  run: (context, where, details) =>
    Effect.gen(function* () {
      const session = yield* runStep(context, Customer.findSession(where))
      const contact = { ...prefilled(session), ...details }
      const isOffered = session.offer !== undefined && isSameAddress(session.offer.contact, contact)
      const options = isOffered ? session.offer.options : yield* logisticsOf(context, session, contact)
      yield* runStep(context, Customer.initiateSession(session, options, details))
      return yield* runStep(context, Customer.findOutcome(session))
    })
})

/** Fills the Checkout page in and pays. A subscription may require no payment. */
export const completeSession = action({
  ...aboutPage,
  name: "complete",
  summary: "The customer fills in the Checkout page and pays",
  path: "/checkout/sessions/{reference}/complete",
  run: (context, where, details) =>
    Effect.gen(function* () {
      const initiated = yield* initiateSession.run(context, where, details)
      if (initiated.payment === undefined) return initiated
      yield* runStep(context, Payment.approve(initiated.payment, {}))
      return yield* runStep(context, Customer.findOutcome(initiated.session))
    })
})
