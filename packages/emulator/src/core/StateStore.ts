/** Holds the world. Only the store changes it. */
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import type { Change, World } from "./World.js"
import * as Worlds from "./World.js"

/** Where changes are written, so that they outlive the process. */
export interface Store {
  /** The world as it was written. */
  readonly load: Effect.Effect<World>
  /**
   * Starts to write at once and in the order it is called; done when these changes and all earlier ones are safe, or
   * lost. Fails only when these are lost.
   */
  readonly write: (changes: ReadonlyArray<Change | "reset">) => Promise<void>
}

export interface StateStore {
  /**
   * One atomic step. Done when the change, and every earlier one that it may depend on, is
   * written. `now` is on the emulator's clock.
   */
  readonly update: <A>(step: (now: number, world: World) => readonly [A, World]) => Effect.Effect<A>
  /** Reads the latest world without a step, and without waiting for its changes to be written: for pages. */
  readonly look: <A>(view: (now: number, world: World) => A) => Effect.Effect<A>
  /** Has something in it when deliveries may have become due. */
  readonly work: Queue.Queue<void>
  /** Publishes that something has changed. A slow listener is notified once. */
  readonly changed: PubSub.PubSub<void>
}

/** What follows from a step; the APIs decide. */
export interface Consequences {
  /** The world that was read from a file, with what is derived from its rows. */
  readonly restored: (world: World) => World
  /** The world after a step with changes: with deliveries of what happened. */
  readonly after: (world: World, now: number) => World
  /** Whether a step may have made something due, earlier or later. */
  readonly mayBeDue: (before: World, after: World) => boolean
}

export const make = ({ after, mayBeDue, restored }: Consequences, store?: Store): Effect.Effect<StateStore> =>
  Effect.gen(function* () {
    let world = store === undefined ? Worlds.empty : restored(yield* store.load)
    const changed = yield* PubSub.sliding<void>(1)
    const work = yield* Queue.sliding<void>(1)
    return {
      changed,
      work,
      look: (view) => Effect.map(Clock.currentTimeMillis, (clock) => view(clock + world.ahead, world)),
      update: (step) =>
        Effect.flatMap(Clock.currentTimeMillis, (clock) => {
          const before = world
          const now = clock + before.ahead
          const [result, stepped] = step(now, before)
          const next = Chunk.isEmpty(stepped.changes) ? stepped : after(stepped, now)
          const { changes } = next
          if (next !== before) {
            if (mayBeDue(before, next)) work.unsafeOffer(undefined)
            world = Chunk.isEmpty(changes) ? next : { ...next, changes: Worlds.empty.changes }
          }
          const published = next === before ? Effect.void : changed.publish(undefined)
          if (store === undefined) return Effect.as(published, result)
          const written = store.write(Chunk.toReadonlyArray(changes))
          return Effect.as(
            Effect.zipRight(
              published,
              Effect.promise(() => written)
            ),
            result
          )
        })
    }
  })

/** Reads the world without changing it. */
export const read = <A>(store: StateStore, view: (now: number, world: World) => A): Effect.Effect<A> =>
  store.update((now, world) => [view(now, world), world])
