// @effect-diagnostics globalFetch:off
/** Readers that go away: what is under way goes on, and the exit code is that of the command. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { outputOf } from "../../packages/cli/src/output.js"
import { json, serveVipps } from "../support/server.js"
import { event, gate, modification, payment } from "./fixtures.js"
import { program } from "./program.js"
import { variables } from "./run.js"

const reference = "order-2026-0001"

const start = program()

describe.concurrent("vipps, when its readers go away", () => {
  for (const [status, expected] of [
    [200, 0],
    [500, 3]
  ] as const) {
    it.scopedLive(`capture exits with ${expected} after a response of ${status}, although both pipes are closed`, () =>
      Effect.gen(function* () {
        const mayRead = gate()
        const { seen, url } = yield* serveVipps(async ({ method }, response) => {
          if (method === "POST") {
            return json(response, status, status === 200 ? modification(reference) : { title: "no" })
          }
          await mayRead.opened
          json(response, 200, payment(reference))
        })
        const { child, ended, until } = yield* start(variables(url), ["capture", reference, "10000", "--yes"])
        yield* Effect.promise(() => until(/Idempotency key/))
        child.stdout?.destroy()
        child.stderr?.destroy()
        mayRead.open()
        assert.strictEqual((yield* Effect.promise(() => ended)).code, expected)
        const captures = seen.filter(({ path }) => path.endsWith("/capture"))
        assert.strictEqual(new Set(captures.map(({ headers }) => headers["idempotency-key"])).size, 1)
      })
    )
  }

  it.scopedLive("pay of a payment that was terminated exits with 1 although nobody reads its results", () =>
    Effect.gen(function* () {
      const mayEnd = gate()
      const { url } = yield* serveVipps(async ({ method }, response) => {
        if (method === "POST") return json(response, 201, { redirectUrl: "https://example.com", reference })
        await mayEnd.opened
        return json(response, 200, payment(reference, "TERMINATED"))
      })
      const args = ["pay", "10000", "--reference", reference, "--yes", "--wait", "1"]
      const { child, ended, until } = yield* start(variables(url), args)
      yield* Effect.promise(() => until(/Pay at/))
      child.stdout?.destroy()
      mayEnd.open()
      assert.strictEqual((yield* Effect.promise(() => ended)).code, 1)
    })
  )

  it.scopedLive("logs --follow and listen end with 0 once nobody reads their results", () =>
    Effect.gen(function* () {
      let sequence = 0
      const { url } = yield* serveVipps(({ path }, response) => {
        if (path.startsWith("/_emulator/requests")) {
          sequence++
          return json(response, 200, [{ sequence, timestamp: 0, method: "GET", path, reference, status: 200 }])
        }
        // A shop that never accepts: listen prints a line for each try.
        if (path === "/hook") return void response.writeHead(500).end()
        return json(response, 200, path.endsWith("/events") ? [event(reference, "CREATED")] : payment(reference))
      })
      const env = { ...variables(url), VIPPS_WEBHOOK_SECRET: "a-secret-of-the-shop" }
      const logs = yield* start(env, ["logs", "--follow"])
      const listen = yield* start(env, ["listen", "--forward-to", `${url}/hook`])
      yield* Effect.promise(() => logs.until(/GET/))
      logs.child.stdout?.destroy()
      yield* Effect.promise(() => listen.until(/VIPPS_BASE_URL=/))
      const [, proxy = ""] = /VIPPS_BASE_URL=(\S+)/.exec(listen.printed()) ?? []
      listen.child.stdout?.destroy()
      yield* Effect.promise(() => fetch(`${proxy}/epayment/v1/payments/${reference}`))
      for (const { ended } of [logs, listen]) assert.strictEqual((yield* Effect.promise(() => ended)).code, 0)
    })
  )

  it("a full disk is reported once, and what follows is dropped", () => {
    const listeners: Array<(error: NodeJS.ErrnoException) => void> = []
    const written: Array<string> = []
    const stream = {
      isTTY: false,
      on: (_: string, listener: (error: NodeJS.ErrnoException) => void) => listeners.push(listener),
      write: (text: string) => written.push(text)
    }
    const failures: Array<string> = []
    const out = outputOf(stream as never, (code) => failures.push(code))
    out.write("first")
    for (const code of ["ENOSPC", "EPIPE"]) for (const fail of listeners) fail(Object.assign(new Error(), { code }))
    out.write("second")
    assert.deepStrictEqual(written, ["first"])
    assert.deepStrictEqual(failures, ["ENOSPC"])
    assert.isTrue(out.isClosed?.())
  })
})
