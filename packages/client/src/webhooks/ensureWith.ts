import * as Effect from "effect/Effect"
import type { CommonError, ReadError } from "../VippsError.js"
import type { EnsureRequest, EnsureResponse } from "./Ensure.js"
import type { RegisterResponse, Webhook } from "./Registration.js"

/** The calls of which one `ensure` is made. */
export interface Calls<R> {
  readonly list: Effect.Effect<ReadonlyArray<Webhook>, CommonError, R>
  readonly register: Effect.Effect<RegisterResponse, CommonError, R>
  readonly remove: (id: string) => Effect.Effect<void, ReadError, R>
}

/** The same address in another spelling: signatures cover what a URL parser makes of it. */
const addressOf = (url: string): string => (URL.canParse(url) ? new URL(url).href : url)

const isSameSet = (one: ReadonlyArray<string>, other: ReadonlyArray<string>): boolean => {
  const left = new Set(one)
  const right = new Set(other)
  return left.size === right.size && [...left].every((item) => right.has(item))
}

/** How many registrations a sales unit can have for an event. */
const limitOf = (event: string): number => (event === "user.checked-in.v1" ? 1 : 25)

/** Of the stale registrations those that must go first, because there is no room for another one of their events. */
const inTheWay = (
  all: ReadonlyArray<Webhook>,
  stale: ReadonlyArray<Webhook>,
  events: ReadonlyArray<string>
): ReadonlyArray<Webhook> => {
  const going = new Set<Webhook>()
  for (const event of new Set(events)) {
    const taken = all.filter((one) => one.events.includes(event))
    const tooMany = taken.filter((one) => !going.has(one)).length - limitOf(event) + 1
    const candidates = stale.filter((one) => !going.has(one) && taken.includes(one))
    for (const one of candidates.slice(0, Math.max(0, tooMany))) going.add(one)
  }
  return [...going]
}

const removeAll = <R>(calls: Calls<R>, webhooks: ReadonlyArray<Webhook>) =>
  Effect.forEach(webhooks, ({ id }) =>
    // Another deployment may have removed it.
    Effect.as(
      Effect.catchTag(calls.remove(id), "VippsNotFoundError", () => Effect.void),
      id
    )
  )

/** What cannot be removed must not cost the caller the new secret: it is logged, and the next `ensure` tries again. */
const tidyUp = <R>(calls: Calls<R>, webhooks: ReadonlyArray<Webhook>) =>
  Effect.map(
    Effect.forEach(webhooks, (webhook) =>
      Effect.catchAll(removeAll(calls, [webhook]), (error) =>
        Effect.as(
          Effect.logWarning(
            `Webhooks.ensure: the stale registration ${webhook.id} remains; the next run removes it. ${error.message}`
          ),
          []
        )
      )
    ),
    (removed) => removed.flat()
  )

/**
 * Registers before it removes, so that no event is missed in between, except where a limit leaves no room. Removes only
 * what was there at the beginning: one that another deployment registers at the same time stays.
 */
export const ensureWith = <R>(
  calls: Calls<R>,
  { events, id, url }: EnsureRequest
): Effect.Effect<EnsureResponse, CommonError, R> =>
  Effect.gen(function* () {
    const all = yield* calls.list
    const isStored = (one: Webhook) => one.id.toLowerCase() === id?.toLowerCase()
    const ofUrl = all.filter((one) => addressOf(one.url) === addressOf(url))
    const kept = ofUrl.find((one) => isStored(one) && isSameSet(one.events, events))
    if (kept !== undefined) {
      const stale = ofUrl.filter((one) => one !== kept)
      return { created: false, id: kept.id, removed: yield* tidyUp(calls, stale) }
    }
    // The one whose secret is known still works: it is the last to go.
    const stale = [...ofUrl.filter((one) => !isStored(one)), ...ofUrl.filter(isStored)]
    const first = inTheWay(all, stale, events)
    const making = yield* removeAll(calls, first)
    const registered = yield* calls.register
    const removed = yield* tidyUp(
      calls,
      stale.filter((one) => !first.includes(one))
    )
    return { created: true, ...registered, removed: [...making, ...removed] }
  })
