/** Interruptions: before a change nothing is sent, amid it the outcome is waited for, and leaving without it says so. */
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { json, serveVipps } from "../support/server.js"
import { gate, modification, payment } from "./fixtures.js"
import { program } from "./program.js"
import { type Ran, variables, vipps } from "./run.js"

const start = program()

const reference = "order-2026-0001"

const temporary = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vipps-cli-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** Each command that changes something. */
const changes = (folder: string): ReadonlyArray<ReadonlyArray<string>> => {
  const secretFile = ["--secret-file", join(folder, "webhook.env")]
  const webhook = ["https://example.com/hook", "epayments.payment.captured.v1", ...secretFile]
  return [
    ["capture", reference],
    ["capture", reference, "100"],
    ["refund", reference, "100"],
    ["cancel", reference],
    ["pay", "100"],
    ["call", "EPayment.cancelPayment", reference],
    ["call", "Qr.deleteRedirect", "qr-1"],
    ["webhooks", "register", ...webhook],
    ["webhooks", "ensure", ...webhook],
    ["webhooks", "delete", "00000000-0000-4000-8000-000000000001"]
  ]
}

const failure = ({ err }: Ran): Record<string, unknown> => JSON.parse(err.trim().split("\n").at(-1) ?? "").error

describe.concurrent("vipps, interrupted", () => {
  it.scopedLive("every command that changes something sends nothing after an interruption, and says so", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const { seen, url } = yield* serveVipps((_, response) => json(response, 200, payment(reference)))
      for (const args of changes(folder)) {
        const ran = yield* Effect.promise(() =>
          vipps(variables(url), [...args, "--yes"], { signal: AbortSignal.abort() })
        )
        assert.strictEqual(ran.code, 1, args.join(" "))
        assert.include(ran.err, "Interrupted; no request was sent")
      }
      assert.deepStrictEqual(seen, [])
      assert.isFalse(existsSync(join(folder, "webhook.env")))
    })
  )

  it.scopedLive("every command that changes something waits for the outcome, and leaves without it with 3", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      for (const args of changes(folder)) {
        const stop = new AbortController()
        const hurry = new AbortController()
        const { url } = yield* serveVipps(({ method, path }, response) => {
          if (method !== "GET") return stop.abort()
          json(response, 200, path.endsWith("/webhooks") ? { webhooks: [] } : payment(reference))
        })
        const ran = yield* Effect.promise(() =>
          vipps(variables(url), [...args, "--yes", "--json"], {
            signal: stop.signal,
            hurry: hurry.signal,
            onErr: (err) => {
              if (err.includes("Waiting for the outcome")) hurry.abort()
            }
          })
        )
        assert.strictEqual(ran.code, 3, args.join(" "))
        const { idempotencyKey, message, outcome } = failure(ran)
        assert.strictEqual(outcome, "unknown")
        const [, printed] = /Idempotency key: (\S+)/.exec(ran.err) ?? []
        assert.strictEqual(idempotencyKey, printed)
        assert.include(String(message), printed ?? (args[0] === "webhooks" ? "vipps webhooks list" : "again"))
        assert.isFalse(existsSync(join(folder, "webhook.env")))
      }
    })
  )

  it.scopedLive("Ctrl-C amid a capture prints a note, and the command ends with the outcome", () =>
    Effect.gen(function* () {
      const answer = gate()
      const { url } = yield* serveVipps(async ({ method }, response) => {
        if (method === "GET") return json(response, 200, payment(reference))
        child.kill("SIGINT")
        await answer.opened
        json(response, 200, modification(reference))
      })
      const { child, ended, until } = yield* start(variables(url), ["capture", reference, "--yes"])
      yield* Effect.promise(() => until(/Waiting for the outcome/))
      answer.open()
      const { code, out } = yield* Effect.promise(() => ended)
      assert.strictEqual(code, 0)
      assert.include(out, "done")
    })
  )

  it.scopedLive("a second Ctrl-C amid a capture ends the process with 3 and the key", () =>
    Effect.gen(function* () {
      const { seen, url } = yield* serveVipps(({ method }, response) => {
        if (method === "GET") return json(response, 200, payment(reference))
        child.kill("SIGINT")
      })
      const { child, ended, until } = yield* start(variables(url), [
        "capture",
        reference,
        "100",
        "--yes",
        "--key",
        "key-1"
      ])
      yield* Effect.promise(() => until(/Waiting for the outcome/))
      child.kill("SIGINT")
      const { code, err } = yield* Effect.promise(() => ended)
      assert.strictEqual(code, 3, err)
      assert.match(err, /it may have taken effect.*--key key-1/)
      assert.lengthOf(
        seen.filter(({ path }) => path.endsWith("/capture")),
        1
      )
    })
  )

  it.scopedLive("Ctrl-C while the payment is read ends the process at once, and nothing is captured", () =>
    Effect.gen(function* () {
      const { seen, url } = yield* serveVipps(() => {
        child.kill("SIGINT")
      })
      const { child, ended } = yield* start(variables(url), ["capture", reference, "--yes"])
      const { code, err } = yield* Effect.promise(() => ended)
      assert.strictEqual(code, 1)
      assert.include(err, "Interrupted; no request was sent")
      assert.deepStrictEqual(
        seen.map(({ method }) => method),
        ["POST", "GET"],
        "an access token and the read"
      )
    })
  )
})
