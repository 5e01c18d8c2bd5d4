/** The valid access tokens, and the keys that sign ID tokens. Only the last four characters of a token are shown. */
import { tokens } from "../../accessToken/tokens.js"
import { span } from "../../core/format.js"
import { keys } from "../../login/keys.js"
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
      {keys.size(world) === 0 ? null : (
        <form method="post" action={action("rotate-keys", place)} class="moves">
          <button type="submit">Rotate the signing keys of Login</button>
          <button type="submit" name="withdraw" value="true">
            Rotate and withdraw the old keys
          </button>
        </form>
      )}
    </Section>
  )
}
