/** Payments with their state, and the customer's possible actions. */
import type { Payment } from "../../epayment/Payment.js"
import { refundable, remaining } from "../../epayment/Payment.js"
import { captureDeadline } from "../../epayment/stateMachine.js"
import { money } from "../money.js"
import { span } from "./format.js"
import { action, anchor } from "./links.js"
import { At, nameOf, Section, State } from "./parts.js"
import type { View } from "./view.js"

const deadline = (payment: Payment, now: number): string => {
  if (payment.state === "CREATED") return `expires in ${span(payment.expiresAt - now)}`
  if (payment.authorizedAt === undefined) return ""
  if (remaining(payment) === 0) return refundable(payment) > 0 ? "nothing left to capture" : "settled"
  const left = captureDeadline(payment, payment.authorizedAt) - now
  return left < 0 ? "too late to capture" : `to capture within ${span(left)}`
}

const Sums = ({ payment: { aggregate, amount } }: { readonly payment: Payment }) => (
  <dl class="sums">
    {(["authorized", "captured", "refunded", "cancelled"] as const).map((name) => (
      <div key={name} class={aggregate[name] === 0 ? "quiet" : ""}>
        <dt>{name}</dt>
        <dd>{money({ currency: amount.currency, value: aggregate[name] })}</dd>
      </div>
    ))}
  </dl>
)

const verbs = ["approve", "reject", "expire"] as const

const Choices = ({ filter, payment }: { readonly payment: Payment; readonly filter: string }) => (
  <form method="post" class="moves">
    <input type="hidden" name="reference" value={payment.reference} />
    <input type="hidden" name="merchantSerialNumber" value={payment.merchantSerialNumber} />
    {verbs.map((verb) => {
      const title = verb.charAt(0).toUpperCase() + verb.slice(1)
      return (
        <button key={verb} type="submit" formAction={action(verb, filter)} aria-label={`${title} ${payment.reference}`}>
          {title}
        </button>
      )
    })}
    <a href={`/landing?v=2&token=${payment.landingToken}`}>Payer’s page</a>
  </form>
)

const Events = ({ payment }: { readonly payment: Payment }) => (
  <details>
    <summary>Events of {payment.reference}</summary>
    <ol class="events">
      {payment.events.map((event) => (
        <li key={event.pspReference}>
          <At millis={event.timestamp} dated /> <strong>{event.name}</strong> {money(event.amount)}{" "}
          {event.success ? null : <span class="bad">failed </span>}
          <span class="quiet">
            pspReference {event.pspReference}
            {event.idempotencyKey === undefined ? "" : `, key ${event.idempotencyKey}`}
          </span>
        </li>
      ))}
    </ol>
  </details>
)

export const Payments = ({ filter, merchants, now, payments }: View) => (
  <Section id="payments" title="Payments" of={payments} none="None yet.">
    <ul class="rows">
      {payments.shown.map((payment) => (
        <li
          key={payment.reference}
          id={anchor("payment", payment.merchantSerialNumber, payment.reference)}
          class="card"
        >
          <div class="line">
            <h3>{payment.reference}</h3>
            <State name={payment.state} />
            <span class="sum">{money(payment.amount)}</span>
          </div>
          <p class="quiet">
            {nameOf(merchants, payment.merchantSerialNumber)}, created {span(now - payment.events[0].timestamp)} ago
            {deadline(payment, now) === "" ? "" : `, ${deadline(payment, now)}`}
          </p>
          {payment.events.length > 1 ? <Sums payment={payment} /> : null}
          {payment.state === "CREATED" ? <Choices payment={payment} filter={filter} /> : null}
          <Events payment={payment} />
        </li>
      ))}
    </ul>
  </Section>
)
