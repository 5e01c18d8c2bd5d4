import type * as HttpClient from "@effect/platform/HttpClient"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { copyOf } from "../../error/body.js"
import type { AwaitOptions, Operation } from "../../Operation.js"
import { VippsConfig } from "../../VippsConfig.js"
import type { ReadError, VippsInputError } from "../../VippsError.js"
import { send } from "../operation/send.js"
import { encoder, inputReader } from "../request/encodeRequest.js"
import { stepper } from "../request/retry.js"
import { stateOf } from "../request/state.js"
import { checkAwaitOptions, inputError } from "../schema/checkOptions.js"
import { announce, type Board, makeBoards, type Pace, type Read, timeOn } from "./board.js"

/** What was read, and whether the window had ended: then the wait is over. */
export interface Reading<A> {
  readonly value: A
  readonly last: boolean
}

/** How to wait for an outcome. Defaults to the pace of Vipps' guidelines. */
export interface Waiting extends Partial<Pace> {
  /** The default window. */
  readonly window: Duration.DurationInput
}

/** Each run waits until the next read is due, reads, and returns it. One fiber runs it, one run after the other. */
export type Next<A> = Effect.Effect<Reading<A>, ReadError, VippsConfig | HttpClient.HttpClient>

/** By the guidelines the first read is after 5 seconds. In milliseconds. */
const first = 5000
/** The others are 2 seconds apart; signals cause at most 120 reads a minute, Vipps' limit for a payment. */
const guidelines: Pace = { apart: 2000, closest: 500 }
/** The longest wait that doubling after failures reaches. */
const farthest = 30_000

const millis = (given: Duration.DurationInput | undefined, otherwise: Duration.DurationInput): number =>
  Duration.toMillis(given ?? otherwise)

const retryAfterOf = (error: ReadError): number | undefined =>
  "retryAfter" in error && error.retryAfter !== undefined ? Duration.toMillis(error.retryAfter) : undefined

/** Updates the board after a read that ended now. */
const conclude = <A>(board: Board<A>, result: Either.Either<A, ReadError>, now: number): void => {
  const { apart, closest } = board.pace
  board.floor = now + closest
  if (Either.isRight(result)) {
    board.wait = apart
    board.pause = 0
    board.due = now + apart
    return
  }
  board.wait = Math.min(board.wait * 2, farthest)
  board.pause = now + Math.max(apart, retryAfterOf(result.left) ?? board.wait)
  board.due = board.pause
}

/**
 * One read, for all that wait; nothing if another waiter was faster. When its reader is interrupted, another waiter
 * reads instead.
 */
const readFor = <A, R>(
  board: Board<A>,
  once: Effect.Effect<A, ReadError, R>,
  at: number
): Effect.Effect<Read<A> | undefined, never, R> =>
  Effect.uninterruptibleMask((restore) => {
    if (board.reading) return Effect.succeed(undefined)
    const { signalled } = board
    board.reading = true
    board.signalled = false
    return Effect.exit(restore(Effect.either(once))).pipe(
      Effect.zip(timeOn(board)),
      Effect.flatMap(([exit, now]) => {
        board.reading = false
        const read = Exit.match(exit, {
          onSuccess: (result) => ({ result, at, signalled }),
          onFailure: () => undefined
        })
        if (read === undefined) board.floor = now + board.pace.closest
        else conclude(board, read.result, now)
        announce(board, read)
        return Effect.map(exit, (result) => ({ result, at, signalled }))
      })
    )
  })

/** Sets the alarm, and waits for it or for a change. When the alarm rings or is abandoned, the others look at the board. */
const sleepFor = <A>(board: Board<A>, at: number, wait: number): Effect.Effect<Read<A> | undefined> =>
  Effect.uninterruptibleMask((restore) => {
    const alarm = { at }
    board.alarm = alarm
    return Effect.ensuring(
      restore(Effect.raceFirst(Effect.as(Effect.sleep(wait), undefined), Deferred.await(board.news))),
      Effect.sync(() => {
        if (board.alarm === alarm) announce(board, undefined)
      })
    )
  })

/**
 * Reads repeatedly, at the guidelines' pace or as soon as a signal arrives. Of all that wait for one subject, one reads
 * for all; each has its own window and its own time for the first read. It listens before it reads, so that no signal is
 * lost between a read and the wait after it.
 *
 * One read is one request without retries: the next read is the retry. A failure that may pass lengthens the wait, which
 * no signal shortens, and is reported only if it was the last read.
 */
export const poller = <Arguments extends ReadonlyArray<unknown>, A>(
  operation: Operation<Arguments, A, ReadError>,
  { window, ...pace }: Waiting
) => {
  const get = send(operation)
  const readInput = inputReader(operation)
  const check = encoder(operation)
  const join = makeBoards<A>({ ...guidelines, ...pace })

  return (
    name: string,
    given: ReadonlyArray<string>,
    givenOptions?: AwaitOptions
  ): Effect.Effect<Next<A>, VippsInputError, VippsConfig | Scope.Scope> =>
    Effect.gen(function* () {
      const input = readInput<AwaitOptions>({ parameters: given, options: givenOptions })
      const { options = {}, parameters, subject } = input
      const encoded = check({ ...input, options: undefined })
      const issues = [...(Either.isLeft(encoded) ? encoded.left : []), ...checkAwaitOptions(options)]
      if (issues.length > 0) return yield* inputError(name, issues, subject)
      const reference = subject ?? parameters.join(" ")

      const config = yield* VippsConfig
      const { tokens } = yield* stateOf(config, name, subject)
      const { merchantSerialNumber = config.merchantSerialNumber } = options
      const board = yield* join(tokens, { merchantSerialNumber, reference })
      const once = get({ parameters, options: { merchantSerialNumber, retry: false } })
      const start = yield* timeOn(board)
      const deadline = start + millis(options.window, window)
      /** Until then this waiter sees other waiters' reads, and begins one only after a signal. */
      let firstAt = start + millis(options.firstReadAfter, first)
      const step = options.schedule && stepper(options.schedule)
      /** When this waiter reads again, if it has a schedule. */
      let own: number | undefined

      /** This waiter has seen a read, and a 404 after the last that succeeded. */
      let seen = false
      let missing = false

      const nextRead = (): number => {
        const due = board.signalled ? board.floor : seen ? Math.max(own ?? board.due, firstAt) : firstAt
        return Math.max(board.floor, Math.min(Math.max(due, board.pause), deadline))
      }

      /** Waits until a read is due, then reads or sees another waiter's read; nothing if the waiter must look again. */
      const look = Effect.flatMap(timeOn(board), (now) => {
        if (board.reading) return Deferred.await(board.news)
        const at = nextRead()
        if (at <= now) return readFor(board, once, now)
        return board.alarm !== undefined && board.alarm.at <= at
          ? Deferred.await(board.news)
          : sleepFor(board, at, at - now)
      })

      return Effect.gen(function* () {
        while (true) {
          const read = yield* look
          if (read === undefined) continue
          const { at, result, signalled } = read
          const last = at >= deadline
          seen = true
          if (signalled) firstAt = at
          if (Either.isRight(result)) {
            missing = false
            own = step && (yield* Effect.flatMap(timeOn(board), (now) => step(now, result.right)))
            return { value: result.right, last: last || (step !== undefined && own === undefined) }
          }
          // [U] Whether a payment can be read right after its creation. Later, a gateway may respond so for a moment.
          const isFirst = result.left._tag === "VippsNotFoundError" && !missing
          if (last || !(result.left.retryable || isFirst)) return yield* Effect.fail(copyOf(result.left))
          if (isFirst) missing = true
        }
      })
    })
}
