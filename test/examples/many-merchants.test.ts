/** Many merchants in one process: which token goes where, how many are requested, and what one merchant costs. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { capture, Keys, keysChanged, Merchants, UnknownMerchant } from "../../examples/many-merchants/Merchants.js"

/** Vipps for any merchant: its token names the client it was issued to. */
const server = () => {
  const tokens: Array<string> = []
  const calls: Array<{ readonly token: string | undefined; readonly subscriptionKey: string | undefined }> = []
  const client = HttpClient.make((request) =>
    Effect.sync(() => {
      const { headers, url } = request
      if (url.endsWith("/accesstoken/get")) {
        const clientId = headers["client_id"] ?? ""
        tokens.push(clientId)
        const issued = { token_type: "Bearer", expires_in: "3599", access_token: `token-of-${clientId}` }
        return HttpClientResponse.fromWeb(request, Response.json(issued))
      }
      calls.push({ token: headers["authorization"], subscriptionKey: headers["ocp-apim-subscription-key"] })
      const amount = { value: 100, currency: "NOK" }
      const none = { value: 0, currency: "NOK" }
      return HttpClientResponse.fromWeb(
        request,
        Response.json({
          amount,
          state: "AUTHORIZED",
          aggregate: { authorizedAmount: amount, capturedAmount: amount, refundedAmount: none, cancelledAmount: none },
          pspReference: "psp-1",
          reference: "order-2026-0001"
        })
      )
    })
  )
  return { calls, tokens, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

const keysOf = (merchantId: string, version = 1): VippsConfig.Options => ({
  clientId: `${merchantId}-${version}`,
  clientSecret: Redacted.make(`secret-of-${merchantId}`),
  subscriptionKey: Redacted.make(`key-of-${merchantId}`),
  merchantSerialNumber: "123456",
  environment: "test"
})

const request: EPayment.ModificationRequest = { modificationAmount: { value: 100, currency: "NOK" } }
const reference = "order-2026-0001"

describe("many merchants in one process", () => {
  it.effect("many merchants request one token each and never mix their keys", () =>
    Effect.gen(function* () {
      const vipps = server()
      const ids = Array.from({ length: 1000 }, (_, nth) => `merchant-${nth}`)
      yield* Effect.forEach([...ids, ...ids], (id) => capture(id, reference, request), { concurrency: 64 }).pipe(
        Effect.provide(Merchants.Default),
        Effect.provideService(Keys, { of: (id) => Effect.succeed(keysOf(id)) }),
        Effect.provide(vipps.layer)
      )
      assert.strictEqual(vipps.tokens.length, 1000)
      assert.strictEqual(new Set(vipps.tokens).size, 1000)
      assert.strictEqual(vipps.calls.length, 2000)
      for (const { subscriptionKey, token } of vipps.calls) {
        assert.strictEqual(token, `Bearer token-of-${subscriptionKey?.replace("key-of-", "")}-1`)
      }
    })
  )

  it.effect("a merchant's keys are read again when they have changed, and when it has been idle", () =>
    Effect.gen(function* () {
      const vipps = server()
      let version = 1
      let reads = 0
      const keys = {
        of: (id: string) =>
          Effect.sync(() => {
            reads++
            return keysOf(id, version)
          })
      }
      yield* Effect.gen(function* () {
        yield* capture("socks", reference, request)
        version = 2
        yield* capture("socks", reference, request)
        assert.deepStrictEqual(vipps.tokens, ["socks-1"])
        yield* keysChanged("socks")
        yield* capture("socks", reference, request)
        assert.deepStrictEqual(vipps.tokens, ["socks-1", "socks-2"])
        assert.strictEqual(reads, 2)
        yield* TestClock.adjust("61 minutes")
        yield* capture("socks", reference, request)
        assert.strictEqual(reads, 3)
      }).pipe(Effect.provide(Merchants.Default), Effect.provideService(Keys, keys), Effect.provide(vipps.layer))
    })
  )

  it.effect("an unknown merchant is reported and no request sent", () =>
    Effect.gen(function* () {
      const vipps = server()
      const error = yield* Effect.flip(capture("nobody", reference, request)).pipe(
        Effect.provide(Merchants.Default),
        Effect.provideService(Keys, { of: (merchantId) => Effect.fail(new UnknownMerchant({ merchantId })) }),
        Effect.provide(vipps.layer)
      )
      assert.strictEqual(error._tag, "UnknownMerchant")
      assert.deepStrictEqual(vipps.calls, [])
      assert.deepStrictEqual(vipps.tokens, [])
    })
  )

  it.effect("merchants of one partner share one token, with one sales unit per call", () =>
    Effect.gen(function* () {
      const vipps = server()
      yield* Effect.forEach(["111111", "222222", "333333"], (merchantSerialNumber) =>
        EPayment.capturePayment(reference, request, { merchantSerialNumber })
      ).pipe(Effect.provide(VippsConfig.layer(keysOf("partner"))), Effect.provide(vipps.layer))
      assert.deepStrictEqual(vipps.tokens, ["partner-1"])
      assert.strictEqual(vipps.calls.length, 3)
    })
  )
})
