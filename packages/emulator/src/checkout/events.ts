/** What the end of a session causes: an agreement of a subscription, and a callback. */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { EmulatedApi } from "../core/EmulatedApi.js"
import type { Change, World } from "../core/World.js"
import { payments } from "../epayment/payments.js"
import { approve } from "../recurring/lifecycle.js"
import { type Session, settle } from "./Session.js"
import { agreementOf, type Outcome, sessions } from "./sessions.js"
import * as Wire from "./wire.js"

/** [U] That nobody is notified of a session that runs out of time, or is expired by the merchant. */
const isEnd = ({ state }: Session): boolean => state === "PaymentSuccessful" || state === "PaymentTerminated"

/** The session that a change ends, and its payment: a session may end without one. */
const endedBy = (change: Change, world: World): Pick<Outcome, "session" | "payment"> | undefined => {
  const session = sessions.changeIn(change)?.row
  if (session !== undefined) return isEnd(session) ? { session, payment: undefined } : undefined
  const changed = payments.changeIn(change)
  if (changed?.row === undefined) return undefined
  const { before, key, row: payment } = changed
  return Option.getOrUndefined(
    Option.filterMap(sessions.get(world, key), (found) => {
      const settled = settle(found, payment)
      return isEnd(settle(found, before)) || !isEnd(settled)
        ? Option.none()
        : Option.some({ session: settled, payment })
    })
  )
}

/** A subscription that the customer has paid is an active agreement. */
export const follow: NonNullable<EmulatedApi["follow"]> = (change, world, now) => {
  const { completion, draft, state } = endedBy(change, world)?.session ?? {}
  if (state !== "PaymentSuccessful" || completion === undefined || draft === undefined) return world
  return Either.match(approve(world, draft, { phoneNumber: completion.contact.phoneNumber }, now), {
    onLeft: () => world,
    onRight: ([, next]) => next
  })
}

const isOfSession = (change: Change, world: World): boolean => {
  const payment = payments.changeIn(change)
  return sessions.changeIn(change) !== undefined || (payment !== undefined && sessions.has(world, payment.key))
}

/** A payment made on the Checkout page announces its session's end, and has no webhooks. [U] Its agreement has them. */
export const notify: NonNullable<EmulatedApi["notify"]> = (change, world, now) => {
  const ended = endedBy(change, world)
  if (ended === undefined) return isOfSession(change, world) ? [] : undefined
  const { payment, session } = ended
  return [
    {
      kind: "CheckoutCallback",
      registrationId: undefined,
      merchantSerialNumber: session.merchantSerialNumber,
      reference: session.reference,
      event: session.state,
      url: session.merchantInfo.callbackUrl,
      body: JSON.stringify(Wire.session({ ...ended, agreement: agreementOf(world, session) })),
      authorization: session.merchantInfo.callbackAuthorizationToken,
      createdAt: payment?.events.at(-1)?.timestamp ?? now
    }
  ]
}
