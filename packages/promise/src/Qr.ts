/** Request and response types of the QR operations, with every field documented. */
export type * from "@effect-vipps/client/qr/CallbackQr"
export type { TillPayment } from "@effect-vipps/client/qr/payCheckedInCustomer"
export type { CallbackQrImage, QrImage } from "@effect-vipps/client/qr/QrImage"
export type * from "@effect-vipps/client/qr/RedirectQr"
