import { spawn } from "node:child_process"
import * as Http from "node:http"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { merchants } from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import { modification, order } from "./harness.js"
import { ask } from "./pages.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly output: ReadonlyArray<string>
  readonly errors: string
}

/** The program as a child process that does not outlive the test. */
const run = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(process.execPath, ["--import", "tsx", "packages/emulator/src/bin.ts", ...args], {
        cwd: root,
        env: { PATH: "", ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const output: Array<string> = []
      let errors = ""
      const lines = createInterface(child.stdout)
      const ready = new Promise<void>((resolve) => {
        lines.on("line", (line) => {
          output.push(line)
          // The last line.
          if (line.includes(merchants.finland.credentials.clientId)) resolve()
        })
      })
      child.stderr.on("data", (data) => {
        errors += String(data)
      })
      const ended = new Promise<Ended>((resolve) => {
        child.on("close", (code, signal) => resolve({ code, signal, output, errors }))
      })
      const started = Promise.race([ready, ended.then(({ errors }) => Promise.reject(new Error(errors)))])
      started.catch(() => undefined)
      return { child, output, started: Effect.promise(() => started), ended: Effect.promise(() => ended) }
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

const post = (url: string, headers: Record<string, string>, agent: Http.Agent) =>
  Effect.async<number>((resume) => {
    Http.request(url, { method: "POST", headers, agent }, (response) => {
      response.resume()
      response.on("end", () => resume(Effect.succeed(response.statusCode ?? 0)))
    }).end()
  })

const stopsOn = (signal: "SIGTERM" | "SIGINT") =>
  Effect.gen(function* () {
    const { child, ended, output, started } = yield* run(["--port", "0"], { VIPPS_CLIENT_SECRET: "my-secret" })
    yield* started
    const url = /^Vipps emulator: (http:\/\/127\.0\.0\.1:\d+)$/.exec(output[0] ?? "")?.[1]
    assert.isString(url)
    assert.include(output, `VIPPS_BASE_URL=${url}`)
    assert.include(output, `Dashboard  ${url}/_emulator`)
    assert.include(output, `Inbox      ${url}/_emulator/inbox`)
    const { credentials, currency, name } = merchants.denmark
    const ids = `${credentials.merchantSerialNumber}  ${credentials.clientId}`
    assert.include(output, `  ${name}  ${currency}  ${ids}`)
    assert.notInclude(output.join("\n"), credentials.clientSecret)
    assert.include(output, "VIPPS_CLIENT_SECRET=my-secret")
    assert.include(output, "VIPPS_MERCHANT_SERIAL_NUMBER=123456")
    const value = (name: string) => output.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? ""
    const agent = new Http.Agent({ keepAlive: true })
    const headers = {
      client_id: value("VIPPS_CLIENT_ID"),
      client_secret: value("VIPPS_CLIENT_SECRET"),
      "Ocp-Apim-Subscription-Key": value("VIPPS_SUBSCRIPTION_KEY")
    }
    assert.strictEqual(yield* post(`${url}/accesstoken/get`, headers, agent), 200)
    child.kill(signal)
    const { code, errors } = yield* Effect.timeout(ended, "3 seconds")
    agent.destroy()
    assert.strictEqual(code, 0)
    assert.strictEqual(errors, "")
  })

const refuses = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { ended } = yield* run(args)
    const { code, errors, output } = yield* ended
    assert.strictEqual(code, 1)
    assert.match(errors, /^Usage: vipps-emulator/)
    assert.deepStrictEqual(output, [])
  })

describe("vipps-emulator", () => {
  // Starting a process is slow; two of them start together.
  it.scopedLive(
    "vipps-emulator prints where it listens and which keys to use, and exits with 0 on SIGTERM and SIGINT",
    () => Effect.all([stopsOn("SIGTERM"), stopsOn("SIGINT")], { concurrency: "unbounded" })
  )

  it.scopedLive("vipps-emulator prints its usage and exits with 1 for unknown arguments", () =>
    Effect.all([refuses("--port", "many"), refuses("--rate-limits")], { concurrency: "unbounded" })
  )

  it.scopedLive("vipps-emulator prints its usage with --help", () =>
    Effect.gen(function* () {
      const { ended } = yield* run(["--help"])
      const { code, errors, output } = yield* ended
      assert.deepStrictEqual([code, errors], [0, ""])
      assert.match(output[0] ?? "", /^Usage: vipps-emulator/)
      for (const option of ["--port", "--no-rate-limits", "--help"]) assert.include(output.join(), option)
    })
  )

  it.scopedLive("vipps-emulator serves without rate limits when started without them", () =>
    Effect.gen(function* () {
      const { output, started } = yield* run(["--port", "0", "--no-rate-limits"])
      yield* started
      const url = output[0]?.slice("Vipps emulator: ".length)
      const value = (name: string) => output.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? ""
      const key = { "Ocp-Apim-Subscription-Key": value("VIPPS_SUBSCRIPTION_KEY") }
      const login = { client_id: value("VIPPS_CLIENT_ID"), client_secret: value("VIPPS_CLIENT_SECRET"), ...key }
      const { text } = yield* ask(`${url}/accesstoken/get`, { headers: login, json: {} })
      const Authorization = `Bearer ${JSON.parse(text).access_token}`
      const msn = { "Merchant-Serial-Number": value("VIPPS_MERCHANT_SERIAL_NUMBER") }
      const pay = (path: string, idempotencyKey: string, json: unknown) => {
        const headers = { Authorization, "Idempotency-Key": idempotencyKey, ...msn, ...key }
        return Effect.map(ask(`${url}/epayment/v1/payments${path}`, { headers, json }), ({ status }) => status)
      }
      assert.strictEqual(yield* pay("", "create", order("order-0001")), 201)
      // Five a minute are let through otherwise; these may fall into two minutes.
      for (let count = 0; count < 12; count++) {
        assert.strictEqual(yield* pay("/order-0001/capture", `capture-${count}`, modification(100)), 400)
      }
    })
  )
})
