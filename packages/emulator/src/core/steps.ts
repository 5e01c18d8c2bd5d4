/** Steps outside the APIs: the customer's actions, and time. Functions from one world to the next. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { type EmulatorError, UnknownReferenceError } from "../EmulatorError.js"
import type { EmulatorContext } from "./EmulatorContext.js"
import type { Ids } from "./Ids.js"
import type { Settings } from "./Settings.js"
import type { Subject, World } from "./World.js"

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

/** What is meant: of that sales unit, or of the first that has it. */
export const locate = <A>(
  { merchantSerialNumber, reference }: Where,
  { settings }: Moment,
  find: (subject: Subject) => Option.Option<A>
): Option.Option<A> => {
  const all = settings.merchants.map(({ credentials }) => credentials.merchantSerialNumber)
  const candidates = merchantSerialNumber === undefined ? all : [merchantSerialNumber]
  return Option.firstSomeOf(candidates.map((msn) => find({ merchantSerialNumber: msn, reference })))
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
