/** Components of the customer's pages. */
import type { ComponentChildren } from "preact"
import { money } from "../../core/format.js"
import { isLinkable } from "../../core/merchantUrls.js"
import type { Amount, OrderLine } from "../../epayment/Payment.js"

/** The error, and what the customer can do about it. */
export const Alert = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <div role="alert">
      <p>{text}</p>
    </div>
  )

export interface FieldProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly autocomplete?: string
  readonly type?: "text" | "email" | "tel"
  readonly pattern?: string
  /** The pattern in words. */
  readonly title?: string
}

/** An input field. */
export const Field = ({ label, name, ...input }: FieldProps) => (
  <>
    <label for={name}>{label}</label>
    <input id={name} name={name} required {...input} />
  </>
)

export const OrderLines = ({
  currency,
  lines
}: Pick<Amount, "currency"> & { readonly lines: ReadonlyArray<OrderLine> }) =>
  lines.length === 0 ? null : (
    <table>
      <caption>Your order</caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="number">
            Price
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, totalAmount }) => (
          <tr>
            <td>{name}</td>
            <td class="number">{money({ currency, value: totalAmount })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )

interface ChoiceProps {
  readonly name: string
  readonly value: string
  readonly label: string
  readonly checked: boolean
  readonly cost: Amount
  readonly total: Amount | undefined
  readonly children?: ComponentChildren
}

/** A shipping option, with its price and the total with it. */
export const ShippingChoice = ({ checked, children, cost, label, name, total, value }: ChoiceProps) => (
  <div class="choice">
    <input type="radio" id={`${name}-${value}`} name={name} value={value} checked={checked} required />
    <label for={`${name}-${value}`}>
      {label}
      {total === undefined ? null : (
        <>
          <br />
          <span class="quiet">In total {money(total)}</span>
        </>
      )}
    </label>
    <span>{money(cost)}</span>
    {children === undefined ? null : <div class="more">{children}</div>}
  </div>
)

/** The link back to the shop, where a return URL was given. */
export const WayBack = ({ to, url }: { readonly to: string; readonly url: string | undefined }) =>
  url !== undefined && isLinkable(url) ? (
    <p class="actions">
      <a class="button primary" href={url}>
        Back to {to}
      </a>
    </p>
  ) : (
    <p>You can close this page.</p>
  )

/** The page for an unknown token. */
export const notFound = (text: string) => ({
  title: "Nothing here",
  children: (
    <>
      <h1>Nothing here</h1>
      <p>{text}</p>
    </>
  )
})
