/** The back room: every order with its amounts, and the actions it allows now. */
import { Money } from "@effect-vipps/client"
import { type Order, statusOf, sumsOf } from "../Order.js"
import { Alert, type Props } from "./Layout.js"

const Action = ({ label, name, order }: { readonly order: Order; readonly name: string; readonly label: string }) => (
  // The fragment leads back to this order, also when the response is an error.
  <form method="post" action={`/admin/${order.reference}/${name}#${order.reference}`}>
    <button type="submit">{label}</button>
  </form>
)

/** Sends the amount refunded when this page was made, which distinguishes a second click from a second refund. */
const Refund = ({ order }: { readonly order: Order }) => {
  const { refundable, refunded } = sumsOf(order)
  const id = `amount-${order.reference}`
  return (
    <form method="post" action={`/admin/${order.reference}/refund#${order.reference}`}>
      <input type="hidden" name="before" value={String(refunded.value)} />
      <label for={id}>Refund ({refundable.currency})</label>
      <input id={id} name="amount" inputmode="decimal" value={(refundable.value / 100).toFixed(2)} required />
      <button type="submit">Refund</button>
    </form>
  )
}

const Actions = ({ order }: { readonly order: Order }) => {
  const { cancellable, refundable, remaining } = sumsOf(order)
  return (
    <div class="actions">
      {remaining.value > 0 ? (
        <Action order={order} name="ship" label={`Ship: take ${Money.format(remaining)}`} />
      ) : null}
      {cancellable.value > 0 || statusOf(order) === "Waiting" ? (
        <Action order={order} name="cancel" label="Cancel" />
      ) : null}
      {refundable.value > 0 ? <Refund order={order} /> : null}
    </div>
  )
}

const ShipTo = ({ payment }: Order) => {
  const { address, shippingOptionName } = payment?.shippingDetails ?? {}
  return address === undefined ? null : (
    <p>
      {shippingOptionName} to {address.addressLine1}, {address.postCode} {address.city}, {address.country}
    </p>
  )
}

export interface Problem {
  readonly reference: string
  readonly message: string
}

const Card = ({ order, problem }: { readonly order: Order; readonly problem: string | undefined }) => {
  const { authorized, captured, refunded } = sumsOf(order)
  const status = statusOf(order)
  return (
    <li class="card" id={order.reference}>
      <h2>{order.product.name}</h2>
      <p class={`badge ${status.toLowerCase()}`}>{status}</p>
      <p class="quiet">{order.reference}</p>
      {problem === undefined ? null : <Alert text={problem} />}
      <ShipTo {...order} />
      <dl>
        <dt>Authorized</dt>
        <dd>{Money.format(authorized)}</dd>
        <dt>Captured</dt>
        <dd>{Money.format(captured)}</dd>
        <dt>Refunded</dt>
        <dd>{Money.format(refunded)}</dd>
        <dt>Webhooks</dt>
        {order.events.length === 0 ? <dd>none yet</dd> : order.events.map((event) => <dd>{event}</dd>)}
      </dl>
      <Actions order={order} />
    </li>
  )
}

export const adminPage = (orders: ReadonlyArray<Order>, problem?: Problem): Props => ({
  title: problem === undefined ? "Back room" : "Not done",
  children: (
    <>
      <h1>Back room</h1>
      {orders.length === 0 ? <p>Nobody has ordered yet.</p> : null}
      <ul class="cards">
        {orders.map((order) => (
          <Card order={order} problem={problem?.reference === order.reference ? problem.message : undefined} />
        ))}
      </ul>
    </>
  )
})
