import * as HttpApp from "@effect/platform/HttpApp"
import { assert, describe, it } from "@effect/vitest"
import { Callbacks, type Checkout, type EPayment, WebhookInbox } from "@effect-vipps/client"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"

const tokenText = "callback-TOKEN-51bd"
const callbackAuthorizationToken = Redacted.make(tokenText)

const post = (body: unknown, authorization: string | undefined = tokenText) =>
  new Request("https://shop.example.com/callback", {
    method: "POST",
    headers: authorization === "" ? {} : { authorization },
    body: typeof body === "string" ? body : JSON.stringify(body)
  })

/** Calls a receiver, and returns its response and what it logged. */
const serve = (app: HttpApp.Default<never, WebhookInbox.WebhookInbox>) =>
  Effect.gen(function* () {
    const logs: Array<string> = []
    const inbox = yield* WebhookInbox.makeMemory
    const runtime = yield* Effect.runtime<never>()
    const handle = HttpApp.toWebHandlerRuntime(runtime)(
      app.pipe(
        Effect.provideService(WebhookInbox.WebhookInbox, inbox),
        Effect.provide(
          Logger.replace(
            Logger.defaultLogger,
            Logger.make((entry) => {
              logs.push(Logger.logfmtLogger.log(entry))
            })
          )
        )
      )
    )
    const call = (request: Request) =>
      Effect.promise(async () => {
        const response = await handle(request)
        return { status: response.status, body: await response.text() }
      })
    const status = (request: Request) => Effect.map(call(request), ({ status }) => status)
    return { call, status, logs }
  })

/** Each receiver with a handler that must not run, and a body that it can read. */
const session = {
  sessionId: "s-1",
  reference: "order-12345",
  sessionState: "PaymentSuccessful",
  merchantSerialNumber: "123456",
  paymentMethod: "Wallet",
  userInfo: null,
  billingDetails: { firstName: "Ola", lastName: "Nordmann", email: "ola@example.com", phoneNumber: "4798765432" }
}
const address = { streetAddress: "Storgata 1", postalCode: "0155", region: "Oslo", country: "NO" }
const expressAddress = {
  reference: "order-12345",
  AddressLine1: "Storgata 1",
  AddressLine2: null,
  City: "Oslo",
  PostCode: "0155",
  Country: "NO"
}

const option: Checkout.LogisticsOption = {
  id: "posten",
  brand: "POSTEN",
  amount: { value: 4900, currency: "NOK" },
  priority: 0,
  isDefault: true
}
const group: EPayment.ShippingGroup = {
  type: "HOME_DELIVERY",
  brand: "POSTEN",
  options: [{ id: "posten", amount: { value: 4900, currency: "NOK" }, name: "Posten" }]
}

const neverRun = () => Effect.die(new Error("must not run, ola@example.com"))

const guarded = [
  { name: "checkout", app: Callbacks.checkout({ callbackAuthorizationToken, handler: neverRun }), body: session },
  {
    name: "logisticsOptions",
    app: Callbacks.logisticsOptions({ callbackAuthorizationToken, handler: neverRun }),
    body: address
  },
  {
    name: "shippingOptions",
    app: Callbacks.shippingOptions({ callbackAuthorizationToken, handler: neverRun }),
    body: expressAddress
  }
]

describe.each(guarded)("Callbacks.$name", ({ app, body, name }) => {
  it.effect("a callback needs its token and a body of a permitted size, and the response reveals nothing else", () =>
    Effect.gen(function* () {
      const { call, logs } = yield* serve(app)
      const requests: ReadonlyArray<[number, Request]> = [
        [401, post(body, "")],
        [401, post(body, "another")],
        [401, post(body, `Bearer ${tokenText}`)],
        [401, post(body, tokenText.slice(0, -1))],
        [401, post(body, `${tokenText}x`)],
        [401, post(body, tokenText.toLowerCase())],
        [400, post("not json")],
        [400, post("[]")],
        [400, post({ ...body, country: 47, Country: 47, sessionState: 1 })],
        [405, new Request("https://shop.example.com/callback", { headers: { authorization: tokenText } })],
        [413, post("x".repeat(1024 * 1024 + 1))],
        [500, post(body)]
      ]
      for (const [status, request] of requests) {
        assert.deepStrictEqual(yield* call(request), { status, body: "" }, `${name}: ${status}`)
      }
      for (const line of logs) {
        for (const hidden of [tokenText, "ola@example.com", "Storgata"]) assert.notInclude(line, hidden)
      }
    })
  )
})

describe("Callbacks", () => {
  it("a callback receiver requires a token, except for logistics", () => {
    for (const token of [undefined, "", "text", Redacted.make("")]) {
      const callbackAuthorizationToken = token as never
      assert.throws(
        () => Callbacks.checkout({ callbackAuthorizationToken, handler: neverRun }),
        /callbackAuthorizationToken/
      )
      assert.throws(() => Callbacks.shippingOptions({ callbackAuthorizationToken, handler: neverRun }), /must be/)
      if (token === undefined) continue
      assert.throws(() => Callbacks.logisticsOptions({ callbackAuthorizationToken, handler: neverRun }), /must be/)
    }
  })
})

describe("Callbacks.checkout", () => {
  it.effect("a checkout callback accepts a token that has a scheme of its own", () =>
    Effect.gen(function* () {
      const callbackAuthorizationToken = Redacted.make(`Bearer ${tokenText}`)
      const { status } = yield* serve(Callbacks.checkout({ callbackAuthorizationToken, handler: () => Effect.void }))
      assert.strictEqual(yield* status(post(session, tokenText)), 401)
      assert.strictEqual(yield* status(post(session, `Bearer ${tokenText}`)), 200)
    })
  )

  it.effect("the checkout handler receives the session, once for each of its states", () =>
    Effect.gen(function* () {
      const seen: Array<Checkout.Session> = []
      const { call } = yield* serve(
        Callbacks.checkout({ callbackAuthorizationToken, handler: (one) => Effect.sync(() => seen.push(one)) })
      )
      const bodies = [
        session,
        session,
        { ...session, sessionState: "PaymentTerminated" },
        { ...session, sessionId: "s-2" }
      ]
      for (const body of bodies) assert.deepStrictEqual(yield* call(post(body)), { status: 200, body: "" })
      assert.deepStrictEqual(
        seen.map(({ sessionId, sessionState }) => `${sessionId} ${sessionState}`),
        ["s-1 PaymentSuccessful", "s-1 PaymentTerminated", "s-2 PaymentSuccessful"]
      )
      assert.strictEqual(seen[0]?.billingDetails?.email, "ola@example.com")
      assert.notProperty(seen[0], "userInfo")
    })
  )

  it.effect("a checkout callback gets 500 while the handler fails, so that Vipps redelivers", () =>
    Effect.gen(function* () {
      let runs = 0
      const { status } = yield* serve(
        Callbacks.checkout({
          callbackAuthorizationToken,
          handler: () => Effect.suspend(() => (++runs < 3 ? Effect.fail("no") : Effect.void))
        })
      )
      assert.deepStrictEqual(yield* Effect.forEach([1, 2, 3, 4], () => status(post(session))), [500, 500, 200, 200])
      assert.strictEqual(runs, 3)
    })
  )
})

describe("Callbacks.logisticsOptions", () => {
  it.effect("logisticsOptions responds with a bare array", () =>
    Effect.gen(function* () {
      const queries: Array<unknown> = []
      const { call } = yield* serve(
        Callbacks.logisticsOptions({
          handler: (query) => Effect.sync(() => queries.push(query)).pipe(Effect.as([option]))
        })
      )
      const { body, status } = yield* call(post(address, ""))
      assert.deepStrictEqual([status, JSON.parse(body)], [200, [option]])
      assert.deepStrictEqual(queries, [address])
    })
  )

  it.effect("logisticsOptions sends no option that breaks a rule, and logs which rule", () =>
    Effect.gen(function* () {
      for (const wrong of [
        { ...option, amount: { value: 49.5, currency: "NOK" } },
        { ...option, isDefalt: true },
        { ...option, brand: "INSTABOX" }
      ]) {
        const { call, logs } = yield* serve(
          Callbacks.logisticsOptions({ handler: () => Effect.succeed([wrong as never]) })
        )
        assert.deepStrictEqual(yield* call(post(address)), { status: 500, body: "" })
        assert.strictEqual(logs.length, 1)
        assert.include(logs[0] ?? "", "level=ERROR")
        assert.match(logs[0] ?? "", /\[0\]\.(amount\.value|isDefalt|brand)/)
      }
    })
  )

  it.effect("logisticsOptions sends the valid options and logs which rule the others break", () =>
    Effect.gen(function* () {
      const unreadable = Object.defineProperty({}, "brand", {
        enumerable: true,
        get: () => {
          throw new Error("no")
        }
      })
      const sparse: Array<unknown> = [option, { ...option, id: "q", title: "" }, unreadable, null]
      sparse[5] = { ...option, id: "r" }
      const { call, logs } = yield* serve(
        Callbacks.logisticsOptions({ handler: () => Effect.succeed(sparse as never) })
      )
      const { body, status } = yield* call(post(address))
      assert.deepStrictEqual([status, JSON.parse(body)], [200, [option, { ...option, id: "r" }]])
      assert.strictEqual(logs.length, 1)
      for (const path of ["[1].title", "[2]: cannot be read", "[3]: must be", "[4]: "]) assert.include(logs[0], path)
    })
  )

  it.effect(
    "logisticsOptions sends an empty array when the handler returns one, and 500 for a value that is no array",
    () =>
      Effect.gen(function* () {
        for (const [options, expected] of [
          [[], { status: 200, body: "[]" }],
          [undefined, { status: 500, body: "" }],
          [
            { 0: option, length: 1 },
            { status: 500, body: "" }
          ]
        ] as const) {
          const { call } = yield* serve(Callbacks.logisticsOptions({ handler: () => Effect.succeed(options as never) }))
          assert.deepStrictEqual(yield* call(post(address)), expected)
        }
      })
  )

  it.effect(
    "logisticsOptions responds with 500 after 7 seconds, before Vipps gives up, and interrupts the handler",
    () =>
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const ended = yield* Deferred.make<boolean>()
        const { status } = yield* serve(
          Callbacks.logisticsOptions({
            handler: () =>
              Deferred.succeed(started, undefined).pipe(
                Effect.zipRight(Effect.never),
                Effect.onExit((exit) => Deferred.succeed(ended, Exit.isInterrupted(exit)))
              )
          })
        )
        const fiber = yield* Effect.fork(status(post(address)))
        yield* Deferred.await(started)
        yield* TestClock.adjust("7 seconds")
        assert.strictEqual(yield* Fiber.join(fiber), 500)
        assert.isTrue(yield* Deferred.await(ended))
      })
  )
})

describe("Callbacks.shippingOptions", () => {
  it.effect("the shippingOptions handler receives the address in the client's spelling and returns groups", () =>
    Effect.gen(function* () {
      const queries: Array<Callbacks.ShippingOptionsQuery> = []
      const { call } = yield* serve(
        Callbacks.shippingOptions({
          callbackAuthorizationToken,
          handler: (query) => Effect.sync(() => queries.push(query)).pipe(Effect.as([group]))
        })
      )
      const first = yield* call(post(expressAddress))
      assert.deepStrictEqual([first.status, JSON.parse(first.body)], [200, { groups: [group] }])
      // Asked again with the same address, it is answered again.
      assert.strictEqual((yield* call(post({ ...expressAddress, AddressLine2: "2. etasje" }))).status, 200)
      const common = {
        reference: "order-12345",
        addressLine1: "Storgata 1",
        city: "Oslo",
        postCode: "0155",
        country: "NO"
      }
      assert.deepStrictEqual(queries, [common, { ...common, addressLine2: "2. etasje" }])
    })
  )

  it.effect("shippingOptions responds with 400 when the merchant cannot ship to the address, and logs nothing", () =>
    Effect.gen(function* () {
      const { call, logs } = yield* serve(
        Callbacks.shippingOptions({ callbackAuthorizationToken, handler: () => new Callbacks.CannotShip() })
      )
      assert.deepStrictEqual(yield* call(post(expressAddress)), { status: 400, body: "" })
      assert.deepStrictEqual(logs, [])
    })
  )

  it.effect("shippingOptions sends the valid options of the valid groups and logs which rule the others break", () =>
    Effect.gen(function* () {
      const [first] = group.options
      const bad = { ...first, id: "b", amount: { value: 19.99 * 100, currency: "NOK" } }
      const { call, logs } = yield* serve(
        Callbacks.shippingOptions({
          callbackAuthorizationToken,
          handler: () =>
            Effect.succeed([
              { ...group, options: [bad, first, { ...first, id: "c", name: null }] },
              { ...group, type: "MAILBOX", options: [bad] },
              { ...group, type: "DRONE" },
              { ...group, type: "IN_STORE", options: [] },
              null,
              { ...group, type: "OTHER" }
            ] as never)
        })
      )
      const { body, status } = yield* call(post(expressAddress))
      assert.deepStrictEqual([status, JSON.parse(body)], [200, { groups: [group, { ...group, type: "OTHER" }] }])
      assert.strictEqual(logs.length, 1)
      for (const path of [
        "groups[0].options[0].amount.value: ",
        "groups[0].options[2].name: ",
        "groups[1].options[0].amount.value: ",
        "groups[2].type: ",
        "groups[3].options: must not be empty",
        "groups[4].options: must be an array"
      ]) {
        assert.include(logs[0], path)
      }
    })
  )

  it.effect("shippingOptions sends no group that breaks a rule, and no empty list", () =>
    Effect.gen(function* () {
      for (const groups of [[], [{ ...group, brand: "NOBODY" }], [{ ...group, options: [{ id: "x" }] }]]) {
        const { call, logs } = yield* serve(
          Callbacks.shippingOptions({ callbackAuthorizationToken, handler: () => Effect.succeed(groups as never) })
        )
        assert.deepStrictEqual(yield* call(post(expressAddress)), { status: 500, body: "" })
        assert.include(logs[0] ?? "", "groups")
      }
    })
  )
})
