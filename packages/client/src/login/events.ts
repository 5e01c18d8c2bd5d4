/** How an answered login is read. */
import * as Either from "effect/Either"
import { type ApiEvents, hasString, keyOf } from "../internal/receive/ApiEvents.js"
import { reading } from "../internal/schema/read.js"
import { type LoginPingEvent, LoginPingPayload } from "./LoginPingEvent.js"

const read = reading(LoginPingPayload)

export const events: ApiEvents<LoginPingEvent> = {
  tags: ["LoginPing"],
  read: (json, bodyHash) =>
    hasString(json, "auth_req_id")
      ? Either.map(read(json), (event) => ({ ...event, _tag: "LoginPing", dedupeKey: keyOf("LoginPing", bodyHash) }))
      : undefined,
  about: () => ({ event: "LoginPing" }),
  wakes: () => []
}
