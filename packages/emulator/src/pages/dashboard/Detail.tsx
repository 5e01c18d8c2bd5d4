/** The page of a payment, an agreement, or anything else that an API lists. */
import { money } from "../../core/format.js"
import type { Fact, Item, Listing, Whole } from "../../core/Listing.js"
import type { Headline } from "../../core/RequestLog.js"
import type { Subject } from "../../core/World.js"
import * as Worlds from "../../core/World.js"
import { findOrder } from "../../orderManagement/tables.js"
import { DeliveriesOf } from "./Deliveries.js"
import { Life } from "./Life.js"
import { Rows } from "./List.js"
import { lifeOf } from "./lifeOf.js"
import { list, type Place, page } from "./links.js"
import { Orders } from "./Orders.js"
import { Picture } from "./Picture.js"
import { Copy, nameOf, Section, State } from "./parts.js"
import { latestOf, RequestsOf } from "./Requests.js"
import { Offers } from "./Row.js"
import { listings, type Seen } from "./seen.js"

interface Props {
  readonly item: Item
  readonly listing: Listing
  readonly place: Place
  readonly seen: Seen
}

const FactRow = ({ fact, subject }: { readonly fact: Fact; readonly subject: Subject }) => {
  const { isCopied = false, list: name, value } = fact
  return (
    <div>
      <dt>{fact.name}</dt>
      <dd>
        {name === undefined ? value : <a href={page(name, { ...subject, reference: value })}>{value}</a>}{" "}
        {isCopied ? <Copy text={value} /> : null}
      </dd>
    </div>
  )
}

const Sums = ({ sums }: { readonly sums: NonNullable<Whole["sums"]> }) => (
  <dl class="sums">
    {sums.map(([name, amount]) => (
      <div key={name} class={amount.value === 0 ? "quiet" : ""}>
        <dt>{name}</dt>
        <dd>{money(amount)}</dd>
      </div>
    ))}
  </dl>
)

const Parts = ({
  partsIn,
  place,
  seen,
  subjects
}: {
  readonly partsIn: string
  readonly place: Place
  readonly seen: Seen
  readonly subjects: ReadonlyArray<Subject>
}) => {
  const listing = listings.find(({ name }) => name === partsIn)
  if (listing === undefined) return null
  const items = subjects.flatMap((subject) => listing.item(seen, listing.key(subject)) ?? []).reverse()
  return (
    <Section
      id={listing.name}
      title={listing.title}
      of={{ shown: items, total: items.length, older: undefined }}
      none="None yet."
    >
      <Rows items={items} listing={listing} place={place} seen={seen} />
    </Section>
  )
}

/** Requests of other sales units can have the same reference. */
const isOf =
  ({ merchantSerialNumber }: Subject) =>
  (headline: Headline): boolean =>
    headline.merchantSerialNumber === undefined || headline.merchantSerialNumber === merchantSerialNumber

const OrderOf = ({ seen, subject }: { readonly seen: Seen; readonly subject: Subject }) => {
  const { merchantSerialNumber, reference: orderId } = subject
  const orders = (["ecom", "recurring"] as const).flatMap(
    (paymentType) => findOrder(seen.world, { merchantSerialNumber, paymentType, orderId }) ?? []
  )
  return orders.length === 0 ? null : <Orders orders={orders} total={orders.length} seen={seen} />
}

export const Detail = ({ item, listing, place, seen }: Props) => {
  const { subject } = item
  const line = item.line()
  const { facts, happened, parts = [], partsIn, picture, sums } = item.whole()
  const subjects = [subject, ...parts.map((reference) => ({ ...subject, reference }))]
  const headlines = subjects
    .flatMap(({ reference }) => seen.log.about(reference))
    .filter(isOf(subject))
    .sort((a, b) => a.sequence - b.sequence)
    // The request for a charge names its agreement as well.
    .filter(({ sequence }, index, all) => sequence !== all[index - 1]?.sequence)
  const deliveries = subjects
    .flatMap((one) => Worlds.deliveriesAbout(seen.world, one))
    .sort((a, b) => a.sequence - b.sequence)
  const exchanges = latestOf(seen, headlines)
  const shown = new Set(exchanges.map(({ sequence }) => sequence))
  const known = [
    { name: "Sales unit", value: nameOf(seen.merchants, subject.merchantSerialNumber) },
    ...facts.filter(({ value }) => value !== "")
  ]
  return (
    <div class="columns">
      <div>
        <section aria-label={`This ${listing.one}`} class="card">
          <div class="line">
            <State name={item.state()} />
            {line.sum === undefined ? null : <span class="sum">{line.sum}</span>}
          </div>
          <p class="quiet">{line.notes.filter((note) => note !== "").join(", ")}</p>
          {sums === undefined ? null : <Sums sums={sums} />}
          <Offers line={line} listing={listing} place={place} subject={subject} />
          <dl class="facts">
            {known.map((fact) => (
              <FactRow key={fact.name} fact={fact} subject={subject} />
            ))}
          </dl>
          {picture === undefined ? null : <Picture picture={picture} now={seen.now} />}
        </section>
        <Life
          moments={lifeOf({
            happened,
            headlines,
            isShown: (sequence) => shown.has(sequence),
            deliveries,
            now: seen.now
          })}
        />
      </div>
      <div>
        {partsIn === undefined ? null : (
          <Parts partsIn={partsIn} place={place} seen={seen} subjects={subjects.slice(1)} />
        )}
        <OrderOf seen={seen} subject={subject} />
        <RequestsOf seen={seen} exchanges={exchanges} total={headlines.length} />
        <DeliveriesOf deliveries={deliveries} place={place} seen={seen} />
        <p>
          <a href={list("ledger", { q: subject.reference })}>Movements of {subject.reference} in the ledger</a>
        </p>
      </div>
    </div>
  )
}
