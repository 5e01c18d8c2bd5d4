/** A login with Vipps in a real browser: the shop of examples/login, on both frameworks, and the emulator's page. */
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { type Framework, frameworks, serve } from "../../examples/login/serve.js"
import { a11yProblems } from "./a11yProblems.js"
import { browser, openPage, picture } from "./browser.js"

const { clientId, clientSecret } = VippsEmulator.defaultCredentials

const start = (framework: Framework) =>
  Effect.gen(function* () {
    const { url: baseUrl } = yield* VippsEmulatorServer.make({ rateLimits: false })
    const shop = yield* Effect.acquireRelease(
      Effect.promise(() => serve({ framework, port: 0, clientId, clientSecret, baseUrl })),
      ({ close }) => Effect.sync(close)
    )
    const open = yield* browser
    const page = yield* openPage(open)
    const control = (path: string, body: unknown) =>
      Effect.promise(() =>
        page.request.post(`${baseUrl}/_emulator${path}`, {
          data: JSON.stringify(body),
          headers: { "content-type": "application/json" }
        })
      )
    return { baseUrl, control, open, page, url: shop.url }
  })

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click()

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true }).waitFor()

const look = (page: Page, name: string) =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* Effect.promise(() => a11yProblems(page)), [], name)
    yield* picture(page, name)
  })

const step = (run: () => Promise<unknown>) => Effect.promise(run)

describe("a login with Vipps in the browser", () => {
  for (const framework of frameworks) {
    it.scopedLive(
      `a customer logs in, out and in again to the same account, on ${framework}`,
      () =>
        Effect.gen(function* () {
          const { page, url } = yield* start(framework)
          yield* step(() => page.goto(url))
          yield* look(page, "login-shop")
          yield* step(() => press(page, "Log in with Vipps"))
          yield* step(() => heading(page, "Log in to Sokkebutikken"))
          yield* look(page, "login-page")
          yield* step(() => press(page, "Log in"))
          yield* step(() => heading(page, "Welcome, Kari Testesen"))
          yield* look(page, "login-welcome")
          assert.strictEqual(page.url(), `${url}/`)
          yield* step(() => press(page, "Log out"))
          yield* step(() => heading(page, "The sock shop"))
          yield* step(() => press(page, "Log in with Vipps"))
          yield* step(() => press(page, "Log in"))
          yield* step(() => heading(page, "Welcome, Kari Testesen"))
        }),
      60_000
    )

    it.scopedLive(
      `a customer links an account that there was before, and logs in to it, on ${framework}`,
      () =>
        Effect.gen(function* () {
          const { page, url } = yield* start(framework)
          yield* step(() => page.goto(url))
          yield* step(() => press(page, "Log in with a password"))
          yield* step(() => heading(page, "Welcome, Old customer"))
          yield* step(() => press(page, "Link with Vipps"))
          yield* step(() => press(page, "Log in"))
          yield* step(() => page.getByText("Your account is linked with Vipps.").waitFor())
          yield* step(() => press(page, "Log out"))
          yield* step(() => press(page, "Log in with Vipps"))
          yield* step(() => press(page, "Log in"))
          yield* step(() => heading(page, "Welcome, Old customer"))
        }),
      60_000
    )
  }

  it.scopedLive(
    "a cancelled login, and one whose token is not Vipps', log nobody in",
    () =>
      Effect.gen(function* () {
        const { control, page, url } = yield* start("express")
        yield* step(() => page.goto(url))
        yield* step(() => press(page, "Log in with Vipps"))
        yield* step(() => press(page, "Cancel"))
        yield* step(() => page.getByText("You cancelled the login.").waitFor())
        yield* look(page, "login-cancelled")
        yield* control("/login", { rogueKey: true })
        yield* step(() => press(page, "Log in with Vipps"))
        yield* step(() => press(page, "Log in"))
        yield* step(() => page.getByText("This login is not yours.").waitFor())
        yield* control("/login", { rogueKey: false, reusedCode: true })
        yield* step(() => press(page, "Log in with Vipps"))
        yield* step(() => press(page, "Log in"))
        yield* step(() => page.getByText("That failed.").waitFor())
        yield* step(() => page.goto(url))
        yield* step(() => heading(page, "The sock shop"))
      }),
    60_000
  )

  it.scopedLive(
    "a login that returns in another browser asks first, and works once",
    () =>
      Effect.gen(function* () {
        const { open, page, url } = yield* start("express")
        yield* step(() => page.goto(url))
        yield* step(() => press(page, "Log in with Vipps"))
        yield* step(() => heading(page, "Log in to Sokkebutikken"))
        const atVipps = page.url()
        const other = yield* Effect.promise(async () => (await open.newContext()).newPage())
        yield* step(() => other.goto(atVipps))
        yield* step(() => press(other, "Log in"))
        yield* step(() => heading(other, "Is it you?"))
        yield* look(other, "login-other-browser")
        yield* step(() => press(other, "Continue as Kari Testesen"))
        yield* step(() => heading(other, "Welcome, Kari Testesen"))
        // The same login again: it is over.
        yield* step(() => press(page, "Log in"))
        yield* step(() => page.getByText("This login is over.").waitFor())
      }),
    60_000
  )

  it.scopedLive(
    "the page explains what is wrong with a phone number that is too short",
    () =>
      Effect.gen(function* () {
        const { page, url } = yield* start("express")
        yield* step(() => page.goto(url))
        yield* step(() => press(page, "Log in with Vipps"))
        yield* step(() => page.getByLabel("Your phone number, with country code").fill("12"))
        // As a browser without this check would send it.
        yield* step(() => page.locator("form").evaluate((form) => form.setAttribute("novalidate", "")))
        yield* step(() => press(page, "Log in"))
        yield* step(() => page.getByRole("alert").waitFor())
        yield* look(page, "login-problem")
      }),
    60_000
  )
})
