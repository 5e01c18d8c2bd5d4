/**
 * Starts the emulator and the given shop, and buys something there: `tsx customer.mjs server.ts` or
 * `node customer.mjs shop.cjs`. Exits with 1 if anything is not as expected.
 */
import assert from "node:assert/strict"
import { fork } from "node:child_process"
import { once } from "node:events"
import http from "node:http"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const [shopFile] = process.argv.slice(2)
const emulatorFile = fileURLToPath(new URL("../../packages/emulator/src/bin.ts", import.meta.url))
const keys = {
  VIPPS_CLIENT_ID: "a-client-id",
  VIPPS_CLIENT_SECRET: "a-client-secret",
  VIPPS_SUBSCRIPTION_KEY: "a-subscription-key",
  VIPPS_MERCHANT_SERIAL_NUMBER: "123456"
}

/** Starts a server, whose URL is in its first line. */
const start = async (file, { args = [], ...options }) => {
  const child = fork(file, args, { ...options, stdio: ["ignore", "pipe", "pipe", "ipc"] })
  process.once("exit", () => child.kill())
  const log = []
  createInterface({ input: child.stderr }).on("line", (text) => log.push(text))
  const closed = once(child, "close")
  const failed = closed.then(([code]) => assert.fail([`${file} ended with exit code ${code}`, ...log].join("\n")))
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), failed])
  const stop = async () => {
    child.kill()
    await closed
  }
  return { url: line.match(/http:\S+/)[0], log, stop }
}

/** A proxy that loses the response to a capture, `lost` times. */
const badLine = async (vippsUrl) => {
  const line = { url: "", lost: 0 }
  const server = http.createServer((request, response) => {
    const { headers, method, url } = request
    const sent = http.request(`${vippsUrl}${url}`, { method, headers }, (answer) => {
      if (line.lost > 0 && url.endsWith("/capture")) {
        line.lost -= 1
        return response.destroy()
      }
      // A connection serves one request. A kept-alive one that is reset is opened again within an attempt: one capture more,
      // and Vipps accepts five a minute.
      response.writeHead(answer.statusCode, { ...answer.headers, connection: "close" })
      answer.pipe(response)
    })
    request.pipe(sent)
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  line.url = `http://127.0.0.1:${server.address().port}`
  line.close = () => server.close().closeAllConnections()
  return line
}

const request = async (method, url, body) => {
  const init = { method, headers: { "content-type": "application/json" } }
  const response = await fetch(url, body === undefined ? init : { ...init, body: JSON.stringify(body) })
  return { status: response.status, ...(await response.json()) }
}

const kroner = ({ value }) => `${(value / 100).toFixed(2)} NOK`

const say = (what, result) => console.log(`  ${what.padEnd(34)} ${result}`)

const buy = async (shop, vipps, line) => {
  const socks = { cart: "2026-0001", product: "socks" }
  const ordered = await request("POST", `${shop.url}/orders`, socks)
  say("POST /orders", `${ordered.status}: pay at ${ordered.redirectUrl?.split("?")[0]}?...`)
  assert.equal(ordered.status, 201)

  const again = await request("POST", `${shop.url}/orders`, socks)
  say(
    "  the same request again",
    `${again.status}: ${again.redirectUrl === ordered.redirectUrl ? "the same page" : "?"}`
  )
  assert.deepEqual(again, ordered)

  const order = `${shop.url}/orders/${ordered.id}`
  const early = await request("POST", `${order}/capture`)
  say("POST /orders/:id/capture", `${early.status}: ${early.error}`)
  assert.equal(early.status, 409)

  const approved = await request("POST", `${vipps.url}/_emulator/payments/${ordered.id}/approve`)
  say("the customer approves in the app", approved.state)
  const paid = await request("GET", order)
  say("GET /orders/:id", `${paid.status}: ${paid.state}, ${kroner(paid.reserved)} reserved`)
  assert.deepEqual([paid.status, paid.state, paid.reserved.value], [200, "AUTHORIZED", 24900])

  line.lost = 3 // Each attempt of one call.
  const unknown = await request("POST", `${order}/capture`)
  say("POST /orders/:id/capture", `${unknown.status}: ${unknown.error}`)
  assert.deepEqual([unknown.status, line.lost], [503, 0])

  const captured = await request("POST", `${order}/capture`)
  say("  the same request again", `${captured.status}: ${kroner(captured.captured)} captured`)
  assert.deepEqual([captured.status, captured.captured.value], [200, 24900])

  const ledger = await fetch(`${vipps.url}/_emulator/ledger?reference=${ordered.id}`).then((answer) => answer.json())
  const captures = ledger.filter(({ operation }) => operation === "CAPTURED")
  say("Vipps' ledger", ledger.map((entry) => `${entry.operation} ${kroner(entry.amount)}`).join(", "))
  assert.equal(captures.length, 1)

  const missing = await request("GET", `${shop.url}/orders/order-9999-9999`)
  say("GET /orders/order-9999-9999", `${missing.status}: ${missing.error}`)
  assert.equal(missing.status, 404)
}

setTimeout(() => assert.fail("The program did not finish within a minute."), 60_000).unref()

const vipps = await start(emulatorFile, {
  args: ["--port", "0"],
  env: { ...process.env, ...keys },
  execArgv: ["--import", "tsx"] // The emulator is in TypeScript, whatever the shop is.
})
const line = await badLine(vipps.url)
const shop = await start(fileURLToPath(new URL(shopFile, import.meta.url)), {
  env: { ...process.env, ...keys, VIPPS_BASE_URL: line.url, PORT: "0" }
})

console.log(`${shopFile}: a shop, the emulator, and an unreliable connection in between\n`)
await buy(shop, vipps, line)

await shop.stop()
console.log("\nWhat the shop logged:\n")
for (const message of shop.log) console.log(`  ${message.replaceAll(/(?<=[.]) (?=[A-Z])| (?=\[)/g, "\n      ")}`)
assert.equal(shop.log.length, 3)

line.close()
await vipps.stop()
console.log("\nEverything went as expected.")
