/** Finds an agreement for those who watch it from outside the API. */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { locate, type Moment, type Step, unknownReference, type Where } from "../core/steps.js"
import type { World } from "../core/World.js"
import type { UnknownReferenceError } from "../EmulatorError.js"
import type { Agreement } from "./Agreement.js"
import type { Charge } from "./Charge.js"
import * as Tables from "./tables.js"
import { settle } from "./time.js"

/** The agreement of the sales unit, or of the first that has one with this id. */
export const agreementAt = (where: Where, moment: Moment, world: World): Agreement | undefined =>
  Option.getOrUndefined(locate(where, moment, (subject) => Option.fromNullable(Tables.findAgreement(world, subject))))

/** An agreement as it is now, with its charges. */
export const find =
  (
    where: Where
  ): Step<{ readonly agreement: Agreement; readonly charges: ReadonlyArray<Charge> }, UnknownReferenceError> =>
  (moment, before) => {
    const world = settle(before, moment.now)
    const agreement = agreementAt(where, moment, world)
    return [
      agreement === undefined
        ? unknownReference(where)
        : Either.right({ agreement, charges: Tables.chargesOf(world, agreement) }),
      world
    ]
  }
