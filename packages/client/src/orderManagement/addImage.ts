import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import { send } from "../internal/operation/send.js"
import { sha256 } from "../internal/request/sha256.js"
import { inputError } from "../internal/schema/checkOptions.js"
import { isFields } from "../internal/schema/plain.js"
import type { CallOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { CommonError, VippsRequestError } from "../VippsError.js"
import { imageIssue } from "./image.js"
import type { AddImageRequest, AddImageResponse } from "./Order.js"
import * as operations from "./operations.js"

const upload = send(operations.addImage)

/** [P] A 409, or a 400 that says so. */
const isDuplicate = ({ detail, extraDetails = [], title }: VippsRequestError): boolean =>
  /duplicate/i.test([title, detail, ...extraDetails.map(({ reason }) => reason)].join(" "))

/**
 * Uploads an image for the categories of orders, and returns its id. An image that is there already is a success: upload
 * it again rather than storing whether it was. An image cannot be replaced: under your own id that is in use the call
 * succeeds too, and the image that was there stays. Another image needs another id, or none.
 *
 * Fails with `VippsInputError` before anything is sent, when the bytes are no PNG or JPEG, or the image is less than 167
 * pixels high or larger than 2 MB. See `VippsError` for errors common to all operations.
 *
 * @example
 * ```ts
 * import { OrderManagement } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const addLogo = (logo: Uint8Array) =>
 *   Effect.gen(function* () {
 *     const { imageId } = yield* OrderManagement.addImage({ image: logo })
 *     yield* OrderManagement.putCategory("ecom", "order-2026-0001", {
 *       category: "DELIVERY",
 *       orderDetailsUrl: "https://example.com/orders/2026-0001",
 *       imageId
 *     })
 *   })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
 * @since 0.1.0
 * @category operations
 */
export const addImage: (
  request: AddImageRequest,
  options?: CallOptions
) => Effect.Effect<AddImageResponse, CommonError, VippsConfig | HttpClient.HttpClient> = Effect.fn(
  "OrderManagement.addImage"
)(function* (request, options) {
  const { image, imageId: given } = isFields(request) ? request : ({} as AddImageRequest)
  const issue = imageIssue(image)
  if (issue !== undefined) return yield* inputError("OrderManagement.addImage", [{ path: "image", message: issue }])
  const imageId = given ?? Encoding.encodeHex(sha256(image))
  const uploaded = upload({ request: { imageId, src: Encoding.encodeBase64(image), type: "base64" }, options })
  const present = Effect.succeed({ imageId })
  return yield* Effect.catchTags(uploaded, {
    VippsConflictError: () => present,
    VippsRequestError: (error) => (isDuplicate(error) ? present : Effect.fail(error))
  })
})
