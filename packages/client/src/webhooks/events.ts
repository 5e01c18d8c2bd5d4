/** The events of all APIs. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { events as donations } from "../donations/events.js"
import { events as epayment } from "../epayment/events.js"
import type { Subject } from "../internal/outcome/signals.js"
import { type ApiEvents, keyOf } from "../internal/receive/ApiEvents.js"
import { reader } from "../internal/receive/parseBody.js"
import type { About } from "../internal/receive/receive.js"
import type { VippsWebhookError } from "../internal/receive/VippsWebhookError.js"
import { events as login } from "../login/events.js"
import { events as qr } from "../qr/events.js"
import { events as recurring } from "../recurring/events.js"
import type { WebhookEvent } from "./WebhookEvent.js"

/** In the order in which they try to read an event. */
const apis = [epayment, recurring, donations, qr, login] as ReadonlyArray<ApiEvents<WebhookEvent>>

const readUnknown = reader(Schema.Unknown)

/**
 * The event a genuine body is. One that cannot be read as the event it seems to be is delivered as `Unknown`: refused,
 * it would hold back what Vipps has to say about the same payment afterwards.
 */
export const readEvent = (json: unknown, bodyHash: string): Either.Either<WebhookEvent, VippsWebhookError> => {
  let event: ReturnType<ApiEvents<WebhookEvent>["read"]>
  for (const { read } of apis) {
    event = read(json, bodyHash)
    if (event !== undefined) break
  }
  if (event !== undefined && Either.isRight(event)) return Either.right(event.right)
  return Either.map(readUnknown(json), (payload) => ({
    _tag: "Unknown",
    payload,
    ...(event === undefined ? {} : { issues: event.left }),
    dedupeKey: keyOf("Unknown", bodyHash)
  }))
}

const apiOf = ({ _tag }: WebhookEvent) => apis.find(({ tags }) => tags.includes(_tag))

/** For the log. */
export const aboutEvent = (event: WebhookEvent): About => apiOf(event)?.about(event) ?? { event: event._tag }

/** The payments and sessions whose waiters to wake. */
export const wokenBy = (event: WebhookEvent): ReadonlyArray<Subject> => apiOf(event)?.wakes(event) ?? []
