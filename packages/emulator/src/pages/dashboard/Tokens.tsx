/** The valid access tokens. */
import { span } from "./format.js"
import { action } from "./links.js"
import { nameOf, Section } from "./parts.js"
import type { View } from "./view.js"

export const Tokens = ({ filter, merchants, now, tokens }: View) => (
  <Section id="tokens" title="Access tokens" of={tokens} none="None is alive.">
    <ul class="rows">
      {tokens.shown.map(({ ending, expiresAt, merchantSerialNumber }) => (
        <li key={ending}>
          <code>…{ending}</code> {nameOf(merchants, merchantSerialNumber)}{" "}
          <span class="quiet">expires in {span(expiresAt - now)}</span>
        </li>
      ))}
    </ul>
    <form method="post" action={action("revoke-tokens", filter)}>
      <button type="submit">Revoke all tokens</button>
    </form>
  </Section>
)
