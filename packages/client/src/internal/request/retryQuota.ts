/** As in the AWS SDKs: 500 tokens, 5 for a retry, so that an outage is met with fewer and fewer retries. */
const capacity = 500
const retryCost = 5

/** The retries one configuration may still make, over all its calls. */
export interface RetryQuota {
  /** Takes the cost of one retry; false if it is spent. */
  readonly take: () => boolean
  /** A call that succeeded gives back the cost of its retries, or a little if it needed none. */
  readonly giveBack: (retries: number) => void
}

/** State is plain, as that of the token cache. `changed` is called with what is left after each change. */
export const make = (changed: (left: number) => void = () => {}): RetryQuota => {
  let tokens = capacity
  return {
    take: () => {
      if (tokens < retryCost) return false
      tokens -= retryCost
      changed(tokens)
      return true
    },
    giveBack: (retries) => {
      if (tokens === capacity) return
      tokens = Math.min(capacity, tokens + Math.max(1, retries * retryCost))
      changed(tokens)
    }
  }
}
