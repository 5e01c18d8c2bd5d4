/** What each Order Management call is. */
import * as Schema from "effect/Schema"
import { bearer } from "../accessToken/bearer.js"
import { Receipt } from "../epayment/Receipt.js"
import { api } from "../internal/operation/api.js"
import { receiptErrors } from "./errors.js"
import { AddImageResponse, ImageUpload, Order, OrderId, PaymentType, PutCategoryRequest } from "./Order.js"

const currencies: ReadonlySet<string> = new Set(["NOK", "DKK", "EUR"])

/** ePayment's receipt, in the currencies that this API has. */
const ReceiptInKnownCurrency = Receipt.pipe(
  Schema.filter(({ bottomLine }) =>
    currencies.has(bottomLine.currency)
      ? undefined
      : { path: ["bottomLine", "currency"], message: "must be NOK, DKK or EUR" }
  )
)

const order = { parameters: { paymentType: PaymentType, orderId: OrderId }, subject: "orderId" } as const

const operation = api("OrderManagement", { ...bearer, idempotencyKey: "None" })

export const addImage = operation("addImage", {
  method: "POST",
  path: "/order-management/v1/images",
  kind: "Change",
  fails: "Create",
  // A repeat finds the id in use.
  notRepeatable: false,
  request: ImageUpload,
  response: AddImageResponse
})

export const putCategory = operation("putCategory", {
  ...order,
  method: "PUT",
  path: "/order-management/v2/{paymentType}/categories/{orderId}",
  kind: "Change",
  fails: ["Create", "Read"],
  request: PutCategoryRequest,
  responseFormat: "text"
})

export const addReceipt = operation("addReceipt", {
  ...order,
  method: "POST",
  path: "/order-management/v2/{paymentType}/receipts/{orderId}",
  kind: "Change",
  fails: ["Create", "Read"],
  errors: receiptErrors,
  // An order has one receipt: a repeat is refused.
  notRepeatable: false,
  request: ReceiptInKnownCurrency,
  responseFormat: "text"
})

export const getOrder = operation("getOrder", {
  ...order,
  method: "GET",
  path: "/order-management/v2/{paymentType}/{orderId}",
  kind: "Read",
  fails: "Read",
  response: Order
})
