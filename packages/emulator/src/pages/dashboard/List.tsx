/** Lists with filters, a page at a time. */
import type { ComponentChildren } from "preact"
import type { Item, Listing } from "../../core/Listing.js"
import { href, list, type Place } from "./links.js"
import { type Cut, cut, mostSearched } from "./paging.js"
import { found, Section } from "./parts.js"
import { Row } from "./Row.js"
import { itemsOf, type Seen } from "./seen.js"

/** How many a page shows. */
export const perPage = 50

/** How many the overview shows of each list. */
export const perSection = 10

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

export const cursorIn = ({ query: { after, before } }: Place) => ({ after: number(after), before: number(before) })

interface FilterProps {
  readonly place: Place
  readonly states: ReadonlyArray<string>
  /** What a state is called. */
  readonly label?: string
}

export const Filter = ({ label = "State", place, states }: FilterProps) => {
  const [name = ""] = place.segments
  const { q = "", state = "" } = place.query
  return (
    <form method="get" action={list(name)} class="filter">
      <div>
        <label for="q">Search</label>
        <input id="q" name="q" type="search" value={q} autocomplete="off" placeholder="reference or other text" />
      </div>
      {states.length === 0 ? null : (
        <div>
          <label for="state">{label}</label>
          <select id="state" name="state">
            <option value="">any</option>
            {states.map((one) => (
              <option key={one} value={one} selected={one === state}>
                {one}
              </option>
            ))}
          </select>
        </div>
      )}
      <button type="submit">Show</button>
      {q === "" && state === "" ? null : <a href={list(name)}>Show all</a>}
    </form>
  )
}

interface PagesProps {
  readonly place: Place
  readonly of: Cut<unknown>
}

const Pages = ({ of: { newer, older }, place: { query, segments } }: PagesProps) => {
  if (newer === undefined && older === undefined) return null
  const { after: _after, before: _before, ...filter } = query
  const to = (more: Readonly<Record<string, string>>) => href({ segments, query: filter }, more)
  return (
    <nav aria-label="Pages of the list" class="pages">
      {newer === undefined ? null : <a href={to({})}>Newest</a>}
      {newer === undefined ? null : <a href={to({ after: String(newer) })}>Newer</a>}
      {older === undefined ? null : <a href={to({ before: String(older) })}>Older</a>}
    </nav>
  )
}

interface ListedProps extends PagesProps {
  readonly none: string
  readonly children: ComponentChildren
}

/** A page of a list with the way to the pages beside it. */
export const Listed = ({ children, none, of, place }: ListedProps) => {
  const { q, state } = place.query
  const isFiltered = q !== undefined || state !== undefined
  const count = isFiltered
    ? `${of.shown.length} of ${of.total.toLocaleString("en")}, filtered`
    : `${of.shown.length} of ${of.total.toLocaleString("en")}`
  return (
    <>
      <p class="quiet" id="count">
        {count}
        {q === undefined ? "" : `, with “${q}”`}
        {state === undefined ? "" : `, ${state} only`}
      </p>
      {of.shown.length > 0 ? children : <p class="quiet">{isFiltered ? "None matches." : none}</p>}
      {of.shown.length < perPage && isFiltered && of.older !== undefined ? (
        <p class="quiet">A page searches {mostSearched.toLocaleString("en")} at most: continue with older ones.</p>
      ) : null}
      <Pages of={of} place={place} />
    </>
  )
}

const matching =
  ({ q = "", reference = "", state }: Place["query"]) =>
  (item: Item): boolean =>
    (state === undefined || item.state() === state) &&
    found(reference, [item.subject.reference]) &&
    found(q, [item.subject.reference, ...(q === "" ? [] : item.words())])

interface ItemsProps {
  readonly listing: Listing
  readonly place: Place
  readonly seen: Seen
}

export const Rows = ({ items, listing, place, seen }: ItemsProps & { readonly items: ReadonlyArray<Item> }) => (
  <ul class="rows">
    {items.map((item) => (
      <Row
        key={`${item.subject.merchantSerialNumber}/${item.subject.reference}`}
        item={item}
        listing={listing}
        merchants={seen.merchants}
        place={place}
      />
    ))}
  </ul>
)

/** A page of what an API lists. */
export const Items = (props: ItemsProps) => {
  const { listing, place, seen } = props
  const page = cut(itemsOf(listing, seen), perPage, matching(place.query), cursorIn(place))
  return (
    <Listed of={page} place={place} none="None yet.">
      <Rows {...props} items={page.shown} />
    </Listed>
  )
}

/** The latest of what an API lists. */
export const LatestItems = (props: ItemsProps) => {
  const { listing, place, seen } = props
  const page = cut(itemsOf(listing, seen), perSection, matching(place.query))
  const { reference } = place.query
  return (
    <Section
      id={listing.name}
      title={listing.title}
      of={page}
      none={reference === undefined ? "None yet." : "None matches."}
      query={reference === undefined ? {} : { q: reference }}
    >
      <Rows {...props} items={page.shown} />
    </Section>
  )
}
