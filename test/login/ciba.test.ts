// @effect-diagnostics anyUnknownInErrorContext:off
import { assert, describe, it } from "@effect/vitest"
import { Login } from "@effect-vipps/login"
import type { LoginError } from "@effect-vipps/login/LoginError"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import { callback, clientId, loginAt, type Provider, paths, provider, redirectUri, sub } from "./provider.js"

const hint = { phoneNumber: "4712345678" }

const started = { auth_req_id: "7BzAY-SbVQJ38V", expires_in: 600, interval: 5 }

const begins = (op: Provider) => op.answers.set(paths.ciba, () => ({ status: 200, body: started }))

/** The token endpoint responds with these, one after the other; then the customer has approved. */
const responds = (op: Provider, ...answers: ReadonlyArray<{ readonly status: number; readonly body: unknown }>) => {
  const waiting = [...answers]
  op.answers.set(paths.token, async () => {
    const next = waiting.shift()
    if (next !== undefined) return next
    const id_token = await op.idToken()
    // As Vipps documents it: another type of token, and no scope.
    return { status: 200, body: { access_token: "ciba-token", token_type: "Bearer", expires_in: 300, id_token } }
  })
}

const pendingAnswer = { status: 400, body: { error: "authorization_pending" } }

/** Far longer than any wait, so that only a wait has a deadline within the hour. */
const timeout = "10 hours"

/** Until the fiber waits for the next poll, or has ended. Requests are over real HTTP, so this takes real time. */
const idle = <A, E>(fiber: Fiber.RuntimeFiber<A, E>) =>
  Effect.gen(function* () {
    for (let turn = 0; turn < 10_000; turn++) {
      const deadlines = yield* TestClock.sleeps()
      const now = yield* Clock.currentTimeMillis
      const waits = Chunk.some(deadlines, (at) => at < now + 3_600_000)
      if (waits || fiber.unsafePoll() !== null) return
      yield* TestServices.provideLive(Effect.sleep("1 millis"))
    }
    assert.fail("The login neither waits nor ends.")
  })

/** When each poll came, in seconds, until the fiber ends. */
const pollTimes = <A, E>(op: Provider, fiber: Fiber.RuntimeFiber<A, E>) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    yield* idle(fiber)
    for (let second = 1; second < 1000 && fiber.unsafePoll() === null; second++) {
      const before = op.server.count(paths.token)
      yield* TestClock.adjust("1 second")
      yield* idle(fiber)
      if (op.server.count(paths.token) > before) times.push(second)
    }
    return times
  })

describe("a login that the merchant starts", () => {
  it.scoped("the request is flat and in snake case, and user-exists is asked with the same keys", () =>
    Effect.gen(function* () {
      const op = yield* provider
      begins(op)
      op.answers.set(paths.exists, () => ({ status: 200, body: { exists: true } }))
      yield* Effect.gen(function* () {
        assert.isTrue(yield* Login.userExists(hint))
        const pending = yield* Login.startCiba({
          hint,
          scope: ["name"],
          bindingMessage: "TILL-07",
          requestedExpiry: 120
        })
        assert.deepStrictEqual(pending, { authReqId: started.auth_req_id, interval: 5, expiresAt: 600_000 })
        yield* Login.startCiba({ hint: { customerToken: "token" }, scope: [], redirectUri })
      }).pipe(Effect.provide(loginAt(op)))
      const sent = [paths.exists, paths.ciba].flatMap(op.requests)
      assert.deepStrictEqual(
        sent.map(({ body }): object => Object.fromEntries(new URLSearchParams(body))),
        [
          { login_hint: "urn:msisdn:4712345678" },
          {
            scope: "openid name",
            login_hint: "urn:msisdn:4712345678",
            binding_message: "TILL-07",
            requested_expiry: "120",
            client_id: clientId
          },
          {
            scope: "openid",
            login_hint: "urn:customer-token:token",
            requested_flow: "login_to_webpage",
            redirect_uri: redirectUri,
            client_id: clientId
          }
        ]
      )
      assert.isTrue(sent.every(({ headers }) => /^Basic /.test(headers.authorization ?? "")))
    })
  )

  it.effect("binding message, expiry and hint are checked before anything is sent", () =>
    Effect.gen(function* () {
      const nowhere = loginAt({ server: { url: "http://127.0.0.1:1" } } as never)
      for (const [invalid, path] of [
        [{ bindingMessage: "ABCD" }, "bindingMessage"],
        [{ bindingMessage: "ABCDEFGHI" }, "bindingMessage"],
        [{ bindingMessage: "abcde" }, "bindingMessage"],
        [{ requestedExpiry: 59 }, "requestedExpiry"],
        [{ requestedExpiry: 901 }, "requestedExpiry"],
        [{ requestedExpiry: 60.5 }, "requestedExpiry"],
        [{ hint: { phoneNumber: "+47 123 45 678" } }, "hint"],
        [{ hint: { customerToken: "" } }, "hint"]
      ] as const) {
        const error = yield* Effect.flip(Effect.provide(Login.startCiba({ hint, scope: [], ...invalid }), nowhere))
        assert.deepStrictEqual(error._tag === "VippsInputError" && error.issues.map((one) => one.path), [path])
      }
    })
  )

  it.scoped("polling keeps to the interval, slows down when asked to, and waits through failures", () =>
    Effect.gen(function* () {
      const op = yield* provider
      begins(op)
      responds(
        op,
        pendingAnswer,
        { status: 400, body: { error: "slow_down" } },
        { status: 503, body: {} },
        { status: 429, body: { error: "too_many" } }
      )
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.fork(Effect.flatMap(Login.startCiba({ hint, scope: [] }), Login.awaitCiba))
        assert.deepStrictEqual(yield* pollTimes(op, fiber), [5, 10, 20, 30, 40])
        const login = yield* Fiber.join(fiber)
        assert.deepStrictEqual([login.sub, login.scope, login.expiresAt], [sub, [], 340_000])
      }).pipe(Effect.provide(loginAt(op, { timeout })))
    })
  )

  it.scoped("a wait ends when the login expires, without a poll after it", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const waiting = Array.from({ length: 20 }, () => pendingAnswer)
      responds(op, ...waiting)
      yield* Effect.gen(function* () {
        const pending = { authReqId: "id", interval: 5, expiresAt: 12_000 }
        const fiber = yield* Effect.fork(Effect.flip(Login.awaitCiba(pending)))
        assert.deepStrictEqual(yield* pollTimes(op, fiber), [5, 10, 12])
        const error = yield* Fiber.join(fiber)
        assert.deepInclude(error, { _tag: "LoginRetryError", reason: "Expired", startOver: true })
      }).pipe(Effect.provide(loginAt(op, { timeout })))
    })
  )

  it.scoped("each refusal is its own error, whichever field has the code", () =>
    Effect.gen(function* () {
      const op = yield* provider
      const outcome = (path: string, status: number, body: unknown, headers = {}) =>
        Effect.gen(function* () {
          op.answers.set(path, () => ({ status, body, headers }))
          const run: Effect.Effect<unknown, LoginError, Login.VippsLogin> =
            path === paths.ciba
              ? Login.startCiba({ hint, scope: [] })
              : Login.pollCiba({ authReqId: "id", interval: 5, expiresAt: 600_000 })
          const error = yield* Effect.flip(Effect.provide(run, loginAt(op)))
          const { _tag } = error
          const refusal: ReadonlyArray<unknown> =
            _tag === "LoginRetryError" ? [_tag, error.reason, error.startOver, error.retryAfter] : [_tag]
          return refusal
        })
      const limited = ["LoginRetryError", "RateLimited", false, Duration.seconds(7)]
      const { ciba, token } = paths
      const wait = { "retry-after": "7" }
      assert.deepStrictEqual(yield* outcome(ciba, 429, { error: "too_many" }, wait), limited)
      assert.deepStrictEqual(yield* outcome(ciba, 429, {}, wait), limited)
      const old = { error: "access_denied", error_code: "old_app" }
      assert.deepStrictEqual(yield* outcome(ciba, 400, old), ["LoginOutdatedAppError"])
      const nobody = { error: "invalid_request", error_code: "invalid_user" }
      assert.deepStrictEqual(yield* outcome(ciba, 400, nobody), ["LoginUnknownUserError"])
      assert.deepStrictEqual(yield* outcome(ciba, 400, { error: "unknown_user_id" }), ["LoginUnknownUserError"])
      assert.deepStrictEqual(yield* outcome(ciba, 401, { error: "invalid_client", error_code: 401 }), [
        "LoginRefusedError"
      ])
      assert.deepStrictEqual(yield* outcome(token, 400, { error: "access_denied" }), ["LoginCancelledError"])
      const gone = ["LoginRetryError", "Expired", true, undefined]
      assert.deepStrictEqual(yield* outcome(token, 400, { error: "expired_token" }), gone)
      assert.deepStrictEqual(yield* outcome(token, 429, { error: "slow_down" }, wait), limited)
    })
  )

  it.scoped("after a ping one request brings the tokens", () =>
    Effect.gen(function* () {
      const op = yield* provider
      begins(op)
      responds(op)
      yield* Effect.gen(function* () {
        const pending = yield* Login.startCiba({ hint, scope: [] })
        const polled = yield* Login.pollCiba(pending)
        assert.strictEqual(polled._tag === "LoggedIn" && polled.login.sub, sub)
        const sent = op.requests(paths.token).map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
        assert.deepStrictEqual(sent, [
          { grant_type: "urn:openid:params:grant-type:ciba", auth_req_id: started.auth_req_id }
        ])
      }).pipe(Effect.provide(loginAt(op)))
    })
  )

  it.scoped("a redirect's code is exchanged with its own grant, and the two ways out are not mixed", () =>
    Effect.gen(function* () {
      const op = yield* provider
      begins(op)
      yield* Effect.gen(function* () {
        const pending = yield* Login.startCiba({ hint, scope: [], redirectUri })
        op.grants({ auth_req_id: started.auth_req_id })
        yield* Login.finishCibaRedirect(callback({ code: "c1" }), pending)
        const [sent] = op.requests(paths.token)
        assert.deepStrictEqual(Object.fromEntries(new URLSearchParams(sent?.body)), {
          grant_type: "urn:vipps:params:grant-type:ciba-redirect",
          code: "c1"
        })
        assert.strictEqual((yield* Effect.flip(Login.pollCiba(pending)))._tag, "VippsInputError")
        const { redirectUri: _, ...polled } = pending
        assert.strictEqual((yield* Effect.flip(Login.finishCibaRedirect("/?code=c", polled)))._tag, "VippsInputError")
        const cancelled = yield* Effect.flip(Login.finishCibaRedirect("/?error=access_denied", pending))
        assert.strictEqual(cancelled._tag, "LoginCancelledError")
        assert.strictEqual(op.server.count(paths.token), 1)
      }).pipe(Effect.provide(loginAt(op)))
    })
  )
})
