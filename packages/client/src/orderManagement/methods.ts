/** What the service `Vipps` and the facade offer of Order Management. */
import { changing, methods } from "../internal/operation/methods.js"
import type * as OrderManagement from "../OrderManagement.js"
import { addImage } from "./addImage.js"
import * as operations from "./operations.js"

export const orderManagement = methods<typeof OrderManagement>()(operations, {
  // Bytes instead of the base64 of the operation.
  addImage: changing(addImage, 1)
})
