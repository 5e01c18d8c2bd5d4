/** The types of the QR API without their schemas. */
export type {
  AdoptQrRequest,
  CallbackQr,
  CheckedInCustomer,
  CustomerTokenRequest,
  PersonalQr,
  PersonalQrRequest,
  PutCallbackQrRequest
} from "./CallbackQr.js"
export type { TillPayment } from "./payCheckedInCustomer.js"
export type { CallbackQrImage, QrImage } from "./QrImage.js"
export type {
  CreateRedirectQrRequest,
  OneTimeQr,
  OneTimeQrRequest,
  RedirectQr,
  UpdateRedirectQrRequest
} from "./RedirectQr.js"
