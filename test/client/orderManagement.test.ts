// @effect-diagnostics unsafeEffectTypeAssertion:off
/** Receipts, links and images of orders. */
import { assert, describe, it } from "@effect/vitest"
import { type EPayment, OrderLines, OrderManagement, type VippsError } from "@effect-vipps/client"
import { imageIssue } from "@effect-vipps/client/orderManagement/image"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as FastCheck from "effect/FastCheck"
import { drive, scripted } from "./support.js"
import { type Wire, wires } from "./wire.js"

const be = (value: number, length: number): ReadonlyArray<number> =>
  Array.from({ length }, (_, i) => Math.floor(value / 256 ** (length - 1 - i)) % 256)

const png = (height: number, size = 64): Uint8Array => {
  const start = [
    0x89,
    0x50,
    0x4e,
    0x47,
    13,
    10,
    26,
    10,
    0,
    0,
    0,
    13,
    0x49,
    0x48,
    0x44,
    0x52,
    ...be(300, 4),
    ...be(height, 4)
  ]
  const bytes = new Uint8Array(size)
  bytes.set(start)
  return bytes
}

/** With a segment of `before` bytes in front of the frame. */
const jpeg = (height: number, before = 16, marker = 0xc0): Uint8Array =>
  Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe0, ...be(before + 2, 2), ...new Array<number>(before).fill(0xff)],
    ...[0xff, 0xff, marker, 0, 17, 8, ...be(height, 2), ...be(300, 2), 3]
  ])

const id = "16328cb8-d769-4c53-90ad-e19777823f0a"
const receipt: EPayment.Receipt = {
  orderLines: [
    {
      name: "Socks",
      id: "l1",
      totalAmount: 1000,
      totalAmountExcludingTax: 800,
      totalTaxAmount: 200,
      taxRate: 2500,
      unitInfo: { unitPrice: 400, quantity: "2.5", quantityUnit: "KG" }
    }
  ],
  bottomLine: { currency: "NOK", posId: "p1", receiptNumber: "42" }
}
const category = { category: "DELIVERY", orderDetailsUrl: "https://example.com/o/42", imageId: "a1b2" } as const
const v2 = "/order-management/v2"

const cases: ReadonlyArray<Wire> = [
  {
    name: "addImage",
    run: () => OrderManagement.addImage({ image: png(167), imageId: "a1b2" }),
    method: "POST",
    path: "/order-management/v1/images",
    body: { imageId: "a1b2", src: Encoding.encodeBase64(png(167)), type: "base64" },
    answer: { imageId: "a1b2" }
  },
  {
    name: "putCategory",
    run: () => OrderManagement.putCategory("ecom", "order-42", category),
    method: "PUT",
    path: `${v2}/ecom/categories/order-42`,
    body: category,
    answer: id
  },
  {
    name: "addReceipt",
    run: () => OrderManagement.addReceipt("recurring", "sub.1_2026", receipt),
    method: "POST",
    path: `${v2}/recurring/receipts/sub.1_2026`,
    body: receipt,
    status: 201,
    answer: id
  },
  {
    name: "getOrder",
    run: () => OrderManagement.getOrder("ecom", "order-42"),
    method: "GET",
    path: `${v2}/ecom/order-42`,
    answer: { category, receipt }
  },
  {
    name: "getOrder with nulls and what is new",
    run: () => OrderManagement.getOrder("ecom", "order-42"),
    method: "GET",
    path: `${v2}/ecom/order-42`,
    answer: {
      category: { category: "OF_THE_FUTURE", orderDetailsUrl: null, imageId: null },
      receipt: {
        orderLines: [
          { ...receipt.orderLines[0], unitInfo: { unitPrice: null, quantity: "1" }, discount: null, more: 1 }
        ],
        bottomLine: { currency: "SEK", tipAmount: null }
      }
    },
    result: {
      category: { category: "OF_THE_FUTURE" },
      receipt: {
        orderLines: [{ ...receipt.orderLines[0], unitInfo: { quantity: "1" }, more: 1 }],
        bottomLine: { currency: "SEK" }
      }
    }
  }
]

describe("OrderManagement on the wire", () => {
  wires(cases)

  it("every operation of OrderManagement is on the wire above", () => {
    for (const name of Object.keys(OrderManagement.operations)) assert.isTrue(cases.some((one) => one.name === name))
  })

  it.effect("a receipt made from products is sent as it is made", () =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 201, body: id }))
      const made = yield* OrderLines.receipt("NOK", [{ id: "1", name: "Socks", unitPrice: 24900, taxRate: 2500 }])
      yield* Effect.provide(OrderManagement.addReceipt("ecom", "order-42", made.receipt), server.layer)
      assert.deepStrictEqual(server.seen[0]?.body, JSON.parse(JSON.stringify(made.receipt)))
    })
  )
})

describe("images of orders", () => {
  it.effect("an image that is there already counts as uploaded, by 409 or by a 400 that says so", () =>
    Effect.gen(function* () {
      const problem = { title: "Bad request", detail: "BadRequest", instance: "x" }
      for (const [status, body] of [
        [409, { ...problem, title: "Conflict" }],
        [400, { ...problem, detail: "Duplicate image id" }],
        [400, { ...problem, invalidParams: [{ name: "imageId", reason: "is a duplicate" }] }]
      ] as const) {
        const server = scripted(() => ({ status, body }))
        const added = yield* Effect.provide(OrderManagement.addImage({ image: png(167), imageId: "a" }), server.layer)
        assert.deepStrictEqual(added, { imageId: "a" })
      }
      const server = scripted(() => ({ status: 400, body: { ...problem, detail: "Image too small" } }))
      const error = yield* Effect.provide(Effect.flip(OrderManagement.addImage({ image: png(167) })), server.layer)
      assert.strictEqual(error._tag, "VippsRequestError")
    })
  )

  it.effect("the id of an image is by default made of its bytes", () =>
    Effect.gen(function* () {
      const server = scripted((n) => ({ status: 200, body: { imageId: String(n) } }))
      for (const image of [png(167), png(167), png(168)]) {
        yield* Effect.provide(OrderManagement.addImage({ image }), server.layer)
      }
      const ids = server.seen.map(({ body }) => (body as { readonly imageId: string }).imageId)
      assert.match(ids[0] ?? "", /^[0-9a-f]{64}$/)
      assert.strictEqual(ids[0], ids[1])
      assert.notStrictEqual(ids[0], ids[2])
    })
  )

  const wrong: ReadonlyArray<readonly [title: string, image: unknown, message: string]> = [
    ["166 pixels high", png(166), "at least 167 pixels high; it has 166"],
    ["one byte above 2 MB", png(167, 2 * 1024 * 1024 + 1), "at most 2 MB"],
    ["a GIF", new TextEncoder().encode("GIF89a......................"), "PNG or JPEG"],
    ["a JPEG of 100 pixels", jpeg(100), "at least 167 pixels high; it has 100"],
    ["a JPEG that ends before its height", jpeg(500).slice(0, 26), "whole PNG or JPEG"],
    ["a PNG that ends before its height", png(500).slice(0, 20), "whole PNG or JPEG"],
    ["a path", "/tmp/logo.png", "Uint8Array"],
    ["nothing", undefined, "Uint8Array"]
  ]
  for (const [title, image, message] of wrong) {
    it.effect(`addImage refuses an image that is ${title} before anything is sent`, () =>
      Effect.gen(function* () {
        const server = scripted(() => ({ status: 200, body: { imageId: "a" } }))
        const added = OrderManagement.addImage({ image: image as Uint8Array })
        const error = yield* Effect.provide(Effect.flip(added), server.layer)
        assert.strictEqual(error._tag, "VippsInputError")
        assert.include(error.message, message)
        assert.strictEqual(server.seen.length + server.tokens(), 0)
      })
    )
  }

  it("images of the smallest height and the largest size pass", () => {
    for (const image of [png(167), png(167, 2 * 1024 * 1024), jpeg(167), jpeg(4000, 60_000, 0xc2)]) {
      assert.isUndefined(imageIssue(image))
    }
  })

  it("the height decides for every PNG and JPEG, whatever precedes it", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.integer({ min: 1, max: 65_535 }),
        FastCheck.nat(2000),
        FastCheck.constantFrom(0xc0, 0xc1, 0xc2, 0xc9, 0xcf),
        (height, before, marker) => {
          const expected = height >= 167
          assert.strictEqual(imageIssue(png(height)) === undefined, expected)
          assert.strictEqual(imageIssue(jpeg(height, before, marker)) === undefined, expected)
        }
      ),
      { numRuns: 500 }
    )
  })

  it("no bytes make the image check throw or run for ever", () => {
    const tails = FastCheck.tuple(
      FastCheck.constantFrom(png(1, 8 + 16).slice(0, 8), jpeg(1).slice(0, 3)),
      FastCheck.uint8Array({ maxLength: 400 })
    )
    FastCheck.assert(
      FastCheck.property(tails, ([head, tail]) => {
        const issue = imageIssue(Uint8Array.from([...head, ...tail]))
        assert.isTrue(issue === undefined || typeof issue === "string")
      }),
      { numRuns: 2000 }
    )
  })
})

describe("receipts of orders", () => {
  it.effect("a second receipt is a conflict of its own", () =>
    Effect.gen(function* () {
      const problem = { title: "Conflict", detail: "Receipt already exists", instance: "x" }
      const server = scripted(() => ({ status: 409, body: problem }))
      const sent = OrderManagement.addReceipt("ecom", "order-42", receipt)
      const error = yield* Effect.provide(Effect.flip(sent), server.layer)
      assert.strictEqual((error as VippsError.VippsConflictError).reason, "ReceiptExists")
      assert.strictEqual(error.outcome, "refused")
      assert.strictEqual(error.reference, "order-42")
      const lost = scripted((n) => (n === 1 ? "reset" : { status: 409, body: problem }))
      const exit = yield* drive(Effect.provide(Effect.flip(sent), lost.layer))
      assert.strictEqual((yield* exit).outcome, "unknown")
    })
  )

  it.effect("a receipt without lines, a line without a tax rate and an id with a space are refused", () =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 201, body: id }))
      const { taxRate: _, ...line } = receipt.orderLines[0] as EPayment.OrderLine
      const calls = [
        [OrderManagement.addReceipt("ecom", "a", { ...receipt, orderLines: [] }), "orderLines"],
        [OrderManagement.addReceipt("ecom", "a", { ...receipt, orderLines: [line] }), "taxRate"],
        [OrderManagement.addReceipt("ecom", "a b", receipt), "orderId"],
        [OrderManagement.addReceipt("epayment" as "ecom", "a", receipt), "paymentType"],
        [
          OrderManagement.putCategory("ecom", "a", { ...category, orderDetailsUrl: "http://example.com" }),
          "orderDetailsUrl"
        ]
      ] as const
      for (const [call, path] of calls) {
        const error = yield* Effect.provide(Effect.flip(call), server.layer)
        assert.strictEqual(error._tag, "VippsInputError")
        assert.include(error.message, path)
      }
      assert.strictEqual(server.seen.length, 0)
    })
  )
})
