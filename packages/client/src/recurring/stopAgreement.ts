import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { stepOptions } from "../internal/operation/steps.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ModifyError } from "../VippsError.js"
import type { Agreement } from "./Agreement.js"
import type { Charge } from "./Charge.js"
import { capturable } from "./ChargeOutcome.js"
import { captureRemaining, type RemainingOptions, releaseRemaining } from "./remaining.js"
import { pending, refusal, sendGetAgreement, sendUpdateAgreement } from "./steps.js"
import { allCharges } from "./streams.js"

/**
 * How an agreement is stopped.
 *
 * @since 0.1.0
 * @category models
 */
export interface StopAgreementRequest {
  /**
   * What happens to reserved charges, which a stop would cancel: `capture` captures all that is left of each, `release`
   * releases it, `refuse` fails if there are any. Defaults to `refuse`.
   */
  readonly reserved?: "capture" | "release" | "refuse" | undefined
}

const name = "Recurring.stopAgreement"

const isOver = ({ status }: Agreement): boolean => status === "STOPPED" || status === "EXPIRED"

const reservedOf = (charges: ReadonlyArray<Charge>): ReadonlyArray<Charge> =>
  charges.filter((charge) => capturable(charge) > 0)

const idsOf = (charges: ReadonlyArray<Charge>): string => {
  const shown = charges.slice(0, 5).map(({ id }) => id)
  return charges.length > shown.length
    ? `${shown.join(", ")} and ${charges.length - shown.length} more`
    : shown.join(", ")
}

/** Vipps may accept a movement and carry it out later: how often to check, and how far apart. */
const looks = 3
const apart = "2 seconds"

type Stop = Effect.Effect<void, ModifyError, VippsConfig | HttpClient.HttpClient>

/**
 * Stops an agreement permanently. Its charges that are not carried out yet are cancelled, and so are reserved ones: by
 * default the call fails with `VippsInputError` if there are any, and nothing is changed. With `reserved: "capture"` or
 * `"release"` it settles them first, and stops only when that is done.
 *
 * Safe to repeat: an agreement that is over already counts as stopped. A stop refunds nothing, and a stopped agreement
 * cannot be resumed: stop at the end of the period that the customer has paid for.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such agreement, and with `VippsBusyError` and an unknown outcome
 * while Vipps has accepted to settle charges and not done it: the agreement is not stopped, repeat the call. See
 * `VippsError` for errors common to all operations. Each names the request that failed: what was settled before it stays
 * settled. The options, but for the key, apply to each request.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * const ended = Recurring.stopAgreement("agr_5kSeqz", { reserved: "release" })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category agreements
 */
export const stopAgreement: (agreementId: string, request?: StopAgreementRequest, options?: RemainingOptions) => Stop =
  Effect.fn("Vipps.Recurring.stopAgreement")(function* (agreementId, { reserved = "refuse" } = {}, options = {}) {
    const { idempotencyKey } = options
    if (reserved !== "capture" && reserved !== "release" && reserved !== "refuse") {
      return yield* refusal(name, agreementId, "reserved", "must be one of capture, release, refuse")
    }
    const step = stepOptions(options)
    const readAgreement = sendGetAgreement({ parameters: [agreementId], options: step })
    const readReserved = Effect.map(allCharges(agreementId, step), reservedOf)

    const [agreement, held] = yield* Effect.all([readAgreement, readReserved], { concurrency: 2 })
    if (held.length > 0 && reserved === "refuse") {
      // A customer's own stop leaves reserved charges as they are.
      if (isOver(agreement)) return
      const message = `must be capture or release: stopping cancels the charges that are reserved (${idsOf(held)})`
      return yield* refusal(name, agreementId, "reserved", message)
    }
    const settle = reserved === "capture" ? captureRemaining : releaseRemaining
    yield* Effect.forEach(held, ({ id }) => settle(agreementId, id, step))
    if (isOver(agreement)) return

    let left = held.length === 0 ? held : yield* readReserved
    for (let look = 1; left.length > 0 && look < looks; look++) left = yield* Effect.delay(readReserved, apart)
    if (left.length > 0) {
      const message = `the agreement is not stopped, and money may move: charges are still reserved (${idsOf(left)}). Safe to retry later.`
      return yield* pending(name, agreementId, message)
    }

    const stop = sendUpdateAgreement({
      parameters: [agreementId],
      request: { status: "STOPPED" },
      options: { ...step, idempotencyKey }
    })
    yield* Effect.catchTag(stop, "VippsRequestError", (error) =>
      // [P] Until September 2026 a second stop was refused.
      Effect.flatMap(readAgreement, (now) => (isOver(now) ? Effect.void : Effect.fail(error)))
    )
  })
