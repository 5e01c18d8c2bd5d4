/** Logins that a merchant started, on the dashboard. */
import { span } from "../core/format.js"
import { type Glance, listing } from "../core/Listing.js"
import { type Ciba, cibas } from "./tables.js"

const stateOf = (
  { expiresAt, state }: Pick<Ciba, "expiresAt" | "state">,
  { now }: Pick<Glance, "now">
): Ciba["state"] | "EXPIRED" => (state === "PENDING" && expiresAt <= now ? "EXPIRED" : state)

export const logins = listing<Ciba>({
  name: "logins",
  one: "login",
  title: "Logins of merchants",
  rows: cibas,
  states: ["PENDING", "APPROVED", "REJECTED", "DONE", "EXPIRED"],
  subject: ({ authReqId, merchantSerialNumber }) => ({ merchantSerialNumber, reference: authReqId }),
  key: ({ reference }) => reference,
  words: ({ bindingMessage, phoneNumber }) => [phoneNumber, bindingMessage],
  state: stateOf,
  line: ({ bindingMessage, expiresAt, phoneNumber, startedAt, state }, { now }) => ({
    state: stateOf({ expiresAt, state }, { now }),
    notes: [
      phoneNumber,
      bindingMessage ?? "",
      `started ${span(now - startedAt)} ago`,
      state === "PENDING" && now < expiresAt ? `expires in ${span(expiresAt - now)}` : ""
    ],
    offers:
      state === "PENDING" && now < expiresAt
        ? [
            { action: "approve-ciba", title: "Approve" },
            { action: "reject-ciba", title: "Reject" }
          ]
        : []
  }),
  whole: ({ phoneNumber, scope, startedAt }) => ({
    facts: [
      { name: "Customer", value: phoneNumber },
      { name: "Scope", value: scope.join(" ") }
    ],
    happened: [{ timestamp: startedAt, title: "STARTED", by: "vipps" }]
  })
})
