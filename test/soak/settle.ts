// @effect-diagnostics globalTimers:off
/**
 * One movement of money, from its intent to the truth about it, by the documented procedure: repeat the call with the same
 * key while its outcome is unknown; read back where the key is lost or the repetition is refused; never send a new key
 * while in doubt.
 */
import { setTimeout } from "node:timers/promises"
import { idempotencyKey, isVippsError, type VippsError } from "@effect-vipps/promise"
import type { Entry, Reported } from "./journal.js"
import type { Life, Step } from "./plan.js"
import { InDoubt } from "./shop.js"

export interface CallOptions {
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

export interface Movement {
  /** Makes the call. Resolves to false where Vipps has refused without an error. */
  readonly call: (options: CallOptions) => Promise<unknown>
  /** Reads whether it happened. Undefined: the server does not know of it, and it may be sent again with its key. */
  readonly read: (key: string | undefined) => Promise<boolean | undefined>
}

const final = ["VippsRequestError", "VippsConflictError", "VippsNotFoundError"]

/** A refusal of what was asked for, and not of this attempt. */
const isRefusal = ({ _tag, retryable }: VippsError): boolean => !retryable && final.includes(_tag)

const mostCalls = 80

type Result = {
  readonly reported: Reported
  readonly isFinal: boolean
  readonly error?: string
  readonly key?: string | undefined
}

/** Makes a call, and what it reports to its caller. */
const attempt = async (
  call: Movement["call"],
  key: string | undefined,
  abortAfter: number | undefined
): Promise<Result> => {
  const signal = abortAfter === undefined ? undefined : AbortSignal.timeout(abortAfter)
  try {
    const options = {
      ...(signal === undefined ? {} : { signal }),
      ...(key === undefined ? {} : { idempotencyKey: key })
    }
    return { reported: (await call(options)) === false ? "refused" : "success", isFinal: true }
  } catch (thrown) {
    const error = thrown instanceof InDoubt ? thrown.error : thrown
    if (isVippsError(error)) {
      if (error._tag === "VippsInputError") throw error
      return {
        reported: thrown instanceof InDoubt ? "unknown" : error.outcome,
        isFinal: isRefusal(error),
        error: `${error._tag} after ${error.attempts}`,
        key: error.idempotencyKey
      }
    }
    if (signal?.aborted === true) return { reported: "aborted", isFinal: false }
    throw error
  }
}

/** Whether a process before this one, or an earlier call, may have moved the money. */
const inDoubt = (past: ReadonlyArray<Entry>): boolean => {
  const intents = past.filter(({ _tag }) => _tag === "Intent").length
  const results = past.flatMap((entry) => (entry._tag === "Reported" ? [entry.reported] : []))
  return intents > results.length || results.some((one) => one === "unknown" || one === "aborted")
}

export const settle = async (
  life: Life,
  step: Step,
  past: ReadonlyArray<Entry>,
  write: (entry: Entry) => void,
  { call, read }: Movement
): Promise<void> => {
  const at = { life: life.id, step: step.name }
  const resolve = (happened: boolean, by: "response" | "refusal" | "reading" | "nobody") =>
    write({ ...at, _tag: "Resolved", happened, by })
  const own = past.filter((entry) => "step" in entry && entry.step === step.name)
  if (own.some(({ _tag }) => _tag === "Resolved")) return

  const key = step.habit === "stored key" ? idempotencyKey(life.reference, step.name) : undefined
  let doubt = inDoubt(own)
  if (doubt && key === undefined) {
    // The key was lost with the process, whose requests have ended since: what is read now is final.
    if (await read(undefined)) return resolve(true, "reading")
    doubt = false
  }
  for (let calls = 0; calls < mostCalls; calls++) {
    write({ ...at, _tag: "Intent" })
    const { isFinal, ...result } = await attempt(call, key, calls === 0 ? step.abortAfter : undefined)
    write({ ...at, _tag: "Reported", ...result })
    if (result.reported === "success") return resolve(true, "response")
    if (result.reported === "refused") {
      if (!doubt && (isFinal || step.givesUp)) return resolve(false, "refusal")
      if (isFinal) return resolve((await read(result.key ?? key)) === true, "reading")
    } else {
      doubt = true
      if (key !== undefined && step.readsBack && (await read(key)) === true) return resolve(true, "reading")
    }
    await setTimeout(20 + calls * 10)
  }
  resolve(false, "nobody")
}

/** Repeats what may be repeated until it succeeds: reads, creations with one key, registrations. */
export const persist = async <A>(call: () => Promise<A>, otherwise?: (tag: string) => Promise<A>): Promise<A> => {
  for (let calls = 0; ; calls++) {
    try {
      return await call()
    } catch (thrown) {
      const error = thrown instanceof InDoubt ? thrown.error : thrown
      if (!isVippsError(error) || error._tag === "VippsInputError" || calls === mostCalls) throw error
      if (isRefusal(error)) {
        if (otherwise === undefined) throw error
        return await otherwise(error._tag)
      }
      await setTimeout(20 + calls * 10)
    }
  }
}
