/** Steps outside the APIs: the customer's actions, and time. Functions from one world to the next. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type EmulatorError, UnknownReferenceError } from "../EmulatorError.js"
import type { EmulatorContext } from "./EmulatorContext.js"
import type { Ids } from "./Ids.js"
import type { Settings } from "./Settings.js"
import type { Subject, World } from "./World.js"
import * as Worlds from "./World.js"

export interface Moment {
  readonly now: number
  readonly ids: Ids
  readonly settings: Settings
}

/** Keeps the changed world also after a failure, such as a declined approval in the event log. */
export type Step<A, E = EmulatorError> = (moment: Moment, world: World) => readonly [Either.Either<A, E>, World]

/** A reference, and which sales unit's when several have the same; defaults to the first of them. */
export interface Where {
  readonly reference: string
  readonly merchantSerialNumber?: string | undefined
}

/** The row of that sales unit. */
export const locate = ({ merchantSerialNumber, reference }: Where, { settings }: Moment, world: World): Subject => {
  const all = settings.merchants.map(({ credentials }) => credentials.merchantSerialNumber)
  const candidates = merchantSerialNumber === undefined ? all : [merchantSerialNumber]
  const found = candidates.find((msn) => Worlds.isTaken(world, { merchantSerialNumber: msn, reference }))
  return { merchantSerialNumber: found ?? candidates[0] ?? "", reference }
}

export const unknownReference = ({ reference }: Where) => Either.left(new UnknownReferenceError({ reference }))

export const runStep = <A, E = EmulatorError>(
  { ids, settings, store }: EmulatorContext,
  step: Step<A, E>
): Effect.Effect<A, E> =>
  Effect.flatMap(
    store.update((now, world) => step({ now, ids, settings }, world)),
    Either.match({ onLeft: Effect.fail, onRight: Effect.succeed })
  )
