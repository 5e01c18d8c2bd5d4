import type { CallEvent } from "@effect-vipps/promise"
import { isAborted } from "./abort.js"
import { ChangeError, type ExitCode, exitCodes, RefusedError } from "./exitCodes.js"
import { explain } from "./explain.js"
import type { Printer } from "./print.js"
import type { System } from "./System.js"

/** What a failure means once the change has been made. */
export interface Made {
  readonly code: ExitCode
  /** What there is now, and how to read it. */
  readonly message: string
  readonly reference?: string
}

export interface Change<A> {
  /** The idempotency key, where it makes a repeat safe. */
  readonly idempotencyKey?: string | undefined
  readonly reference?: string
  /** What to do when the outcome is unknown. */
  readonly advice: string
  readonly made?: (value: A) => Made
}

/** Sends a change once. Its outcome is waited for: an interruption before it sends nothing, one amid it is reported. */
export type Send = <A>(change: Change<A>, call: () => Promise<A>) => Promise<A>

export interface Changes {
  readonly send: Send
  /** Takes note of the steps of a call that makes several requests. */
  readonly observe: (event: CallEvent) => void
  /** Rejects when the process is to end at once and no change is under way. */
  readonly hurried: Promise<never>
  /** A failure of the command, by what it has changed so far: after a change none is a refusal. */
  readonly failure: (error: unknown) => unknown
}

const left = ({ advice, idempotencyKey, reference }: Change<never>) =>
  new ChangeError(`Interrupted while the request was under way; it may have taken effect. ${advice}`, {
    code: exitCodes.unknown,
    idempotencyKey,
    reference
  })

const madeByDefault: Made = { code: exitCodes.unknown, message: "The request has taken effect" }

/** Follows what one run of a command changes. */
export const changesOf = (
  system: Pick<System, "signal" | "hurry">,
  print: Printer,
  /** Whether it is to change something. */
  isConfirmed: boolean
): Changes => {
  const interrupted = () => new RefusedError(isConfirmed ? "Interrupted; no request was sent" : "Interrupted")
  let underWay: Change<never> | undefined
  let made: Made | undefined
  let step: string | undefined

  const hurry = new Promise<void>((resolve) => {
    system.hurry?.addEventListener("abort", () => resolve(), { once: true })
  })

  // A change that is under way ends with an error of its own, so that its command can tidy up.
  const hurried = hurry.then(() =>
    underWay === undefined ? Promise.reject(interrupted()) : new Promise<never>(() => {})
  )
  // Most commands end without it.
  hurried.catch(() => {})

  const wait = () => print.note("Waiting for the outcome of the request. Interrupt again to leave without it")

  return {
    hurried,
    observe: ({ error, idempotencyKey, operation, type }) => {
      if (type === "call" && error === undefined && idempotencyKey !== undefined) step = operation
    },
    send: async (change, call) => {
      if (system.signal.aborted) throw interrupted()
      underWay = change
      system.signal.addEventListener("abort", wait, { once: true })
      try {
        const value = await Promise.race([call(), hurry.then(() => Promise.reject(left(change)))])
        made = change.made?.(value) ?? madeByDefault
        return value
      } finally {
        underWay = undefined
        system.signal.removeEventListener("abort", wait)
      }
    },
    failure: (error) => {
      if (error instanceof ChangeError) return error
      const { message } = explain(error)
      if (made !== undefined) return new ChangeError(`${made.message}. ${message}`, made)
      if (step !== undefined) {
        return new ChangeError(`${step} has taken effect, but what follows it failed. ${message}`, madeByDefault)
      }
      return isAborted(error) ? interrupted() : error
    }
  }
}
