import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { LoginCancelledError, LoginRetryError, VippsInputError, VippsLogin } from "@effect-vipps/login/promise"
import * as Effect from "effect/Effect"
import { callback, clientId, clientSecret, paths, provider, redirectUri, sub } from "./provider.js"

describe("logins with Promises", () => {
  it.scopedLive("a login, its userinfo and its end, with tokens that are not printed", () =>
    Effect.gen(function* () {
      const op = yield* provider
      op.answers.set(paths.userinfo, () => ({ status: 200, body: { sub, name: "Ada Lovelace" } }))
      op.answers.set(paths.revoke, () => ({ status: 200, body: {} }))
      yield* Effect.promise(async () => {
        const login = new VippsLogin({ clientId, clientSecret, baseUrl: op.server.url })
        const { pending } = await login.start({ scope: ["name"], redirectUri })
        op.grants({ nonce: pending.nonce })
        const customer = await login.finish(callback({ code: "c", state: pending.state }), pending)
        assert.deepStrictEqual([customer.sub, customer.accessToken], [sub, "access-token-secret"])
        for (const text of [
          JSON.stringify(customer),
          inspect(customer, { showHidden: true }),
          inspect(login, { depth: 9 })
        ]) {
          assert.notInclude(text, "access-token-secret")
          assert.notInclude(text, customer.idToken)
          assert.notInclude(text, clientSecret)
        }
        assert.strictEqual((await login.userinfo(customer)).name, "Ada Lovelace")
        await login.logout(customer)
        assert.strictEqual(op.server.count(paths.revoke), 1)
      })
    })
  )

  it.scopedLive("calls reject with the errors themselves, and with the reason of their signal", () =>
    Effect.gen(function* () {
      const op = yield* provider
      op.answers.set(paths.exists, () => "never")
      yield* Effect.promise(async () => {
        const login = new VippsLogin({ clientId, clientSecret, baseUrl: op.server.url })
        const { pending } = await login.start({ scope: [], redirectUri })
        const cancelled = { error: "access_denied", state: pending.state }
        const error: unknown = await login.finish(callback(cancelled), pending).catch((thrown: unknown) => thrown)
        assert.instanceOf(error, LoginCancelledError)
        assert.instanceOf(error, Error)
        assert.strictEqual(error.code, "access_denied")
        const controller = new AbortController()
        const asked = login.userExists({ phoneNumber: "4712345678" }, { signal: controller.signal })
        const why = new Error("The customer left.")
        controller.abort(why)
        assert.strictEqual(await asked.catch((thrown: unknown) => thrown), why)
        assert.throws(() => new VippsLogin({ clientId, clientSecret: "with space" }), VippsInputError)
        for (const useTestMode of ["true", "false", null, 1]) {
          assert.throws(
            () => new VippsLogin({ clientId, clientSecret, useTestMode } as never),
            VippsInputError,
            "useTestMode must be true or false"
          )
        }
        assert.throws(() => new VippsLogin(undefined as never), VippsInputError, "clientId")
      })
    })
  )

  it.scopedLive("the wait of an error is in milliseconds, for programs without durations", () =>
    Effect.gen(function* () {
      const op = yield* provider
      op.answers.set(paths.exists, () => ({ status: 429, body: {}, headers: { "retry-after": "7" } }))
      yield* Effect.promise(async () => {
        const login = new VippsLogin({ clientId, clientSecret, baseUrl: op.server.url })
        const error: unknown = await login.userExists({ phoneNumber: "4712345678" }).catch((thrown: unknown) => thrown)
        assert.instanceOf(error, LoginRetryError)
        assert.deepStrictEqual([error.reason, error.startOver, error.retryAfter], ["RateLimited", false, 7000])
        assert.include(error.message, "Wait 7000 milliseconds.")
      })
    })
  )

  it("no declaration for users of Promises imports Effect", () => {
    const file = new URL("../../packages/login/src/internal/models.ts", import.meta.url)
    const imported = [...readFileSync(file, "utf8").matchAll(/from "([^"]+)"/g)].map(([, specifier]) => specifier)
    assert.deepStrictEqual(imported, ["@effect-vipps/client/Userinfo"])
  })
})
