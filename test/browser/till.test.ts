/** The till in a real browser: from the check-in to the end of the day. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { openTill } from "../support/till.js"
import { a11yProblems } from "./a11yProblems.js"
import { browser, openPage, picture } from "./browser.js"

const look = (page: Page, name: string) =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* Effect.promise(() => a11yProblems(page)), [], name)
    yield* picture(page, `till-${name}`)
  })

describe("the till in a browser", () => {
  for (const width of ["phone", "screen"] as const) {
    it.scopedLive(`a customer checks in, pays and gets a receipt, and the day balances, on a ${width}`, () =>
      Effect.gen(function* () {
        const { emulator, ledger, url, vippsUrl } = yield* openTill
        const open = yield* browser
        const cashier = yield* openPage(open, width)
        const customer = yield* openPage(open, "phone")
        const at = <A>(step: () => Promise<A>) => Effect.promise(step)

        yield* at(() => cashier.goto(url))
        yield* at(() => cashier.getByText("Nobody has checked in").waitFor())
        assert.isTrue(
          yield* at(() =>
            cashier
              .getByAltText("The QR code of this till")
              .evaluate((image) => (image as HTMLImageElement).naturalWidth === 440)
          )
        )
        yield* look(cashier, `next-${width}`)

        // What the customer's camera opens.
        yield* at(() => customer.goto(`${vippsUrl}/_emulator`))
        yield* at(() => customer.getByRole("link", { name: "Customer’s page" }).click())
        yield* look(customer, `check-in-${width}`)
        yield* at(() => customer.getByRole("button", { name: "Check in" }).click())
        yield* at(() => customer.getByText("can ask you to pay").waitFor())

        yield* at(() => cashier.getByRole("link", { name: "Look for a check-in" }).click())
        yield* at(() => cashier.getByText("A customer has checked in").waitFor())
        yield* at(() => cashier.getByLabel(/Coffee/).fill("2"))
        yield* at(() => cashier.getByLabel(/Cinnamon bun/).fill("1"))
        yield* at(() => cashier.getByRole("button", { name: "Ask for payment" }).click())
        yield* at(() => cashier.getByText("Waiting for the customer").waitFor())
        yield* look(cashier, `waiting-${width}`)

        yield* at(() => customer.getByRole("link", { name: "Open inbox" }).click())
        yield* at(() => customer.getByRole("link", { name: /129.00 NOK to Sokkebutikken/ }).click())
        yield* at(() => customer.getByRole("button", { name: "Approve" }).click())
        yield* at(() => cashier.getByText("Paid. The receipt is in").waitFor())
        yield* look(cashier, `paid-${width}`)
        assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 12900", "CAPTURED 12900"])

        yield* at(() => customer.goto(`${vippsUrl}/_emulator#orders`))
        yield* at(() => customer.getByRole("rowheader", { name: "Cinnamon bun" }).waitFor())
        yield* look(customer, `receipt-${width}`)

        yield* at(() => cashier.getByRole("link", { name: "End of day" }).click())
        const date = (yield* at(() => cashier.getByRole("heading", { level: 1 }).textContent())) ?? ""
        yield* emulator.moveClock("1 day")
        yield* at(() => cashier.goto(`${url}/report?date=${date}`))
        yield* at(() => cashier.getByText("The day balances. It is closed.").waitFor())
        yield* at(() => cashier.getByRole("rowheader", { name: "payout-scheduled" }).waitFor())
        yield* look(cashier, `report-${width}`)
      })
    )
  }
})
