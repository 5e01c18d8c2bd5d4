/** Changes of an agreement together with those of its charges. */
import * as Either from "effect/Either"
import type { World } from "../core/World.js"
import { grant } from "../customers/consents.js"
import type { Actor, Agreement } from "./Agreement.js"
import * as States from "./agreementStates.js"
import type { Charge } from "./Charge.js"
import * as Charges from "./chargeStates.js"
import type { Refusal } from "./refusals.js"
import * as Tables from "./tables.js"

type Result = Either.Either<readonly [Agreement, World], Refusal>

const initialOf = (world: World, { initialChargeId, merchantSerialNumber }: Agreement): Charge | undefined =>
  initialChargeId === undefined
    ? undefined
    : Tables.findCharge(world, { merchantSerialNumber, reference: initialChargeId })

/** An agreement that was never active: its initial charge, if it has one, is not paid. */
export const ended = (world: World, agreement: Agreement, now: number): World => {
  const initial = initialOf(world, agreement)
  const next =
    initial?.status === "PENDING"
      ? Tables.putCharge(world, Charges.stopped(initial, "MERCHANT", { now, idempotencyKey: undefined }))
      : world
  return Tables.putAgreement(next, agreement)
}

/**
 * The customer approves, and the initial charge is paid. If it cannot be paid, the agreement expires.
 * [U] That a failed reservation prevents the activation as a failed capture does, and that the merchant may cancel the
 * charge before the approval, which then activates without it.
 */
export const approve = (
  before: World,
  agreement: Agreement,
  choice: Parameters<typeof States.activate>[1],
  now: number
): Result =>
  Either.map(States.activate(agreement, choice, now), (active) => {
    const initial = initialOf(before, agreement)
    const world = grant(before, active, choice.phoneNumber, now)
    if (initial?.status !== "PENDING") return [active, Tables.putAgreement(world, active)]
    const paid = Charges.payInitial(initial, active, now)
    if (paid.status === "FAILED") {
      const expired = States.expire(agreement, now)
      return [expired, Tables.putAgreement(Tables.putCharge(before, paid), expired)]
    }
    return [
      active,
      Tables.switches.of(world).activatedFirst
        ? Tables.putCharge(Tables.putAgreement(world, active), paid)
        : Tables.putAgreement(Tables.putCharge(world, paid), active)
    ]
  })

export const reject = (world: World, agreement: Agreement, now: number): Result =>
  Either.map(States.reject(agreement, now), (rejected) => [rejected, ended(world, rejected, now)])

/** Stops the agreement, and cancels the charges that end with it. */
export const stop = (world: World, agreement: Agreement, actor: Actor, at: Charges.Occasion): Result =>
  Either.map(States.stop(agreement, actor, at.now), (stopped) => {
    if (stopped === agreement) return [agreement, world]
    const cancelled = Tables.chargesOf(world, agreement).reduce((next, charge) => {
      const after = Charges.stopped(charge, actor, at)
      return after === charge ? next : Tables.putCharge(next, after)
    }, world)
    return [stopped, Tables.putAgreement(cancelled, stopped)]
  })
