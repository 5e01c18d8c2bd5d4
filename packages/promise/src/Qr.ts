/** Request and response types of the QR operations, with every field documented. */
export type {
  AdoptQrRequest,
  CallbackQr,
  CheckedInCustomer,
  CustomerTokenRequest,
  PersonalQr,
  PersonalQrRequest,
  PutCallbackQrRequest
} from "@effect-vipps/client/qr/CallbackQr"
export type { TillPayment } from "@effect-vipps/client/qr/payCheckedInCustomer"
export type { CallbackQrImage, QrImage } from "@effect-vipps/client/qr/QrImage"
export type {
  CreateRedirectQrRequest,
  OneTimeQr,
  OneTimeQrRequest,
  RedirectQr,
  UpdateRedirectQrRequest
} from "@effect-vipps/client/qr/RedirectQr"
