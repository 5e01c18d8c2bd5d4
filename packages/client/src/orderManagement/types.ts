/** The types of the Order Management API without their schemas. */
export type {
  AddImageRequest,
  AddImageResponse,
  Category,
  Order,
  PaymentType,
  PutCategoryRequest,
  ReceiptLine,
  ReceiptTotals
} from "./Order.js"
