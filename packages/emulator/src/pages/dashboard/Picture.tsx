/** The parts of a thing in time, such as the charges of an agreement: when each can happen, and when it did. */
import { iso } from "../../core/format.js"
import type { Whole } from "../../core/Listing.js"

const width = 360
const row = 18
const left = 12
const right = width - 12

const date = (millis: number): string => iso(millis).slice(0, 10)

interface Props {
  readonly picture: NonNullable<Whole["picture"]>
  readonly now: number
}

export const Picture = ({ now, picture: { from, spans, title } }: Props) => {
  if (spans.length === 0) return null
  const start = Math.min(from, ...spans.map((span) => Math.min(span.at, span.from)))
  const end = Math.max(now, ...spans.map((span) => Math.max(span.at, span.to)))
  const x = (at: number): number =>
    Math.round((left + ((at - start) / Math.max(1, end - start)) * (right - left)) * 10) / 10
  const height = spans.length * row + 34
  const axis = height - 20
  return (
    <svg
      class="timeline"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${title} from ${date(start)} to ${date(end)}`}
    >
      <line class="axis" x1={left} x2={right} y1={axis} y2={axis} />
      <line class="now" x1={x(now)} x2={x(now)} y1={4} y2={axis} />
      {spans.map((span, index) => {
        const y = index * row + 12
        return (
          <g key={index}>
            <title>{span.label}</title>
            <line class="span" x1={x(span.from)} x2={x(span.to)} y1={y} y2={y} />
            <circle class={`dot ${span.tone}`} cx={x(span.at)} cy={y} r={5} />
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
