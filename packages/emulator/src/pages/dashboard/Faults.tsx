/** The faults that are set, with what is left of them. */
import type { World } from "../../core/World.js"
import type { DeliveryFault } from "../../DeliveryFault.js"
import type { Fault } from "../../Fault.js"
import type { DeliveryFaultRules, FaultRules } from "../../faults/FaultRules.js"
import { action, type Place } from "./links.js"

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

/** The faults that are set, at the top of every page: what happens next is not what Vipps would do. */
export const Faults = ({ place, world }: { readonly place: Place; readonly world: World }) => {
  const { deliveryFaults, faults } = world
  if (isEmpty(faults) && isEmpty(deliveryFaults)) {
    return (
      <p id="faults" class="quiet">
        Faults: None is set.
      </p>
    )
  }
  const count = faults.entries.length + deliveryFaults.entries.length
  return (
    <section id="faults" class="notice warn" aria-labelledby="faults-title">
      <h2 id="faults-title">
        Faults are set <span class="quiet">{count}</span>
      </h2>
      <Entries rules={faults} />
      <Entries rules={deliveryFaults} />
      <form method="post" action={action("clear-faults", place)}>
        <button type="submit">Clear all faults</button>
      </form>
    </section>
  )
}
