/** Which events Vipps sends where. */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { known, type Open, open, request, url } from "../internal/schema/rules.js"

const eventNames = [
  "epayments.payment.created.v1",
  "epayments.payment.authorized.v1",
  "epayments.payment.captured.v1",
  "epayments.payment.refunded.v1",
  "epayments.payment.cancelled.v1",
  "epayments.payment.aborted.v1",
  "epayments.payment.expired.v1",
  "epayments.payment.terminated.v1",
  "recurring.agreement-activated.v1",
  "recurring.agreement-rejected.v1",
  "recurring.agreement-stopped.v1",
  "recurring.agreement-expired.v1",
  "recurring.charge-reserved.v1",
  "recurring.charge-captured.v1",
  "recurring.charge-canceled.v1",
  "recurring.charge-refunded.v1",
  "recurring.charge-failed.v1",
  "recurring.charge-creation-failed.v1",
  "user.checked-in.v1",
  "login.merchant-initiated.ping.v1",
  "donations.agreement.started.v1",
  "donations.agreement.stopped.v1",
  "donations.agreement.withdrawal-day-changed.v1",
  "donations.agreement.amount-changed.v1"
] as const

/**
 * The names of events that this version knows.
 *
 * @since 0.1.0
 * @category models
 */
export type KnownEventName = (typeof eventNames)[number]

/**
 * The events to register for, by their full names. One unknown to this version passes through.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events/
 * @since 0.1.0
 * @category models
 */
export type EventName = Open<KnownEventName>

/**
 * What to register.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegisterRequest {
  /**
   * Where Vipps posts the events: https, reachable from the internet on port 80, 443 or 8080, and no redirect. Keep it
   * as it is written here: the signature of every event covers its host, path and query.
   */
  readonly url: string
  /** At least one. */
  readonly events: ReadonlyArray<EventName>
}

/**
 * The response to a registration.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegisterResponse {
  /** For `remove`. */
  readonly id: string
  /** Signs the events of this registration. Vipps returns it only once: store it. */
  readonly secret: Redacted.Redacted
}

/**
 * A registration.
 *
 * @since 0.1.0
 * @category models
 */
export interface Webhook {
  /** For `remove`. */
  readonly id: string
  readonly url: string
  readonly events: ReadonlyArray<EventName>
}

/**
 * The registrations as Vipps lists them.
 *
 * @since 0.1.0
 * @category models
 */
export interface ListResponse {
  readonly webhooks: ReadonlyArray<Webhook>
}

/**
 * The schema of {@link RegisterRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegisterRequest = request(
  Schema.Struct({
    url: url(),
    events: Schema.Array(Schema.NonEmptyString).pipe(
      Schema.minItems(1, { description: "a list of at least one event" })
    )
  })
) satisfies Schema.Schema<RegisterRequest>

/**
 * The schema of {@link RegisterResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegisterResponse = Schema.Struct({
  id: Schema.String,
  secret: Schema.Redacted(Schema.NonEmptyString)
}) satisfies Schema.Schema<RegisterResponse, { readonly id: string; readonly secret: string }>

/**
 * The schema of {@link ListResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ListResponse = Schema.Struct({
  webhooks: Schema.Array(
    Schema.Struct({ id: Schema.String, url: Schema.String, events: Schema.Array(open(...eventNames)) })
  )
}) satisfies Schema.Schema<ListResponse>

/**
 * Narrows the name of an event to those that this version knows.
 *
 * @since 0.1.0
 * @category guards
 */
export const isKnownEventName: (name: EventName) => name is KnownEventName = known(...eventNames)
