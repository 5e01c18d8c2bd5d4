/** Webhooks and Checkout callbacks, with their registrations and the state of each delivery. */

import { maskCallback } from "../../core/maskSecrets.js"
import type { DeliveryFault } from "../../DeliveryFault.js"
import type { Delivery } from "../../delivery/Delivery.js"
import { span } from "./format.js"
import { action } from "./links.js"
import { At, nameOf, Section } from "./parts.js"
import type { View } from "./view.js"

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

const Row = ({
  delivery,
  filter,
  now
}: {
  readonly delivery: Delivery
  readonly filter: string
  readonly now: number
}) => (
  <li id={`delivery-${delivery.sequence}`}>
    <details>
      <summary>
        <strong class={tones[delivery.state]}>{delivery.state}</strong> {delivery.event}{" "}
        <span class="path">{delivery.reference}</span>{" "}
        <span class="quiet">
          <At millis={delivery.createdAt} />
        </span>{" "}
        <Progress delivery={delivery} now={now} />
      </summary>
      <p class="path">POST {maskCallback(delivery.url)}</p>
      <pre>{JSON.stringify(JSON.parse(delivery.body), undefined, 2)}</pre>
    </details>
    <form method="post" action={action("resend", filter)}>
      <input type="hidden" name="sequence" value={delivery.sequence} />
      <button type="submit">Send again</button>
    </form>
  </li>
)

const Registrations = ({ merchants, now, registrations }: View) => (
  <Section id="registrations" title="Webhook registrations" of={{ shown: registrations, more: 0 }} none="None yet.">
    <ul class="rows">
      {registrations.map(({ events, failingSince, id, merchantSerialNumber, url }) => (
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

export const Deliveries = (view: View) => (
  <>
    <Registrations {...view} />
    <Section id="deliveries" title="Deliveries to merchants" of={view.deliveries} none="None yet.">
      <ul class="rows">
        {view.deliveries.shown.map((delivery) => (
          <Row key={delivery.sequence} delivery={delivery} filter={view.filter} now={view.now} />
        ))}
      </ul>
    </Section>
  </>
)

const says: { readonly [T in DeliveryFault["_tag"]]: string } = {
  Duplicate: "it is delivered twice",
  Delay: "it is delivered late, after others",
  WrongSignature: "the first attempt is signed with another secret",
  Lost: "it is never delivered"
}

/** The fault of the next webhook. */
export const DeliveryFaultForm = ({ filter }: { readonly filter: string }) => (
  <form method="post" action={action("delivery-fault", filter)}>
    <label for="delivery.kind">What happens to the next webhook</label>
    <select id="delivery.kind" name="delivery">
      {Object.entries(says).map(([tag, meaning]) => (
        <option key={tag} value={tag}>
          {tag}: {meaning}
        </option>
      ))}
    </select>
    <label for="delivery.reference">Reference</label>
    <input id="delivery.reference" name="reference" placeholder="any" />
    <label for="delivery.times">How many webhooks</label>
    <input id="delivery.times" name="times" type="number" min={1} placeholder="1" />
    <label for="delivery.millis">Milliseconds, of a delay</label>
    <input id="delivery.millis" name="millis" type="number" min={0} placeholder="5000" />
    <button type="submit">Set the fault</button>
  </form>
)
