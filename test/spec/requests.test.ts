/** Both sides wrote their schemas from the official specifications: what one sends, the other reads. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type VippsConfig } from "@effect-vipps/client"
import * as EmulatorCheckout from "@effect-vipps/emulator/checkout/requestSchemas"
import * as EmulatorEPayment from "@effect-vipps/emulator/epayment/requestSchemas"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { scripted } from "../client/support.js"

describe("requests of the client, read by the emulator", () => {
  /** The body that a call sends. */
  const sentBy = <A, E>(call: Effect.Effect<A, E, VippsConfig.VippsConfig | HttpClient.HttpClient>) =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({}))
      yield* Effect.exit(Effect.provide(call, server.layer))
      assert.strictEqual(server.seen.length, 1)
      return server.seen[0]?.body
    })

  it.effect.prop(
    "the emulator accepts every valid request of EPayment.createPayment and reads the same fields",
    { request: EPayment.CreatePaymentRequest },
    ({ request }) =>
      Effect.gen(function* () {
        const sent = yield* sentBy(EPayment.createPayment(request))
        assert.deepStrictEqual(sent, JSON.parse(JSON.stringify(request)))
        const read = yield* Schema.decodeUnknown(EmulatorEPayment.CreatePayment, { onExcessProperty: "error" })(sent)
        assert.deepStrictEqual(JSON.parse(JSON.stringify(read)), sent)
      }),
    { fastCheck: { numRuns: 200 } }
  )

  it.effect.prop(
    "the emulator accepts every valid request of Checkout.createSession and reads the same fields",
    { request: Checkout.CreateSessionRequest },
    ({ request }) =>
      Effect.gen(function* () {
        const sent = yield* sentBy(Checkout.createSession(request))
        assert.deepStrictEqual(sent, { type: "PAYMENT", ...JSON.parse(JSON.stringify(request)) })
        const read = yield* Schema.decodeUnknown(EmulatorCheckout.CreateSession, { onExcessProperty: "error" })(sent)
        assert.deepStrictEqual(JSON.parse(JSON.stringify(read)), sent)
      }),
    { fastCheck: { numRuns: 100 } }
  )
})
