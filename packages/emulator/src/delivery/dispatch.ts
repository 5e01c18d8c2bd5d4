/** Sends deliveries when they are due. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import { afterAttempt, type Delivery, deadAfter, queueOf } from "./Delivery.js"
import type { Registration } from "./registrations.js"
import * as Registrations from "./registrations.js"
import { signed } from "./sign.js"

interface Result {
  readonly accepted: boolean
  /** The status, or why there was no response. */
  readonly text: string
}

const headersOf = (delivery: Delivery, registration: Registration | undefined, now: number) => {
  if (registration === undefined) {
    return delivery.authorization === undefined ? {} : { authorization: delivery.authorization }
  }
  const secret = delivery.wrongSignature ? `not ${registration.secret}` : registration.secret
  // [U] That a redelivery is dated and signed again.
  return { ...signed(delivery.url, delivery.body, secret, now), "webhook-id": registration.id }
}

/** One attempt; it fails unless it succeeds within 10 seconds. Redirects are not followed. */
const post = (
  { outgoing }: EmulatorContext,
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
    // For a custom client; the default one follows no redirects.
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )

const noteFailure = (world: World, id: string, accepted: boolean, now: number): World => {
  const registration = Registrations.find(world, id)
  if (registration === undefined) return world
  const { failingSince } = registration
  if (accepted) {
    return failingSince === undefined ? world : Registrations.put(world, { ...registration, failingSince: undefined })
  }
  if (failingSince === undefined) return Registrations.put(world, { ...registration, failingSince: now })
  return now - failingSince >= deadAfter ? Registrations.remove(world, id) : world
}

/** Stores the result of an attempt, unless the delivery was deleted meanwhile. */
const attempted =
  (delivery: Delivery, { accepted, text }: Result) =>
  (now: number, world: World): readonly [void, World] => {
    if (!HashMap.has(world.deliveries, delivery.sequence)) return [undefined, world]
    const next = Worlds.putDelivery(world, afterAttempt(delivery, accepted, text, now))
    const { registrationId } = delivery
    return [undefined, registrationId === undefined ? next : noteFailure(next, registrationId, accepted, now)]
  }

const attempt = (context: EmulatorContext, delivery: Delivery): Effect.Effect<void> =>
  context.store
    .update((now, world) => {
      const registration = Registrations.find(world, delivery.registrationId)
      return [headersOf(delivery, registration, now), world]
    })
    .pipe(
      Effect.flatMap((headers) => post(context, delivery, headers)),
      Effect.flatMap((result) =>
        Effect.zipRight(
          context.store.update(attempted(delivery, result)),
          context.trace({
            direction: "out",
            result: result.text,
            method: "POST",
            target: delivery.url,
            about: [delivery.event, delivery.reference]
          })
        )
      )
    )

/** The first of each queue in which nothing is in progress. */
const heads = (world: World, busy: ReadonlySet<string>): ReadonlyArray<Delivery> => {
  const first = new Map<string, Delivery>()
  for (const delivery of HashMap.values(world.deliveries)) {
    const queue = queueOf(delivery)
    const other = first.get(queue)
    if (!busy.has(queue) && (other === undefined || delivery.sequence < other.sequence)) first.set(queue, delivery)
  }
  return [...first.values()].sort((a, b) => a.sequence - b.sequence)
}

/** What changes by itself in the world, whichever APIs it has. */
export interface Time {
  /** Epoch milliseconds; infinity for never. */
  readonly next: (world: World) => number
  readonly settle: (world: World, now: number) => World
}

/**
 * Runs until its scope closes, and sleeps until something is due or changes. After a failure, such as a data file that
 * cannot be written, it waits for the next change and continues.
 */
export const run = (context: EmulatorContext, time: Time): Effect.Effect<never, never, Scope.Scope> => {
  const busy = new Set<string>()
  const { store } = context
  const start = (delivery: Delivery) => {
    const queue = queueOf(delivery)
    busy.add(queue)
    return attempt(context, delivery).pipe(
      Effect.catchAllDefect((defect) => Effect.logError("A delivery failed", defect)),
      Effect.ensuring(Effect.sync(() => busy.delete(queue))),
      Effect.ensuring(Queue.offer(store.work, undefined)),
      Effect.forkScoped
    )
  }
  const round = Effect.gen(function* () {
    // What happens by itself makes deliveries, which are there after the step.
    yield* store.update((now, world) => [undefined, time.settle(world, now)])
    const [due, wait] = yield* store.update((now, world) => {
      const waiting = heads(world, busy)
      const next = Math.min(time.next(world), ...waiting.map(({ dueAt }) => (dueAt > now ? dueAt : Infinity)))
      return [[waiting.filter(({ dueAt }) => dueAt <= now), next - now] as const, world]
    })
    for (const delivery of due) yield* start(delivery)
    const changed = Queue.take(store.work)
    yield* Number.isFinite(wait) ? Effect.race(changed, Effect.sleep(Duration.millis(wait))) : changed
  })
  return round.pipe(
    Effect.catchAllDefect((defect) =>
      Effect.zipRight(
        Effect.logError("The dispatcher of deliveries failed and continues after the next change", defect),
        Queue.take(store.work)
      )
    ),
    Effect.forever
  )
}
