import { VippsWebhookError } from "@effect-vipps/client/internal/receive/VippsWebhookError"
import { inputError } from "@effect-vipps/client/internal/schema/checkOptions"
import type { Endpoint } from "@effect-vipps/client/Operation"
import * as VippsError from "@effect-vipps/client/VippsError"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"

/** Where a call came from: lines of a stack, the caller's first. Written out only for an error. */
export type CallSite = () => ReadonlyArray<string>

/** Without that of Node's own which continues a function after an `await`. */
const isFrame = (line: string): boolean => /^\s+at |@/.test(line) && !line.includes("node:internal/process/task_queues")

/**
 * For a function of the facade: the lines above that function. In the `catch` of an async function, those that await it,
 * which are none where nothing does.
 */
export const callSite = (): CallSite => {
  // Cheaper than `Error.captureStackTrace` where a stack is written out only when it is read, which is Bun.
  const error = new Error()
  // The first line is that of `callSite` itself, the second that of its caller.
  return () => (error.stack ?? "").split("\n").filter(isFrame).slice(2)
}

/**
 * The call site where it must be taken before the call: Bun's stacks do not follow every `await`. Elsewhere none, which
 * costs nothing.
 */
export const earlySite: () => CallSite | undefined = "Bun" in globalThis ? callSite : () => undefined

/** What fails: an operation, or a function that only needs a name. */
export type Subject = Pick<Endpoint, "name"> & Partial<Pick<Endpoint, "kind">>

/** An input error whose only fault has no field. */
export const misuse = (operation: string, message: string): VippsError.VippsInputError =>
  inputError(operation, [{ path: "", message }])

/** The kind of an error that is not of the SDK. Not its message: it may hold a secret or personal data. */
const kindOf = (error: unknown): string => {
  try {
    return error instanceof Error && /^\w{1,64}$/.test(error.name) ? error.name : `a ${typeof error}`
  } catch {
    return "an error that cannot be read"
  }
}

/** The lines of its stack that lead to where it was thrown, without its message. */
const framesOf = (error: unknown): ReadonlyArray<string> => {
  try {
    return error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : []
  } catch {
    return []
  }
}

/** Reading the caller's arguments threw, before anything was sent. */
export const unreadable = (operation: string, error: unknown): VippsError.VippsError =>
  VippsError.isVippsError(error) ? error : misuse(operation, `reading the arguments threw ${kindOf(error)}`)

/** Something failed that no rule foresees. */
const unexpected = ({ kind, name }: Subject, failure: unknown): VippsError.VippsError => {
  if (kind === undefined) return misuse(name, `failed with ${kindOf(failure)}`)
  const risk = kind === "MoneyMovement" ? "Money may have moved" : "It may have taken effect"
  const next = kind === "Read" ? "" : ` ${risk}: read it back before trying again.`
  return new VippsError.VippsTransportError(
    {
      message: `${name}: failed unexpectedly with ${kindOf(failure)}.${next}`,
      operation: name,
      attempts: 1,
      retryable: false,
      outcome: kind === "Read" ? "refused" : "unknown",
      reason: "Network",
      detail: kindOf(failure)
    },
    { disableValidation: true }
  )
}

/** What the facade names differently from the client, in the issues of an input error. */
const ownNames = new Map([
  ["options.retry.maxRetries", "options.maxRetries"],
  ["options.timeout", "options.timeoutMs"],
  ["options.window", "options.windowMs"],
  ["options.firstReadAfter", "options.firstReadAfterMs"],
  ["retry.maxRetries", "maxRetries"],
  ["timeout", "timeoutMs"],
  ["environment", "useTestMode"]
])

const renamed = (error: VippsError.VippsInputError): VippsError.VippsInputError => {
  const operation = error.operation.replace("VippsConfig.make", "new Vipps")
  if (operation === error.operation && !error.issues.some(({ path }) => ownNames.has(path))) return error
  const issues = error.issues.map(({ message, path }) => ({ path: ownNames.get(path) ?? path, message }))
  return inputError(operation, issues, error.reference)
}

/** Gives an error the caller's lines in its stack, instead of the runtime's. */
export const located = <E extends Error>(error: E, lines: ReadonlyArray<string>): E =>
  Object.defineProperty(error, "stack", {
    value: [`${error.name}: ${error.message}`, ...lines].join("\n"),
    configurable: true,
    writable: true,
    enumerable: false
  })

/** Milliseconds: who has no Effect cannot read its durations. */
const plainly = <E extends object>(error: E): E =>
  "retryAfter" in error && Duration.isDuration(error.retryAfter)
    ? Object.assign(error, { retryAfter: Duration.toMillis(error.retryAfter) })
    : error

/** The error that a call rejects with, whatever it failed with. */
export const thrown = (
  cause: Cause.Cause<unknown>,
  subject: Subject,
  site: CallSite
): VippsError.VippsError | VippsWebhookError => {
  const failure = Cause.squash(cause)
  if (failure instanceof VippsError.VippsInputError) return located(renamed(failure), site())
  if (VippsError.isVippsError(failure) || failure instanceof VippsWebhookError) return located(plainly(failure), site())
  return located(unexpected(subject, failure), [...site(), `Caused by ${kindOf(failure)}`, ...framesOf(failure)])
}
