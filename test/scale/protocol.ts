/** What `tokens.ts` sends to its processes, and what they respond. */

export interface Command {
  /** A new configuration, as a process that starts has it; else the call is made with the last one. */
  readonly start?: { readonly baseUrl: string; readonly clientId: string }
}

export interface Outcome {
  readonly millis: number
  readonly error?: string
}
