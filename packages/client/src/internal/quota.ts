import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"

/** As in the AWS SDKs: 500 tokens, 5 for a retry, so that an outage is met with fewer and fewer retries. */
const capacity = 500
const retryCost = 5

/** The retries one configuration may still make, over all its calls. */
export interface RetryQuota {
  /** Takes the cost of one retry; false if it is spent. */
  readonly take: Effect.Effect<boolean>
  /** A call that succeeded gives back the cost of its retries, or a little if it needed none. */
  readonly giveBack: (retries: number) => Effect.Effect<void>
}

export const make: Effect.Effect<RetryQuota> = Effect.map(Ref.make(capacity), (tokens) => ({
  take: Ref.modify(tokens, (left) => (left >= retryCost ? [true, left - retryCost] : [false, left])),
  giveBack: (retries) => Ref.update(tokens, (left) => Math.min(capacity, left + Math.max(1, retries * retryCost)))
}))
