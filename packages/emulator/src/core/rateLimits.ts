/**
 * How often a payment may be read or changed, counted by the minute of the clock.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors
 * [U] Whether Vipps' window slides, and whether operations are counted separately.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

export interface Rates {
  /** Minutes since 1970; earlier counts are dropped. */
  readonly minute: number
  readonly counts: HashMap.HashMap<string, number>
}

export const empty: Rates = { minute: 0, counts: HashMap.empty() }

const minuteMillis = 60_000

/** Counts a request. Returns the milliseconds to wait when it exceeds the limit, else undefined. */
export const count = (
  rates: Rates,
  subject: string,
  perMinute: number,
  now: number
): readonly [wait: number | undefined, Rates] => {
  const minute = Math.floor(now / minuteMillis)
  const counts = minute === rates.minute ? rates.counts : empty.counts
  const already = Option.getOrElse(HashMap.get(counts, subject), () => 0)
  if (already >= perMinute) return [(minute + 1) * minuteMillis - now, { minute, counts }]
  return [undefined, { minute, counts: HashMap.set(counts, subject, already + 1) }]
}
