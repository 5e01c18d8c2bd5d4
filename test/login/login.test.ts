import { inspect } from "node:util"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { VippsConfig } from "@effect-vipps/client"
import { Login } from "@effect-vipps/login"
import type { LoginError } from "@effect-vipps/login/LoginError"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import {
  callback,
  clientId,
  clientSecret,
  keys,
  logIn,
  loginAt,
  paths,
  provider,
  redirectUri,
  sub,
  tokens
} from "./provider.js"

const reasonOf = (error: LoginError) => ("reason" in error ? error.reason : undefined)

const session = { sub, accessToken: Redacted.make("access-token-secret") }

const unsigned = (claims: object): string =>
  `${[{ alg: "none" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.`

describe("a login in the browser", () => {
  it.scoped("the login URL has what Vipps documents, and PKCE with S256", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const { pending, url } = yield* Login.start({
        scope: ["name", "openid", "phoneNumber"],
        redirectUri,
        market: "DK",
        requestedFlow: "app_to_app",
        appCallbackUri: "myapp://callback",
        finalRedirectIsApp: true,
        confirmInApp: true
      }).pipe(Effect.provide(loginAt(op)))
      const { origin, pathname, searchParams } = new URL(url)
      const { code_challenge, nonce, state, ...rest } = Object.fromEntries(searchParams)
      assert.strictEqual(`${origin}${pathname}`, `${op.issuer}oauth2/auth`)
      assert.deepStrictEqual(rest, {
        response_type: "code",
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: "openid name phoneNumber",
        market: "DK",
        requested_flow: "app_to_app",
        app_callback_uri: "myapp://callback",
        final_redirect_is_app: "true",
        acr_values: "urn:vipps:acr:app_auth",
        code_challenge_method: "S256"
      })
      const digest = yield* Effect.promise(() =>
        crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.codeVerifier))
      )
      assert.strictEqual(code_challenge, Buffer.from(digest).toString("base64url"))
      assert.deepStrictEqual([state, nonce], [pending.state, pending.nonce])
      assert.deepStrictEqual(JSON.parse(JSON.stringify(pending)), pending)
    })
  )

  it.scoped("the code is exchanged once, with the redirect URI exactly as it was registered", () =>
    Effect.gen(function* () {
      const op = yield* provider
      for (const exact of ["https://shop.example", "https://shop.example/cb?shop=1", "myapp://cb"]) {
        yield* Effect.gen(function* () {
          const { pending } = yield* Login.start({ scope: [], redirectUri: exact })
          op.grants({ nonce: pending.nonce })
          const behindProxy = `http://10.0.0.1:8080/x?${new URLSearchParams({ code: "c 1", state: pending.state })}`
          yield* Login.finish(behindProxy, pending)
          const sent = Object.fromEntries(new URLSearchParams(op.requests(paths.token).at(-1)?.body))
          assert.deepStrictEqual(sent, {
            grant_type: "authorization_code",
            code: "c 1",
            redirect_uri: exact,
            code_verifier: pending.codeVerifier
          })
        }).pipe(Effect.provide(loginAt(op)))
      }
      assert.strictEqual(op.server.count(paths.token), 3)
    })
  )

  it.scoped("an ID token of another issuer or for another client is refused", () =>
    Effect.gen(function* () {
      const op = yield* provider
      for (const [claims, reason] of [
        [{ iss: op.issuer.slice(0, -1) }, "Issuer"],
        [{ aud: ["another"] }, "Audience"],
        [{ aud: [clientId, "another"] }, "Audience"],
        [{ sub: undefined }, "Response"]
      ] as const) {
        const error = yield* Effect.flip(Effect.provide(logIn(op, claims), loginAt(op)))
        assert.deepStrictEqual([error._tag, reasonOf(error)], ["LoginVerificationError", reason])
      }
    })
  )

  it.scoped("a confirmation in the app that was requested must be in the ID token", () =>
    Effect.gen(function* () {
      const op = yield* provider
      yield* Effect.gen(function* () {
        const { pending } = yield* Login.start({ scope: [], redirectUri, confirmInApp: true })
        const finish = Login.finish(callback({ code: "c", state: pending.state }), pending)
        op.grants({ nonce: pending.nonce })
        assert.strictEqual(reasonOf(yield* Effect.flip(finish)), "Confirmation")
        op.grants({ nonce: pending.nonce, acr: "urn:vipps:acr:app_auth" })
        assert.strictEqual((yield* finish).sub, sub)
      }).pipe(Effect.provide(loginAt(op)))
    })
  )

  it.scoped("the server's metadata are read once an hour, and again after a failure", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const metadata = op.answers.get(paths.discovery)
      yield* Effect.gen(function* () {
        const start = Login.start({ scope: [], redirectUri })
        op.answers.set(paths.discovery, () => ({ status: 503, body: {} }))
        const error = yield* Effect.flip(start)
        assert.deepInclude(error, { _tag: "LoginRetryError", reason: "Server", startOver: false })
        if (metadata !== undefined) op.answers.set(paths.discovery, metadata)
        yield* start
        yield* TestClock.adjust("59 minutes")
        yield* start
        assert.strictEqual(op.server.count(paths.discovery), 2)
        yield* TestClock.adjust("1 minute")
        yield* start
        assert.strictEqual(op.server.count(paths.discovery), 3)
      }).pipe(Effect.provide(loginAt(op)))
    })
  )

  it.scoped("no response ends a call after its timeout, and a server that is not there at once", () =>
    Effect.gen(function* () {
      const op = yield* provider
      op.answers.set(paths.discovery, () => "never")
      const start = Effect.flip(Login.start({ scope: [], redirectUri }))
      const slow = yield* Effect.provide(start, loginAt(op, { timeout: "50 millis" })).pipe(TestServices.provideLive)
      assert.deepInclude(slow, { _tag: "LoginRetryError", reason: "Timeout" })
      const nobody = yield* Effect.provide(start, loginAt(op, { baseUrl: "http://127.0.0.1:1" }))
      assert.deepInclude(nobody, { _tag: "LoginRetryError", reason: "Network" })
    })
  )

  it.effect("invalid input is refused before anything is sent, and never repeated in the error", () =>
    Effect.gen(function* () {
      const nowhere = loginAt({ server: { url: "http://127.0.0.1:1" } } as never)
      for (const [invalid, path] of [
        [{ scope: ["a b"], redirectUri }, "scope"],
        [{ scope: [], redirectUri: "/relative" }, "redirectUri"],
        [{ scope: [], redirectUri: `${redirectUri}#fragment` }, "redirectUri"],
        [{ scope: [], redirectUri: "myapp://" }, "redirectUri"],
        [{ scope: [], redirectUri, market: "XX" as "NO" }, "market"]
      ] as const) {
        const error = yield* Effect.flip(Effect.provide(Login.start(invalid), nowhere))
        assert.deepInclude(error, { _tag: "VippsInputError", operation: "Login.start", outcome: "refused" })
        assert.deepStrictEqual(error._tag === "VippsInputError" && error.issues.map((one) => one.path), [path])
      }
      for (const baseUrl of ["http://api.vipps.no", "https://u:p@api.vipps.no", "api.vipps.no"]) {
        const options = { clientId, clientSecret: Redacted.make(clientSecret), baseUrl }
        const error = yield* Effect.flip(Effect.provide(Login.make(options), FetchHttpClient.layer))
        assert.deepStrictEqual(
          error.issues.map((one) => one.path),
          ["baseUrl"]
        )
        assert.notInclude(error.message, baseUrl)
      }
    })
  )

  it.scoped("the keys of VippsConfig are those of the login", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const variables = ConfigProvider.fromMap(
        new Map([
          ["VIPPS_CLIENT_ID", clientId],
          ["VIPPS_CLIENT_SECRET", clientSecret],
          ["VIPPS_SUBSCRIPTION_KEY", "unused"],
          ["VIPPS_MERCHANT_SERIAL_NUMBER", "123456"],
          ["VIPPS_BASE_URL", op.server.url]
        ])
      )
      const layer = Login.layerConfig(Config.map(VippsConfig.config, (options) => options)).pipe(
        Layer.provide(FetchHttpClient.layer),
        Layer.provide(Layer.setConfigProvider(variables))
      )
      assert.strictEqual((yield* Effect.provide(logIn(op), layer)).sub, sub)
    })
  )
})

describe("codes that are names of every object", () => {
  for (const error of ["constructor", "toString", "__proto__", "valueOf"]) {
    it.scoped(`${error} is an unknown code, of the page and of the token endpoint`, () =>
      Effect.gen(function* () {
        const op = yield* provider
        yield* Effect.gen(function* () {
          const { pending } = yield* Login.start({ scope: [], redirectUri })
          const page = yield* Effect.flip(Login.finish(callback({ error, state: pending.state }), pending))
          assert.deepInclude(page, { _tag: "LoginRetryError", reason: "Interrupted", code: error })
          op.answers.set(paths.token, () => ({ status: 401, body: { error, error_code: error } }))
          const token = yield* Effect.flip(Login.finish(callback({ code: "c", state: pending.state }), pending))
          assert.deepInclude(token, { _tag: "LoginRefusedError", status: 401, code: error })
        }).pipe(Effect.provide(loginAt(op)))
      })
    )
  }
})

describe("after a login", () => {
  it.scoped("userinfo is read with the user's token, and other customers' data are refused", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const claims = {
        sub,
        name: "Ada Lovelace",
        // Ten digits, despite the pattern of the specification.
        phone_number: "4712345678",
        email_verified: true,
        address: { address_type: "", country: "", formatted: "", postal_code: "", region: "", street_address: "" },
        delegatedConsents: { consents: [{ id: "email", accepted: true }] }
      }
      op.answers.set(paths.userinfo, () => ({ status: 200, body: claims }))
      yield* Effect.gen(function* () {
        const login = yield* logIn(op)
        assert.deepStrictEqual(yield* Login.userinfo(login), {
          sub,
          name: "Ada Lovelace",
          phone_number: "4712345678",
          email_verified: true,
          delegatedConsents: claims.delegatedConsents,
          other_addresses: [],
          expired: []
        })
        const [sent] = op.requests(paths.userinfo)
        assert.strictEqual(sent?.headers.authorization, "Bearer access-token-secret")
        const other = yield* Effect.flip(Login.userinfo({ ...login, sub: "another" }))
        assert.deepStrictEqual([other._tag, reasonOf(other)], ["LoginVerificationError", "Subject"])
        // As Vipps sends it: the status is text.
        op.answers.set(paths.userinfo, () => ({ status: 401, body: { title: "Unauthorized", status: "401" } }))
        const late = yield* Effect.flip(Login.userinfo(login))
        assert.deepInclude(late, { _tag: "LoginRetryError", reason: "Expired", startOver: true, status: 401 })
      }).pipe(Effect.provide(loginAt(op)))
    })
  )

  it.scoped("logout revokes the access token, also where the metadata do not name the endpoint", () =>
    Effect.gen(function* () {
      const op = yield* provider
      op.answers.set(paths.revoke, () => ({ status: 200, body: {} }))
      yield* Effect.provide(Login.logout(session), loginAt(op))
      const [sent] = op.requests(paths.revoke)
      assert.strictEqual(new URLSearchParams(sent?.body).get("token"), "access-token-secret")
      assert.match(sent?.headers.authorization ?? "", /^Basic /)
    })
  )

  it.effect("a revoked consent is read from an unsigned token that is at most 5 minutes old, and nothing else is", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1000 seconds")
      const claims = { exp: 1300, iat: 1000, nbf: 1000, sub, event: "CONSENT_REVOKED" }
      assert.deepStrictEqual(yield* Login.readConsentRevoked(` ${unsigned(claims)}\n`), { sub, revokedAt: 1_000_000 })
      const refusal = (body: string) => Effect.map(Effect.flip(Login.readConsentRevoked(body)), reasonOf)
      assert.strictEqual(yield* refusal(unsigned({ ...claims, event: "SOMETHING" })), "Response")
      assert.strictEqual(yield* refusal(unsigned({ ...claims, sub: 1 })), "Response")
      assert.strictEqual(yield* refusal("no token"), "Response")
      yield* TestClock.adjust("331 seconds")
      assert.strictEqual(yield* refusal(unsigned(claims)), "Lifetime")
    })
  )
})

describe("what is never shown", () => {
  it.scoped("no error, log or printed value of a login holds a secret or anything of the customer's", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const logged: Array<unknown> = []
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ annotations, cause, message, spans }) => logged.push([message, cause, annotations, spans]))
      )
      const secretTexts = [clientSecret, Buffer.from(`${clientId}:${clientSecret}`).toString("base64"), "the-code"]
      const personal = ["Ada", "ada@example.com", "4712345678", tokens.access_token, "customer-token-secret"]
      const shown: Array<unknown> = []
      const show = <A>(effect: Effect.Effect<A, LoginError, Login.VippsLogin>) =>
        Effect.gen(function* () {
          const result = yield* Effect.either(effect)
          yield* Effect.logInfo(result)
          const error = result._tag === "Left" ? result.left : undefined
          assert.isDefined(error)
          shown.push(
            error,
            error?.message,
            error?.stack,
            JSON.stringify(error),
            inspect(error, { depth: 20, showHidden: true })
          )
          return result
        })
      yield* Effect.gen(function* () {
        for (const [claims, key] of [
          [{ nonce: "x", email: "ada@example.com" }, keys.rsa],
          [{ iss: "x", email: "ada@example.com" }, keys.rsa],
          [{ aud: "x", name: "Ada" }, keys.rsa],
          [{ name: "Ada" }, keys.stranger]
        ] as const) {
          yield* show(logIn(op, claims, key))
        }
        for (const status of [400, 401, 429, 500]) {
          const body = { error: "invalid_grant", error_description: "Ada, 4712345678", error_debug: "the-code" }
          op.answers.set(paths.token, () => ({ status, body }))
          const { pending } = yield* Login.start({ scope: [], redirectUri })
          yield* show(Login.finish(callback({ code: "the-code", state: pending.state }), pending))
          const description = { error: "x Ada", error_description: "Ada", state: pending.state }
          yield* show(Login.finish(callback(description), pending))
        }
        op.answers.set(paths.userinfo, () => ({ status: 200, body: { sub: "another", name: "Ada" } }))
        yield* show(Login.userinfo(session))
        op.answers.set(paths.exists, () => ({ status: 400, body: { error: "invalid_user", message: "4712345678" } }))
        yield* show(Login.userExists({ phoneNumber: "4712345678" }))
        yield* show(Login.userExists({ customerToken: "customer-token-secret" }))
        yield* show(Login.userExists({ phoneNumber: "Ada" }))
        const service = yield* Login.VippsLogin
        const login = yield* logIn(op)
        yield* Effect.logInfo(service, login)
        for (const value of [service, login])
          shown.push(JSON.stringify(value), inspect(value, { depth: 20, showHidden: true }))
      }).pipe(Effect.provide(loginAt(op)), Effect.provide(logger))
      const text = [...shown, inspect(logged, { depth: 30, showHidden: true })].map(String).join("\n")
      assert.isAbove(logged.length, 12)
      for (const secret of [...secretTexts, ...personal]) assert.notInclude(text, secret)
    })
  )
})
