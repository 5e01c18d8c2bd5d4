import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Scope from "effect/Scope"
import type { AwaitOptions, Operation } from "../Operation.js"
import { VippsConfig } from "../VippsConfig.js"
import type { VippsError, VippsInputError } from "../VippsError.js"
import { encoder, plainInput, subjectOf } from "./input.js"
import { checkAwaitOptions, inputError } from "./options.js"
import { send } from "./send.js"
import { listen } from "./signals.js"
import { stateOf } from "./state.js"

/** What was read, and whether it was read after the window: then nobody waits any longer. */
export interface Reading<A> {
  readonly value: A
  readonly last: boolean
}

/** Each run waits until it is time, reads, and answers: to be run by one fiber, one run after the other. */
export type Next<A> = Effect.Effect<Reading<A>, VippsError, VippsConfig | HttpClient.HttpClient>

/** As the guidelines say: the first read after 5 seconds, the others 2 seconds apart. In milliseconds. */
const first = 5000
const apart = 2000
/** However often it is woken, at most 120 reads a minute, which is all that Vipps allows for a reference. */
const closest = 500
/** Where the doubling ends after failure upon failure. */
const farthest = 30_000

const sleepUntil = (at: number): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => (at > now ? Effect.sleep(at - now) : Effect.void))

const millis = (given: Duration.DurationInput | undefined, otherwise: Duration.DurationInput): number =>
  Duration.toMillis(given ?? otherwise)

const retryAfterOf = (error: VippsError): number | undefined => ("retryAfter" in error ? error.retryAfter : undefined)

/**
 * Reads again and again, at the guidelines' pace or as soon as a signal tells that something happened. It listens
 * before it reads, so that no signal falls between a reading and the wait after it.
 *
 * One read is one request: its repeats would not keep the pace, and the next read is the repeat. A failure that may
 * pass is answered by a longer wait, which no signal shortens, and is told only if it was the last read.
 */
export const poller = <A>(operation: Operation<never, A>, window: Duration.DurationInput) => {
  const read = send(operation)
  const check = encoder(operation)

  return (
    name: string,
    givenReference: string,
    givenOptions?: AwaitOptions
  ): Effect.Effect<Next<A>, VippsInputError, VippsConfig | Scope.Scope> =>
    Effect.gen(function* () {
      const input = plainInput<never, AwaitOptions>({ reference: givenReference, options: givenOptions })
      const { options = {} } = input
      const encoded = check({ ...input, options: undefined })
      const issues = [...(Either.isLeft(encoded) ? encoded.left : []), ...checkAwaitOptions(options)]
      if (issues.length > 0) return yield* inputError(name, issues, subjectOf(input))
      const reference = givenReference

      const { merchantSerialNumber } = options
      const config = yield* VippsConfig
      yield* stateOf(config, name, reference)
      const signals = yield* listen({
        merchantSerialNumber: merchantSerialNumber ?? config.merchantSerialNumber,
        reference
      })
      const once = read({ reference, options: { merchantSerialNumber, retry: false } })
      const start = yield* Clock.currentTimeMillis
      const deadline = start + millis(options.window, window)

      /** When to read, and when to read at the earliest if there is a signal. */
      let due = Math.min(start + millis(options.firstReadAfter, first), deadline)
      let earliest = start
      let wait = apart
      let answered = false

      return Effect.gen(function* () {
        while (true) {
          yield* Effect.raceFirst(sleepUntil(due), signals.await)
          yield* sleepUntil(earliest)
          yield* signals.close
          const last = (yield* Clock.currentTimeMillis) >= deadline
          const result = yield* Effect.either(once)
          const now = yield* Clock.currentTimeMillis
          const inTime = (at: number) => Math.min(at, Math.max(deadline, now + closest))
          if (Either.isRight(result)) {
            answered = true
            wait = apart
            due = inTime(now + apart)
            earliest = now + closest
            return { value: result.right, last }
          }
          const error = result.left
          // [U] Whether what was just created can be read at once: a first 404 is asked about once more.
          const early = error._tag === "VippsNotFoundError" && !answered
          if (last || !(error.retryable || early)) return yield* Effect.fail(error)
          if (early) answered = true
          wait = Math.min(wait * 2, farthest)
          due = inTime(now + Math.max(apart, retryAfterOf(error) ?? wait))
          earliest = due
        }
      })
    })
}
