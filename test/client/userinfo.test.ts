/** Userinfo and its traps: late ids, expired values, empty addresses, forms of phone numbers. */
import { assert, describe, it } from "@effect/vitest"
import { type Operation, Userinfo, VippsConfig } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { aggregate, nok } from "../support/samples.js"
import { scripted } from "./support.js"
import { type Wire, wires } from "./wire.js"

const sub = "c06c4afe-d9e1-4c5d-939a-177d752a0944"
const path = `/vipps-userinfo-api/userinfo/${sub}`
const address = {
  address_type: "home",
  country: "NO",
  formatted: "Street 5\n0154\nOslo\nNO",
  postal_code: "0154",
  region: "Oslo",
  street_address: "Street 5\nFloor 2"
}
const full = {
  sub,
  sid: "7d78a726",
  name: "Ada Lovelace",
  given_name: "Ada",
  family_name: "Lovelace",
  birthdate: "1990-12-10",
  email: "user@example.com",
  email_verified: true,
  phone_number: "4712345678",
  phone_number_verified: true,
  address,
  other_addresses: [],
  delegatedConsents: { language: "EN" }
}
const empty = Object.fromEntries(Object.keys(address).map((key) => [key, ""]))
const run = () => Userinfo.getUserinfo(sub)
const headers = { "ocp-apim-subscription-key": undefined }

const cases: ReadonlyArray<Wire> = [
  { name: "getUserinfo", run, method: "GET", path, headers, answer: full, result: { ...full, expired: [] } },
  {
    name: "getUserinfo with the subscription key, on request,",
    run: () => VippsConfig.withOptions(run(), { userinfoSubscriptionKey: true }),
    method: "GET",
    path,
    answer: { sub },
    result: { sub, other_addresses: [], expired: [] }
  },
  {
    name: "getUserinfo with an empty address",
    run,
    method: "GET",
    path,
    headers,
    answer: { sub, address: empty, other_addresses: [empty, { ...empty, country: "NO" }], name: "" },
    result: { sub, other_addresses: [{ country: "NO" }], expired: [] }
  },
  {
    name: "getUserinfo with expired values",
    run,
    method: "GET",
    path,
    headers,
    answer: {
      sub,
      name: "[Expired]",
      email: "[Expired]",
      email_verified: "[Expired]",
      phone_number: "[Expired]",
      address: { ...empty, formatted: "[Expired]" },
      other_addresses: "[Expired]"
    },
    result: {
      sub,
      other_addresses: [],
      expired: ["name", "email", "email_verified", "phone_number", "address", "other_addresses"]
    }
  },
  {
    name: "getUserinfo with one expired address of several",
    run,
    method: "GET",
    path,
    headers,
    answer: {
      sub,
      other_addresses: [
        { ...empty, country: "NO" },
        { ...empty, formatted: "[Expired]" }
      ]
    },
    result: { sub, other_addresses: [], expired: ["other_addresses"] }
  },
  {
    name: "getUserinfo with details of other types",
    run,
    method: "GET",
    path,
    headers,
    answer: { sub, name: 7, birthdate: null, address: [], gender: "of_the_future", email_verified: "true" },
    result: { sub, name: "7", gender: "of_the_future", email_verified: true, other_addresses: [], expired: [] }
  }
]

describe("Userinfo on the wire", () => {
  wires(cases)

  for (const [given, read] of [
    ["4712345678", "4712345678"],
    ["+4712345678", "4712345678"],
    ["004712345678", "4712345678"],
    ["+47 123 45 678", "4712345678"],
    ["299123456", "299123456"],
    ["unknown", "unknown"]
  ] as const) {
    it.effect(`the phone number ${given} is read as ${read}`, () =>
      Effect.gen(function* () {
        const server = scripted(() => ({ status: 200, body: { sub, phone_number: given } }))
        assert.strictEqual((yield* Effect.provide(run(), server.layer)).phone_number, read)
      })
    )
  }

  it("a street address is read in lines", () => {
    assert.deepStrictEqual(Userinfo.streetLines(address), ["Street 5", "Floor 2"])
    assert.deepStrictEqual(Userinfo.streetLines({}), [])
  })

  it.effect("an error whose status is text is read", () =>
    Effect.gen(function* () {
      const body = {
        type: "https://example.com/x",
        title: "No",
        status: "404",
        detail: "unknown",
        instance: "1",
        extraInfo: {}
      }
      const server = scripted(() => ({ status: 404, body }))
      const error = yield* Effect.provide(Effect.flip(run()), server.layer)
      assert.strictEqual(error._tag, "VippsNotFoundError")
      assert.include(error.message, "unknown")
    })
  )
})

describe("Userinfo.forPayment", () => {
  const payment = (state: string, profile: object) => ({
    aggregate: aggregate({ authorized: state === "AUTHORIZED" ? 100 : 0 }),
    amount: nok(100),
    state,
    paymentMethod: { type: "WALLET" },
    profile,
    pspReference: "1",
    redirectUrl: "https://example.com",
    reference: "order-12345"
  })

  const forPayment = (reads: ReadonlyArray<object>, options?: Operation.AwaitOptions) =>
    Effect.gen(function* () {
      let n = 0
      const server = scripted((_, request) =>
        request.path === path
          ? { status: 200, body: { sub, name: "Ada" } }
          : { status: 200, body: reads[Math.min(n++, reads.length - 1)] }
      )
      const fiber = yield* Effect.fork(Effect.provide(Userinfo.forPayment("order-12345", options), server.layer))
      yield* TestClock.adjust("1 minute")
      return { found: yield* Fiber.join(fiber), seen: server.seen }
    })

  it.effect("forPayment waits for an id that is written late", () =>
    Effect.gen(function* () {
      const { found, seen } = yield* forPayment([
        payment("AUTHORIZED", {}),
        payment("AUTHORIZED", {}),
        payment("AUTHORIZED", { sub })
      ])
      assert.deepStrictEqual(found, { sub, name: "Ada", other_addresses: [], expired: [] })
      assert.strictEqual(seen.length, 4)
    })
  )

  it.effect("forPayment finds nothing when no id is written in 30 seconds", () =>
    Effect.gen(function* () {
      const { found, seen } = yield* forPayment([payment("AUTHORIZED", {})])
      assert.isUndefined(found)
      assert.isTrue(seen.length >= 10 && seen.length <= 20, String(seen.length))
      const same = yield* forPayment([payment("AUTHORIZED", {})], { firstReadAfter: undefined, window: undefined })
      assert.strictEqual(same.seen.length, seen.length)
    })
  )

  it.effect("forPayment ends at once for a payment that has ended without approval", () =>
    Effect.gen(function* () {
      const { found, seen } = yield* forPayment([payment("ABORTED", {})])
      assert.isUndefined(found)
      assert.strictEqual(seen.length, 1)
    })
  )
})
