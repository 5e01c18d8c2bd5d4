/** What a personal QR code, or the token of a check-in, says of its customer. */
import type { Issue } from "../core/issues.js"
import { checkInOf, personalQrOf } from "../customers/codes.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import { type ApiResponse, json } from "../http/ApiResponse.js"
import { applicationJson } from "../http/body.js"
import { bodies } from "../http/withBody.js"
import { guard } from "./guard.js"
import { ExchangeCustomerToken, ExchangePersonalQr } from "./requestSchemas.js"

/** The errors of exchanges have their own shape. */
const refused = (extraDetails: ReadonlyArray<{ readonly name: string; readonly reason: string }>): ApiResponse =>
  json(400, {
    title: "Bad request",
    status: 400,
    detail: "The request body contains one or more invalid parameters.",
    extraDetails
  })

const malformed = (_: ApiRequest, issues: ReadonlyArray<Issue>): ApiResponse =>
  refused(issues.map(({ message, path }) => ({ name: path.map(String).join(".") || "body", reason: message })))

/** [U] That a body of another type is a 400: the specification has no other refusal here. */
const notJson = () => refused([{ name: "body", reason: "The body must be JSON." }])

const withBody = bodies({
  contentType: applicationJson,
  faults: { TooLarge: notJson, WrongType: notJson, NotJson: notJson },
  malformed
})

const wholeSeconds = (millis: number): number => Math.floor(millis / 1_000)

const exchangePersonalQr = guard(
  withBody(ExchangePersonalQr, ({ qrCode }, _, world) => {
    const found = personalQrOf(world, qrCode)
    if (found === undefined) {
      return [refused([{ name: "qrCode", reason: "The complete data contained in the QR code is required." }]), world]
    }
    const { createdAt, phoneNumber: msisdn, version } = found
    const age = createdAt === undefined ? {} : { timestamp: wholeSeconds(createdAt) }
    return [json(200, { msisdn, ...age, version }), world]
  })
)

const exchangeCustomerToken = guard(
  withBody(ExchangeCustomerToken, ({ customer }, { merchant, now }, world) => {
    const { merchantSerialNumber } = merchant.credentials
    const checkIn = checkInOf(world, customer.customerToken, { merchantSerialNumber, now })
    return checkIn === undefined
      ? [refused([{ name: "customer.customerToken", reason: "The customer token is invalid or has expired." }]), world]
      : [json(200, { msisdn: checkIn.phoneNumber, timestamp: wholeSeconds(checkIn.initiatedAt) }), world]
  })
)

export const handlers = { exchangePersonalQr, exchangeCustomerToken } satisfies { readonly [name: string]: Handler }
