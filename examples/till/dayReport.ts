/** The end of the day: compares what Vipps has booked with what the till has sold. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { Report, type VippsConfig, type VippsError } from "@effect-vipps/client"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Sale } from "./Till.js"

export interface DayReport {
  readonly date: string
  /** False: the day is open, and entries may be missing. */
  readonly isClosed: boolean
  readonly entries: ReadonlyArray<Report.Entry>
  /** What does not add up. */
  readonly issues: ReadonlyArray<string>
}

/** The ledger has the sales of other tills too; only those of this till are compared. */
const issuesOf = (entries: ReadonlyArray<Report.Entry>, sales: ReadonlyArray<Sale>, isClosed: boolean) => {
  const balances = Report.balances(entries).flatMap(({ issues }) =>
    issues.map(({ expected, found, pspReference }) => `${pspReference} begins at ${found} instead of ${expected}.`)
  )
  const booked = new Map(Report.byPayment(entries, []).payments.map(({ captured, reference }) => [reference, captured]))
  const wrong = sales.flatMap(({ amount, reference }) => {
    const captured = booked.get(reference) ?? 0
    return captured === amount.value ? [] : [`${reference} was sold for ${amount.value}, and ${captured} is booked.`]
  })
  const left = entries.at(-1)?.balanceAfter ?? 0
  const unpaid = isClosed && left !== 0 ? [`${left} is not paid out.`] : []
  return [...balances, ...wrong, ...unpaid]
}

/** Reads the day of the sales unit from the Report API. `sales` are those that were paid on this day. */
export const dayReport = (
  merchantSerialNumber: string,
  date: string,
  sales: ReadonlyArray<Sale>
): Effect.Effect<
  Option.Option<DayReport>,
  VippsError.CommonError | VippsError.ReadError,
  VippsConfig.VippsConfig | HttpClient.HttpClient
> =>
  Effect.gen(function* () {
    const handle = `api:${merchantSerialNumber}`
    const ledger = yield* Stream.runHead(Report.ledgers({ settlesForRecipientHandles: handle }))
    if (Option.isNone(ledger)) return Option.none()
    const pages = yield* Stream.runCollect(Report.days(ledger.value.ledgerId, "funds", { from: date, to: date }))
    const entries = Chunk.toReadonlyArray(pages).flatMap(({ items }) => items)
    const isClosed = Chunk.some(pages, ({ complete }) => complete)
    return Option.some({ date, isClosed, entries, issues: issuesOf(entries, sales, isClosed) })
  })
