import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"
import type { ReadError } from "../../VippsError.js"
import type { State } from "../request/state.js"
import { requestsAreIsolated } from "../transport/runtime.js"
import { onSignal, type Subject } from "./signals.js"

/** How often something may be read, in milliseconds. */
export interface Pace {
  /** Between two reads. */
  readonly apart: number
  /** The minimum between two reads, also after signals. */
  readonly closest: number
}

/**
 * A waiter's timer. It is compared by identity, since two waiters may set one for the same time: if each took the other's
 * for its own, they would wake each other without end.
 */
export interface Alarm {
  readonly at: number
}

/** A read that ended. */
export interface Read<A> {
  readonly result: Either.Either<A, ReadError>
  /** When it began, in the board's time. */
  readonly at: number
  /** Whether a signal caused it. */
  readonly signalled: boolean
}

/**
 * The state that all waiters for one payment or session share, so that together they read no more often than one. Plain
 * state, changed only in synchronous steps; times are those of {@link timeOn}, in milliseconds.
 */
export interface Board<A> {
  readonly pace: Pace
  waiters: number
  /** The last time that it was looked at. */
  latest: number
  /** What the clock lost whenever it was set back. */
  lost: number
  /** One of the waiters reads, for all of them. */
  reading: boolean
  /** Something happened since the last read began. */
  signalled: boolean
  /** No read begins earlier. */
  floor: number
  /** After a failure that may pass, no read begins earlier, except at the end of a window. */
  pause: number
  /** When the next read is due, for waiters that have seen one. */
  due: number
  /** The earliest of the waiters' timers, which belongs to one of them; the others need none. */
  alarm: Alarm | undefined
  /** The wait that a further failure doubles, in milliseconds. */
  wait: number
  /** The next read that ends; `undefined` when the waiters should look at the board again. */
  news: Deferred.Deferred<Read<A> | undefined>
  /** Stops listening to signals. */
  close: () => void
}

const noNews = <A>(): Board<A>["news"] => Deferred.unsafeMake(FiberId.none)

/** Wakes every waiter, so that none relies on the alarm. */
export const announce = <A>(board: Board<A>, read: Read<A> | undefined): void => {
  const { news } = board
  board.news = noNews()
  board.alarm = undefined
  Deferred.unsafeDone(news, Effect.succeed(read))
}

const empty = <A>(pace: Pace): Board<A> => ({
  pace,
  waiters: 0,
  latest: 0,
  lost: 0,
  reading: false,
  signalled: false,
  floor: 0,
  pause: 0,
  due: 0,
  alarm: undefined,
  wait: pace.apart,
  news: noNews(),
  close: () => {}
})

/** The time. It never goes back: where the clock is set back, what it loses is added from then on. */
export const timeOn = <A>(board: Board<A>): Effect.Effect<number> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    board.lost = Math.max(board.lost, board.latest - now)
    board.latest = now + board.lost
    return board.latest
  })

/** The boards of configurations that share their tokens. */
interface Boards<A> {
  readonly used: Map<string, Board<A>>
  /** No waiter is left, but the next one may not read at once. */
  readonly resting: Map<string, Board<A>>
}

const leave = <A>({ resting, used }: Boards<A>, key: string, board: Board<A>): void => {
  board.waiters--
  if (board.waiters > 0) return
  board.close()
  used.delete(key)
  resting.set(key, board)
}

const enter = <A>({ resting, used }: Boards<A>, key: string, subject: Subject, pace: Pace, now: number): Board<A> => {
  for (const [other, { floor, lost, pause }] of resting) {
    if (Math.max(floor, pause) <= now + lost) resting.delete(other)
  }
  const known = used.get(key)
  const board = known ?? resting.get(key) ?? empty(pace)
  board.waiters++
  if (known !== undefined) return board
  resting.delete(key)
  used.set(key, board)
  board.signalled = false
  board.close = onSignal(subject, () => {
    board.signalled = true
    announce(board, undefined)
  })
  return board
}

/**
 * Joins the board of a subject for the same keys and server, which the tokens identify. In Cloudflare Workers a request
 * cannot wait for what another has begun, so each waiter has its own board there.
 */
export const makeBoards = <A>(pace: Pace) => {
  const shared = new WeakMap<State["tokens"], Boards<A>>()
  const boardsOf = (tokens: State["tokens"]): Boards<A> => {
    const known = requestsAreIsolated() ? undefined : shared.get(tokens)
    if (known !== undefined) return known
    const boards = { used: new Map(), resting: new Map() }
    shared.set(tokens, boards)
    return boards
  }

  return (tokens: State["tokens"], subject: Subject): Effect.Effect<Board<A>, never, Scope.Scope> =>
    Effect.suspend(() => {
      const boards = boardsOf(tokens)
      const key = `${subject.merchantSerialNumber} ${subject.reference}`
      return Effect.acquireRelease(
        Effect.map(Clock.currentTimeMillis, (now) => enter(boards, key, subject, pace, now)),
        (board) => Effect.sync(() => leave(boards, key, board))
      )
    })
}
