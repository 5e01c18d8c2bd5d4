/**
 * What the app shows with an order: its receipt, a link with an image, and the order lines that ePayment does not return.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import type { Receipt } from "./epayment/Receipt.js"
import { call } from "./internal/operation/call.js"
import type { CallOptions } from "./Operation.js"
import type { Order, PaymentType, PutCategoryRequest } from "./orderManagement/Order.js"
import * as operations from "./orderManagement/operations.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { CreateError, ReadError } from "./VippsError.js"

export { addImage } from "./orderManagement/addImage.js"
export {
  type AddImageRequest,
  AddImageResponse,
  type Category,
  Order,
  OrderId,
  PaymentType,
  PutCategoryRequest,
  type ReceiptLine,
  type ReceiptTotals
} from "./orderManagement/Order.js"
/**
 * The Order Management operations as plain values. `OrderManagement.addImage` is `addImage` with bytes instead of base64.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./orderManagement/operations.js"

/** What most operations need. */
type Needs = VippsConfig | HttpClient.HttpClient

/**
 * Sets the link that the app shows with an order, and returns its id. Replaces the one before. May be called before the
 * payment. A misspelled order id is accepted and shown nowhere.
 *
 * Fails with `VippsNotFoundError` and `VippsConflictError` as Vipps responds, for an image that does not exist, for
 * example. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
 * @since 0.1.0
 * @category operations
 */
export const putCategory: (
  paymentType: PaymentType,
  orderId: string,
  request: PutCategoryRequest,
  options?: CallOptions
) => Effect.Effect<string, CreateError | ReadError, Needs> = call(operations.putCategory)

/**
 * Sends the receipt of an order, once, and returns its id. It cannot be changed. A payment that was created with a
 * `receipt` has one already. `OrderLines.receipt` makes it from products.
 *
 * Fails with `VippsConflictError` when the order has a receipt (`reason: "ReceiptExists"`), perhaps from an earlier
 * attempt whose response was lost: {@link getOrder} returns it. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
 * @since 0.1.0
 * @category operations
 */
export const addReceipt: (
  paymentType: PaymentType,
  orderId: string,
  request: Receipt,
  options?: CallOptions
) => Effect.Effect<string, CreateError | ReadError, Needs> = call(operations.addReceipt)

/**
 * Reads the receipt and the link of an order; also the order lines of a payment, and the shipping that its customer chose.
 *
 * Fails with `VippsNotFoundError` when there is nothing about this order. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
 * @since 0.1.0
 * @category operations
 */
export const getOrder: (
  paymentType: PaymentType,
  orderId: string,
  options?: CallOptions
) => Effect.Effect<Order, ReadError, Needs> = call(operations.getOrder)
