/** Many merchants in one process: `merchants.mjs COUNT URL DIR`, with `--expose-gc`. What one costs, before and after its first call. */
import process from "node:process"
import { keys } from "./callers.mjs"
import { facadeOf } from "./facade.mjs"

const [count, url, dir] = process.argv.slice(2)
const { Vipps } = await facadeOf(dir)

const heap = () => {
  gc()
  gc()
  return process.memoryUsage().heapUsed
}
const make = (nth) => new Vipps({ ...keys, clientId: `client-${nth}`, baseUrl: url })

// What the first one loads is not the others' cost.
const first = make("first")
await first.ePayment.getPayment("order-2026-0001")

const merchants = Number(count)
const empty = heap()
const start = process.cpuUsage()
const all = Array.from({ length: merchants }, (_, nth) => make(nth))
const made = process.cpuUsage(start)
const idle = heap()
const before = process.cpuUsage()
for (const { ePayment } of all) await ePayment.getPayment("order-2026-0001")
const called = process.cpuUsage(before)
const used = heap()
const again = process.cpuUsage()
for (const { ePayment } of all) await ePayment.getPayment("order-2026-0001")
const repeated = process.cpuUsage(again)

const each = ({ system, user }) => (user + system) / merchants
console.log(
  JSON.stringify({
    make: each(made),
    first: each(called),
    next: each(repeated),
    idle: (idle - empty) / merchants / 1024,
    used: (used - empty) / merchants / 1024
  })
)
process.exit()
