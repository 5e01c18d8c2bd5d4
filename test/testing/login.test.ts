/** Logins in tests: the customer's side in process, for Effect programs and for others. */
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox, Webhooks } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { Login } from "@effect-vipps/login"
import { LoginCancelledError, VippsLogin } from "@effect-vipps/login/promise"
import { startVipps, VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"

const { clientId, clientSecret } = VippsEmulator.defaultCredentials
const keys = { clientId, baseUrl: "http://127.0.0.1:4242" }
const redirectUri = "https://shop.example/login/callback"
const phoneNumber = "4712345678"

const inMemory = Layer.provideMerge(
  Login.layer({ ...keys, clientSecret: Redacted.make(clientSecret) }),
  VippsTest.layer({ emulator: { rateLimits: false } })
)

const start = Login.start({ scope: ["name", "phoneNumber"], redirectUri })

const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), ({ _tag }) => _tag)

describe("logins in VippsTest", () => {
  it.effect("a customer logs in without a browser or a socket, until the consent is revoked", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      const { pending, url } = yield* start
      const { location } = yield* VippsTest.approveLogin(url, { phoneNumber })
      const login = yield* Login.finish(location, pending)
      assert.strictEqual((yield* Login.userinfo(login)).phone_number, phoneNumber)
      const { body } = yield* emulator.revokeConsent({ sub: login.sub })
      assert.strictEqual((yield* Login.readConsentRevoked(body)).sub, login.sub)
      assert.strictEqual(yield* tagOf(Login.userinfo(login)), "LoginRetryError")
      assert.strictEqual(yield* tagOf(emulator.revokeConsent({ sub: "nobody" })), "UnknownReferenceError")
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("the customer cancels, and a URL that is no login is refused", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      const { pending, url } = yield* start
      const { location } = yield* emulator.rejectLogin(url)
      assert.strictEqual(yield* tagOf(Login.finish(location, pending)), "LoginCancelledError")
      const outdated = yield* emulator.rejectLogin(url, { error: "outdated_app_version" })
      assert.strictEqual(yield* tagOf(Login.finish(outdated.location, pending)), "LoginOutdatedAppError")
      assert.strictEqual(yield* tagOf(VippsTest.approveLogin(redirectUri)), "InvalidDetailsError")
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("rotated keys are found, and the faults of setLogin are refused", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      const login = Effect.gen(function* () {
        const { pending, url } = yield* start
        const { location } = yield* VippsTest.approveLogin(url)
        return yield* Login.finish(location, pending)
      })
      const first = yield* login
      yield* emulator.rotateLoginKeys({ withdraw: true })
      assert.strictEqual((yield* login).sub, first.sub)
      yield* emulator.setLogin({ rogueKey: true })
      assert.strictEqual(yield* tagOf(login), "LoginVerificationError")
      yield* emulator.setLogin({ rogueKey: false, reusedCode: true })
      assert.strictEqual(yield* tagOf(login), "LoginRetryError")
      yield* emulator.reset
      yield* login
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("a login that the merchant starts is approved or rejected once, and the merchant is notified", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      const begin = Login.startCiba({ hint: { phoneNumber }, scope: ["name"] })
      const pings = yield* Queue.unbounded<unknown>()
      const url = "https://shop.example/webhooks"
      const { secret } = yield* Webhooks.register({ url, events: ["login.merchant-initiated.ping.v1"] })
      yield* emulator.deliverTo(
        Effect.provide(
          Webhooks.receiver({ secret, url, handler: (event) => Queue.offer(pings, event) }),
          WebhookInbox.layerMemory
        )
      )
      const pending = yield* begin
      assert.deepStrictEqual(yield* VippsTest.approveCiba(pending.authReqId), { state: "APPROVED" })
      assert.deepInclude(yield* Queue.take(pings), { _tag: "LoginPing", auth_req_id: pending.authReqId })
      assert.strictEqual((yield* Login.pollCiba(pending))._tag, "LoggedIn")
      assert.strictEqual(yield* tagOf(VippsTest.approveCiba(pending.authReqId)), "WrongStateError")
      const rejected = yield* begin
      assert.deepStrictEqual(yield* emulator.rejectCiba(rejected.authReqId), { state: "REJECTED" })
      assert.strictEqual(yield* tagOf(Login.pollCiba(rejected)), "LoginCancelledError")
      assert.strictEqual(yield* tagOf(VippsTest.approveCiba("nothing")), "UnknownReferenceError")
    }).pipe(Effect.provide(inMemory))
  )
})

describe("logins with startVipps", () => {
  it("a customer logs in, cancels, and approves a login that the merchant started", async () => {
    const vipps = await startVipps()
    try {
      const login = new VippsLogin({ ...keys, clientSecret, fetch: vipps.options.fetch })
      const begun = await login.start({ scope: ["name"], redirectUri })
      const { location } = await vipps.approveLogin(begun.url, { phoneNumber })
      const customer = await login.finish(location, begun.pending)
      assert.strictEqual((await login.userinfo(customer)).sub, customer.sub)
      const again = await login.start({ scope: ["name"], redirectUri })
      const cancelled = await vipps.rejectLogin(again.url)
      const error = await login.finish(cancelled.location, again.pending).catch((reason: unknown) => reason)
      assert.instanceOf(error, LoginCancelledError)
      const ciba = await login.startCiba({ hint: { phoneNumber }, scope: ["name"] })
      assert.strictEqual((await vipps.approveCiba(ciba.authReqId)).state, "APPROVED")
      const polled = await login.pollCiba(ciba)
      assert.strictEqual(polled._tag === "LoggedIn" ? polled.login.sub : polled._tag, customer.sub)
      const wrong = await vipps.approveLogin(redirectUri).catch((reason: unknown) => reason)
      assert.propertyVal(wrong, "_tag", "InvalidDetailsError")
    } finally {
      await vipps.close()
    }
  })
})
