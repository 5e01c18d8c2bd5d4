// @effect-diagnostics globalDate:off
import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as jose from "jose"
import { start } from "./harness.js"

const { clientId, clientSecret, merchantSerialNumber } = VippsEmulator.defaultCredentials
const origin = "http://127.0.0.1:4242"
const issuer = `${origin}/access-management-1.0/access/`
const access = "/access-management-1.0/access"
const redirectUri = "https://shop.example/login/callback"
const verifier = "RuzfVVEowM_e9wkyTjNCmCz4PKL4MOh2FACGhGRsAq4"

const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`

const begin = Effect.gen(function* () {
  // After 1970, so that no time is 0.
  yield* TestClock.setTime(Date.UTC(2026, 0, 5, 11))
  const harness = yield* start()
  const { page, send } = harness
  const query = (more: Readonly<Record<string, string>> = {}) =>
    new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: "openid name email",
      state: "12345678",
      nonce: "the-nonce",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...more
    }).toString()
  const form = (path: string, fields: Readonly<Record<string, string>>, headers = {}) =>
    send("POST", path, {
      body: new URLSearchParams(fields).toString(),
      headers: { "Content-Type": "application/x-www-form-urlencoded", Authorization: basic, ...headers }
    })
  const control = (path: string, body: unknown = {}) => send("POST", `/_emulator${path}`, { body })
  const approve = (more?: Readonly<Record<string, string>>, phoneNumber?: string) =>
    Effect.map(
      control("/login/approve", {
        authorizationUrl: `${issuer}oauth2/auth?${query(more)}`,
        ...(phoneNumber === undefined ? {} : { phoneNumber })
      }),
      ({ json }) => new URL(json.location).searchParams
    )
  const exchange = (code: string, more: Readonly<Record<string, string>> = {}, headers = {}) =>
    form(
      `${access}/oauth2/token`,
      { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier, ...more },
      headers
    )
  const codeOf = (more?: Readonly<Record<string, string>>) =>
    Effect.map(approve(more), (back) => back.get("code") ?? "")
  const startCiba = (fields: Readonly<Record<string, string>> = {}) =>
    form("/vipps-login-ciba/api/backchannel/authentication", {
      scope: "openid name",
      login_hint: "urn:msisdn:4712345678",
      ...fields
    })
  const poll = (id: string) =>
    form(`${access}/oauth2/token`, { grant_type: "urn:openid:params:grant-type:ciba", auth_req_id: id })
  const verified = (token: string, algorithm = "RS256") =>
    Effect.flatMap(send("GET", `${access}/.well-known/jwks.json`), ({ json }) =>
      Effect.promise(() =>
        jose.jwtVerify(token, jose.createLocalJWKSet(json), {
          issuer,
          algorithms: [algorithm],
          currentDate: new Date(Date.UTC(2026, 0, 5, 11))
        })
      )
    )
  return { ...harness, approve, codeOf, control, exchange, form, page, poll, query, startCiba, verified }
})

const refusal = ({ json, status }: { readonly json: { readonly error?: string }; readonly status: number }) =>
  `${status} ${json.error}`

describe("the emulated OpenID provider", () => {
  it.scoped("the metadata name every endpoint, with the issuer's slash, and are kept for an hour", () =>
    Effect.gen(function* () {
      const { send } = yield* begin
      const { headers, json, status } = yield* send("GET", `${access}/.well-known/openid-configuration`)
      assert.deepStrictEqual([status, json.issuer, headers.get("cache-control")], [200, issuer, "max-age=3600"])
      assert.deepStrictEqual(json.grant_types_supported, ["authorization_code", "client_credentials"])
      assert.deepStrictEqual(json.id_token_signing_alg_values_supported, ["RS256"])
      assert.strictEqual(json.jwks_uri, `${issuer}.well-known/jwks.json`)
    })
  )

  it.scoped("a code is exchanged for an ID token as Vipps signs it, and for what the customer shares", () =>
    Effect.gen(function* () {
      const { approve, exchange, send, verified } = yield* begin
      const back = yield* approve({ acr_values: "urn:vipps:acr:app_auth" })
      assert.deepStrictEqual([back.get("state"), back.get("scope")], ["12345678", "openid name email"])
      const { headers, json } = yield* exchange(back.get("code") ?? "")
      assert.strictEqual(headers.get("cache-control"), "no-store")
      const { access_token, id_token, ...rest } = json
      assert.deepStrictEqual(rest, { expires_in: 3599, scope: "openid name email", token_type: "bearer" })
      const { payload, protectedHeader } = yield* verified(id_token)
      assert.match(protectedHeader.kid ?? "", /^public:[0-9a-f-]{36}$/)
      const half = createHash("sha256").update(access_token).digest().subarray(0, 16).toString("base64url")
      assert.deepInclude(payload, {
        aud: [clientId],
        nonce: "the-nonce",
        msn: merchantSerialNumber,
        acr: "urn:vipps:acr:app_auth",
        at_hash: half
      })
      const headersOfUser = { Authorization: `Bearer ${access_token}` }
      for (const path of ["/vipps-userinfo-api/userinfo", "/vipps-userinfo-api/userinfo/"]) {
        const userinfo = yield* send("GET", path, { headers: headersOfUser })
        assert.deepStrictEqual(userinfo.json, {
          sub: payload.sub,
          name: "Kari Testesen",
          given_name: "Kari",
          family_name: "Testesen",
          email: "kari.testesen@example.com",
          email_verified: true
        })
      }
      yield* TestClock.adjust("10 minutes")
      const late = yield* send("GET", "/vipps-userinfo-api/userinfo", { headers: headersOfUser })
      assert.deepStrictEqual([late.status, late.json.status], [401, "401"])
    })
  )

  it.scoped("a code is for one use, one client, one redirect URI, one verifier and two minutes", () =>
    Effect.gen(function* () {
      const { codeOf, exchange, send } = yield* begin
      const invalid = "400 invalid_grant"
      const code = yield* codeOf()
      assert.strictEqual(refusal(yield* exchange(code, { redirect_uri: `${redirectUri}/` })), invalid)
      assert.strictEqual(refusal(yield* exchange(code, { code_verifier: `${verifier}x` })), invalid)
      const { denmark } = VippsEmulator.merchants
      const other = `${denmark.credentials.clientId}:${denmark.credentials.clientSecret}`
      const headers = { Authorization: `Basic ${Buffer.from(other).toString("base64")}` }
      assert.strictEqual(refusal(yield* exchange(code, {}, headers)), invalid)
      const { json, status } = yield* exchange(code)
      assert.strictEqual(status, 200)
      const user = { headers: { Authorization: `Bearer ${json.access_token}` } }
      assert.strictEqual((yield* send("GET", "/vipps-userinfo-api/userinfo", user)).status, 200)
      assert.strictEqual(refusal(yield* exchange(code)), invalid)
      // A code that is sent again may be stolen, so its access token is revoked.
      assert.strictEqual((yield* send("GET", "/vipps-userinfo-api/userinfo", user)).status, 401)
      const late = yield* codeOf()
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(refusal(yield* exchange(late)), invalid)
      assert.strictEqual(refusal(yield* exchange("unknown")), invalid)
    })
  )

  it.scoped("keys are accepted by the method that the sales unit has chosen, and by no other", () =>
    Effect.gen(function* () {
      const { auth, codeOf, control, exchange } = yield* begin
      const none = { Authorization: undefined as never }
      const posted = { client_id: clientId, client_secret: clientSecret }
      const refused = "401 invalid_client"
      const wrong = `Basic ${Buffer.from(`${clientId}:another`).toString("base64")}`
      assert.strictEqual(refusal(yield* exchange(yield* codeOf(), posted, none)), refused)
      assert.strictEqual(refusal(yield* exchange(yield* codeOf(), posted)), refused)
      assert.strictEqual(refusal(yield* exchange(yield* codeOf(), {}, { Authorization: wrong })), refused)
      yield* control("/login", { clientAuth: "client_secret_post" })
      assert.strictEqual(refusal(yield* exchange(yield* codeOf())), refused)
      assert.strictEqual((yield* exchange(yield* codeOf(), posted, none)).status, 200)
      yield* control("/login", { clientAuth: "client_secret_basic", encodedBasic: true })
      const encoded = [clientId, clientSecret].map((one) => one.replaceAll("-", "%2D")).join(":")
      const header = { Authorization: `Basic ${Buffer.from(encoded).toString("base64")}` }
      assert.strictEqual((yield* exchange(yield* codeOf(), {}, header)).status, 200)
      // A partner's token, and whose customer it is.
      const partner = { Authorization: auth.Authorization, "Merchant-Serial-Number": merchantSerialNumber }
      assert.strictEqual((yield* exchange(yield* codeOf(), {}, partner)).status, 200)
    })
  )

  it.scoped("an authorization request is refused to the shop, or shown where the shop is not known", () =>
    Effect.gen(function* () {
      const { page, query, send } = yield* begin
      const ask = (more: Readonly<Record<string, string>>) =>
        Effect.map(send("GET", `${access}/oauth2/auth?${query(more)}`), ({ headers, json, status }) => {
          const location = headers.get("location")
          const error = location === null ? json.error : new URL(location, origin).searchParams.get("error")
          return `${status} ${error}`
        })
      assert.strictEqual(yield* ask({}), "302 null")
      assert.strictEqual(yield* ask({ client_id: "unknown" }), "401 invalid_client")
      assert.strictEqual(yield* ask({ redirect_uri: "https://shop.example/#x" }), "400 invalid_request")
      assert.strictEqual(yield* ask({ redirect_uri: "javascript:alert(1)" }), "400 invalid_request")
      assert.strictEqual(yield* ask({ state: "1234567" }), "302 invalid_state")
      assert.strictEqual(yield* ask({ scope: "name" }), "302 invalid_scope")
      assert.strictEqual(yield* ask({ response_type: "token" }), "302 unsupported_response_type")
      assert.strictEqual(yield* ask({ prompt: "none" }), "302 login_required")
      // The page of a refused request sends the browser the same way.
      assert.match((yield* page(`/login?${query({ scope: "name" })}`)).location ?? "", /error=invalid_scope/)
      assert.strictEqual((yield* page(`/login?${query({ client_id: "unknown" })}`)).status, 400)
    })
  )

  it.scoped("a redirect URI must be a registered one, where a sales unit has some", () =>
    Effect.gen(function* () {
      const { norway } = VippsEmulator.merchants
      const { send } = yield* start({ merchants: [{ ...norway, redirectUris: [redirectUri] }] })
      const ask = (redirect_uri: string) =>
        Effect.map(
          send(
            "GET",
            `${access}/oauth2/auth?${new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri, scope: "openid", state: "12345678" })}`
          ),
          ({ status }) => status
        )
      assert.deepStrictEqual([yield* ask(redirectUri), yield* ask(`${redirectUri}/`)], [302, 400])
    })
  )

  it.scoped("the customer logs in on the page, corrects the phone number, or cancels", () =>
    Effect.gen(function* () {
      const { exchange, page, query } = yield* begin
      const path = `/login?${query()}`
      const shown = yield* page(path)
      assert.strictEqual(shown.status, 200)
      for (const text of ["Log in to Sokkebutikken", "your name", "your email address", "shop.example"]) {
        assert.include(shown.html, text)
      }
      const wrong = yield* page(path, { action: "approve", phoneNumber: "123" })
      assert.strictEqual(wrong.status, 422)
      assert.include(wrong.html, 'role="alert"')
      const approved = yield* page(path, { action: "approve", phoneNumber: "4712345678" })
      assert.strictEqual(approved.status, 303)
      const back = new URL(approved.location ?? "")
      assert.strictEqual(back.origin + back.pathname, redirectUri)
      assert.strictEqual((yield* exchange(back.searchParams.get("code") ?? "")).status, 200)
      const cancelled = new URL((yield* page(path, { action: "cancel" })).location ?? "")
      assert.deepStrictEqual(
        [cancelled.searchParams.get("error"), cancelled.searchParams.get("state")],
        ["access_denied", "12345678"]
      )
    })
  )

  it.scoped("rotated keys sign at once, and the old ones stay published until they are withdrawn", () =>
    Effect.gen(function* () {
      const { codeOf, control, exchange, send, verified } = yield* begin
      const kids = Effect.map(send("GET", `${access}/.well-known/jwks.json`), ({ json }) => {
        for (const key of json.keys) assert.notProperty(key, "d")
        return json.keys.map(({ kid }: { kid: string }) => kid) as ReadonlyArray<string>
      })
      const before = (yield* exchange(yield* codeOf())).json.id_token
      const old = yield* kids
      yield* control("/login/keys/rotate")
      assert.includeMembers([...(yield* kids)], [...old])
      const after = (yield* exchange(yield* codeOf())).json.id_token
      const { protectedHeader } = yield* verified(after)
      assert.notInclude(old, protectedHeader.kid)
      yield* verified(before)
      yield* control("/login/keys/rotate", { withdraw: true })
      assert.strictEqual((yield* kids).length, 2)
      assert.strictEqual((yield* Effect.exit(verified(before)))._tag, "Failure")
    })
  )

  it.scoped("the faults sign with a stranger's key, and hand out a code that was used", () =>
    Effect.gen(function* () {
      const { codeOf, control, exchange, verified } = yield* begin
      yield* control("/login", { rogueKey: true })
      const { json } = yield* exchange(yield* codeOf())
      assert.strictEqual((yield* Effect.exit(verified(json.id_token)))._tag, "Failure")
      yield* control("/login", { rogueKey: false, reusedCode: true })
      assert.strictEqual(refusal(yield* exchange(yield* codeOf())), "400 invalid_grant")
    })
  )

  it.scoped("an approval without a browser names what is wrong with its URL, and a login may end in any error", () =>
    Effect.gen(function* () {
      const { control, query } = yield* begin
      const url = (more?: Readonly<Record<string, string>>) => `${issuer}oauth2/auth?${query(more)}`
      const refused = yield* control("/login/approve", { authorizationUrl: url({ client_id: "x" }) })
      assert.deepStrictEqual([refused.status, refused.json.error], [400, "InvalidDetailsError"])
      assert.include(refused.json.message, "invalid_client")
      assert.strictEqual((yield* control("/login/approve", { authorizationUrl: "https://x.example" })).status, 400)
      const { json } = yield* control("/login/reject", { authorizationUrl: url(), error: "outdated_app_version" })
      assert.include(json.location, "error=outdated_app_version")
    })
  )

  it.scoped("another customer has another sub, which stays the same, and a revoked consent ends the tokens", () =>
    Effect.gen(function* () {
      const { approve, control, exchange, send } = yield* begin
      const login = (phoneNumber: string) =>
        Effect.gen(function* () {
          const { json } = yield* exchange((yield* approve({}, phoneNumber)).get("code") ?? "")
          return { token: json.access_token as string, sub: jose.decodeJwt(json.id_token).sub }
        })
      const [one, two, again] = [yield* login("4711111111"), yield* login("4722222222"), yield* login("4711111111")]
      assert.notStrictEqual(one.sub, two.sub)
      assert.strictEqual(one.sub, again.sub)
      const { json } = yield* control("/login/consent/revoke", { phoneNumber: "4711111111" })
      const message = jose.UnsecuredJWT.decode(json.body, { currentDate: new Date(Date.UTC(2026, 0, 5, 11)) }).payload
      assert.deepInclude(message, { sub: one.sub ?? "", event: "CONSENT_REVOKED" })
      assert.strictEqual((message.exp ?? 0) - (message.iat ?? 0), 300)
      const status = (token: string) =>
        Effect.map(
          send("GET", "/vipps-userinfo-api/userinfo", { headers: { Authorization: `Bearer ${token}` } }),
          (reply) => reply.status
        )
      assert.deepStrictEqual([yield* status(again.token), yield* status(two.token)], [401, 200])
    })
  )

  it.scoped("the log of requests shows no code, verifier, token or secret", () =>
    Effect.gen(function* () {
      const { codeOf, emulator, exchange } = yield* begin
      const code = yield* codeOf()
      const { json } = yield* exchange(code)
      const log = JSON.stringify(yield* emulator.requests)
      assert.include(log, "Login.token")
      for (const secret of [code, verifier, json.access_token, json.id_token, clientSecret, basic.slice(6)]) {
        assert.notInclude(log, secret)
      }
    })
  )
})

describe("emulated logins that the merchant starts", () => {
  it.scoped("the customer approves after a push message, and the tokens are handed out once", () =>
    Effect.gen(function* () {
      const { control, poll, startCiba, verified } = yield* begin
      const { json } = yield* startCiba({ binding_message: "TILL-07", requested_expiry: "60" })
      assert.deepStrictEqual([json.expires_in, json.interval], [60, 5])
      const id = json.auth_req_id
      assert.strictEqual(refusal(yield* poll(id)), "400 authorization_pending")
      assert.strictEqual(refusal(yield* poll(id)), "400 slow_down")
      yield* control(`/login/ciba/${id}/approve`)
      const { json: tokens } = yield* poll(id)
      const { access_token, id_token, ...rest } = tokens
      assert.match(access_token, /^ciba/)
      assert.deepStrictEqual(rest, { token_type: "Bearer", expires_in: 300 })
      assert.deepInclude((yield* verified(id_token)).payload, { aud: clientId, nonce: "" })
      assert.strictEqual(refusal(yield* poll(id)), "400 invalid_grant")
    })
  )

  it.scoped("a rejected, expired or unknown login has no tokens, and cannot be approved", () =>
    Effect.gen(function* () {
      const { control, poll, startCiba } = yield* begin
      const rejected = (yield* startCiba()).json.auth_req_id
      yield* control(`/login/ciba/${rejected}/reject`)
      assert.strictEqual(refusal(yield* poll(rejected)), "400 access_denied")
      assert.strictEqual((yield* control(`/login/ciba/${rejected}/approve`)).status, 409)
      const expired = (yield* startCiba()).json.auth_req_id
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(refusal(yield* poll(expired)), "400 expired_token")
      assert.strictEqual((yield* control(`/login/ciba/${expired}/approve`)).status, 409)
      assert.strictEqual((yield* control("/login/ciba/unknown/approve")).status, 404)
      assert.strictEqual(refusal(yield* poll("unknown")), "400 invalid_grant")
    })
  )

  it.scoped("a redirect has a code of its own, with an ID token of ES256 that names the request", () =>
    Effect.gen(function* () {
      const { control, exchange, form, poll, startCiba, verified } = yield* begin
      const flow = { requested_flow: "login_to_webpage", redirect_uri: redirectUri }
      const id = (yield* startCiba(flow)).json.auth_req_id
      assert.strictEqual(refusal(yield* poll(id)), "400 invalid_grant")
      const { json } = yield* control(`/login/ciba/${id}/approve`)
      const back = new URL(json.location)
      assert.deepStrictEqual([...back.searchParams.keys()], ["code"])
      const code = back.searchParams.get("code") ?? ""
      assert.strictEqual(refusal(yield* exchange(code)), "400 invalid_grant")
      const { json: tokens } = yield* form(`${access}/oauth2/token`, {
        grant_type: "urn:vipps:params:grant-type:ciba-redirect",
        code
      })
      const { payload } = yield* verified(tokens.id_token, "ES256")
      assert.deepStrictEqual([payload.aud, payload["auth_req_id"]], [clientId, id])
    })
  )

  it.scoped("customers and requests are checked as Vipps documents it", () =>
    Effect.gen(function* () {
      const { control, form, startCiba } = yield* begin
      for (const wrong of [
        { binding_message: "abcd" },
        { binding_message: "ABCDEFGHI" },
        { requested_expiry: "59" },
        { requested_expiry: "901" },
        { scope: "name" },
        { redirect_uri: redirectUri },
        { requested_flow: "login_to_webpage" }
      ]) {
        assert.strictEqual(refusal(yield* startCiba(wrong as never)), "400 invalid_request", JSON.stringify(wrong))
      }
      yield* control("/login", { unknownUsers: ["4700000000"], outdatedApps: ["4711111111"] })
      const code = (phone: string) =>
        Effect.map(startCiba({ login_hint: `urn:msisdn:${phone}` }), ({ json }) => json.error_code)
      assert.deepStrictEqual([yield* code("4700000000"), yield* code("4711111111")], ["invalid_user", "old_app"])
      const asks = (login_hint: string) => form("/vipps-login-ciba/api/v1/user-exists", { login_hint })
      assert.isFalse((yield* asks("urn:msisdn:4700000000")).json.exists)
      assert.isTrue((yield* asks("urn:msisdn:4712345678")).json.exists)
      assert.isFalse((yield* asks("urn:customer-token:unknown")).json.exists)
      assert.strictEqual((yield* asks("4712345678")).status, 400)
    })
  )

  it.scoped("one customer is asked five times a minute at most", () =>
    Effect.gen(function* () {
      const { send } = yield* start({ rateLimits: true })
      const ask = Effect.suspend(() =>
        send("POST", "/vipps-login-ciba/api/backchannel/authentication", {
          body: "scope=openid&login_hint=urn:msisdn:4712345678",
          headers: { "Content-Type": "application/x-www-form-urlencoded", Authorization: basic }
        })
      )
      for (let time = 0; time < 5; time++) assert.strictEqual((yield* ask).status, 200)
      const { headers, status } = yield* ask
      assert.strictEqual(status, 429)
      assert.isAbove(Number(headers.get("retry-after")), 0)
    })
  )
})
