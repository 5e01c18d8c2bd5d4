/** `vipps call`: which calls a key repeats, and what becomes of a batch of charges. */
import { assert, describe, it } from "@effect/vitest"
import { Vipps } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import { json, serveVipps } from "../support/server.js"
import { variables, vipps } from "./run.js"

interface Described {
  readonly name: string
  readonly kind: string
}

const changes = Object.values(Vipps.operations)
  .flatMap((api): ReadonlyArray<Described> => Object.values(api))
  .filter(({ kind, name }) => kind !== "Read" && name !== "Webhooks.register")

/** Vipps recognises a repeat of these by its key. */
const repeatable = [
  "Checkout.createSession",
  "Checkout.expireSession",
  "Checkout.updateSession",
  "EPayment.cancelPayment",
  "EPayment.capturePayment",
  "EPayment.createPayment",
  "EPayment.refundPayment",
  "Recurring.acceptAgreement",
  "Recurring.cancelCharge",
  "Recurring.captureCharge",
  "Recurring.createCharge",
  "Recurring.createCharges",
  "Recurring.refundCharge",
  "Recurring.updateAgreement",
  "Webhooks.remove"
]

const charge = {
  agreementId: "agr_Abc1234",
  amount: 100,
  description: "May",
  due: "2027-05-01",
  retryDays: 2,
  transactionType: "DIRECT_CAPTURE"
}

const batch = JSON.stringify(["first", "second", "third"].map((orderId) => ({ ...charge, orderId })))

describe("vipps call", () => {
  it.scopedLive("call offers a key where Vipps recognises a repeat by it, and elsewhere refuses one with advice", () =>
    Effect.gen(function* () {
      const { seen, url } = yield* serveVipps((_, response) => json(response, 200, {}))
      const offered: Array<string> = []
      for (const { name } of changes) {
        // Without arguments, which ends before anything is sent.
        const without = yield* Effect.promise(() => vipps(variables(url), ["call", name, "--yes"]))
        if (without.err.includes("Idempotency key: ")) offered.push(name)
        const withKey = yield* Effect.promise(() => vipps(variables(url), ["call", name, "--yes", "--key", "key-1"]))
        if (withKey.err.includes("Idempotency key: key-1")) continue
        assert.strictEqual(withKey.code, 2)
        assert.match(withKey.err, /takes no --key.*no request was sent\. [A-Z].+/, name)
      }
      assert.deepStrictEqual(offered.sort(), repeatable)
      assert.deepStrictEqual(seen, [])
    })
  )

  it.scopedLive("webhooks register and ensure refuse a key, which would not make a repeat safe", () =>
    Effect.gen(function* () {
      const { seen, url } = yield* serveVipps((_, response) => json(response, 200, {}))
      for (const action of ["register", "ensure"]) {
        const args = ["webhooks", action, "https://example.com", "epayments.payment.captured.v1", "--yes"]
        const ran = yield* Effect.promise(() => vipps(variables(url), [...args, "--key", "key-1"]))
        assert.strictEqual(ran.code, 2)
        assert.include(ran.err, "vipps webhooks list")
      }
      assert.deepStrictEqual(seen, [])
    })
  )

  it.scopedLive("a change whose repeat is not recognised says what to do after its response is lost", () =>
    Effect.gen(function* () {
      const { seen, url } = yield* serveVipps((_, response) => {
        response.destroy()
      })
      const draft = JSON.stringify({
        pricing: { type: "LEGACY", currency: "NOK", amount: 100 },
        productName: "Tea",
        merchantRedirectUrl: "https://example.com",
        merchantAgreementUrl: "https://example.com",
        interval: { unit: "MONTH", count: 1 }
      })
      const ran = yield* Effect.promise(() =>
        vipps(variables(url), ["call", "Recurring.draftAgreement", draft, "--yes", "--json"])
      )
      assert.strictEqual(ran.code, 3, ran.err)
      assert.include(ran.err, "A new draft is a second agreement")
      assert.notInclude(ran.err, "Idempotency key: ")
      assert.lengthOf(
        seen.filter(({ path }) => path.includes("/agreements")),
        1
      )
    })
  )

  for (const [made, refused, code, note] of [
    [3, 0, 0, undefined],
    [2, 1, 1, "1 of 3 charges were refused; the others were accepted"],
    [0, 3, 1, "3 of 3 charges were refused; none was accepted"]
  ] as const) {
    it.scopedLive(`a batch of charges of which ${refused} are refused exits with ${code}`, () =>
      Effect.gen(function* () {
        const { url } = yield* serveVipps((_, response) =>
          json(response, 202, {
            validCharges: Array.from({ length: made }, (_, index) => `chr-${index}`),
            invalidCharges: Array.from({ length: refused }, () => ({ chargeBatchItemDto: charge, errors: ["no"] }))
          })
        )
        const ran = yield* Effect.promise(() =>
          vipps(variables(url), ["call", "Recurring.createCharges", batch, "--yes", "--json"])
        )
        assert.strictEqual(ran.code, code, ran.err)
        assert.lengthOf(ran.json()[0]?.["validCharges"] as ReadonlyArray<string>, made)
        if (note === undefined) assert.notInclude(ran.err, "refused")
        else assert.include(ran.err, note)
      })
    )
  }
})
