/** Request and response types of the Order Management operations, with every field documented. */
export type {
  AddImageRequest,
  AddImageResponse,
  Category,
  Order,
  PaymentType,
  PutCategoryRequest,
  ReceiptLine,
  ReceiptTotals
} from "@effect-vipps/client/orderManagement/Order"
