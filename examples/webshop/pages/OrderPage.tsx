/** The page that the customer returns to. It shows only what is known: a return is no payment. */
import { Money } from "@effect-vipps/client"
import { type Order, type Status, statusOf, sumsOf } from "../Order.js"
import { Alert, type Props } from "./Layout.js"

const words: Readonly<Record<Status, readonly [title: string, text: string]>> = {
  Waiting: ["Waiting for Vipps", "We do not know yet whether you have paid. This page refreshes by itself."],
  Paid: ["Thank you", "It is paid: the amount is reserved, and taken when we hand over the goods."],
  Shipped: ["Shipped", "It is paid and handed over."],
  Refunded: ["Paid back", "You have got your money back."],
  Declined: ["Not paid", "You declined the payment. Nothing was paid."],
  Expired: ["Not paid", "The payment expired. Nothing was paid."],
  Cancelled: ["Cancelled", "The order was cancelled. No money was taken."]
}

const Facts = ({ order }: { readonly order: Order }) => {
  const { authorized, refunded } = sumsOf(order)
  return (
    <dl>
      <dt>Order</dt>
      <dd>{order.reference}</dd>
      <dt>{order.product.name}</dt>
      <dd>{Money.format(order.product.price)}</dd>
      {order.product.express && authorized.value > 0 ? (
        <>
          <dt>With shipping</dt>
          <dd>{Money.format(authorized)}</dd>
        </>
      ) : null}
      {refunded.value > 0 ? (
        <>
          <dt>Paid back</dt>
          <dd>{Money.format(refunded)}</dd>
        </>
      ) : null}
    </dl>
  )
}

/** Without an order the page shows only a problem, which may be gone after a reload. */
export const orderPage = (order: Order | undefined, problem?: string): Props => {
  const status = order === undefined ? "Waiting" : statusOf(order)
  const [title, text] = words[status]
  return {
    title,
    refresh: status === "Waiting" ? 3 : undefined,
    children: (
      <>
        <h1>{title}</h1>
        <p role="status" class={status.toLowerCase()}>
          {text}
        </p>
        {problem === undefined ? null : <Alert text={problem} />}
        {order === undefined ? null : <Facts order={order} />}
        <p>
          <a href="/">{["Declined", "Expired"].includes(status) ? "Try again" : "To the shop"}</a>
        </p>
      </>
    )
  }
}
