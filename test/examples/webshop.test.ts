/** The webshop over real HTTP, as a browser would use it, beside a local Vipps. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { learn, type Order, type Payment, statusOf } from "../../examples/webshop/Order.js"
import type { Product } from "../../examples/webshop/Products.js"
import { MinorUnits } from "../../examples/webshop/respond.js"
import { openShop } from "../support/webshop.js"

const browser = Effect.map(HttpClient.HttpClient, (client) => {
  const answer = (request: HttpClientRequest.HttpClientRequest) =>
    client.execute(request).pipe(
      Effect.flatMap((response) =>
        Effect.map(response.text, (text) => ({
          status: response.status,
          location: response.headers["location"] ?? "",
          text,
          says: (role: "alert" | "status") => new RegExp(`role="${role}"[^>]*>([^<]*)`).exec(text)?.[1]
        }))
      ),
      Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
      Effect.orDie
    )
  return {
    get: (url: string) => answer(HttpClientRequest.get(url)),
    post: (url: string, form: Record<string, string> = {}) =>
      answer(HttpClientRequest.bodyUrlParams(HttpClientRequest.post(url), form))
  }
}).pipe(Effect.provide(FetchHttpClient.layer))

/** A customer at the shop's page, and what the shop and Vipps know. */
const start = Effect.gen(function* () {
  const shop = yield* openShop
  const { get, post } = yield* browser
  const page = yield* get(shop.url)
  const cart = /name="cart" value="(\w+)"/.exec(page.text)?.[1] ?? ""
  const press = (order: string, action: string, form?: Record<string, string>) =>
    post(`${shop.url}/admin/${order}/${action}`, form)
  return {
    ...shop,
    get,
    post,
    press,
    cart,
    socks: `socks-${cart}`,
    /** Presses "Pay with Vipps". */
    buy: (product = "socks") => post(`${shop.url}/orders`, { cart, product }),
    /** What the confirmation page says. */
    look: (order: string) => Effect.map(get(`${shop.url}/orders/${order}`), ({ says }) => says("status")),
    /** What the shop knows without reading the payment. */
    known: Effect.map(shop.orders.all, (orders) => orders.map((order) => [statusOf(order), ...order.events])),
    /** Bought, approved and reported by webhook. */
    paid: Effect.gen(function* () {
      yield* post(`${shop.url}/orders`, { cart, product: "socks" })
      yield* shop.emulator.approve(`socks-${cart}`)
      yield* shop.delivery("authorized")
    })
  }
})

describe("buying in the webshop", () => {
  it.scopedLive("a webhook marks the order as paid, once although it is delivered twice", () =>
    Effect.gen(function* () {
      const { buy, delivery, emulator, known, ledger, look, socks, vippsUrl } = yield* start
      yield* emulator.injectDelivery({ event: "epayments.payment.authorized.v1", fault: { _tag: "Duplicate" } })
      const { location, status } = yield* buy()
      assert.strictEqual(status, 303)
      assert.isTrue(location.startsWith(`${vippsUrl}/landing`), location)
      yield* emulator.approve(socks)
      yield* Effect.repeat(Effect.delay(delivery("authorized"), "20 millis"), { until: ({ length }) => length === 2 })
      assert.deepStrictEqual(yield* delivery("authorized"), ["Delivered 200", "Delivered 200"])
      assert.deepStrictEqual(yield* known, [["Paid", "AUTHORIZED 249.00 NOK"]])
      assert.match((yield* look(socks)) ?? "", /^It is paid/)
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900"])
    })
  )

  it.scopedLive("a double click is one order and one payment", () =>
    Effect.gen(function* () {
      const { buy, emulator, orders } = yield* start
      const [first, second] = yield* Effect.all([buy(), buy()], { concurrency: "unbounded" })
      assert.strictEqual(first.status, 303)
      assert.strictEqual(first.location, second.location)
      assert.strictEqual((yield* orders.all).length, 1)
      const created = (yield* emulator.requests).filter(({ path }) => path === "/epayment/v1/payments")
      assert.deepStrictEqual(
        created.map(({ status }) => status),
        [201, 201]
      )
    })
  )

  it.scopedLive("a payment whose creation got no response is created once by the next click", () =>
    Effect.gen(function* () {
      const { buy, emulator, orders } = yield* start
      yield* emulator.inject({
        operation: "EPayment.createPayment",
        times: 3,
        fault: { _tag: "Reset", afterEffect: true }
      })
      const lost = yield* buy()
      assert.strictEqual(lost.status, 503)
      assert.match(lost.says("alert") ?? "", /^Nothing is paid yet\. Vipps did not respond/)
      assert.strictEqual((yield* buy()).status, 303)
      assert.strictEqual((yield* orders.all).length, 1)
    })
  )

  for (const [what, says] of [
    ["reject", "You declined the payment. Nothing was paid."],
    ["expire", "The payment expired. Nothing was paid."]
  ] as const) {
    it.scopedLive(`${what}: ${says}`, () =>
      Effect.gen(function* () {
        const { buy, emulator, ledger, look, press, socks } = yield* start
        yield* buy()
        yield* emulator[what](socks)
        assert.strictEqual(yield* look(socks), says)
        const refused = yield* press(socks, "ship")
        assert.strictEqual(refused.status, 409)
        assert.match(refused.says("alert") ?? "", /^Nothing to ship/)
        assert.deepStrictEqual(yield* ledger, [])
      })
    )
  }

  it.scopedLive("a customer who returns while Vipps does not respond is shown that", () =>
    Effect.gen(function* () {
      const { buy, get, socks, url } = yield* start
      yield* buy()
      const page = yield* get(`${url}/orders/${socks}`)
      assert.match(page.says("status") ?? "", /^We do not know yet/)
      assert.include(page.text, 'http-equiv="refresh"')
      assert.notInclude(page.text, "<script")
    })
  )

  it.scopedLive("shipping that is chosen in the app is paid and captured", () =>
    Effect.gen(function* () {
      const { buy, cart, emulator, get, ledger, press, url } = yield* start
      yield* buy("blanket")
      yield* emulator.approve(`blanket-${cart}`)
      assert.include((yield* get(`${url}/orders/blanket-${cart}`)).text, "948.00 NOK")
      assert.strictEqual((yield* press(`blanket-${cart}`, "ship")).status, 303)
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 94800", "CAPTURED 94800"])
      assert.include((yield* get(`${url}/admin`)).text, "Pick-up point to Testveien 1")
    })
  )

  it.scopedLive("an address that the shop does not ship to is refused, and so is a wrong token", () =>
    Effect.gen(function* () {
      const { buy, cart, emulator, post, url } = yield* start
      yield* buy("blanket")
      const address = { addressLine1: "Vei 1", city: "Longyearbyen", postCode: "9170", country: "SJ" }
      const refused = yield* Effect.flip(emulator.approve(`blanket-${cart}`, { address }))
      assert.include(refused.message, "400")
      assert.strictEqual((yield* post(`${url}/vipps/shipping`)).status, 401)
      assert.strictEqual((yield* post(`${url}/vipps/webhooks`)).status, 401)
    })
  )

  it.scopedLive("a form of another site has no effect", () =>
    Effect.gen(function* () {
      const { cart, get, orders, post, url } = yield* start
      for (const form of [
        {},
        { cart: "1", product: "socks" },
        { cart, product: "gold" },
        { cart: "<b>", product: "hat" }
      ]) {
        assert.strictEqual((yield* post(`${url}/orders`, form as Record<string, string>)).status, 400)
      }
      assert.deepStrictEqual(yield* orders.all, [])
      assert.strictEqual((yield* get(`${url}/orders/socks-0000000000000000`)).status, 404)
      assert.strictEqual((yield* post(`${url}/admin/socks-0000000000000000/ship`)).status, 404)
      assert.strictEqual((yield* get(`${url}/nothing`)).status, 404)
    })
  )
})

describe("webhooks that never arrive", () => {
  const lost = { event: "epayments.payment.authorized.v1", fault: { _tag: "Lost" } } as const

  it.scopedLive("the shop reads the payment when the customer returns", () =>
    Effect.gen(function* () {
      const { buy, delivery, emulator, known, look, socks } = yield* start
      yield* emulator.injectDelivery(lost)
      yield* buy()
      yield* emulator.approve(socks)
      assert.match((yield* delivery("authorized")).join(), /^Lost/)
      assert.deepStrictEqual(yield* known, [["Waiting"]])
      assert.match((yield* look(socks)) ?? "", /^It is paid/)
      assert.deepStrictEqual(yield* known, [["Paid"]])
    })
  )

  it.scopedLive("the shop reads the payment when no customer returns", () =>
    Effect.gen(function* () {
      const { buy, emulator, known, orders, socks } = yield* start
      yield* emulator.injectDelivery(lost)
      yield* buy()
      yield* emulator.approve(socks)
      yield* orders.reconcile
      assert.deepStrictEqual(yield* known, [["Paid"]])
    })
  )
})

it.scopedLive("a webhook that the shop could not process is redelivered", () =>
  Effect.gen(function* () {
    const { buy, delivery, emulator, known, socks } = yield* start
    yield* buy()
    yield* emulator.inject({ operation: "EPayment.getPayment", times: 3, fault: { _tag: "Answer", status: 500 } })
    yield* emulator.approve(socks)
    assert.deepStrictEqual(yield* delivery("authorized"), ["Delivered 200"])
    assert.deepStrictEqual(
      (yield* emulator.deliveries).map(({ attempts }) => attempts),
      [2]
    )
    assert.deepStrictEqual(yield* known, [["Paid", "AUTHORIZED 249.00 NOK"]])
  })
)

describe("the back room of the webshop", () => {
  it.scopedLive("the back room ships once, however often the button is pressed", () =>
    Effect.gen(function* () {
      const { known, ledger, paid, press, socks } = yield* start
      yield* paid
      const pressed = yield* Effect.all([press(socks, "ship"), press(socks, "ship")], { concurrency: "unbounded" })
      assert.deepStrictEqual(
        [...pressed, yield* press(socks, "ship")].map(({ status }) => status),
        [303, 303, 303]
      )
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900", "CAPTURED 24900"])
      assert.strictEqual((yield* known)[0]?.[0], "Shipped")
    })
  )

  it.scopedLive("the back room refunds the same part again for a new page, and not for a second click", () =>
    Effect.gen(function* () {
      const { known, ledger, paid, press, socks } = yield* start
      yield* paid
      yield* press(socks, "ship")
      const refund = (amount: string, before: number) => press(socks, "refund", { amount, before: String(before) })
      assert.strictEqual((yield* refund("50", 0)).status, 303)
      assert.strictEqual((yield* refund("50", 0)).status, 303)
      assert.strictEqual((yield* refund("50,00", 5000)).status, 303)
      assert.strictEqual((yield* refund("149.00", 10_000)).status, 303)
      assert.strictEqual((yield* refund("149.00", 10_000)).status, 303)
      assert.deepStrictEqual(yield* ledger, [
        "AUTHORIZED 24900",
        "CAPTURED 24900",
        "REFUNDED 5000",
        "REFUNDED 5000",
        "REFUNDED 14900"
      ])
      assert.strictEqual((yield* known)[0]?.[0], "Refunded")
    })
  )

  it.scopedLive("the back room shows why it refunds nothing", () =>
    Effect.gen(function* () {
      const { ledger, paid, press, socks } = yield* start
      yield* paid
      yield* press(socks, "ship")
      const refund = (amount: string, before = "0") => press(socks, "refund", { amount, before })
      for (const [amount, words] of [
        ["250", /at most 249.00 NOK/],
        ["0", /at least 0.01/],
        ["-1", /like this/],
        ["1e3", /like this/],
        ["1.005", /like this/]
      ] as const) {
        const { says, status } = yield* refund(amount)
        assert.strictEqual(status, 409, amount)
        assert.match(says("alert") ?? "", words)
      }
      yield* refund("50")
      const stale = yield* refund("60")
      assert.strictEqual(stale.status, 502)
      assert.match(stale.says("alert") ?? "", /^This order was changed in the meantime/)
      assert.deepStrictEqual((yield* ledger).slice(2), ["REFUNDED 5000"])
    })
  )

  it.scopedLive("the back room shows what became of a refund without a response, and does not repeat it", () =>
    Effect.gen(function* () {
      const { emulator, ledger, paid, press, socks } = yield* start
      yield* paid
      yield* press(socks, "ship")
      yield* emulator.inject({
        operation: "EPayment.refundPayment",
        times: 3,
        fault: { _tag: "Reset", afterEffect: true }
      })
      const lost = yield* press(socks, "refund", { amount: "249", before: "0" })
      assert.strictEqual(lost.status, 503)
      assert.match(lost.says("alert") ?? "", /^Vipps did not respond/)
      assert.match(lost.text, /Refunded<\/dt><dd>249.00 NOK/)
      assert.strictEqual((yield* press(socks, "refund", { amount: "249", before: "0" })).status, 303)
      assert.deepStrictEqual((yield* ledger).slice(2), ["REFUNDED 24900"])
    })
  )

  it.scopedLive("the back room retries with a new key once Vipps has rejected the request", () =>
    Effect.gen(function* () {
      const { emulator, ledger, paid, press, socks } = yield* start
      yield* paid
      yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "Answer", status: 400 } })
      const refused = yield* press(socks, "ship")
      assert.strictEqual(refused.status, 502)
      assert.match(refused.says("alert") ?? "", /^Vipps rejected the request, and nothing was changed/)
      assert.strictEqual((yield* press(socks, "ship")).status, 303)
      const keys = (yield* emulator.requests)
        .filter(({ path }) => path.endsWith("/capture"))
        .map(({ requestHeaders }) => requestHeaders["idempotency-key"])
      assert.deepStrictEqual(keys, [`${socks}--ship--0--0`, `${socks}--ship--0--1`])
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900", "CAPTURED 24900"])
    })
  )

  it.scopedLive("the back room cancels before and after the customer has approved", () =>
    Effect.gen(function* () {
      const { buy, cart, known, ledger, look, paid, press, socks } = yield* start
      yield* paid
      yield* buy("hat")
      for (const order of [socks, `hat-${cart}`, socks]) {
        assert.strictEqual((yield* press(order, "cancel")).status, 303)
        assert.strictEqual(yield* look(order), "The order was cancelled. No money was taken.")
      }
      assert.deepStrictEqual(
        (yield* known).map(([status]) => status),
        ["Cancelled", "Cancelled"]
      )
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 24900", "CANCELLED 24900"])
    })
  )
})

describe("orders", () => {
  const socks: Product = {
    id: "socks",
    name: "Socks",
    text: "",
    price: { value: 24_900, currency: "NOK" },
    express: false
  }
  const placed: Order = {
    reference: "socks-1",
    product: socks,
    redirectUrl: undefined,
    payment: undefined,
    events: [],
    refusals: 0
  }
  const paymentIn = (state: string, authorized = 0, captured = 0, refunded = 0): Payment => {
    const nok = (value: number) => ({ value, currency: "NOK" as const })
    return {
      state,
      amount: socks.price,
      aggregate: {
        authorizedAmount: nok(authorized),
        capturedAmount: nok(captured),
        refundedAmount: nok(refunded),
        cancelledAmount: nok(0)
      }
    }
  }
  const life = [
    paymentIn("CREATED"),
    paymentIn("AUTHORIZED", 24_900),
    paymentIn("AUTHORIZED", 24_900, 24_900),
    paymentIn("AUTHORIZED", 24_900, 24_900, 5_000)
  ]

  it.prop(
    "an order ends in the state that Vipps has, in whatever order the responses arrive",
    [FastCheck.shuffledSubarray(life, { minLength: 4 })],
    ([answers]) => {
      assert.deepStrictEqual(answers.reduce(learn, placed).payment, life.at(-1))
    }
  )

  it("an order is not paid in an unknown state", () => {
    assert.strictEqual(statusOf(learn(placed, paymentIn("PARTLY_AUTHORIZED", 24_900))), "Waiting")
  })

  it.prop("amounts are read as they are written", [FastCheck.nat(99_999_999)], ([value]) => {
    const text = Schema.encodeSync(MinorUnits)(value)
    assert.strictEqual(Schema.decodeSync(MinorUnits)(text), value)
    assert.strictEqual(Schema.decodeSync(MinorUnits)(` ${text.replace(".", ",")} `), value)
  })
})

it.scopedLive("a shop that stops deletes its webhooks", () =>
  Effect.gen(function* () {
    const emulator = yield* Effect.scoped(Effect.map(openShop, ({ emulator }) => emulator))
    const last = (yield* emulator.requests).at(-1)
    assert.deepStrictEqual([last?.method, last?.status], ["DELETE", 204])
  })
)
