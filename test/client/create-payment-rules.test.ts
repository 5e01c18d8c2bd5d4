/** The rules of `createPayment` that the client checks are those that Vipps has, as far as they are known without a sales unit. */
import { assert, describe, it } from "@effect/vitest"
import { EPayment } from "@effect-vipps/client"
import { VippsTest } from "@effect-vipps/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"

const base = {
  reference: "order-2026-0001",
  amount: { value: 49900, currency: "NOK" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://example.com/thanks",
  paymentMethod: { type: "WALLET" }
} as const satisfies EPayment.CreatePaymentRequest

const cardPassthrough: EPayment.CardPassthrough = {
  pspReference: "psp-1",
  cardCallbackUrl: "https://psp.example/cards",
  allowedCardTypes: ["VISA_DEBIT"]
}

const option = (id: string, currency: "NOK" | "DKK" = "NOK"): EPayment.ShippingOption => ({
  id,
  name: "To the door",
  amount: { value: 4900, currency }
})

const express = (...options: ReadonlyArray<EPayment.ShippingOption>): EPayment.Shipping => ({
  fixedOptions: [{ type: "HOME_DELIVERY", brand: "POSTEN", options }]
})

const withAddress = { profile: { scope: "name address" } }

const refusals: ReadonlyArray<readonly [string, EPayment.CreatePaymentRequest, path: string]> = [
  ["a card of a provider without CARD_PASSTHROUGH", { ...base, cardPassthrough }, "paymentMethod.type"],
  ["CARD_PASSTHROUGH without a card", { ...base, paymentMethod: { type: "CARD_PASSTHROUGH" } }, "cardPassthrough"],
  [
    "blocked cards in NOK",
    { ...base, paymentMethod: { type: "WALLET", blockedSources: ["COMMERCIAL_CARDS"] } },
    "paymentMethod.blockedSources"
  ],
  ["Express without an address in the scope", { ...base, shipping: express(option("a")) }, "profile.scope"],
  [
    "Express with a card",
    { ...base, ...withAddress, paymentMethod: { type: "CARD" }, shipping: express(option("a")) },
    "paymentMethod.type"
  ],
  [
    "an option in another currency",
    { ...base, ...withAddress, shipping: express(option("a", "DKK")) },
    "shipping.fixedOptions[0].options[0].amount.currency"
  ],
  ["a group without options", { ...base, ...withAddress, shipping: express() }, "shipping.fixedOptions"],
  [
    "two options with one id",
    { ...base, ...withAddress, shipping: express(option("a"), option("a")) },
    "shipping.fixedOptions"
  ],
  [
    "two groups of one carrier and type",
    {
      ...base,
      ...withAddress,
      shipping: {
        fixedOptions: [
          { type: "HOME_DELIVERY", brand: "POSTEN", options: [option("a")] },
          { type: "HOME_DELIVERY", brand: "POSTEN", options: [option("b")] }
        ]
      }
    },
    "shipping.fixedOptions"
  ]
]

describe("createPayment", () => {
  for (const [name, request, path] of refusals) {
    it.effect(`createPayment refuses ${name} before anything is sent`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(EPayment.createPayment(request))
        assert(error._tag === "VippsInputError")
        assert.deepStrictEqual(
          error.issues.map((issue) => issue.path),
          [path]
        )
      }).pipe(Effect.provide(VippsTest.layer()))
    )
  }

  it.effect("createPayment accepts Express with different options, and a card in DKK with blocked sources", () =>
    Effect.gen(function* () {
      const created = yield* EPayment.createPayment({
        ...base,
        ...withAddress,
        shipping: express(option("a"), option("b"))
      })
      assert.strictEqual(created.reference, base.reference)
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  // What remains depends on the sales unit, its customers or the day: its currency and smallest amount, whether it has
  // cards, whose customer token or personal QR it is, how far ahead a payment may expire.
  const ofTheSalesUnit = ["4050", "4060", "5070", "6110", "6120"]

  it.effect("requests generated from the schema are accepted by Vipps, except for what depends on the sales unit", () =>
    Effect.gen(function* () {
      const requests = FastCheck.sample(Arbitrary.make(EPayment.CreatePaymentRequest), { numRuns: 300, seed: 7 })
      const codes: Array<string> = []
      let created = 0
      for (const request of requests) {
        if (request.amount.currency !== "NOK" || request.amount.value < 100) continue
        const result = yield* Effect.either(EPayment.createPayment(request))
        if (result._tag === "Right") created++
        else if (result.left._tag === "VippsRequestError") codes.push(result.left.code ?? result.left.message)
        else codes.push(result.left.message)
      }
      assert.deepStrictEqual(
        codes.filter((code) => !ofTheSalesUnit.includes(code)),
        []
      )
      assert.isAbove(created, 10)
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})
