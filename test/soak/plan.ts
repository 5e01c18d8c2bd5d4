/** What the callers intend: whole lives of payments, drawn from a seed, the same in every process. */
import { type Random, random } from "./random.js"

/** How a caller makes its calls safe to repeat. */
export type Habit =
  /** Passes a key that it derives from what it has stored. */
  | "stored key"
  /** Passes no key, and calls again when a call fails. */
  | "naive"

export interface Step {
  /** Unique within its life. */
  readonly name: string
  readonly kind: "capture" | "refund" | "cancel" | "charge"
  /** Minor units; 0 for a cancellation, which releases what is left. */
  readonly value: number
  readonly habit: Habit
  /** Gives the step up when the SDK says that the call changed nothing; otherwise it tries again. */
  readonly givesUp: boolean
  /** Aborts the first call after so many milliseconds. */
  readonly abortAfter: number | undefined
  /** Reads back after a call whose outcome is unknown, before it calls again. */
  readonly readsBack: boolean
  /** Runs together with the step before it. */
  readonly parallel: boolean
}

export type Kind = "ePayment" | "Checkout" | "Recurring" | "QR check-in"

export interface Life {
  readonly id: number
  readonly kind: Kind
  readonly server: "emulator" | "ledger"
  readonly caller: Caller
  readonly reference: string
  readonly value: number
  readonly approves: boolean
  readonly steps: ReadonlyArray<Step>
}

export const callers = [
  "facade on node:http",
  "facade on fetch",
  "client on NodeHttp",
  "client on FetchHttp, retried outside"
] as const
export type Caller = (typeof callers)[number]

export const servers = ["emulator", "ledger"] as const

const kinds: ReadonlyArray<readonly [Kind, number]> = [
  ["ePayment", 0.5],
  ["Checkout", 0.15],
  ["Recurring", 0.2],
  ["QR check-in", 0.15]
]

const kindFrom = (random: Random): Kind => {
  let at = random.next()
  for (const [kind, share] of kinds) {
    at -= share
    if (at < 0) return kind
  }
  return "ePayment"
}

const step = (random: Random, name: string, kind: Step["kind"], value: number, parallel = false): Step => ({
  name,
  kind,
  value,
  // Equal calls that overlap need a key each, as the documentation says.
  habit: parallel || random.chance(0.5) ? "stored key" : "naive",
  givesUp: random.chance(0.3),
  abortAfter: random.chance(0.15) ? random.int(0, 40) : undefined,
  readsBack: random.chance(0.3),
  parallel
})

/** Captures in parts, of which two may be equal; then perhaps a release of the rest, and refunds. */
const movements = (random: Random, total: number): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  const parts = random.int(1, 3)
  const equal = random.chance(0.4)
  const together = equal && random.chance(0.5)
  // Without equality the values differ, so that a movement can be distinguished by its value alone.
  const values = Array.from({ length: parts }, (_, i) => Math.floor(total / 5) + (equal ? 0 : i + 1))
  values.forEach((value, i) => {
    const parallel = together && i > 0
    const made = step(random, `capture-${i + 1}`, "capture", value, parallel)
    steps.push(together ? { ...made, habit: "stored key" } : made)
  })
  if (random.chance(0.15)) steps.push(step(random, "capture-too-much", "capture", total + 1))
  if (random.chance(0.4)) steps.push(step(random, "cancel", "cancel", 0))
  const refunds = random.int(0, 2)
  for (let i = 0; i < refunds; i++)
    steps.push(step(random, `refund-${i + 1}`, "refund", Math.floor(total / 20) + i + 1))
  return steps
}

const periods = (random: Random): ReadonlyArray<Step> =>
  Array.from({ length: random.int(0, 2) }, (_, i) => step(random, `period-${i + 1}`, "charge", 19_900 + i))

export const lifeOf = (seed: number, id: number): Life => {
  const drawn = random(seed, id)
  const kind = kindFrom(drawn)
  const value = drawn.int(200, 2_000) * 100
  return {
    id,
    kind,
    server: servers[id % 2] as Life["server"],
    caller: callers[(id >> 1) % callers.length] as Caller,
    reference: `soak-${seed}-${id}-life`,
    value,
    approves: drawn.chance(0.9),
    steps: [...movements(drawn, value), ...(kind === "Recurring" ? periods(drawn) : [])]
  }
}
