/** The dashboard in a real browser: what a developer sees and presses. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, VippsConfig } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Page } from "playwright-core"
import { ask } from "../emulator/pages.js"
import { browser, openPage, picture } from "./browser.js"

const { defaultCredentials, merchants } = VippsEmulator

/** A served emulator, a client of its first sales unit, and the dashboard, open. */
const opened = (width: "phone" | "screen" = "screen") =>
  Effect.gen(function* () {
    const { emulator, url } = yield* VippsEmulatorServer.make()
    const vipps = Layer.merge(
      VippsConfig.layer({
        ...defaultCredentials,
        clientSecret: Redacted.make(defaultCredentials.clientSecret),
        subscriptionKey: Redacted.make(defaultCredentials.subscriptionKey),
        baseUrl: url,
        retry: { maxRetries: 0 }
      }),
      FetchHttpClient.layer
    )
    const context = yield* Layer.build(vipps)
    const page = yield* openPage(yield* browser, width)
    const errors: Array<string> = []
    page.on("pageerror", (error) => errors.push(error.message))
    yield* Effect.promise(() => page.goto(`${url}/`))
    const create = (reference: string) =>
      EPayment.createPayment({
        reference,
        amount: { currency: "NOK", value: 49_900 },
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://shop.example/return",
        paymentDescription: "Three pairs of socks"
      }).pipe(Effect.provide(context))
    const see = (text: string) => Effect.promise(() => page.getByText(text).first().waitFor())
    const press = (name: string) => Effect.promise(() => page.getByRole("button", { name, exact: true }).click())
    const unfold = (summary: string) => Effect.promise(() => page.getByText(summary, { exact: true }).click())
    return { context, create, emulator, errors, page, press, see, unfold, url }
  })

const html = (page: Page) => Effect.promise(() => page.content())

const fits = (page: Page) =>
  Effect.promise(() => page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))

describe("the dashboard in a browser", () => {
  it.scopedLive("the dashboard follows events, keeps what is open and focused, and approves by a button", () =>
    Effect.gen(function* () {
      const { create, emulator, errors, page, press, see } = yield* opened()
      yield* see("Live: this page follows what happens.")
      yield* create("order-0001")
      yield* see("order-0001")
      yield* Effect.promise(() => page.locator("#requests summary").last().click())
      yield* Effect.promise(() => page.getByRole("button", { name: "Approve order-0001" }).focus())
      yield* create("order-0002")
      yield* see("order-0002")
      const kept = yield* Effect.promise(() =>
        page.evaluate(
          "[document.querySelectorAll('#requests details[open]').length, document.activeElement.getAttribute('aria-label')]"
        )
      )
      assert.deepStrictEqual(kept, [1, "Approve order-0001"])
      yield* press("Approve order-0001")
      yield* see("The customer approved the payment.")
      assert.strictEqual((yield* emulator.payment("order-0001")).state, "AUTHORIZED")
      assert.strictEqual((yield* emulator.payment("order-0002")).state, "CREATED")
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ operation, reference }) => [operation, reference]),
        [["AUTHORIZED", "order-0001"]]
      )
      assert.deepStrictEqual(errors, [])
    })
  )

  it.scopedLive("a button copies a reference, and is shown only where it can", () =>
    Effect.gen(function* () {
      const { create, page, see, url } = yield* opened()
      yield* create("order-0001")
      yield* see("order-0001")
      yield* Effect.promise(() => page.context().grantPermissions(["clipboard-read", "clipboard-write"]))
      yield* Effect.promise(() => page.getByRole("button", { name: "Copy order-0001" }).first().click())
      yield* see("Copied order-0001.")
      assert.strictEqual(yield* Effect.promise(() => page.evaluate("navigator.clipboard.readText()")), "order-0001")
      const plain = yield* Effect.promise(async () => page.context().browser()?.newPage({ javaScriptEnabled: false }))
      assert.isDefined(plain)
      yield* Effect.promise(() => plain.goto(`${url}/_emulator/dashboard/payments`))
      yield* Effect.promise(() => plain.getByRole("link", { name: "order-0001", exact: true }).click())
      yield* Effect.promise(() => plain.getByRole("heading", { name: "What happened" }).waitFor())
      assert.strictEqual(yield* Effect.promise(() => plain.getByRole("button", { name: /^Copy / }).count()), 0)
    })
  )

  it.scopedLive("the dashboard keeps the filter while it follows events", () =>
    Effect.gen(function* () {
      const { create, page, press, see } = yield* opened()
      yield* create("order-0001")
      yield* Effect.promise(() => page.getByLabel("Filter by reference").fill("0002"))
      yield* press("Show")
      yield* see("Only references with “0002” are shown.")
      yield* see("Live: this page follows what happens.")
      yield* create("order-0002")
      yield* see("order-0002")
      assert.strictEqual(yield* Effect.promise(() => page.getByText("order-0001").count()), 0)
      yield* press("Reject order-0002")
      yield* see("The customer rejected the payment.")
      yield* see("Only references with “0002” are shown.")
    })
  )

  it.scopedLive("the dashboard's form injects a fault, and the client meets it once", () =>
    Effect.gen(function* () {
      const { context, create, page, press, see, unfold } = yield* opened()
      yield* create("order-0001")
      yield* unfold("Set a fault")
      yield* Effect.promise(() => page.getByLabel("Operation").selectOption("EPayment.getPayment"))
      yield* Effect.promise(() => page.getByLabel("Status").fill("503"))
      yield* picture(page, "dashboard-fault")
      yield* press("Set the fault")
      yield* see("The fault is set.")
      yield* see("Answer 503")
      const get = Effect.provide(EPayment.getPayment("order-0001"), context)
      const met = yield* Effect.either(get)
      assert.isTrue(Either.isLeft(met) && met.left._tag === "VippsServerError" && met.left.status === 503)
      yield* see("fault: Answer")
      yield* see("None is set.")
      assert.strictEqual((yield* get).state, "CREATED")
    })
  )

  it.scopedLive("the dashboard moves the clock, and the payment expires on the page", () =>
    Effect.gen(function* () {
      const { context, create, page, press, see, unfold } = yield* opened()
      yield* create("order-0001")
      yield* unfold("Move the clock")
      yield* press("+10 min")
      yield* see("The clock was moved.")
      yield* see("10m ahead of the time.")
      yield* Effect.promise(() => page.locator("#payments").getByText("EXPIRED", { exact: true }).first().waitFor())
      const payment = yield* Effect.provide(EPayment.getPayment("order-0001"), context)
      assert.strictEqual(payment.state, "EXPIRED")
    })
  )

  it.scopedLive("the dashboard shows why an action failed, and a reload does not repeat it", () =>
    Effect.gen(function* () {
      const { create, emulator, page, press, see } = yield* opened()
      yield* create("order-0001")
      yield* see("order-0001")
      // Nothing new reaches the page, as if it were not live.
      yield* Effect.promise(() => page.route("**/_emulator/live**", (route) => route.abort()))
      yield* emulator.reject("order-0001")
      yield* press("Approve order-0001")
      const alert = yield* Effect.promise(() => page.getByRole("alert").textContent())
      assert.strictEqual(alert, "Cannot approve order-0001: its state is ABORTED.")
      yield* Effect.promise(() => page.reload())
      assert.strictEqual(yield* Effect.promise(() => page.getByRole("alert").count()), 0)
    })
  )

  it.scopedLive("the dashboard shows no key or token, except where the keys were requested", () =>
    Effect.gen(function* () {
      const { context, create, emulator, page, see, url } = yield* opened()
      yield* create("order-0001")
      yield* emulator.approve("order-0001")
      yield* see("order-0001")
      const text = yield* html(page)
      const token = yield* ask(`${url}/accesstoken/get`, {
        headers: {
          client_id: defaultCredentials.clientId,
          client_secret: defaultCredentials.clientSecret,
          "Ocp-Apim-Subscription-Key": defaultCredentials.subscriptionKey
        },
        json: {}
      }).pipe(Effect.map(({ text }) => JSON.parse(text).access_token as string))
      yield* Effect.provide(EPayment.getPayment("order-0001"), context)
      yield* see(`…${token.slice(-4)}`)
      const after = yield* html(page)
      assert.include(after, "ocp-apim-subscription-key: •••")
      for (const secret of [
        defaultCredentials.clientSecret,
        defaultCredentials.subscriptionKey,
        merchants.denmark.credentials.clientSecret,
        token
      ]) {
        assert.notInclude(text, secret)
        assert.notInclude(after, secret)
      }
      yield* Effect.promise(() => page.getByRole("link", { name: "Sales units and keys" }).click())
      const secret = page.getByText(`VIPPS_CLIENT_SECRET=${defaultCredentials.clientSecret}`)
      yield* Effect.promise(() => page.getByText("Show the keys of Sokkebutikken", { exact: true }).waitFor())
      assert.isFalse(yield* Effect.promise(() => secret.first().isVisible()))
      yield* Effect.promise(() => page.getByText("Show the keys of Sokkebutikken", { exact: true }).click())
      assert.isTrue(yield* Effect.promise(() => secret.first().isVisible()))
      yield* picture(page, "dashboard-keys")
    })
  )

  it.scopedLive("the dashboard resets after a second click", () =>
    Effect.gen(function* () {
      const { create, emulator, page, press, see } = yield* opened()
      yield* create("order-0001")
      yield* Effect.promise(() => page.getByRole("link", { name: "Reset…" }).click())
      assert.strictEqual((yield* emulator.payment("order-0001")).state, "CREATED")
      yield* press("Forget everything")
      yield* see("The emulator was reset.")
      assert.isTrue(Either.isLeft(yield* Effect.either(emulator.payment("order-0001"))))
      assert.deepStrictEqual(yield* emulator.requests, [])
    })
  )

  it.scopedLive("the dashboard works without JavaScript, after a reload", () =>
    Effect.gen(function* () {
      const { create, emulator, page, url } = yield* opened()
      yield* create("order-0001")
      const plain = yield* Effect.promise(async () => page.context().browser()?.newPage({ javaScriptEnabled: false }))
      assert.isDefined(plain)
      yield* Effect.promise(() => plain.goto(`${url}/_emulator`))
      yield* create("order-0002")
      yield* Effect.promise(() => plain.getByRole("link", { name: "Reload" }).click())
      yield* Effect.promise(() => plain.getByRole("button", { name: "Reject order-0002" }).click())
      yield* Effect.promise(() => plain.getByText("The customer rejected the payment.").waitFor())
      assert.strictEqual((yield* emulator.payment("order-0002")).state, "ABORTED")
      // Only the fields of the chosen kind of fault show.
      yield* Effect.promise(() => plain.getByText("Set a fault", { exact: true }).click())
      const delay = plain.getByLabel("By how many milliseconds")
      assert.isFalse(yield* Effect.promise(() => delay.isVisible()))
      yield* Effect.promise(() => plain.getByRole("radio", { name: /^Delay/ }).check())
      assert.isTrue(yield* Effect.promise(() => delay.isVisible()))
    })
  )

  for (const width of ["screen", "phone"] as const) {
    it.scopedLive(`the dashboard fits on a ${width}, and every field has a label`, () =>
      Effect.gen(function* () {
        const { context, create, emulator, page, see, unfold } = yield* opened(width)
        yield* create("order-2026-0001")
        yield* create("order-2026-0002")
        yield* create("order-2026-0003-with-a-long-reference-that-goes-on-and-on")
        yield* emulator.approve("order-2026-0001")
        yield* emulator.reject("order-2026-0002")
        const body = { modificationAmount: { currency: "NOK", value: 20_000 } } as const
        yield* Effect.provide(EPayment.capturePayment("order-2026-0001", body), context)
        yield* Effect.either(Effect.provide(EPayment.refundPayment("order-2026-0003", body), context))
        yield* Checkout.createSession({
          type: "PAYMENT",
          reference: "checkout-2026-0001",
          transaction: { amount: { currency: "NOK", value: 129_900 }, paymentDescription: "Winter socks" },
          merchantInfo: {
            callbackUrl: "https://shop.example/callback",
            returnUrl: "https://shop.example/return",
            callbackAuthorizationToken: "callback-secret"
          }
        }).pipe(Effect.provide(context))
        yield* emulator.inject({ operation: "EPayment.capturePayment", nth: 2, times: 3, fault: { _tag: "Hang" } })
        yield* see("after 1 more, 3 times")
        yield* picture(page, `dashboard-${width}`)
        yield* Effect.promise(() => page.emulateMedia({ colorScheme: "dark" }))
        yield* picture(page, `dashboard-${width}-dark`)
        yield* unfold("Set a fault")
        yield* unfold("Move the clock")
        yield* Effect.promise(() => page.locator("#requests summary").first().click())
        yield* picture(page, `dashboard-${width}-open`)
        assert.isTrue(yield* fits(page))
        const unlabelled = yield* Effect.promise(() =>
          page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter((field) => field.labels.length === 0).length"
          )
        )
        assert.strictEqual(unlabelled, 0)
      })
    )
  }
})
