/** The first page: money per day, and the latest of everything. */
import * as Chunk from "effect/Chunk"
import type { Listing } from "../../core/Listing.js"
import { Charts } from "./Charts.js"
import { LatestDeliveries, Registrations } from "./Deliveries.js"
import type { DailySums } from "./dailySums.js"
import { LatestMovements } from "./Ledger.js"
import { LatestItems } from "./List.js"
import type { Place } from "./links.js"
import { LatestOrders } from "./Orders.js"
import { LatestRequests } from "./Requests.js"
import { listings, type Seen } from "./seen.js"
import { Tokens } from "./Tokens.js"

interface Props {
  readonly place: Place
  readonly seen: Seen
  readonly sums: DailySums
}

export const Overview = ({ place, seen, sums }: Props) => {
  const isShown = (listing: Listing) => listing.isMain || !Chunk.isEmpty(listing.keys(seen.world))
  const empty = listings.filter((listing) => !isShown(listing)).map(({ title }) => title)
  return (
    <>
      <Charts now={seen.now} sums={sums} />
      <div class="columns">
        <div>
          {listings.filter(isShown).map((listing) => (
            <LatestItems key={listing.name} listing={listing} place={place} seen={seen} />
          ))}
          {empty.length === 0 ? null : <p class="quiet">None yet: {empty.join(", ")}.</p>}
          <LatestOrders place={place} seen={seen} />
        </div>
        <div>
          <LatestRequests place={place} seen={seen} />
          <Registrations place={place} seen={seen} />
          <LatestDeliveries place={place} seen={seen} />
          <LatestMovements place={place} seen={seen} />
          <Tokens place={place} seen={seen} />
        </div>
      </div>
    </>
  )
}
