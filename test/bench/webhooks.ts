/** Verifications a second, against bare cryptography in the same run: `npm run bench:webhooks`. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import { Webhooks } from "@effect-vipps/client"
import { verifyWebhook } from "@effect-vipps/promise"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { signed } from "../support/signing.js"

const secret = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="
const url = "https://shop.example/vipps/webhooks"
const text = JSON.stringify({
  msn: "123456",
  reference: "order-2026-0001",
  pspReference: "psp-1",
  name: "CAPTURED",
  amount: { currency: "NOK", value: 49900 },
  timestamp: "2026-11-22T12:00:00.000Z",
  idempotencyKey: "shipment-1",
  success: true
})
const headers = signed({ secret, url, body: text })
const body = new TextEncoder().encode(text)

const bare = Effect.sync(() => {
  const hash = createHash("sha256").update(body).digest("base64")
  const signature = createHmac("sha256", secret)
    .update(`POST\n/vipps/webhooks\n${headers["x-ms-date"]};shop.example;${hash}`)
    .digest()
  const given = Buffer.from(headers.authorization.split("Signature=")[1] ?? "", "base64")
  if (hash !== headers["x-ms-content-sha256"] || !timingSafeEqual(given, signature)) throw new Error("not genuine")
})

const verifier = Webhooks.verifier({ secret: Redacted.make(secret), url })

const candidates = {
  "bare node:crypto": bare,
  "Webhooks.verifier": Effect.asVoid(Effect.orDie(verifier({ headers, body }))),
  verifyWebhook: Effect.promise(() => verifyWebhook({ secret, url, headers, body }))
} as const

const rounds = 20_000

/** Microseconds for one, fifty at a time: the best of five. */
const measure = (once: Effect.Effect<unknown>) =>
  Effect.timed(Effect.forEach(Array.from({ length: rounds }), () => once, { concurrency: 50, discard: true })).pipe(
    Effect.map(([took]) => (Duration.toMillis(took) * 1000) / rounds),
    Effect.replicateEffect(5),
    Effect.map((all) => Math.min(...all))
  )

const main = Effect.gen(function* () {
  const base = yield* measure(bare)
  for (const [name, once] of Object.entries(candidates)) {
    const micros = yield* measure(once)
    const perSecond = Math.round(1e6 / micros).toLocaleString("en")
    yield* Console.log(
      `${name}: ${micros.toFixed(1)} µs, ${(micros / base).toFixed(1)} times bare, ${perSecond} a second`
    )
  }
})

Effect.runPromise(main)
