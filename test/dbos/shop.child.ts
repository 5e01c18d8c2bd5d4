// @effect-diagnostics globalConsole:off
/** A shop of `examples/dbos` in a process of its own: `shop.child.ts {job}`. Prints what became of each order, as JSON. */
import { Vipps, type VippsOptions } from "@effect-vipps/promise"
import { startShop } from "../../examples/dbos/shop.js"
import { type Job, orderOf } from "./job.js"

const job: Job = JSON.parse(process.argv[2] ?? "")

let captures = 0
const onEvent: VippsOptions["onEvent"] = ({ operation, type }) => {
  if (operation !== "EPayment.capturePayment" || type !== "call") return
  // Vipps has captured, and DBOS has not stored it.
  if (++captures === job.dieAtCapture) process.kill(process.pid, "SIGKILL")
}

const vipps = new Vipps({ ...job.keys, baseUrl: job.url, onEvent })
const shop = await startShop({
  vipps,
  orderOf: async () => orderOf,
  waits: { decision: 1, shipment: 60 },
  databaseUrl: job.databaseUrl,
  executorID: "shop-0"
})
for (const reference of job.references) {
  await shop.pay(reference)
  await shop.signal(reference, "shipped")
}
const ends = await Promise.all(job.references.map(async (reference) => [reference, await shop.end(reference)] as const))
console.log(JSON.stringify(Object.fromEntries(ends)))
await shop.close()
await vipps.close()
