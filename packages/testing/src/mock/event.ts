import type { Webhooks } from "@effect-vipps/client"

/**
 * An event of a payment as a webhook handler gets it: `AUTHORIZED`, with 499 kroner. Give what a test is about; without
 * a `dedupeKey`, equal events have equal keys, as two deliveries of one event do.
 *
 * @example
 * ```ts
 * import { VippsTest } from "@effect-vipps/testing"
 *
 * const captured = VippsTest.event({ name: "CAPTURED", reference: "order-2026-0001" })
 * ```
 *
 * @since 0.1.0
 * @category builders
 */
export const event = (
  given: Partial<Omit<Webhooks.EPaymentEvent, "_tag" | "success">> = {}
): Webhooks.EPaymentEvent => {
  const { name = "AUTHORIZED", pspReference = "psp-0001", reference = "order-2026-0001", ...rest } = given
  return {
    msn: "123456",
    amount: { value: 49900, currency: "NOK" },
    timestamp: "2026-01-01T12:00:00Z",
    dedupeKey: `${reference}-${name}-${pspReference}`,
    ...rest,
    _tag: "EPayment",
    success: true,
    name,
    pspReference,
    reference
  }
}
