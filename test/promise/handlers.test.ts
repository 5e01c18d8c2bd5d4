import {
  checkoutCallbackHandler,
  type Handler,
  type HandlerRequest,
  type LambdaEvent,
  lambdaHandler,
  logisticsCallbackHandler,
  shippingCallbackHandler,
  VippsInputError,
  VippsWebhookError,
  verifyWebhook,
  webhookHandler
} from "@effect-vipps/promise"
import { assert, describe, it, onTestFinished } from "vitest"
import { signed } from "../support/signing.js"
import { rejection } from "./support.js"

const secret = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"
const callbackAuthorizationToken = "callback-TOKEN-51bd"

const bodyOf = (pspReference: string) =>
  JSON.stringify({
    msn: "123456",
    reference: "order-12345",
    pspReference,
    name: "CAPTURED",
    amount: { value: 20000, currency: "NOK" },
    timestamp: "2026-10-08T12:48:46.2604321Z",
    success: true
  })

const body = bodyOf("psp-7")
const headers = signed({ secret, url, body })

const handlerOf = () => {
  const errors: Array<unknown> = []
  let handled = 0
  const handle = webhookHandler({
    secret,
    url,
    onEvent: () => void handled++,
    onError: (error) => errors.push(error)
  })
  return { handle, errors, handled: () => handled }
}

const throwing = (name: string) =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get: () => {
      throw new Error("a getter that throws")
    }
  })

const proxy = new Proxy(
  {},
  {
    get: () => {
      throw new Error("a proxy that throws")
    },
    ownKeys: () => {
      throw new Error("a proxy that throws")
    }
  }
)

describe("handlers", () => {
  it("a handler responds to any input, and reports what is wrong with it", async () => {
    const requests: ReadonlyArray<[string, unknown, RegExp]> = [
      ["nothing", undefined, /no method.*lambdaHandler/],
      ["null", null, /no method/],
      ["a string", "POST / HTTP/1.1", /no method/],
      [
        "an event of API Gateway",
        { version: "2.0", requestContext: { http: { method: "POST" } }, body },
        /lambdaHandler/
      ],
      ["a method that is a number", { method: 5, headers, body }, /no method/],
      ["no headers", { method: "POST", body }, /no headers/],
      ["headers that are a string", { method: "POST", headers: "x-ms-date: now", body }, /no headers/],
      ["a proxy", proxy, /reading the arguments threw Error/],
      ["headers that throw", { method: "POST", headers: throwing("x-ms-date"), body }, /getter that throws/],
      ["a body that throws", Object.assign(throwing("body"), { method: "POST", headers }), /getter that throws/],
      ["a null prototype", Object.assign(Object.create(null), { method: "POST" }), /no headers/]
    ]
    const handlers: ReadonlyArray<(onError: (error: unknown) => void) => Handler> = [
      (onError) => webhookHandler({ secret, url, onError, onEvent: () => {} }),
      (onError) => checkoutCallbackHandler({ callbackAuthorizationToken, onError, onSession: () => {} }),
      (onError) => logisticsCallbackHandler({ callbackAuthorizationToken, onError, onAddress: () => [] }),
      (onError) => shippingCallbackHandler({ callbackAuthorizationToken, onError, onAddress: () => [] })
    ]
    for (const make of handlers) {
      for (const [what, request, message] of requests) {
        const errors: Array<unknown> = []
        const handle = make((error) => errors.push(error))
        let answer: ReturnType<Handler> | undefined
        assert.doesNotThrow(() => {
          answer = handle(request as HandlerRequest)
        }, what)
        const response = await answer
        const { length } = errors
        // A callback without its token is refused before its body is read.
        if (response?.status === 401) assert.instanceOf(errors[0], VippsWebhookError)
        else assert.deepStrictEqual([response?.status, length], [500, 1], what)
        if (make === handlers[0]) assert.match(String(errors[0]), message, what)
      }
    }
  })

  it("a handler reports an onEvent that rejects with undefined or null", async () => {
    for (const reason of [undefined, null]) {
      const errors: Array<unknown> = []
      const onEvent = () => Promise.reject(reason)
      const handle = webhookHandler({ secret, url, onEvent, onError: (error) => errors.push(error) })
      assert.strictEqual((await handle({ method: "POST", headers, body })).status, 500)
      assert.lengthOf(errors, 1)
      assert.match(String(errors[0]), new RegExp(`it threw ${reason}`))
    }
  })

  it("a handler does not reject when onError does", async () => {
    const unhandled: Array<unknown> = []
    const note = (error: unknown) => unhandled.push(error)
    process.on("unhandledRejection", note)
    onTestFinished(() => void process.off("unhandledRejection", note))
    const handle = webhookHandler({
      secret,
      url,
      onEvent: () => {},
      onError: async () => {
        throw new Error("no log")
      }
    })
    assert.strictEqual((await handle({ method: "POST", headers: {}, body })).status, 401)
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepStrictEqual(unhandled, [])
  })

  it("making a handler throws a VippsInputError for invalid options, and nothing else", () => {
    const base = { secret, url, callbackAuthorizationToken }
    const good = { ...base, onEvent: () => {}, onSession: () => {}, onAddress: () => [] }
    const wrong: ReadonlyArray<[unknown, RegExp]> = [
      [undefined, /is required/],
      [null, /is required/],
      [proxy, /reading the arguments threw/],
      [base, /(onEvent|onSession|onAddress): is required/],
      [{ ...base, onEvent: 1, onSession: "x", onAddress: {} }, /must be a function/],
      [{ ...good, onError: "log" }, /onError: must be a function/],
      [{ ...good, logger: {} }, /logger: must be an object with a method `warn`/],
      [{ ...good, inbox: {} }, /inbox: must be an object with a method `once`/],
      [{ ...good, maxBodySize: Number.NaN }, /maxBodySize: must be a whole number/],
      [{ ...good, timeoutMs: -1 }, /timeoutMs: must be a number of milliseconds/],
      [{ ...good, timeoutMs: "soon" }, /timeoutMs: must be/],
      [{ ...good, callbackAuthorizationToken: "", secret: "" }, /(secret|callbackAuthorizationToken): must be/]
    ]
    for (const [options, message] of wrong) {
      for (const make of [webhookHandler, checkoutCallbackHandler, logisticsCallbackHandler, shippingCallbackHandler]) {
        try {
          make(options as never)
          assert.fail(`${make.name} took ${JSON.stringify(options)}`)
        } catch (error) {
          assert.instanceOf(error, VippsInputError)
          assert.match(error.message, message)
        }
      }
    }
    assert.throws(() => lambdaHandler(undefined as never), VippsInputError)
  })

  it("a handler reads the bytes that a framework keeps beside the parsed body", async () => {
    const { errors, handle, handled } = handlerOf()
    const parsed = JSON.parse(body)
    const statusOf = async (fields: Partial<HandlerRequest>, of = body) =>
      (await handle({ method: "POST", headers: signed({ secret, url, body: of }), ...fields })).status
    assert.strictEqual(await statusOf({ body: parsed, rawBody: Buffer.from(body) }), 200)
    assert.strictEqual(await statusOf({ body: parsed, rawBody: body }), 200)
    assert.strictEqual(
      await statusOf({ body: JSON.parse(bodyOf("psp-8")), rawBody: bodyOf("psp-8") }, bodyOf("psp-8")),
      200
    )
    assert.strictEqual(await statusOf({ rawBody: body }), 200)
    assert.strictEqual(await statusOf({ bodyUsed: true, body: parsed, rawBody: body }), 200)
    assert.deepStrictEqual([handled(), errors], [2, []])
    assert.strictEqual(await statusOf({ body: parsed, rawBody: Buffer.from("{}") }), 401)
    assert.strictEqual(await statusOf({ body: "{}", rawBody: body }), 401)
    assert.strictEqual(await statusOf({ body: parsed, rawBody: parsed }), 401)
    assert.include(String(errors.at(-1)), "rawBody")
    assert.strictEqual(await statusOf({ body: parsed, rawBody: "x".repeat(1024 * 1024 + 1) }), 413)
    assert.strictEqual(handled(), 2)
  })

  it("a handler reads a stream of text, as Node's requests are once they have an encoding", async () => {
    const { handle } = handlerOf()
    const text = body.replace("order-12345", "ordre-på-Ås")
    async function* chunks() {
      yield text.slice(0, 40)
      yield text.slice(40)
    }
    const request = { method: "POST", headers: signed({ secret, url, body: text }), body: chunks() }
    assert.strictEqual((await handle(request)).status, 200)
  })
})

describe("lambdaHandler", () => {
  const base64 = Buffer.from(body).toString("base64")
  const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
  const genuine: ReadonlyArray<[string, LambdaEvent]> = [
    ["HTTP API", { requestContext: { http: { method: "POST" } }, headers, body: base64, isBase64Encoded: true }],
    ["function URL", { requestContext: { http: { method: "POST" } }, headers, body, isBase64Encoded: false }],
    ["REST API", { httpMethod: "POST", headers, multiValueHeaders, body, isBase64Encoded: false }],
    ["load balancer", { httpMethod: "POST", headers: null, multiValueHeaders, body: base64, isBase64Encoded: true }]
  ]

  it("lambdaHandler verifies the events of each service, and responds in its format", async () => {
    for (const [name, event] of genuine) {
      const { errors, handle, handled } = handlerOf()
      const answer = await lambdaHandler(handle)(event)
      assert.deepStrictEqual(answer, { statusCode: 200, headers: {}, body: "", isBase64Encoded: false }, name)
      assert.deepStrictEqual([handled(), errors], [1, []], name)
    }
  })

  it("lambdaHandler responds to invalid requests and to values that are no event", async () => {
    const { errors, handle, handled } = handlerOf()
    const lambda = lambdaHandler(handle)
    const event = { httpMethod: "POST", headers, body }
    const wrong: ReadonlyArray<[number, unknown]> = [
      [401, { ...event, body: base64 }],
      [401, { ...event, body: `${body} ` }],
      [401, { ...event, body: null }],
      [400, { ...event, body: "%%%", isBase64Encoded: true }],
      [405, { ...event, httpMethod: "GET" }],
      [413, { ...event, body: "A".repeat(1_398_108), isBase64Encoded: true }],
      [500, undefined],
      [500, {}],
      [500, proxy],
      [500, { ...event, headers: undefined }]
    ]
    for (const [status, one] of wrong) assert.strictEqual((await lambda(one as LambdaEvent)).statusCode, status)
    assert.include(String(errors[0]), "base64")
    assert.strictEqual(handled(), 0)
  })

  it("lambdaHandler returns a callback's response", async () => {
    const option = {
      id: "posten",
      brand: "POSTEN" as const,
      amount: { value: 4900, currency: "NOK" as const },
      priority: 0,
      isDefault: true
    }
    const lambda = lambdaHandler(logisticsCallbackHandler({ onAddress: () => [option] }))
    const question = JSON.stringify({ streetAddress: "Storgata 1", postalCode: "0155", region: "Oslo", country: "NO" })
    const answer = await lambda({ httpMethod: "POST", headers: {}, body: question })
    assert.deepStrictEqual(answer.headers, { "content-type": "application/json" })
    assert.deepStrictEqual(JSON.parse(answer.body), [option])
  })
})

describe("verifyWebhook", () => {
  it("verifyWebhook rejects hostile arguments with an error of the SDK", async () => {
    for (const options of [undefined, null, proxy, {}, throwing("secret"), { secret, url, maxAgeMs: Number.NaN }]) {
      assert.instanceOf(await rejection(verifyWebhook(options as never)), VippsInputError)
    }
    for (const headers of [undefined, null, 5, {}, Object.create(null), { "x-ms-date": 5 }]) {
      const error = await rejection(verifyWebhook({ secret, url, headers: headers as never, body }))
      assert.instanceOf(error, VippsWebhookError)
      assert.include(error.message, "Not signed")
    }
    for (const body of [undefined, null, 5, { name: "CAPTURED" }]) {
      const error = await rejection(verifyWebhook({ secret, url, headers, body: body as never }))
      assert.instanceOf(error, VippsWebhookError)
    }
  })
})
