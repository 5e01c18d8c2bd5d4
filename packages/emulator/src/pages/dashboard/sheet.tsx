/** Which page is at which place: the overview, the lists, and the things in them. */
import type { ComponentChildren } from "preact"
import { Deliveries, states as deliveryStates } from "./Deliveries.js"
import { Detail } from "./Detail.js"
import type { DailySums } from "./dailySums.js"
import { Ledger } from "./Ledger.js"
import { Filter, Items } from "./List.js"
import type { Place } from "./links.js"
import { Overview } from "./Overview.js"
import { Requests } from "./Requests.js"
import { StatementTable } from "./StatementTable.js"
import { listings, type Seen, statements } from "./seen.js"

export interface Sheet {
  readonly title: string
  /** The reference of what the page is about. */
  readonly reference?: string
  /** The list that it is in. */
  readonly list?: { readonly name: string; readonly title: string }
  /** The filters of a list. */
  readonly tools?: ComponentChildren
  /** Follows what happens. */
  readonly live: ComponentChildren
}

interface Kept {
  readonly name: string
  readonly title: string
  readonly states: ReadonlyArray<string>
  readonly Page: (props: { readonly place: Place; readonly seen: Seen }) => ComponentChildren
}

/** The lists that are of no API. */
const kept: ReadonlyArray<Kept> = [
  { name: "requests", title: "Requests", states: [], Page: Requests },
  { name: "deliveries", title: "Deliveries to merchants", states: deliveryStates, Page: Deliveries },
  { name: "ledger", title: "Ledger", states: [], Page: Ledger }
]

/** Every list, for the navigation. */
export const lists: ReadonlyArray<{ readonly name: string; readonly title: string }> = [
  ...listings,
  ...statements,
  ...kept
]

/** Undefined where there is no such page. */
export const sheetOf = (place: Place, seen: Seen, sums: DailySums): Sheet | undefined => {
  const [name, merchantSerialNumber, reference, ...others] = place.segments
  if (name === undefined) {
    return { title: "Dashboard", live: <Overview place={place} seen={seen} sums={sums} /> }
  }
  if (others.length > 0) return undefined
  const own = kept.find((one) => one.name === name)
  if (own !== undefined && merchantSerialNumber === undefined) {
    const { Page, states, title } = own
    return { title, tools: <Filter place={place} states={states} />, live: <Page place={place} seen={seen} /> }
  }
  const statement = statements.find((one) => one.name === name)
  if (statement !== undefined && merchantSerialNumber === undefined) {
    return {
      title: statement.title,
      tools: <Filter place={place} states={statement.kinds(seen)} label="Type" />,
      live: <StatementTable place={place} seen={seen} statement={statement} />
    }
  }
  const listing = listings.find((one) => one.name === name)
  if (listing === undefined) return undefined
  if (merchantSerialNumber === undefined) {
    return {
      title: listing.title,
      tools: <Filter place={place} states={listing.states} />,
      live: <Items listing={listing} place={place} seen={seen} />
    }
  }
  if (reference === undefined) return undefined
  const item = listing.item(seen, listing.key({ merchantSerialNumber, reference }))
  return (
    item && {
      title: reference,
      reference,
      list: listing,
      live: <Detail item={item} listing={listing} place={place} seen={seen} />
    }
  )
}
