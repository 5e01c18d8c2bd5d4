import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { VippsInputError } from "../../VippsError.js"
import { fitToShow } from "../request/redact.js"
import { headerOf } from "../transport/headerOf.js"
import { requestsAreIsolated } from "../transport/runtime.js"
import type { RawBody, RequestHeaders, SignedRequest } from "./SignedRequest.js"
import { VippsWebhookError } from "./VippsWebhookError.js"

/** A request, for any server. */
export interface Incoming {
  readonly method: string
  readonly headers: RequestHeaders
  /** The raw body, if it is complete and has at most `limit` bytes. */
  readonly read: (limit: number) => Effect.Effect<RawBody, "TooLarge" | "Broken">
}

/** The response. It contains nothing but the outcome. */
export interface Reply {
  readonly status: 200 | 400 | 401 | 405 | 413 | 500
  /** JSON. */
  readonly body?: string
  /** Why the status is not 200, or what was left out of the response; for the log. */
  readonly problem?: unknown
  /** What the request was about, once it is verified. */
  readonly about?: About
  /** The work was done before. */
  readonly isDuplicate?: boolean
}

/** What a request is about, for the log: no personal data. */
export interface About {
  /** The event's name, or the session's state. */
  readonly event?: string | undefined
  /** The payment's or session's reference, or the id of what the event is about. */
  readonly reference?: string | undefined
  /** When it happened, as Vipps writes times. */
  readonly at?: string | undefined
}

/** What one kind of request is received with. */
export interface Receiver<A, E, R> {
  /** As in `Webhooks.receiver`. */
  readonly name: string
  /** Bytes. */
  readonly maxBodySize: number
  readonly timeout: Duration.DurationInput
  /** Verifies that the request comes from Vipps, and reads it. */
  readonly check: (request: SignedRequest) => Effect.Effect<A, VippsWebhookError | E, R>
  readonly about: (input: A) => About
  /** Handles it. Once `begin` is called, the work finishes even after the response. */
  readonly work: (input: A, begin: () => void) => Effect.Effect<Reply, E, R>
  /** Its end interrupts work that outlives its response. Absent, such work ends with the process. */
  readonly scope?: Scope.Scope
}

const refused = (error: unknown): Reply =>
  error instanceof VippsWebhookError
    ? { status: error.reason === "Payload" ? 400 : 401, problem: error }
    : failed(error)

const unread = (why: "TooLarge" | "Broken", limit: number): Reply =>
  why === "TooLarge"
    ? { status: 413, problem: problemOf(`The body is larger than ${limit} bytes and was not read.`) }
    : { status: 400, problem: problemOf("The request body was truncated.") }

/** `Promise.reject()` and `throw undefined` are reported, too. */
const failed = (problem: unknown): Reply => ({ status: 500, problem: problem ?? new Error(`it threw ${problem}`) })

const problemOf = (message: string) => new VippsWebhookError({ reason: "Payload", message })

type Leave<A, E> = (fiber: Fiber.RuntimeFiber<A, E>) => Effect.Effect<unknown>

/** Runs in its own fiber: an interruption does not wait for it, and only does with it what `leave` does. */
const abandonable =
  <A, E>(leave: Leave<A, E>) =>
  <R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Effect.forkDaemon(Effect.interruptible(effect)), (fiber) =>
        Effect.onInterrupt(restore(Fiber.join(fiber)), () => leave(fiber))
      )
    )

/** Leaves a fiber running until the scope closes. */
const keptIn =
  (scope: Scope.Scope | undefined): Leave<unknown, unknown> =>
  (fiber) =>
    scope === undefined
      ? Effect.void
      : Effect.forkIn(
          Effect.uninterruptible(
            Effect.onInterrupt(Effect.interruptible(Fiber.await(fiber)), () => Fiber.interrupt(fiber))
          ),
          scope
        )

/**
 * Responds to one request from Vipps after these checks, in this order: method, size, authenticity, and the work
 * itself. 200 means done; any failure of the work is a 500, so that Vipps redelivers.
 *
 * All of it is under one timeout, which waits for nothing, because Vipps does not wait longer. It interrupts what has
 * not begun the work. Begun work goes on, as it does when the connection breaks: a promise in it would go on in any case,
 * and only work that ends is remembered. In Cloudflare Workers nothing outlives the response, so there it is interrupted.
 *
 * `onLate` gets the failure of work that outlived its response, as the response that it would have had.
 */
export const receive =
  <A, E, R>(receiver: Receiver<A, E, R>, onLate: (reply: Reply) => Effect.Effect<unknown>) =>
  ({ headers, method, read }: Incoming): Effect.Effect<Reply, never, R> => {
    if (method.toUpperCase() !== "POST") return Effect.succeed({ status: 405 })
    const { about, check, maxBodySize, scope, timeout, work } = receiver
    const keep = keptIn(scope)
    if (Number(headerOf(headers, "content-length") ?? 0) > maxBodySize) {
      return Effect.succeed(unread("TooLarge", maxBodySize))
    }
    return Effect.suspend(() => {
      let subject: About | undefined
      let hasBegun = false
      const begin = () => {
        hasBegun = true
      }
      const aboutIt = (reply: Reply): Reply => (subject === undefined ? reply : { ...reply, about: subject })
      const watchLate: Leave<Reply, Reply> = (fiber) =>
        Effect.forkDaemon(
          Effect.flatMap(Fiber.await(fiber), (exit) =>
            Exit.isSuccess(exit) || Cause.isInterruptedOnly(exit.cause)
              ? Effect.void
              : onLate(
                  aboutIt(Option.getOrElse(Cause.failureOption(exit.cause), () => failed(Cause.squash(exit.cause))))
                )
          )
        )
      const leave: Leave<Reply, Reply> = (fiber) =>
        hasBegun && !requestsAreIsolated() ? Effect.zipRight(watchLate(fiber), keep(fiber)) : Fiber.interruptFork(fiber)
      return read(maxBodySize).pipe(
        Effect.mapError((why) => unread(why, maxBodySize)),
        Effect.flatMap((body) => Effect.mapError(check({ headers, body }), refused)),
        Effect.flatMap((input) => {
          subject = about(input)
          return Effect.mapError(work(input, begin), failed)
        }),
        abandonable(leave),
        // A server of the platform runs the app uninterruptibly, unless a router is in between.
        Effect.interruptible,
        Effect.timeoutFail({
          duration: timeout,
          onTimeout: (): Reply => ({ status: 500, problem: new Cause.TimeoutException("did not finish in time") })
        }),
        Effect.merge,
        // A defect, in whichever step.
        Effect.catchAllCause((cause) => Effect.succeed(failed(Cause.squash(cause)))),
        Effect.map(aboutIt)
      )
    })
  }

/** The kind of an error. */
export const nameOf = (problem: unknown): string => {
  if (Predicate.hasProperty(problem, "_tag") && typeof problem._tag === "string") return problem._tag
  return problem instanceof Error ? problem.name : `a ${typeof problem}`
}

/** The message of an error without phone numbers and addresses: it may be about a person. */
const describe = (problem: unknown): string => {
  try {
    const said = Predicate.hasProperty(problem, "message") ? problem.message : problem
    const name = nameOf(problem)
    return typeof said === "string" && said !== "" ? `${name}: ${fitToShow(said.slice(0, 500), [])}` : name
  } catch {
    return "an error that cannot be read"
  }
}

const subjectOf = ({ event, reference }: About): string =>
  [event, reference].filter((part) => part !== undefined && /^[\w.-]{1,64}$/.test(part)).join(" of ")

/** Logs a failure for the operator of the server. */
export const logged = (
  { name }: { readonly name: string },
  { about = {}, problem, status }: Reply
): Effect.Effect<void> => {
  if (problem === undefined) return Effect.void
  const subject = subjectOf(about)
  const head = `${name}: responded with ${status}${subject === "" ? "" : ` to ${subject}`}.`
  if (problem instanceof VippsWebhookError) return Effect.logWarning(`${head} ${problem.message}`)
  // This error starts with the receiver's name, and names fields only.
  if (problem instanceof VippsInputError) return Effect.logError(`${head} ${problem.message.replace(`${name}: `, "")}`)
  return Effect.logError(`${head} The handler failed with ${describe(problem)}`)
}
