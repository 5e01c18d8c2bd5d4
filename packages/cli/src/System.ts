/** What a command needs of the process it runs in. */

/** Standard output or standard error. */
export interface Output {
  readonly isTTY: boolean
  /** Whether its reader is gone: a command that prints until it is stopped ends then. Omit where readers stay. */
  readonly isClosed?: () => boolean
  readonly write: (text: string) => void
}

export interface System {
  readonly env: { readonly [name: string]: string | undefined }
  /** Results. */
  readonly out: Output
  /** Progress, warnings and errors. */
  readonly err: Output
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal
  /** Aborted when it is to end at once, whatever is under way. Omit where it can only be ended. */
  readonly hurry?: AbortSignal
  /** Resolves to true after some milliseconds, or to false as soon as the process is to end. */
  readonly sleep: (millis: number) => Promise<boolean>
  /** Arguments of Node that run the emulator's program. */
  readonly emulator: () => ReadonlyArray<string>
}
