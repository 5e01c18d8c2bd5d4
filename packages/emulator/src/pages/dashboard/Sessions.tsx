/** Checkout sessions. */
import { isOpen } from "../../checkout/Session.js"
import { money } from "../money.js"
import { span } from "./format.js"
import { anchor } from "./links.js"
import { nameOf, Section, State } from "./parts.js"
import type { View } from "./view.js"

export const Sessions = ({ merchants, now, sessions }: View) => (
  <Section id="sessions" title="Checkout sessions" of={sessions} none="None yet.">
    <ul class="rows">
      {sessions.shown.map(({ isKnown, session }) => (
        <li
          key={session.sessionId}
          id={anchor("session", session.merchantSerialNumber, session.reference)}
          class="card"
        >
          <div class="line">
            <h3>{session.reference}</h3>
            <State name={isKnown ? session.state : "no longer known"} />
            <span class="sum">{session.amount === undefined ? "nothing to pay now" : money(session.amount)}</span>
          </div>
          <p class="quiet">
            {nameOf(merchants, session.merchantSerialNumber)}, {session.type.toLowerCase()}
            {isKnown && isOpen(session) ? `, ends in ${span(session.expiresAt - now)}` : ""}
          </p>
          {isKnown && isOpen(session) ? (
            <p>
              <a href={`/checkout-frontend?token=${session.pageToken}`}>Checkout page</a>
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  </Section>
)
