/** Order Management: images, categories, receipts, and orders as customers see them. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { PNG } from "pngjs"
import { receipt as ofPayment, order, type Reply } from "./harness.js"
import { startOthers } from "./otherApis.js"

const base = "/order-management"

const receipt = {
  orderLines: [
    {
      name: "Socks",
      id: "l1",
      totalAmount: 10_000,
      totalAmountExcludingTax: 8_000,
      totalTaxAmount: 2_000,
      taxRate: 2500,
      unitInfo: { unitPrice: 4_000, quantity: "2.5", quantityUnit: "KG" },
      isReturn: false
    },
    {
      name: "Hat",
      id: "l2",
      totalAmount: 3_000,
      totalAmountExcludingTax: 2_400,
      totalTaxAmount: 600,
      taxRate: 2500,
      isReturn: true
    }
  ],
  bottomLine: { currency: "NOK", posId: "p1", receiptNumber: "42", barcode: { format: "CODE 39", data: "SC05" } }
}

const category = { category: "DELIVERY", orderDetailsUrl: "https://example.com/o/42" }

const invalid = ({ json, status }: Reply): string =>
  `${status} ${(json?.invalidParams ?? []).map(({ name }: { name: string }) => name).join()}`

const png = (height: number, width = 200): Buffer => PNG.sync.write(new PNG({ width, height }))

/** The beginning of a JPEG: a segment to skip, and the header of its frame. */
const jpeg = (height: number): Buffer =>
  Buffer.concat([
    Buffer.from("ffd8ffe000044a46ffc0000b08", "hex"),
    Buffer.from([height >> 8, height & 255]),
    Buffer.alloc(8)
  ])

const upload = (imageId: string, bytes: Buffer) => ({ imageId, src: bytes.toString("base64"), type: "base64" })

/** A file of this many bytes that begins as a PNG. */
const padded = (size: number): Buffer => Buffer.concat([png(167), Buffer.alloc(size)], size)

describe("images of orders", () => {
  it.scoped("a PNG and a JPEG are taken, and an id is taken once", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      const first = yield* call("POST", `${base}/v1/images`, upload("socks", png(167)))
      assert.deepStrictEqual([first.status, first.json], [200, { imageId: "socks" }])
      assert.strictEqual((yield* call("POST", `${base}/v1/images`, upload("hat", jpeg(400)))).status, 200)
      const again = yield* call("POST", `${base}/v1/images`, upload("socks", png(300)))
      assert.deepStrictEqual([again.status, again.contentType], [409, "application/json"])
      assert.match(again.json.detail, /duplicate/)
    })
  )

  for (const [what, bytes] of [
    ["a PNG of 166 pixels", png(166)],
    ["a JPEG of 166 pixels", jpeg(166)],
    ["a GIF", Buffer.from("GIF89a1234567890123456789012345")],
    ["a file that ends in its header", png(200).subarray(0, 20)],
    ["no bytes at all", Buffer.alloc(0)],
    ["two megabytes and one byte", padded(2 * 1024 * 1024 + 1)]
  ] as const) {
    it.scoped(`an image is refused that is ${what}`, () =>
      Effect.gen(function* () {
        const { call } = yield* startOthers()
        assert.strictEqual(invalid(yield* call("POST", `${base}/v1/images`, upload("socks", bytes))), "400 Src")
        assert.strictEqual((yield* call("POST", `${base}/v1/images`, upload("socks", png(167)))).status, 200)
      })
    )
  }

  it.scoped("two megabytes are an image, although other bodies have one at most", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      const large = upload("socks", padded(2 * 1024 * 1024))
      assert.strictEqual((yield* call("POST", `${base}/v1/images`, large)).status, 200)
      assert.strictEqual((yield* call("POST", `${base}/v2/ecom/receipts/order-1`, large)).status, 413)
      const tooLarge = upload("hat", padded(3 * 1024 * 1024))
      assert.strictEqual((yield* call("POST", `${base}/v1/images`, tooLarge)).status, 413)
    })
  )
})

describe("receipts and categories", () => {
  it.scoped("a receipt is added once, to an order that nobody knows too", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      const path = `${base}/v2/ecom/receipts/order-1`
      const added = yield* call("POST", path, receipt)
      assert.strictEqual(added.status, 201)
      assert.match(added.json, /^[0-9a-f-]{36}$/)
      const again = yield* call("POST", path, receipt)
      assert.deepStrictEqual([again.status, again.json.title], [409, "Conflict"])
      assert.deepStrictEqual((yield* call("GET", `${base}/v2/ECOM/order-1`)).json, { receipt })
      assert.strictEqual((yield* call("GET", `${base}/v2/recurring/order-1`)).status, 404)
      assert.strictEqual((yield* call("POST", `${base}/v2/RECURRING/receipts/order-1`, receipt)).status, 201)
    })
  )

  it.scoped("the latest category is the order's, and its image must be there", () =>
    Effect.gen(function* () {
      const { call } = yield* startOthers()
      const put = (more = {}) => call("PUT", `${base}/v2/ecom/categories/order-1`, { ...category, ...more })
      const first = yield* put()
      assert.strictEqual(first.status, 200)
      assert.match(first.json, /^[0-9a-f-]{36}$/)
      assert.strictEqual((yield* put({ imageId: "socks" })).status, 404)
      yield* call("POST", `${base}/v1/images`, upload("socks", png(167)))
      assert.strictEqual((yield* put({ category: "TICKET", imageId: "socks" })).status, 200)
      const expected = { category: { ...category, category: "TICKET", imageId: "socks" } }
      assert.deepStrictEqual((yield* call("GET", `${base}/v2/ecom/order-1`)).json, expected)
    })
  )

  it.scoped("a receipt and a category are refused by their fields", () =>
    Effect.gen(function* () {
      const { auth, call } = yield* startOthers()
      const post = (body: unknown) => call("POST", `${base}/v2/ecom/receipts/order-1`, body)
      const [line] = receipt.orderLines
      assert.strictEqual(invalid(yield* post({ ...receipt, orderLines: [] })), "400 OrderLines")
      const foreign = { ...receipt, bottomLine: { currency: "SEK" } }
      assert.strictEqual(invalid(yield* post(foreign)), "400 BottomLine.Currency")
      const odd = { ...receipt, orderLines: [{ ...line, unitInfo: { unitPrice: 1, quantity: 2 } }] }
      assert.strictEqual(invalid(yield* post(odd)), "400 OrderLines[0].UnitInfo.Quantity")
      const put = (path: string, more = {}) => call("PUT", `${base}/v2/${path}`, { ...category, ...more })
      assert.strictEqual(invalid(yield* put("ecom/categories/order-1", { orderDetailsUrl: "" })), "400 OrderDetailsUrl")
      assert.strictEqual(invalid(yield* put("ecom/categories/order-1", { category: "OTHER" })), "400 Category")
      assert.strictEqual(invalid(yield* put("epayment/categories/order-1")), "400 OrderId")
      assert.strictEqual(invalid(yield* put("ecom/categories/order%201")), "400 OrderId")
      const get = (headers: object) => call("GET", `${base}/v2/ecom/order-1`, undefined, { ...auth, ...headers })
      assert.strictEqual(invalid(yield* get({ "Merchant-Serial-Number": undefined })), "400 Merchant-Serial-Number")
      assert.strictEqual((yield* get({ "Merchant-Serial-Number": "999999" })).status, 401)
      assert.strictEqual((yield* get({})).status, 404)
    })
  )

  it.scoped("the receipt of a create request counts, and shows the shipping that the customer chose", () =>
    Effect.gen(function* () {
      const { call, create, emulator } = yield* startOthers()
      const options = [{ id: "home", name: "Home", amount: { currency: "NOK", value: 4_900 }, isDefault: true }]
      const express = {
        receipt: ofPayment,
        profile: { scope: "address" },
        shipping: { fixedOptions: [{ type: "HOME_DELIVERY", brand: "POSTEN", options }] }
      }
      assert.strictEqual((yield* create(order("order-0001", express))).status, 201)
      const read = call("GET", `${base}/v2/ecom/order-0001`)
      assert.deepStrictEqual((yield* read).json.receipt, ofPayment)
      assert.strictEqual((yield* call("POST", `${base}/v2/ecom/receipts/order-0001`, receipt)).status, 409)
      yield* emulator.approve("order-0001")
      const { orderLines } = (yield* read).json.receipt
      assert.deepStrictEqual(
        orderLines.map(({ isShipping, name, totalAmount }: (typeof orderLines)[number]) => [
          name,
          totalAmount,
          isShipping
        ]),
        [
          ["Socks", 10_000, undefined],
          ["Home", 4_900, true]
        ]
      )
    })
  )
})

describe("orders on the dashboard", () => {
  it.scoped("the dashboard shows an order as its customer sees it", () =>
    Effect.gen(function* () {
      const { call, create, load, page } = yield* startOthers()
      yield* create(order("order-0001"))
      yield* call("POST", `${base}/v1/images`, upload("socks", png(167)))
      yield* call("PUT", `${base}/v2/ecom/categories/order-0001`, { ...category, imageId: "socks" })
      yield* call("POST", `${base}/v2/ecom/receipts/order-0001`, receipt)
      yield* call("POST", `${base}/v2/ecom/receipts/order-0002`, receipt)
      const { headers, html } = yield* page("/_emulator")
      assert.match(html, /order-0001(?:(?!<h3>).)*<a href="https:\/\/example.com\/o\/42">Delivery<\/a>/s)
      assert.include(html, "70.00 NOK")
      assert.include(html, "of which tax 14.00 NOK")
      assert.match(html, /order-0002<\/h3><span class="quiet">no payment has this id/)
      assert.include(headers.get("content-security-policy") ?? "", "img-src 'self'")
      const [, src = ""] = /<img src="([^"]+)"/.exec(html) ?? []
      const image = yield* load(`http://127.0.0.1:4242${src}`)
      assert.strictEqual(image.headers.get("content-type"), "image/png")
      const bytes = yield* Effect.promise(() => image.arrayBuffer())
      assert.strictEqual(PNG.sync.read(Buffer.from(bytes)).height, 167)
      assert.strictEqual((yield* load(`http://127.0.0.1:4242${src}x`)).status, 404)
    })
  )
})
