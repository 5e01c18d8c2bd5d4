// @effect-diagnostics globalDate:off
/** An agreement in a real browser: the customer's page, and the dashboard. */
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { keys, tokenHeaders } from "../emulator/harness.js"
import { chargeRequest, draftRequest, initialCharge } from "../emulator/recurringHarness.js"
import { serve } from "../support/server.js"
import { a11yProblems } from "./a11yProblems.js"
import { browser, openPage, picture } from "./browser.js"

const agreements = "/recurring/v3/agreements"

const shop = serve((_, response) => {
  response.writeHead(200, { "content-type": "text/html" })
  response.end(`<!doctype html><html lang="en"><title>Shop</title><body><h1>Welcome</h1></body></html>`)
})

const start = (width: "phone" | "screen" = "phone") =>
  Effect.gen(function* () {
    const merchant = yield* shop
    const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false, tokenLifetime: "365 days" })
    const page = yield* openPage(yield* browser, width)
    let lastKey = 0
    const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      Effect.promise(async () => {
        const response = await emulator.fetch(url + path, {
          method,
          headers: {
            "content-type": "application/json",
            "idempotency-key": `key-${++lastKey}`,
            ...headers
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) })
        })
        assert.isTrue(response.ok, await response.clone().text())
        return response.json()
      })
    const { access_token } = yield* call("POST", "/accesstoken/get", undefined, tokenHeaders)
    const auth = { authorization: `Bearer ${access_token}`, "ocp-apim-subscription-key": keys.subscriptionKey }
    const draft = (more: Readonly<Record<string, unknown>> = {}) =>
      call("POST", agreements, draftRequest({ merchantRedirectUrl: `${merchant.url}/welcome`, ...more }), auth)
    const get = (id: string) => call("GET", `${agreements}/${id}`, undefined, auth)
    const charge = (id: string, more: Readonly<Record<string, unknown>>) =>
      call("POST", `${agreements}/${id}/charges`, chargeRequest(more), auth)
    const as = <A>(step: (page: Page) => Promise<A>) => Effect.promise(() => step(page))
    const welcomed = Effect.promise(() => page.getByRole("heading", { name: "Welcome" }).waitFor())
    return { as, charge, draft, emulator, get, page, url, welcomed }
  })

const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click()

const look = (page: Page, name: string) =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* Effect.promise(() => a11yProblems(page)), [], name)
    yield* picture(page, name)
  })

/** The date so many days from now, in UTC. */
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe("an agreement in a browser", () => {
  for (const width of ["phone", "screen"] as const) {
    it.scopedLive(`the customer reads the terms and approves, on a ${width}`, () =>
      Effect.gen(function* () {
        const { as, draft, emulator, get, page, welcomed } = yield* start(width)
        const { agreementId, vippsConfirmationUrl } = yield* draft({
          scope: "name email",
          productDescription: "A pair of wool socks by post",
          campaign: { type: "PRICE_CAMPAIGN", price: 4_900, end: "2099-12-31T00:00:00Z" },
          initialCharge: initialCharge()
        })
        yield* as((page) => page.goto(vippsConfirmationUrl))
        yield* look(page, `agreement-${width}`)
        const text = yield* as((page) => page.locator("main").innerText())
        for (const part of [
          "Sock club",
          "49.00 NOK every month until 2099-12-31",
          "199.00 NOK every month",
          "99.00 NOK, First pair",
          "your name",
          "your e-mail address"
        ])
          assert.include(text, part)
        yield* as(press("Approve"))
        yield* welcomed
        assert.strictEqual((yield* get(agreementId)).status, "ACTIVE")
        assert.deepStrictEqual(
          (yield* emulator.ledger).map(({ amount, operation }) => [operation, amount.value]),
          [["CAPTURED", 9_900]]
        )
        yield* as((page) => page.goto(vippsConfirmationUrl))
        yield* look(page, `agreement-active-${width}`)
        assert.match(yield* as((page) => page.locator("main").innerText()), /Paid at the start\s+99\.00 NOK/)
        yield* as(press("Stop the agreement"))
        yield* as((page) => page.getByRole("heading", { name: "Stopped" }).waitFor())
        assert.strictEqual((yield* get(agreementId)).status, "STOPPED")
      })
    )
  }

  it.scopedLive("the customer chooses a maximum, which the merchant reads back", () =>
    Effect.gen(function* () {
      const { as, draft, get, page, welcomed } = yield* start()
      const { agreementId, vippsConfirmationUrl } = yield* draft({
        pricing: { type: "VARIABLE", currency: "NOK", suggestedMaxAmount: 50_000 }
      })
      yield* as((page) => page.goto(vippsConfirmationUrl))
      yield* look(page, "agreement-variable")
      const field = page.getByLabel("The most you allow for one charge, in NOK")
      yield* as(() => field.fill("750.50"))
      yield* as(press("Approve"))
      yield* welcomed
      assert.strictEqual((yield* get(agreementId)).pricing.maxAmount, 75_050)
    })
  )

  it.scopedLive("the customer rejects, and nothing is charged", () =>
    Effect.gen(function* () {
      const { as, draft, emulator, get, page, welcomed } = yield* start()
      const { agreementId, vippsConfirmationUrl } = yield* draft({ initialCharge: initialCharge() })
      yield* as((page) => page.goto(vippsConfirmationUrl))
      yield* as(press("Reject"))
      yield* welcomed
      assert.strictEqual((yield* get(agreementId)).status, "STOPPED")
      assert.lengthOf(yield* emulator.ledger, 0)
      yield* as((page) => page.goto(vippsConfirmationUrl))
      yield* as((page) => page.getByRole("heading", { name: "Rejected" }).waitFor())
      yield* look(page, "agreement-rejected")
    })
  )

  for (const width of ["phone", "screen"] as const) {
    it.scopedLive(`the dashboard shows agreements with a picture of their charges, on a ${width}`, () =>
      Effect.gen(function* () {
        const { as, charge, draft, emulator, get, page, url } = yield* start(width)
        const { agreementId } = yield* draft({ initialCharge: initialCharge(), externalId: "member-1" })
        yield* as((page) => page.goto(`${url}/_emulator`))
        yield* as(press(`Approve ${agreementId}`))
        yield* as((page) => page.getByText("The customer approved the agreement.").waitFor())
        yield* charge(agreementId, { due: inDays(2), orderId: "paid-0001" })
        yield* charge(agreementId, { due: inDays(4), amount: 151, orderId: "failing-1" })
        yield* charge(agreementId, { due: inDays(6), transactionType: "RESERVE_CAPTURE", orderId: "reserved-1" })
        yield* charge(agreementId, { due: inDays(70), orderId: "pending-01" })
        yield* emulator.moveClock("8 days")
        yield* as((page) => page.goto(`${url}/_emulator`))
        yield* as((page) => page.locator("#agreements").getByRole("link", { name: agreementId, exact: true }).click())
        const image = page.getByRole("img", { name: new RegExp(`^Charges of ${agreementId}`) })
        yield* as(() => image.waitFor())
        assert.strictEqual(yield* as(() => image.locator("circle").count()), 5)
        const text = yield* as((page) => page.locator("#charges").innerText())
        for (const [id, status] of [
          ["first-0001", "CHARGED"],
          ["paid-0001", "CHARGED"],
          ["failing-1", "FAILED"],
          ["reserved-1", "RESERVED"],
          ["pending-01", "PENDING"]
        ])
          assert.match(text, new RegExp(`${id}\\s+Copy\\s+${status}`))
        yield* as((page) => page.locator("#life").scrollIntoViewIfNeeded())
        yield* look(page, `dashboard-agreements-${width}`)
        yield* as(press(`Stop ${agreementId}`))
        yield* as((page) => page.getByText("The customer stopped the agreement.").waitFor())
        assert.strictEqual((yield* get(agreementId)).status, "STOPPED")
      })
    )
  }
})
