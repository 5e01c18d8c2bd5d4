/** Order Management: https://developer.vippsmobilepay.com/docs/APIs/order-management-api */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { emulatedApi, type Resource } from "../core/EmulatedApi.js"
import * as StateStores from "../core/StateStore.js"
import { broken } from "../http/namedParameters.js"
import { handlers } from "./handlers.js"
import { operations } from "./operations.js"
import { findImage, images, orders } from "./tables.js"

/** What the dashboard shows of an order: Vipps gives no link. */
const image: Resource = {
  method: "GET",
  path: "/_emulator/order-images/{merchantSerialNumber}/{imageId}",
  handler: ({ store }, { parameters: { imageId = "", merchantSerialNumber = "" } }) =>
    Effect.map(
      StateStores.read(store, (_, world) => findImage(world, merchantSerialNumber, imageId)),
      (found) =>
        found === undefined
          ? HttpServerResponse.empty({ status: 404 })
          : HttpServerResponse.uint8Array(Buffer.from(found.base64, "base64"), { contentType: found.mediaType })
    )
}

export const orderManagement = emulatedApi({
  name: "OrderManagement",
  operations,
  handlers,
  resources: [image],
  tables: [orders, images],
  broken
})
