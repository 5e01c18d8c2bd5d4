/** Components of several pages of the dashboard. */
import type { ComponentChildren } from "preact"
import { dateAndTime, iso, timeOfDay } from "../../core/format.js"
import type { Merchant } from "../../core/Merchant.js"
import { list, type Query } from "./links.js"
import type { Cut } from "./paging.js"

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
  CANCELLED: "bad",
  APPROVED: "good",
  REJECTED: "bad",
  SHARED: "good",
  REVOKED: "bad"
}

export const State = ({ name }: { readonly name: string }) =>
  name === "" ? null : <strong class={`state ${tones[name] ?? "quiet"}`}>{name}</strong>

/** The name of the sales unit for customers. */
export const nameOf = (merchants: ReadonlyArray<Merchant>, merchantSerialNumber: string): string =>
  merchants.find(({ credentials }) => credentials.merchantSerialNumber === merchantSerialNumber)?.name ??
  merchantSerialNumber

/** Copies a text; the page's script shows it. */
export const Copy = ({ text }: { readonly text: string }) => (
  <button type="button" class="copy" data-copy={text} aria-label={`Copy ${text}`}>
    Copy
  </button>
)

/** What is found by a reference on the overview, or in a list. */
export const found = (filter: string, texts: ReadonlyArray<string | undefined>): boolean => {
  if (filter === "") return true
  const wanted = filter.toLowerCase()
  return texts.some((text) => text?.toLowerCase().includes(wanted))
}

interface SectionProps {
  /** The list with all of them, if there is one. */
  readonly id: string
  readonly title: string
  readonly of: Pick<Cut<unknown>, "shown" | "total" | "older">
  /** The text of an empty list. */
  readonly none: string
  readonly isListed?: boolean
  readonly query?: Query
  readonly children: ComponentChildren
}

/** The latest of a list with its heading, its length, and the way to the others. */
export const Section = ({ children, id, isListed = true, none, of, query = {}, title }: SectionProps) => {
  const { older, shown, total } = of
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title} <span class="quiet">{total.toLocaleString("en")}</span>
      </h2>
      {shown.length === 0 ? <p class="quiet">{none}</p> : children}
      {isListed && older !== undefined ? (
        <p>
          <a href={list(id, query)}>
            {title}: show {query.q === undefined ? `all ${total.toLocaleString("en")}` : "all that match"}
          </a>
        </p>
      ) : null}
    </section>
  )
}
