/** Orders as their customers see them: the image, the link, and the receipt. */
import type { Receipt } from "../../epayment/receipt.js"
import { money } from "../money.js"
import { anchor } from "./links.js"
import { nameOf, Section } from "./parts.js"
import type { View } from "./view.js"

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

export const Orders = ({ merchants, orders }: View) => (
  <Section id="orders" title="Orders as customers see them" of={orders} none="No receipts or categories yet.">
    <ul class="rows">
      {orders.shown.map(({ isPaid, order, receipt }) => {
        const { category, merchantSerialNumber, orderId, paymentType } = order
        return (
          <li key={orderId} id={anchor(`order-${paymentType}`, merchantSerialNumber, orderId)} class="card">
            <div class="line">
              <h3>{orderId}</h3>
              {isPaid ? null : (
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
                <a href={category.orderDetailsUrl}>{labels[category.category] ?? category.category}</a>
              </p>
            )}
            {receipt === undefined ? null : <Lines receipt={receipt} orderId={orderId} />}
          </li>
        )
      })}
    </ul>
  </Section>
)
