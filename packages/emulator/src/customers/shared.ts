/** What a customer's consent lets the merchant read at a moment. */
import type { World } from "../core/World.js"
import { type Consent, isLive } from "./consents.js"
import { personWith } from "./person.js"
import { expiredProfileOf, profileOf } from "./profile.js"

/** The claims of these scopes, which default to all that were granted. */
export const sharedBy = (
  { granted, phoneNumber }: Consent,
  world: World,
  now: number,
  scopes: ReadonlyArray<string> = Object.keys(granted)
): { readonly [claim: string]: unknown } => {
  const person = personWith(world, phoneNumber)
  const isFresh = (scope: string): boolean => isLive(granted[scope] ?? 0, now)
  return {
    ...profileOf(person, scopes.filter(isFresh)),
    ...expiredProfileOf(
      person,
      scopes.filter((scope) => !isFresh(scope))
    )
  }
}
