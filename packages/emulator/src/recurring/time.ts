/** What happens by itself: drafts expire, accepted charges are made, and the batches run. */
import * as Either from "effect/Either"
import type { HashMap } from "effect/HashMap"
import * as Option from "effect/Option"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import { expire } from "./agreementStates.js"
import { settle as settleChange } from "./changes.js"
import { settle as settleCharge } from "./chargeStates.js"
import { ended } from "./lifecycle.js"
import { newCharge } from "./newCharge.js"
import * as Tables from "./tables.js"

/** Whose time has come, the earliest first. */
const dueBy = (times: HashMap<string, number>, now: number): ReadonlyArray<string> =>
  [...times]
    .filter(([, at]) => at <= now)
    .sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))
    .map(([key]) => key)

const settleAgreement = (world: World, key: string): World =>
  Option.match(Tables.agreements.get(world, key), {
    onNone: () => world,
    onSome: (agreement) => ended(world, expire(agreement, agreement.expiresAt), agreement.expiresAt)
  })

const settleOne = (world: World, key: string): World =>
  Option.match(Tables.charges.get(world, key), {
    onNone: () => world,
    onSome: (charge) => {
      const agreement = Tables.agreementOf(world, charge)
      // Each settled charge has a later time than before, or none: otherwise `settle` would not end.
      const settled = agreement === undefined ? { ...charge, nextAt: undefined } : settleCharge(charge, agreement)
      return Tables.putCharge(world, settled)
    }
  })

/** An accepted item becomes a charge, or a failure that is announced. */
const settleAccepted = (world: World, key: string): World =>
  Option.match(Tables.batch.get(world, key), {
    onNone: () => world,
    onSome: (accepted) => {
      const { idempotencyKey, item, merchantSerialNumber, processedAt, transactionId } = accepted
      const agreement = Tables.findAgreement(world, { merchantSerialNumber, reference: item.agreementId })
      // The failure is announced when it is noted; nothing reads it later.
      const fail = (failure: string) => Tables.batch.remove(Tables.batch.put(world, key, { ...accepted, failure }), key)
      if (agreement === undefined) return fail("The agreement is not known.")
      if (Worlds.isTaken(world, { merchantSerialNumber, reference: item.orderId }))
        return fail("The orderId is in use.")
      const at = { now: processedAt, idempotencyKey, chargeId: item.orderId, transactionId }
      return Either.match(
        newCharge(agreement, () => Tables.chargesOf(world, agreement), item, at),
        {
          onLeft: ({ detail }) => fail(detail),
          onRight: (charge) => Tables.addCharge(Tables.batch.remove(world, key), agreement, charge)
        }
      )
    }
  })

/** Batch by batch, in order, up to `now`. */
export const settle = (world: World, now: number): World => {
  let next = world
  for (let at = Tables.nextChange(next); at <= now; at = Tables.nextChange(next)) {
    next = dueBy(Tables.agreements.due(next), at).reduce(settleAgreement, next)
    next = dueBy(Tables.waiting.due(next), at).reduce(settleChange, next)
    next = dueBy(Tables.batch.due(next), at).reduce(settleAccepted, next)
    next = dueBy(Tables.charges.due(next), at).reduce(settleOne, next)
  }
  return next
}

export const time = { next: Tables.nextChange, settle, isAwaited: Tables.isWaiting }
