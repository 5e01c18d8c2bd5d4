/** One thing in a list: its reference, its state, and what the customer could do. */
import type { Item, Line, Listing } from "../../core/Listing.js"
import type { Merchant } from "../../core/Merchant.js"
import type { Subject } from "../../core/World.js"
import { action, anchor, type Place, page } from "./links.js"
import { Copy, nameOf, State } from "./parts.js"

interface OffersProps {
  readonly line: Line
  readonly listing: Listing
  readonly place: Place
  readonly subject: Subject
}

const Field = ({ field, reference }: { readonly field: NonNullable<Line["field"]>; readonly reference: string }) => (
  <label>
    {field.label}
    <input name={field.name} type="number" min={1} value={field.value} aria-label={`${field.label}, of ${reference}`} />
  </label>
)

/** The customer's possible actions. */
export const Offers = ({ line, listing, place, subject: { merchantSerialNumber, reference } }: OffersProps) => {
  const { field, link, offers = [] } = line
  if (link === undefined && offers.length === 0) return null
  return (
    <form method="post" class="moves">
      <input type="hidden" name="about" value={listing.one} />
      <input type="hidden" name="reference" value={reference} />
      <input type="hidden" name="merchantSerialNumber" value={merchantSerialNumber} />
      {field === undefined || offers.length === 0 ? null : <Field field={field} reference={reference} />}
      {offers.map(({ action: name, label, title }) => (
        <button key={name} type="submit" formAction={action(name, place)} aria-label={`${label ?? title} ${reference}`}>
          {title}
        </button>
      ))}
      {link === undefined ? null : (
        <a href={link.href} aria-label={`${link.title} of ${reference}`}>
          {link.title}
        </a>
      )}
    </form>
  )
}

interface RowProps {
  readonly item: Item
  readonly listing: Listing
  readonly merchants: ReadonlyArray<Merchant>
  readonly place: Place
}

export const Row = ({ item, listing, merchants, place }: RowProps) => {
  const { subject } = item
  const line = item.line()
  const notes = [nameOf(merchants, subject.merchantSerialNumber), ...line.notes].filter((note) => note !== "")
  return (
    <li id={anchor(listing.one, subject.merchantSerialNumber, subject.reference)} class="card">
      <div class="line">
        <h3>
          <a href={page(listing.name, subject)}>{subject.reference}</a>
        </h3>
        <Copy text={subject.reference} />
        <State name={item.state()} />
        {line.sum === undefined ? null : <span class="sum">{line.sum}</span>}
      </div>
      <p class="quiet">{notes.join(", ")}</p>
      <Offers line={line} listing={listing} place={place} subject={subject} />
    </li>
  )
}
