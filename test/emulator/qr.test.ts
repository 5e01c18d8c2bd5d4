/** QR v1: codes and their images, check-in, personal codes. */
import { assert, describe, it } from "@effect/vitest"
import { merchants } from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import jsQR from "jsqr"
import { PNG } from "pngjs"
import { errorCode, keys, order, type Reply } from "./harness.js"
import { startOthers } from "./otherApis.js"

const redirects = "/qr/v1/merchant-redirect"
const callbacks = "/qr/v1/merchant-callback"
const poster = { id: "poster-1", redirectUrl: "https://example.com/p" }
const png = { Accept: "image/png", Size: "400" }
const till = { locationDescription: "Till 1" }

/** The fields that a refusal names. */
const invalid = ({ json, status }: Reply): string =>
  `${status} ${(json?.invalidParams ?? []).map(({ name }: { name: string }) => name).join()}`

/** What a scanner reads from a PNG, and how wide it is. */
const scan = (body: ArrayBuffer) => {
  const { data, height, width } = PNG.sync.read(Buffer.from(body))
  return { width, content: jsQR.default(new Uint8ClampedArray(data), width, height)?.data }
}

const bytes = (response: Response) => Effect.promise(() => response.arrayBuffer())

describe("QR codes that open a page", () => {
  it.scoped("a redirect code is created, read, listed, changed and deleted", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      const created = yield* call("POST", redirects, { ...poster, ttl: 300 })
      assert.strictEqual(created.status, 200)
      assert.strictEqual(created.contentType, "application/json")
      assert.deepStrictEqual({ ...created.json, url: "" }, { ...poster, url: "", expiresIn: 300 })
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* call("GET", `${redirects}/poster-1`)).json.expiresIn, 290)
      yield* call("POST", redirects, { id: "blå plakat 50%", redirectUrl: "https://example.com/b" })
      const list = yield* call("GET", redirects)
      assert.deepStrictEqual(
        list.json.map(({ expiresIn, id }: { id: string; expiresIn: number }) => [id, expiresIn]),
        [
          ["poster-1", 290],
          ["blå plakat 50%", -1]
        ]
      )
      const encoded = `${redirects}/${encodeURIComponent("blå plakat 50%")}`
      const target = { redirectUrl: "https://example.com/q" }
      const content = { Accept: "text/targetUrl" }
      const before = yield* call("GET", encoded, undefined, content)
      assert.strictEqual((yield* call("PUT", encoded, target)).json.redirectUrl, target.redirectUrl)
      const after = yield* call("GET", encoded, undefined, content)
      assert.strictEqual(after.json.url, before.json.url)
      const deleted = yield* call("DELETE", encoded)
      assert.deepStrictEqual([deleted.status, deleted.text], [200, ""])
      assert.strictEqual((yield* call("GET", encoded)).status, 404)
      assert.strictEqual((yield* call("DELETE", encoded)).json.title, "Not found")
    })
  )

  it.scoped("an id in use is a 409 with the id alone, until the code expires", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      yield* call("POST", redirects, { ...poster, ttl: 300 })
      const taken = yield* call("POST", redirects, poster)
      assert.deepStrictEqual([taken.status, taken.json], [409, { id: "poster-1" }])
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual((yield* call("GET", `${redirects}/poster-1`)).status, 404)
      assert.strictEqual((yield* call("POST", redirects, poster)).status, 200)
    })
  )

  for (const [field, more] of [
    ["Id", { id: "" }],
    ["Id", { id: "x".repeat(129) }],
    ["Id", { id: "a/b" }],
    ["Id", { id: null }],
    ["RedirectUrl", { redirectUrl: "http://example.com" }],
    ["RedirectUrl", { redirectUrl: "https://example.com/a;b" }],
    ["Ttl", { ttl: 299 }],
    ["Ttl", { ttl: 2_147_483_648 }]
  ] as const) {
    it.scoped(`a redirect code with ${JSON.stringify(more).slice(0, 40)} is refused by its field`, () =>
      Effect.gen(function* () {
        const { call } = yield* startOthers()
        assert.strictEqual(invalid(yield* call("POST", redirects, { ...poster, ...more })), `400 ${field}`)
        assert.deepStrictEqual((yield* call("GET", redirects)).json, [])
      })
    )
  }

  it.scoped("a request that accepts JSON is a 415, and nothing is made", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      const json = { Accept: "application/json" }
      for (const [method, path, body] of [
        ["POST", "/qr/v1", { url: "https://x" }],
        ["POST", redirects, poster],
        ["GET", redirects, undefined],
        ["GET", `${redirects}/poster-1`, undefined]
      ] as const) {
        assert.strictEqual((yield* call(method, path, body, json)).status, 415)
      }
      assert.deepStrictEqual((yield* call("GET", redirects)).json, [])
      assert.strictEqual(invalid(yield* call("GET", redirects, undefined, { ...png, Size: "99" })), "400 Size")
    })
  )

  it.scoped("a code of a landing page lives as long as its payment", () =>
    Effect.gen(function* () {
      const { call, create, emulator, get, load } = yield* startOthers()
      const { redirectUrl } = (yield* create(order("order-0001"))).json
      const drawn = yield* call("POST", "/qr/v1", { url: redirectUrl }, png)
      assert.strictEqual(drawn.json.expiresIn, 600)
      const asInGuides = yield* call("POST", "/qr/v1/", { url: redirectUrl }, png)
      assert.deepStrictEqual([asInGuides.status, asInGuides.json.expiresIn], [drawn.status, 600])
      assert.strictEqual((yield* call("POST", "/qr/v1//", { url: redirectUrl }, png)).status, 404)
      const image = yield* load(drawn.json.url)
      assert.strictEqual(image.headers.get("content-type"), "image/png")
      const content = yield* call("POST", "/qr/v1", { url: redirectUrl }, { Accept: "text/targetUrl" })
      assert.strictEqual(content.json.url, redirectUrl)
      yield* emulator.approve("order-0001")
      assert.strictEqual((yield* get("order-0001")).json.state, "AUTHORIZED")
      assert.strictEqual((yield* load(drawn.json.url)).status, 404)
      const late = yield* call("POST", "/qr/v1", { url: redirectUrl })
      assert.deepStrictEqual([late.status, late.json.title], [400, "Order timeout"])
      const unknown = yield* call("POST", "/qr/v1", { url: "https://api.vipps.no/x?token=unknown" })
      assert.strictEqual(unknown.json.detail, "Supplied landing page token is not valid")
    })
  )
})

describe("images of QR codes", () => {
  it.scoped("an image is real, of the requested size, and its link works for an hour", () =>
    Effect.gen(function* () {
      const { call, load } = yield* startOthers()
      const { url } = (yield* call("POST", redirects, poster, png)).json
      const content = (yield* call("GET", `${redirects}/poster-1`, undefined, { Accept: "text/targetUrl" })).json.url
      assert.deepStrictEqual(scan(yield* bytes(yield* load(url))), { width: 400, content })
      const wide = yield* call("GET", `${redirects}/poster-1`, undefined, { Accept: "image/png" })
      assert.strictEqual(scan(yield* bytes(yield* load(wide.json.url))).width, 1024)
      const drawn = yield* load((yield* call("GET", `${redirects}/poster-1`)).json.url)
      assert.strictEqual(drawn.headers.get("content-type"), "image/svg+xml")
      assert.match(yield* Effect.promise(() => drawn.text()), /^<svg /)

      yield* TestClock.adjust("59 minutes")
      assert.strictEqual((yield* load(url)).status, 200)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* load(url)).status, 404)
      const again = (yield* call("GET", `${redirects}/poster-1`, undefined, png)).json.url
      assert.deepStrictEqual(scan(yield* bytes(yield* load(again))), { width: 400, content })
    })
  )

  it.scoped("the image of a deleted code is gone, and its id makes another code", () =>
    Effect.gen(function* () {
      const { call, load } = yield* startOthers()
      const first = (yield* call("POST", redirects, poster, png)).json.url
      const printed = scan(yield* bytes(yield* load(first))).content
      yield* call("DELETE", `${redirects}/poster-1`)
      const second = (yield* call("POST", redirects, poster, png)).json.url
      assert.strictEqual((yield* load(first)).status, 404)
      assert.notStrictEqual(scan(yield* bytes(yield* load(second))).content, printed)
      assert.strictEqual((yield* load("http://127.0.0.1:4242/qr/generate/qr.svg?token=a.b.c")).status, 404)
      assert.strictEqual((yield* load("http://127.0.0.1:4242/qr/generate/qr.svg")).status, 404)
    })
  )

  it.scoped("a printed code opens the merchant's page until it is deleted", () =>
    Effect.gen(function* () {
      const { call, page } = yield* startOthers()
      const { url } = (yield* call("POST", redirects, poster, { Accept: "text/targetUrl" })).json
      assert.strictEqual((yield* page(url)).location, poster.redirectUrl)
      yield* call("PUT", `${redirects}/poster-1`, { redirectUrl: "https://example.com/q" })
      assert.strictEqual((yield* page(url)).location, "https://example.com/q")
      yield* call("DELETE", `${redirects}/poster-1`)
      assert.strictEqual((yield* page(url)).status, 404)
    })
  )
})

describe("QR codes to check in with", () => {
  it.scoped("a callback code is put without a response body, and read with its image", () =>
    Effect.gen(function* () {
      const { call, load } = yield* startOthers()
      const put = yield* call("PUT", `${callbacks}/till-1`, till)
      assert.deepStrictEqual([put.status, put.text], [200, ""])
      const read = yield* call("GET", `${callbacks}/till-1?QrImageFormat=PNG&QrImageSize=200`)
      const { qrContent, qrImageUrl, ...rest } = read.json
      assert.deepStrictEqual(rest, { merchantSerialNumber: "123456", merchantQrId: "till-1", ...till })
      assert.deepStrictEqual(scan(yield* bytes(yield* load(qrImageUrl))), { width: 200, content: qrContent })

      const moved = { locationDescription: "Till 2", category: "VENDING", qrImageFormat: "PNG" }
      assert.strictEqual((yield* call("PUT", `${callbacks}/till-1`, moved)).status, 200)
      const again = (yield* call("GET", `${callbacks}/till-1`)).json
      assert.deepStrictEqual([again.locationDescription, again.qrContent], ["Till 2", qrContent])
      assert.lengthOf((yield* call("GET", callbacks)).json, 1)
      assert.deepStrictEqual((yield* call("DELETE", `${callbacks}/till-1`)).text, "")
      assert.strictEqual((yield* call("GET", `${callbacks}/till-1`)).status, 404)
      assert.deepStrictEqual((yield* call("GET", callbacks)).json, [])
    })
  )

  it.scoped("a callback code is refused by its field", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      const put = (body: unknown) => call("PUT", `${callbacks}/till-1`, body)
      assert.strictEqual(invalid(yield* put({ locationDescription: "x".repeat(37) })), "400 LocationDescription")
      assert.strictEqual(invalid(yield* put({})), "400 LocationDescription")
      assert.strictEqual(invalid(yield* put({ ...till, category: "KIOSK" })), "400 Category")
      assert.strictEqual(invalid(yield* put("no json")), "415 ")
      assert.strictEqual(invalid(yield* call("GET", `${callbacks}?QrImageFormat=GIF`)), "400 QrImageFormat")
      assert.strictEqual(invalid(yield* call("GET", `${callbacks}?QrImageFormat=PNG&QrImageSize=5`)), "400 QrImageSize")
      const unnamed = { "Merchant-Serial-Number": undefined }
      assert.strictEqual(invalid(yield* call("GET", callbacks, undefined, unnamed)), "400 Merchant-Serial-Number")
      assert.strictEqual((yield* call("GET", redirects, undefined, unnamed)).status, 200)
      const other = { "Merchant-Serial-Number": "223456" }
      assert.strictEqual((yield* call("GET", callbacks, undefined, other)).status, 403)
      assert.strictEqual((yield* call("GET", redirects, undefined, other)).status, 401)
      assert.strictEqual((yield* call("GET", callbacks, undefined, { Authorization: "Bearer no" })).status, 401)
    })
  )

  it.scoped("a MobilePay sticker belongs to one sales unit, and checks in by its own id", () =>
    Effect.gen(function* () {
      const { call, emulator, send } = yield* startOthers()
      const { clientId, clientSecret, merchantSerialNumber, subscriptionKey } = merchants.denmark.credentials
      const token = (yield* send("POST", "/accesstoken/get", {
        headers: { client_id: clientId, client_secret: clientSecret, "Ocp-Apim-Subscription-Key": subscriptionKey }
      })).json.access_token
      const danish = {
        Authorization: `Bearer ${token}`,
        "Ocp-Apim-Subscription-Key": subscriptionKey,
        "Merchant-Serial-Number": merchantSerialNumber
      }
      const adopt = (headers = {}) => call("PUT", `${callbacks}/mobilepay/beacon-1`, till, headers)
      assert.strictEqual((yield* adopt(danish)).text, "")
      assert.strictEqual((yield* adopt(danish)).status, 200)
      const taken = yield* adopt()
      assert.deepStrictEqual([taken.status, taken.json], [409, { id: "beacon-1" }])
      assert.isString((yield* emulator.checkIn("beacon-1", { merchantSerialNumber })).customerToken)
      assert.strictEqual((yield* call("GET", `${callbacks}/beacon-1`, undefined, danish)).json.merchantQrId, "beacon-1")
      assert.strictEqual((yield* call("GET", `${callbacks}/beacon-1`)).status, 404)
    })
  )
})

describe("check-in", () => {
  const hook = { url: "https://shop.example/hook", events: ["user.checked-in.v1"] }
  const atTill = (reference: string, customer: object) =>
    order(reference, {
      customer,
      userFlow: "PUSH_MESSAGE",
      customerInteraction: "CUSTOMER_PRESENT",
      returnUrl: undefined
    })

  it.scoped("a check-in sends the webhook, and its token pays for 15 minutes", () =>
    Effect.gen(function* () {
      const { call, create, emulator, send } = yield* startOthers()
      assert.strictEqual((yield* call("POST", "/webhooks/v1/webhooks", hook)).status, 201)
      yield* call("PUT", `${callbacks}/till-1`, till)
      const visited = yield* send("POST", "/_emulator/qr/till-1/check-in", { body: { phoneNumber: "4712345678" } })
      assert.strictEqual(visited.status, 200)
      const { customerToken } = visited.json
      const [delivery] = yield* emulator.deliveries
      assert.strictEqual(delivery?.event, "user.checked-in.v1")
      assert.deepStrictEqual(JSON.parse(delivery?.body ?? ""), {
        customerToken,
        merchantQrId: "till-1",
        msn: keys.merchantSerialNumber,
        initiatedAt: "2026-01-05T11:00:00.0000000Z"
      })

      const exchanged = yield* call("POST", "/qr/v1/exchange/customer", { customer: { customerToken } })
      assert.deepStrictEqual(exchanged.json, { msisdn: "4712345678", timestamp: 1_767_610_800 })
      assert.strictEqual((yield* create(atTill("order-0001", { customerToken }))).status, 201)
      assert.strictEqual((yield* emulator.payment("order-0001")).phoneNumber, "4712345678")
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual((yield* create(atTill("order-0002", { customerToken }))).status, 201)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(errorCode(yield* create(atTill("order-0003", { customerToken }))), "4050")
      const late = yield* call("POST", "/qr/v1/exchange/customer", { customer: { customerToken } })
      assert.deepStrictEqual([late.status, late.json.extraDetails[0].name], [400, "customer.customerToken"])
    })
  )

  it.scoped("a token that no check-in gave is refused, and so is that of another sales unit", () =>
    Effect.gen(function* () {
      const { create, emulator, call } = yield* startOthers({ merchants: Object.values(merchants) })
      assert.strictEqual(errorCode(yield* create(atTill("order-0001", { customerToken: "made-up" }))), "4050")
      yield* call("PUT", `${callbacks}/till-1`, till)
      const unknown = yield* Effect.flip(emulator.checkIn("till-2"))
      assert.strictEqual(unknown._tag, "UnknownReferenceError")
      const elsewhere = yield* Effect.flip(emulator.checkIn("till-1", { merchantSerialNumber: "223456" }))
      assert.strictEqual(elsewhere._tag, "UnknownReferenceError")
      assert.lengthOf(yield* emulator.deliveries, 0)
    })
  )

  it.scoped("a customer checks in on the page of the code, and finds the payment in the inbox", () =>
    Effect.gen(function* () {
      const { call, create, emulator, page } = yield* startOthers()
      yield* call("POST", "/webhooks/v1/webhooks", hook)
      yield* call("PUT", `${callbacks}/till-1`, till)
      const { qrContent } = (yield* call("GET", `${callbacks}/till-1`)).json
      assert.include((yield* page(qrContent)).html, "Till 1")
      assert.strictEqual((yield* page(qrContent, { phoneNumber: "12" })).status, 422)
      assert.include((yield* page(qrContent, { phoneNumber: "+47 12345678" })).html, "/_emulator/inbox/4712345678")
      const [delivery] = yield* emulator.deliveries
      const { customerToken } = JSON.parse(delivery?.body ?? "{}")
      yield* create(atTill("order-0001", { customerToken }))
      assert.include((yield* page("/_emulator/inbox/4712345678")).html, "100.00 NOK to Sokkebutikken")
    })
  )

  it.scoped("the dashboard lists the codes, and checks a customer in", () =>
    Effect.gen(function* () {
      const { call, emulator, page } = yield* startOthers()
      yield* call("POST", "/webhooks/v1/webhooks", hook)
      yield* call("PUT", `${callbacks}/till-1`, till)
      yield* call("POST", redirects, poster)
      const { html } = yield* page("/_emulator")
      assert.include(html, "Check in at till-1")
      assert.include(html, "opens https://example.com/p")
      const done = yield* page("/_emulator/dashboard/check-in", { reference: "till-1" })
      assert.include(done.location ?? "", "did=check-in")
      assert.lengthOf(yield* emulator.deliveries, 1)
    })
  )

  it.scoped("a personal code is exchanged, and pays; the old form has no time", () =>
    Effect.gen(function* () {
      const { call, create, emulator, send } = yield* startOthers()
      const exchange = (qrCode: string) => call("POST", "/qr/v1/exchange", { qrCode, requestedData: ["MSISDN"] })
      const shown = yield* send("POST", "/_emulator/personal-qr", { body: { phoneNumber: "4712345678" } })
      yield* TestClock.adjust("1 minute")
      const fresh = { msisdn: "4712345678", timestamp: 1_767_610_800, version: "2.0" }
      assert.deepStrictEqual((yield* exchange(shown.json.qrCode)).json, fresh)
      const old = yield* emulator.showPersonalQr({ phoneNumber: "4587654321", version: "1.0" })
      assert.deepStrictEqual((yield* exchange(old.qrCode)).json, { msisdn: "4587654321", version: "1.0" })
      const wrong = yield* exchange("https://qr.vipps.no/p/made-up")
      assert.deepStrictEqual(wrong.json, {
        title: "Bad request",
        status: 400,
        detail: "The request body contains one or more invalid parameters.",
        extraDetails: [{ name: "qrCode", reason: "The complete data contained in the QR code is required." }]
      })
      assert.strictEqual((yield* create(atTill("order-0001", { personalQr: old.qrCode }))).status, 201)
      assert.strictEqual((yield* emulator.payment("order-0001")).phoneNumber, "4587654321")
      const forged = yield* create(atTill("order-0002", { personalQr: "https://qr.vipps.no/p/made-up" }))
      assert.strictEqual(errorCode(forged), "4060")
    })
  )
})
