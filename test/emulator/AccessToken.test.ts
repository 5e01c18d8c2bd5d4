import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { keys, order, start, tokenHeaders } from "./harness.js"

describe("access tokens", () => {
  it.scoped("the access token response has strings only", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      yield* TestClock.adjust("1000 seconds")
      const reply = yield* send("POST", "/accesstoken/get", { headers: tokenHeaders })
      assert.strictEqual(reply.status, 200)
      assert.strictEqual(reply.contentType, "application/json;charset=UTF-8")
      const { access_token, ...rest } = reply.json
      assert.deepStrictEqual(rest, {
        token_type: "Bearer",
        expires_in: "3600",
        ext_expires_in: "3600",
        expires_on: "4600",
        not_before: "1000",
        resource: "00000002-0000-0000-c000-000000000000"
      })
      const [header, claims, signature, ...more] = access_token.split(".")
      const decoded = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"))
      assert.strictEqual(decoded(header).typ, "JWT")
      // Some clients read from these when to fetch the next one.
      const { appid, exp, iat, nbf } = decoded(claims)
      assert.deepStrictEqual([appid, exp, iat, nbf], [keys.clientId, 4600, 1000, 1000])
      assert.match(signature, /^[\w-]{43}$/)
      assert.isEmpty(more)
    })
  )

  it.scoped("the access token path matches in any case", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const path of ["/accessToken/get", "/ACCESSTOKEN/GET"]) {
        assert.strictEqual((yield* send("POST", path, { headers: tokenHeaders })).status, 200, path)
      }
    })
  )

  it.scoped("an access token request needs the subscription key, or the gateway responds in its own shape", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const [key, word] of [
        [undefined, "missing"],
        ["wrong", "invalid"]
      ] as const) {
        const reply = yield* send("POST", "/accesstoken/get", {
          headers: { ...tokenHeaders, "Ocp-Apim-Subscription-Key": key }
        })
        assert.strictEqual(reply.status, 401)
        assert.strictEqual(reply.contentType, "application/json")
        assert.deepStrictEqual(Object.keys(reply.json), ["statusCode", "message"])
        assert.strictEqual(reply.json.statusCode, 401)
        assert.match(reply.json.message, new RegExp(`^Access denied due to ${word} subscription key\\.`))
      }
    })
  )

  it.scoped("an access token request needs the client's id and secret, or the response is Azure AD's", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const wrong of [
        { client_id: "wrong" },
        { client_id: undefined },
        { client_secret: "wrong" },
        { client_secret: undefined }
      ]) {
        const reply = yield* send("POST", "/accesstoken/get", { headers: { ...tokenHeaders, ...wrong } })
        assert.strictEqual(reply.status, 401)
        assert.deepStrictEqual(Object.keys(reply.json).sort(), [
          "correlation_id",
          "error",
          "error_codes",
          "error_description",
          "error_uri",
          "timestamp",
          "trace_id"
        ])
        assert.strictEqual(reply.json.error, "client_id" in wrong ? "unauthorized_client" : "invalid_client")
      }
    })
  )

  it.scoped("a new access token leaves earlier ones valid", () =>
    Effect.gen(function* () {
      const { get, send } = yield* start()
      const second = yield* send("POST", "/accesstoken/get", { headers: tokenHeaders })
      assert.strictEqual(second.status, 200)
      assert.strictEqual((yield* get("unknown-reference")).status, 404)
    })
  )

  it.scoped("an access token lives for an hour of the test's clock", () =>
    Effect.gen(function* () {
      const { get } = yield* start()
      yield* TestClock.adjust(Duration.subtract("1 hour", "1 millis"))
      assert.strictEqual((yield* get("unknown-reference")).status, 404)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* get("unknown-reference")).status, 401)
    })
  )

  it.scoped("an access token lives as long as tokenLifetime", () =>
    Effect.gen(function* () {
      const { get, send } = yield* start({ tokenLifetime: "90 seconds" })
      assert.strictEqual((yield* send("POST", "/accesstoken/get", { headers: tokenHeaders })).json.expires_in, "90")
      yield* TestClock.adjust("90 seconds")
      assert.strictEqual((yield* get("unknown-reference")).status, 401)
    })
  )

  it.scoped("access tokens can be revoked, over HTTP and in process", () =>
    Effect.gen(function* () {
      const first = yield* start()
      assert.strictEqual((yield* first.send("POST", "/_emulator/tokens/revoke")).status, 204)
      assert.strictEqual((yield* first.get("unknown-reference")).status, 401)
      const second = yield* start()
      yield* second.emulator.revokeTokens
      assert.strictEqual((yield* second.get("unknown-reference")).status, 401)
    })
  )
})

describe("headers of every ePayment call", () => {
  it.scoped("an ePayment call needs an access token, after the word Bearer in exactly that spelling", () =>
    Effect.gen(function* () {
      const { auth, create } = yield* start()
      const token = auth.Authorization.slice("Bearer ".length)
      for (const Authorization of [undefined, "", token, `bearer ${token}`, `Bearer ${token}x`, "Bearer "]) {
        const reply = yield* create(order("order-0001"), { Authorization })
        assert.strictEqual(reply.status, 401, Authorization)
        assert.strictEqual(reply.contentType, "application/json")
        assert.strictEqual(reply.json.responseInfo.responseCode, 401)
        assert.strictEqual(reply.json.responseInfo.responseMessage, "Something went wrong, please try again later.")
      }
    })
  )

  it.scoped("an ePayment call needs the subscription key", () =>
    Effect.gen(function* () {
      const { create } = yield* start()
      const reply = yield* create(order("order-0001"), { "Ocp-Apim-Subscription-Key": "wrong" })
      assert.strictEqual(reply.status, 401)
      assert.strictEqual(reply.json.statusCode, 401)
    })
  )

  it.scoped("an ePayment call accepts only the sales unit's own merchant serial number", () =>
    Effect.gen(function* () {
      const { create } = yield* start()
      for (const [msn, status] of [
        [undefined, 400],
        ["123", 400],
        ["12345678901", 400],
        ["abcdef", 400],
        ["654321", 403]
      ] as const) {
        const reply = yield* create(order("order-0001"), { "Merchant-Serial-Number": msn })
        assert.strictEqual(reply.status, status, msn)
        assert.strictEqual(reply.contentType, "application/problem+json")
        if (status === 400) assert.strictEqual(reply.json.extraDetails[0].name, "Merchant-Serial-Number")
      }
      assert.strictEqual(
        (yield* create(order("order-0001"), { "Merchant-Serial-Number": keys.merchantSerialNumber })).status,
        201
      )
    })
  )

  it.scoped("system headers may have any length or be absent: plugins send whole URLs in them", () =>
    Effect.gen(function* () {
      const { create, pay } = yield* start()
      const headers = { "Vipps-System-Name": "https://a-shop-with-a-long-name.example/", "Vipps-System-Version": "" }
      assert.strictEqual((yield* create(order("order-0001"), headers)).status, 201)
      assert.strictEqual((yield* pay("GET", "/epayment/v1/payments/order-0001", undefined, headers)).status, 200)
    })
  )
})

describe("unknown paths", () => {
  it.scoped("an unknown path gets the gateway's 404", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const [method, path] of [
        ["POST", "/recurring/accessToken/get"],
        ["GET", "/accesstoken/get"],
        ["GET", "/epayment/v1/payments"],
        ["POST", "/epayment/v1/payments/order-0001/approve"],
        ["GET", "/"],
        ["GET", "/%E0%A4%A"]
      ] as const) {
        const reply = yield* send(method, path, { headers: tokenHeaders })
        assert.strictEqual(reply.status, 404, path)
        assert.deepStrictEqual(Object.keys(reply.json), ["responseInfo", "result"])
        assert.strictEqual(reply.json.responseInfo.responseCode, 404)
        assert.isString(reply.json.result.message)
      }
    })
  )
})
