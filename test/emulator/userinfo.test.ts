/** Userinfo by `sub`: what a customer consented to, and for how long. */
import { assert, describe, it } from "@effect/vitest"
import { merchants } from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { order } from "./harness.js"
import { startOthers } from "./otherApis.js"
import { draftRequest } from "./recurringHarness.js"

const phoneNumber = "4712345678"

const { merchantSerialNumber } = merchants.norway.credentials
const salesUnit = { merchantSerialNumber }

const all = "name address email phoneNumber birthDate nin"

const full = {
  name: "Kari Testesen",
  given_name: "Kari",
  family_name: "Testesen",
  address: {
    address_type: "home",
    country: "NO",
    formatted: "Testveien 1\n0001\nOslo\nNO",
    postal_code: "0001",
    region: "Oslo",
    street_address: "Testveien 1"
  },
  other_addresses: [],
  email: "kari.testesen@example.com",
  email_verified: true,
  phone_number: phoneNumber,
  phone_number_verified: true,
  birthdate: "1990-01-31",
  nin: "31819012345"
}

const startUserinfo = (options = {}) =>
  Effect.gen(function* () {
    const harness = yield* startOthers(options)
    const { auth, create, emulator, get, send } = harness
    const token = { Authorization: auth.Authorization }
    return {
      ...harness,
      userinfo: (sub: string, headers: object = token) =>
        send("GET", `/vipps-userinfo-api/userinfo/${sub}`, { headers: { ...headers } }),
      /** A payment that shares this, approved; its `sub`. */
      share: (reference: string, scope: string, phone = phoneNumber) =>
        Effect.gen(function* () {
          yield* create(order(reference, { customer: { phoneNumber: phone }, profile: { scope } }))
          yield* emulator.approve(reference)
          return (yield* get(reference)).json.profile.sub as string
        })
    }
  })

describe("userinfo", () => {
  it.scoped("a customer's sub gives what was consented to, and nothing else", () =>
    Effect.gen(function* () {
      const { share, userinfo } = yield* startUserinfo()
      const sub = yield* share("order-0001", "name email")
      const read = yield* userinfo(sub)
      const { email, email_verified, family_name, given_name, name } = full
      assert.deepStrictEqual(read.json, { sub, name, given_name, family_name, email, email_verified })
      assert.strictEqual(yield* share("order-0002", all), sub)
      assert.deepStrictEqual((yield* userinfo(sub)).json, { sub, ...full })
      const other = yield* share("order-0003", "name", "4587654321")
      assert.notStrictEqual(other, sub)
      assert.deepStrictEqual(Object.keys((yield* userinfo(other)).json), ["sub", "name", "given_name", "family_name"])
    })
  )

  it.scoped("a payment without a scope shares nothing", () =>
    Effect.gen(function* () {
      const { create, emulator, get, share, userinfo } = yield* startUserinfo()
      yield* create(order("order-0001", { customer: { phoneNumber } }))
      yield* emulator.approve("order-0001")
      assert.deepStrictEqual((yield* get("order-0001")).json.profile, {})
      const sub = yield* share("order-0002", "name")
      assert.strictEqual((yield* userinfo(sub)).status, 200)
      const unknown = yield* userinfo("c06c4afe-d9e1-4c5d-939a-177d752a0944")
      assert.deepStrictEqual([unknown.status, unknown.json.status, unknown.json.extraInfo], [404, "404", {}])
    })
  )

  it.scoped("an approved agreement shares its scope at its userinfoUrl", () =>
    Effect.gen(function* () {
      const { call, emulator, send, userinfo, auth } = yield* startUserinfo()
      const drafted = yield* call(
        "POST",
        "/recurring/v3/agreements",
        draftRequest({ scope: "birthDate", phoneNumber }),
        {
          "Idempotency-Key": "draft-1"
        }
      )
      yield* emulator.approveAgreement(drafted.json.agreementId)
      const { sub, userinfoUrl } = (yield* call("GET", `/recurring/v3/agreements/${drafted.json.agreementId}`)).json
      assert.deepStrictEqual((yield* userinfo(sub)).json, { sub, birthdate: full.birthdate })
      const path = new URL(userinfoUrl).pathname
      const followed = yield* send("GET", path, { headers: { Authorization: auth.Authorization } })
      assert.strictEqual(followed.json.sub, sub)
    })
  )

  it.scoped("values are gone after 168 hours, each counted from its own consent", () =>
    Effect.gen(function* () {
      const { share, userinfo } = yield* startUserinfo()
      const sub = yield* share("order-0001", "name address email")
      yield* TestClock.adjust("6 days")
      yield* share("order-0002", "email")
      yield* TestClock.adjust("23 hours")
      assert.strictEqual((yield* userinfo(sub)).json.name, full.name)
      yield* TestClock.adjust("1 hour")
      const { json } = yield* userinfo(sub)
      assert.deepStrictEqual([json.sub, json.name, json.email], [sub, "[Expired]", full.email])
      assert.deepStrictEqual(new Set(Object.values(json.address)), new Set(["[Expired]"]))
    })
  )

  it.scoped("the sub is written late where a test wants it, in webhook and payment", () =>
    Effect.gen(function* () {
      const { call, create, emulator, get, send, userinfo } = yield* startUserinfo()
      yield* call("POST", "/webhooks/v1/webhooks", {
        url: "https://shop.example/hook",
        events: ["epayments.payment.authorized.v1"]
      })
      const set = yield* send("POST", "/_emulator/userinfo", { body: { subDelayMillis: 2_000 } })
      assert.deepStrictEqual(set.json, { subDelayMillis: 2_000, subscriptionKey: "ignored" })
      yield* create(order("order-0001", { customer: { phoneNumber }, profile: { scope: "name" } }))
      const { sub = "" } = yield* emulator.approve("order-0001")
      assert.deepStrictEqual((yield* get("order-0001")).json.profile, {})
      assert.strictEqual((yield* userinfo(sub)).status, 404)
      assert.notProperty(JSON.parse((yield* emulator.deliveries)[0]?.body ?? "{}"), "sub")
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual((yield* get("order-0001")).json.profile, { sub })
      assert.strictEqual((yield* userinfo(sub)).json.name, full.name)
    })
  )

  it.scoped("a customer is whom a test describes: without an address, or with a flat", () =>
    Effect.gen(function* () {
      const { emulator, send, share, userinfo } = yield* startUserinfo()
      const sub = yield* share("order-0001", "name address")
      const described = yield* send("POST", `/_emulator/customers/${phoneNumber}`, {
        body: { givenName: "Ada", familyName: "Lovelace", address: null }
      })
      assert.strictEqual(described.status, 200)
      const bare = (yield* userinfo(sub)).json
      assert.strictEqual(bare.name, "Ada Lovelace")
      assert.deepStrictEqual(new Set(Object.values(bare.address)), new Set([""]))
      const address = { streetAddress: "Street 5\nFloor 2", postalCode: "0154", region: "Oslo", country: "NO" }
      yield* emulator.describeCustomer(phoneNumber, { address })
      assert.strictEqual((yield* userinfo(sub)).json.address.formatted, "Street 5\nFloor 2\n0154\nOslo\nNO")
      yield* share("order-0002", "name address")
      const { userDetails } = yield* emulator.payment("order-0002")
      assert.deepStrictEqual([userDetails?.firstName, userDetails?.addresses?.[0]?.city], ["Ada", "Oslo"])
      const wrong = yield* send("POST", "/_emulator/customers/12", { body: {} })
      assert.deepStrictEqual([wrong.status, wrong.json.error], [400, "InvalidDetailsError"])
    })
  )

  it.scoped("the token alone is enough; a subscription key is ignored, refused or required", () =>
    Effect.gen(function* () {
      const { auth, emulator, share, userinfo } = yield* startUserinfo()
      const sub = yield* share("order-0001", "name")
      const token = { Authorization: auth.Authorization }
      const keyed = { ...token, "Ocp-Apim-Subscription-Key": auth["Ocp-Apim-Subscription-Key"] }
      const statuses = Effect.map(Effect.all([userinfo(sub, token), userinfo(sub, keyed)]), (replies) =>
        replies.map(({ status }) => status)
      )
      assert.deepStrictEqual(yield* statuses, [200, 200])
      yield* emulator.setUserinfo({ subscriptionKey: "refused" })
      assert.deepStrictEqual(yield* statuses, [200, 401])
      yield* emulator.setUserinfo({ subscriptionKey: "required" })
      assert.deepStrictEqual(yield* statuses, [401, 200])
      const refused = yield* userinfo(sub, { Authorization: "Bearer no" })
      assert.deepStrictEqual([refused.status, refused.json.status], [401, "401"])
      const other = { ...keyed, "Merchant-Serial-Number": merchants.denmark.credentials.merchantSerialNumber }
      assert.strictEqual((yield* userinfo(sub, other)).status, 403)
    })
  )
})

describe("consents on the dashboard", () => {
  it.scoped("what a customer shares has a page with its values, until they are too old or revoked", () =>
    Effect.gen(function* () {
      const { emulator, page, share, userinfo } = yield* startUserinfo()
      const sub = yield* share("order-0001", "name address")
      const list = "/_emulator/dashboard/consents"
      const row = () => Effect.map(page(list), ({ html }) => /<li id="consent-.*?<\/li>/s.exec(html)?.[0] ?? "")
      assert.include(yield* row(), sub)
      assert.include(yield* row(), `${phoneNumber}, name address, readable for 7d`)
      const detail = `${list}/${merchantSerialNumber}/${sub}`
      const { html } = yield* page(detail)
      assert.include(html, "Kari Testesen, readable for 7d")
      assert.include(html, "Testveien 1, 0001, Oslo, NO, readable for 7d")
      assert.include(html, "CONSENTED to name, address")
      assert.notInclude(html, "kari.testesen@example.com")
      yield* TestClock.adjust("168 hours")
      yield* share("order-0002", "email")
      const later = (yield* page(detail)).html
      assert.include(later, "[Expired], no longer readable")
      assert.include(later, "kari.testesen@example.com, readable for 7d")
      const form = { about: "consent", reference: sub, ...salesUnit }
      assert.include((yield* page("/_emulator/dashboard/revoke-consent", form)).location ?? "", "did=revoke-consent")
      assert.include(yield* row(), "REVOKED")
      assert.notInclude(yield* row(), "Revoke the consent")
      assert.deepStrictEqual((yield* userinfo(sub)).json, { sub })
      assert.strictEqual(yield* share("order-0003", "name"), sub)
      assert.strictEqual((yield* userinfo(sub)).json.given_name, "Kari")
      yield* emulator.reset
      assert.strictEqual((yield* page("/_emulator/dashboard/revoke-consent", form)).status, 400)
    })
  )

  it.scoped("the dashboard rotates the signing keys of Login once there are some", () =>
    Effect.gen(function* () {
      const { page, send } = yield* startUserinfo()
      const published = Effect.map(
        send("GET", "/access-management-1.0/access/.well-known/jwks.json"),
        ({ json }) => json.keys.length as number
      )
      assert.notInclude((yield* page("/_emulator")).html, "Rotate")
      assert.strictEqual(yield* published, 2)
      assert.include((yield* page("/_emulator")).html, "Rotate the signing keys of Login")
      yield* page("/_emulator/dashboard/rotate-keys", {})
      assert.strictEqual(yield* published, 4)
      yield* page("/_emulator/dashboard/rotate-keys", { withdraw: "true" })
      assert.strictEqual(yield* published, 2)
    })
  )
})
