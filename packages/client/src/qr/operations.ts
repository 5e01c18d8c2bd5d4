/** What each QR call is. */
import * as Schema from "effect/Schema"
import { bearer } from "../accessToken/bearer.js"
import { api } from "../internal/operation/api.js"
import {
  AdoptQrRequest,
  CallbackQr,
  CheckedInCustomer,
  CustomerTokenRequest,
  MerchantQrId,
  PersonalQr,
  PersonalQrRequest,
  PutCallbackQrRequest
} from "./CallbackQr.js"
import { errors } from "./errors.js"
import { CallbackQrImage, QrImage } from "./QrImage.js"
import {
  CreateRedirectQrRequest,
  OneTimeQr,
  OneTimeQrRequest,
  RedirectQr,
  RedirectQrId,
  UpdateRedirectQrRequest
} from "./RedirectQr.js"

/** The response is JSON whatever is asked for, and JSON asked for is refused with 415. */
const image = { accept: "image/*", query: QrImage, headers: { format: "accept", size: "size" } } as const

const redirect = { parameters: { id: RedirectQrId }, subject: "id" } as const

const callback = { parameters: { merchantQrId: MerchantQrId }, subject: "merchantQrId" } as const

/** The only data that there is. */
const requested = { defaults: { requestedData: ["MSISDN"] } } as const

const operation = api("Qr", { ...bearer, errors, idempotencyKey: "None" })

export const createOneTime = operation("createOneTime", {
  ...image,
  method: "POST",
  path: "/qr/v1",
  // It draws a payment and changes nothing.
  kind: "Read",
  fails: "Common",
  request: OneTimeQrRequest,
  response: OneTimeQr
})

export const createRedirect = operation("createRedirect", {
  ...image,
  method: "POST",
  path: "/qr/v1/merchant-redirect",
  kind: "Change",
  fails: "Create",
  // A repeat finds the id taken, and makes no second code.
  notRepeatable: false,
  subject: (request: CreateRedirectQrRequest) => request.id,
  request: CreateRedirectQrRequest,
  response: RedirectQr
})

export const listRedirects = operation("listRedirects", {
  ...image,
  method: "GET",
  path: "/qr/v1/merchant-redirect",
  kind: "Read",
  fails: "Common",
  response: Schema.Array(RedirectQr)
})

export const getRedirect = operation("getRedirect", {
  ...image,
  ...redirect,
  method: "GET",
  path: "/qr/v1/merchant-redirect/{id}",
  kind: "Read",
  fails: "Read",
  response: RedirectQr
})

export const updateRedirect = operation("updateRedirect", {
  ...image,
  ...redirect,
  method: "PUT",
  path: "/qr/v1/merchant-redirect/{id}",
  kind: "Change",
  fails: "Read",
  request: UpdateRedirectQrRequest,
  response: RedirectQr
})

export const deleteRedirect = operation("deleteRedirect", {
  ...redirect,
  accept: image.accept,
  method: "DELETE",
  path: "/qr/v1/merchant-redirect/{id}",
  kind: "Change",
  fails: "Read"
})

export const listCallbacks = operation("listCallbacks", {
  method: "GET",
  path: "/qr/v1/merchant-callback",
  kind: "Read",
  fails: "Common",
  query: CallbackQrImage,
  response: Schema.Array(CallbackQr)
})

export const getCallback = operation("getCallback", {
  ...callback,
  method: "GET",
  path: "/qr/v1/merchant-callback/{merchantQrId}",
  kind: "Read",
  fails: "Read",
  query: CallbackQrImage,
  response: CallbackQr
})

export const putCallback = operation("putCallback", {
  ...callback,
  method: "PUT",
  path: "/qr/v1/merchant-callback/{merchantQrId}",
  kind: "Change",
  fails: "Common",
  request: PutCallbackQrRequest
})

export const deleteCallback = operation("deleteCallback", {
  ...callback,
  method: "DELETE",
  path: "/qr/v1/merchant-callback/{merchantQrId}",
  kind: "Change",
  fails: "Read"
})

export const adoptMobilePayQr = operation("adoptMobilePayQr", {
  method: "PUT",
  path: "/qr/v1/merchant-callback/mobilepay/{beaconId}",
  kind: "Change",
  fails: "Create",
  parameters: { beaconId: MerchantQrId },
  subject: "beaconId",
  request: AdoptQrRequest
})

export const exchangePersonalQr = operation("exchangePersonalQr", {
  ...requested,
  method: "POST",
  path: "/qr/v1/exchange",
  kind: "Read",
  fails: "Common",
  request: PersonalQrRequest,
  response: PersonalQr
})

export const exchangeCustomerToken = operation("exchangeCustomerToken", {
  ...requested,
  method: "POST",
  path: "/qr/v1/exchange/customer",
  kind: "Read",
  fails: "Common",
  request: CustomerTokenRequest,
  response: CheckedInCustomer
})
