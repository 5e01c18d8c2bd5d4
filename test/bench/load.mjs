/**
 * One caller in a process of its own: `load.mjs NAME URL DIR`. Reads what to measure as lines of JSON and answers each
 * with the CPU time it took, in microseconds a call. Runs on Node, Bun and Deno.
 */

import process from "node:process"
import { createInterface } from "node:readline"
import { callers } from "./callers.mjs"

const [name, url, dir] = process.argv.slice(2)
const caller = await callers[name](url, dir)

const operations = {
  getPayment: () => caller.getPayment("order-2026-0001"),
  createPayment: () =>
    caller.createPayment({
      reference: "order-2026-0001",
      amount: { value: 49900, currency: "NOK" },
      paymentMethod: { type: "WALLET" },
      customer: { phoneNumber: "4798765432" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/thanks?order=2026-0001",
      paymentDescription: "Socks"
    })
}

const measure = async ({ operation, inFlight, ms }) => {
  const once = operations[operation]
  let calls = 0
  const before = process.cpuUsage()
  const until = performance.now() + ms
  const worker = async () => {
    do {
      await once()
      calls++
    } while (performance.now() < until)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  const { system, user } = process.cpuUsage(before)
  return (user + system) / calls
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify({ micros: await measure(JSON.parse(line)) }))
}
process.exit()
