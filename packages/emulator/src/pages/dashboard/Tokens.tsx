/** The valid access tokens. Only their last four characters are shown. */
import { tokens } from "../../accessToken/tokens.js"
import { span } from "../../core/format.js"
import { perSection } from "./List.js"
import { action, type Place } from "./links.js"
import { nameOf, Section } from "./parts.js"
import type { Seen } from "./seen.js"

export const Tokens = ({ place, seen: { merchants, now, world } }: { readonly place: Place; readonly seen: Seen }) => {
  const alive = [...tokens.rows(world)].filter(([, { expiresAt }]) => expiresAt > now)
  const shown = alive.sort(([, a], [, b]) => b.expiresAt - a.expiresAt).slice(0, perSection)
  return (
    <Section
      id="tokens"
      title="Access tokens"
      of={{ shown, total: alive.length, older: undefined }}
      none="None is alive."
    >
      <ul class="rows">
        {shown.map(([value, { expiresAt, merchantSerialNumber }]) => (
          <li key={value}>
            <code>…{value.slice(-4)}</code> {nameOf(merchants, merchantSerialNumber)}{" "}
            <span class="quiet">expires in {span(expiresAt - now)}</span>
          </li>
        ))}
      </ul>
      <form method="post" action={action("revoke-tokens", place)}>
        <button type="submit">Revoke all tokens</button>
      </form>
    </Section>
  )
}
