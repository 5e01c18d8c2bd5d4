/** The control API as its OpenAPI document describes it: every response is checked against the document that is served. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { type Ask, order, type Reply, sessionRequest, start } from "./harness.js"
import { startRecurring } from "./recurringHarness.js"

interface Operation {
  readonly operationId: string
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: object } } }
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly "application/json": { readonly schema: object } } }>
  >
}

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

/** A started emulator, its document, and a function that sends a request and checks the response. */
const documented = Effect.gen(function* () {
  const harness = yield* startRecurring()
  const { json: document } = (yield* harness.send("GET", "/_emulator/openapi.json")) as { readonly json: Document }
  const ajv = new Ajv2020({ strict: false })
  const validated = (schema: object, value: unknown, what: string) => {
    const validate = ajv.compile({ ...schema, components: document.components })
    assert.isTrue(validate(value), `${what}: ${JSON.stringify(validate.errors)} ${JSON.stringify(value)}`)
  }
  const called = new Set<string>()
  const operationOf = (method: string, path: string) => {
    const found = Object.entries(document.paths).find(([template]) =>
      new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path)
    )?.[1][method.toLowerCase()]
    assert.isDefined(found, `${method} ${path} is not documented`)
    return found as Operation
  }
  const call = (method: string, path: string, ask: Ask = {}): Effect.Effect<Reply> =>
    Effect.map(harness.send(method, `/_emulator${path}`, ask), (reply) => {
      const operation = operationOf(method, `/_emulator${path.split("?")[0]}`)
      const response = operation.responses[reply.status] ?? operation.responses["default"]
      const schema = response?.content?.["application/json"].schema
      if (schema === undefined) assert.strictEqual(reply.text, "", `${method} ${path}`)
      else validated(schema, reply.json, `${method} ${path}`)
      if (reply.status < 300) called.add(operation.operationId)
      if (reply.status < 300 && operation.requestBody !== undefined && typeof ask.body === "object")
        validated(operation.requestBody.content["application/json"].schema, ask.body, `body of ${method} ${path}`)
      return reply
    })
  return { ...harness, document, call, called, validated }
})

const express = {
  profile: { scope: "name phoneNumber address" },
  shipping: {
    fixedOptions: [
      {
        brand: "POSTEN",
        type: "HOME_DELIVERY",
        options: [{ id: "a", amount: { currency: "NOK", value: 4900 }, name: "Home", isDefault: true }]
      }
    ]
  }
}

describe("the OpenAPI document of the control endpoints", () => {
  it.scoped("every endpoint's responses are what the document says, successes and refusals", () =>
    Effect.gen(function* () {
      const { call, called, checkout, create, document, drafted, emulator, pay } = yield* documented
      assert.strictEqual(document.openapi, "3.1.0")
      yield* pay("POST", "/webhooks/v1/webhooks", {
        url: "https://shop.example/hooks",
        events: ["epayments.payment.created.v1", "epayments.payment.authorized.v1"]
      })
      for (const reference of ["order-0001", "order-0002", "order-0003"]) yield* create(order(reference))
      yield* create(order("order-0004", { ...express, userFlow: "QR", metadata: { a: "b" } }))
      yield* checkout("POST", "", sessionRequest("order-0005"))
      const [first, second, third] = [yield* drafted(), yield* drafted(), yield* drafted()]
      const variable = yield* drafted({ pricing: { type: "VARIABLE", currency: "NOK", suggestedMaxAmount: 20_000 } })

      assert.strictEqual((yield* call("POST", "/payments/order-0001/approve")).json.state, "AUTHORIZED")
      assert.strictEqual((yield* call("POST", "/payments/order-0002/reject")).json.state, "ABORTED")
      assert.strictEqual((yield* call("POST", "/payments/order-0003/expire")).json.state, "EXPIRED")
      yield* call("POST", "/payments/order-0004/approve", { body: {} })
      yield* call("POST", "/checkout/sessions/order-0005/complete")
      yield* call("POST", `/agreements/${first}/approve`)
      yield* call("POST", `/agreements/${second}/reject`)
      yield* call("POST", `/agreements/${variable}/approve`, { body: { maxAmount: 20_000 } })
      yield* call("POST", `/agreements/${variable}/raise-max`, { body: { maxAmount: 30_000 } })
      yield* call("POST", `/agreements/${first}/stop`)
      yield* call("POST", "/personal-qr", { body: { version: "2.0" } })
      yield* call("POST", "/customers/4799999999", { body: { givenName: "Ola", address: null } })
      yield* call("POST", "/report", { body: { settlement: "WEEKLY" } })
      yield* call("POST", "/report/123456/entries", { body: { entryType: "correction", amount: -100 } })
      yield* call("POST", "/login", { body: { rogueKey: true } })
      yield* call("POST", "/login/keys/rotate", { body: { withdraw: true } })
      yield* call("POST", "/userinfo", { body: { subDelayMillis: 0 } })
      yield* call("POST", "/recurring", { body: { draftIgnoresKey: false } })
      const delay = { _tag: "Delay", millis: 1, afterEffect: true }
      yield* call("POST", "/faults", { body: { operation: "EPayment.getPayment", nth: 2, fault: delay } })
      yield* call("POST", "/deliveries/faults", { body: { event: "AUTHORIZED", fault: { _tag: "Duplicate" } } })
      yield* call("PUT", "/faults/chaos", { body: { seed: 1, faults: [{ rate: 0.5, fault: { _tag: "Hang" } }] } })
      yield* call("PUT", "/deliveries/faults/chaos", {
        body: { seed: 1, faults: [{ rate: 0, fault: { _tag: "Lost" } }] }
      })
      const faults = (yield* call("GET", "/faults")).json
      assert.deepStrictEqual(faults.requests.rules, [
        { rule: { operation: "EPayment.getPayment", nth: 2, fault: delay }, seen: 0, applied: 0 }
      ])
      assert.strictEqual(faults.deliveries.rules[0].rule.event, "AUTHORIZED")
      yield* call("DELETE", "/faults")

      const [registration] = (yield* call("GET", "/registrations")).json
      assert.strictEqual(registration.url, "https://shop.example/hooks")
      assert.notProperty(registration, "secret")
      const [delivery] = (yield* call("GET", "/deliveries?reference=order-0001")).json
      yield* call("POST", `/deliveries/${delivery.sequence}/resend`)

      const list = (yield* call("GET", "/payments")).json
      // One more of the Checkout session.
      assert.strictEqual(list.length, 5)
      const approved = (yield* call("GET", "/payments?state=AUTHORIZED&limit=2&offset=1")).json
      assert.strictEqual(approved.length, 2)
      assert.deepStrictEqual((yield* call("GET", "/payments?reference=order-0002")).json.length, 1)
      const one = (yield* call("GET", "/payments/order-0001")).json
      assert.deepStrictEqual(
        one.events.map(({ name }: { readonly name: string }) => name),
        ["CREATED", "AUTHORIZED"]
      )
      assert.strictEqual((yield* call("GET", "/agreements")).json.length, 4)
      assert.strictEqual((yield* call("GET", "/agreements?status=PENDING")).json[0].agreement.id, third)
      assert.strictEqual((yield* call("GET", `/agreements/${second}`)).json.agreement.status, "STOPPED")
      for (const path of ["/health", "/ledger", "/ledger?reference=order-0001", "/requests", "/openapi.json"]) {
        yield* path === "/openapi.json" ? emulator.ledger : call("GET", path)
      }
      yield* call("POST", "/tokens/revoke")
      yield* call("POST", "/clock", { body: { millis: 1000 } })
      yield* call("POST", "/reset")

      // Refusals: each path of something that does not exist, each body that is not JSON, each query that does not exist.
      for (const [path, methods] of Object.entries(document.paths)) {
        for (const [method, { operationId, requestBody }] of Object.entries(methods)) {
          const concrete = path.replace("/_emulator", "").replace(/\{\w+\}/g, "9999")
          if (concrete.includes("9999")) {
            const { status } = yield* call(method.toUpperCase(), concrete, { body: requestBody && {} })
            assert.include([400, 404], status, operationId)
          }
          if (requestBody !== undefined) {
            assert.strictEqual((yield* call(method.toUpperCase(), concrete, { body: "{" })).status, 400, operationId)
          }
        }
      }
      for (const path of ["/payments?ref=x", "/ledger?ref=x", "/payments?state=DONE", "/payments?limit=-1"]) {
        const { json, status } = yield* call("GET", path)
        assert.deepStrictEqual([status, json.error], [400, "BadRequest"], path)
      }
      const known = [
        ...["approve", "reject", "expire"].map((verb) => `post_payments_reference_${verb}`),
        ...["approve", "reject", "stop", "raise_max"].map((verb) => `post_agreements_agreementId_${verb}`),
        ...["health", "ledger", "requests", "deliveries", "faults", "registrations"].map((name) => `get_${name}`),
        ...["payments", "payments_reference", "agreements", "agreements_agreementId"].map((name) => `get_${name}`),
        ...[
          "faults",
          "deliveries_faults",
          "clock",
          "reset",
          "tokens_revoke",
          "recurring",
          "personal_qr",
          "userinfo"
        ].map((name) => `post_${name}`),
        ...["post_report", "post_report_merchantSerialNumber_entries", "post_login", "post_login_keys_rotate"],
        ...["post_customers_phoneNumber", "put_faults_chaos", "put_deliveries_faults_chaos", "delete_faults"],
        ...["post_deliveries_sequence_resend", "post_checkout_sessions_reference_complete"]
      ]
      assert.includeMembers([...called], known)
    })
  )

  it.scoped("every path and schema of the document is well-formed, and operation ids are unique", () =>
    Effect.gen(function* () {
      const { document, validated } = yield* documented
      const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.values(methods).map((operation) => ({ path, operation }))
      )
      const ids = operations.map(({ operation }) => operation.operationId)
      assert.deepStrictEqual([...new Set(ids)], ids)
      for (const { operation, path } of operations) {
        const json = JSON.stringify(operation)
        for (const [, name] of path.matchAll(/\{(\w+)\}/g)) assert.include(json, `"name":"${name}","in":"path"`)
      }
      // A schema that does not compile, or refers to one that is missing, throws.
      for (const schema of Object.values((document.components as { readonly schemas: object }).schemas)) {
        validated({ anyOf: [schema, {}] }, {}, JSON.stringify(schema))
      }
    })
  )
})

describe("requests to control endpoints", () => {
  it.scoped("control endpoints read JSON whatever its content type is, as of curl without one", () =>
    Effect.gen(function* () {
      const { emulator, send } = yield* start()
      const before = yield* emulator.requests
      for (const type of [undefined, "application/x-www-form-urlencoded", "text/plain", "application/json"]) {
        const reply = yield* send("POST", "/_emulator/clock", {
          headers: { "content-type": type },
          body: '{"millis": 1000}'
        })
        assert.strictEqual(reply.status, 204, String(type))
      }
      assert.deepStrictEqual(yield* emulator.requests, before)
    })
  )

  it.scoped("a query parameter that would not narrow the result is refused", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const path of ["ledger", "requests", "deliveries"]) {
        const { json, status } = yield* send("GET", `/_emulator/${path}?merchantSerialNumber=123456`)
        assert.strictEqual(status, 400)
        assert.deepStrictEqual(json.issues[0].path, ["merchantSerialNumber"])
      }
      assert.strictEqual((yield* send("GET", "/_emulator/payments?merchantSerialNumber=123456")).status, 200)
    })
  )

  it.scoped("a wrong control path or method gets the control API's own error, other paths the gateway's", () =>
    Effect.gen(function* () {
      const { page, send } = yield* start()
      const unknown = yield* send("POST", "/_emulator/payment/order-0001/approve")
      assert.deepStrictEqual([unknown.status, unknown.json.error], [404, "UnknownPath"])
      assert.include(unknown.json.message, "/_emulator/openapi.json")
      const wrong = yield* send("GET", "/_emulator/reset")
      assert.deepStrictEqual([wrong.status, wrong.json.error], [405, "MethodNotAllowed"])
      assert.include(wrong.json.message, "POST")
      assert.property((yield* send("GET", "/epayment/v1/nothing")).json, "responseInfo")
      // With the pages beside it, too.
      const served = yield* page("/_emulator/nothing")
      assert.deepStrictEqual([served.status, JSON.parse(served.html).error], [404, "UnknownPath"])
    })
  )

  it.scoped("only the pages of allowed origins may call and read control endpoints", () =>
    Effect.gen(function* () {
      const own = "http://localhost:5173"
      const { emulator } = yield* start({ allowOrigins: [own] })
      const closed = (yield* start()).emulator
      const ask = (of: typeof emulator, origin: string, method = "POST") =>
        Effect.promise(() =>
          of.fetch("http://127.0.0.1:4242/_emulator/tokens/revoke", {
            method,
            headers: { origin, "sec-fetch-site": "cross-site" }
          })
        )
      const allowed = yield* ask(emulator, own)
      assert.strictEqual(allowed.status, 204)
      assert.strictEqual(allowed.headers.get("access-control-allow-origin"), own)
      assert.strictEqual(allowed.headers.get("vary"), "origin")
      const preflight = yield* ask(emulator, own, "OPTIONS")
      assert.strictEqual(preflight.status, 204)
      assert.include(preflight.headers.get("access-control-allow-methods") ?? "", "POST")
      for (const [of, origin] of [
        [emulator, "https://evil.example"],
        [emulator, "http://localhost:5174"],
        [closed, own]
      ] as const) {
        const refused = yield* ask(of, origin)
        assert.strictEqual(refused.status, 403)
        assert.isNull(refused.headers.get("access-control-allow-origin"))
        assert.isNull((yield* ask(of, origin, "OPTIONS")).headers.get("access-control-allow-origin"))
      }
    })
  )
})

describe("rules that can never match", () => {
  it.scoped("a rule that can never match is refused with the names that would", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      const reset = { _tag: "Reset" }
      const refusal = (path: string, body: unknown) =>
        Effect.map(send("POST", path, { body }), ({ json, status }) => {
          assert.strictEqual(status, 400)
          return json.issues as ReadonlyArray<{ readonly path: ReadonlyArray<string>; readonly message: string }>
        })
      const [operation] = yield* refusal("/_emulator/faults", { operation: "EPayment.capture", fault: reset })
      assert.deepStrictEqual(operation?.path, ["operation"])
      assert.include(operation?.message, "EPayment.capturePayment")
      for (const nameless of ["AccessToken.get", "Webhooks.list"]) {
        const [reference] = yield* refusal("/_emulator/faults", { operation: nameless, reference: "x", fault: reset })
        assert.deepStrictEqual(reference?.path, ["reference"])
        assert.include(reference?.message, nameless)
      }
      const [extra] = yield* refusal("/_emulator/faults", { op: "EPayment.capturePayment", fault: reset })
      assert.deepStrictEqual(extra?.path, ["op"])
      for (const event of ["captured.v1", "epayments.payment.capture.v1", "PAID"]) {
        const [named] = yield* refusal("/_emulator/deliveries/faults", { event, fault: { _tag: "Lost" } })
        assert.deepStrictEqual(named?.path, ["event"])
        assert.include(named?.message, "epayments.payment.captured.v1")
      }
      const creates = { operation: "EPayment.createPayment", reference: "order-0001", fault: reset }
      assert.strictEqual((yield* send("POST", "/_emulator/faults", { body: creates })).status, 204)
    })
  )

  it.scoped("a rule that can never match is a defect in process, and sets no fault", () =>
    Effect.gen(function* () {
      const { emulator, send } = yield* start()
      const wrong = { event: "PAID", fault: { _tag: "Lost" } } as const
      const defect = (effect: Effect.Effect<void>) => Effect.map(Effect.flip(Effect.sandbox(effect)), Cause.pretty)
      assert.include(yield* defect(emulator.injectDelivery(wrong)), "epayments.payment.captured.v1")
      const unknown = { operation: "EPayment.capture", fault: { _tag: "Reset" } } as unknown as Parameters<
        typeof emulator.inject
      >[0]
      assert.include(yield* defect(emulator.inject(unknown)), "EPayment.capturePayment")
      const { json } = yield* send("GET", "/_emulator/faults")
      assert.deepStrictEqual([json.requests.rules, json.deliveries.rules], [[], []])
    })
  )

  it.scoped("a rule names an event by its whole name or by the last part, in either case", () =>
    Effect.gen(function* () {
      for (const event of ["AUTHORIZED", "authorized", "epayments.payment.authorized.v1"]) {
        const { create, emulator, pay } = yield* start()
        const events = ["epayments.payment.created.v1", "epayments.payment.authorized.v1"]
        yield* pay("POST", "/webhooks/v1/webhooks", { url: "https://shop.example/hooks", events })
        yield* emulator.injectDelivery({ event, fault: { _tag: "Lost" } })
        yield* create(order("order-0001"))
        yield* emulator.approve("order-0001")
        const states = (yield* emulator.deliveries).map((one) => `${one.event} ${one.state === "Lost"}`)
        assert.deepStrictEqual(states, [`${events[0]} false`, `${events[1]} true`])
      }
    })
  )
})

describe("faults that show", () => {
  it.scoped("a response names the fault that was applied to it, and the log line too", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const { create, emulator } = yield* start({ log: (line) => lines.push(line) })
      const key = "vipps-emulator-fault"
      yield* emulator.inject({
        operation: "EPayment.createPayment",
        fault: { _tag: "Answer", status: 503, headers: { "retry-after": "1" } }
      })
      const post = () =>
        Effect.promise(() => emulator.fetch("http://127.0.0.1:4242/epayment/v1/payments", { method: "POST" }))
      const faulty = yield* post()
      assert.deepStrictEqual([faulty.status, faulty.headers.get(key)], [503, "Answer"])
      assert.strictEqual(faulty.headers.get("retry-after"), "1")
      assert.isNull((yield* post()).headers.get(key))
      assert.strictEqual((yield* create(order("order-0001"))).status, 201)
      assert.deepStrictEqual(lines.map((line) => line.slice("1970-01-01 00:00:00  ".length)).slice(1), [
        "<-- [503] POST /epayment/v1/payments  fault: Answer",
        "<-- [401] POST /epayment/v1/payments",
        "<-- [201] POST /epayment/v1/payments  order-0001"
      ])
    })
  )

  it.scoped("a webhook arrives before the successful response of a call that is delayed after its effect", () =>
    Effect.gen(function* () {
      const { create, capture, emulator, pay } = yield* start()
      const arrived: Array<string> = []
      yield* emulator.deliverTo(
        Effect.map(Effect.void, () => {
          arrived.push("webhook")
          return HttpServerResponse.empty({ status: 200 })
        })
      )
      yield* pay("POST", "/webhooks/v1/webhooks", {
        url: "https://shop.example/hooks",
        events: ["epayments.payment.captured.v1"]
      })
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      yield* emulator.inject({
        operation: "EPayment.capturePayment",
        fault: { _tag: "Delay", millis: 3000, afterEffect: true }
      })
      const capturing = yield* Effect.fork(Effect.tap(capture("order-0001", 10_000), () => arrived.push("response")))
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(arrived, ["webhook"])
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* capturing).status, 200)
      assert.deepStrictEqual(arrived, ["webhook", "response"])
    })
  )
})
