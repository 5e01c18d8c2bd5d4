/** The dashboard of an emulator with 10,000 payments, in a real browser, and without accessibility problems. */
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { order } from "../emulator/harness.js"
import { apiOf } from "../emulator/servedApi.js"
import { a11yProblems } from "./a11yProblems.js"
import { violations } from "./axe.js"
import { browser, openPage, picture } from "./browser.js"

const kilobytes = (bytes: number): number => Math.round(bytes / 100) / 10

/** What a page loads and holds, once it is live. */
const measured = (page: Page, url: string) =>
  Effect.promise(async () => {
    const requests: Array<string> = []
    const note = (request: { readonly url: () => string }) => requests.push(new URL(request.url()).pathname)
    page.on("request", note)
    const reply = await page.goto(url)
    const bytes = (await reply?.body())?.length ?? 0
    await page.getByText("Live: this page follows what happens.").waitFor()
    page.off("request", note)
    const [nodes, interactive, height] = await page.evaluate<ReadonlyArray<number>>(
      "[document.querySelectorAll('*').length, performance.getEntriesByType('navigation')[0].domInteractive, document.documentElement.scrollHeight]"
    )
    return { bytes, nodes: nodes ?? 0, requests, interactive: Math.round(interactive ?? 0), height: height ?? 0 }
  })

describe("the dashboard with 10,000 payments", () => {
  it.scopedLive(
    "lists and pages stay small and live on a phone, and old payments are found with their webhooks",
    () =>
      Effect.gen(function* () {
        const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false })
        const { create, register } = yield* apiOf(emulator, url)
        yield* register("https://shop.example/vipps", ["epayments.payment.authorized.v1"])
        yield* emulator.injectDelivery({ reference: "order-00000", fault: { _tag: "Lost" } })
        const references = Array.from({ length: 10_000 }, (_, index) => `order-${String(index).padStart(5, "0")}`)
        yield* Effect.forEach(references, (reference) => create(order(reference)), { concurrency: 20, discard: true })
        yield* emulator.approve("order-00000")
        const page = yield* openPage(yield* browser)
        for (const [path, most] of [
          ["/_emulator", { bytes: 120_000, nodes: 1500 }],
          ["/_emulator/dashboard/payments", { bytes: 120_000, nodes: 2500 }],
          ["/_emulator/dashboard/payments?before=5000&state=CREATED", { bytes: 120_000, nodes: 2500 }],
          ["/_emulator/dashboard/payments/123456/order-00000", { bytes: 60_000, nodes: 500 }]
        ] as const) {
          const { bytes, height, interactive, nodes, requests } = yield* measured(page, url + path)
          yield* Effect.log(
            `${path}: ${kilobytes(bytes)} kB, ${nodes} elements, ${height} px, interactive after ${interactive} ms`
          )
          assert.isAtMost(bytes, most.bytes, path)
          assert.isAtMost(nodes, most.nodes, path)
          // Itself, its style and its script, the events, and what is new at the first event.
          assert.isAtMost(requests.filter((one) => one !== "/favicon.ico").length, 5, requests.join(", "))
          assert.deepStrictEqual(yield* Effect.promise(() => a11yProblems(page)), [])
        }
        // Its request and its webhook are 10,000 payments old.
        const life = yield* Effect.promise(() => page.locator("#life").innerText())
        assert.match(life, /createPayment: 201/)
        assert.match(life, /payment\.authorized\s+fault: Lost/)
        assert.strictEqual(yield* Effect.promise(() => page.locator("#deliveries li").count()), 1)
        yield* Effect.promise(() => page.goto(`${url}/_emulator/dashboard/payments`))
        yield* Effect.promise(() => page.getByText("Live: this page follows what happens.").waitFor())
        yield* create(order("order-new-1"))
        const first = page.locator("#live .rows > li").first()
        yield* Effect.promise(() => first.getByRole("link", { name: "order-new-1", exact: true }).waitFor())
        assert.strictEqual(yield* Effect.promise(() => page.locator("#live .rows > li").count()), 50)
        yield* Effect.promise(() => page.getByLabel("Search").fill("00042"))
        yield* Effect.promise(() => page.getByRole("button", { name: "Show" }).click())
        yield* Effect.promise(() => page.getByRole("link", { name: "order-00042", exact: true }).click())
        yield* Effect.promise(() => page.getByRole("button", { name: "Approve order-00042" }).click())
        yield* Effect.promise(() => page.getByText("The customer approved the payment.").waitFor())
        assert.strictEqual(new URL(page.url()).pathname, "/_emulator/dashboard/payments/123456/order-00042")
        assert.strictEqual((yield* emulator.payment("order-00042")).state, "AUTHORIZED")
      }),
    240_000
  )
})

describe("the dashboard, checked by axe-core", () => {
  for (const width of ["screen", "phone"] as const) {
    it.scopedLive(
      `every kind of page of the dashboard is without violations on a ${width}, light and dark`,
      () =>
        Effect.gen(function* () {
          const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false })
          const { capture, create, draft, register } = yield* apiOf(emulator, url)
          yield* register("http://127.0.0.1:9/vipps", ["epayments.payment.created.v1", "epayments.payment.captured.v1"])
          for (let day = 0; day < 4; day++) {
            yield* create(order(`order-000${day}`))
            yield* emulator.approve(`order-000${day}`)
            yield* emulator.inject({
              operation: "EPayment.capturePayment",
              fault: { _tag: "Answer", status: 503, afterEffect: true }
            })
            // The response is lost, and the retry with the same key finds out.
            yield* capture(`order-000${day}`, 5_000 - 1_000 * day, `capture-${day}`)
            yield* capture(`order-000${day}`, 5_000 - 1_000 * day, `capture-${day}`)
            yield* capture(`order-000${day}`, 1_000_000, `too-much-${day}`)
            if (day < 3) yield* emulator.moveClock("1 day")
          }
          yield* create(order("order-0004"))
          yield* create(order("order-0005", { profile: { scope: "name address" } }))
          yield* emulator.approve("order-0005")
          const agreementId = yield* draft
          yield* emulator.approveAgreement(agreementId)
          yield* emulator.inject({ operation: "EPayment.capturePayment", nth: 2, fault: { _tag: "Hang" } })
          const page = yield* openPage(yield* browser, width)
          for (const [name, path] of [
            ["overview", ""],
            ["payments", "/dashboard/payments?state=AUTHORIZED"],
            ["payment", "/dashboard/payments/123456/order-0003"],
            ["agreement", `/dashboard/agreements/123456/${agreementId}`],
            ["requests", "/dashboard/requests"],
            ["deliveries", "/dashboard/deliveries"],
            ["consents", "/dashboard/consents"],
            ["settlements", "/dashboard/settlements"],
            ["ledger", "/dashboard/ledger"],
            ["keys", "/dashboard/keys"],
            ["reset", "/dashboard/reset"]
          ] as const) {
            yield* Effect.promise(() => page.goto(`${url}/_emulator${path}`))
            yield* Effect.promise(() => page.emulateMedia({ colorScheme: "light" }))
            yield* picture(page, `dashboard-${name}-${width}`)
            yield* Effect.promise(() =>
              page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            )
            assert.deepStrictEqual(yield* violations(page), [], `${name}, light`)
            yield* Effect.promise(() => page.emulateMedia({ colorScheme: "dark" }))
            yield* picture(page, `dashboard-${name}-${width}-dark`)
            assert.deepStrictEqual(yield* violations(page, "color-contrast"), [], `${name}, dark`)
            assert.deepStrictEqual(yield* Effect.promise(() => a11yProblems(page)), [], name)
          }
        }),
      240_000
    )
  }
})
