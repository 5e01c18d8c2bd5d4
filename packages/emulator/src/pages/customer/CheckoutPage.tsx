/** The page of a Checkout session: contact, shipping and costs. */
import type { Contact, Session, ShippingOption } from "../../checkout/Session.js"
import { defaultOption } from "../../checkout/Session.js"
import { money } from "../../core/format.js"
import { isLinkable } from "../../core/merchantUrls.js"
import { ContactFields } from "./contactForm.js"
import { Alert, OrderLines, ShippingChoice, WayBack } from "./parts.js"
import type { Form } from "./request.js"
import { refreshAt, timeLeft } from "./words.js"

/** The path of the page. */
export const pathOf = (token: string): string => `/checkout-frontend?token=${encodeURIComponent(token)}`

interface Selection {
  readonly id: string
  readonly label: string
}

const Select = ({
  label,
  list,
  name
}: {
  readonly label: string
  readonly name: string
  readonly list: ReadonlyArray<Selection>
}) =>
  list.length === 0 ? null : (
    <>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {list.map(({ id, label }) => (
          <option value={id}>{label}</option>
        ))}
      </select>
    </>
  )

const More = ({ option: { description, id, pickupPoints, timeslots, title } }: { readonly option: ShippingOption }) => (
  <>
    {description === undefined ? null : <p class="quiet">{description}</p>}
    <Select
      name={`pickupPoint-${id}`}
      label={`Pickup point (${title})`}
      list={pickupPoints.map(({ address, city, id, name, postalCode }) => ({
        id,
        label: `${name}, ${address}, ${postalCode} ${city}`
      }))}
    />
    <Select
      name={`timeslot-${id}`}
      label={`Time (${title})`}
      list={timeslots.map(({ date, end, id, start }) => ({ id, label: `${date}, ${start} to ${end}` }))}
    />
  </>
)

const Shipping = ({ options, session, typed }: Pick<Props, "options" | "session" | "typed">) => {
  const { amount } = session
  const chosen = options.find(({ id }) => id === typed?.text("shippingOptionId")) ?? defaultOption(options)
  return options.length === 0 ? null : (
    <fieldset class="choices">
      <legend>How to ship</legend>
      {[...options]
        .sort((a, b) => a.priority - b.priority)
        .map((option) => (
          <ShippingChoice
            name="shippingOptionId"
            value={option.id}
            label={option.title}
            checked={option === chosen}
            cost={option.amount}
            total={amount && { ...amount, value: amount.value + option.amount.value }}
          >
            <More option={option} />
          </ShippingChoice>
        ))}
    </fieldset>
  )
}

/** A text with at most one link, written `[text](url)`. */
const WithLink = ({ text }: { readonly text: string }) => {
  const [whole, label, url] = /\[([^\]]+)\]\(([^)\s]+)\)/.exec(text) ?? []
  if (whole === undefined || label === undefined || url === undefined) return <>{text}</>
  const at = text.indexOf(whole)
  return (
    <>
      {text.slice(0, at)}
      {isLinkable(url) ? (
        <a href={url} target="_blank" rel="noreferrer">
          {label}
        </a>
      ) : (
        label
      )}
      {text.slice(at + whole.length)}
    </>
  )
}

const Consent = ({ session: { customConsent }, typed }: Pick<Props, "session" | "typed">) =>
  customConsent === undefined ? null : (
    <div class="choice">
      <input
        type="checkbox"
        id="customConsent"
        name="customConsent"
        value="yes"
        required={customConsent.required}
        checked={typed?.text("customConsent") === "yes"}
      />
      <label for="customConsent">
        <WithLink text={customConsent.text} />
        {customConsent.required ? "" : " (optional)"}
      </label>
    </div>
  )

const Terms = ({ merchant, session }: Pick<Props, "merchant" | "session">) => {
  const url = session.merchantInfo.termsAndConditionsUrl
  return url !== undefined && isLinkable(url) ? (
    <p>
      By paying you accept the{" "}
      <a href={url} target="_blank" rel="noreferrer">
        terms and conditions of {merchant}
      </a>
      .
    </p>
  ) : null
}

const Pay = ({ merchant, options, session, typed }: Pick<Props, "merchant" | "options" | "session" | "typed">) => (
  <>
    <Shipping options={options} session={session} typed={typed} />
    <Consent session={session} typed={typed} />
    {session.requireUserInfo ? <p>By paying you share your e-mail address with {merchant}.</p> : null}
    <Terms merchant={merchant} session={session} />
    <div class="actions">
      <button type="submit" class="primary" name="action" value="pay">
        {session.amount === undefined ? "Accept" : "Pay"}
      </button>
    </div>
  </>
)

const Typed = ({ contact, token }: { readonly contact: Contact; readonly token: string }) => (
  <section aria-labelledby="typed">
    <h2 id="typed">Who and where</h2>
    <p>
      {contact.firstName} {contact.lastName}
      <br />
      {contact.email}, {contact.phoneNumber}
      <br />
      {contact.streetAddress}, {contact.postalCode} {contact.city}, {contact.country}
    </p>
    <p>
      <a href={`${pathOf(token)}&change=contact`}>Change</a>
    </p>
  </section>
)

interface Props {
  readonly session: Session
  readonly merchant: string
  readonly millisLeft: number
  readonly contact: Contact
  readonly options: ReadonlyArray<ShippingOption>
  /** Whether the merchant of dynamic options needs the address first. */
  readonly isAsking: boolean
  readonly problem: string | undefined
  /** The error of the last attempt. */
  readonly typed: Form | undefined
}

const Open = ({ contact, isAsking, merchant, millisLeft, options, problem, session, typed }: Props) => {
  const { amount, description, dynamicOptionsCallback, orderLines, pageToken } = session
  return (
    <>
      <h1>Checkout at {merchant}</h1>
      <Alert text={problem} />
      <p class="amount">{amount === undefined ? "Nothing to pay now" : money(amount)}</p>
      {isAsking || options.length > 0 ? <p class="quiet">Shipping comes on top.</p> : null}
      <p>{description}</p>
      {amount === undefined ? null : <OrderLines currency={amount.currency} lines={orderLines} />}
      <p class="quiet">Time left: {timeLeft(millisLeft)}</p>
      {/* Without a payment the next page is the shop's, which does not belong into the shop's own frame. */}
      <form method="post" target={amount === undefined ? "_top" : undefined}>
        {isAsking ? (
          <>
            <ContactFields contact={contact} session={session} />
            <div class="actions">
              <button type="submit" class="primary" name="action" value="contact">
                Show shipping options
              </button>
            </div>
          </>
        ) : (
          <>
            {dynamicOptionsCallback === undefined ? (
              <ContactFields contact={contact} session={session} />
            ) : (
              <Typed contact={contact} token={pageToken} />
            )}
            <Pay merchant={merchant} options={options} session={session} typed={typed} />
          </>
        )}
      </form>
      <script src="/checkout-frontend/frame.js" />
    </>
  )
}

const ends = {
  PaymentInitiated: ["Payment under way", "You have filled in this page. The payment is waiting for your approval."],
  SessionExpired: ["Expired", "This session has expired. Nothing was paid."],
  PaymentSuccessful: ["Done", "This session is done."],
  PaymentTerminated: ["Not paid", "The payment of this session did not succeed."]
} as const

export const checkoutPage = (props: Props) => {
  const { merchant, millisLeft, problem, session } = props
  if (session.state === "SessionCreated") {
    return {
      title: `${problem === undefined ? "" : "Not done: "}Checkout at ${merchant}`,
      refresh: refreshAt(millisLeft),
      children: <Open {...props} />
    }
  }
  const [heading, text] = ends[session.state]
  return {
    title: `${heading}: ${merchant}`,
    children: (
      <>
        <h1>{heading}</h1>
        <div role="status">
          <p>{text}</p>
        </div>
        {session.state === "PaymentInitiated" ? (
          <p class="actions">
            <a class="button primary" href={`/landing?v=2&token=${session.pageToken}`}>
              Continue to the payment
            </a>
          </p>
        ) : (
          <WayBack to={merchant} url={session.merchantInfo.returnUrl} />
        )}
      </>
    )
  }
}
