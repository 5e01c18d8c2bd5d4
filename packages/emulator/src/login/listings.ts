/** Logins that a merchant started, on the dashboard. */
import { span } from "../core/format.js"
import { type Glance, listing } from "../core/Listing.js"
import { type Ciba, cibas } from "./tables.js"

const stateOf = ({ expiresAt, state }: Ciba, { now }: Glance): Ciba["state"] | "EXPIRED" =>
  state === "PENDING" && expiresAt <= now ? "EXPIRED" : state

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
  line: (login, glance) => {
    const { bindingMessage, expiresAt, phoneNumber, startedAt } = login
    const { now } = glance
    const isOpen = stateOf(login, glance) === "PENDING"
    return {
      notes: [
        phoneNumber,
        bindingMessage ?? "",
        `started ${span(now - startedAt)} ago`,
        isOpen ? `expires in ${span(expiresAt - now)}` : ""
      ],
      offers: isOpen
        ? [
            { action: "approve-ciba", title: "Approve" },
            { action: "reject-ciba", title: "Reject" }
          ]
        : []
    }
  },
  whole: ({ phoneNumber, scope, startedAt }) => ({
    facts: [
      { name: "Customer", value: phoneNumber },
      { name: "Scope", value: scope.join(" ") }
    ],
    happened: [{ timestamp: startedAt, title: "STARTED", by: "vipps" }]
  })
})
