/** Whether a failure is that of a signal that was aborted. */
export const isAborted = (error: unknown): boolean => error instanceof Error && error.name === "AbortError"

/** Resolves to true after some milliseconds, or to false at once when the signal is aborted. */
export const sleeper =
  (signal: AbortSignal) =>
  async (millis: number): Promise<boolean> => {
    const { setTimeout } = await import("node:timers/promises")
    return setTimeout(millis, true, { signal }).catch(() => false)
  }
