/** The faults that are set, with what is left of them. */
import type { DeliveryFault } from "../../DeliveryFault.js"
import type { Fault } from "../../Fault.js"
import type { DeliveryFaultRules, FaultRules } from "../../faults/FaultRules.js"
import { action } from "./links.js"
import type { View } from "./view.js"

/** `Answer 503, after it took effect`. */
const described = (fault: Fault | DeliveryFault): string =>
  [
    fault._tag,
    "status" in fault ? ` ${fault.status}` : "",
    "millis" in fault && fault.millis !== undefined ? ` ${fault.millis} ms` : "",
    "afterEffect" in fault && fault.afterEffect === true ? ", after it took effect" : ""
  ].join("")

const left = ({ rule, seen, applied }: (FaultRules | DeliveryFaultRules)["entries"][number]): string => {
  const before = Math.max(0, (rule.nth ?? 1) - seen - 1)
  const times = (rule.times ?? 1) - applied
  return `${before === 0 ? "" : `after ${before} more, `}${times === 1 ? "once" : `${times} times`}`
}

const Entries = ({ rules: { chaos, entries } }: { readonly rules: FaultRules | DeliveryFaultRules }) => (
  <>
    <ul class="rows">
      {entries.map((entry, position) => (
        <li key={position}>
          <strong>{described(entry.rule.fault)}</strong> at{" "}
          {"operation" in entry.rule ? entry.rule.operation : "event" in entry.rule ? entry.rule.event : "any"}
          {entry.rule.reference === undefined ? "" : ` of ${entry.rule.reference}`}{" "}
          <span class="quiet">{left(entry)}</span>
        </li>
      ))}
    </ul>
    {chaos === undefined ? null : (
      <p>
        By chance (seed {chaos.seed}):{" "}
        {chaos.faults.map(({ fault, rate }) => `${described(fault)} ${Math.round(rate * 1000) / 10} %`).join(", ")}
      </p>
    )}
  </>
)

const isEmpty = ({ chaos, entries }: FaultRules | DeliveryFaultRules) => entries.length === 0 && chaos === undefined

export const Faults = ({ deliveryFaults, faults, filter }: View) => (
  <section id="faults" aria-labelledby="faults-title">
    <h2 id="faults-title">
      Faults <span class="quiet">{faults.entries.length + deliveryFaults.entries.length}</span>
    </h2>
    {isEmpty(faults) && isEmpty(deliveryFaults) ? <p class="quiet">None is set.</p> : null}
    <Entries rules={faults} />
    <Entries rules={deliveryFaults} />
    {isEmpty(faults) && isEmpty(deliveryFaults) ? null : (
      <form method="post" action={action("clear-faults", filter)}>
        <button type="submit">Clear all faults</button>
      </form>
    )}
  </section>
)
