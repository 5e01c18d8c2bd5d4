/** From nothing to a first payment read: `cold.mjs NAME URL DIR` prints how many milliseconds it took since the process began. */
import process from "node:process"
import { callers } from "./callers.mjs"

const [name, url, dir] = process.argv.slice(2)
const caller = await callers[name](url, dir)
await caller.getPayment("order-2026-0001")
const { system, user } = process.cpuUsage()
console.log(JSON.stringify({ wall: performance.now(), cpu: (user + system) / 1000 }))
process.exit()
