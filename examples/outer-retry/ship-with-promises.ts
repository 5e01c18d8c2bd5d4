import { setTimeout as pause } from "node:timers/promises"
import { isVippsError, type Vipps } from "@effect-vipps/promise"

/** Captures a shipment. Every retry sends the key of the first request, however many responses are lost. */
export const ship = async (vipps: Vipps, reference: string, value: number, waitMs = 1000) => {
  for (let retry = 0; ; retry++) {
    try {
      return await vipps.ePayment.capturePayment(reference, { modificationAmount: { value, currency: "NOK" } })
    } catch (error) {
      if (!isVippsError(error) || !error.retryable || retry === 5) throw error
      await pause(waitMs * 2 ** retry)
    }
  }
}
