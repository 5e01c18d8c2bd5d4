/** The Checkout page and its actions. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Customer from "../../checkout/actions.js"
import type { Contact, Session } from "../../checkout/Session.js"
import { prefilled } from "../../checkout/Session.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { isLinkable } from "../../core/merchantUrls.js"
import type { EmulatorError } from "../../EmulatorError.js"
import { html, seeOther } from "../respond.js"
import { checkoutPage, pathOf } from "./CheckoutPage.js"
import { readContact } from "./contactForm.js"
import type { Found } from "./find.js"
import * as Find from "./find.js"
import * as Landing from "./landing.js"
import { notFound } from "./parts.js"
import type { Form } from "./request.js"
import * as Request from "./request.js"

const noSession = html(404, notFound("No session has this address. The emulator may have been restarted."))

/** Dynamic options are requested from the merchant once the address is known. */
const optionsOf = ({ dynamicOptionsCallback, offer, shippingOptions }: Session) =>
  dynamicOptionsCallback === undefined ? shippingOptions : (offer?.options ?? [])

const needsAddress = (session: Session): boolean =>
  session.dynamicOptionsCallback !== undefined && optionsOf(session).length === 0

const respond = (
  context: EmulatorContext,
  { millisLeft, subject: session }: Found<Session>,
  page: {
    readonly isAsking: boolean
    readonly form?: Form
    readonly typed?: Partial<Contact>
    readonly problem?: string
  }
) =>
  html(
    page.problem === undefined ? 200 : 422,
    checkoutPage({
      session,
      merchant: Find.merchantName(context, session.merchantSerialNumber),
      millisLeft,
      contact: { ...prefilled(session), ...page.typed },
      options: optionsOf(session),
      isAsking: page.isAsking,
      problem: page.problem,
      typed: page.form
    })
  )

/** `GET /checkout-frontend?token=` */
export const show = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const token = yield* Request.query("token")
    const isChanging = (yield* Request.query("change")) === "contact"
    return Option.match(yield* Find.session(context, token), {
      onNone: () => noSession,
      onSome: (found) => respond(context, found, { isAsking: isChanging || needsAddress(found.subject) })
    })
  })

const explain = (error: EmulatorError): string =>
  error._tag === "InvalidDetailsError" ? `This did not work: ${error.reason}` : error.message

/** What the merchant offers for the address; the page shows it next. */
const askMerchant = (
  context: EmulatorContext,
  session: Session,
  typed: Partial<Contact>
): Effect.Effect<string, string> =>
  Customer.offerLogistics(context, session, { ...prefilled(session), ...typed }).pipe(
    Effect.mapError(explain),
    Effect.filterOrFail(
      (offered) => !needsAddress(offered),
      () => "The shop ships nothing to this address. You may change it."
    ),
    Effect.as(pathOf(session.pageToken))
  )

/** Continues to the payment, or returns to the shop without one. */
const pay = (
  context: EmulatorContext,
  session: Session,
  { text }: Form,
  typed: Partial<Contact>
): Effect.Effect<string, string> => {
  const shippingOptionId = text("shippingOptionId")
  if (needsAddress(session)) return Effect.fail("Fill in where to ship to first.")
  if (shippingOptionId === "" && optionsOf(session).length > 0) return Effect.fail("Choose how it is to be shipped.")
  const pickupPointId = text(`pickupPoint-${shippingOptionId}`)
  const timeslotId = text(`timeslot-${shippingOptionId}`)
  const { returnUrl } = session.merchantInfo
  return Customer.initiateSession
    .run(context, session, {
      ...typed,
      ...(shippingOptionId && { shippingOptionId }),
      ...(pickupPointId && { pickupPointId }),
      ...(timeslotId && { timeslotId }),
      customConsent: text("customConsent") === "yes"
    })
    .pipe(
      Effect.mapBoth({
        onFailure: explain,
        onSuccess: ({ payment }) => {
          if (payment !== undefined) return Landing.pathOf(payment.landingToken)
          return isLinkable(returnUrl) ? returnUrl : pathOf(session.pageToken)
        }
      })
    )
}

/** `POST /checkout-frontend?token=` */
export const act = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const token = yield* Request.query("token")
    const form = yield* Request.form
    const found = yield* Find.session(context, token)
    if (Option.isNone(found)) return noSession
    const session = found.value.subject
    if (session.state !== "SessionCreated") return seeOther(pathOf(token))
    const action = form.text("action")
    const isTyping = action === "contact" || session.dynamicOptionsCallback === undefined
    const contact = isTyping ? readContact(session, form) : undefined
    const next = Effect.flatMap(contact?.valid ?? Effect.succeed({}), (typed) => {
      if (action === "contact") return askMerchant(context, session, typed)
      return action === "pay" ? pay(context, session, form, typed) : Effect.fail("Press one of the buttons.")
    })
    return yield* Effect.matchEffect(next, {
      onSuccess: (url) => Effect.succeed(seeOther(url)),
      onFailure: (problem) =>
        Effect.map(Find.session(context, token), (now) => {
          const current = Option.getOrElse(now, () => found.value)
          const isAsking = action === "contact" || needsAddress(current.subject)
          return respond(context, current, { isAsking, form, problem, ...(contact && { typed: contact.typed }) })
        })
    })
  })
