/**
 * The merchant's shipping options, by the customer's address.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import { runStep } from "../core/steps.js"
import { requestMerchant } from "../delivery/requestMerchant.js"
import { CallbackFailedError } from "../EmulatorError.js"
import { optionsOf } from "./create.js"
import { offer } from "./customer.js"
import type { Address, Payment } from "./Payment.js"
import { ShippingGroup } from "./requestSchemas.js"

const Groups = Schema.Struct({ groups: Schema.Array(ShippingGroup) })

/**
 * Requests the dynamic options of an Express payment, and stores them. Other payments are unchanged.
 * [U] How long Vipps waits: ePayment does not say, eCom waited 10 seconds.
 */
export const offerExpress = (context: EmulatorContext, payment: Payment, address: Address) => {
  const callback = payment.express?.callback
  if (callback === undefined) return Effect.succeed(payment)
  const { callbackAuthorizationToken, callbackUrl: url } = callback
  const { reference } = payment
  return requestMerchant(context, {
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
    Effect.flatMap(({ groups }) => runStep(context, offer(payment, optionsOf(groups), address)))
  )
}
