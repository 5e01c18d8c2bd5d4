/** What customers share with merchants, on the dashboard. */
import * as Arr from "effect/Array"
import { span } from "../core/format.js"
import { type Glance, type Happening, listing } from "../core/Listing.js"
import { type Consent, consents, isLive, liveUntil } from "../customers/consents.js"
import { sharedBy } from "../customers/shared.js"

const stateOf = ({ granted }: Consent, { now }: Glance): "SHARED" | "EXPIRED" | "REVOKED" => {
  const times = Object.values(granted)
  if (times.length === 0) return "REVOKED"
  return times.some((at) => isLive(at, now)) ? "SHARED" : "EXPIRED"
}

/** The first claim of a scope has all of it, for people. */
const textOf = (claims: object): string => {
  const [first] = Object.values(claims)
  const text = typeof first === "object" && first !== null && "formatted" in first ? first.formatted : first
  return String(text ?? "").replaceAll("\n", ", ")
}

const happened = ({ granted }: Consent): ReadonlyArray<Happening> =>
  Object.entries(Arr.groupBy(Object.keys(granted), (scope) => String(granted[scope])))
    .map(
      ([timestamp, scopes]): Happening => ({
        timestamp: Number(timestamp),
        title: `CONSENTED to ${scopes.join(", ")}`,
        by: "customer"
      })
    )
    .sort((a, b) => a.timestamp - b.timestamp)

const until = (grantedAt: number, now: number): string =>
  isLive(grantedAt, now) ? `readable for ${span(liveUntil(grantedAt) - now)}` : "no longer readable"

export const shared = listing<Consent>({
  name: "consents",
  one: "consent",
  title: "What customers share",
  rows: consents,
  states: ["SHARED", "EXPIRED", "REVOKED"],
  subject: ({ merchantSerialNumber, sub }) => ({ merchantSerialNumber, reference: sub }),
  words: ({ granted, phoneNumber }) => [phoneNumber, ...Object.keys(granted)],
  state: stateOf,
  line: (consent, glance) => {
    const { availableAt, granted, phoneNumber } = consent
    const scopes = Object.keys(granted)
    const latest = Math.max(...Object.values(granted))
    return {
      notes: [
        phoneNumber,
        scopes.join(" "),
        scopes.length === 0 ? "" : until(latest, glance.now),
        availableAt > glance.now ? `its sub is written in ${span(availableAt - glance.now)}` : ""
      ],
      offers: scopes.length === 0 ? [] : [{ action: "revoke-consent", title: "Revoke", label: "Revoke the consent" }]
    }
  },
  whole: (consent, { now, world }) => ({
    facts: [
      { name: "Customer", value: consent.phoneNumber },
      ...Object.entries(consent.granted).map(([scope, grantedAt]) => ({
        name: scope,
        value: `${textOf(sharedBy(consent, world, now, [scope]))}, ${until(grantedAt, now)}`
      }))
    ],
    happened: happened(consent)
  })
})
