/** Agreements with their charges: what became of them, and what the customer could do. */
import type { Agreement } from "../../recurring/Agreement.js"
import type { Charge } from "../../recurring/Charge.js"
import { money } from "../money.js"
import { priceInWords } from "../payer/AgreementPage.js"
import { span } from "./format.js"
import { action, anchor } from "./links.js"
import { At, nameOf, Section, State } from "./parts.js"
import { Timeline } from "./Timeline.js"
import type { View } from "./view.js"

interface CustomerProps {
  readonly agreement: Agreement
  readonly filter: string
}

interface ButtonProps extends CustomerProps {
  readonly name: string
  readonly title: string
}

const Button = ({ agreement, filter, name, title }: ButtonProps) => (
  <button type="submit" formAction={action(name, filter)} aria-label={`${title} ${agreement.id}`}>
    {title}
  </button>
)

/** The customer's maximum, in minor units; approving without one takes what is suggested. */
const Maximum = ({ agreement: { id, pricing } }: CustomerProps) =>
  pricing.type === "VARIABLE" ? (
    <label>
      Maximum in minor units
      <input
        name="maxAmount"
        type="number"
        min={1}
        value={pricing.maxAmount ?? pricing.suggestedMaxAmount}
        aria-label={`Maximum of ${id}, in minor units`}
      />
    </label>
  ) : null

const Customer = (props: CustomerProps) => {
  const { id, merchantSerialNumber, pricing, status, token } = props.agreement
  return (
    <form method="post" class="moves">
      <input type="hidden" name="about" value="agreement" />
      <input type="hidden" name="reference" value={id} />
      <input type="hidden" name="merchantSerialNumber" value={merchantSerialNumber} />
      {status === "PENDING" ? (
        <>
          <Maximum {...props} />
          <Button {...props} name="approve-agreement" title="Approve" />
          <Button {...props} name="reject-agreement" title="Reject" />
        </>
      ) : null}
      {status === "ACTIVE" ? (
        <>
          <Maximum {...props} />
          {pricing.type === "VARIABLE" ? <Button {...props} name="raise-max" title="Raise maximum" /> : null}
          <Button {...props} name="stop-agreement" title="Stop" />
        </>
      ) : null}
      <a href={`/agreement?token=${token}`}>Customer’s page</a>
    </form>
  )
}

/** When it changes by itself, and how. */
const next = ({ nextAt, status }: Charge, now: number): string => {
  if (nextAt === undefined) return ""
  const verbs: Readonly<Partial<Record<Charge["status"], string>>> = {
    PENDING: "becomes due",
    DUE: "is tried",
    PROCESSING: "is done"
  }
  return `${verbs[status] ?? "is released"} in ${span(nextAt - now)}`
}

const ChargeRow = ({ charge, now }: { readonly charge: Charge; readonly now: number }) => (
  <li>
    <details>
      <summary>
        {charge.id} <State name={charge.status} /> {money({ currency: charge.currency, value: charge.amount })}
        <span class="quiet">
          {" "}
          {charge.type.toLowerCase()}, due {charge.due}
          {next(charge, now) === "" ? "" : `, ${next(charge, now)}`}
          {charge.failureReason === undefined ? "" : `, ${charge.failureReason}`}
        </span>
      </summary>
      <ol class="events">
        {charge.history.map(({ amount, event, idempotencyKey, occurred, transactionId }) => (
          <li key={transactionId}>
            <At millis={occurred} dated /> <strong>{event}</strong>{" "}
            {money({ currency: charge.currency, value: amount })}{" "}
            <span class="quiet">
              transaction {transactionId}, key {idempotencyKey}
            </span>
          </li>
        ))}
      </ol>
    </details>
  </li>
)

const History = ({ agreement: { history, id } }: { readonly agreement: Agreement }) => (
  <details>
    <summary>Events of {id}</summary>
    <ol class="events">
      {history.map(({ actor, event, occurred }, index) => (
        <li key={index}>
          <At millis={occurred} dated /> <strong>{event}</strong>{" "}
          <span class="quiet">{actor === undefined ? "" : `by the ${actor.toLowerCase()}`}</span>
        </li>
      ))}
    </ol>
  </details>
)

export const Agreements = ({ agreements, filter, merchants, now }: View) => (
  <Section id="agreements" title="Agreements" of={agreements} none="None yet.">
    <ul class="rows">
      {agreements.shown.map(({ agreement, charges }) => (
        <li key={agreement.id} id={anchor("agreement", agreement.merchantSerialNumber, agreement.id)} class="card">
          <div class="line">
            <h3>{agreement.id}</h3>
            <State name={agreement.status} />
            <span class="sum">{priceInWords(agreement)}</span>
          </div>
          <p class="quiet">
            {agreement.productName}, {nameOf(merchants, agreement.merchantSerialNumber)}
            {agreement.externalId === undefined ? "" : `, ${agreement.externalId}`}
            {agreement.status === "PENDING" ? `, expires in ${span(agreement.expiresAt - now)}` : ""}
          </p>
          <Customer agreement={agreement} filter={filter} />
          <Timeline agreement={agreement} charges={charges} now={now} />
          <ul class="rows">
            {charges.map((charge) => (
              <ChargeRow key={charge.id} charge={charge} now={now} />
            ))}
          </ul>
          <History agreement={agreement} />
        </li>
      ))}
    </ul>
  </Section>
)
