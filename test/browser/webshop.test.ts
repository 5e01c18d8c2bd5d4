/** The webshop in a real browser: from the product to the refund, with a customer on the emulator's page. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Locator, Page } from "playwright-core"
import { openShop } from "../support/webshop.js"
import { a11yProblems } from "./a11yProblems.js"
import { browser, openPage, picture } from "./browser.js"

/** A customer with a phone or at a screen, and what the shop and Vipps know. */
const start = (width: "phone" | "screen" = "phone") =>
  Effect.gen(function* () {
    const shop = yield* openShop
    const page = yield* openPage(yield* browser, width)
    const as = <A>(step: (page: Page) => Promise<A>) => Effect.promise(() => step(page))
    const press = (name: string) => as((page) => page.getByRole("button", { name, exact: true }).click())
    yield* as((page) => page.goto(shop.url))
    return {
      ...shop,
      page,
      as,
      press,
      /** What the customer reads when back at the shop. */
      message: as(async (page) => {
        await page.waitForURL(/\/orders\//)
        return (await page.getByRole("status").textContent()) ?? ""
      }),
      /** The order in the back room. */
      card: Effect.as(
        as((page) => page.goto(`${shop.url}/admin`)),
        page.getByRole("listitem").first()
      )
    }
  })

const pay = "Pay Wool socks with Vipps"

/** Checks every page. */
const look = (page: Page, name: string) =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* Effect.promise(() => a11yProblems(page)), [], name)
    yield* picture(page, `webshop-${name}`)
  })

const pressIn = (card: Locator, name: RegExp) => Effect.promise(() => card.getByRole("button", { name }).click())

describe("the webshop", () => {
  for (const width of ["phone", "screen"] as const) {
    it.scopedLive(`the webshop sells, ships and refunds twice, on a ${width}`, () =>
      Effect.gen(function* () {
        const { as, card, delivery, ledger, page, press, message } = yield* start(width)
        yield* look(page, `products-${width}`)
        yield* press(pay)
        yield* press("Approve")
        assert.match(yield* message, /^It is paid/)
        yield* look(page, `paid-${width}`)
        assert.deepStrictEqual(yield* delivery("authorized"), ["Delivered 200"])
        assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900"])
        yield* as((page) => page.reload())
        assert.match(yield* message, /^It is paid/)

        const order = yield* card
        yield* look(page, `authorized-${width}`)
        yield* pressIn(order, /^Ship/)
        const refund = (amount: string) =>
          Effect.zipRight(
            Effect.promise(() => order.getByLabel("Refund (NOK)").fill(amount)),
            pressIn(order, /^Refund$/)
          )
        yield* refund("50")
        yield* Effect.promise(() => order.getByText("50.00 NOK", { exact: true }).waitFor())
        yield* refund("50")
        yield* Effect.promise(() => order.getByText("100.00 NOK", { exact: true }).waitFor())
        assert.deepStrictEqual((yield* ledger).slice(1), ["CAPTURED 24900", "REFUNDED 5000", "REFUNDED 5000"])

        yield* refund("150")
        assert.match((yield* Effect.promise(() => order.getByRole("alert").textContent())) ?? "", /at most 149.00 NOK/)
        yield* look(page, `refused-${width}`)
        assert.strictEqual((yield* ledger).length, 4)
      })
    )
  }

  it.scopedLive("a double click in the webshop is one payment and one refund", () =>
    Effect.gen(function* () {
      const { as, card, ledger, orders, press, message } = yield* start()
      yield* as((page) => page.getByRole("button", { name: pay }).dblclick())
      yield* press("Approve")
      assert.match(yield* message, /^It is paid/)
      assert.strictEqual((yield* orders.all).length, 1)

      const order = yield* card
      yield* Effect.promise(() => order.getByRole("button", { name: /^Ship/ }).dblclick())
      yield* Effect.promise(async () => {
        await order.getByLabel("Refund (NOK)").fill("50")
        await order.getByRole("button", { name: "Refund" }).dblclick()
        await order.getByText("50.00 NOK", { exact: true }).waitFor()
      })
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900", "CAPTURED 24900", "REFUNDED 5000"])
    })
  )

  it.scopedLive("the webshop shows that nothing was paid, and offers another try", () =>
    Effect.gen(function* () {
      const { as, ledger, orders, page, press, message } = yield* start()
      yield* press(pay)
      yield* press("Reject")
      assert.match(yield* message, /^You declined/)
      yield* look(page, "declined")
      yield* as((page) => page.getByRole("link", { name: "Try again" }).click())
      yield* press(pay)
      yield* press("Let it expire")
      assert.match(yield* message, /^The payment expired/)
      yield* as((page) => page.getByRole("link", { name: "Try again" }).click())
      yield* press(pay)
      yield* press("Approve")
      assert.match(yield* message, /^It is paid/)
      assert.strictEqual((yield* orders.all).length, 3)
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900"])
    })
  )

  it.scopedLive("the webshop shows that the order is paid although the webhook never arrives", () =>
    Effect.gen(function* () {
      const { delivery, emulator, ledger, orders, press, message } = yield* start()
      yield* emulator.injectDelivery({ event: "epayments.payment.authorized.v1", fault: { _tag: "Lost" } })
      yield* press(pay)
      yield* press("Approve")
      assert.match(yield* message, /^It is paid/)
      assert.match((yield* delivery("authorized")).join(), /^Lost/)
      assert.deepStrictEqual((yield* orders.all)[0]?.events, [])
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900"])
    })
  )

  it.scopedLive("the webshop waits with a customer who returns too early", () =>
    Effect.gen(function* () {
      const { as, emulator, orders, page, press, message, url } = yield* start()
      yield* press(pay)
      yield* as((page) => page.waitForURL(/landing/))
      const reference = (yield* orders.all)[0]?.reference ?? ""
      yield* as((page) => page.goto(`${url}/orders/${reference}`))
      assert.match(yield* message, /^We do not know yet/)
      yield* look(page, "waiting")
      yield* emulator.approve(reference)
      yield* as((page) => page.getByText("It is paid").waitFor())
    })
  )

  it.scopedLive("the webshop captures the shipping that the customer chose in the app", () =>
    Effect.gen(function* () {
      const { as, card, ledger, page, press, message } = yield* start()
      yield* press("Pay Lambswool blanket with Vipps")
      yield* press("Show shipping options")
      yield* as((page) => page.getByRole("radio", { name: "Home delivery" }).check())
      yield* press("Approve")
      assert.match(yield* message, /^It is paid/)
      const order = yield* card
      yield* look(page, "express")
      yield* pressIn(order, /^Ship: take 998.00 NOK/)
      yield* Effect.promise(() => order.getByText("Shipped").waitFor())
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 99800", "CAPTURED 99800"])
    })
  )
})
