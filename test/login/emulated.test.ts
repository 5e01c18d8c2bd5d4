// @effect-diagnostics globalFetch:off
/** The login of this package against the emulator, which is written from Vipps' documentation alone. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, VippsConfig, WebhookInbox, Webhooks } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import { Login } from "@effect-vipps/login"
import type { LoginError } from "@effect-vipps/login/LoginError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"

const keys = VippsEmulator.defaultCredentials
const redirectUri = "https://shop.example/login/callback"
const hint = { phoneNumber: "4712345678" }

const served = Effect.map(VippsEmulatorServer.make({ rateLimits: false }), ({ emulator, url }) => {
  const post = (path: string, body: unknown = {}) =>
    Effect.promise(async () => {
      const response = await fetch(`${url}/_emulator${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body)
      })
      const text = await response.text()
      return (text === "" ? {} : JSON.parse(text)) as Record<string, string>
    })
  const layer = (options: Partial<Login.KeyOptions> = {}) =>
    Login.layer({
      clientId: keys.clientId,
      clientSecret: Redacted.make(keys.clientSecret),
      baseUrl: url,
      ...options
    }).pipe(Layer.provide(FetchHttpClient.layer))
  /** Starts a login and lets the customer approve it: what comes back, and what is needed for it. */
  const approved = (options: Partial<Login.StartOptions> = {}) =>
    Effect.gen(function* () {
      const started = yield* Login.start({ scope: ["name", "phoneNumber"], redirectUri, ...options })
      const { location = "" } = yield* post("/login/approve", { authorizationUrl: started.url, ...hint })
      return { location, ...started }
    })
  const config = VippsConfig.layer({
    clientId: keys.clientId,
    clientSecret: Redacted.make(keys.clientSecret),
    subscriptionKey: Redacted.make(keys.subscriptionKey),
    merchantSerialNumber: keys.merchantSerialNumber,
    baseUrl: url
  })
  return { approved, config, emulator, layer, post, url }
})

const outcomeOf = (error: LoginError): ReadonlyArray<unknown> => [
  error._tag,
  "reason" in error ? error.reason : undefined
]

describe("logins against the emulator", () => {
  it.scopedLive("a customer logs in, shares name and phone number, and logs out", () =>
    Effect.gen(function* () {
      const { approved, layer } = yield* served
      yield* Effect.gen(function* () {
        const { location, pending } = yield* approved({ confirmInApp: true })
        const login = yield* Login.finish(location, pending)
        assert.strictEqual(login.claims.acr, "urn:vipps:acr:app_auth")
        const userinfo = yield* Login.userinfo(login)
        assert.deepInclude(userinfo, { sub: login.sub, phone_number: hint.phoneNumber, phone_number_verified: true })
        yield* Login.logout(login)
        assert.deepStrictEqual(outcomeOf(yield* Effect.flip(Login.userinfo(login))), ["LoginRetryError", "Expired"])
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("a stranger's key is refused, and rotated keys are found", () =>
    Effect.gen(function* () {
      const { approved, layer, post } = yield* served
      yield* Effect.gen(function* () {
        const finish = Effect.flatMap(approved(), ({ location, pending }) => Login.finish(location, pending))
        yield* finish
        yield* post("/login", { rogueKey: true })
        assert.deepStrictEqual(outcomeOf(yield* Effect.flip(finish)), ["LoginVerificationError", "Signature"])
        yield* post("/login", { rogueKey: false })
        yield* post("/login/keys/rotate", { withdraw: true })
        yield* finish
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("a code is not exchanged twice, and a code that was used elsewhere is refused", () =>
    Effect.gen(function* () {
      const { approved, layer, post } = yield* served
      yield* Effect.gen(function* () {
        const { location, pending } = yield* approved()
        yield* Login.finish(location, pending)
        const again = yield* Effect.flip(Login.finish(location, pending))
        assert.deepInclude(again, { _tag: "LoginRetryError", reason: "Expired", startOver: true })
        yield* post("/login", { reusedCode: true })
        const stolen = yield* approved()
        const refused = yield* Effect.flip(Login.finish(stolen.location, stolen.pending))
        assert.deepInclude(refused, { _tag: "LoginRetryError", reason: "Expired" })
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("another redirect URI, state, nonce or verifier than the login's is refused", () =>
    Effect.gen(function* () {
      const { approved, layer, post } = yield* served
      yield* Effect.gen(function* () {
        const refused = (changes: Partial<Login.PendingLogin>) =>
          Effect.gen(function* () {
            const { location, pending } = yield* approved()
            return outcomeOf(yield* Effect.flip(Login.finish(location, { ...pending, ...changes })))
          })
        const used = ["LoginRetryError", "Expired"]
        assert.deepStrictEqual(yield* refused({ redirectUri: `${redirectUri}/` }), used)
        assert.deepStrictEqual(yield* refused({ codeVerifier: "x".repeat(43) }), used)
        assert.deepStrictEqual(yield* refused({ nonce: "another-nonce" }), ["LoginVerificationError", "Nonce"])
        assert.deepStrictEqual(yield* refused({ state: "another-state" }), ["LoginVerificationError", "State"])
        // A login whose nonce got lost on the way: the emulator's token has an empty one, as Vipps' has.
        const { pending, url } = yield* Login.start({ scope: [], redirectUri })
        const without = new URL(url)
        without.searchParams.delete("nonce")
        const { location = "" } = yield* post("/login/approve", { authorizationUrl: without.href })
        const missing = yield* Effect.flip(Login.finish(location, pending))
        assert.deepStrictEqual(outcomeOf(missing), ["LoginVerificationError", "Nonce"])
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("a server that is reached by another name than its own is refused", () =>
    Effect.gen(function* () {
      const { layer, url } = yield* served
      const other = url.replace("127.0.0.1", "localhost")
      const start = Effect.flip(Login.start({ scope: [], redirectUri }))
      const error = yield* Effect.provide(start, layer({ baseUrl: other }))
      assert.deepStrictEqual(outcomeOf(error), ["LoginVerificationError", "Issuer"])
    })
  )

  it.scopedLive("each method of authentication works where the sales unit has it, and is refused where not", () =>
    Effect.gen(function* () {
      const { approved, layer, post } = yield* served
      const finish = Effect.flatMap(approved(), ({ location, pending }) => Login.finish(location, pending))
      const settings = {
        basic: { clientAuth: "client_secret_basic", encodedBasic: false },
        "basic-encoded": { clientAuth: "client_secret_basic", encodedBasic: true },
        post: { clientAuth: "client_secret_post" }
      } as const
      for (const [clientAuth, chosen] of Object.entries(settings)) {
        yield* post("/login", chosen)
        yield* Effect.provide(finish, layer({ clientAuth: clientAuth as keyof typeof settings }))
        const wrong = clientAuth === "post" ? "basic" : "post"
        const error = yield* Effect.flip(Effect.provide(finish, layer({ clientAuth: wrong })))
        assert.deepInclude(error, { _tag: "LoginRefusedError", code: "invalid_client", status: 401 })
      }
    })
  )

  it.scopedLive("a partner logs in customers of a sales unit with the partner's access token", () =>
    Effect.gen(function* () {
      const { approved, config, url } = yield* served
      yield* Effect.gen(function* () {
        const context = yield* Effect.context<VippsConfig.VippsConfig>()
        const partner = Login.layer({
          partnerToken: AccessToken.get.pipe(Effect.provide(context), Effect.provide(FetchHttpClient.layer)),
          merchantSerialNumber: keys.merchantSerialNumber,
          baseUrl: url
        }).pipe(Layer.provide(FetchHttpClient.layer))
        const { location, pending } = yield* Effect.provide(approved(), partner)
        const login = yield* Effect.provide(Login.finish(location, pending), partner)
        assert.strictEqual(login.claims.msn, keys.merchantSerialNumber)
      }).pipe(Effect.provide(config))
    })
  )

  it.scopedLive("a cancelled login and an outdated app are errors of their own", () =>
    Effect.gen(function* () {
      const { layer, post } = yield* served
      yield* Effect.gen(function* () {
        for (const [error, tag] of [
          ["access_denied", "LoginCancelledError"],
          ["outdated_app_version", "LoginOutdatedAppError"]
        ] as const) {
          const { pending, url } = yield* Login.start({ scope: [], redirectUri })
          const { location = "" } = yield* post("/login/reject", { authorizationUrl: url, error })
          assert.strictEqual((yield* Effect.flip(Login.finish(location, pending)))._tag, tag)
        }
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("a login that the merchant starts: pending, ping and one exchange", () =>
    Effect.gen(function* () {
      const { config, emulator, layer, post } = yield* served
      const pings = yield* Queue.unbounded<unknown>()
      const url = "https://shop.example/webhooks"
      const { secret } = yield* Webhooks.register({ url, events: ["login.merchant-initiated.ping.v1"] }).pipe(
        Effect.provide(config),
        Effect.provide(FetchHttpClient.layer)
      )
      yield* emulator
        .deliverTo(Webhooks.receiver({ secret, url, handler: (event) => Queue.offer(pings, event) }))
        .pipe(Effect.provide(WebhookInbox.layerMemory))
      yield* Effect.gen(function* () {
        assert.isTrue(yield* Login.userExists(hint))
        const pending = yield* Login.startCiba({ hint, scope: ["name"], bindingMessage: "TILL-07" })
        assert.deepInclude(yield* Login.pollCiba(pending), { _tag: "Pending", slowDown: false })
        yield* post(`/login/ciba/${pending.authReqId}/approve`)
        const event = yield* Queue.take(pings)
        assert.deepInclude(event, { _tag: "LoginPing", auth_req_id: pending.authReqId })
        const polled = yield* Login.pollCiba(pending)
        assert.strictEqual(polled._tag, "LoggedIn")
        if (polled._tag === "LoggedIn") {
          assert.strictEqual((yield* Login.userinfo(polled.login)).name, "Kari Testesen")
        }
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("a redirect ends the login that it belongs to, and no other", () =>
    Effect.gen(function* () {
      const { layer, post } = yield* served
      yield* Effect.gen(function* () {
        const begin = Effect.gen(function* () {
          const pending = yield* Login.startCiba({ hint, scope: [], redirectUri })
          const { location = "" } = yield* post(`/login/ciba/${pending.authReqId}/approve`)
          return { location, pending }
        })
        const own = yield* begin
        assert.strictEqual((yield* Login.finishCibaRedirect(own.location, own.pending)).claims.aud, keys.clientId)
        const [one, two] = [yield* begin, yield* begin]
        const foreign = yield* Effect.flip(Login.finishCibaRedirect(one.location, two.pending))
        assert.deepStrictEqual(outcomeOf(foreign), ["LoginVerificationError", "Request"])
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("customers who are unknown, have an old app or reject it are errors of their own", () =>
    Effect.gen(function* () {
      const { layer, post } = yield* served
      yield* post("/login", { unknownUsers: ["4700000000"], outdatedApps: ["4711111111"] })
      yield* Effect.gen(function* () {
        const begin = (phoneNumber: string) => Login.startCiba({ hint: { phoneNumber }, scope: [] })
        assert.isFalse(yield* Login.userExists({ phoneNumber: "4700000000" }))
        assert.strictEqual((yield* Effect.flip(begin("4700000000")))._tag, "LoginUnknownUserError")
        assert.strictEqual((yield* Effect.flip(begin("4711111111")))._tag, "LoginOutdatedAppError")
        const pending = yield* begin("4712345678")
        yield* post(`/login/ciba/${pending.authReqId}/reject`)
        assert.strictEqual((yield* Effect.flip(Login.pollCiba(pending)))._tag, "LoginCancelledError")
      }).pipe(Effect.provide(layer()))
    })
  )

  it.scopedLive("a revoked consent is sent as an unsigned message that the login reads", () =>
    Effect.gen(function* () {
      const { approved, layer, post } = yield* served
      yield* Effect.gen(function* () {
        const { location, pending } = yield* approved()
        const login = yield* Login.finish(location, pending)
        const { body = "" } = yield* post("/login/consent/revoke", hint)
        assert.strictEqual((yield* Login.readConsentRevoked(body)).sub, login.sub)
        assert.deepStrictEqual(outcomeOf(yield* Effect.flip(Login.userinfo(login))), ["LoginRetryError", "Expired"])
      }).pipe(Effect.provide(layer()))
    })
  )
})
