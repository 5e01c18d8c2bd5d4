/** Codes that customers check in with. */
import * as Either from "effect/Either"
import type { World } from "../core/World.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { subjectOf } from "../http/ApiRequest.js"
import { type ApiResponse, empty, json } from "../http/ApiResponse.js"
import { notFound, withBody } from "../http/namedParameters.js"
import { linkTo, scanPath } from "./codes.js"
import { callbackGuard } from "./guard.js"
import { byQuery, type Image } from "./image.js"
import { AdoptMobilePay, PutCallback } from "./requestSchemas.js"
import * as Tables from "./tables.js"

type Reply = readonly [ApiResponse, World]

const withImage =
  (next: (image: Image) => MerchantHandler): MerchantHandler =>
  (call, world) =>
    Either.match(byQuery(call), {
      onLeft: (refusal): Reply => [refusal, world],
      onRight: (image) => next(image)(call, world)
    })

/** [U] That the category is not returned. */
const callback = (row: Tables.CallbackQr, image: Image, call: MerchantRequest) => ({
  merchantSerialNumber: row.merchantSerialNumber,
  merchantQrId: row.merchantQrId,
  locationDescription: row.locationDescription,
  qrImageUrl: linkTo({ printed: row.code }, image, call),
  qrContent: call.settings.publicUrl + scanPath(row.code)
})

const listCallbacks = callbackGuard(
  withImage((image) => (call, world) => {
    const { merchantSerialNumber } = call.merchant.credentials
    const own = Tables.allCallbacks(world).filter((row) => row.merchantSerialNumber === merchantSerialNumber)
    return [
      json(
        200,
        own.map((row) => callback(row, image, call))
      ),
      world
    ]
  })
)

const onCallback =
  (next: (row: Tables.CallbackQr, call: MerchantRequest, world: World) => Reply): MerchantHandler =>
  (call, world) => {
    const row = Tables.findCallback(world, subjectOf(call))
    return row === undefined
      ? [notFound(call, "There is no QR code with this merchantQrId."), world]
      : next(row, call, world)
  }

const getCallback = callbackGuard(
  withImage((image) => onCallback((row, call, world) => [json(200, callback(row, image, call)), world]))
)

/** The response has no body, and no image. [U] That a category that is left out is IN_STORE again. */
const putCallback = callbackGuard(
  withBody(PutCallback, ({ category = "IN_STORE", locationDescription }, call, world) => {
    const subject = subjectOf(call)
    const before = Tables.findCallback(world, subject)
    const row = before ?? {
      merchantSerialNumber: subject.merchantSerialNumber,
      merchantQrId: subject.reference,
      code: call.ids.hex(24),
      isMobilePay: false,
      createdAt: call.now
    }
    return [empty(200), Tables.putCallback(world, { ...row, locationDescription, category })]
  })
)

const deleteCallback = callbackGuard(onCallback((row, _, world) => [empty(200), Tables.removeCallback(world, row)]))

/** A sticker belongs to one sales unit. [U] That another one's is the conflict. */
const adoptMobilePayQr = callbackGuard(
  withBody(AdoptMobilePay, ({ locationDescription }, call, world) => {
    const { merchantSerialNumber, reference: merchantQrId } = subjectOf(call)
    const adopted = Tables.allCallbacks(world).find((row) => row.isMobilePay && row.merchantQrId === merchantQrId)
    if (adopted !== undefined && adopted.merchantSerialNumber !== merchantSerialNumber) {
      return [json(409, { id: merchantQrId }), world]
    }
    const row = adopted ?? {
      merchantSerialNumber,
      merchantQrId,
      code: call.ids.hex(24),
      category: "IN_STORE",
      isMobilePay: true,
      createdAt: call.now
    }
    return [empty(200), Tables.putCallback(world, { ...row, locationDescription })]
  })
)

export const handlers = {
  listCallbacks,
  getCallback,
  putCallback,
  deleteCallback,
  adoptMobilePayQr
} satisfies { readonly [name: string]: Handler }
