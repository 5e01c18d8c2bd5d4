/** The nine settings that Vipps' login requires of an OpenID client. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Login } from "@effect-vipps/login"
import type { LoginError } from "@effect-vipps/login/LoginError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import {
  callback,
  clientId,
  clientSecret,
  keys,
  logIn,
  loginAt,
  type Provider,
  paths,
  provider,
  redirectUri,
  sub
} from "./provider.js"

const reasonOf = (error: LoginError) => ("reason" in error ? error.reason : undefined)

const refused = (op: Provider, claims: Record<string, unknown>, key = keys.rsa) =>
  Effect.map(Effect.flip(Effect.provide(logIn(op, claims, key), loginAt(op))), (error) => [error._tag, reasonOf(error)])

const sentKeys = (op: Provider, clientAuth: "basic" | "basic-encoded" | "post" | undefined) =>
  Effect.gen(function* () {
    yield* Effect.provide(logIn(op), loginAt(op, { clientAuth }))
    const [request] = op.requests(paths.token)
    const [, encoded] = /^Basic (.+)$/.exec(request?.headers.authorization ?? "") ?? []
    return {
      basic: encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8"),
      posted: new URLSearchParams(request?.body ?? "").get("client_secret")
    }
  })

describe("the nine settings of a login", () => {
  it.scoped("1: the issuer keeps its trailing slash, and another issuer's metadata are refused", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const login = yield* Effect.provide(logIn(op), loginAt(op))
      assert.strictEqual(login.claims.iss, `${op.server.url}/access-management-1.0/access/`)
      assert.strictEqual(op.server.count(paths.discovery), 1)
      const other = yield* provider
      const [own] = [other.answers.get(paths.discovery)]
      other.answers.set(paths.discovery, async (request) => {
        const answer = await own?.(request)
        if (answer === undefined || answer === "never") throw new Error("no metadata")
        return { ...answer, body: { ...(answer.body as object), issuer: other.issuer.slice(0, -1) } }
      })
      const error = yield* Effect.flip(Effect.provide(Login.start({ scope: [], redirectUri }), loginAt(other)))
      assert.deepStrictEqual([error._tag, reasonOf(error)], ["LoginVerificationError", "Issuer"])
    })
  )

  it.scoped("2: client authentication is basic by default, and post where chosen, never both", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* sentKeys(yield* provider, undefined), {
        basic: `${clientId}:${clientSecret}`,
        posted: null
      })
      assert.deepStrictEqual(yield* sentKeys(yield* provider, "post"), { basic: undefined, posted: clientSecret })
    })
  )

  it.scoped("3: basic sends id and secret raw, and basic-encoded form-encodes them", () =>
    Effect.gen(function* () {
      const { basic } = yield* sentKeys(yield* provider, "basic-encoded")
      const [id = "", secret = ""] = basic?.split(":") ?? []
      const decoded = (text: string) => new URLSearchParams(`v=${text}`).get("v")
      assert.notStrictEqual(secret, clientSecret)
      assert.deepStrictEqual([decoded(id), decoded(secret)], [clientId, clientSecret])
    })
  )

  it.scoped("4: every login has a nonce, and an ID token with an empty, missing or other nonce is refused", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const started = [1, 2].map(() => Login.start({ scope: [], redirectUri }))
      const [one, two] = yield* Effect.provide(Effect.all(started), loginAt(op))
      assert.isAbove(one?.pending.nonce.length ?? 0, 40)
      assert.notStrictEqual(one?.pending.nonce, two?.pending.nonce)
      assert.strictEqual(new URL(one?.url ?? "").searchParams.get("nonce"), one?.pending.nonce)
      for (const nonce of ["", undefined, "another"]) {
        assert.deepStrictEqual(yield* refused(op, { nonce }), ["LoginVerificationError", "Nonce"])
      }
    })
  )

  it.scoped(
    "5: the signature is verified: a stranger's key is refused, and a key that has just been rotated in is found",
    () =>
      Effect.gen(function* () {
        const op = yield* provider
        assert.deepStrictEqual(yield* refused(op, {}, keys.stranger), ["LoginVerificationError", "Signature"])
        assert.deepStrictEqual(yield* refused(op, {}, keys.next), ["LoginVerificationError", "Signature"])
        yield* Effect.gen(function* () {
          const before = op.server.count(paths.keys)
          yield* logIn(op)
          yield* logIn(op)
          assert.strictEqual(op.server.count(paths.keys), before + 1)
          op.published = [keys.next]
          yield* logIn(op, {}, keys.next)
          assert.strictEqual(op.server.count(paths.keys), before + 2)
          // The old one is forgotten with it.
          const error = yield* Effect.flip(logIn(op, {}, keys.rsa))
          assert.strictEqual(reasonOf(error), "Signature")
        }).pipe(Effect.provide(loginAt(op)))
      })
  )

  it.scoped(
    "6: ES256 is accepted for a login with a redirect that the merchant started, and not in the browser flow",
    () =>
      Effect.gen(function* () {
        const op = yield* provider
        op.published = [keys.rsa, keys.ec]
        assert.deepStrictEqual(yield* refused(op, {}, keys.ec), ["LoginVerificationError", "Signature"])
        yield* Effect.gen(function* () {
          const pending = { authReqId: "7BzAY", interval: 5, expiresAt: 600_000, redirectUri }
          for (const key of [keys.ec, keys.rsa]) {
            op.grants({ aud: clientId, auth_req_id: "7BzAY", nonce: undefined }, key)
            assert.strictEqual((yield* Login.finishCibaRedirect(callback({ code: "c" }), pending)).sub, sub)
          }
          for (const auth_req_id of ["another", undefined]) {
            op.grants({ auth_req_id }, keys.ec)
            const error = yield* Effect.flip(Login.finishCibaRedirect(callback({ code: "c" }), pending))
            assert.deepStrictEqual([error._tag, reasonOf(error)], ["LoginVerificationError", "Request"])
          }
        }).pipe(Effect.provide(loginAt(op)))
      })
  )

  it.scoped("7: each failure of the library becomes the caller's next step", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const outcome = <A>(effect: Effect.Effect<A, LoginError, Login.VippsLogin>) =>
        Effect.map(Effect.flip(Effect.provide(effect, loginAt(op))), (error) => {
          const { _tag } = error
          return [_tag, reasonOf(error), "startOver" in error ? error.startOver : undefined]
        })
      const returned = (parameters: Record<string, string>) =>
        Effect.gen(function* () {
          const { pending } = yield* Login.start({ scope: [], redirectUri })
          return yield* Login.finish(callback({ state: pending.state, ...parameters }), pending)
        })
      const before = op.server.count(paths.token)
      assert.deepStrictEqual(yield* outcome(returned({ code: "c", state: "another-state" })), [
        "LoginVerificationError",
        "State",
        undefined
      ])
      assert.deepStrictEqual(yield* outcome(returned({ error: "access_denied", state: "another-state" })), [
        "LoginVerificationError",
        "State",
        undefined
      ])
      for (const [error, ...expected] of [
        ["access_denied", "LoginCancelledError", undefined, undefined],
        ["outdated_app_version", "LoginOutdatedAppError", undefined, undefined],
        ["server_error", "LoginRetryError", "Server", true],
        ["login_required", "LoginRetryError", "Interrupted", true],
        ["wrong_challenge", "LoginRetryError", "Interrupted", true],
        ["unknown_reject_reason", "LoginRetryError", "Interrupted", true],
        ["something_new", "LoginRetryError", "Interrupted", true],
        ["invalid_app_callback_uri", "LoginRefusedError", undefined, undefined],
        ["app_callback_uri_not_registered", "LoginRefusedError", undefined, undefined]
      ] as const) {
        assert.deepStrictEqual(yield* outcome(returned({ error, error_description: "Text" })), [...expected], error)
      }
      assert.strictEqual(op.server.count(paths.token), before)
      for (const [status, body, ...expected] of [
        [400, { error: "invalid_grant", error_code: 400 }, "LoginRetryError", "Expired", true],
        [401, { error: "invalid_client", error_code: 401 }, "LoginRefusedError", undefined, undefined],
        [400, { error: "invalid_request" }, "LoginRefusedError", undefined, undefined],
        [429, { error: "slow" }, "LoginRetryError", "RateLimited", true],
        [503, { error: "server_error" }, "LoginRetryError", "Server", true],
        [500, {}, "LoginRetryError", "Server", true],
        [302, {}, "LoginRefusedError", undefined, undefined]
      ] as const) {
        op.answers.set(paths.token, () => ({ status, body }))
        assert.deepStrictEqual(yield* outcome(returned({ code: "c" })), [...expected], String(status))
      }
    })
  )

  it.scoped(
    "8: system names and sales unit are on every request, and a partner's token with msn instead of the audience",
    () =>
      Effect.gen(function* () {
        const op = yield* provider
        const system = { systemName: "acme", systemVersion: "2.6", pluginName: "acme-shop", pluginVersion: "4.3" }
        yield* Effect.provide(logIn(op), loginAt(op, { ...system, merchantSerialNumber: "123456" }))
        assert.strictEqual(op.server.seen.length, 3)
        for (const { headers } of op.server.seen) {
          assert.deepStrictEqual(
            ["name", "version", "plugin-name", "plugin-version"].map((one) => headers[`vipps-system-${one}`]),
            ["acme", "2.6", "acme-shop", "4.3"]
          )
          assert.strictEqual(headers["merchant-serial-number"], "123456")
        }
        const partner = Login.layer({
          partnerToken: Effect.succeed(Redacted.make("partner-token")),
          merchantSerialNumber: "123456",
          baseUrl: op.server.url
        }).pipe(Layer.provide(FetchHttpClient.layer))
        yield* Effect.gen(function* () {
          const { url } = yield* Login.start({ scope: [], redirectUri })
          const { searchParams } = new URL(url)
          assert.deepStrictEqual([searchParams.get("msn"), searchParams.has("client_id")], ["123456", false])
          assert.strictEqual((yield* logIn(op, { aud: ["the merchant's own"] })).sub, sub)
          const sent = op.requests(paths.token).at(-1)
          assert.strictEqual(sent?.headers.authorization, "Bearer partner-token")
          assert.isFalse(sent?.body.includes("client_id"))
          for (const [claims, key, reason] of [
            [{ msn: "654321" }, keys.rsa, "Audience"],
            [{ msn: undefined }, keys.rsa, "Audience"],
            [{ nonce: "" }, keys.rsa, "Nonce"],
            [{ iss: "https://evil.example/" }, keys.rsa, "Issuer"],
            [{ exp: 1, iat: 1 }, keys.rsa, "Lifetime"],
            [{}, keys.stranger, "Signature"]
          ] as const) {
            yield* TestClock.adjust("1 hour")
            assert.strictEqual(reasonOf(yield* Effect.flip(logIn(op, claims, key))), reason)
          }
        }).pipe(Effect.provide(partner))
      })
  )

  it.scoped("9: clocks may differ by 30 seconds, by Effect's clock, and no more", () =>
    Effect.gen(function* () {
      const op = yield* provider
      yield* TestClock.adjust("1000 seconds")
      const login = yield* Effect.provide(logIn(op, { exp: 975, iat: 900 }), loginAt(op))
      assert.strictEqual(login.sub, sub)
      assert.deepStrictEqual(yield* refused(op, { exp: 965, iat: 900 }), ["LoginVerificationError", "Lifetime"])
    })
  )
})
