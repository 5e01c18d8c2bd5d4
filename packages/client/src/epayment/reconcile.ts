import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { send } from "../internal/operation/send.js"
import type { CallOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import * as operations from "./operations.js"
import { type Reconciliation, reconciliationOf } from "./Reconciliation.js"

const getPayment = send(operations.getPayment)
const getEventLog = send(operations.getPaymentEventLog)

/**
 * Reconciles a payment: reads its current state and its event log and cross-checks them. Read-only, so it is safe to
 * call repeatedly: after a call whose outcome is unknown, at night for every open order, for support.
 *
 * If the log does not add up to the sums, something happened between the two reads: both are read once more, a second
 * later, and `consistent` reports whether they agree then. The sums are authoritative.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such payment. See `VippsError` for errors common to all
 * operations. The options apply to each read.
 *
 * @example
 * ```ts
 * import { EPayment, IdempotencyKey } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const settled = Effect.gen(function* () {
 *   const key = IdempotencyKey.make("order-2026-0001", "shipment", 1)
 *   const reconciliation = yield* EPayment.reconcile("order-2026-0001")
 *   const captured = EPayment.happened(reconciliation, "CAPTURED", key)
 *   return { captured, left: reconciliation.remaining }
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/get_event_log/
 * @since 0.1.0
 * @category reconciling
 */
export const reconcile: (
  reference: string,
  options?: CallOptions
) => Effect.Effect<Reconciliation, ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fn("EPayment.reconcile")(
  function* (reference, options) {
    const read = Effect.zipWith(
      getPayment({ parameters: [reference], options }),
      getEventLog({ parameters: [reference], options }),
      reconciliationOf,
      { concurrent: true }
    )
    const reconciliation = yield* read
    return reconciliation.consistent ? reconciliation : yield* Effect.delay(read, "1 second")
  }
)
