import { isAborted } from "./abort.js"
import { ChangeError, type ExitCode, exitCodes, type Facts, RefusedError, UsageError } from "./exitCodes.js"

interface Explained extends Facts {
  readonly code: ExitCode
  readonly tag: string
  readonly message: string
  readonly outcome?: unknown
}

/** The fields of a `VippsError`, read without loading the SDK: a wrong argument needs none of it. */
const field = (error: Error, name: string): unknown => Reflect.get(error, name)

const factsOf = (error: Error): Facts =>
  Object.fromEntries(
    ["reference", "idempotencyKey"].map((name) => [name, field(error, name)]).filter(([, value]) => value !== undefined)
  )

/** What a failure means for the exit code, without secrets and personal data. */
export const explain = (error: unknown): Explained => {
  if (error instanceof UsageError) return { code: exitCodes.usage, tag: "UsageError", message: error.message }
  if (error instanceof RefusedError) return { code: exitCodes.refused, tag: "RefusedError", message: error.message }
  if (error instanceof ChangeError) {
    const { code, facts, message } = error
    const outcome = code === exitCodes.pending ? "pending" : "unknown"
    return { code, tag: "ChangeError", message, outcome, ...facts }
  }
  if (isAborted(error)) return { code: exitCodes.refused, tag: "Interrupted", message: "Interrupted" }
  const tag = error instanceof Error ? field(error, "_tag") : undefined
  if (error instanceof Error && typeof tag === "string" && tag.startsWith("Vipps")) {
    const outcome = field(error, "outcome")
    const code =
      tag === "VippsInputError" ? exitCodes.usage : outcome === "unknown" ? exitCodes.unknown : exitCodes.refused
    return { code, tag, message: error.message, outcome, ...factsOf(error) }
  }
  // A message from elsewhere may hold anything. After a change was sent, nobody knows what happened.
  const name = error instanceof Error ? error.name : "error"
  return { code: exitCodes.unknown, tag: "Unexpected", message: `Unexpected ${name}; read the payment before retrying` }
}
