/** The pages of the till: plain HTML that works without a script. */
import type { Money, Report } from "@effect-vipps/client"
import type { ComponentChildren } from "preact"
import { render } from "preact-render-to-string"
import type { DayReport } from "./dayReport.js"
import { products } from "./Products.js"
import type { Sale } from "./Till.js"

interface PageProps {
  readonly title: string
  /** Reloads the page after this many seconds. */
  readonly refresh?: number
  readonly children: ComponentChildren
}

const page = ({ children, refresh, title }: PageProps): string =>
  `<!doctype html>${render(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {refresh === undefined ? null : <meta http-equiv="refresh" content={String(refresh)} />}
        <title>{title} - Kaffebaren</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <a href="/">Kaffebaren, till 1</a> <a href="/report">End of day</a>
        </header>
        <main>{children}</main>
      </body>
    </html>
  )}`

const money = (value: number): string => `${(value / 100).toFixed(2)} NOK`

const amountOf = ({ value }: Money.Amount): string => money(value)

const Alert = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : <p role="alert">{text}</p>

const Basket = () => (
  <fieldset>
    <legend>What is sold</legend>
    {products.map(({ id, name, unitPrice }) => (
      <p key={id} class="line">
        <label for={id}>
          {name}, {money(unitPrice)}
        </label>
        <input id={id} name={id} type="number" min={0} max={99} value={0} required />
      </p>
    ))}
  </fieldset>
)

interface TillProps {
  /** Of the next sale. */
  readonly reference: string
  readonly hasVisitor: boolean
  readonly problem?: string
}

export const tillPage = ({ hasVisitor, problem, reference }: TillProps): string =>
  page({
    title: "Till",
    children: (
      <>
        <h1>Next customer</h1>
        <Alert text={problem} />
        <p role="status">
          {hasVisitor
            ? "A customer has checked in, and can be asked to pay."
            : "Nobody has checked in. The customer scans the code, or shows a personal one."}
        </p>
        <p class="code">
          <img src="/qr.png" alt="The QR code of this till" width={220} height={220} />
        </p>
        <form method="post" action="/sales">
          <input type="hidden" name="reference" value={reference} />
          <Basket />
          <p>
            <label for="personalQr">Personal QR code, as the scanner reads it (leave empty for a check-in)</label>
            <input id="personalQr" name="personalQr" type="text" autocomplete="off" />
          </p>
          <p class="actions">
            <button type="submit">Ask for payment</button> <a href="/">Look for a check-in</a>
          </p>
        </form>
      </>
    )
  })

const outcomes = {
  Waiting: "Waiting for the customer to approve in the app.",
  Paid: "Paid. The receipt is in the customer’s app.",
  NotPaid: "Not paid: the customer rejected the payment, or the time ran out."
} as const

export const salePage = ({ amount, receipt, reference, state }: Sale, problem?: string): string =>
  page({
    title: `${state} ${reference}`,
    ...(state === "Waiting" ? { refresh: 2 } : {}),
    children: (
      <>
        <h1>{amountOf(amount)}</h1>
        <Alert text={problem} />
        <p role="status" class={state}>
          {outcomes[state]}
        </p>
        <table>
          <caption>Receipt {reference}</caption>
          <tbody>
            {receipt.orderLines.map(({ id, name, totalAmount, unitInfo }) => (
              <tr key={id}>
                <th scope="row">
                  {unitInfo?.quantity} {name}
                </th>
                <td>{money(totalAmount)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">Of which VAT</th>
              <td>{money(receipt.orderLines.reduce((sum, { totalTaxAmount }) => sum + totalTaxAmount, 0))}</td>
            </tr>
          </tbody>
        </table>
        <p>
          <a href="/">Next customer</a>
        </p>
      </>
    )
  })

const Row = ({ amount, balanceAfter, entryType, reference }: Report.Entry) => (
  <tr>
    <th scope="row">{entryType}</th>
    <td>{reference ?? ""}</td>
    <td>{money(amount)}</td>
    <td>{money(balanceAfter)}</td>
  </tr>
)

export const reportPage = ({ date, entries, isClosed, issues }: DayReport): string =>
  page({
    title: `End of ${date}`,
    children: (
      <>
        <h1>{date}</h1>
        <p role="status" class={issues.length === 0 ? "Paid" : "NotPaid"}>
          {issues.length === 0 ? "The day balances." : issues.join(" ")}{" "}
          {isClosed ? "It is closed." : "It is still open: fees and payout come at midnight."}
        </p>
        <table>
          <caption>Entries of the ledger</caption>
          <thead>
            <tr>
              <th scope="col">Entry</th>
              <th scope="col">Reference</th>
              <th scope="col">Amount</th>
              <th scope="col">Balance</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <Row key={`${entry.entryType} ${entry.pspReference}`} {...entry} />
            ))}
          </tbody>
        </table>
      </>
    )
  })

export const messagePage = (title: string, text: string): string =>
  page({
    title,
    children: (
      <>
        <h1>{title}</h1>
        <Alert text={text} />
      </>
    )
  })

export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2528, #e9eef0); --line: light-dark(#cfd8dc, #3a464b);
  --accent: light-dark(#0b5d69, #8fd9e4); --good: light-dark(#1b6e3c, #7fd6a2); --bad: light-dark(#b3261e, #ff9c94); }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#f6f9fa, #14191b); }
header, main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
header { display: flex; justify-content: space-between; border-bottom: 1px solid var(--line); }
a { color: var(--accent); } h1 { font-size: 2rem; margin: .5rem 0; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; }
.line { display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin: .5rem 0; }
.code img { background: #fff; max-width: 100%; height: auto; }
input { font: inherit; padding: .5rem; color: inherit; background: transparent; border: 1px solid light-dark(#667379, #93a1a7); border-radius: .375rem; }
input[type="number"] { width: 5rem; } input[type="text"] { width: 100%; box-sizing: border-box; }
button { font: inherit; font-weight: 600; padding: .75rem 1.25rem; border: 0; border-radius: .375rem; background: var(--accent); color: light-dark(#fff, #04262b); cursor: pointer; }
.actions { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
[role="status"], [role="alert"] { border-left: .25rem solid var(--line); padding: .5rem 1rem; }
.Paid { border-color: var(--good); } .NotPaid, [role="alert"] { border-color: var(--bad); }
table { width: 100%; border-collapse: collapse; } caption { text-align: left; font-weight: 600; }
th, td { padding: .375rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; overflow-wrap: anywhere; }
td:last-child, td:nth-child(3), thead th:nth-child(n+3) { text-align: right; font-variant-numeric: tabular-nums; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`
