import * as MetricLabel from "effect/MetricLabel"
import { retryQuota, tokenFetched } from "../../Metrics.js"

const ofMerchant = (merchantSerialNumber: string) =>
  MetricLabel.make("vipps.merchant_serial_number", merchantSerialNumber)

/** Reports what is left of a retry quota. */
export const quotaGauge = (merchantSerialNumber: string): ((left: number) => void) => {
  const labels = [ofMerchant(merchantSerialNumber)]
  return (left) => retryQuota.unsafeUpdate(left, labels)
}

/** Reports when a token was requested, in epoch milliseconds. */
export const reportToken = (merchantSerialNumber: string, at: number): void =>
  tokenFetched.unsafeUpdate(at / 1000, [MetricLabel.make("unit", "s"), ofMerchant(merchantSerialNumber)])
