/** The customer's pages in a browser without scripts: pages, forms and redirects. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import jsqr from "jsqr"
import { PNG } from "pngjs"
import { type Harness, order, receipt, sessionRequest, start } from "./harness.js"
import { draftRequest } from "./recurringHarness.js"

const reference = "order-0001"

/** Creates the payment and returns the URL of its page. */
const open = ({ create }: Harness, more: Readonly<Record<string, unknown>> = {}) =>
  Effect.map(create(order(reference, more)), ({ json, text }) => {
    assert.isString(json?.redirectUrl, text)
    return json.redirectUrl as string
  })

const openSession = ({ checkout }: Harness, more: Readonly<Record<string, unknown>> = {}) =>
  Effect.map(checkout("POST", "", sessionRequest(reference, more)), ({ json, text }) => {
    assert.isString(json?.token, text)
    return `${json.checkoutFrontendUrl}?token=${json.token}`
  })

const nok = (value: number) => ({ currency: "NOK", value })

const group = (...options: ReadonlyArray<readonly [id: string, name: string, cost: number]>) => ({
  type: "HOME_DELIVERY",
  brand: "POSTEN",
  options: options.map(([id, name, cost]) => ({ id, name, amount: nok(cost) }))
})

const fixed = {
  profile: { scope: "name address" },
  shipping: { fixedOptions: [group(["home", "Home <b>delivery</b>", 4_900], ["box", "Mailbox", 0])] }
}

const dynamic = {
  profile: { scope: "address" },
  shipping: {
    dynamicOptions: { callbackUrl: "https://shop.example/shipping", callbackAuthorizationToken: "callback-secret" }
  }
}

const address = { addressLine1: "Storgata 1", postCode: "5003", city: "Bergen", country: "NO" }

/** A merchant with given responses, which keeps the requests it receives. */
const merchant = () => {
  const asked: Array<unknown> = []
  const state: { answer: Effect.Effect<Response> } = { answer: Effect.succeed(Response.json({ groups: [] })) }
  const callbackClient = HttpClient.make((request) =>
    Effect.gen(function* () {
      const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      asked.push({ url: request.url, authorization: request.headers["authorization"], body: JSON.parse(body) })
      return HttpClientResponse.fromWeb(request, yield* state.answer)
    })
  )
  const answer = (status: number, body: unknown) => {
    state.answer = Effect.sync(() => Response.json(body, { status }))
  }
  return { asked, callbackClient, answer, state }
}

const alertIn = (html: string) => /role="alert"><p>(.*?)<\/p>/.exec(html)?.[1]

describe("the landing page", () => {
  it.scoped("the landing page shows what to pay, and escapes what the shop wrote", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, {
        paymentDescription: "<script>alert(1)</script>",
        receipt,
        profile: { scope: "name email" }
      })
      yield* TestClock.adjust("19 seconds")
      const { headers, html, status } = yield* h.page(url)
      assert.strictEqual(status, 200)
      assert.strictEqual(headers.get("content-type"), "text/html; charset=utf-8")
      assert.strictEqual(headers.get("cache-control"), "no-store")
      for (const text of ["Pay Sokkebutikken", "100.00 NOK", "Socks", reference, "9 min 41 s", "your e-mail address"]) {
        assert.include(html, text)
      }
      assert.notInclude(html, "<script>alert")
      assert.notInclude(html, "your phone number")
    })
  )

  it.scoped("the landing page approves, and returns to exactly the return URL", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const returnUrl = "https://shop.example/return?order=1&x=a%20b#top"
      const url = yield* open(h, { returnUrl })
      const { location, status } = yield* h.page(url, { action: "approve" })
      assert.deepStrictEqual([status, location], [303, returnUrl])
      assert.strictEqual((yield* h.get(reference)).json.state, "AUTHORIZED")
      assert.deepStrictEqual(
        (yield* h.emulator.ledger).map(({ amount, operation }) => [operation, amount.value]),
        [["AUTHORIZED", 10_000]]
      )
      const after = yield* h.page(url)
      assert.include(after.html, "Approved")
      assert.include(after.html, 'href="https://shop.example/return?order=1&amp;x=a%20b#top"')
      assert.notInclude(after.html, "<form")
    })
  )

  for (const [action, state, heading] of [
    ["reject", "ABORTED", "Rejected"],
    ["expire", "EXPIRED", "Expired"]
  ] as const) {
    it.scoped(`the landing page's ${action} counts once`, () =>
      Effect.gen(function* () {
        const h = yield* start()
        const url = yield* open(h)
        const { location, status } = yield* h.page(url, { action })
        assert.deepStrictEqual([status, location], [303, "https://shop.example/return"])
        assert.strictEqual((yield* h.get(reference)).json.state, state)
        const again = yield* h.page(url, { action: "approve" })
        assert.strictEqual(again.status, 422)
        assert.include(again.html, heading)
        assert.strictEqual((yield* h.get(reference)).json.state, state)
        assert.deepStrictEqual(yield* h.emulator.ledger, [])
      })
    )
  }

  it.scoped("the landing page shows that the payment has expired", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h)
      assert.include((yield* h.page(url)).html, 'http-equiv="refresh" content="601"')
      yield* TestClock.adjust("10 minutes")
      const { html } = yield* h.page(url)
      assert.include(html, "Expired")
      assert.notInclude(html, "refresh")
    })
  )

  it.scoped("the landing page shows that the shop cancelled", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h)
      yield* h.cancel(reference)
      assert.include((yield* h.page(url)).html, "Cancelled")
    })
  )

  it.scoped("the landing page shows why an approval was declined; the customer may retry or reject", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, { amount: nok(151) })
      for (let time = 0; time < 2; time++) {
        const { html, status } = yield* h.page(url, { action: "approve" })
        assert.strictEqual(status, 422)
        assert.match(alertIn(html) ?? "", /not enough money/)
        assert.include(html, "Approve")
      }
      assert.strictEqual((yield* h.page(url, { action: "reject" })).status, 303)
      assert.strictEqual((yield* h.get(reference)).json.state, "ABORTED")
    })
  )

  it.scoped("the landing page is open for one more hour when the outcome of the approval is unknown [U]", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, { amount: nok(201) })
      const { html } = yield* h.page(url, { action: "approve" })
      assert.include(alertIn(html) ?? "", "Approval failed. You may")
      assert.include(html, "<dd>1 h</dd>")
    })
  )

  it.scoped("the landing page lets nobody approve who is too young", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, { minimumUserAge: 90 })
      assert.include((yield* h.page(url)).html, "90 years and older")
      assert.match(alertIn((yield* h.page(url, { action: "approve" })).html) ?? "", /too young/)
      assert.strictEqual((yield* h.get(reference)).json.state, "CREATED")
    })
  )

  it.scoped("the landing page returns to an app by its own scheme", () =>
    Effect.gen(function* () {
      const h = yield* start()
      yield* open(h, { returnUrl: "shop-app://done?order=1", userFlow: "NATIVE_REDIRECT" })
      const url = `/landing?v=2&token=${(yield* h.emulator.payment(reference)).landingToken}`
      assert.strictEqual((yield* h.page(url, { action: "approve" })).location, "shop-app://done?order=1")
    })
  )

  it.scoped("the landing page returns to a URL that a header cannot carry unchanged", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, { returnUrl: "https://shop.example/日本\nx" })
      const { location } = yield* h.page(url, { action: "approve" })
      assert.strictEqual(location, "https://shop.example/%E6%97%A5%E6%9C%ACx")
    })
  )

  it.scoped("the landing page can be closed where there is no return URL", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, { userFlow: "QR", returnUrl: undefined, qrFormat: { format: "TEXT/TARGETURL" } })
      const { location, status } = yield* h.page(url, { action: "approve" })
      assert.strictEqual(status, 303)
      const { html } = yield* h.page(location ?? "")
      assert.include(html, "Approved")
      assert.include(html, "You can close this page.")
    })
  )

  it.scoped("the landing page is a 404 for an unknown token, and ignores an unknown button", () =>
    Effect.gen(function* () {
      const h = yield* start()
      for (const path of ["/landing?v=2&token=nonsense", "/landing", "/landing?token=a&token=b"]) {
        assert.strictEqual((yield* h.page(path)).status, 404)
        assert.strictEqual((yield* h.page(path, { action: "approve" })).status, 404)
      }
      const url = yield* open(h)
      assert.strictEqual((yield* h.page(url, { action: "capture" })).status, 422)
      assert.strictEqual((yield* h.page(url, { x: "x".repeat(2_000_000) })).status, 422)
      assert.strictEqual((yield* h.get(reference)).json.state, "CREATED")
    })
  )
})

describe("the Express page", () => {
  it.scoped("the Express page with fixed options asks for the address, and reserves the shipping as well", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, fixed)
      const { html } = yield* h.page(url)
      for (const text of ["Home &lt;b>delivery", "49.00 NOK", "In total 149.00 NOK", 'value="Testveien 1"']) {
        assert.include(html, text)
      }
      const { location } = yield* h.page(url, { action: "approve", shippingOptionId: "home", ...address })
      assert.strictEqual(location, "https://shop.example/return")
      const { json } = yield* h.get(reference)
      assert.strictEqual(json.aggregate.authorizedAmount.value, 14_900)
      assert.strictEqual(json.shippingDetails.shippingOptionId, "home")
      assert.strictEqual(json.shippingDetails.address.addressLine1, "Storgata 1")
      assert.strictEqual(json.userDetails.firstName, "Kari")
      assert.include((yield* h.page(url)).html, "149.00 NOK")
    })
  )

  it.scoped("the Express page keeps the input when it is incomplete", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, fixed)
      for (const [form, problem] of [
        [{ ...address, city: " ", shippingOptionId: "home" }, /whole address/],
        [{ ...address, country: "Norway", shippingOptionId: "home" }, /two letters/],
        [{ ...address, shippingOptionId: "rocket" }, /no shipping option rocket/],
        [address, /Choose how/]
      ] as const) {
        const { html, status } = yield* h.page(url, { action: "approve", ...form })
        assert.strictEqual(status, 422)
        assert.match(alertIn(html) ?? "", problem)
        assert.include(html, 'value="Storgata 1"')
      }
      assert.strictEqual((yield* h.get(reference)).json.state, "CREATED")
    })
  )

  it.scoped("the Express page with dynamic options asks the merchant about the address, and ships there", () =>
    Effect.gen(function* () {
      const { answer, asked, callbackClient } = merchant()
      const h = yield* start({ callbackClient })
      const url = yield* open(h, dynamic)
      const before = yield* h.page(url)
      assert.include(before.html, "Show shipping options")
      assert.notInclude(before.html, ">Approve<")
      assert.deepStrictEqual(asked, [])
      answer(200, { groups: [group(["boat", "By boat", 9_900], ["bike", "By bike", 1_000])] })
      const { location, status } = yield* h.page(url, { action: "address", ...address })
      assert.strictEqual(status, 303)
      assert.deepStrictEqual(asked, [
        {
          url: "https://shop.example/shipping",
          authorization: "callback-secret",
          body: { reference, AddressLine1: "Storgata 1", City: "Bergen", PostCode: "5003", Country: "NO" }
        }
      ])
      const chosen = yield* h.page(location ?? "")
      assert.include(chosen.html, "By boat")
      assert.include(chosen.html, "To Storgata 1, 5003 Bergen, NO.")
      assert.include((yield* h.page(`${url}&change=address`)).html, 'value="Storgata 1"')
      yield* h.page(url, { action: "approve", shippingOptionId: "bike" })
      assert.strictEqual(asked.length, 1)
      const { json } = yield* h.get(reference)
      assert.strictEqual(json.aggregate.authorizedAmount.value, 11_000)
      assert.strictEqual(json.shippingDetails.address.city, "Bergen")
      assert.strictEqual(json.userDetails.addresses[0].city, "Bergen")
    })
  )

  it.scoped("the Express page shows what the merchant refuses, and the customer may change the address", () =>
    Effect.gen(function* () {
      const { answer, callbackClient, state } = merchant()
      const h = yield* start({ callbackClient })
      const url = yield* open(h, dynamic)
      const ask = h.page(url, { action: "address", ...address })
      for (const [status, body, problem] of [
        [400, {}, /it responded with 400/],
        [200, { groups: [] }, /ships nothing/],
        [200, [], /its response is invalid/]
      ] as const) {
        answer(status, body)
        const page = yield* ask
        assert.strictEqual(page.status, 422)
        assert.match(page.html, problem)
        assert.include(page.html, 'value="Storgata 1"')
      }
      state.answer = Effect.never
      const late = yield* Effect.fork(ask)
      yield* TestClock.adjust("10 seconds")
      assert.match(alertIn((yield* Fiber.join(late)).html) ?? "", /no response arrived in time/)
      assert.strictEqual((yield* h.page(url, { action: "approve" })).status, 422)
      answer(200, { groups: [group(["bike", "By bike", 1_000])] })
      assert.strictEqual((yield* ask).status, 303)
      assert.strictEqual((yield* h.page(url, { action: "reject" })).status, 303)
      assert.strictEqual((yield* h.get(reference)).json.state, "ABORTED")
    })
  )
})

/** What a telephone's camera reads. */
const scan = (png: ArrayBuffer): string | undefined => {
  const { data, height, width } = PNG.sync.read(Buffer.from(png))
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data
}

describe("QR codes", () => {
  it.scoped("QR codes are images that lead to the landing page, of the requested size", () =>
    Effect.gen(function* () {
      const h = yield* start()
      for (const size of [undefined, 200, 2000]) {
        const reference = `order-${size ?? "default"}`
        const format = { format: "IMAGE/PNG", ...(size && { size }) }
        const { json } = yield* h.create(order(reference, { userFlow: "QR", qrFormat: format, returnUrl: undefined }))
        const { body, headers } = yield* h.page(json.redirectUrl)
        assert.strictEqual(headers.get("content-type"), "image/png")
        assert.strictEqual(PNG.sync.read(Buffer.from(body)).width, size ?? 1024)
        const url = scan(body)
        const token = (yield* h.emulator.payment(reference)).landingToken
        assert.strictEqual(url, `http://127.0.0.1:4242/landing?v=2&token=${token}`)
        assert.include((yield* h.page(url ?? "")).html, "Approve")
      }
    })
  )

  it.scoped("QR codes are SVG by default, also when the payment has ended [U]", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* open(h, { userFlow: "QR", returnUrl: undefined })
      yield* h.emulator.reject(reference)
      const { headers, html, status } = yield* h.page(url)
      assert.strictEqual(status, 200)
      assert.strictEqual(headers.get("content-type"), "image/svg+xml")
      assert.match(html, /^<svg /)
    })
  )

  it.scoped("QR codes are a 404 for an unknown token or size", () =>
    Effect.gen(function* () {
      const h = yield* start()
      yield* open(h)
      const { landingToken } = yield* h.emulator.payment(reference)
      assert.strictEqual((yield* h.page("/qr.svg?token=nonsense")).status, 404)
      assert.strictEqual((yield* h.page("/qr.png?token=nonsense")).status, 404)
      for (const size of ["99", "2001", "100.5", "x"]) {
        assert.strictEqual((yield* h.page(`/qr.png?token=${landingToken}&size=${size}`)).status, 400)
      }
    })
  )
})

describe("the inbox of push messages", () => {
  const push = (phoneNumber: string) => ({ userFlow: "PUSH_MESSAGE", returnUrl: undefined, customer: { phoneNumber } })

  it.scoped("the inbox lists the payments that wait for a number, newest first", () =>
    Effect.gen(function* () {
      const h = yield* start()
      yield* h.create(order("order-0001", push("4791234567")))
      yield* TestClock.adjust("1 minute")
      yield* h.create(order("order-0002", { ...push("4791234567"), paymentDescription: "More socks" }))
      yield* h.create(order("order-0003", push("4790000000")))
      const numbers = yield* h.page("/_emulator/inbox")
      assert.include(numbers.html, 'href="/_emulator/inbox/4791234567"')
      assert.include(numbers.html, 'href="/_emulator/inbox/4790000000"')
      assert.strictEqual(
        (yield* h.page("/_emulator/inbox?phoneNumber=%2B47+912+34+567")).location,
        "/_emulator/inbox/4791234567"
      )
      const inbox = (yield* h.page("/_emulator/inbox/4791234567")).html
      assert.isBelow(inbox.indexOf("order-0002"), inbox.indexOf("order-0001"))
      assert.notInclude(inbox, "order-0003")
      assert.include(inbox, "More socks")
      assert.include(inbox, "time left 9 min<")
      assert.include(inbox, 'http-equiv="refresh"')
      yield* h.emulator.approve("order-0002")
      yield* TestClock.adjust("9 minutes")
      const later = (yield* h.page("/_emulator/inbox/4791234567")).html
      assert.include(later, "No payment is waiting")
      for (const path of ["/_emulator/inbox/nobody", "/_emulator/inbox/%3Cb%3E"]) {
        const { html, status } = yield* h.page(path)
        assert.strictEqual(status, 200)
        assert.include(html, "No payment is waiting")
        assert.notInclude(html, "<b>")
      }
      assert.strictEqual((yield* h.page("/_emulator/inbox/%zz")).status, 404)
    })
  )

  it.scoped("the inbox lists agreements that are sent to the app, and not those of the landing page", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const draft = (more: Readonly<Record<string, unknown>>) =>
        h.send("POST", "/recurring/v3/agreements", {
          body: draftRequest({ phoneNumber: "4791234567", ...more }),
          headers: { ...h.auth, "Idempotency-Key": `draft-${Object.keys(more).join("")}` }
        })
      const pushed = (yield* draft({ skipLandingPage: true })).json
      const toApp = (yield* draft({ isApp: true })).json
      const landing = (yield* draft({})).json
      assert.isUndefined(pushed.vippsConfirmationUrl)
      assert.match(toApp.vippsConfirmationUrl, /^vipps:/)
      const { html } = yield* h.page("/_emulator/inbox/4791234567")
      assert.include(html, "2 messages wait")
      assert.include(html, "199.00 NOK every month to ")
      for (const { agreementId } of [pushed, toApp]) assert.include(html, agreementId)
      assert.notInclude(html, landing.agreementId)
      const [, href = ""] = /<a href="(\/agreement[^"]+)">/.exec(html) ?? []
      assert.include((yield* h.page(href.replaceAll("&amp;", "&"))).html, "Sock club")
      yield* h.emulator.approveAgreement(pushed.agreementId)
      yield* TestClock.adjust("11 minutes")
      assert.include((yield* h.page("/_emulator/inbox/4791234567")).html, "No payment is waiting")
    })
  )
})

const option = (id: string, value: number, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  title: `By ${id}`,
  amount: nok(value),
  brand: "OTHER",
  priority: 1,
  isDefault: false,
  ...more
})

const pickupPoints = ["kiosk", "station"].map((id) => ({
  id,
  name: `The ${id}`,
  address: "Torget 1",
  postalCode: "5003",
  city: "Bergen",
  country: "NO"
}))

const timeslots = [{ id: "evening", date: "2027-01-04", start: "17:00", end: "19:00" }]

const contact = {
  firstName: "Ola",
  lastName: "Nordmann",
  email: "ola@example.com",
  phoneNumber: "+47 91 23 45 67",
  streetAddress: "Storgata 1",
  postalCode: "5003",
  city: "Bergen",
  country: "no"
}

describe("the Checkout page", () => {
  it.scoped("the Checkout page takes contact, address, shipping option and a consent, and pays", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* openSession(h, {
        configuration: {
          countries: { supported: ["NO", "SE"] },
          customConsent: { text: "I have read [the <rules>](https://shop.example/rules).", required: true }
        },
        prefillCustomer: { firstName: "Prefilled", country: "SE" },
        logistics: {
          fixedOptions: [option("bike", 4_900, { delivery: { pickupPoints, timeslots } }), option("foot", 0)]
        }
      })
      const { html } = yield* h.page(url)
      for (const text of [
        "Checkout at Sokkebutikken",
        'value="Prefilled"',
        '<option value="SE" selected>Sweden</option>',
        'href="https://shop.example/rules"',
        "the &lt;rules>",
        "In total 149.00 NOK",
        "The station, Torget 1, 5003 Bergen"
      ]) {
        assert.include(html, text)
      }
      const form = { action: "pay", shippingOptionId: "bike", "pickupPoint-bike": "station", ...contact }
      const without = yield* h.page(url, form)
      assert.strictEqual(without.status, 422)
      assert.match(alertIn(without.html) ?? "", /consent is required/)
      assert.include(without.html, 'value="Nordmann"')
      assert.strictEqual((yield* h.checkout("GET", `/${reference}`)).json.sessionState, "SessionCreated")

      const paid = yield* h.page(url, { ...form, "timeslot-bike": "evening", customConsent: "yes" })
      assert.strictEqual(paid.status, 303)
      const initiated = (yield* h.checkout("GET", `/${reference}`)).json
      assert.strictEqual(initiated.sessionState, "PaymentInitiated")
      assert.include((yield* h.page(url)).html, "Continue to the payment")
      assert.include((yield* h.page(paid.location ?? "")).html, "149.00 NOK")
      const { location } = yield* h.page(paid.location ?? "", { action: "approve" })
      assert.strictEqual(location, "https://shop.example/return")
      const { json } = yield* h.checkout("GET", `/${reference}`)
      assert.strictEqual(json.sessionState, "PaymentSuccessful")
      assert.isTrue(json.customConsentProvided)
      assert.strictEqual(json.shippingDetails.shippingMethodId, "bike")
      assert.strictEqual(json.shippingDetails.pickupPoint.id, "station")
      assert.strictEqual(json.shippingDetails.timeslot.id, "evening")
      assert.strictEqual(json.billingDetails.phoneNumber, "4791234567")
      assert.strictEqual(json.billingDetails.country, "NO")
      assert.deepStrictEqual(
        (yield* h.emulator.ledger).map(({ amount }) => amount.value),
        [14_900]
      )
      assert.include((yield* h.page(url)).html, "This session is done")
    })
  )

  it.scoped("the Checkout page asks the merchant of dynamic options about the address", () =>
    Effect.gen(function* () {
      const { answer, asked, callbackClient } = merchant()
      const h = yield* start({ callbackClient })
      const url = yield* openSession(h, { logistics: { dynamicOptionsCallback: "https://shop.example/logistics" } })
      const form = { action: "contact", ...contact }
      assert.notInclude((yield* h.page(url)).html, ">Pay<")
      assert.strictEqual((yield* h.page(url, { action: "pay" })).status, 422)
      answer(500, {})
      assert.match(alertIn((yield* h.page(url, form)).html) ?? "", /ships nothing/)
      answer(200, [option("drone", 9_900)])
      assert.strictEqual((yield* h.page(url, form)).status, 303)
      const body = { streetAddress: "Storgata 1", postalCode: "5003", region: "Bergen", country: "NO" }
      assert.deepStrictEqual(asked.at(-1), {
        url: "https://shop.example/logistics",
        authorization: undefined,
        body
      })
      const offered = yield* h.page(url)
      assert.include(offered.html, "By drone")
      assert.include(offered.html, "Ola Nordmann")
      assert.include((yield* h.page(`${url}&change=contact`)).html, 'value="Storgata 1"')
      const calls = asked.length
      const { location } = yield* h.page(url, { action: "pay", shippingOptionId: "drone" })
      yield* h.page(location ?? "", { action: "approve" })
      assert.strictEqual(asked.length, calls)
      const { json } = yield* h.checkout("GET", `/${reference}`)
      assert.strictEqual(json.shippingDetails.shippingMethodId, "drone")
      assert.strictEqual(json.shippingDetails.city, "Bergen")
      assert.strictEqual(json.paymentDetails.amount.value, 19_900)
    })
  )

  it.scoped("the Checkout page falls back to the fixed options after 8 seconds", () =>
    Effect.gen(function* () {
      const { callbackClient, state } = merchant()
      const h = yield* start({ callbackClient })
      const url = yield* openSession(h, {
        logistics: { dynamicOptionsCallback: "https://shop.example/logistics", fixedOptions: [option("foot", 0)] }
      })
      state.answer = Effect.never
      const slow = yield* Effect.fork(h.page(url, { action: "contact", ...contact }))
      yield* TestClock.adjust("7999 millis")
      assert.isNull(yield* Fiber.poll(slow).pipe(Effect.map((exit) => (exit._tag === "None" ? null : exit))))
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(slow)).status, 303)
      assert.include((yield* h.page(url)).html, "By foot")
    })
  )

  it.scoped("the Checkout page asks for the address again after the shop has replaced the options [U]", () =>
    Effect.gen(function* () {
      const { answer, callbackClient } = merchant()
      const h = yield* start({ callbackClient })
      const url = yield* openSession(h, { logistics: { dynamicOptionsCallback: "https://shop.example/logistics" } })
      answer(200, [option("drone", 9_900)])
      yield* h.page(url, { action: "contact", ...contact })
      yield* h.checkout("PATCH", `/${reference}`, { logisticOptions: [option("foot", 0)] })
      assert.include((yield* h.page(url)).html, "Show shipping options")
    })
  )

  it.scoped("the Checkout page asks for no more than the session's elements", () =>
    Effect.gen(function* () {
      const h = yield* start()
      for (const [elements, names] of [
        ["Full", ["firstName", "email", "city"]],
        ["PaymentAndContactInfo", ["firstName", "email"]],
        ["PaymentOnly", []]
      ] as const) {
        const { json } = yield* h.checkout(
          "POST",
          "",
          sessionRequest(elements.padEnd(8, "0"), { configuration: { elements } })
        )
        const url = `${json.checkoutFrontendUrl}?token=${json.token}`
        const { html } = yield* h.page(url)
        const asked = ["firstName", "email", "city"].filter((name) => html.includes(`name="${name}"`))
        assert.deepStrictEqual(asked, [...names])
        assert.strictEqual((yield* h.page(url, { action: "pay", ...contact })).status, 303)
      }
    })
  )

  it.scoped("the Checkout page refuses invalid contacts", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* openSession(h, { configuration: { countries: { supported: ["NO"] } } })
      for (const [wrong, problem] of [
        [{ lastName: " " }, /Fill in: Last name/],
        [{ email: "nobody" }, /needs an @/],
        [{ phoneNumber: "12" }, /9 to 15 digits/],
        [{ country: "DE" }, /does not send to this country/]
      ] as const) {
        const { html, status } = yield* h.page(url, { action: "pay", ...contact, ...wrong })
        assert.strictEqual(status, 422)
        assert.match(alertIn(html) ?? "", problem)
      }
      assert.strictEqual((yield* h.checkout("GET", `/${reference}`)).json.sessionState, "SessionCreated")
    })
  )

  it.scoped("the Checkout page makes links only of URLs that are safe to follow", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* openSession(h, {
        merchantInfo: { ...sessionRequest(reference).merchantInfo, termsAndConditionsUrl: "java\tscript:alert(1)" },
        configuration: { customConsent: { text: "See [this](javascript:alert) here", required: false } }
      })
      const { html } = yield* h.page(url)
      assert.notMatch(html, /href="j/)
      assert.include(html, "See this here (optional)")
      assert.notInclude(html, "terms and conditions")
    })
  )

  it.scoped("the Checkout page of a subscription without a charge returns straight to the shop", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const { transaction: _, ...request } = sessionRequest(reference)
      const subscription = {
        productName: "Socks every month",
        amount: nok(10_000),
        interval: { unit: "MONTH", count: 1 },
        merchantAgreementUrl: "https://shop.example/agreement"
      }
      const { json } = yield* h.checkout("POST", "", { ...request, type: "SUBSCRIPTION", subscription })
      const url = `${json.checkoutFrontendUrl}?token=${json.token}`
      assert.include((yield* h.page(url)).html, "Nothing to pay now")
      const { location } = yield* h.page(url, { action: "pay", ...contact })
      assert.strictEqual(location, "https://shop.example/return")
      assert.strictEqual((yield* h.checkout("GET", `/${reference}`)).json.sessionState, "PaymentSuccessful")
    })
  )

  it.scoped("the Checkout page shows that a session has expired, was not paid, or is unknown", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const url = yield* openSession(h)
      assert.strictEqual((yield* h.page("/checkout-frontend?token=nonsense")).status, 404)
      assert.strictEqual((yield* h.page("/checkout-frontend?token=nonsense", { action: "pay" })).status, 404)
      const { location } = yield* h.page(url, { action: "pay", ...contact })
      yield* h.page(location ?? "", { action: "reject" })
      const rejected = yield* h.page(url)
      assert.include(rejected.html, "did not succeed")
      assert.include(rejected.html, 'href="https://shop.example/return"')
      assert.strictEqual((yield* h.page(url, { action: "pay", ...contact })).status, 303)
      const { json } = yield* h.checkout("POST", "", sessionRequest("order-0002"))
      yield* TestClock.adjust("1 hour")
      const expired = yield* h.page(`${json.checkoutFrontendUrl}?token=${json.token}`)
      assert.include(expired.html, "has expired")
    })
  )

  it.scoped("the Checkout page comes with the script that shops load", () =>
    Effect.gen(function* () {
      const h = yield* start()
      for (const path of ["/vippsCheckoutSDK.js", "/checkout-frontend/frame.js"]) {
        const { headers, status } = yield* h.page(path)
        assert.strictEqual(status, 200)
        assert.match(headers.get("content-type") ?? "", /^text\/javascript/)
      }
    })
  )
})

describe("the policy of the customer's pages", () => {
  it.scoped("every page of the customer's loads nothing from elsewhere, and its forms may end at the merchant", () =>
    Effect.gen(function* () {
      const h = yield* start()
      const session = yield* h.checkout("POST", "", sessionRequest("order-0002"))
      const pages = [
        yield* open(h),
        `${session.json.checkoutFrontendUrl}?token=${session.json.token}`,
        "/agreement?token=none",
        "/login",
        "/scan/none",
        "/_emulator/inbox",
        "/_emulator/inbox/4712345678"
      ]
      for (const path of pages) {
        const { headers, html } = yield* h.page(path)
        const policy = headers.get("content-security-policy") ?? ""
        assert.match(policy, /^default-src 'none';/, path)
        assert.notInclude(policy, "unsafe", path)
        assert.notInclude(policy, "form-action", path)
        assert.notMatch(html, /<style|style=|<script(?! src="\/)| on\w+=/, path)
      }
    })
  )
})
