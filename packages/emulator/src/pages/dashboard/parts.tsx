/** Components of several sections of the dashboard. */
import type { ComponentChildren } from "preact"
import type { Merchant } from "../../core/Merchant.js"
import { dateAndTime, iso, timeOfDay } from "./format.js"
import type { Latest } from "./view.js"

/** A moment in UTC, with its date where it says more. */
export const At = ({ dated = false, millis }: { readonly millis: number; readonly dated?: boolean }) => (
  <time dateTime={iso(millis)}>{dated ? dateAndTime(millis) : timeOfDay(millis)}</time>
)

const tones: Readonly<Record<string, string>> = {
  AUTHORIZED: "good",
  PaymentSuccessful: "good",
  ABORTED: "bad",
  EXPIRED: "bad",
  TERMINATED: "bad",
  SessionExpired: "bad",
  PaymentTerminated: "bad",
  ACTIVE: "good",
  STOPPED: "bad",
  CHARGED: "good",
  RESERVED: "good",
  PARTIALLY_CAPTURED: "good",
  FAILED: "bad",
  CANCELLED: "bad"
}

export const State = ({ name }: { readonly name: string }) => (
  <strong class={`state ${tones[name] ?? "quiet"}`}>{name}</strong>
)

/** The name of the sales unit for customers. */
export const nameOf = (merchants: ReadonlyArray<Merchant>, merchantSerialNumber: string): string =>
  merchants.find(({ credentials }) => credentials.merchantSerialNumber === merchantSerialNumber)?.name ??
  merchantSerialNumber

interface SectionProps {
  readonly id: string
  readonly title: string
  readonly of: Latest<unknown>
  /** The text of an empty list. */
  readonly none: string
  readonly children: ComponentChildren
}

/** A list with its heading, its length, and how many items are not shown. */
export const Section = ({ children, id, none, of, title }: SectionProps) => (
  <section id={id} aria-labelledby={`${id}-title`}>
    <h2 id={`${id}-title`}>
      {title} <span class="quiet">{of.shown.length + of.more}</span>
    </h2>
    {of.shown.length === 0 ? <p class="quiet">{none}</p> : children}
    {of.more > 0 ? (
      <p class="quiet">{of.more.toLocaleString("en")} older not shown; filter by reference to find them.</p>
    ) : null}
  </section>
)
