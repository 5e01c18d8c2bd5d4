/**
 * What a merchant offers to ship with, by the payer's address.
 *
 * Sources: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express,
 * https://developer.vippsmobilepay.com/docs/APIs/checkout-api/checkout-how-it-works-shipping
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Core, control } from "../Core.js"
import { shippingOption } from "../checkout/create.js"
import type { Contact, Session, ShippingOption } from "../checkout/Session.js"
import * as Control from "../control.js"
import { CallbackFailedError } from "../EmulatorError.js"
import { optionsOf } from "../payment/create.js"
import type { Address, Payment } from "../payment/Payment.js"
import { ShippingGroup } from "../schemas/epayment.js"
import { LogisticsOption } from "../schemas/logistics.js"
import { ask } from "./ask.js"

const Groups = Schema.Struct({ groups: Schema.Array(ShippingGroup) })

/**
 * Asks for the options of an Express payment that has dynamic ones, and keeps them. Other payments stay as they are.
 * [U] How long Vipps waits: ePayment does not say, eCom waited 10 seconds.
 */
export const offerExpress = (core: Core, payment: Payment, address: Address) => {
  const callback = payment.express?.callback
  if (callback === undefined) return Effect.succeed(payment)
  const { callbackAuthorizationToken, callbackUrl: url } = callback
  const { reference } = payment
  return ask(core.outgoing, {
    url,
    authorization: callbackAuthorizationToken,
    within: "10 seconds",
    answer: Groups,
    body: {
      reference,
      AddressLine1: address.addressLine1,
      City: address.city,
      PostCode: address.postCode,
      Country: address.country
    }
  }).pipe(
    Effect.mapError((reason) => new CallbackFailedError({ reference, url, reason })),
    Effect.flatMap(({ groups }) => control(core, Control.offer(payment, optionsOf(groups), address)))
  )
}

const Options = Schema.NullOr(Schema.Array(LogisticsOption))

/** What a session's page offers: the answer to the address if there is one in 8 seconds, else the fixed options. */
export const logisticsOf = (
  core: Core,
  session: Session,
  { city, country, postalCode, streetAddress }: Contact
): Effect.Effect<ReadonlyArray<ShippingOption>> => {
  const { dynamicOptionsCallback: url, shippingOptions } = session
  const merchant = core.settings.merchants.find(
    ({ credentials }) => credentials.merchantSerialNumber === session.merchantSerialNumber
  )
  if (url === undefined || merchant === undefined) return Effect.succeed(shippingOptions)
  return ask(core.outgoing, {
    url,
    // [U] Whether the request carries the session's token; merchants put a secret into the URL.
    authorization: undefined,
    within: "8 seconds",
    answer: Options,
    body: { streetAddress, postalCode, region: city, country }
  }).pipe(
    Effect.map((options) => (options ?? []).map((option) => shippingOption(option, merchant))),
    Effect.orElseSucceed((): ReadonlyArray<ShippingOption> => []),
    Effect.map((options) => (options.length > 0 ? options : shippingOptions))
  )
}
