/** Every accepted movement of money. */
import { money } from "../money.js"
import { At, Section } from "./parts.js"
import type { View } from "./view.js"

export const Ledger = ({ ledger }: View) => (
  <Section id="ledger" title="Ledger" of={ledger} none="No money has moved.">
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Reference</th>
          <th scope="col">Movement</th>
          <th scope="col" class="number">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {ledger.shown.map(({ amount, operation, reference, sequence, timestamp }) => (
          <tr key={sequence} id={`movement-${sequence}`}>
            <td>
              <At millis={timestamp} />
            </td>
            <td>{reference}</td>
            <td>{operation}</td>
            <td class="number">{money(amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Section>
)
