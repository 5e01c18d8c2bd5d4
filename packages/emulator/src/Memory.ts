/** Holds the world, and is the only one to change it. */
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import type { Change, World } from "./World.js"
import * as Worlds from "./World.js"

/** Where changes are written down, so that they outlive the process. */
export interface Store {
  /** The world as it was written down. */
  readonly load: Effect.Effect<World>
  /** Starts to write at once and in the order it is called; done when all written so far is safe. */
  readonly write: (changes: ReadonlyArray<Change | "reset">) => Promise<void>
}

export interface Memory {
  /**
   * One step: nobody sees the world half changed. Done when the change, and everything it may be built on, is written
   * down. `now` is on the emulator's clock.
   */
  readonly modify: <A>(step: (now: number, world: World) => readonly [A, World]) => Effect.Effect<A>
  /** Has something in it when deliveries may have become due. */
  readonly work: Queue.Queue<void>
  /** Told of every change, without saying which. A slow listener is told once. */
  readonly changed: PubSub.PubSub<void>
}

export const make = (store?: Store): Effect.Effect<Memory> =>
  Effect.gen(function* () {
    let world = store === undefined ? Worlds.empty : yield* store.load
    const changed = yield* PubSub.sliding<void>(1)
    const work = yield* Queue.sliding<void>(1)
    return {
      changed,
      work,
      modify: (step) =>
        Effect.flatMap(Clock.currentTimeMillis, (clock) => {
          const before = world
          const [result, next] = step(clock + before.ahead, before)
          const { changes } = next
          if (next !== before) {
            if (Worlds.movesDeliveries(before, next)) work.unsafeOffer(undefined)
            world = Chunk.isEmpty(changes) ? next : { ...next, changes: Worlds.empty.changes }
          }
          const told = next === before ? Effect.void : changed.publish(undefined)
          if (store === undefined) return Effect.as(told, result)
          const written = store.write(Chunk.toReadonlyArray(changes))
          return Effect.as(
            Effect.zipRight(
              told,
              Effect.promise(() => written)
            ),
            result
          )
        })
    }
  })

/** Looks at the world without changing it. */
export const look = <A>(memory: Memory, view: (now: number, world: World) => A): Effect.Effect<A> =>
  memory.modify((now, world) => [view(now, world), world])
