/** The customer's pages in a real browser, used with a keyboard or a pointer, and the result for the shop. */
import { assert, describe, it } from "@effect/vitest"
import * as VippsEmulatorServer from "@effect-vipps/emulator/VippsEmulatorServer"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { checkoutHeaders, keys, order, receipt, sessionRequest, tokenHeaders } from "../emulator/harness.js"
import { json, serve } from "../support/server.js"
import { a11yProblems } from "./a11yProblems.js"
import { browser, openPage, picture } from "./browser.js"

const reference = "order-0001"
const nok = (value: number) => ({ currency: "NOK", value })

const option = (id: string, name: string, cost: number) => ({ id, name, amount: nok(cost) })

const group = (...options: ReadonlyArray<ReturnType<typeof option>>) => ({
  type: "HOME_DELIVERY",
  brand: "POSTEN",
  options
})

const pickupPoint = (id: string, name: string) => ({
  id,
  name,
  address: "Torget 1",
  postalCode: "5003",
  city: "Bergen",
  country: "NO"
})

/** Ships nothing to Svalbard. */
const shippingTo = (body: string) => {
  const { Country, country } = JSON.parse(body)
  return (Country ?? country) === "SJ"
    ? undefined
    : [option("bike", "By bike", 4_900), option("boat", "By boat", 9_900)]
}

/** A shop with a page to come back to, endpoints to be asked, and pages with the Checkout script. */
const shop = serve(({ body, path }, response) => {
  const { pathname, searchParams } = new URL(path, "http://127.0.0.1")
  const html = (text: string) => {
    response.writeHead(200, { "content-type": "text/html" })
    response.end(`<!doctype html><html lang="en"><title>Shop</title><body>${text}</body></html>`)
  }
  switch (pathname) {
    case "/express": {
      const options = shippingTo(body)
      return options === undefined ? json(response, 400, {}) : json(response, 200, { groups: [group(...options)] })
    }
    case "/logistics":
      return json(
        response,
        200,
        (shippingTo(body) ?? []).map(({ amount, id, name }, priority) => ({
          id,
          amount,
          priority,
          title: name,
          isDefault: false,
          brand: "BRING",
          type: "PICKUP_POINT",
          delivery: { pickupPoints: [pickupPoint(`${id}-1`, "Kiosk"), pickupPoint(`${id}-2`, "Station")] }
        }))
      )
    case "/frame":
    case "/direct":
    case "/sticky": {
      const emulator = searchParams.get("emulator")
      const call = pathname === "/direct" ? "VippsCheckoutDirect" : "VippsCheckout"
      const token = pathname === "/sticky" ? "" : `token: "${searchParams.get("token")}",`
      return html(`<h1>Shop</h1><div id="here"></div><script src="${emulator}/vippsCheckoutSDK.js"></script>
        <script>const checkout = ${call}({ checkoutFrontendUrl: "${emulator}/checkout-frontend/",
          iFrameContainerId: "here", ${token} language: "en" })</script>`)
    }
    default:
      return html("<h1>Thank you</h1>")
  }
})

/** A shop, an emulator and a page, and what the shop calls the emulator with. */
const start = (width: "phone" | "screen" = "phone") =>
  Effect.gen(function* () {
    const merchant = yield* shop
    const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false })
    const page = yield* openPage(yield* browser, width)
    const call = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
      Effect.promise(async () => {
        const request = new Request(url + path, {
          method,
          headers: { "content-type": "application/json", ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) })
        })
        const response = await emulator.fetch(request)
        const text = await response.text()
        assert.isTrue(response.ok, text)
        return JSON.parse(text)
      })
    const { access_token } = yield* call("POST", "/accesstoken/get", tokenHeaders)
    const auth = {
      authorization: `Bearer ${access_token}`,
      "ocp-apim-subscription-key": keys.subscriptionKey,
      "merchant-serial-number": keys.merchantSerialNumber
    }
    const returnUrl = `${merchant.url}/return?order=1`
    return {
      emulator,
      merchant,
      page,
      url,
      create: (more: Readonly<Record<string, unknown>> = {}, name = reference) =>
        call(
          "POST",
          "/epayment/v1/payments",
          { ...auth, "idempotency-key": name },
          order(name, { returnUrl, paymentDescription: "Wool socks, two pairs", receipt, ...more })
        ),
      get: (name = reference) => call("GET", `/epayment/v1/payments/${name}`, auth),
      createSession: (more: Readonly<Record<string, unknown>> = {}) =>
        call(
          "POST",
          "/checkout/v3/session",
          checkoutHeaders,
          sessionRequest(reference, {
            merchantInfo: {
              callbackUrl: `${merchant.url}/callback`,
              returnUrl,
              callbackAuthorizationToken: "callback-secret",
              termsAndConditionsUrl: `${merchant.url}/terms`
            },
            ...more
          })
        ),
      getSession: () => call("GET", `/checkout/v3/session/${reference}`, checkoutHeaders),
      cameBack: Effect.promise(async () => {
        await page.waitForURL(returnUrl)
        assert.strictEqual(await page.getByRole("heading").textContent(), "Thank you")
      }),
      /** Waits for the next step of the customer. */
      as: <A>(step: (page: Page) => Promise<A>) => Effect.promise(() => step(page))
    }
  })

const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click()

/** Checks every page, on a phone and on a screen. */
const look = (page: Page, name: string) =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* Effect.promise(() => a11yProblems(page)), [], name)
    yield* picture(page, name)
  })

describe("the landing page in a browser", () => {
  it.scopedLive("the landing page approves a payment", () =>
    Effect.gen(function* () {
      const { as, cameBack, create, emulator, get, page } = yield* start()
      const { redirectUrl } = yield* create({ profile: { scope: "name phoneNumber" } })
      yield* as((page) => page.goto(redirectUrl))
      yield* look(page, "landing")
      yield* as(press("Approve"))
      yield* cameBack
      assert.strictEqual((yield* get()).state, "AUTHORIZED")
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ amount, operation }) => [operation, amount.value]),
        [["AUTHORIZED", 10_000]]
      )
      yield* as((page) => page.goto(redirectUrl))
      yield* look(page, "landing-approved")
      yield* as((page) => page.getByRole("link", { name: "Back to Sokkebutikken" }).click())
      yield* cameBack
    })
  )

  for (const [button, state] of [
    ["Reject", "ABORTED"],
    ["Let it expire", "EXPIRED"]
  ] as const) {
    it.scopedLive(`${button} on the landing page: ${state}`, () =>
      Effect.gen(function* () {
        const { as, cameBack, create, emulator, get } = yield* start()
        const { redirectUrl } = yield* create()
        yield* as((page) => page.goto(redirectUrl))
        yield* as(press(button))
        yield* cameBack
        assert.strictEqual((yield* get()).state, state)
        assert.deepStrictEqual(yield* emulator.ledger, [])
      })
    )
  }

  it.scopedLive("the landing page can be used with the keyboard", () =>
    Effect.gen(function* () {
      const { as, cameBack, create, get } = yield* start()
      const { redirectUrl } = yield* create()
      yield* as(async (page) => {
        await page.goto(redirectUrl)
        await page.keyboard.press("Tab")
        assert.strictEqual(await page.evaluate("document.activeElement.textContent"), "Approve")
        assert.notStrictEqual(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "none")
        await page.keyboard.press("Enter")
      })
      yield* cameBack
      assert.strictEqual((yield* get()).state, "AUTHORIZED")
    })
  )

  it.scopedLive("the landing page shows why an approval was declined", () =>
    Effect.gen(function* () {
      const { as, cameBack, create, get, page } = yield* start()
      const { redirectUrl } = yield* create({ amount: nok(151), receipt: undefined })
      yield* as((page) => page.goto(redirectUrl))
      yield* as(press("Approve"))
      assert.match((yield* as((page) => page.getByRole("alert").textContent())) ?? "", /not enough money/)
      yield* look(page, "landing-declined")
      yield* as(press("Reject"))
      yield* cameBack
      assert.strictEqual((yield* get()).state, "ABORTED")
    })
  )
})

describe("the Express page in a browser", () => {
  const scope = { profile: { scope: "address" } }

  it.scopedLive("the Express page approves with fixed options", () =>
    Effect.gen(function* () {
      const { as, cameBack, create, get, page } = yield* start()
      const options = group(option("home", "Home delivery", 4_900), option("box", "Mailbox", 0))
      const { redirectUrl } = yield* create({ ...scope, shipping: { fixedOptions: [options] } })
      yield* as(async (page) => {
        await page.goto(redirectUrl)
        await page.getByLabel("Street address").fill("Storgata 1")
        await page.getByLabel("Mailbox").check()
      })
      yield* look(page, "express-fixed")
      yield* as(press("Approve"))
      yield* cameBack
      const { aggregate, shippingDetails } = yield* get()
      assert.strictEqual(aggregate.authorizedAmount.value, 10_000)
      assert.strictEqual(shippingDetails.shippingOptionId, "box")
      assert.strictEqual(shippingDetails.address.addressLine1, "Storgata 1")
    })
  )

  it.scopedLive("the Express page approves with dynamic options, after the shop has refused an address", () =>
    Effect.gen(function* () {
      const { as, cameBack, create, get, merchant, page } = yield* start()
      const dynamicOptions = { callbackUrl: `${merchant.url}/express`, callbackAuthorizationToken: "callback-secret" }
      const { redirectUrl } = yield* create({ ...scope, shipping: { dynamicOptions } })
      yield* as(async (page) => {
        await page.goto(redirectUrl)
        await page.getByLabel("Country").fill("SJ")
      })
      yield* as(press("Show shipping options"))
      assert.match((yield* as((page) => page.getByRole("alert").textContent())) ?? "", /responded with 400/)
      yield* look(page, "express-refused")
      yield* as(async (page) => {
        assert.strictEqual(await page.getByLabel("Country").inputValue(), "SJ")
        await page.getByLabel("Country").fill("no")
      })
      yield* as(press("Show shipping options"))
      yield* as((page) => page.getByRole("radio", { name: "By boat" }).check())
      yield* look(page, "express-dynamic")
      yield* as(press("Approve"))
      yield* cameBack
      assert.strictEqual((yield* get()).aggregate.authorizedAmount.value, 19_900)
      assert.strictEqual(merchant.count("/express"), 2)
      assert.strictEqual(merchant.seen[0]?.headers.authorization, "callback-secret")
    })
  )
})

describe("payments without a browser at the shop", () => {
  it.scopedLive("a QR code can be scanned", () =>
    Effect.gen(function* () {
      const { as, create, get, page } = yield* start()
      const qr = yield* create({ userFlow: "QR", returnUrl: undefined })
      yield* as((page) => page.goto(qr.redirectUrl))
      yield* picture(page, "qr")
      const text = yield* create(
        { userFlow: "QR", returnUrl: undefined, qrFormat: { format: "TEXT/TARGETURL" } },
        "order-0002"
      )
      yield* as((page) => page.goto(text.redirectUrl))
      yield* as(press("Approve"))
      assert.strictEqual(yield* as((page) => page.getByRole("heading").textContent()), "Approved")
      assert.isTrue(yield* as((page) => page.getByText("You can close this page.").isVisible()))
      assert.strictEqual((yield* get("order-0002")).state, "AUTHORIZED")
    })
  )

  it.scopedLive("the inbox shows a push message without a reload", () =>
    Effect.gen(function* () {
      const { as, create, get, page, url } = yield* start()
      yield* as(async (page) => {
        await page.goto(`${url}/_emulator/inbox`)
        await page.getByLabel("Phone number").fill("+47 912 34 567")
      })
      yield* look(page, "inboxes")
      yield* as(press("Open inbox"))
      assert.match((yield* as((page) => page.getByRole("status").textContent())) ?? "", /No payment is waiting/)
      yield* create({ userFlow: "PUSH_MESSAGE", customer: { phoneNumber: "4791234567" }, returnUrl: undefined })
      const link = page.getByRole("link", { name: "100.00 NOK to Sokkebutikken" })
      yield* Effect.promise(() => link.waitFor())
      yield* look(page, "inbox")
      yield* Effect.promise(() => link.click())
      yield* as(press("Approve"))
      assert.strictEqual(yield* as((page) => page.getByRole("heading").textContent()), "Approved")
      assert.strictEqual((yield* get()).state, "AUTHORIZED")
    })
  )
})

describe("the Checkout page in a browser", () => {
  const consent = { text: "I want [news](https://shop.example/news) about socks", required: true }

  /** Fills in all there is, and pays. `page` may be a frame of the shop's page. */
  const fillIn = (page: Pick<Page, "getByLabel" | "getByRole">) => async () => {
    await page.getByLabel("Street address").fill("Storgata 1")
    await page.getByRole("button", { name: "Show shipping options" }).click()
    await page.getByRole("radio", { name: "By boat" }).check()
    await page.getByLabel("Pickup point (By boat)").selectOption("Station, Torget 1, 5003 Bergen")
    await page.getByLabel("I want news about socks").check()
  }

  for (const width of ["phone", "screen"] as const) {
    it.scopedLive(`the Checkout page replaces the shop's page, on a ${width}`, () =>
      Effect.gen(function* () {
        const { as, cameBack, createSession, emulator, getSession, merchant, page, url } = yield* start(width)
        const { token } = yield* createSession({
          logistics: { dynamicOptionsCallback: `${merchant.url}/logistics` },
          configuration: { customConsent: consent, countries: { supported: ["NO", "SE"] } }
        })
        yield* as(async (page) => {
          await page.goto(`${merchant.url}/direct?token=${token}&emulator=${url}`)
          await page.waitForURL(`${url}/checkout-frontend?token=${token}`)
        })
        yield* look(page, `checkout-contact-${width}`)
        yield* Effect.promise(fillIn(page))
        yield* look(page, `checkout-shipping-${width}`)
        yield* as(press("Pay"))
        yield* as((page) => page.waitForURL(/landing/))
        assert.strictEqual((yield* getSession()).sessionState, "PaymentInitiated")
        yield* look(page, `checkout-landing-${width}`)
        yield* as(press("Approve"))
        yield* cameBack
        const session = yield* getSession()
        assert.strictEqual(session.sessionState, "PaymentSuccessful")
        assert.strictEqual(session.shippingDetails.pickupPoint.id, "boat-2")
        assert.strictEqual(session.shippingDetails.streetAddress, "Storgata 1")
        assert.isTrue(session.customConsentProvided)
        assert.deepStrictEqual(
          (yield* emulator.ledger).map(({ amount }) => amount.value),
          [19_900]
        )
      })
    )
  }

  it.scopedLive("the Checkout page within the shop's page returns in its place", () =>
    Effect.gen(function* () {
      const { as, cameBack, createSession, getSession, merchant, page, url } = yield* start("screen")
      const { token } = yield* createSession({
        logistics: { dynamicOptionsCallback: `${merchant.url}/logistics` },
        configuration: { customConsent: consent }
      })
      yield* as((page) => page.goto(`${merchant.url}/frame?token=${token}&emulator=${url}`))
      const frame = page.frameLocator("iframe[title=Checkout]")
      yield* Effect.promise(fillIn(frame))
      yield* picture(page, "checkout-frame")
      yield* Effect.promise(() => frame.getByRole("button", { name: "Pay" }).click())
      yield* Effect.promise(() => frame.getByRole("button", { name: "Approve" }).click())
      yield* cameBack
      assert.strictEqual((yield* getSession()).sessionState, "PaymentSuccessful")
      yield* as((page) => page.goto(`${url}/checkout-frontend?token=${token}`))
      yield* look(page, "checkout-done")
    })
  )

  it.scopedLive("the Checkout page within the shop's page survives a reload", () =>
    Effect.gen(function* () {
      const { as, createSession, merchant, page, url } = yield* start("screen")
      const { token } = yield* createSession()
      yield* as(async (page) => {
        await page.goto(`${merchant.url}/sticky?emulator=${url}`)
        assert.strictEqual(await page.locator("iframe").count(), 0)
        await page.evaluate(`checkout.redirectToCurrentPageWithToken("${token}")`)
        await page.waitForURL(/token=/)
        await page.reload()
        await page.frameLocator("iframe[title=Checkout]").getByRole("button", { name: "Pay" }).waitFor()
        await page.waitForFunction("document.querySelector('iframe').style.height.endsWith('px')")
      })
      assert.strictEqual(yield* Effect.promise(() => page.getByRole("heading", { name: "Shop" }).count()), 1)
    })
  )
})
