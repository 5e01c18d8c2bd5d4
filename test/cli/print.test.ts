/** What a server writes reaches the terminal as letters, whatever it holds. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { tokenResponse } from "../support/samples.js"
import { json, serve } from "../support/server.js"
import { event, payment } from "./fixtures.js"
import { variables, vipps } from "./run.js"

const reference = "order-2026-0001"

/** Sets the title, clears the screen, colours what follows, in both encodings, and turns the direction around. */
const hostile = "A\u001b]0;owned\u0007\u001b[2J\u001b[31m\u009b2J\u0085\u202e\u2066Z"

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** Those of `inspect` included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these start a colour
const ownColours = /\u001b\[(?:3[1-69]|0)m/g

/** Each string of a response as a hostile server would have it, except what the client checks. */
const spoiled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(spoiled)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      typeof field === "string" && /^(state|name|idempotencyKey|url|title|detail|message|method|path|fault)$/.test(name)
        ? hostile
        : spoiled(field)
    ])
  )
}

describe("what is printed", () => {
  for (const isTTY of [false, true]) {
    it.scopedLive(`nothing that a server writes controls the ${isTTY ? "terminal" : "pipe"}`, () =>
      Effect.gen(function* () {
        const { url } = yield* serve(({ path }, response) => {
          if (path === "/accesstoken/get") return json(response, 200, tokenResponse())
          if (path.startsWith("/_emulator/requests")) {
            const line = { sequence: 1, timestamp: 0, method: "GET", path: "/", reference, fault: "x", status: 200 }
            return json(response, 200, spoiled([line]))
          }
          if (path.includes("/webhooks")) {
            return json(response, 200, spoiled({ webhooks: [{ id: "webhook-1", url: "", events: [hostile] }] }))
          }
          if (path.endsWith("refused")) return json(response, 400, spoiled({ title: "no", detail: "no" }))
          json(response, 200, spoiled(path.endsWith("/events") ? [event(reference, "CREATED")] : payment(reference)))
        })
        for (const [expected, ...args] of [
          [0, "get", reference],
          [0, "events", reference],
          [0, "reconcile", reference],
          [0, "capture", reference, "100", "--yes"],
          [0, "webhooks", "list"],
          [0, "call", "EPayment.getPayment", reference],
          [1, "get", "order-is-refused"],
          [0, "logs"]
        ] as const) {
          for (const json of [[], ["--json"]]) {
            const ran = yield* Effect.promise(() => vipps(variables(url), [...args, ...json], { isTTY }))
            assert.strictEqual(ran.code, expected, `${args.join(" ")}: ${ran.err}`)
            const printed = isTTY ? (ran.out + ran.err).replace(ownColours, "") : ran.out + ran.err
            assert.notMatch(printed, harmful, args.join(" "))
          }
        }
      })
    )
  }

  it.scopedLive("a server cannot write a colour code of the program", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((_, response) => {
        const line = { sequence: 1, timestamp: 0, method: "\u001b[32mGET", path: "/", reference, status: 500 }
        json(response, 200, [line])
      })
      const { out } = yield* Effect.promise(() => vipps(variables(url), ["logs"], { isTTY: true }))
      assert.include(out, "\u001b[31m500\u001b[0m")
      assert.notInclude(out, "\u001b[32m")
    })
  )
})
