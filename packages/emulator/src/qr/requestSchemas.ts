/** The request bodies of QR v1: https://developer.vippsmobilepay.com/api/qr */
import * as Schema from "effect/Schema"
import { Int, int32Max, nullable, OneOf, optional, Pattern, Text } from "../core/rules.js"

export const OneTime = Schema.Struct({ url: Schema.String })

const RedirectUrl = Pattern(/^https:\/\/[\w.]+([\w#!:.?+=&%@\-/]+)?$/)

/** The specification has `id` and `redirectUrl` both required and nullable; a null is refused here. */
export const CreateRedirect = Schema.Struct({
  id: Schema.compose(Text({ min: 1, max: 128 }), Pattern(/^[-_+%æøåÆØÅ\w\s]*$/)),
  redirectUrl: RedirectUrl,
  ttl: nullable(Int({ min: 300, max: int32Max }))
})

export const UpdateRedirect = Schema.Struct({ redirectUrl: RedirectUrl })

const locationDescription = Text({ max: 36 })

/** `category` is newer than the specification. */
export const PutCallback = Schema.Struct({
  locationDescription,
  category: optional(OneOf("IN_STORE", "VENDING"))
})

export const AdoptMobilePay = Schema.Struct({ locationDescription })

const RequestedData = Schema.Array(OneOf("MSISDN"))

export const ExchangePersonalQr = Schema.Struct({ qrCode: Schema.String, requestedData: optional(RequestedData) })

/** [P] The specification requires `requestedData` and gives it a default; it may be left out. */
export const ExchangeCustomerToken = Schema.Struct({
  customer: Schema.Struct({ customerToken: Schema.String }),
  requestedData: optional(RequestedData)
})
