/** Money per day: what was reserved and captured above the line, what was refunded and released below. */
import type { Currency } from "../../core/Amount.js"
import { money } from "../../core/format.js"
import { type DailySums, type Day, dateOf, nothing } from "./dailySums.js"

const days = 14
const dayMillis = 86_400_000

const width = 360
const column = width / days
const bar = 9
const top = 6
const half = 52
const bottom = 18

const kinds = [
  { name: "AUTHORIZED", title: "Reserved", direction: -1, offset: 0 },
  { name: "CAPTURED", title: "Captured", direction: -1, offset: bar },
  { name: "CANCELLED", title: "Released", direction: 1, offset: 0 },
  { name: "REFUNDED", title: "Refunded", direction: 1, offset: bar }
] as const

interface ChartProps {
  readonly currency: Currency
  readonly sums: ReadonlyArray<readonly [date: string, day: Readonly<Day>]>
}

const round = (value: number): number => Math.round(value * 10) / 10

const Bars = ({ currency, sums }: ChartProps) => {
  const axis = top + half
  const above = Math.max(1, ...sums.flatMap(([, { AUTHORIZED, CAPTURED }]) => [AUTHORIZED, CAPTURED]))
  const below = Math.max(0, ...sums.flatMap(([, { CANCELLED, REFUNDED }]) => [CANCELLED, REFUNDED]))
  const most = Math.max(above, below)
  const deep = Math.ceil((below / most) * half)
  const height = axis + deep + bottom
  const captured = sums.reduce((total, [, { CAPTURED }]) => total + CAPTURED, 0)
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${money({ currency, value: captured })} captured in ${days} days; the table has the figures`}
    >
      {sums.flatMap(([date, day], index) =>
        kinds.flatMap(({ direction, name, offset }) => {
          const size = round((day[name] / most) * half)
          return day[name] === 0
            ? []
            : [
                <rect
                  key={`${date}${name}`}
                  class={name.toLowerCase()}
                  x={round(index * column + (column - 2 * bar) / 2 + offset)}
                  y={direction < 0 ? axis - Math.max(1, size) : axis}
                  width={bar - 1}
                  height={Math.max(1, size)}
                />
              ]
        })
      )}
      <line class="axis" x1={0} x2={width} y1={axis} y2={axis} />
      <text x={0} y={height - 4}>
        {sums[0]?.[0]}
      </text>
      <text x={width} y={height - 4} text-anchor="end">
        {sums.at(-1)?.[0]}
      </text>
    </svg>
  )
}

const Figures = ({ currency, sums }: ChartProps) => {
  const moved = sums.filter(([, day]) => kinds.some(({ name }) => day[name] !== 0))
  return (
    <details id={`figures-${currency}`}>
      <summary>Figures in {currency}</summary>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Day</th>
            {kinds.map(({ name, title }) => (
              <th key={name} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {moved.map(([date, day]) => (
            <tr key={date}>
              <th scope="row">{date}</th>
              {kinds.map(({ name }) => (
                <td key={name} class="number">
                  {money({ currency, value: day[name] }).replace(` ${currency}`, "")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

interface Props {
  readonly now: number
  readonly sums: DailySums
}

export const Charts = ({ now, sums }: Props) => {
  const dates = Array.from({ length: days }, (_, index) => dateOf(now - (days - 1 - index) * dayMillis))
  const currencies = [...sums].flatMap(([currency, byDate]) => {
    const shown = dates.map((date) => [date, byDate.get(date) ?? nothing] as const)
    return shown.some(([, day]) => day !== nothing) ? [{ currency, sums: shown }] : []
  })
  if (currencies.length === 0) return null
  return (
    <section id="money" aria-labelledby="money-title">
      <h2 id="money-title">Money per day</h2>
      <ul class="legend quiet">
        {kinds.map(({ name, title }) => (
          <li key={name}>
            <svg viewBox="0 0 10 10" aria-hidden="true" class="chart">
              <rect class={name.toLowerCase()} width={10} height={10} />
            </svg>{" "}
            {title}
          </li>
        ))}
      </ul>
      <div class="charts">
        {currencies.map((chart) => (
          <figure key={chart.currency}>
            <figcaption>
              {chart.currency}, the last {days} days
            </figcaption>
            <Bars {...chart} />
            <Figures {...chart} />
          </figure>
        ))}
      </div>
    </section>
  )
}
