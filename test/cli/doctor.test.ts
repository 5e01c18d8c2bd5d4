import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { tokenCheck } from "../../packages/cli/src/diagnosis.js"
import { secrets, served, variables, vipps } from "./support.js"

interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A server that answers one path as scripted. */
const scripted = (answers: Readonly<Record<string, Answer>>) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<Http.Server>((resolve) => {
          const server = Http.createServer(({ url = "" }, response) => {
            const path = Object.keys(answers).find((one) => url.startsWith(one)) ?? ""
            const { body = {}, headers = {}, status } = answers[path] ?? { status: 404 }
            response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
          })
          server.listen(0, "127.0.0.1", () => resolve(server))
        })
    ),
    (server) => Effect.sync(() => server.close())
  ).pipe(Effect.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`))

const token: Answer = { status: 200, body: { access_token: "a-token", expires_in: "3600" } }

const found = (env: Readonly<Record<string, string>>) =>
  Effect.promise(async () => {
    const ran = await vipps(env, ["doctor", "--json"])
    for (const secret of secrets) assert.notInclude(ran.out + ran.err, secret)
    return { ...ran, check: (name: string) => JSON.parse(ran.out).find((one: { name: string }) => one.name === name) }
  })

describe("vipps doctor", () => {
  it.scopedLive("doctor finds nothing wrong with the emulator's keys, and only reads", () =>
    Effect.gen(function* () {
      const { emulator, env } = yield* served()
      const ran = yield* found(env)
      assert.strictEqual(ran.code, 0, ran.out)
      for (const name of ["keys", "clock", "sales unit", "webhooks"]) assert.strictEqual(ran.check(name).result, "ok")
      const requests = yield* emulator.requests
      const methods = requests.filter(({ path }) => path !== "/accesstoken/get").map(({ method }) => method)
      assert.deepStrictEqual(methods, ["GET", "GET"])
    })
  )

  for (const [variable, message] of [
    ["VIPPS_CLIENT_ID", "VIPPS_CLIENT_ID is wrong"],
    ["VIPPS_CLIENT_SECRET", "VIPPS_CLIENT_SECRET is wrong"],
    ["VIPPS_SUBSCRIPTION_KEY", "VIPPS_SUBSCRIPTION_KEY is wrong"]
  ] as const) {
    it.scopedLive(`doctor names a wrong ${variable}`, () =>
      Effect.gen(function* () {
        const { env } = yield* served()
        const ran = yield* found({ ...env, [variable]: "wrong" })
        assert.strictEqual(ran.code, 1)
        assert.deepStrictEqual([ran.check("keys").result, ran.check("keys").message], ["wrong", message])
      })
    )
  }

  it.scopedLive("doctor names a sales unit that the keys may not use", () =>
    Effect.gen(function* () {
      const { env } = yield* served()
      const ran = yield* found({ ...env, VIPPS_MERCHANT_SERIAL_NUMBER: "999999" })
      assert.strictEqual(ran.code, 1)
      assert.strictEqual(ran.check("keys").result, "ok")
      assert.include(ran.check("sales unit").message, "VIPPS_MERCHANT_SERIAL_NUMBER")
    })
  )

  it.scopedLive("doctor names missing variables, and sends nothing", () =>
    Effect.gen(function* () {
      const { emulator, env } = yield* served()
      const ran = yield* Effect.promise(() => vipps({ ...env, VIPPS_CLIENT_SECRET: "" }, ["doctor"]))
      assert.strictEqual(ran.code, 2)
      assert.include(ran.err, "VIPPS_CLIENT_SECRET")
      assert.lengthOf(yield* emulator.requests, 0)
    })
  )

  it.scopedLive("doctor names an unknown environment", () =>
    Effect.gen(function* () {
      const { env } = yield* served()
      const ran = yield* Effect.promise(() => vipps({ ...env, VIPPS_ENVIRONMENT: "staging" }, ["doctor"]))
      assert.strictEqual(ran.code, 2)
      assert.include(ran.err, "VIPPS_ENVIRONMENT")
    })
  )

  it.scopedLive("doctor names a malformed merchant serial number, beside the other checks", () =>
    Effect.gen(function* () {
      const { env } = yield* served()
      const ran = yield* found({ ...env, VIPPS_MERCHANT_SERIAL_NUMBER: "12" })
      assert.strictEqual(ran.code, 1)
      assert.strictEqual(ran.check("keys").result, "ok")
      assert.include(ran.check("sales unit").message, "4 to 10 digits")
    })
  )

  it("keys go nowhere that the client would not send them: every command refuses such a URL", async () => {
    const sent: Array<unknown> = []
    const real = globalThis.fetch
    globalThis.fetch = (...args) => {
      sent.push(args)
      return Promise.reject(new Error("no network"))
    }
    try {
      const env = { ...variables(""), VIPPS_WEBHOOK_SECRET: "a-secret-of-the-shop" }
      for (const url of [
        "http://api.vipps.no",
        "http://APITEST.vipps.no.:443",
        "https://a:b@api.vipps.no",
        "ftp://a"
      ]) {
        for (const more of [{}, { VIPPS_MERCHANT_SERIAL_NUMBER: "12" }]) {
          for (const args of [["doctor"], ["get", "order-2026-0001"], ["pay", "100", "--yes", "--live"], ["logs"]]) {
            const ran = await vipps({ ...env, VIPPS_BASE_URL: url, ...more }, args)
            assert.strictEqual(ran.code, 2, `${args.join(" ")} at ${url}: ${ran.err}`)
            assert.notInclude(ran.err, "a:b")
          }
        }
      }
      const malformed = await vipps({ ...variables("http://127.0.0.1:9"), VIPPS_CLIENT_SECRET: "a b" }, ["doctor"])
      assert.strictEqual(malformed.code, 2)
      assert.include(malformed.err, "clientSecret")
      assert.deepStrictEqual(sent, [])
    } finally {
      globalThis.fetch = real
    }
  })

  for (const [environment, advice] of [
    ["production", "keys of the test environment (VIPPS_ENVIRONMENT=test)"],
    ["test", "keys of production"]
  ] as const) {
    it.scopedLive(`doctor says that keys which ${environment} refuses may be those of the other environment`, () =>
      Effect.gen(function* () {
        const body = { statusCode: 401, message: "Access denied due to invalid subscription key." }
        const url = yield* scripted({ "/accesstoken/get": { status: 401, body } })
        const options = { clientId: "a", clientSecret: "b", subscriptionKey: "c", merchantSerialNumber: "123456" }
        const server = { url, environment, signal: new AbortController().signal }
        const { checks } = yield* Effect.promise(() => tokenCheck(server, options))
        assert.strictEqual(checks[0]?.result, "wrong")
        assert.include(checks[0]?.message, advice)
      })
    )
  }

  it.scopedLive("doctor names an expired client secret", () =>
    Effect.gen(function* () {
      const body = { error: "invalid_client", error_description: "AADSTS7000222: expired" }
      const url = yield* scripted({ "/accesstoken/get": { status: 401, body } })
      const ran = yield* found(variables(url))
      assert.strictEqual(ran.check("keys").message, "VIPPS_CLIENT_SECRET has expired")
    })
  )

  it.scopedLive("doctor finds a clock that is wrong", () =>
    Effect.gen(function* () {
      const headers = { date: "Thu, 30 Mar 2023 08:38:32 GMT" }
      const url = yield* scripted({ "/accesstoken/get": { ...token, headers } })
      const ran = yield* found(variables(url))
      assert.strictEqual(ran.check("clock").result, "wrong")
      assert.include(ran.check("clock").message, "ahead of the server")
    })
  )

  it.scopedLive("doctor reports texts that it does not know as unknown, without repeating them", () =>
    Effect.gen(function* () {
      const body = { message: "teapot" }
      const refused = yield* found(variables(yield* scripted({ "/accesstoken/get": { status: 418, body } })))
      assert.strictEqual(refused.check("keys").result, "unknown")
      assert.notInclude(refused.out, "teapot")
      const server = yield* scripted({ "/accesstoken/get": token, "/epayment": { status: 403, body } })
      const other = yield* found(variables(server))
      assert.strictEqual(other.check("sales unit").result, "unknown")
      assert.strictEqual(other.code, 1)
    })
  )

  it.live("doctor reports a server that does not respond", () =>
    Effect.gen(function* () {
      const ran = yield* found(variables("http://127.0.0.1:9"))
      assert.strictEqual(ran.code, 1)
      assert.include(ran.check("keys").message, "no response")
    })
  )
})
