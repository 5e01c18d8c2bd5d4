/** Order Management over HTTP: https://developer.vippsmobilepay.com/api/order-management */
import * as Option from "effect/Option"
import { authorized } from "../accessToken/tokens.js"
import type { World } from "../core/World.js"
import * as Payments from "../epayment/payments.js"
import type { Receipt } from "../epayment/receipt.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import { type ApiResponse, json } from "../http/ApiResponse.js"
import { unauthorized } from "../http/gateway.js"
import { guarded, refusing } from "../http/guard.js"
import { invalid, notFound, problem, withBody } from "../http/namedParameters.js"
import { imageFile } from "./imageFile.js"
import type { operations } from "./operations.js"
import { AddImage, AddReceipt, orderIdPattern, PutCategory } from "./requestSchemas.js"
import * as Tables from "./tables.js"

/** [U] The response where the header names another sales unit: the specification has no 403. */
const merchantSerialNumber = refusing((call): ApiResponse | undefined => {
  const name = "Merchant-Serial-Number"
  const msn = header(call, name)
  if (msn === undefined) return invalid(call, [{ name, reason: `The ${name} header is required.` }])
  return msn === call.merchant.credentials.merchantSerialNumber ? undefined : unauthorized
})

const guard = (handler: MerchantHandler): Handler => guarded([authorized, merchantSerialNumber], handler)

const paymentTypes: { readonly [name: string]: Tables.PaymentType } = { ecom: "ecom", recurring: "recurring" }

/** The order of the path, whose case does not matter. [P] Whether there is a payment is never looked at. */
const subjectOf = ({ merchant, parameters }: MerchantRequest): Tables.OrderSubject | undefined => {
  const paymentType = paymentTypes[parameters["paymentType"]?.toLowerCase() ?? ""]
  const orderId = parameters["orderId"] ?? ""
  return paymentType === undefined || !orderIdPattern.test(orderId)
    ? undefined
    : { merchantSerialNumber: merchant.credentials.merchantSerialNumber, paymentType, orderId }
}

const onOrder = (next: (subject: Tables.OrderSubject) => MerchantHandler): Handler =>
  guard((call, world) => {
    const subject = subjectOf(call)
    return subject === undefined
      ? [invalid(call, [{ name: "OrderId", reason: "The payment type or the order id is invalid." }]), world]
      : next(subject)(call, world)
  })

/** [U] Whether bytes are counted before or after base64: here after, as the file has them. */
const mostBytes = 2 * 1_024 * 1_024

const leastHeight = 167

const fileRefusal = (bytes: Buffer, file: ReturnType<typeof imageFile>): string | undefined => {
  if (bytes.length > mostBytes) return "The image must not be larger than 2 MB."
  if (file === undefined) return "The image must be a PNG or a JPEG."
  return file.height < leastHeight ? `The image must be at least ${leastHeight} pixels high.` : undefined
}

/** [P] An id in use is a 409; it has also been seen as a 400 with the word in it. */
const addImage = guard(
  withBody(AddImage, ({ imageId, src }, call, world) => {
    const bytes = Buffer.from(src, "base64")
    const file = imageFile(bytes)
    const reason = fileRefusal(bytes, file)
    if (file === undefined || reason !== undefined) {
      return [invalid(call, [{ name: "Src", reason: reason ?? "" }]), world]
    }
    const { merchantSerialNumber } = call.merchant.credentials
    if (Tables.findImage(world, merchantSerialNumber, imageId) !== undefined) {
      return [problem(call, 409, "Conflict", "An image with this id exists: duplicate."), world]
    }
    const { mediaType } = file
    return [json(200, { imageId }), Tables.putImage(world, { merchantSerialNumber, imageId, mediaType, base64: src })]
  })
)

/** The latest is the order's. [U] That the image must exist. */
const putCategory = onOrder((subject) =>
  withBody(PutCategory, (category, call, world) => {
    const { imageId } = category
    if (imageId !== undefined && Tables.findImage(world, subject.merchantSerialNumber, imageId) === undefined) {
      return [notFound(call, `There is no image ${imageId}.`), world]
    }
    return [json(200, call.ids.uuid()), Tables.addToOrder(world, subject, { category }, call.now)]
  })
)

/** Once: a receipt of the create request counts. */
const addReceipt = onOrder((subject) =>
  withBody(AddReceipt, (receipt, call, world) =>
    Tables.findOrder(world, subject)?.receipt === undefined
      ? [json(201, call.ids.uuid()), Tables.addToOrder(world, subject, { receipt }, call.now)]
      : [problem(call, 409, "Conflict", "The order has a receipt already."), world]
  )
)

/** The receipt with the shipping that an Express customer chose. [U] Its tax: none is known. */
export const receiptOf = (world: World, order: Tables.Order, now: number): Receipt | undefined => {
  const { merchantSerialNumber, orderId, paymentType, receipt } = order
  if (receipt === undefined || paymentType !== "ecom") return receipt
  const payment = Option.getOrUndefined(Payments.find(world, { merchantSerialNumber, reference: orderId }, now))
  if (payment?.shipping === undefined) return receipt
  const { cost, id, name } = payment.shipping
  const line = { name, id, totalAmount: cost, totalAmountExcludingTax: cost, totalTaxAmount: 0, isShipping: true }
  return { ...receipt, orderLines: [...receipt.orderLines, line] }
}

/** [U] That an order with neither is a 404, also where there is a payment. */
const getOrder = onOrder((subject) => (call, world) => {
  const order = Tables.findOrder(world, subject)
  if (order === undefined) return [notFound(call, "There is no such order."), world]
  const { category } = order
  const receipt = receiptOf(world, order, call.now)
  return [
    json(200, { ...(category === undefined ? {} : { category }), ...(receipt === undefined ? {} : { receipt }) }),
    world
  ]
})

export const handlers: { readonly [Name in keyof typeof operations]: Handler } = {
  addImage,
  putCategory,
  addReceipt,
  getOrder
}
