/**
 * The merchant's shipping options, by the address on the Checkout page.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/checkout-api/checkout-how-it-works-shipping
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import { requestMerchant } from "../delivery/requestMerchant.js"
import { shippingOption } from "./create.js"
import { LogisticsOption } from "./logistics.js"
import type { Contact, Session, ShippingOption } from "./Session.js"

const Options = Schema.NullOr(Schema.Array(LogisticsOption))

/** The page's shipping options: the merchant's response for the address within 8 seconds, else the fixed options. */
export const logisticsOf = (
  context: EmulatorContext,
  session: Session,
  { city, country, postalCode, streetAddress }: Contact
): Effect.Effect<ReadonlyArray<ShippingOption>> => {
  const { dynamicOptionsCallback: url, shippingOptions } = session
  const merchant = context.settings.merchants.find(
    ({ credentials }) => credentials.merchantSerialNumber === session.merchantSerialNumber
  )
  if (url === undefined || merchant === undefined) return Effect.succeed(shippingOptions)
  return requestMerchant(context, {
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
