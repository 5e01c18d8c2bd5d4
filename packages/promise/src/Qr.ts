import type { Methods } from "./internal/derive.js"

export type * as Qr from "@effect-vipps/client/qr/types"

/** QR codes, and the customers who scan or show them. @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/ */
export type QrApi = Methods<"qr">
