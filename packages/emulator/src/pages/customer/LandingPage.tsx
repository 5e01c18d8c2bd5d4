/** The landing page stands in for the app: it shows what to pay, and lets the customer approve or reject. */

import { money } from "../../core/format.js"
import type { Address, Payment } from "../../epayment/Payment.js"
import { AddressFields } from "./addressForm.js"
import { Alert, OrderLines, ShippingChoice, WayBack } from "./parts.js"
import { refreshAt, timeLeft } from "./words.js"

const personalData: Readonly<Record<string, string>> = {
  name: "your name",
  address: "your address",
  email: "your e-mail address",
  phoneNumber: "your phone number",
  birthDate: "your date of birth",
  nin: "your national identity number"
}

interface SharedProps {
  readonly merchant: string
  readonly scope: ReadonlyArray<string>
  /** What the customer rejects to share nothing. */
  readonly what: "payment" | "agreement"
}

export const Shared = ({ merchant, scope, what }: SharedProps) =>
  scope.length === 0 ? null : (
    <section aria-labelledby="shared">
      <h2 id="shared">What you share</h2>
      <p>
        {merchant} asks for the following. To share nothing, reject the {what}.
      </p>
      <ul>
        {scope.map((one) => (
          <li>{personalData[one] ?? one}</li>
        ))}
      </ul>
    </section>
  )

const Actions = ({ label, name }: { readonly label: string; readonly name: string }) => (
  <div class="actions">
    <button type="submit" class="primary" name="action" value={name}>
      {label}
    </button>
    <button type="submit" name="action" value="reject" formnovalidate>
      Reject
    </button>
    <button type="submit" name="action" value="expire" formnovalidate>
      Let it expire
    </button>
  </div>
)

const ShippingOptions = ({ payment: { amount, express } }: { readonly payment: Payment }) => (
  <fieldset class="choices">
    <legend>How to ship</legend>
    {express?.options.map(({ cost, id, name }, index) => (
      <ShippingChoice
        name="shippingOptionId"
        value={id}
        label={name}
        checked={index === 0}
        cost={{ ...amount, value: cost }}
        total={{ ...amount, value: amount.value + cost }}
      />
    ))}
  </fieldset>
)

/** Dynamic options come after the address they depend on; fixed ones are beside it. */
const Express = ({ address, isAsking, payment }: Pick<Props, "address" | "isAsking" | "payment">) => {
  const isDynamic = payment.express?.callback !== undefined
  if (isDynamic && isAsking) {
    return (
      <>
        <AddressFields address={address} />
        <Actions label="Show shipping options" name="address" />
      </>
    )
  }
  const { addressLine1, city, country, postCode } = address
  return (
    <>
      {isDynamic ? (
        <p>
          To {addressLine1}, {postCode} {city}, {country}.{" "}
          <a href={`/landing?v=2&token=${payment.landingToken}&change=address`}>Change address</a>
        </p>
      ) : (
        <AddressFields address={address} />
      )}
      <ShippingOptions payment={payment} />
      <Actions label="Approve" name="approve" />
    </>
  )
}

interface Props {
  readonly payment: Payment
  readonly merchant: string
  readonly millisLeft: number
  /** Of an Express payment. */
  readonly address: Address
  /** Whether the address is to be filled in before there are dynamic options to choose from. */
  readonly isAsking: boolean
  /** The error of the last attempt. */
  readonly problem: string | undefined
}

const Open = ({ address, isAsking, merchant, millisLeft, payment, problem }: Props) => {
  const { amount, description, express, minimumUserAge, orderLines, reference, scope } = payment
  return (
    <>
      <h1>Pay {merchant}</h1>
      <Alert text={problem} />
      <p class="amount">{money(amount)}</p>
      {express === undefined ? null : <p class="quiet">Shipping comes on top.</p>}
      {description === undefined ? null : <p>{description}</p>}
      <OrderLines currency={amount.currency} lines={orderLines} />
      <dl>
        <dt>Reference</dt>
        <dd>{reference}</dd>
        <dt>Time left</dt>
        <dd>{timeLeft(millisLeft)}</dd>
        {minimumUserAge === undefined ? null : (
          <>
            <dt>For</dt>
            <dd>{minimumUserAge} years and older</dd>
          </>
        )}
      </dl>
      <Shared merchant={merchant} scope={scope} what="payment" />
      {/* The page may be in a shop's frame, and the way back is not. */}
      <form method="post" target="_top">
        {express === undefined ? (
          <Actions label="Approve" name="approve" />
        ) : (
          <Express address={address} isAsking={isAsking} payment={payment} />
        )}
      </form>
    </>
  )
}

const outcomes = {
  AUTHORIZED: ["Approved", "You approved this payment."],
  ABORTED: ["Rejected", "You rejected this payment. Nothing was paid."],
  EXPIRED: ["Expired", "This payment has expired. Nothing was paid."],
  TERMINATED: ["Cancelled", "The shop cancelled this payment. Nothing was paid."]
} as const

const Final = ({ merchant, payment }: { readonly merchant: string; readonly payment: Payment }) => {
  const [heading, text] = outcomes[payment.state === "CREATED" ? "EXPIRED" : payment.state]
  const value = payment.state === "AUTHORIZED" ? payment.aggregate.authorized : payment.amount.value
  return (
    <>
      <h1>{heading}</h1>
      <div role="status">
        <p>{text}</p>
      </div>
      <dl>
        <dt>To</dt>
        <dd>{merchant}</dd>
        <dt>Amount</dt>
        <dd>{money({ ...payment.amount, value })}</dd>
        <dt>Reference</dt>
        <dd>{payment.reference}</dd>
      </dl>
      <WayBack to={merchant} url={payment.returnUrl} />
    </>
  )
}

export const landingPage = (props: Props) => {
  const { merchant, millisLeft, payment, problem } = props
  return payment.state === "CREATED"
    ? {
        title: `${problem === undefined ? "" : "Not approved: "}Pay ${merchant}`,
        refresh: refreshAt(millisLeft),
        children: <Open {...props} />
      }
    : { title: `${outcomes[payment.state][0]}: ${merchant}`, children: <Final merchant={merchant} payment={payment} /> }
}
