import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"
import type { VippsError } from "../VippsError.js"
import { onSignal, type Subject } from "./signals.js"
import { requestsAreIsolated, type TokenCache } from "./tokenCache.js"

/** A read that ended. */
export interface Read<A> {
  readonly result: Either.Either<A, VippsError>
  /** When it began, in epoch milliseconds. */
  readonly at: number
  /** Whether a signal brought it. */
  readonly signalled: boolean
}

/**
 * What all that wait for one payment or session share, so that together they read no more often than one would. Plain
 * state, changed only in synchronous steps; times in epoch milliseconds.
 */
export interface Board<A> {
  waiters: number
  /** One of the waiters reads, for all of them. */
  reading: boolean
  /** Something happened since the last read began. */
  signalled: boolean
  /** No read begins earlier. */
  floor: number
  /** No read begins earlier, after a failure that may pass, unless a window ends. */
  pause: number
  /** When the next read is due, for waiters that have seen one. */
  due: number
  /** The wait that a further failure doubles, in milliseconds. */
  wait: number
  /** The next read that ends; `undefined` when the waiters should look at the board again. */
  news: Deferred.Deferred<Read<A> | undefined>
  /** Stops listening to signals. */
  close: () => void
}

const noNews = <A>(): Board<A>["news"] => Deferred.unsafeMake(FiberId.none)

/** Wakes every waiter. */
export const announce = <A>(board: Board<A>, read: Read<A> | undefined): void => {
  const { news } = board
  board.news = noNews()
  Deferred.unsafeDone(news, Effect.succeed(read))
}

const open = <A>(subject: Subject, wait: number): Board<A> => {
  const board: Board<A> = {
    waiters: 0,
    reading: false,
    signalled: false,
    floor: 0,
    pause: 0,
    due: 0,
    wait,
    news: noNews(),
    close: onSignal(subject, () => {
      board.signalled = true
      announce(board, undefined)
    })
  }
  return board
}

/**
 * Joins the board of a subject, by keys and server, for which the token cache stands; it lives as long as anyone waits.
 * In Cloudflare's Workers a request cannot wait for what another has begun: there, each waiter has a board of its own.
 */
export const makeBoards = <A>(wait: number) => {
  const boardsOf = new WeakMap<TokenCache, Map<string, Board<A>>>()

  return (tokens: TokenCache, subject: Subject): Effect.Effect<Board<A>, never, Scope.Scope> => {
    const known = requestsAreIsolated() ? new Map<string, Board<A>>() : boardsOf.get(tokens)
    const boards = known ?? new Map<string, Board<A>>()
    if (known === undefined) boardsOf.set(tokens, boards)
    const key = `${subject.merchantSerialNumber} ${subject.reference}`
    return Effect.acquireRelease(
      Effect.sync(() => {
        const board = boards.get(key) ?? open<A>(subject, wait)
        boards.set(key, board)
        board.waiters++
        return board
      }),
      (board) =>
        Effect.sync(() => {
          board.waiters--
          if (board.waiters > 0) return
          boards.delete(key)
          board.close()
        })
    )
  }
}
