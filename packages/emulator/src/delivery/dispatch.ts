/** Sends what is due, when it is due. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { Core } from "../Core.js"
import type { World } from "../World.js"
import * as Worlds from "../World.js"
import { afterAttempt, type Delivery, deadAfter, queueOf, type Registration } from "./Delivery.js"
import { signed } from "./sign.js"

interface Result {
  readonly accepted: boolean
  /** The status, or why there is none. */
  readonly text: string
}

const headersOf = (delivery: Delivery, registration: Registration | undefined, now: number) => {
  if (registration === undefined) {
    return delivery.authorization === undefined ? {} : { authorization: delivery.authorization }
  }
  const secret = delivery.wrongSignature ? `not ${registration.secret}` : registration.secret
  // [U] That a repeated delivery is dated and signed anew.
  return { ...signed(delivery.url, delivery.body, secret, now), "webhook-id": registration.id }
}

/** One attempt; whatever is not a success within 10 seconds is none. Redirects are not followed. */
const post = (
  { outgoing }: Core,
  { body, url }: Delivery,
  headers: Readonly<Record<string, string>>
): Effect.Effect<Result> =>
  outgoing.execute(HttpClientRequest.post(url, { headers, body: HttpBody.text(body, "application/json") })).pipe(
    Effect.flatMap((response) => Effect.as(Effect.ignore(response.text), response.status)),
    Effect.map((status) => ({ accepted: status >= 200 && status < 300, text: String(status) })),
    Effect.timeoutTo({
      duration: "10 seconds",
      onSuccess: (result) => result,
      onTimeout: () => ({ accepted: false, text: "no response within 10 seconds" })
    }),
    Effect.orElseSucceed(() => ({ accepted: false, text: "could not be reached" })),
    // For a client that is given in place of the own, which follows none.
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )

const noteFailure = (world: World, id: string, accepted: boolean, now: number): World => {
  const registration = Option.getOrUndefined(HashMap.get(world.registrations, id))
  if (registration === undefined) return world
  const { failingSince } = registration
  if (accepted) {
    return failingSince === undefined
      ? world
      : Worlds.putRegistration(world, { ...registration, failingSince: undefined })
  }
  if (failingSince === undefined) return Worlds.putRegistration(world, { ...registration, failingSince: now })
  return now - failingSince >= deadAfter ? Worlds.removeRegistration(world, id) : world
}

/** What an attempt leaves behind. A delivery that was forgotten meanwhile stays so. */
const attempted =
  (delivery: Delivery, { accepted, text }: Result) =>
  (now: number, world: World): readonly [void, World] => {
    if (!HashMap.has(world.deliveries, delivery.sequence)) return [undefined, world]
    const next = Worlds.putDelivery(world, afterAttempt(delivery, accepted, text, now))
    const { registrationId } = delivery
    return [undefined, registrationId === undefined ? next : noteFailure(next, registrationId, accepted, now)]
  }

const attempt = (core: Core, delivery: Delivery): Effect.Effect<void> =>
  core.memory
    .modify((now, world) => {
      const registration = Option.flatMap(Option.fromNullable(delivery.registrationId), (id) =>
        HashMap.get(world.registrations, id)
      )
      return [headersOf(delivery, Option.getOrUndefined(registration), now), world]
    })
    .pipe(
      Effect.flatMap((headers) => post(core, delivery, headers)),
      Effect.flatMap((result) => core.memory.modify(attempted(delivery, result)))
    )

/** The first of each queue, but for queues in which something is under way. */
const heads = (world: World, busy: ReadonlySet<string>): ReadonlyArray<Delivery> => {
  const first = new Map<string, Delivery>()
  for (const delivery of HashMap.values(world.deliveries)) {
    const queue = queueOf(delivery)
    const other = first.get(queue)
    if (!busy.has(queue) && (other === undefined || delivery.sequence < other.sequence)) first.set(queue, delivery)
  }
  return [...first.values()].sort((a, b) => a.sequence - b.sequence)
}

/** Runs until its scope closes, and sleeps until something is due or changes. */
export const run = (core: Core): Effect.Effect<never, never, Scope.Scope> => {
  const busy = new Set<string>()
  const { memory } = core
  const start = (delivery: Delivery) => {
    const queue = queueOf(delivery)
    busy.add(queue)
    return attempt(core, delivery).pipe(
      Effect.ensuring(Effect.sync(() => busy.delete(queue))),
      Effect.ensuring(Queue.offer(memory.work, undefined)),
      Effect.forkScoped
    )
  }
  return Effect.gen(function* () {
    const [due, wait] = yield* memory.modify((now, world) => {
      const settled = Worlds.settleDue(world, now)
      const waiting = heads(settled, busy)
      const next = Math.min(Worlds.nextExpiry(settled), ...waiting.map(({ dueAt }) => (dueAt > now ? dueAt : Infinity)))
      return [[waiting.filter(({ dueAt }) => dueAt <= now), next - now] as const, settled]
    })
    for (const delivery of due) yield* start(delivery)
    const changed = Queue.take(memory.work)
    yield* Number.isFinite(wait) ? Effect.race(changed, Effect.sleep(Duration.millis(wait))) : changed
  }).pipe(Effect.forever)
}
