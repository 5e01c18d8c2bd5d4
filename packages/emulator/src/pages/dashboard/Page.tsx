/** The frame of the dashboard's pages, as text. */
import { render } from "preact-render-to-string"
import type { Form } from "../../core/Action.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { dateAndTime, iso, span } from "../../core/format.js"
import type { Merchant } from "../../core/Merchant.js"
import { environment } from "../../startupMessage.js"
import { page } from "../Layout.js"
import { DeliveryFaultForm } from "./DeliveryFaultForm.js"
import { FaultForm } from "./FaultForm.js"
import { Faults } from "./Faults.js"
import { action, href, list, liveHref, overview, type Place } from "./links.js"
import { Copy } from "./parts.js"
import type { Seen } from "./seen.js"
import { lists, type Sheet } from "./sheet.js"

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

const Clock = ({ place }: { readonly place: Place }) => (
  <details class="card">
    <summary>Move the clock</summary>
    <form method="post" action={action("clock", place)} class="moves">
      {moves.map(([label, millis]) => (
        <button key={millis} type="submit" name="millis" value={millis}>
          {label}
        </button>
      ))}
    </form>
    <form method="post" action={action("clock", place)}>
      <label for="millis">Milliseconds</label>
      <div class="line">
        <input id="millis" name="millis" type="number" min={1} required />
        <button type="submit">Move</button>
      </div>
    </form>
  </details>
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

/** The overview's filter; lists have filters of their own. */
const Filter = ({ filter }: { readonly filter: string }) => (
  <form method="get" action={href(overview)}>
    <label for="filter">Filter by reference</label>
    <div class="line">
      <input id="filter" name="reference" type="search" value={filter} autocomplete="off" />
      <button type="submit">Show</button>
      {filter === "" ? null : <a href={href(overview)}>Show all</a>}
    </div>
  </form>
)

const Now = ({ place, seen: { now, world } }: LiveProps) => {
  const { reference } = place.query
  return (
    <p id="now">
      The emulator’s clock shows <time dateTime={iso(now)}>{dateAndTime(now)}</time> UTC,{" "}
      {world.ahead === 0 ? "on time." : <strong>{span(world.ahead)} ahead of the time.</strong>}
      {reference === undefined || place.segments.length > 0 ? null : ` Only references with “${reference}” are shown.`}
    </p>
  )
}

interface LiveProps {
  readonly place: Place
  readonly seen: Seen
}

/** The part of a page that follows what happens. */
const Live = ({ place, seen, sheet }: LiveProps & { readonly sheet: Sheet }) => (
  <>
    <Faults place={place} world={seen.world} />
    <Now place={place} seen={seen} />
    {sheet.live}
  </>
)

export const live = (props: LiveProps & { readonly sheet: Sheet }): string => render(<Live {...props} />)

const Navigation = ({ place }: { readonly place: Place }) => {
  const [current] = place.segments
  return (
    <nav aria-label="Pages" class="pages">
      <a href={href(overview)} aria-current={current === undefined ? "page" : undefined}>
        Overview
      </a>
      {lists.map(({ name, title }) => (
        <a key={name} href={list(name)} aria-current={current === name ? "page" : undefined}>
          {title}
        </a>
      ))}
      <a href="/_emulator/dashboard/keys">Sales units and keys</a> <a href="/_emulator/inbox">Inbox of a phone</a>{" "}
      <a href="/_emulator/dashboard/reset">Reset…</a> <a href={href(place)}>Reload</a>
    </nav>
  )
}

const Tools = ({ form, place }: { readonly form: Form; readonly place: Place }) => {
  const isFault = form["kind"] !== undefined
  return (
    <div class="tools">
      {place.segments.length === 0 ? <Filter filter={place.query.reference ?? ""} /> : null}
      <Clock place={place} />
      <details class="card fault" open={isFault}>
        <summary>Set a fault</summary>
        <FaultForm place={place} form={isFault ? form : {}} />
      </details>
      <details class="card">
        <summary>Set a fault on webhooks</summary>
        <DeliveryFaultForm place={place} />
      </details>
    </div>
  )
}

const Heading = ({ sheet: { list: parent, reference, title } }: { readonly sheet: Sheet }) => (
  <>
    {parent === undefined ? null : (
      <p class="quiet">
        <a href={list(parent.name)}>{parent.title}</a>
      </p>
    )}
    <div class="line">
      <h1>{title}</h1>
      {reference === undefined ? null : <Copy text={reference} />}
    </div>
  </>
)

export const dashboard = (props: LiveProps & { readonly sheet: Sheet; readonly outcome?: Outcome }): string => {
  const { outcome, place, sheet } = props
  const isOverview = place.segments.length === 0
  // Elsewhere they are below what the page is about.
  const tools = <Tools place={place} form={outcome !== undefined && "form" in outcome ? outcome.form : {}} />
  return page({
    title: isOverview ? "Dashboard of the emulator" : `${sheet.title}, dashboard of the emulator`,
    width: "wide",
    children: (
      <>
        <Heading sheet={sheet} />
        <Notice outcome={outcome} />
        <div class="top">
          <Navigation place={place} />
          <p id="live-state" role="status" class="quiet">
            Reload to see what is new.
          </p>
        </div>
        {isOverview ? tools : sheet.tools}
        <div id="live" data-source={liveHref(place)} data-page={href(place)}>
          <Live {...props} />
        </div>
        {isOverview ? null : tools}
        <script src="/_emulator/dashboard.js" defer />
      </>
    )
  })
}

export const missing = (): string =>
  page({
    title: "Not on the dashboard",
    children: (
      <>
        <h1>There is no such page</h1>
        <p>What it showed may have been deleted by a reset.</p>
        <p>
          <a href={href(overview)}>Back to the dashboard</a>
        </p>
      </>
    )
  })

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
        <form method="post" action={action("reset", overview)} class="moves">
          <button type="submit" class="primary">
            Forget everything
          </button>
          <a href="/_emulator">Back to the dashboard</a>
        </form>
      </>
    )
  })
