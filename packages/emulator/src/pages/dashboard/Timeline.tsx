/** A picture of an agreement's charges in time: when each is due, how long it is tried, and what became of it. */
import type { Agreement } from "../../recurring/Agreement.js"
import type { Charge } from "../../recurring/Charge.js"
import { attempts, marketOf } from "../../recurring/calendar.js"
import { money } from "../money.js"
import { iso } from "./format.js"

const width = 360
const row = 18
const left = 12
const right = width - 12

const tone: Readonly<Partial<Record<Charge["status"], string>>> = {
  CHARGED: "good",
  RESERVED: "good",
  PARTIALLY_CAPTURED: "good",
  PARTIALLY_REFUNDED: "good",
  FAILED: "bad",
  CANCELLED: "bad"
}

const isOpen = ({ status }: Charge): boolean => status === "PENDING" || status === "DUE" || status === "PROCESSING"

/** From when to when the charge is tried; at its creation when it is not due on a date. */
const spanOf = (charge: Charge): readonly [from: number, to: number] => {
  const times = charge.type === "RECURRING" ? [...attempts(marketOf(charge.currency), charge)] : [charge.createdAt]
  const [first = charge.createdAt] = times
  return [first, times.at(-1) ?? first]
}

interface Bar {
  readonly charge: Charge
  readonly from: number
  readonly to: number
  /** What became of it, or the next attempt. */
  readonly at: number
}

const barOf = (charge: Charge): Bar => {
  const [from, to] = spanOf(charge)
  if (charge.status === "PENDING") return { charge, from, to, at: from }
  const last = charge.history.at(-1)
  return { charge, from, to, at: isOpen(charge) || last === undefined ? (charge.nextAt ?? from) : last.occurred }
}

/** The latest charges only: more rows would be hard to read. */
const most = 12

const label = ({ amount, currency, due, id, status }: Charge): string =>
  `${id}: ${money({ currency, value: amount })}, due ${due}, ${status}`

const date = (millis: number): string => iso(millis).slice(0, 10)

interface Props {
  readonly agreement: Agreement
  readonly charges: ReadonlyArray<Charge>
  readonly now: number
}

export const Timeline = ({ agreement, charges, now }: Props) => {
  const bars = charges.slice(-most).map(barOf)
  if (bars.length === 0) return null
  const start = Math.min(agreement.startedAt ?? agreement.createdAt, ...bars.map(({ at, from }) => Math.min(at, from)))
  const end = Math.max(now, ...bars.map(({ at, to }) => Math.max(at, to)))
  const x = (at: number): number =>
    Math.round((left + ((at - start) / Math.max(1, end - start)) * (right - left)) * 10) / 10
  const height = bars.length * row + 34
  const axis = height - 20
  return (
    <svg
      class="timeline"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Charges of ${agreement.id} from ${date(start)} to ${date(end)}`}
    >
      <line class="axis" x1={left} x2={right} y1={axis} y2={axis} />
      <line class="now" x1={x(now)} x2={x(now)} y1={4} y2={axis} />
      {bars.map(({ at, charge, from, to }, index) => {
        const y = index * row + 12
        return (
          <g key={charge.id}>
            <title>{label(charge)}</title>
            <line class="span" x1={x(from)} x2={x(to)} y1={y} y2={y} />
            <circle class={`dot ${isOpen(charge) ? "open" : (tone[charge.status] ?? "")}`} cx={x(at)} cy={y} r={5} />
          </g>
        )
      })}
      <text x={left} y={height - 5}>
        {date(start)}
      </text>
      <text x={right} y={height - 5} text-anchor="end">
        {date(end)}
      </text>
    </svg>
  )
}
