/** Verifications against bare cryptography in the same process: `webhooks.mjs DIR`. Microseconds of CPU, fifty at a time. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import process from "node:process"
import { facadeOf } from "./facade.mjs"

const [dir] = process.argv.slice(2)
const load = (file) => import(`${dir}/${file}`)
const { verifyWebhook } = await facadeOf(dir)
const { Webhooks } = await load("packages/client/dist/esm/index.js")
const Effect = await load("node_modules/effect/dist/esm/Effect.js")
const Redacted = await load("node_modules/effect/dist/esm/Redacted.js")

const secret = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="
const url = "https://shop.example/vipps/webhooks"
const body = Buffer.from(
  JSON.stringify({
    msn: "123456",
    reference: "order-2026-0001",
    pspReference: "psp-1",
    name: "CAPTURED",
    amount: { currency: "NOK", value: 49900 },
    timestamp: "2026-11-22T12:00:00.000Z",
    idempotencyKey: "shipment-1",
    success: true
  })
)
const date = "Thu, 30 Mar 2023 08:38:32 GMT"
const hashOf = (bytes) => createHash("sha256").update(bytes).digest("base64")
const signatureOf = (hash) =>
  createHmac("sha256", secret).update(`POST\n/vipps/webhooks\n${date};shop.example;${hash}`).digest()
const headers = {
  "x-ms-date": date,
  "x-ms-content-sha256": hashOf(body),
  authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signatureOf(hashOf(body)).toString("base64")}`
}

const bare = async () => {
  const hash = hashOf(body)
  const given = Buffer.from(headers.authorization.split("Signature=")[1], "base64")
  if (hash !== headers["x-ms-content-sha256"] || !timingSafeEqual(given, signatureOf(hash)))
    throw new Error("not genuine")
  return JSON.parse(body.toString())
}
const verifier = Webhooks.verifier({ secret: Redacted.make(secret), url })

const candidates = {
  "bare node:crypto": bare,
  "Webhooks.verifier": () => Effect.runPromise(verifier({ headers, body })),
  verifyWebhook: () => verifyWebhook({ secret, url, headers, body })
}

/** By CPU time: on a busy machine, code that ran for as long by the clock is not compiled yet. */
const measure = async (once, ms) => {
  let calls = 0
  const before = process.cpuUsage()
  const spent = () => {
    const { system, user } = process.cpuUsage(before)
    return user + system
  }
  const worker = async () => {
    while (spent() < ms * 1000) {
      for (let i = 0; i < 10; i++) await once()
      calls += 10
    }
  }
  await Promise.all(Array.from({ length: 50 }, worker))
  return spent() / calls
}

for (const once of Object.values(candidates)) await measure(once, 300)
const measured = {}
for (const [name, once] of Object.entries(candidates)) measured[name] = await measure(once, 500)
console.log(JSON.stringify(measured))
process.exit()
