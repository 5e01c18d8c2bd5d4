/** Exit codes, for scripts. */
export const exitCodes = {
  done: 0,
  /** The request changed nothing, or a check found a problem. */
  refused: 1,
  /** The arguments or the environment are wrong; no request was sent. */
  usage: 2,
  /** The request may have taken effect. */
  unknown: 3,
  /** The customer has not decided yet. */
  pending: 4
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Wrong arguments or a wrong environment. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** A refusal with a message of its own. */
export class RefusedError extends Error {
  override readonly name = "RefusedError"
}
