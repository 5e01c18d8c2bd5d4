/** Every accepted movement of money. */
import { money } from "../../core/format.js"
import type { LedgerEntry } from "../../core/World.js"
import { About } from "./About.js"
import { cursorIn, Listed, perPage, perSection } from "./List.js"
import type { Place } from "./links.js"
import { cut } from "./paging.js"
import { At, found, Section } from "./parts.js"
import { ledgerIn, type Seen } from "./seen.js"

interface Props {
  readonly place: Place
  readonly seen: Seen
}

const Movements = ({ entries, seen }: { readonly entries: ReadonlyArray<LedgerEntry>; readonly seen: Seen }) => (
  <table class="ledger">
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col">Reference</th>
        <th scope="col">Movement</th>
        <th scope="col" class="number">
          Amount
        </th>
      </tr>
    </thead>
    <tbody>
      {entries.map(({ amount, merchantSerialNumber, operation, reference, sequence, timestamp }) => (
        <tr key={sequence} id={`movement-${sequence}`}>
          <td>
            <At millis={timestamp} />
          </td>
          <td>
            <About seen={seen} merchantSerialNumber={merchantSerialNumber} reference={reference} />
          </td>
          <td>{operation}</td>
          <td class="number">{money(amount)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

const matching =
  (text: string) =>
  ({ operation, pspReference, reference }: LedgerEntry): boolean =>
    found(text, [reference, operation, pspReference])

const none = "No money has moved."

export const Ledger = ({ place, seen }: Props) => {
  const page = cut(ledgerIn(seen), perPage, matching(place.query.q ?? ""), cursorIn(place))
  return (
    <Listed of={page} place={place} none={none}>
      <Movements entries={page.shown} seen={seen} />
    </Listed>
  )
}

export const LatestMovements = ({ place: { query }, seen }: Props) => {
  const page = cut(ledgerIn(seen), perSection, matching(query.reference ?? ""))
  return (
    <Section id="ledger" title="Ledger" of={page} none={none} query={query.reference ? { q: query.reference } : {}}>
      <Movements entries={page.shown} seen={seen} />
    </Section>
  )
}
