import type { Methods } from "./internal/derive.js"

export type * as Checkout from "@effect-vipps/client/checkout/types"

/** Checkout sessions. @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/ */
export type CheckoutApi = Methods<"checkout">
