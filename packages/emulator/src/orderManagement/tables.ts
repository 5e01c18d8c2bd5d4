/** What customers see of their orders. Nothing here needs a payment: it may come before it, or never. */
import * as Option from "effect/Option"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { Receipt } from "../epayment/receipt.js"

/** Payments of ePayment and Checkout are `ecom`, charges `recurring`. */
export type PaymentType = "ecom" | "recurring"

export interface OrderSubject {
  readonly merchantSerialNumber: string
  readonly paymentType: PaymentType
  /** A payment's reference, or a charge's `orderId`. */
  readonly orderId: string
}

export interface Category {
  readonly category: string
  readonly orderDetailsUrl: string
  readonly imageId?: string
}

export interface Order extends OrderSubject {
  /** The latest. */
  readonly category?: Category
  /** The only one. */
  readonly receipt?: Receipt
  /** Epoch milliseconds. */
  readonly changedAt: number
}

export interface OrderImage {
  readonly merchantSerialNumber: string
  readonly imageId: string
  readonly mediaType: "image/png" | "image/jpeg"
  readonly base64: string
}

export const orders = table<Order>("orders", { createdAt: ({ changedAt }) => changedAt })

export const images = table<OrderImage>("orderImages")

const orderKey = ({ merchantSerialNumber, orderId, paymentType }: OrderSubject): string =>
  `${merchantSerialNumber}/${paymentType}/${orderId}`

export const findOrder = (world: World, subject: OrderSubject): Order | undefined =>
  Option.getOrUndefined(orders.get(world, orderKey(subject)))

/** Adds to what the order has. */
export const addToOrder = (
  world: World,
  { merchantSerialNumber, orderId, paymentType }: OrderSubject,
  added: Pick<Order, "category" | "receipt">,
  changedAt: number
): World => {
  const subject = { merchantSerialNumber, orderId, paymentType }
  return orders.put(world, orderKey(subject), { ...findOrder(world, subject), ...subject, ...added, changedAt })
}

/** The receipt of a create request. [U] One that was there before stays. */
export const addReceiptOfPayment = (
  world: World,
  { merchantSerialNumber, reference }: Worlds.Subject,
  receipt: Receipt | undefined,
  now: number
): World => {
  const subject = { merchantSerialNumber, orderId: reference, paymentType: "ecom" } as const
  return receipt === undefined || findOrder(world, subject)?.receipt !== undefined
    ? world
    : addToOrder(world, subject, { receipt }, now)
}

export const findImage = (world: World, merchantSerialNumber: string, imageId: string): OrderImage | undefined =>
  Option.getOrUndefined(images.get(world, Worlds.keyOf({ merchantSerialNumber, reference: imageId })))

export const putImage = (world: World, image: OrderImage): World =>
  images.put(world, Worlds.keyOf({ merchantSerialNumber: image.merchantSerialNumber, reference: image.imageId }), image)
