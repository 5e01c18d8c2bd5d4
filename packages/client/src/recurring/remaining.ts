import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { settled } from "../internal/operation/settled.js"
import { stepOptions } from "../internal/operation/steps.js"
import { inputError } from "../internal/schema/checkOptions.js"
import { validating } from "../internal/schema/compiled.js"
import { issuesOf } from "../internal/schema/parseIssues.js"
import { request as strict } from "../internal/schema/rules.js"
import type { CallOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ModifyError } from "../VippsError.js"
import type { Charge } from "./Charge.js"
import { capturable, movedOf, outcomeOf, refundable } from "./ChargeOutcome.js"
import { Description } from "./Identifiers.js"
import { refusal, sendCancelCharge, sendCaptureCharge, sendGetCharge, sendRefundCharge } from "./steps.js"

/**
 * Options of a call that reads a charge and moves what is left of it. The key is that of the movement.
 *
 * @since 0.1.0
 * @category models
 */
export type RemainingOptions = Omit<CallOptions, "extra">

/**
 * Why what is left of a charge is refunded.
 *
 * @since 0.1.0
 * @category models
 */
export interface RefundRemainingRequest {
  /** 1 to 100 characters. */
  readonly description: string
}

type Moved = Effect.Effect<number, ModifyError, VippsConfig | HttpClient.HttpClient>

/** One of the three movements. */
interface Movement {
  readonly name: string
  /** How much is left to move. */
  readonly left: (charge: Charge) => number
  /** How much was moved this way so far. */
  readonly moved: (charge: Charge) => number
  /** Whether nothing being left means that it has been done. */
  readonly isDone: (charge: Charge) => boolean
  readonly otherwise: string
}

const capturing: Movement = {
  name: "Recurring.captureRemaining",
  left: capturable,
  moved: (charge) => movedOf(charge).captured,
  isDone: (charge) => movedOf(charge).captured > 0,
  otherwise: "nothing of it is reserved or captured"
}

const undecided = new Set<string>(["Open", "Unknown"])

const releasing: Movement = {
  name: "Recurring.releaseRemaining",
  left: capturable,
  moved: (charge) => movedOf(charge).cancelled,
  isDone: (charge) => !undecided.has(outcomeOf(charge)._tag),
  otherwise: "nothing of it is reserved yet, and cancelCharge cancels it"
}

const refunding: Movement = {
  name: "Recurring.refundRemaining",
  left: refundable,
  moved: (charge) => movedOf(charge).refunded,
  isDone: (charge) => movedOf(charge).captured > 0,
  otherwise: "nothing of it is captured, and cancelCharge cancels it"
}

/** A refusal may mean that another call was faster, and no answer that this one was carried out. */
const mayBeDone = ({ _tag, outcome }: ModifyError): boolean =>
  _tag === "VippsRequestError" || _tag === "VippsConflictError" || outcome === "unknown"

/**
 * Reads the charge, and moves what is left of it. Vipps refuses a movement of what another call has moved meanwhile. That
 * is what was asked for if it was moved the same way: what another call has released is not captured.
 */
const moving = (
  { isDone, left, moved, name, otherwise }: Movement,
  agreementId: string,
  chargeId: string,
  options: RemainingOptions,
  move: (amount: number) => Effect.Effect<void, ModifyError, VippsConfig | HttpClient.HttpClient>
): Moved => {
  const read = sendGetCharge({ parameters: [agreementId, chargeId], options: stepOptions(options) })
  return Effect.flatMap(read, (charge): Moved => {
    const amount = left(charge)
    if (amount === 0) {
      return isDone(charge)
        ? Effect.succeed(0)
        : Effect.fail(refusal(name, chargeId, "chargeId", `the charge is ${charge.status}: ${otherwise}`))
    }
    return Effect.as(
      Effect.catchIf(move(amount), mayBeDone, (error) =>
        Effect.flatMap(
          Effect.mapError(read, () => error),
          (now) => (moved(now) - moved(charge) >= amount ? settled(error) : Effect.fail(error))
        )
      ),
      amount
    )
  })
}

/** Checked before the charge is read: a request with an amount asks for a part of what is left. */
const checkRefund = validating(strict(Schema.Struct({ description: Description })), { errors: "all" })

/**
 * Captures all that is left of a reserved charge, and returns how much was left, in minor units: 0 if all was captured
 * already, by an earlier call or another process. Capture when the goods are sent.
 *
 * Safe to repeat: it reads the charge first, and Vipps never captures more than is reserved.
 *
 * Fails with `VippsInputError`, and nothing is changed, when nothing of the charge was ever reserved or captured; with
 * `VippsRequestError` when Vipps rejects the capture, for example after {@link captureDeadline}. See `VippsError` for
 * errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
 * @since 0.1.0
 * @category settling
 */
export const captureRemaining = (agreementId: string, chargeId: string, options: RemainingOptions = {}): Moved =>
  moving(capturing, agreementId, chargeId, options, (amount) =>
    sendCaptureCharge({ parameters: [agreementId, chargeId], request: { amount }, options })
  )

/**
 * Releases all that is left of a reserved charge to the customer, and returns how much was left, in minor units: 0
 * if nothing was reserved any more. What is captured stays captured.
 *
 * Safe to repeat. Fails with `VippsInputError`, and nothing is changed, when the charge is not carried out yet: {@link
 * cancelCharge} cancels it. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
 * @since 0.1.0
 * @category settling
 */
export const releaseRemaining = (agreementId: string, chargeId: string, options: RemainingOptions = {}): Moved =>
  moving(releasing, agreementId, chargeId, options, () =>
    sendCancelCharge({ parameters: [agreementId, chargeId], options })
  )

/**
 * Refunds all that is left of what is captured of a charge, and returns how much was left, in minor units: 0 if all
 * was refunded already. A refund does not stop the agreement: the next period is billed again unless you stop it first.
 *
 * Safe to repeat: it reads the charge first, and Vipps never refunds more than is captured.
 *
 * Fails with `VippsInputError`, and nothing is changed, when nothing of the charge was ever captured; with
 * `VippsRequestError` when Vipps rejects the refund, for example after {@link refundDeadline}. See `VippsError` for errors
 * common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/refunds/
 * @since 0.1.0
 * @category settling
 */
export const refundRemaining = (
  agreementId: string,
  chargeId: string,
  request: RefundRemainingRequest,
  options: RemainingOptions = {}
): Moved =>
  Either.match(checkRefund(request), {
    onLeft: (issue) => Effect.fail(inputError(refunding.name, issuesOf(issue), chargeId)),
    onRight: ({ description }) =>
      moving(refunding, agreementId, chargeId, options, (amount) =>
        sendRefundCharge({ parameters: [agreementId, chargeId], request: { amount, description }, options })
      )
  })
