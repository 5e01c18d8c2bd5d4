/** Checkout sessions on the dashboard. */
import { money, span } from "../core/format.js"
import { listing } from "../core/Listing.js"
import { isKnown, isOpen, type Session, sessionStates } from "./Session.js"
import { outcomeOf, settled, sessions as table } from "./sessions.js"

const gone = "no longer known"

export const sessions = listing<Session>({
  name: "sessions",
  one: "session",
  title: "Checkout sessions",
  rows: table,
  states: [...sessionStates, gone],
  subject: ({ merchantSerialNumber, reference }) => ({ merchantSerialNumber, reference }),
  words: ({ description, sessionId }) => [description, sessionId],
  settled: (session, { now, world }) => settled(world, session, now),
  // One that has timed out is unknown to Vipps, which responds with 404.
  state: (session, { now }) => (isKnown(session, now) ? session.state : gone),
  line: (session, { now }) => {
    const canBePaid = isKnown(session, now) && isOpen(session)
    return {
      sum: session.amount === undefined ? "nothing to pay now" : money(session.amount),
      notes: [session.type.toLowerCase(), canBePaid ? `ends in ${span(session.expiresAt - now)}` : ""],
      ...(canBePaid ? { link: { title: "Checkout page", href: `/checkout-frontend?token=${session.pageToken}` } } : {})
    }
  },
  whole: (session, { now, world }) => {
    const { agreement, payment } = outcomeOf(world, session, now)
    return {
      facts: [
        { name: "Session id", value: session.sessionId, isCopied: true },
        { name: "Description", value: session.description },
        { name: "Shipping", value: session.completion?.shippingOption?.title ?? "" },
        ...(payment === undefined ? [] : [{ name: "Payment", value: payment.reference, list: "payments" }]),
        ...(agreement === undefined ? [] : [{ name: "Agreement", value: agreement.id, list: "agreements" }])
      ],
      happened: []
    }
  }
})
