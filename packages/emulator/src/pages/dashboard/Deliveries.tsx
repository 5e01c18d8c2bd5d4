/** Webhooks and Checkout callbacks, with their registrations and the state of each delivery. */

import { span } from "../../core/format.js"
import { maskCallback } from "../../core/maskSecrets.js"
import type { Delivery } from "../../delivery/Delivery.js"
import { registrations } from "../../delivery/registrations.js"
import { About } from "./About.js"
import { cursorIn, Listed, perPage, perSection } from "./List.js"
import { action, type Place } from "./links.js"
import { cut } from "./paging.js"
import { At, found, nameOf, Section } from "./parts.js"
import { deliveriesIn, type Seen } from "./seen.js"

const tones = { Pending: "quiet", Delivered: "good", GivenUp: "bad", Lost: "bad" } as const

const Progress = ({ delivery, now }: { readonly delivery: Delivery; readonly now: number }) => {
  const { attempts, dueAt, result, state } = delivery
  return (
    <span class="quiet">
      {attempts === 0 ? "" : `${attempts === 1 ? "1 attempt" : `${attempts} attempts`}, the last: ${result}`}
      {state === "Pending" && dueAt > now ? `${attempts === 0 ? "" : "; "}due in ${span(dueAt - now)}` : ""}
    </span>
  )
}

interface RowsProps {
  readonly deliveries: ReadonlyArray<Delivery>
  readonly place: Place
  readonly seen: Seen
}

const Row = ({ delivery, place, seen }: Omit<RowsProps, "deliveries"> & { readonly delivery: Delivery }) => (
  <li id={`delivery-${delivery.sequence}`}>
    <details>
      <summary>
        <strong class={tones[delivery.state]}>{delivery.state}</strong> {delivery.event}{" "}
        <span class="path">{delivery.reference}</span>{" "}
        <span class="quiet">
          <At millis={delivery.createdAt} />
        </span>{" "}
        <Progress delivery={delivery} now={seen.now} />
      </summary>
      <p class="path">POST {maskCallback(delivery.url)}</p>
      <pre>{JSON.stringify(JSON.parse(delivery.body), undefined, 2)}</pre>
    </details>
    <form method="post" action={action("resend", place)} class="resend">
      <input type="hidden" name="sequence" value={delivery.sequence} />
      <span>
        About <About seen={seen} merchantSerialNumber={delivery.merchantSerialNumber} reference={delivery.reference} />
      </span>
      <button type="submit" aria-label={`Send again: ${delivery.event} of ${delivery.reference}`}>
        Send again
      </button>
    </form>
  </li>
)

const Rows = ({ deliveries, place, seen }: RowsProps) => (
  <ul class="rows">
    {deliveries.map((delivery) => (
      <Row key={delivery.sequence} delivery={delivery} place={place} seen={seen} />
    ))}
  </ul>
)

type Props = Omit<RowsProps, "deliveries">

export const Registrations = ({ seen: { merchants, now, world } }: Props) => {
  const shown = [...registrations.values(world)]
  return (
    <Section
      id="registrations"
      title="Webhook registrations"
      of={{ shown, total: shown.length, older: undefined }}
      none="None yet."
    >
      <ul class="rows">
        {shown.map(({ events, failingSince, id, merchantSerialNumber, url }) => (
          <li key={id}>
            <span class="path">{maskCallback(url)}</span>{" "}
            <span class="quiet">
              {nameOf(merchants, merchantSerialNumber)}, {events.length === 1 ? events[0] : `${events.length} events`}
            </span>
            {failingSince === undefined ? null : <span class="bad"> failing for {span(now - failingSince)}</span>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

const title = "Deliveries to merchants"

export const states: ReadonlyArray<Delivery["state"]> = ["Pending", "Delivered", "GivenUp", "Lost"]

const matching =
  ({ q = "", state }: Place["query"]) =>
  (delivery: Delivery): boolean =>
    (state === undefined || delivery.state === state) &&
    found(q, [delivery.reference, delivery.event, delivery.result, delivery.registrationId])

export const Deliveries = ({ place, seen }: Props) => {
  const page = cut(deliveriesIn(seen), perPage, matching(place.query), cursorIn(place))
  return (
    <Listed of={page} place={place} none="None yet.">
      <Rows deliveries={page.shown} place={place} seen={seen} />
    </Listed>
  )
}

export const LatestDeliveries = ({ place, seen }: Props) => {
  const { reference = "" } = place.query
  const page = cut(deliveriesIn(seen), perSection, (delivery) => found(reference, [delivery.reference]))
  return (
    <Section id="deliveries" title={title} of={page} none="None yet." query={reference === "" ? {} : { q: reference }}>
      <Rows deliveries={page.shown} place={place} seen={seen} />
    </Section>
  )
}

/** The deliveries about one thing, newest first. */
export const DeliveriesOf = ({ deliveries, place, seen }: RowsProps) => {
  const shown = deliveries.slice(-perPage).reverse()
  return (
    <Section
      id="deliveries"
      title={title}
      of={{ shown, total: deliveries.length, older: undefined }}
      none="None: no webhook or callback was due."
    >
      <Rows deliveries={shown} place={place} seen={seen} />
    </Section>
  )
}
