/** The picture of a life: who sent what to whom, moment by moment. The picture repeats what the text says. */
import { span } from "../../core/format.js"
import type { Moment, Party } from "./lifeOf.js"
import { At } from "./parts.js"

/** The lanes' places; the style sheet draws the lines. */
const lanes: Readonly<Record<Party, number>> = { shop: 16, vipps: 56, customer: 96 }

const names: Readonly<Record<Party, string>> = { shop: "shop", vipps: "Vipps", customer: "customer" }

const height = 24
const middle = height / 2
const head = 6

const Arrow = ({ fault, from, isDue = false, to, tone }: Moment) => {
  const [start, end] = [lanes[from], lanes[to]]
  const sign = Math.sign(end - start)
  const tip = end - sign * 3
  return (
    <svg class={`lane ${tone}${isDue ? " due" : ""}`} viewBox={`0 0 112 ${height}`} aria-hidden="true">
      {sign === 0 ? (
        <circle class="mark" cx={end} cy={middle} r={5} />
      ) : (
        <>
          <line class="way" x1={start} x2={tip - sign * head} y1={middle} y2={middle} />
          <path class="head" d={`M${tip} ${middle} l${-sign * head} ${-head / 1.5} v${(2 * head) / 1.5} z`} />
        </>
      )}
      {fault === undefined ? null : (
        <path class="cross" d={`M${(start + end) / 2 - 4} ${middle - 4} l8 8 m0 -8 l-8 8`} />
      )}
    </svg>
  )
}

const wordsOf = ({ from, to }: Moment): string =>
  from === to ? `At ${names[to]}` : `From ${names[from]} to ${names[to]}`

const Row = ({ before, moment }: { readonly moment: Moment; readonly before: Moment | undefined }) => {
  const { fault, href, notes, sum, timestamp, title, tone } = moment
  const gap = before === undefined ? 0 : timestamp - before.timestamp
  const text = notes.filter((note) => note !== "").join(", ")
  return (
    <li>
      <Arrow {...moment} />
      <div>
        <span class="hidden">{wordsOf(moment)}: </span>
        <strong class={tone}>{href === undefined ? title : <a href={href}>{title}</a>}</strong>
        {sum === undefined ? null : <span class="moved"> {sum}</span>}
        {fault === undefined ? null : <strong class="fault-mark"> fault: {fault}</strong>}
        <br />
        <span class="quiet">
          <At millis={timestamp} dated={gap >= 3_600_000 || before === undefined} />
          {gap >= 1000 ? `, ${span(gap)} later` : ""}
          {text === "" ? "" : `, ${text}`}
        </span>
      </div>
    </li>
  )
}

/** More would be slow to draw; the latest are the ones that are asked for. */
const most = 200

export const Life = ({ moments }: { readonly moments: ReadonlyArray<Moment> }) => {
  const shown = moments.slice(-most)
  const hidden = moments.length - shown.length
  return (
    <section id="life" aria-labelledby="life-title">
      <h2 id="life-title">What happened</h2>
      {shown.length === 0 ? (
        <p class="quiet">Nothing yet.</p>
      ) : (
        <>
          <p class="lanes quiet" aria-hidden="true">
            <span>Shop</span> <span>Vipps</span> <span>Customer</span>
          </p>
          {hidden === 0 ? null : <p class="quiet">{hidden.toLocaleString("en")} earlier moments are not shown.</p>}
          <ol class="life">
            {shown.map((moment, index) => (
              <Row key={index} moment={moment} before={shown[index - 1]} />
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
