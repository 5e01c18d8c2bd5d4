import type { Methods } from "./internal/derive.js"

export type * as OrderManagement from "@effect-vipps/client/orderManagement/types"

/** Receipts, links and images of orders. @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/ */
export type OrderManagementApi = Methods<"orderManagement">
