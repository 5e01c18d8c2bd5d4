/**
 * QR codes: of one payment, of a page, of a till that reports who scans it, and those that customers show.
 *
 * The links to images work for one hour. Download the image at once ({@link downloadImage}) and store its bytes.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import { call } from "./internal/operation/call.js"
import type { CallOptions } from "./Operation.js"
import type {
  AdoptQrRequest,
  CallbackQr,
  CheckedInCustomer,
  CustomerTokenRequest,
  PersonalQr,
  PersonalQrRequest,
  PutCallbackQrRequest
} from "./qr/CallbackQr.js"
import * as operations from "./qr/operations.js"
import type { CallbackQrImage, QrImage } from "./qr/QrImage.js"
import type {
  CreateRedirectQrRequest,
  OneTimeQr,
  OneTimeQrRequest,
  RedirectQr,
  UpdateRedirectQrRequest
} from "./qr/RedirectQr.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { CommonError, CreateError, ReadError } from "./VippsError.js"

export * from "./qr/CallbackQr.js"
export { downloadCallback, downloadImage, downloadRedirect } from "./qr/downloadImage.js"
export { ensureCallback, ensureRedirect } from "./qr/ensure.js"
/**
 * The QR operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./qr/operations.js"
export { payCheckedInCustomer, type TillPayment } from "./qr/payCheckedInCustomer.js"
export { type QrCheckInEvent, QrCheckInPayload } from "./qr/QrCheckInEvent.js"
export type { CallbackQrImage, QrImage } from "./qr/QrImage.js"
export * from "./qr/RedirectQr.js"

/** What most operations need. */
type Needs = VippsConfig | HttpClient.HttpClient

/**
 * Makes the QR code of one payment or agreement, to be scanned from a screen.
 *
 * Fails with `VippsRequestError` when the payment has expired or the URL is not one of a payment. See `VippsError` for
 * errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 * @category one-time codes
 */
export const createOneTime: (
  request: OneTimeQrRequest,
  image?: QrImage,
  options?: CallOptions
) => Effect.Effect<OneTimeQr, CommonError, Needs> = call(operations.createOneTime)

/**
 * Creates a QR code that opens a page. {@link ensureRedirect} also takes one that exists.
 *
 * Fails with `VippsConflictError` when the id is in use (`reason: "QrIdTaken"`), perhaps by an earlier attempt whose
 * response was lost. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 * @category redirect codes
 */
export const createRedirect: (
  request: CreateRedirectQrRequest,
  image?: QrImage,
  options?: CallOptions
) => Effect.Effect<RedirectQr, CreateError, Needs> = call(operations.createRedirect)

/**
 * Lists all redirect QR codes of the sales unit, each with a new link to its image.
 *
 * See `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category redirect codes
 */
export const listRedirects: (
  image?: QrImage,
  options?: CallOptions
) => Effect.Effect<ReadonlyArray<RedirectQr>, CommonError, Needs> = call(operations.listRedirects)

/**
 * Reads a redirect QR code, with a new link to its image.
 *
 * Fails with `VippsNotFoundError` when no code has this id. See `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category redirect codes
 */
export const getRedirect: (
  id: string,
  image?: QrImage,
  options?: CallOptions
) => Effect.Effect<RedirectQr, ReadError, Needs> = call(operations.getRedirect)

/**
 * Changes where a redirect QR code leads, at once and for printed codes, too.
 *
 * Fails with `VippsNotFoundError` when no code has this id. See `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category redirect codes
 */
export const updateRedirect: (
  id: string,
  request: UpdateRedirectQrRequest,
  image?: QrImage,
  options?: CallOptions
) => Effect.Effect<RedirectQr, ReadError, Needs> = call(operations.updateRedirect)

/**
 * Deletes a redirect QR code. Printed codes never work again; the id can be used for a new code.
 *
 * Fails with `VippsNotFoundError` when no code has this id, perhaps because an earlier attempt has deleted it. See
 * `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category redirect codes
 */
export const deleteRedirect: (id: string, options?: CallOptions) => Effect.Effect<void, ReadError, Needs> = call(
  operations.deleteRedirect
)

/**
 * Lists all callback QR codes of the sales unit, each with a new link to its image.
 *
 * See `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category callback codes
 */
export const listCallbacks: (
  image?: CallbackQrImage,
  options?: CallOptions
) => Effect.Effect<ReadonlyArray<CallbackQr>, CommonError, Needs> = call(operations.listCallbacks)

/**
 * Reads a callback QR code, with a new link to its image.
 *
 * Fails with `VippsNotFoundError` when no code has this id. See `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category callback codes
 */
export const getCallback: (
  merchantQrId: string,
  image?: CallbackQrImage,
  options?: CallOptions
) => Effect.Effect<CallbackQr, ReadError, Needs> = call(operations.getCallback)

/**
 * Creates a callback QR code, or changes its description and category. Returns no image: {@link ensureCallback} does.
 *
 * A customer who scans it checks in: register for the webhook `user.checked-in.v1`, of which a sales unit has one
 * registration, and create the payment with {@link payCheckedInCustomer}.
 *
 * See `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category callback codes
 */
export const putCallback: (
  merchantQrId: string,
  request: PutCallbackQrRequest,
  options?: CallOptions
) => Effect.Effect<void, CommonError, Needs> = call(operations.putCallback)

/**
 * Deletes a callback QR code.
 *
 * Fails with `VippsNotFoundError` when no code has this id, perhaps because an earlier attempt has deleted it. See
 * `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category callback codes
 */
export const deleteCallback: (merchantQrId: string, options?: CallOptions) => Effect.Effect<void, ReadError, Needs> =
  call(operations.deleteCallback)

/**
 * Makes a MobilePay sticker a callback QR code of this sales unit. Its check-ins have the beacon id as `merchantQrId`.
 *
 * Fails with `VippsConflictError` when the sticker is in use (`reason: "QrIdTaken"`). See `VippsError` for errors common
 * to all operations.
 *
 * @since 0.1.0
 * @category callback codes
 */
export const adoptMobilePayQr: (
  beaconId: string,
  request: AdoptQrRequest,
  options?: CallOptions
) => Effect.Effect<void, CreateError, Needs> = call(operations.adoptMobilePayQr)

/**
 * Reads whose personal QR code was scanned from the customer's app. To be paid, no exchange is needed: pass the text as
 * `customer.personalQr` to `EPayment.createPayment`.
 *
 * Fails with `VippsRequestError` for what is no personal QR code, or an old one. See `VippsError` for errors common to
 * all operations.
 *
 * @since 0.1.0
 * @category customers
 */
export const exchangePersonalQr: (
  request: PersonalQrRequest,
  options?: CallOptions
) => Effect.Effect<PersonalQr, CommonError, Needs> = call(operations.exchangePersonalQr)

/**
 * Reads who checked in, within 15 minutes. To be paid, no exchange is needed: {@link payCheckedInCustomer} uses the
 * token.
 *
 * Fails with `VippsRequestError` for a token that has expired. See `VippsError` for errors common to all operations.
 *
 * @since 0.1.0
 * @category customers
 */
export const exchangeCustomerToken: (
  request: CustomerTokenRequest,
  options?: CallOptions
) => Effect.Effect<CheckedInCustomer, CommonError, Needs> = call(operations.exchangeCustomerToken)
