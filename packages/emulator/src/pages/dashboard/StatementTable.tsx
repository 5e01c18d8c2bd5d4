/** What an API derives: sums for each sales unit, and a page of the lines that they come from. */
import { money } from "../../core/format.js"
import type { Account, Statement, StatementLine } from "../../core/Statement.js"
import { About } from "./About.js"
import { cursorIn, Listed, perPage } from "./List.js"
import type { Place } from "./links.js"
import { cut } from "./paging.js"
import { found, nameOf } from "./parts.js"
import { linesOf, type Seen } from "./seen.js"

interface Props {
  readonly place: Place
  readonly seen: Seen
  readonly statement: Statement
}

const AccountCard = ({ account, seen }: { readonly account: Account; readonly seen: Seen }) => (
  <section class="card">
    <h2>{nameOf(seen.merchants, account.merchantSerialNumber)}</h2>
    <p class="quiet">{account.notes.join(", ")}</p>
    <dl class="sums">
      {account.sums.map(([name, amount]) => (
        <div key={name} class={amount.value === 0 ? "quiet" : ""}>
          <dt>{name}</dt>
          <dd>{money(amount)}</dd>
        </div>
      ))}
    </dl>
  </section>
)

type LineProps = Pick<Props, "seen" | "statement"> & { readonly line: StatementLine }

const LineRow = ({ line: { cells, subject }, seen, statement: { columns } }: LineProps) => (
  <tr>
    {columns.map(({ isNumber = false, isReference = false, title }, index) => {
      const { note, text = "" } = cells[index] ?? {}
      return (
        <td key={title} class={isNumber ? "number" : undefined}>
          {isReference && text !== "" ? <About seen={seen} {...subject} /> : text}
          {note === undefined ? null : <span class="note">{note}</span>}
        </td>
      )
    })}
  </tr>
)

const matching =
  ({ q = "", state }: Place["query"]) =>
  ({ cells, kind, words }: StatementLine): boolean =>
    (state === undefined || kind === state) &&
    (q === "" || found(q, [...words, ...cells.flatMap(({ note, text }) => [text, note])]))

export const StatementTable = (props: Props) => {
  const { place, seen, statement } = props
  const page = cut(linesOf(statement, seen), perPage, matching(place.query), cursorIn(place))
  return (
    <>
      <div class="accounts">
        {statement.accounts(seen).map((account) => (
          <AccountCard key={account.merchantSerialNumber} account={account} seen={seen} />
        ))}
      </div>
      <Listed of={page} place={place} none={statement.none}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls by itself, also by keyboard */}
        <section class="scroll" aria-label={`Lines of ${statement.title}`} tabIndex={0}>
          <table class="ledger">
            <thead>
              <tr>
                {statement.columns.map(({ isNumber = false, title }) => (
                  <th key={title} scope="col" class={isNumber ? "number" : undefined}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.shown.map((line, index) => (
                <LineRow key={index} line={line} seen={seen} statement={statement} />
              ))}
            </tbody>
          </table>
        </section>
      </Listed>
    </>
  )
}
