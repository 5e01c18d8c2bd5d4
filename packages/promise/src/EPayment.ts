import type { Methods } from "./internal/derive.js"

export type * as EPayment from "@effect-vipps/client/epayment/types"

/** Payments online and in person. @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/ */
export type EPaymentApi = Methods<"ePayment">
