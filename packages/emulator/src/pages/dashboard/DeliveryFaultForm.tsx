/** The form that sets a fault on webhooks. */
import type { DeliveryFault } from "../../DeliveryFault.js"
import { action, type Place } from "./links.js"

const says: { readonly [T in DeliveryFault["_tag"]]: string } = {
  Duplicate: "it is delivered twice",
  Delay: "it is delivered late, after others",
  WrongSignature: "the first attempt is signed with another secret",
  Lost: "it is never delivered"
}

/** The fault of the next webhook. */
export const DeliveryFaultForm = ({ place }: { readonly place: Place }) => (
  <form method="post" action={action("delivery-fault", place)}>
    <label for="delivery.kind">What happens to the next webhook</label>
    <select id="delivery.kind" name="delivery">
      {Object.entries(says).map(([tag, meaning]) => (
        <option key={tag} value={tag}>
          {tag}: {meaning}
        </option>
      ))}
    </select>
    <label for="delivery.reference">Reference</label>
    <input id="delivery.reference" name="reference" placeholder="any" />
    <label for="delivery.times">How many webhooks</label>
    <input id="delivery.times" name="times" type="number" min={1} placeholder="1" />
    <label for="delivery.millis">Milliseconds, of a delay</label>
    <input id="delivery.millis" name="millis" type="number" min={0} placeholder="5000" />
    <button type="submit">Set the fault</button>
  </form>
)
