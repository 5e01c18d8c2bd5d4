/** The customer's page of an agreement: what it costs, for how long, and whether the customer agrees. */

import { iso, money } from "../../core/format.js"
import type { Agreement, Campaign } from "../../recurring/Agreement.js"
import type { Charge } from "../../recurring/Charge.js"
import { amountOf, priceInWords } from "../../recurring/inWords.js"
import { endOf, priceAt } from "../../recurring/pricing.js"
import { intervalInWords } from "../../recurring/wire.js"
import { Shared } from "./LandingPage.js"
import { Alert, WayBack } from "./parts.js"
import { refreshAt, timeLeft } from "./words.js"

const day = (millis: number): string => iso(millis).slice(0, 10)

/** What the campaign changes, and until when. */
const campaignInWords = (agreement: Agreement, campaign: Campaign): string => {
  const price = amountOf(agreement, campaign.price)
  switch (campaign.type) {
    case "EVENT_CAMPAIGN":
      return `${price} ${campaign.eventText} (${day(endOf(campaign))})`
    case "PERIOD_CAMPAIGN":
      return `${price} for the first ${intervalInWords(campaign.period).replace("every ", "")}`
    default:
      return `${price} ${agreement.interval === undefined ? "" : intervalInWords(agreement.interval)} until ${day(endOf(campaign))}`
  }
}

/** What the initial charge is, before the customer has decided and after. */
const initialInWords = ({ status }: Agreement, { transactionType }: Charge): string => {
  const isPaid = transactionType === "DIRECT_CAPTURE"
  if (status === "PENDING") return isPaid ? "To pay now" : "Reserved now"
  return status === "ACTIVE" && isPaid ? "Paid at the start" : "First charge"
}

const Terms = ({ agreement, initial, millisLeft }: Pick<Props, "agreement" | "initial" | "millisLeft">) => (
  <dl>
    {agreement.campaign === undefined ? null : (
      <>
        <dt>Campaign</dt>
        <dd>{campaignInWords(agreement, agreement.campaign)}</dd>
      </>
    )}
    <dt>{agreement.campaign === undefined ? "Price" : "Normal price"}</dt>
    <dd>{priceInWords(agreement)}</dd>
    {initial === undefined ? null : (
      <>
        <dt>{initialInWords(agreement, initial)}</dt>
        <dd>
          {money({ currency: initial.currency, value: initial.amount })}, {initial.description}
        </dd>
      </>
    )}
    {agreement.externalId === undefined ? null : (
      <>
        <dt>Reference</dt>
        <dd>{agreement.externalId}</dd>
      </>
    )}
    {millisLeft === undefined ? null : (
      <>
        <dt>Time left</dt>
        <dd>{timeLeft(millisLeft)}</dd>
      </>
    )}
  </dl>
)

const Maximum = ({ agreement: { pricing } }: Pick<Props, "agreement">) =>
  pricing.type === "VARIABLE" ? (
    <>
      <label for="max">The most you allow for one charge, in {pricing.currency}</label>
      <input
        id="max"
        name="max"
        type="number"
        min="0.01"
        step="0.01"
        required
        value={(pricing.suggestedMaxAmount / 100).toFixed(2)}
      />
    </>
  ) : null

interface Props {
  readonly agreement: Agreement
  readonly initial: Charge | undefined
  readonly merchant: string
  /** Until the time to approve is up. */
  readonly millisLeft: number | undefined
  readonly now: number
  /** What went wrong last. */
  readonly problem: string | undefined
}

const headline = (agreement: Agreement, now: number): string => {
  const price = priceAt(agreement, now)
  if (price !== undefined) return amountOf(agreement, price)
  return agreement.pricing.type === "VARIABLE"
    ? `Up to ${amountOf(agreement, agreement.pricing.suggestedMaxAmount)}`
    : "Varies"
}

const lower = (text: string): string => text.replace(/^[UT]/, (first) => first.toLowerCase())

/** What the customer agrees to, in words. */
const allowance = (agreement: Agreement): string =>
  agreement.campaign === undefined
    ? lower(priceInWords(agreement))
    : `${campaignInWords(agreement, agreement.campaign)}, then ${lower(priceInWords(agreement))}`

const Open = (props: Props) => {
  const { agreement, merchant, now, problem } = props
  const { productDescription, productName, scope } = agreement
  return (
    <>
      <h1>{productName}</h1>
      <Alert text={problem} />
      <p class="amount">{headline(agreement, now)}</p>
      <p>
        You allow {merchant} to charge you: {allowance(agreement)}.
      </p>
      {productDescription === undefined ? null : <p>{productDescription}</p>}
      <Terms {...props} />
      <Shared merchant={merchant} scope={scope} what="agreement" />
      <form method="post" target="_top">
        <Maximum agreement={agreement} />
        <p class="quiet">You can stop the agreement at any time.</p>
        <div class="actions">
          <button type="submit" class="primary" name="action" value="approve">
            Approve
          </button>
          <button type="submit" name="action" value="reject" formnovalidate>
            Reject
          </button>
        </div>
      </form>
    </>
  )
}

/** What became of it, in two words and in a sentence. */
const outcomeOf = ({ startedAt, status }: Agreement): readonly [heading: string, text: string] => {
  if (status === "ACTIVE") return ["Active", "You approved this agreement."]
  if (status === "EXPIRED") return ["Expired", "This agreement has expired. Nothing will be charged."]
  return startedAt === undefined
    ? ["Rejected", "You rejected this agreement. Nothing will be charged."]
    : ["Stopped", "This agreement was stopped. Nothing more will be charged."]
}

const Final = (props: Props) => {
  const { agreement, merchant, problem } = props
  const [heading, text] = outcomeOf(agreement)
  return (
    <>
      <h1>{heading}</h1>
      <Alert text={problem} />
      <div role="status">
        <p>{text}</p>
      </div>
      <p>
        {agreement.productName}, {merchant}
      </p>
      <Terms {...props} />
      <WayBack to={merchant} url={agreement.merchantRedirectUrl} />
      {agreement.status === "ACTIVE" ? (
        <form method="post" target="_top">
          <p class="actions">
            <button type="submit" name="action" value="stop">
              Stop the agreement
            </button>
          </p>
        </form>
      ) : null}
    </>
  )
}

export const agreementPage = (props: Props) => {
  const { agreement, merchant, millisLeft, problem } = props
  return agreement.status === "PENDING"
    ? {
        title: `${problem === undefined ? "" : "Not approved: "}${agreement.productName}, ${merchant}`,
        refresh: refreshAt(millisLeft ?? 0),
        children: <Open {...props} />
      }
    : { title: `${outcomeOf(agreement)[0]}: ${agreement.productName}`, children: <Final {...props} /> }
}
