/** The life of a payment or an agreement, from what is known of it: requests, events, webhooks, and what is due. */
import { money, span } from "../../core/format.js"
import type { Happening } from "../../core/Listing.js"
import type { Headline } from "../../core/RequestLog.js"
import { type Delivery, queueOf } from "../../delivery/Delivery.js"

/** In the order of the picture's lanes. */
export type Party = "shop" | "vipps" | "customer"

export interface Moment {
  readonly timestamp: number
  readonly from: Party
  /** The same party where nothing is sent. */
  readonly to: Party
  readonly title: string
  readonly tone: "good" | "bad" | "quiet"
  readonly sum?: string
  readonly notes: ReadonlyArray<string>
  readonly fault?: string
  /** Where its request or delivery is shown. */
  readonly href?: string
  /** Not yet. */
  readonly isDue?: boolean
}

/** Causes come before effects within a millisecond. */
interface Ranked extends Moment {
  readonly rank: number
}

const faultOf = (fault: string | undefined) => (fault === undefined ? {} : { fault })

const ofHappening = ({ amount, by, note, success, timestamp, title }: Happening): Ranked => ({
  timestamp,
  rank: 1,
  from: by,
  to: "vipps",
  title,
  tone: success === false ? "bad" : "good",
  ...(amount === undefined ? {} : { sum: money(amount) }),
  notes: [success === false ? "failed" : "", note ?? ""]
})

/** Reads that follow each other and have the same result are one moment, such as those of a client that waits. */
interface Group {
  readonly first: Headline
  readonly last: Headline
  readonly count: number
  /** Which attempt with the same key it is. */
  readonly attempt: number
}

const isSame = (a: Headline, b: Headline): boolean =>
  a.method === "GET" && a.operation === b.operation && a.status === b.status && a.fault === b.fault

const grouped = (headlines: ReadonlyArray<Headline>): ReadonlyArray<Group> => {
  const groups: Array<Group> = []
  const attempts = new Map<string, number>()
  for (const headline of headlines) {
    const before = groups.at(-1)
    if (before !== undefined && isSame(before.last, headline)) {
      groups[groups.length - 1] = { ...before, last: headline, count: before.count + 1 }
      continue
    }
    const { idempotencyKey, operation } = headline
    const call = `${operation} ${idempotencyKey}`
    const attempt = idempotencyKey === undefined || headline.method === "GET" ? 1 : (attempts.get(call) ?? 0) + 1
    attempts.set(call, attempt)
    groups.push({ first: headline, last: headline, count: 1, attempt })
  }
  return groups
}

const timesOf = (count: number, within: number): string => {
  if (count === 1) return ""
  return within < 1000 ? `${count} times` : `${count} times in ${span(within)}`
}

const ofRequest = (isShown: (sequence: number) => boolean, { attempt, count, first, last }: Group): Ranked => {
  const { fault, operation = "", problem, sequence, status, timestamp } = first
  return {
    timestamp,
    rank: 0,
    from: "shop",
    to: "vipps",
    title: `${operation.replace(/^.*\./, "")}: ${status ?? "no response"}${problem === undefined ? "" : ` ${problem}`}`,
    tone: status === undefined || status >= 400 ? "bad" : "good",
    notes: [attempt === 1 ? "" : `retry ${attempt - 1} with the same key`, timesOf(count, last.timestamp - timestamp)],
    ...faultOf(fault),
    ...(isShown(sequence) ? { href: `#request-${sequence}` } : {})
  }
}

/** The delivery that each of these waits for: those of a queue are sent in order. */
const waitingFor = (deliveries: ReadonlyArray<Delivery>): ReadonlyMap<Delivery, Delivery> => {
  const heads = new Map<string, Delivery>()
  const waiting = new Map<Delivery, Delivery>()
  for (const delivery of deliveries) {
    if (delivery.state !== "Pending") continue
    const head = heads.get(queueOf(delivery))
    if (head === undefined) heads.set(queueOf(delivery), delivery)
    else waiting.set(delivery, head)
  }
  return waiting
}

const ofDelivery = (delivery: Delivery, head: Delivery | undefined, now: number): ReadonlyArray<Ranked> => {
  const { attempts, createdAt, dueAt, event, history, sequence, state } = delivery
  const title = event.replace(/^epayments\.|\.v\d+$/g, "")
  const common = { rank: 2, from: "vipps", to: "shop", href: `#delivery-${sequence}` } as const
  if (state === "Lost") {
    return [{ ...common, timestamp: createdAt, title, to: "vipps", tone: "bad", notes: ["never sent"], fault: "Lost" }]
  }
  const sent = history.map(({ result, timestamp }, index): Ranked => {
    const isLast = index === history.length - 1
    const isAccepted = isLast && state === "Delivered"
    return {
      ...common,
      timestamp,
      title: `${title}: ${result}`,
      tone: isAccepted ? "good" : "bad",
      notes: [index === 0 ? "" : `attempt ${index + 1}`, isLast && state === "GivenUp" ? "given up" : ""]
    }
  })
  if (state !== "Pending") return sent
  const when = dueAt > now ? `in ${span(dueAt - now)}` : "now"
  const next = attempts === 0 ? `due ${when}` : `attempt ${attempts + 1} is due ${when}`
  const due: Ranked = {
    ...common,
    timestamp: Math.max(dueAt, head?.dueAt ?? 0, now),
    rank: 3,
    title,
    tone: "quiet",
    notes: [head === undefined ? next : "is sent after the one before it"],
    isDue: true
  }
  return [...sent, due]
}

export interface Sources {
  readonly happened: ReadonlyArray<Happening>
  /** In the order of their sequences. */
  readonly headlines: ReadonlyArray<Headline>
  readonly isShown: (sequence: number) => boolean
  readonly deliveries: ReadonlyArray<Delivery>
  readonly now: number
}

/** Oldest first. */
export const lifeOf = ({ deliveries, happened, headlines, isShown, now }: Sources): ReadonlyArray<Moment> => {
  const waiting = waitingFor(deliveries)
  return [
    ...grouped(headlines).map((group) => ofRequest(isShown, group)),
    ...happened.map(ofHappening),
    ...deliveries.flatMap((delivery) => ofDelivery(delivery, waiting.get(delivery), now))
  ].sort((a, b) => a.timestamp - b.timestamp || a.rank - b.rank)
}
