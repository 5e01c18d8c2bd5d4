/** The dashboard's pages as text. */
import { render } from "preact-render-to-string"
import type { Form } from "../../core/Action.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import type { Merchant } from "../../core/Merchant.js"
import { environment } from "../../startupMessage.js"
import { page } from "../Layout.js"
import { DeliveryFaultForm } from "./Deliveries.js"
import { FaultForm } from "./FaultForm.js"
import { Live } from "./Live.js"
import { action, home } from "./links.js"
import type { View } from "./view.js"

/** The result of the submitted form. */
export type Outcome = { readonly done: string } | { readonly refused: string; readonly form: Form } | undefined

const moves = [
  ["+1 min", 60_000],
  ["+10 min", 600_000],
  ["+1 h", 3_600_000],
  ["+1 day", 86_400_000],
  ["+14 days", 1_209_600_000],
  ["+180 days", 15_552_000_000]
] as const

const Clock = ({ filter }: { readonly filter: string }) => (
  <details class="card">
    <summary>Move the clock</summary>
    <form method="post" action={action("clock", filter)} class="moves">
      {moves.map(([label, millis]) => (
        <button key={millis} type="submit" name="millis" value={millis}>
          {label}
        </button>
      ))}
    </form>
    <form method="post" action={action("clock", filter)}>
      <label for="millis">Milliseconds</label>
      <div class="line">
        <input id="millis" name="millis" type="number" min={1} required />
        <button type="submit">Move</button>
      </div>
    </form>
  </details>
)

const Filter = ({ filter }: { readonly filter: string }) => (
  <form method="get" action="/_emulator">
    <label for="filter">Filter by reference</label>
    <div class="line">
      <input id="filter" name="reference" type="search" value={filter} autocomplete="off" />
      <button type="submit">Show</button>
      {filter === "" ? null : <a href="/_emulator">Show all</a>}
    </div>
  </form>
)

const Notice = ({ outcome }: { readonly outcome: Outcome }) => {
  if (outcome === undefined) return null
  return "done" in outcome ? (
    <p role="status" class="notice good">
      {outcome.done}
    </p>
  ) : (
    <p role="alert" class="notice bad">
      {outcome.refused}
    </p>
  )
}

export const live = (view: View): string => render(<Live {...view} />)

export const dashboard = (view: View, outcome?: Outcome): string => {
  const { filter } = view
  const form = outcome !== undefined && "form" in outcome ? outcome.form : {}
  const isFault = form["kind"] !== undefined
  return page({
    title: "Dashboard of the emulator",
    width: "wide",
    children: (
      <>
        <h1>Dashboard</h1>
        <Notice outcome={outcome} />
        <div class="top">
          <nav aria-label="Pages">
            <a href="/_emulator/dashboard/keys">Sales units and keys</a> <a href="/_emulator/inbox">Inbox of a phone</a>{" "}
            <a href="/_emulator/dashboard/reset">Reset…</a> <a href={home(filter)}>Reload</a>
          </nav>
          <p id="live-state" role="status" class="quiet">
            Reload to see what is new.
          </p>
        </div>
        <div class="tools">
          <Filter filter={filter} />
          <Clock filter={filter} />
          <details class="card fault" open={isFault}>
            <summary>Set a fault</summary>
            <FaultForm filter={filter} form={isFault ? form : {}} />
          </details>
          <details class="card">
            <summary>Set a fault on webhooks</summary>
            <DeliveryFaultForm filter={filter} />
          </details>
        </div>
        <div id="live">
          <Live {...view} />
        </div>
        <script src="/_emulator/dashboard.js" defer />
      </>
    )
  })
}

interface UnitProps {
  readonly merchant: Merchant
  readonly url: string
}

const Unit = ({ merchant, url }: UnitProps) => (
  <section class="card">
    <h2>{merchant.name}</h2>
    <p>
      Sells in {merchant.currency}. Merchant serial number {merchant.credentials.merchantSerialNumber}, client id{" "}
      <code>{merchant.credentials.clientId}</code>
    </p>
    <details>
      <summary>Show the keys of {merchant.name}</summary>
      <pre>{environment(url, merchant).join("\n")}</pre>
    </details>
  </section>
)

/** The only page with secrets: a dashboard stays on screen for long. */
export const keys = ({ settings }: EmulatorContext): string =>
  page({
    title: "Sales units of the emulator",
    width: "wide",
    children: (
      <>
        <h1>Sales units</h1>
        <p>
          <a href="/_emulator">Back to the dashboard</a>
        </p>
        <p>Their keys work with this emulator only, not with Vipps.</p>
        {settings.merchants.map((merchant) => (
          <Unit key={merchant.credentials.merchantSerialNumber} merchant={merchant} url={settings.publicUrl} />
        ))}
      </>
    )
  })

export const reset = (): string =>
  page({
    title: "Reset the emulator",
    children: (
      <>
        <h1>Forget everything?</h1>
        <p>Payments, sessions, the ledger, tokens, idempotency keys, requests and faults are deleted permanently.</p>
        <form method="post" action={action("reset", "")} class="moves">
          <button type="submit" class="primary">
            Forget everything
          </button>
          <a href="/_emulator">Back to the dashboard</a>
        </form>
      </>
    )
  })
