/** The consequences of a step, and changes by time, as the APIs define them. */
import * as Chunk from "effect/Chunk"
import { enqueue } from "../delivery/enqueueDeliveries.js"
import type { EmulatedApi } from "./EmulatedApi.js"
import type { Consequences } from "./StateStore.js"
import type { Change, World } from "./World.js"

type Apis = ReadonlyArray<EmulatedApi>

const notifications = (apis: Apis, change: Change, world: World, now: number) => {
  for (const { notify } of apis) {
    const messages = notify?.(change, world, now)
    if (messages !== undefined) return messages
  }
  return []
}

const followed = (apis: Apis, world: World, now: number): World =>
  Chunk.reduce(world.changes, world, (before, change) =>
    change === "reset" ? before : apis.reduce((next, { follow }) => follow?.(change, next, now) ?? next, before)
  )

/** Whether a merchant is notified of what happens by itself; otherwise it is enough to find out when it is read. */
const listens = (apis: Apis, world: World): boolean => apis.some((api) => api.listens?.(world) === true)

const inOrder = (apis: Apis): Apis => [
  ...apis.filter(({ isNotifiedFirst }) => isNotifiedFirst === true),
  ...apis.filter(({ isNotifiedFirst }) => isNotifiedFirst !== true)
]

export const consequencesOf = (all: ReadonlyArray<EmulatedApi>, apis = inOrder(all)): Consequences => ({
  restored: (world) => apis.flatMap(({ tables }) => tables).reduce((next, table) => table.indexed(next), world),
  after: (stepped, now) => {
    const world = followed(apis, stepped, now)
    return Chunk.reduce(world.changes, world, (next, change) =>
      change === "reset" ? next : notifications(apis, change, next, now).reduce(enqueue, next)
    )
  },
  mayBeDue: (before, after) =>
    before.deliveries !== after.deliveries ||
    before.ahead !== after.ahead ||
    // A merchant that begins to listen is notified of what was due before, too.
    ((before.due !== after.due || listens(apis, before) !== listens(apis, after)) &&
      (listens(apis, after) || apis.some(({ time }) => time?.isAwaited?.(after) === true)))
})

const awaited = (apis: Apis, world: World) => {
  const isListening = listens(apis, world)
  return apis.flatMap(({ time }) => (time !== undefined && (isListening || time.isAwaited?.(world)) ? [time] : []))
}

export const timeOf = (apis: Apis) => ({
  next: (world: World): number => Math.min(...awaited(apis, world).map(({ next }) => next(world)), Infinity),
  /** Change by change, in the order in which they are due, whichever API they are of. */
  settle: (world: World, now: number): World => {
    let settled = world
    for (;;) {
      const due = awaited(apis, settled).map((time) => ({ time, at: time.next(settled) }))
      const first = due.reduce<(typeof due)[number] | undefined>(
        (first, one) => (one.at <= now && (first === undefined || one.at < first.at) ? one : first),
        undefined
      )
      if (first === undefined) return settled
      const others = due.flatMap((one) => (one === first ? [] : [one.at]))
      const next = first.time.settle(settled, Math.min(now, ...others))
      if (next === settled) throw new Error("what was due has not changed: it would stay due")
      settled = next
    }
  }
})
