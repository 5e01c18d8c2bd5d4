/** The merchants' registrations for events. */

import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { Message } from "./Delivery.js"

/**
 * A merchant's URL for events.
 *
 * @since 0.1.0
 * @category models
 */
export interface Registration {
  readonly id: string
  readonly merchantSerialNumber: string
  readonly url: string
  readonly events: ReadonlyArray<string>
  readonly secret: string
  /** Epoch milliseconds of the first failure since the last success; undefined after a success. */
  readonly failingSince: number | undefined
}

export const registrations = table<Registration>("registrations")

export const put = (world: World, registration: Registration): World =>
  registrations.put(world, registration.id, registration)

/** Removes it. Pending deliveries are not sent. */
export const remove = (world: World, id: string): World => {
  const orphans = [...HashMap.values(world.deliveries)].filter(({ registrationId }) => registrationId === id)
  return orphans.reduce(
    (next, delivery) => Worlds.putDelivery(next, { ...delivery, state: "GivenUp", result: "the registration is gone" }),
    registrations.remove(world, id)
  )
}

export const find = (world: World, id: string | undefined): Registration | undefined =>
  id === undefined ? undefined : Option.getOrUndefined(registrations.get(world, id))

/** An event, for all registrations that ask for it. */
export const webhooks = (
  world: World,
  event: Pick<Message, "merchantSerialNumber" | "reference" | "event" | "body" | "createdAt">
): ReadonlyArray<Message> =>
  [...registrations.values(world)]
    .filter(
      ({ events, merchantSerialNumber }) =>
        merchantSerialNumber === event.merchantSerialNumber && events.includes(event.event)
    )
    .map(({ id, url }) => ({ ...event, kind: "Webhook", registrationId: id, url, authorization: undefined }))
