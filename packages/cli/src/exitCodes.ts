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

/** What an error prints besides its message. */
export interface Facts {
  readonly reference?: string | undefined
  readonly idempotencyKey?: string | undefined
}

/** A change that was made, or may have been: no later failure is a refusal. */
export class ChangeError extends Error {
  override readonly name = "ChangeError"
  readonly code: ExitCode
  readonly facts: Facts
  constructor(message: string, { code, idempotencyKey, reference }: Facts & { readonly code: ExitCode }) {
    super(message)
    this.code = code
    this.facts = {
      ...(reference === undefined ? {} : { reference }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey })
    }
  }
}

/** A refusal with a message of its own. */
export class RefusedError extends Error {
  override readonly name = "RefusedError"
}
