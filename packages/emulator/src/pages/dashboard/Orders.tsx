/** Orders as their customers see them: the image, the link, and the receipt. */
import * as Chunk from "effect/Chunk"
import * as Option from "effect/Option"
import { money } from "../../core/format.js"
import { isLinkable } from "../../core/merchantUrls.js"
import type { World } from "../../core/World.js"
import * as Worlds from "../../core/World.js"
import { payments } from "../../epayment/payments.js"
import type { Receipt } from "../../epayment/receipt.js"
import { receiptOf } from "../../orderManagement/handlers.js"
import { type Order, orders as table } from "../../orderManagement/tables.js"
import { findCharge } from "../../recurring/tables.js"
import { perSection } from "./List.js"
import { anchor, type Place } from "./links.js"
import { cut } from "./paging.js"
import { found, nameOf, Section } from "./parts.js"
import type { Seen } from "./seen.js"

type Line = Receipt["orderLines"][number]

/** What is returned counts against the others. */
const sum = (lines: ReadonlyArray<Line>, of: (line: Line) => number): number =>
  lines.reduce((total, line) => total + (line.isReturn === true ? -of(line) : of(line)), 0)

const Lines = ({
  orderId,
  receipt: { bottomLine, orderLines }
}: {
  readonly receipt: Receipt
  readonly orderId: string
}) => {
  const { currency, receiptNumber, tipAmount = 0 } = bottomLine
  const amount = (value: number) => money({ currency, value })
  return (
    <table>
      <caption>Receipt {receiptNumber ?? orderId}</caption>
      <tbody>
        {orderLines.map((line) => (
          <tr key={line.id}>
            <th scope="row">
              {line.name}
              {line.isReturn === true ? " (returned)" : ""}
            </th>
            <td>
              {line.unitInfo === undefined ? "" : `${line.unitInfo.quantity} ${line.unitInfo.quantityUnit ?? "PCS"}`}
            </td>
            <td class="number">{amount(line.isReturn === true ? -line.totalAmount : line.totalAmount)}</td>
          </tr>
        ))}
        {tipAmount === 0 ? null : (
          <tr>
            <th scope="row">Tip</th>
            <td />
            <td class="number">{amount(tipAmount)}</td>
          </tr>
        )}
        <tr>
          <th scope="row">Total</th>
          <td>of which tax {amount(sum(orderLines, ({ totalTaxAmount }) => totalTaxAmount))}</td>
          <td class="number">{amount(sum(orderLines, ({ totalAmount }) => totalAmount) + tipAmount)}</td>
        </tr>
      </tbody>
    </table>
  )
}

const labels: { readonly [category: string]: string } = {
  GENERAL: "Details",
  RECEIPT: "Receipt",
  ORDER_CONFIRMATION: "Order confirmation",
  DELIVERY: "Delivery",
  TICKET: "Ticket",
  BOOKING: "Booking"
}

interface OrdersProps {
  /** Newest first. */
  readonly orders: ReadonlyArray<Order>
  readonly total: number
  readonly seen: Seen
}

const hasPayment = (world: World, { merchantSerialNumber, orderId, paymentType }: Order): boolean =>
  paymentType === "ecom"
    ? payments.has(world, Worlds.keyOf({ merchantSerialNumber, reference: orderId }))
    : findCharge(world, { merchantSerialNumber, reference: orderId }) !== undefined

export const Orders = ({ orders, seen: { merchants, now, world }, total }: OrdersProps) => (
  <Section
    id="orders"
    title="Orders as customers see them"
    of={{ shown: orders, total, older: undefined }}
    none="No receipts or categories yet."
  >
    <ul class="rows">
      {orders.map((order) => {
        const { category, merchantSerialNumber, orderId, paymentType } = order
        const receipt = receiptOf(world, order, now)
        return (
          <li key={orderId} id={anchor(`order-${paymentType}`, merchantSerialNumber, orderId)} class="card">
            <div class="line">
              <h3>{orderId}</h3>
              {hasPayment(world, order) ? null : (
                <span class="quiet">no {paymentType === "ecom" ? "payment" : "charge"} has this id</span>
              )}
            </div>
            <p class="quiet">{nameOf(merchants, merchantSerialNumber)}</p>
            {category?.imageId === undefined ? null : (
              <img
                src={`/_emulator/order-images/${merchantSerialNumber}/${category.imageId}`}
                alt={`What ${orderId} shows`}
                height={84}
              />
            )}
            {category === undefined ? null : (
              <p>
                {isLinkable(category.orderDetailsUrl) ? (
                  <a href={category.orderDetailsUrl}>{labels[category.category] ?? category.category}</a>
                ) : (
                  (labels[category.category] ?? category.category)
                )}
              </p>
            )}
            {receipt === undefined ? null : <Lines receipt={receipt} orderId={orderId} />}
          </li>
        )
      })}
    </ul>
  </Section>
)

/** The latest whose own id is asked for. */
export const LatestOrders = ({ place, seen }: { readonly place: Place; readonly seen: Seen }) => {
  const { reference = "" } = place.query
  const keys = table.listed(seen.world)
  const orders = {
    end: Chunk.size(keys),
    total: Chunk.size(keys),
    at: (position: number) => Option.getOrUndefined(table.get(seen.world, Chunk.unsafeGet(keys, position)))
  }
  const page = cut(orders, perSection, ({ orderId }) => found(reference, [orderId]))
  return <Orders orders={page.shown} total={page.total} seen={seen} />
}
