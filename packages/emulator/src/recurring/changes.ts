/**
 * What a merchant changes of an agreement or a charge: at once, with 204, or, if the switch says so, accepted with 202 and
 * carried out a little later.
 *
 * Source: https://developer.vippsmobilepay.com/api/recurring
 * [U] When Vipps answers 202, how long it takes, and what becomes of a change that is no longer possible by then: here it
 * comes to nothing.
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { MerchantRequest } from "../http/ApiRequest.js"
import { empty } from "../http/ApiResponse.js"
import * as Agreements from "./agreementStates.js"
import * as Charges from "./chargeStates.js"
import * as Lifecycle from "./lifecycle.js"
import { refused } from "./problem.js"
import type { Refusal } from "./refusals.js"
import { occasion, type Result } from "./request.js"
import * as Tables from "./tables.js"

/** [U] How long an accepted change takes. */
const processingTime = 3_000

type Changed = Either.Either<World, Refusal>

const ofAgreement = (world: World, waiting: Tables.AgreementChange, at: Charges.Occasion): Changed => {
  const agreement = Tables.findAgreement(world, waiting.subject)
  if (agreement === undefined) return Either.right(world)
  return waiting.what === "stop"
    ? Either.map(Lifecycle.stop(world, agreement, "MERCHANT", at), ([, next]) => next)
    : Either.map(Agreements.update(agreement, waiting.changes, at.now), (updated) =>
        Tables.putAgreement(world, updated)
      )
}

const ofCharge = (world: World, waiting: Tables.ChargeChange, at: Charges.Occasion): Changed => {
  const charge = Tables.findCharge(world, waiting.subject)
  if (charge === undefined) return Either.right(world)
  const changed =
    waiting.what === "cancel"
      ? Charges.cancel(charge, at)
      : waiting.what === "capture"
        ? Charges.capture(charge, waiting.amount, at)
        : Charges.refund(charge, waiting.amount, at)
  return Either.map(changed, (after) => Tables.putCharge(world, after))
}

const carryOut = (world: World, change: Tables.Change, at: Charges.Occasion): Changed =>
  change.what === "stop" || change.what === "update" ? ofAgreement(world, change, at) : ofCharge(world, change, at)

/** Carries the change out, or accepts it. One that is impossible is refused either way. */
export const perform = (call: MerchantRequest, world: World, change: Tables.Change): Result => {
  const { idempotencyKey, now } = occasion(call)
  return Either.match(carryOut(world, change, { idempotencyKey, now }), {
    onLeft: (refusal) => [refused(call, refusal), world] as const,
    onRight: (next) => {
      if (!Tables.switches.of(world).changesLater) return [empty(204), next] as const
      const key = `${Worlds.keyOf(change.subject)}/${change.what}/${idempotencyKey}`
      return [
        empty(202),
        Tables.waiting.put(world, key, { change, idempotencyKey, processedAt: now + processingTime })
      ] as const
    }
  })
}

/** An accepted change is carried out. */
export const settle = (world: World, key: string): World =>
  Option.match(Tables.waiting.get(world, key), {
    onNone: () => world,
    onSome: ({ change, idempotencyKey, processedAt }) => {
      const left = Tables.waiting.remove(world, key)
      return Either.getOrElse(carryOut(left, change, { idempotencyKey, now: processedAt }), () => left)
    }
  })
