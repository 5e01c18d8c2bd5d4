/** Sells something in memory, and prints what happened. */
import { startVipps } from "@effect-vipps/promise/testing"
import { Effect } from "effect"
import { call, capture, Payments } from "./Payments.js"

const reference = "order-2026-0001"
const emulator = await startVipps()

const create = call((vipps, signal) =>
  vipps.ePayment.createPayment(
    {
      reference,
      amount: { currency: "NOK", value: 49_900 },
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/thanks"
    },
    { signal }
  )
)

const program = Effect.gen(function* () {
  yield* create
  yield* Effect.promise(() => emulator.approve(reference))
  const { aggregate } = yield* capture(reference, 49_900)
  // Twice, with the same key.
  yield* capture(reference, 49_900)
  console.log("captured", aggregate.capturedAmount.value)

  const missing = yield* capture("order-2026-0404", 100).pipe(
    Effect.catchTag("VippsNotFoundError", ({ outcome }) => Effect.succeed(outcome))
  )
  console.log("no such payment:", missing)

  yield* Effect.promise(() => emulator.inject({ operation: "EPayment.getPayment", fault: { _tag: "Hang" } }))
  const read = call((vipps, signal) => vipps.ePayment.getPayment(reference, { signal }))
  const late = yield* read.pipe(Effect.timeout("2 seconds"), Effect.flip)
  // The emulator notes a request that its caller gave up.
  const [request] = yield* Effect.promise(() => emulator.requests()).pipe(
    Effect.map((requests) => requests.filter(({ operation }) => operation === "EPayment.getPayment")),
    Effect.delay("20 millis"),
    Effect.repeat({ until: (found) => found.length > 0, times: 200 })
  )
  console.log(`${late._tag}: ${request?.operation} got ${request?.status ?? "no response"}`)
})

await Effect.runPromise(Effect.provide(program, Payments.layer(emulator.options)))
const captures = (await emulator.ledger()).filter(({ operation }) => operation === "CAPTURED")
console.log("captures:", captures.length)
await emulator.close()
