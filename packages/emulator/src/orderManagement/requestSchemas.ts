/** The request bodies of Order Management: https://developer.vippsmobilepay.com/api/order-management */
import * as Schema from "effect/Schema"
import { nullable, OneOf, Pattern, Text } from "../core/rules.js"
import { receiptIn } from "../epayment/receipt.js"

export const orderIdPattern = /^[0-9A-Za-z-_.]+$/

const ImageId = Schema.compose(Text({ min: 1, max: 128 }), Pattern(orderIdPattern))

/** The specification has no shortest `imageId` here; its pattern does. */
export const AddImage = Schema.Struct({ imageId: ImageId, src: Schema.String, type: OneOf("base64") })

export const PutCategory = Schema.Struct({
  category: OneOf("GENERAL", "RECEIPT", "ORDER_CONFIRMATION", "DELIVERY", "TICKET", "BOOKING"),
  orderDetailsUrl: Schema.String.pipe(
    Schema.filter((url) => URL.canParse(url), { message: () => "The field must be a URL." })
  ),
  imageId: nullable(ImageId)
})

export const AddReceipt = receiptIn(OneOf("NOK", "DKK", "EUR"))
