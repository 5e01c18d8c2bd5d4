/** Adds deliveries to the world, by the fault rules. */
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import * as FaultRules from "../faults/FaultRules.js"
import { type Delivery, isEvent, type Message } from "./Delivery.js"

/** Enqueues a message, or drops or duplicates it, as a fault requires. */
export const enqueue = (world: World, message: Message): World => {
  const [fault, deliveryFaults] = FaultRules.next(
    world.deliveryFaults,
    ({ event, reference }) =>
      (event === undefined || isEvent(event, message.event)) &&
      (reference === undefined || reference === message.reference)
  )
  const one = (into: World, state: Delivery["state"] = "Pending"): World =>
    Worlds.putDelivery(into, {
      ...message,
      sequence: into.lastDelivery + 1,
      dueAt: message.createdAt + (fault?._tag === "Delay" ? fault.millis : 0),
      attempts: 0,
      result: undefined,
      history: [],
      state,
      wrongSignature: fault?._tag === "WrongSignature"
    })
  const next = { ...world, deliveryFaults }
  switch (fault?._tag) {
    case "Lost":
      return one(next, "Lost")
    case "Duplicate":
      return one(one(next))
    default:
      return one(next)
  }
}

/** The same message once more, now. */
export const resend = (world: World, sequence: number, now: number): World | undefined => {
  const found = Worlds.findDelivery(world, sequence)
  return found && enqueue(world, { ...found, createdAt: now })
}
