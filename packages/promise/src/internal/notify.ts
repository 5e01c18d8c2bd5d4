/** Calls a function of the caller's that only observes: what it throws, or its promise rejects with, is ignored. */
export const notify = (observe: () => unknown): void => {
  try {
    Promise.resolve(observe()).catch(() => {})
  } catch {
    // A payment does not fail because its log does.
  }
}
