/** The landing page of a payment and its actions. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { isLinkable } from "../../core/merchantUrls.js"
import type { EmulatorError } from "../../EmulatorError.js"
import * as Customer from "../../epayment/actions.js"
import { offerExpress } from "../../epayment/express.js"
import type { Address, Payment } from "../../epayment/Payment.js"
import { address as testAddress } from "../../epayment/testPerson.js"
import { html, seeOther } from "../respond.js"
import { readAddress } from "./addressForm.js"
import type { Found } from "./find.js"
import * as Find from "./find.js"
import { landingPage } from "./LandingPage.js"
import { notFound } from "./parts.js"
import type { Form } from "./request.js"
import * as Request from "./request.js"

export const pathOf = (token: string): string => `/landing?v=2&token=${encodeURIComponent(token)}`

const noPayment = html(404, notFound("No payment has this address. The emulator may have been restarted."))

const addressOf = ({ express }: Payment): Address => express?.address ?? testAddress

/** The page, or the page with the customer's input and its error. */
const respond = (
  context: EmulatorContext,
  { millisLeft, subject: payment }: Found<Payment>,
  page: { readonly isAsking: boolean; readonly typed?: Address; readonly problem?: string }
) =>
  html(
    page.problem === undefined ? 200 : 422,
    landingPage({
      payment,
      merchant: Find.merchantName(context, payment.merchantSerialNumber),
      millisLeft,
      address: page.typed ?? addressOf(payment),
      isAsking: page.isAsking,
      problem: page.problem
    })
  )

const hasOffer = ({ express }: Payment): boolean => express?.callback === undefined || express.options.length > 0

/** `GET /landing?v=2&token=` */
export const show = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const token = yield* Request.query("token")
    const isChanging = (yield* Request.query("change")) === "address"
    return Option.match(yield* Find.payment(context, token), {
      onNone: () => noPayment,
      onSome: (found) => respond(context, found, { isAsking: isChanging || !hasOffer(found.subject) })
    })
  })

/** The explanation for the customer. */
const explain = (error: EmulatorError): string => {
  switch (error._tag) {
    case "WrongStateError":
      return `This did not work: ${(error.reason ?? error.message).replace(/\.?$/, ".")} You may try again, or reject the payment.`
    case "CallbackFailedError":
      return `The shop was asked what it ships to this address: ${error.reason} You may change the address.`
    default:
      return error.message
  }
}

const carryOut = (
  context: EmulatorContext,
  payment: Payment,
  { text }: Form,
  address: Address
): Effect.Effect<Payment, string> => {
  const run = (effect: Effect.Effect<Payment, EmulatorError>) => Effect.mapError(effect, explain)
  const shippingOptionId = text("shippingOptionId")
  switch (text("action")) {
    case "address":
      return Effect.filterOrFail(
        run(offerExpress(context, payment, address)),
        hasOffer,
        () => "The shop ships nothing to this address. You may change it."
      )
    case "approve":
      return payment.express === undefined
        ? run(Customer.approve.run(context, payment, {}))
        : shippingOptionId === ""
          ? Effect.fail("Choose how it is to be shipped.")
          : run(Customer.approve.run(context, payment, { shippingOptionId, address }))
    case "reject":
      return run(Customer.reject.run(context, payment, {}))
    case "expire":
      return run(Customer.expire.run(context, payment, {}))
    default:
      return Effect.fail("Press one of the buttons.")
  }
}

/** The customer's input, or the address that dynamic options were offered for, which is not typed again. */
const addressIn = (payment: Payment, form: Form) => {
  const isTyping =
    form.text("action") === "address" ||
    (form.text("action") === "approve" && payment.express !== undefined && payment.express.callback === undefined)
  return isTyping ? readAddress(form) : undefined
}

/** `POST /landing?v=2&token=`: afterwards the customer returns to the shop, or sees the result. */
export const act = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const token = yield* Request.query("token")
    const form = yield* Request.form
    const found = yield* Find.payment(context, token)
    if (Option.isNone(found)) return noPayment
    const payment = found.value.subject
    const typed = addressIn(payment, form)
    return yield* Effect.matchEffect(
      Effect.flatMap(typed?.valid ?? Effect.succeed(addressOf(payment)), (address) =>
        carryOut(context, payment, form, address)
      ),
      {
        onSuccess: ({ returnUrl, state }) =>
          Effect.succeed(
            seeOther(
              state !== "CREATED" && returnUrl !== undefined && isLinkable(returnUrl) ? returnUrl : pathOf(token)
            )
          ),
        onFailure: (problem) =>
          Effect.map(Find.payment(context, token), (now) =>
            respond(
              context,
              Option.getOrElse(now, () => found.value),
              {
                isAsking: form.text("action") === "address",
                problem,
                ...(typed && { typed: typed.typed })
              }
            )
          )
      }
    )
  })
