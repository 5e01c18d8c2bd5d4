import { createHash, createHmac } from "node:crypto"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { assert, describe, it } from "@effect/vitest"
import type { Store } from "@effect-vipps/emulator/core/StateStore"
import { empty } from "@effect-vipps/emulator/core/World"
import type * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { serve } from "../support/server.js"
import { fieldNames, order, sessionRequest, start, tokenHeaders } from "./harness.js"

interface Received {
  readonly at: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: payloads of any shape
  readonly body: any
}

type Reply = number | "reset" | "hang"

/** A merchant's server: the requests it received, and its response to the n-th (defaults to 200). */
const merchantServer = (reply: (request: Received, nth: number) => Reply = () => 200) => {
  const received: Array<Received> = []
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const text = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      const at = yield* Clock.currentTimeMillis
      const seen = { at, url: url.href, headers: request.headers, text, body: JSON.parse(text) }
      received.push(seen)
      const status = reply(seen, received.length)
      if (status === "hang") return yield* Effect.never
      if (status === "reset") return yield* new HttpClientError.RequestError({ request, reason: "Transport" })
      return HttpClientResponse.fromWeb(request, new Response(null, { status }))
    })
  )
  return { client, received }
}

const url = "https://shop.example:8443/vipps/events?shop=1"
const events = (...names: ReadonlyArray<string>) => names.map((name) => `epayments.payment.${name}.v1`)
const all = events("created", "aborted", "expired", "cancelled", "captured", "refunded", "authorized", "terminated")

/** An emulator whose merchant has registered for everything. */
const listening = (
  reply?: (request: Received, nth: number) => Reply,
  options: VippsEmulator.Options = { tokenLifetime: "1000 days" },
  store?: Store
) =>
  Effect.gen(function* () {
    const merchant = merchantServer(reply)
    const harness = yield* start({ callbackClient: merchant.client, ...options }, store)
    const registered = yield* harness.pay("POST", "/webhooks/v1/webhooks", { url, events: all })
    assert.strictEqual(registered.status, 201)
    return { ...harness, ...merchant, ...(registered.json as { readonly id: string; readonly secret: string }) }
  })

/** Lets what is due be sent. */
const settle = TestClock.adjust(0)

const only = (received: ReadonlyArray<Received>): Received => {
  const [first, ...others] = received
  if (first === undefined || others.length > 0) throw new Error(`${received.length} came, one was expected`)
  return first
}

const names = (received: ReadonlyArray<Received>) => received.map(({ body }) => `${body.reference} ${body.name}`)

describe("registrations", () => {
  it.scoped("registrations are listed without secrets, and end when deleted", () =>
    Effect.gen(function* () {
      const { create, id, pay, received, secret } = yield* listening()
      assert.match(secret, /^[A-Za-z0-9+/]{86}==$/)
      const list = yield* pay("GET", "/webhooks/v1/webhooks")
      assert.deepStrictEqual(list.json, { webhooks: [{ id, url, events: all }] })
      const deleted = yield* pay("DELETE", `/webhooks/v1/webhooks/${id}`)
      assert.deepStrictEqual([deleted.status, deleted.text], [204, ""])
      assert.strictEqual((yield* pay("DELETE", `/webhooks/v1/webhooks/${id}`)).status, 404)
      assert.strictEqual((yield* pay("DELETE", "/webhooks/v1/webhooks/unknown")).status, 404)
      yield* create(order("order-0001"))
      yield* settle
      assert.deepStrictEqual(received, [])
    })
  )

  it.scoped("an event type has at most 25 registrations, a check-in one", () =>
    Effect.gen(function* () {
      const { pay } = yield* start()
      const register = (...names: ReadonlyArray<string>) => pay("POST", "/webhooks/v1/webhooks", { url, events: names })
      for (let nth = 1; nth <= 25; nth++) {
        assert.strictEqual((yield* register(...events("captured", "refunded"))).status, 201)
      }
      const refused = yield* register(...events("created", "captured"))
      assert.strictEqual(refused.status, 400)
      assert.deepStrictEqual(fieldNames(refused), ["events"])
      assert.strictEqual((yield* register(...events("created"))).status, 201)
      assert.strictEqual((yield* register("user.checked-in.v1")).status, 201)
      assert.strictEqual((yield* register("user.checked-in.v1")).status, 400)
    })
  )

  it.scoped(
    "a registration accepts JSON of any content type, as in the documentation's example, and reports what is invalid in others",
    () =>
      Effect.gen(function* () {
        const { pay } = yield* start()
        const body = JSON.stringify({ url, events: all })
        const register = (text: string, type: string | undefined) =>
          pay("POST", "/webhooks/v1/webhooks", text, { "Content-Type": type })
        for (const type of [undefined, "application/x-www-form-urlencoded", "text/plain;charset=UTF-8"]) {
          assert.strictEqual((yield* register(body, type)).status, 201, type)
        }
        const garbled = yield* register("url=https://shop.example", "application/json")
        assert.deepStrictEqual(garbled.json.extraDetails, [{ name: "body", reason: "The body is not valid JSON." }])
        assert.strictEqual((yield* register(`"${"x".repeat(1_048_576)}"`, "application/json")).status, 413)
      })
  )

  it.scoped("a registration needs an https URL, known events and a token", () =>
    Effect.gen(function* () {
      const { pay, send } = yield* start()
      const bad: ReadonlyArray<readonly [unknown, string]> = [
        [{ events: all }, "url"],
        [{ url: "http://shop.example/x", events: all }, "url"],
        [{ url: "shop", events: all }, "url"],
        [{ url }, "events"],
        [{ url, events: [] }, "events"],
        [{ url, events: ["epayments.payment.paid.v1"] }, "events"]
      ]
      for (const [body, field] of bad) {
        const reply = yield* pay("POST", "/webhooks/v1/webhooks", body)
        assert.strictEqual(reply.status, 400)
        assert.strictEqual(reply.contentType, "application/problem+json")
        assert.deepStrictEqual(fieldNames(reply), [field], JSON.stringify(body))
      }
      const local = yield* pay("POST", "/webhooks/v1/webhooks", { url: "http://127.0.0.1:3000/x", events: all })
      assert.strictEqual(local.status, 201)
      assert.strictEqual((yield* send("GET", "/webhooks/v1/webhooks")).status, 401)
    })
  )
})

describe("deliveries", () => {
  it.scoped("a delivery is signed over the registered path, host, date and body with the text of the secret", () =>
    Effect.gen(function* () {
      const { create, id, received, secret } = yield* listening()
      yield* TestClock.adjust("1234567 millis")
      yield* create(order("order-0001"))
      yield* settle
      const { headers, text, url: to } = only(received)
      assert.strictEqual(to, url)
      const hash = createHash("sha256").update(text).digest("base64")
      const signature = createHmac("sha256", secret)
        .update(`POST\n/vipps/events?shop=1\nThu, 01 Jan 1970 00:20:34 GMT;shop.example:8443;${hash}`)
        .digest("base64")
      assert.strictEqual(headers["x-ms-date"], "Thu, 01 Jan 1970 00:20:34 GMT")
      assert.strictEqual(headers["x-ms-content-sha256"], hash)
      assert.strictEqual(headers["webhook-id"], id)
      assert.strictEqual(headers["content-type"], "application/json")
      assert.strictEqual(
        headers["authorization"],
        `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`
      )
    })
  )

  it.scopedLive(
    "a delivery has Vipps' headers only, over the network and in process, although the merchant traces",
    () =>
      Effect.gen(function* () {
        const shop = yield* serve((_, response) => response.writeHead(200).end())
        const { create, emulator, pay } = yield* start()
        yield* pay("POST", "/webhooks/v1/webhooks", { url: shop.url, events: all })
        const isDelivered = Effect.map(emulator.deliveries, (deliveries) =>
          deliveries.every(({ state }) => state === "Delivered")
        )
        const deliver = (reference: string) =>
          Effect.zipRight(
            create(order(reference)),
            Effect.repeat(Effect.delay(isDelivered, "5 millis"), { until: Boolean })
          )
        yield* deliver("order-0001")
        const own = ["authorization", "content-length", "content-type", "host", "webhook-id"]
        const expected = [...own, "x-ms-content-sha256", "x-ms-date"]
        assert.deepStrictEqual(
          shop.seen.map(({ headers }) => Object.keys(headers).sort()),
          [[...expected, "connection"].sort()]
        )

        const within: Array<ReadonlyArray<string>> = []
        yield* emulator.deliverTo(
          Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
            within.push(Object.keys(headers).sort())
            return HttpServerResponse.empty({ status: 200 })
          })
        )
        yield* deliver("order-0002")
        assert.deepStrictEqual(within, [expected.filter((name) => name !== "host")])
      }).pipe(Effect.withSpan("a test of the merchant"))
  )

  it.scoped("every event is delivered once, in order, with its own amount and pspReference", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, emulator, events: log, received, refund } = yield* listening()
      yield* create(order("order-0001", { profile: { scope: "name email" } }))
      yield* emulator.approve("order-0001")
      yield* capture("order-0001", 4_000)
      yield* refund("order-0001", 1_000)
      yield* cancel("order-0001")
      yield* settle
      assert.deepStrictEqual(
        received.map(({ body }) => [body.name, body.amount.value, body.success]),
        [
          ["CREATED", 10_000, true],
          ["AUTHORIZED", 10_000, true],
          ["CAPTURED", 4_000, true],
          ["REFUNDED", 1_000, true],
          ["CANCELLED", 6_000, true]
        ]
      )
      const logged = (yield* log("order-0001")).json
      assert.deepStrictEqual(
        received.map(({ body }) => [body.pspReference, body.timestamp, body.idempotencyKey]),
        logged.map((event: Record<string, unknown>) => [
          event["pspReference"],
          event["timestamp"],
          event["idempotencyKey"]
        ])
      )
      const authorized = received[1]?.body
      assert.strictEqual(authorized.msn, "123456")
      assert.isString(authorized.sub)
      assert.deepStrictEqual(authorized.userDetails, {
        firstName: "Kari",
        lastName: "Testesen",
        email: "kari.testesen@example.com"
      })
      assert.strictEqual(authorized.captureGuaranteedUntil, "1970-06-30T00:00:00.000Z")
      assert.isUndefined(received[2]?.body.userDetails)
    })
  )

  it.scoped("the delivery of a failed approval has success: false", () =>
    Effect.gen(function* () {
      const { create, emulator, received } = yield* listening()
      yield* create(order("order-0001", { amount: { currency: "NOK", value: 151 } }))
      yield* Effect.flip(emulator.approve("order-0001"))
      yield* settle
      assert.deepStrictEqual([received[1]?.body.name, received[1]?.body.success], ["AUTHORIZED", false])
    })
  )

  it.scoped("the delivery of an expiry comes when the time runs out, although nobody reads the payment", () =>
    Effect.gen(function* () {
      const { create, emulator, received } = yield* listening()
      yield* create(order("order-0001"))
      yield* TestClock.adjust("599999 millis")
      assert.deepStrictEqual(names(received), ["order-0001 CREATED"])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(names(received), ["order-0001 CREATED", "order-0001 EXPIRED"])
      yield* create(order("order-0002"))
      yield* emulator.moveClock("11 minutes")
      yield* settle
      assert.strictEqual(names(received).at(-1), "order-0002 EXPIRED")
    })
  )

  it.scoped("an event is delivered to every registration of its sales unit, and to no other", () =>
    Effect.gen(function* () {
      const { create, pay, received } = yield* listening()
      yield* pay("POST", "/webhooks/v1/webhooks", { url: "https://other.example/x", events: events("created") })
      yield* create(order("order-0001"))
      yield* settle
      assert.deepStrictEqual(received.map(({ url: to }) => new URL(to).host).sort(), [
        "other.example",
        "shop.example:8443"
      ])
    })
  )
})

describe("deliveries that are not accepted", () => {
  const second = 1_000
  const minute = 60 * second
  const hour = 60 * minute
  const day = 24 * hour

  it.scoped("a delivery is retried by the timetable, for seven days, with the same body", () =>
    Effect.gen(function* () {
      const { create, emulator, received } = yield* listening(() => 500)
      yield* create(order("order-0001"))
      yield* TestClock.adjust("10 days")
      const created = received.filter(({ body }) => body.name === "CREATED")
      const gaps = created.slice(1).map(({ at }, nth) => at - (created[nth]?.at ?? 0))
      assert.deepStrictEqual(gaps.slice(0, 6), [2 * second, 2 * second, 2 * second, minute, 2 * minute, hour])
      assert.deepStrictEqual(new Set(gaps.slice(6, 28)), new Set([hour]))
      assert.deepStrictEqual(new Set(gaps.slice(28)), new Set([day]))
      assert.isAtMost((created.at(-1)?.at ?? 0) - (created[0]?.at ?? 0), 7 * day)
      assert.isAbove((created.at(-1)?.at ?? 0) - (created[0]?.at ?? 0), 6 * day)
      assert.strictEqual(new Set(created.map(({ text }) => text)).size, 1)
      const [first] = yield* emulator.deliveries
      assert.deepStrictEqual([first?.state, first?.result, first?.attempts], ["GivenUp", "500", created.length])
    })
  )

  for (const [what, reply, within] of [
    ["a redirect", 302, 0],
    ["a broken connection", "reset", 0],
    ["silence", "hang", 10 * second]
  ] as const) {
    it.scoped(`a delivery is redelivered for ${what}`, () =>
      Effect.gen(function* () {
        const { create, received } = yield* listening((_, nth) => (nth === 1 ? reply : 204))
        yield* create(order("order-0001"))
        yield* TestClock.adjust(within + 2 * second - 1)
        assert.strictEqual(received.length, 1)
        yield* TestClock.adjust(1)
        assert.strictEqual(received.length, 2)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(received.length, 2)
      })
    )
  }

  it.scoped("a failing delivery delays the later ones of its payment, not those of others", () =>
    Effect.gen(function* () {
      const { create, emulator, received } = yield* listening(({ body }, nth) =>
        body.reference === "order-0001" && nth <= 3 ? 503 : 200
      )
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      yield* create(order("order-0002"))
      yield* emulator.approve("order-0002")
      yield* settle
      assert.deepStrictEqual(names(received), ["order-0001 CREATED", "order-0002 CREATED", "order-0002 AUTHORIZED"])
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(names(received).slice(3), ["order-0001 CREATED", "order-0001 AUTHORIZED"])
    })
  )

  it.scoped("a registration is removed when nothing got through for two weeks", () =>
    Effect.gen(function* () {
      const { create, pay } = yield* listening(() => 500)
      const registrations = Effect.map(pay("GET", "/webhooks/v1/webhooks"), ({ json }) => json.webhooks.length)
      yield* create(order("order-0001"))
      yield* TestClock.adjust("13 days")
      yield* create(order("order-0002"))
      yield* TestClock.adjust("23 hours")
      assert.strictEqual(yield* registrations, 1)
      yield* TestClock.adjust("3 days")
      assert.strictEqual(yield* registrations, 0)
    })
  )

  it.scoped("a delivery under way during a reset is not taken for a later one", () =>
    Effect.gen(function* () {
      const { create, emulator, pay, send } = yield* listening((_, nth) => (nth === 1 ? "hang" : 500))
      yield* create(order("order-0001"))
      yield* settle
      yield* emulator.reset
      const token = (yield* send("POST", "/accesstoken/get", { headers: tokenHeaders })).json.access_token
      const auth = { Authorization: `Bearer ${token}` }
      yield* pay("POST", "/webhooks/v1/webhooks", { url, events: all }, auth)
      yield* pay("POST", "/epayment/v1/payments", order("order-0001"), auth)
      yield* TestClock.adjust("10 seconds")
      const [first] = yield* emulator.deliveries
      assert.deepStrictEqual([first?.result, first?.state], ["500", "Pending"])
    })
  )

  it.scoped("a delivery can be sent again", () =>
    Effect.gen(function* () {
      const { create, emulator, received } = yield* listening()
      yield* create(order("order-0001"))
      yield* settle
      assert.isTrue(yield* emulator.resend(1))
      assert.isFalse(yield* emulator.resend(99))
      yield* settle
      assert.deepStrictEqual(names(received), ["order-0001 CREATED", "order-0001 CREATED"])
    })
  )
})

describe("faults of deliveries", () => {
  it.scoped("deliveries can be duplicated, lost, delayed behind others, and wrongly signed", () =>
    Effect.gen(function* () {
      let secret = ""
      const listener = yield* listening(({ headers, text }) => {
        const hash = createHash("sha256").update(text).digest("base64")
        const signature = createHmac("sha256", secret)
          .update(`POST\n/vipps/events?shop=1\n${headers["x-ms-date"]};shop.example:8443;${hash}`)
          .digest("base64")
        return headers["authorization"]?.endsWith(signature) === true ? 200 : 401
      })
      secret = listener.secret
      const { create, emulator, received } = listener
      for (const [reference, fault] of [
        ["order-0001", { _tag: "Duplicate" }],
        ["order-0002", { _tag: "Lost" }],
        ["order-0003", { _tag: "Delay", millis: 5_000 }],
        ["order-0004", { _tag: "WrongSignature" }]
      ] as const) {
        yield* emulator.injectDelivery({ reference, fault })
        yield* create(order(reference))
      }
      yield* settle
      assert.deepStrictEqual(names(received).sort(), ["order-0001 CREATED", "order-0001 CREATED", "order-0004 CREATED"])
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(names(received).slice(3), ["order-0004 CREATED", "order-0003 CREATED"])
      const lost = (yield* emulator.deliveries).find(({ reference }) => reference === "order-0002")
      assert.deepStrictEqual([lost?.state, lost?.attempts], ["Lost", 0])
    })
  )

  it.scoped("chaos of deliveries with the same seed has the same faults", () =>
    Effect.gen(function* () {
      const round = Effect.scoped(
        Effect.gen(function* () {
          const { create, emulator, received } = yield* listening()
          yield* emulator.chaosDeliveries({ seed: 7, faults: [{ rate: 0.3, fault: { _tag: "Lost" } }] })
          for (let nth = 0; nth < 40; nth++) yield* create(order(`order-${1_000 + nth}`))
          yield* settle
          return names(received).sort()
        })
      )
      const first = yield* round
      assert.deepStrictEqual(yield* round, first)
      assert.isAbove(first.length, 15)
      assert.isBelow(first.length, 40)
    })
  )
})

describe("callbacks of Checkout sessions", () => {
  const session = sessionRequest("session-0001")

  it.scoped("a callback sends the final session, and the token as it was given", () =>
    Effect.gen(function* () {
      const { checkout, emulator, received } = yield* listening()
      yield* checkout("POST", "", session)
      yield* emulator.completeSession("session-0001")
      yield* settle
      const { body, headers, url: to } = only(received)
      assert.strictEqual(to, session.merchantInfo.callbackUrl)
      assert.strictEqual(headers["authorization"], "callback-secret")
      assert.isUndefined(headers["x-ms-date"])
      assert.strictEqual(body.sessionState, "PaymentSuccessful")
      assert.deepStrictEqual(body, (yield* checkout("GET", "/session-0001")).json)
    })
  )

  it.scoped("a callback is retried at most three times, each time later", () =>
    Effect.gen(function* () {
      const { checkout, emulator, received } = yield* listening(() => 500)
      yield* checkout("POST", "", session)
      yield* emulator.completeSession("session-0001")
      yield* TestClock.adjust("1 day")
      assert.deepStrictEqual(
        received.map(({ at }) => at),
        [0, 2_000, 6_000, 14_000]
      )
    })
  )
})

describe("two hundred payments at once", () => {
  it.scoped("two hundred payments are delivered, each in its order, although every third attempt fails", () =>
    Effect.gen(function* () {
      const { capture, create, emulator, received } = yield* listening((_, nth) => (nth % 3 === 0 ? 500 : 200))
      const references = Array.from({ length: 200 }, (_, nth) => `order-${1_000 + nth}`)
      yield* Effect.forEach(
        references,
        (reference) =>
          create(order(reference)).pipe(
            Effect.zipRight(emulator.approve(reference)),
            Effect.zipRight(capture(reference, 10_000))
          ),
        { concurrency: "unbounded" }
      )
      yield* TestClock.adjust(Duration.hours(2))
      const pending = (yield* emulator.deliveries).filter(({ state }) => state === "Pending")
      assert.deepStrictEqual(pending, [])
      for (const reference of references) {
        const seen = received.filter(({ body }) => body.reference === reference).map(({ body }) => body.name)
        assert.deepStrictEqual([...new Set(seen)], ["CREATED", "AUTHORIZED", "CAPTURED"], reference)
      }
    })
  )
})

describe("a webhook that is registered late", () => {
  it.scoped("a payment created before the registration is announced when it expires", () =>
    Effect.gen(function* () {
      const merchant = merchantServer()
      const { create, pay } = yield* start({ callbackClient: merchant.client })
      yield* create(order("order-0001"))
      yield* TestClock.adjust("1 minute")
      yield* pay("POST", "/webhooks/v1/webhooks", { url, events: all })
      yield* TestClock.adjust("9 minutes")
      assert.deepStrictEqual(
        merchant.received.map(({ body }) => [body.reference, body.name]),
        [["order-0001", "EXPIRED"]]
      )
    })
  )
})

describe("a data file that cannot be written", () => {
  it.scoped("deliveries continue after the change that could not be written", () =>
    Effect.gen(function* () {
      let isFull = false
      const store: Store = {
        load: Effect.succeed(empty),
        write: async (changes) => {
          if (isFull && changes.length > 0) throw new Error("no space left on device")
        }
      }
      const { create, received } = yield* listening(undefined, undefined, store)
      yield* create(order("order-0001"))
      yield* TestClock.adjust("1 second")
      isFull = true
      // The dispatcher's own step, by which the payment expires.
      yield* TestClock.adjust("10 minutes")
      isFull = false
      yield* create(order("order-0002"))
      yield* TestClock.adjust("1 second")
      assert.sameMembers(
        received.map(({ body }) => `${body.reference} ${body.name}`),
        ["order-0001 CREATED", "order-0001 EXPIRED", "order-0002 CREATED"]
      )
    })
  )
})
