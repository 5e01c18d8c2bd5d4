/** A page on the internet cannot reach a developer's emulator through the developer's browser. */
import { assert, describe, it } from "@effect/vitest"
import * as VippsEmulatorServer from "@effect-vipps/emulator/VippsEmulatorServer"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { keys, order, tokenHeaders } from "../emulator/harness.js"
import { serve } from "../support/server.js"
import { browserThatResolves, openPage } from "./browser.js"

const evil = "evil.example"

/** An emulator with a payment, and a page of another site that is open in the developer's browser. */
const visited = Effect.gen(function* () {
  const { emulator, url } = yield* VippsEmulatorServer.make()
  yield* Effect.promise(async () => {
    const post = async (path: string, headers: Record<string, string>, body: unknown) =>
      (
        await emulator.fetch(`${url}${path}`, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify(body)
        })
      ).json() as Promise<Record<string, string>>
    const { access_token } = await post("/accesstoken/get", tokenHeaders, {})
    const auth = {
      authorization: `Bearer ${access_token}`,
      "ocp-apim-subscription-key": keys.subscriptionKey,
      "merchant-serial-number": keys.merchantSerialNumber,
      "idempotency-key": "1"
    }
    await post("/epayment/v1/payments", auth, order("order-0001"))
  })
  const site = yield* serve((_, response) => {
    response.writeHead(200, { "content-type": "text/html" })
    response.end(
      `<!doctype html><html lang="en"><title>Prizes</title><body><iframe name="hidden"></iframe></body></html>`
    )
  })
  const page = yield* openPage(yield* browserThatResolves(evil))
  const open = (at: string) => Effect.promise(() => page.goto(at))
  const isThere = Effect.map(emulator.payment("order-0001"), ({ state }) => state)
  return {
    emulator,
    isThere,
    open,
    page,
    port: new URL(url).port,
    site: `http://${evil}:${new URL(site.url).port}/`,
    url
  }
})

/** Posts without asking first, as any page may; the reply stays hidden from it. */
const posts = (page: Page, target: string) =>
  Effect.promise(() =>
    page.evaluate(
      `fetch(${JSON.stringify(target)}, { method: "POST", mode: "no-cors", body: "{}" }).then(() => "sent", String)`
    )
  )

/** Submits a form into a frame, and waits for what it leads to. */
const submits = (page: Page, target: string) =>
  Effect.promise(() =>
    page.evaluate(`new Promise((done) => {
      const form = document.createElement("form")
      Object.assign(form, { method: "post", action: ${JSON.stringify(target)}, target: "hidden" })
      document.body.append(form)
      document.querySelector("iframe").addEventListener("load", () => done("sent"), { once: true })
      form.submit()
    })`)
  )

const spellings = [
  "/_emulator/reset",
  "//_emulator/reset",
  "//x/_emulator/reset",
  "///x/_emulator/reset",
  "/\\x/_emulator/reset",
  "/x/..//x/_emulator/reset",
  "/%5Femulator/reset",
  "/_emulator%2Freset",
  "/_emulator//reset",
  "/_emulator/reset/",
  "/%2e%2e//x/_emulator/reset",
  "//x/%09/../_emulator/reset",
  "/_emulator/dashboard/reset",
  "//x/_emulator/dashboard/reset",
  "/_emulator//dashboard/reset"
]

describe("pages of other sites in the developer's browser", () => {
  it.scopedLive(
    "a page of another site cannot reset the emulator by fetch or by a form, in any spelling of the path",
    () =>
      Effect.gen(function* () {
        const { isThere, open, page, port, site, url } = yield* visited
        yield* open(site)
        for (const base of [url, `http://localhost:${port}`, `http://${evil}:${port}`]) {
          for (const spelling of spellings) {
            assert.strictEqual(yield* posts(page, base + spelling), "sent", base + spelling)
            assert.strictEqual(yield* isThere, "CREATED", `fetch ${base}${spelling}`)
          }
          for (const spelling of spellings) {
            yield* submits(page, base + spelling)
            assert.strictEqual(yield* isThere, "CREATED", `form ${base}${spelling}`)
          }
        }
      }),
    60_000
  )

  it.scopedLive(
    "a page of another site reads nothing after its name is pointed at this machine, in any spelling of the path",
    () =>
      Effect.gen(function* () {
        const { open, page, port } = yield* visited
        for (const path of ["/", "/_emulator", "/_emulator/dashboard/keys", "/epayment/v1/payments/order-0001"]) {
          const reply = yield* open(`http://${evil}:${port}${path}`)
          assert.strictEqual(reply?.status(), 403, path)
        }
        for (const spelling of spellings.map((path) => path.replace("reset", "requests"))) {
          const text = yield* Effect.promise(() =>
            page.evaluate(`fetch(location.origin + ${JSON.stringify(spelling)}).then((reply) => reply.text(), String)`)
          )
          assert.notInclude(String(text), "order-0001", spelling)
        }
      })
  )

  it.scopedLive("the dashboard of the emulator itself resets it", () =>
    Effect.gen(function* () {
      const { emulator, open, page, url } = yield* visited
      yield* open(`${url}/_emulator/dashboard/reset`)
      yield* Effect.promise(() => page.getByRole("button", { name: "Forget everything" }).click())
      yield* Effect.promise(() => page.waitForURL("**/_emulator?did=reset"))
      assert.deepStrictEqual(yield* emulator.requests, [])
    })
  )
})
