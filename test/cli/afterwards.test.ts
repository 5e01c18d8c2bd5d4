/** What fails after a change was made is no refusal: something has changed. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { json, serveVipps } from "../support/server.js"
import { variables, vipps } from "./run.js"

const reference = "order-2026-0001"
const url = "https://example.com/hook"
const event = "epayments.payment.captured.v1"
const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`

const failureOf = (err: string): Record<string, unknown> => JSON.parse(err.trim().split("\n").at(-1) ?? "").error

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vipps-cli-"))),
  (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
)

describe.concurrent("vipps, after a change", () => {
  for (const status of [401, 403, 404, 503]) {
    it.scopedLive(`pay ends with 4 and the reference when the reads after it fail with ${status}`, () =>
      Effect.gen(function* () {
        const server = yield* serveVipps(({ method }, response) =>
          method === "POST"
            ? json(response, 201, { redirectUrl: "https://example.com", reference })
            : json(response, status, { title: "no" })
        )
        const args = ["pay", "100", "--reference", reference, "--yes", "--wait", "1", "--json"]
        const { code, err } = yield* Effect.promise(() => vipps(variables(server.url), args))
        assert.strictEqual(code, 4, err)
        const failure = failureOf(err)
        assert.strictEqual(failure["reference"], reference)
        assert.strictEqual(failure["outcome"], "pending")
        assert.include(String(failure["message"]), `vipps get ${reference}`)
      })
    )
  }

  it.scopedLive("pay ends with 4 and the reference when it is interrupted while the customer decides", () =>
    Effect.gen(function* () {
      const stop = new AbortController()
      const server = yield* serveVipps(({ method }, response) =>
        method === "POST"
          ? json(response, 201, { redirectUrl: "https://example.com", reference })
          : json(response, 404, {})
      )
      const args = ["pay", "100", "--reference", reference, "--yes", "--json"]
      const { code, err } = yield* Effect.promise(() =>
        vipps(variables(server.url), args, {
          signal: stop.signal,
          onErr: (text) => {
            if (text.includes("Pay at")) stop.abort()
          }
        })
      )
      assert.strictEqual(code, 4)
      assert.strictEqual(failureOf(err)["reference"], reference)
    })
  )

  it.scopedLive("webhooks ensure is refused only where it has removed nothing", () =>
    Effect.gen(function* () {
      const made = yield* folder
      // A sales unit can have 25 registrations for an event: there is no room before one is removed.
      for (const [count, expected] of [
        [1, 1],
        [25, 3]
      ] as const) {
        const webhooks = Array.from({ length: count }, (_, index) => ({
          id: id(index),
          url: index === 0 ? url : `https://example.com/${index}`,
          events: [event]
        }))
        const server = yield* serveVipps(({ method }, response) => {
          if (method === "GET") return json(response, 200, { webhooks })
          if (method === "DELETE") return void response.writeHead(204).end()
          json(response, 400, { title: "no" })
        })
        const args = ["webhooks", "ensure", url, event, "--secret-file", join(made, "a.env"), "--yes", "--json"]
        const { code, err } = yield* Effect.promise(() => vipps(variables(server.url), args))
        assert.strictEqual(code, expected, err)
        assert.strictEqual(err.includes("Webhooks.remove has taken effect"), expected === 3)
      }
    })
  )

  it.scopedLive("webhooks register names the registration whose secret could not be saved", () =>
    Effect.gen(function* () {
      const gone = join(yield* folder, "gone")
      mkdirSync(gone)
      const server = yield* serveVipps((_, response) => {
        rmSync(gone, { recursive: true })
        json(response, 201, { id: id(1), secret: "a-secret-of-the-shop" })
      })
      const args = ["webhooks", "register", url, event, "--secret-file", join(gone, "a.env"), "--yes"]
      const { code, err } = yield* Effect.promise(() => vipps(variables(server.url), args))
      assert.strictEqual(code, 3, err)
      assert.include(err, `vipps webhooks delete ${id(1)}`)
      assert.notInclude(err, "a-secret-of-the-shop")
    })
  )
})
