/** Adds deliveries to the world, by the fault rules. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import * as FaultRules from "../faults/FaultRules.js"
import type { Delivery, Message } from "./Delivery.js"

/** Enqueues a message, or drops or duplicates it, as a fault requires. */
export const enqueue = (world: World, message: Message): World => {
  const [fault, deliveryFaults] = FaultRules.next(
    world.deliveryFaults,
    ({ event, reference }) =>
      (event === undefined || event === message.event) && (reference === undefined || reference === message.reference)
  )
  const one = (into: World, state: Delivery["state"] = "Pending"): World =>
    Worlds.putDelivery(into, {
      ...message,
      sequence: into.lastDelivery + 1,
      dueAt: message.createdAt + (fault?._tag === "Delay" ? fault.millis : 0),
      attempts: 0,
      result: undefined,
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
  const found =
    Option.getOrUndefined(HashMap.get(world.deliveries, sequence)) ??
    Option.getOrUndefined(HashMap.get(world.delivered, sequence))
  return found && enqueue(world, { ...found, createdAt: now })
}
