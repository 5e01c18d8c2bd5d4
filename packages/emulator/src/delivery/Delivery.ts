/**
 * A message to the merchant, and when it is retried.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide
 */

/**
 * An attempt to deliver: when it ended, in epoch milliseconds, and the HTTP status or why it got no response.
 *
 * @since 0.1.0
 * @category models
 */
export interface DeliveryAttempt {
  readonly timestamp: number
  readonly result: string
}

/**
 * A webhook, or the callback of a Checkout session. Times are epoch milliseconds on the emulator's clock.
 *
 * @since 0.1.0
 * @category models
 */
export interface Delivery {
  /** 1 for the first. */
  readonly sequence: number
  readonly kind: "Webhook" | "CheckoutCallback"
  /** Of a webhook. */
  readonly registrationId: string | undefined
  readonly merchantSerialNumber: string
  readonly reference: string
  /** `epayments.payment.captured.v1`, or the session's state. */
  readonly event: string
  readonly url: string
  readonly body: string
  /** The token of a Checkout callback. */
  readonly authorization: string | undefined
  readonly createdAt: number
  /** When it is sent, or retried. */
  readonly dueAt: number
  readonly attempts: number
  /** Of the last attempt: the HTTP status, or why it got no response. */
  readonly result: string | undefined
  /** All attempts, oldest first. */
  readonly history: ReadonlyArray<DeliveryAttempt>
  readonly state: "Pending" | "Delivered" | "GivenUp" | "Lost"
  readonly wrongSignature: boolean
}

/** The last part of an event's name, in lower case: `captured` of `epayments.payment.captured.v1`. */
export const shortEvent = (event: string): string =>
  (
    event
      .replace(/\.v\d+$/, "")
      .split(".")
      .at(-1) ?? ""
  ).toLowerCase()

/** Whether a rule's event is this one: by its whole name or the last part. */
export const isEvent = (named: string, event: string): boolean =>
  named === event || named.toLowerCase() === shortEvent(event)

/** A delivery before it is sent. */
export type Message = Omit<
  Delivery,
  "sequence" | "dueAt" | "attempts" | "result" | "history" | "state" | "wrongSignature"
>

/** Deliveries of one queue are sent in order: a later one waits until the earlier is accepted or given up. */
export const queueOf = ({ merchantSerialNumber, reference, registrationId }: Delivery): string =>
  `${registrationId ?? "checkout"} ${merchantSerialNumber} ${reference}`

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** The time from the n-th failed attempt to the next; undefined after the last. */
const delayAfter = ({ createdAt, kind }: Delivery, attempts: number, now: number): number | undefined => {
  if (kind === "CheckoutCallback") {
    // At most three retries, each later than the last. [U] How much later.
    return attempts > 3 ? undefined : 2 ** attempts * second
  }
  const delay =
    attempts < 4 ? 2 * second : attempts === 4 ? minute : attempts === 5 ? 2 * minute : attempts < 29 ? hour : day
  return now + delay > createdAt + 7 * day ? undefined : delay
}

/** After an attempt: delivered, due again, or given up. */
export const afterAttempt = (delivery: Delivery, accepted: boolean, result: string, now: number): Delivery => {
  const attempts = delivery.attempts + 1
  const history = [...delivery.history, { timestamp: now, result }]
  const tried = { ...delivery, attempts, result, history, wrongSignature: false }
  if (accepted) return { ...tried, state: "Delivered" }
  const delay = delayAfter(delivery, attempts, now)
  return delay === undefined ? { ...tried, state: "GivenUp" } : { ...tried, dueAt: now + delay }
}

/** A registration without a successful delivery for this long is removed. */
export const deadAfter = 14 * day
