/** What merchants are notified of: the end of a session, at its callback URL. */
import * as Option from "effect/Option"
import type { EmulatedApi } from "../core/EmulatedApi.js"
import type { Message } from "../delivery/Delivery.js"
import type { Payment } from "../epayment/Payment.js"
import { payments } from "../epayment/payments.js"
import { type Session, settle } from "./Session.js"
import { sessions } from "./sessions.js"
import * as Wire from "./wire.js"

/** [U] That nobody is notified of a session that runs out of time, or is expired by the merchant. */
const isEnd = ({ state }: Session): boolean => state === "PaymentSuccessful" || state === "PaymentTerminated"

const ended = (session: Session, payment: Payment | undefined, createdAt: number): Message => ({
  kind: "CheckoutCallback",
  registrationId: undefined,
  merchantSerialNumber: session.merchantSerialNumber,
  reference: session.reference,
  event: session.state,
  url: session.merchantInfo.callbackUrl,
  body: JSON.stringify(Wire.session(session, payment)),
  authorization: session.merchantInfo.callbackAuthorizationToken,
  createdAt
})

/** A payment made on the Checkout page announces its session's end, and has no webhooks. A session may end without a payment. */
export const notify: NonNullable<EmulatedApi["notify"]> = (change, world, now) => {
  const session = sessions.changeIn(change)?.row
  if (session !== undefined) return isEnd(session) ? [ended(session, undefined, now)] : []
  const changed = payments.changeIn(change)
  if (changed?.row === undefined) return undefined
  const { before, row: payment } = changed
  return Option.match(sessions.get(world, changed.key), {
    onNone: () => undefined,
    onSome: (found) => {
      const settled = settle(found, payment)
      const last = payment.events.slice(before?.events.length ?? 0).at(-1)
      return last === undefined || isEnd(settle(found, before)) || !isEnd(settled)
        ? []
        : [ended(settled, payment, last.timestamp)]
    }
  })
}
