/** Registrations as the control endpoints show them: of all sales units, without secrets. */
import * as Schema from "effect/Schema"
import { action } from "../core/Action.js"
import * as StateStores from "../core/StateStore.js"
import { timestamp } from "../core/timestamp.js"
import { registrations } from "../delivery/registrations.js"

export const list = action({
  name: "registrations",
  summary: "The webhooks of all sales units, without their secrets",
  method: "GET",
  path: "/registrations",
  input: Schema.Struct({}),
  inputIs: "query is",
  run: ({ store }, { merchantSerialNumber }) =>
    StateStores.read(store, (_, world) =>
      [...registrations.values(world)].filter(
        (one) => merchantSerialNumber === undefined || one.merchantSerialNumber === merchantSerialNumber
      )
    ),
  output: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      merchantSerialNumber: Schema.String,
      url: Schema.String,
      events: Schema.Array(Schema.String),
      failingSince: Schema.optional(Schema.String)
    }).annotations({ identifier: "Registration" })
  ),
  view: (found) =>
    found.map(({ events, failingSince, id, merchantSerialNumber, url }) => ({
      id,
      merchantSerialNumber,
      url,
      events,
      ...(failingSince === undefined ? {} : { failingSince: timestamp(failingSince) })
    }))
})
