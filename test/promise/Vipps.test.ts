import { setTimeout as pause } from "node:timers/promises"
import { inspect } from "node:util"
import VippsDefault, {
  type CallEvent,
  isVippsError,
  toPublic,
  Vipps,
  VippsInputError,
  VippsRateLimitError,
  VippsRequestError
} from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import { assert, describe, it } from "vitest"
import { nok, tokenResponse } from "../support/samples.js"
import { json, type TestServer } from "../support/server.js"
import { clientOf, options, payment, rejection, secrets, vippsServer } from "./support.js"

/** A client of an emulator in this process. */
const emulated = async () => {
  const inMemory = await startVipps()
  return { inMemory, vipps: new Vipps({ pluginName: "my-plugin", pluginVersion: "1.0.0", ...inMemory.options }) }
}

describe("a payment through the facade", () => {
  it("a payment can be created, captured and refunded in the emulator", async () => {
    const { inMemory, vipps } = await emulated()
    const { redirectUrl } = await vipps.ePayment.createPayment({
      reference: "order-12345",
      amount: nok(49900),
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://example.com/thanks"
    })
    const token = new URL(redirectUrl ?? "").searchParams.get("token") ?? ""
    assert.isUndefined(await vipps.ePayment.forceApprovePayment("order-12345", { token }))
    await vipps.ePayment.capturePayment("order-12345", { modificationAmount: nok(20000) })
    await vipps.ePayment.refundPayment("order-12345", { modificationAmount: nok(5000) })
    await vipps.ePayment.cancelPayment("order-12345")
    const { aggregate, state } = await vipps.ePayment.getPayment("order-12345")
    assert.strictEqual(state, "AUTHORIZED")
    assert.deepStrictEqual(aggregate, {
      authorizedAmount: nok(49900),
      capturedAmount: nok(20000),
      refundedAmount: nok(5000),
      cancelledAmount: nok(29900)
    })
    assert.strictEqual((await vipps.ePayment.getPaymentEventLog("order-12345")).length, 5)
    assert.strictEqual((await inMemory.ledger()).length, 4)
  })

  it("the official SDK's Checkout example works as written, with today's required fields", async () => {
    const { inMemory, vipps } = await emulated()
    const session = await vipps.checkout.createSession({
      reference: "acme-shop-123-order123abc",
      merchantInfo: {
        callbackUrl: "https://example.com/vipps/payment-callback",
        returnUrl: "https://example.com/vipps/return",
        callbackAuthorizationToken: "iOiJKV1QiLCJhbGciOiJSUzI1Ni"
      },
      transaction: { amount: nok(1000), paymentDescription: "One pair of socks" },
      logistics: {
        fixedOptions: [{ brand: "POSTEN", id: "postenservicepakke1", amount: nok(300), priority: 1, isDefault: true }]
      }
    })
    assert.sameMembers(Object.keys(session), ["token", "checkoutFrontendUrl", "pollingUrl"])
    await vipps.checkout.updateSession("acme-shop-123-order123abc", {
      transaction: { amount: nok(2000), paymentDescription: "Two pairs of socks" }
    })
    await inMemory.completeSession("acme-shop-123-order123abc")
    const paid = await vipps.checkout.getSession("acme-shop-123-order123abc")
    assert.strictEqual(paid.sessionState, "PaymentSuccessful")
    const late = await rejection(vipps.checkout.expireSession("acme-shop-123-order123abc"))
    assert.instanceOf(late, VippsRequestError)
  })

  it("default and named export are the same class", () => {
    assert.strictEqual(VippsDefault, Vipps)
  })
})

describe("the constructor", () => {
  it("the constructor reports all invalid options at once, by their own names", () => {
    const wrong = { ...options, clientSecret: 5, merchantSerialNumber: "x", timeoutMs: 0, maxRetries: -1, colour: 1 }
    try {
      new Vipps(wrong as never)
      assert.fail("expected an error")
    } catch (error) {
      assert.instanceOf(error, VippsInputError)
      assert.sameMembers(
        error.issues.map(({ path }) => path),
        ["clientSecret", "merchantSerialNumber", "timeoutMs", "maxRetries", "colour"]
      )
      assert.include(error.message, "timeoutMs: must be longer than zero")
      assert.strictEqual(error.operation, "new Vipps")
      assert.match(error.stack ?? "", /Vipps\.test\.ts/)
    }
  })

  it("the constructor refuses a test mode that is no boolean, and the client's names of two options", () => {
    for (const useTestMode of ["true", "false", "", null, 0]) {
      assert.throws(() => new Vipps({ ...options, useTestMode } as never), /useTestMode: must be true or false/)
    }
    assert.throws(() => new Vipps({ ...options, timeout: 1 } as never), /timeoutMs: must be given by this name/)
    assert.throws(() => new Vipps({ ...options, retry: false } as never), /retry: must be left out: use maxRetries/)
  })

  it("the constructor without options reports what is required", () => {
    const VippsInJavaScript = Vipps as unknown as new () => Vipps
    assert.throws(() => new VippsInJavaScript(), /clientId: is required/)
  })

  it("useTestMode and baseUrl determine where requests go", async () => {
    const seen: Array<string> = []
    const fetch = async (url: string) => {
      seen.push(new URL(url).origin)
      return Response.json(tokenResponse())
    }
    for (const where of [{ useTestMode: true }, { useTestMode: false }, {}, { baseUrl: "http://127.0.0.1:1" }]) {
      await rejection(new Vipps({ ...options, ...where, fetch, maxRetries: 0 }).ePayment.getPayment("order-12345"))
    }
    assert.deepStrictEqual(
      seen.filter((_, i) => i % 2 === 1),
      ["https://apitest.vipps.no", "https://api.vipps.no", "https://api.vipps.no", "http://127.0.0.1:1"]
    )
  })

  it("a client shows no secret", () => {
    const vipps = new Vipps(options)
    for (const text of [inspect(vipps, { depth: 10, showHidden: true }), JSON.stringify(vipps), String(vipps)]) {
      assert.notInclude(text, secrets.clientSecret)
      assert.notInclude(text, secrets.subscriptionKey)
    }
    assert.match(inspect(vipps), /^Vipps \{/)
  })
})

describe("calls of the facade", () => {
  it("an API of a client is one object, so that a test can replace a method of it", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const vipps = clientOf(server)
    const names = [
      "ePayment",
      "checkout",
      "recurring",
      "qr",
      "orderManagement",
      "report",
      "userinfo",
      "webhooks"
    ] as const
    for (const name of names) assert.strictEqual(vipps[name], vipps[name])
    for (const name of names) assert.notStrictEqual<unknown>(vipps[name], clientOf(server)[name])
    const { getPayment } = vipps.ePayment
    assert.strictEqual((await getPayment("order-12345")).state, "AUTHORIZED")
    const replaced = async () => ({ ...payment, state: "ABORTED" }) as Awaited<ReturnType<typeof getPayment>>
    Object.assign(vipps.ePayment, { getPayment: replaced })
    assert.strictEqual((await vipps.ePayment.getPayment("order-12345")).state, "ABORTED")
  })

  it("fifty concurrent calls fetch one token", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const vipps = clientOf(server)
    await Promise.all(Array.from({ length: 50 }, () => vipps.ePayment.getPayment("order-12345")))
    assert.strictEqual(server.count("/accesstoken/get"), 1)
  })

  it("a call sends the options given with it", async () => {
    const server = await vippsServer((_, response) => json(response, 404, {}))
    await rejection(
      clientOf(server).ePayment.cancelPayment("order-12345", undefined, {
        idempotencyKey: "mine",
        merchantSerialNumber: "654321"
      })
    )
    const request = server.seen[1]
    assert.strictEqual(request?.headers["idempotency-key"], "mine")
    assert.strictEqual(request?.headers["merchant-serial-number"], "654321")
  })

  it("a call is retried with the same key, as often as the client or the call says", async () => {
    const server = await vippsServer((_, response) => json(response, 500, {}, { "retry-after": "0" }))
    const capture = (vipps: Vipps, maxRetries?: number) =>
      rejection(vipps.ePayment.capturePayment("order-12345", { modificationAmount: nok(1) }, { maxRetries }))
    const error = await capture(clientOf(server, { maxRetries: 1 }))
    assert(isVippsError(error))
    assert.strictEqual(error.attempts, 2)
    assert.strictEqual(error.outcome, "unknown")
    assert.isTrue(error.retryable)
    const keys = server.seen.slice(1).map(({ headers }) => headers["idempotency-key"])
    assert.deepStrictEqual(keys, [error.idempotencyKey, error.idempotencyKey])
    const once = await capture(clientOf(server), 0)
    assert(isVippsError(once))
    assert.strictEqual(once.attempts, 1)
  })

  it("what others may see of an error has no key, and advises no retry of what may have happened", async () => {
    const problem = { title: "t", detail: "words of Vipps", traceId: "00-trace-01" }
    const limited = await vippsServer((_, response) => json(response, 429, problem, { "retry-after": "7" }))
    const lost = await vippsServer((_, response) => json(response, 500, problem))
    const shown = async (server: TestServer) => {
      const vipps = clientOf(server, { maxRetries: 0 })
      const error = await rejection(vipps.ePayment.capturePayment("order-12345", { modificationAmount: nok(1) }))
      assert(isVippsError(error))
      return toPublic(error)
    }
    const common = { reference: "order-12345", traceId: "00-trace-01" }
    assert.deepStrictEqual(await shown(limited), {
      ...common,
      message: "Vipps MobilePay is not available at the moment. Nothing was changed: try again later.",
      reason: "Unavailable",
      outcome: "refused",
      retryable: true,
      retryAfter: 7000
    })
    assert.deepStrictEqual(await shown(lost), {
      ...common,
      message: "It is not known whether Vipps MobilePay did this. Check before trying again.",
      reason: "Unavailable",
      outcome: "unknown",
      retryable: false
    })
  })

  it("a call ends at its time limit", async () => {
    const server = await vippsServer(() => {})
    const error = await rejection(clientOf(server).ePayment.getPayment("order-12345", { timeoutMs: 100 }))
    assert(isVippsError(error) && error._tag === "VippsTransportError")
    assert.strictEqual(error.reason, "Timeout")
  })

  it("a call rejects with input errors in the facade's own terms", async () => {
    const error = await rejection(new Vipps(options).ePayment.getPayment("x", { timeoutMs: -1, maxRetries: 0.5 }))
    assert.instanceOf(error, VippsInputError)
    assert.deepStrictEqual(
      error.issues.map(({ path }) => path),
      ["reference", "options.timeoutMs", "options.maxRetries"]
    )
    const production = await rejection(new Vipps(options).ePayment.forceApprovePayment("order-12345", { token: "t" }))
    assert.instanceOf(production, VippsInputError)
    assert.strictEqual(production.issues[0]?.path, "useTestMode")
  })
})

describe("errors of the facade", () => {
  it("a wait that Vipps asks for is a number of milliseconds", async () => {
    const server = await vippsServer((_, response) => json(response, 429, {}, { "retry-after": "3600" }))
    const error = await rejection(clientOf(server).ePayment.getPayment("order-12345"))
    assert.instanceOf(error, VippsRateLimitError)
    assert.strictEqual(error.retryAfter, 3_600_000)
    assert.include(JSON.stringify(error), '"retryAfter":3600000')
  })

  it("an error is an Error with a class, a tag and the caller's stack", async () => {
    const server = await vippsServer((_, response) =>
      json(response, 400, { title: "No", extraDetails: [{ name: "ErrorCode", reason: "6090" }] })
    )
    const shipOrder = async () => {
      await clientOf(server).ePayment.capturePayment("order-12345", { modificationAmount: nok(1) })
    }
    const error = await rejection(shipOrder())
    assert.instanceOf(error, VippsRequestError)
    assert.instanceOf(error, Error)
    assert.isTrue(isVippsError(error))
    assert.strictEqual(error._tag, "VippsRequestError")
    assert.strictEqual(error.name, "VippsRequestError")
    assert.strictEqual(error.code, "6090")
    assert.include(error.body, "6090")
    const [first = "", second = ""] = (error.stack ?? "").split("\n")
    assert.strictEqual(first, `VippsRequestError: ${error.message}`)
    assert.include(second, "shipOrder")
    assert.notMatch(error.stack ?? "", /node_modules\/effect|FiberRuntime|packages\/(client|promise)/)
    assert.notMatch(inspect(error), /Fiber/)
  })
})

describe("signals of calls", () => {
  const reason = new Error("the customer left")

  it("a signal that is already aborted sends no request", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const vipps = clientOf(server)
    assert.strictEqual(
      await rejection(vipps.ePayment.getPayment("order-12345", { signal: AbortSignal.abort(reason) })),
      reason
    )
    assert.strictEqual(server.seen.length, 0)
  })

  it("a signal that aborts a request in flight closes the connection", async () => {
    const controller = new AbortController()
    let onClose = () => {}
    const connectionClosed = new Promise<void>((resolve) => {
      onClose = resolve
    })
    const server = await vippsServer((_, response) => {
      response.on("close", onClose)
      controller.abort(reason)
    })
    const call = clientOf(server).ePayment.getPayment("order-12345", { signal: controller.signal })
    assert.strictEqual(await rejection(call), reason)
    await connectionClosed
  })

  it("a signal that aborts during the wait for a retry allows no further attempt", async () => {
    const controller = new AbortController()
    const server = await vippsServer((_, response) => {
      json(response, 503, {}, { "retry-after": "20" })
      response.on("finish", () => setImmediate(() => controller.abort(reason)))
    })
    const started = performance.now()
    const call = clientOf(server).ePayment.getPayment("order-12345", { signal: controller.signal })
    assert.strictEqual(await rejection(call), reason)
    assert.isBelow(performance.now() - started, 10_000)
    assert.strictEqual(server.count("/epayment/v1/payments/order-12345"), 1)
  })

  it("one signal for many calls keeps no listener", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const vipps = clientOf(server)
    let listeners = 0
    const signal = {
      aborted: false,
      addEventListener: () => void listeners++,
      removeEventListener: () => void listeners--
    }
    for (let i = 0; i < 5; i++) await vipps.ePayment.getPayment("order-12345", { signal })
    assert.strictEqual(listeners, 0)
  })
})

describe("onEvent", () => {
  it("onEvent receives each attempt and the end of the call, without personal data", async () => {
    const events: Array<CallEvent> = []
    let n = 0
    const server = await vippsServer((_, response) =>
      ++n === 1 ? json(response, 500, { title: "4798765432" }, { "retry-after": "0" }) : json(response, 201, payment)
    )
    const vipps = clientOf(server, {
      onEvent: (event) => {
        events.push(event)
        throw new Error("a log that fails")
      }
    })
    await vipps.ePayment.createPayment({
      reference: "order-12345",
      amount: nok(100),
      paymentMethod: { type: "WALLET" },
      userFlow: "PUSH_MESSAGE",
      customer: { phoneNumber: "4798765432" }
    })
    const call = {
      operation: "EPayment.createPayment",
      reference: "order-12345",
      idempotencyKey: String(server.seen[1]?.headers["idempotency-key"])
    }
    assert.deepStrictEqual(
      events.map(({ durationMs: _, ...event }) => event),
      [
        { type: "attempt", operation: "AccessToken.get", attempt: 1, status: 200 },
        { type: "attempt", ...call, attempt: 1, status: 500, error: "VippsServerError" },
        { type: "attempt", ...call, attempt: 2, status: 201 },
        { type: "call", ...call, attempt: 2 }
      ]
    )
    assert.isTrue(events.every(({ durationMs }) => durationMs > 0 && durationMs < 10_000))
    assert.notInclude(JSON.stringify(events), "4798765432")
  })

  it("onEvent reports how a call ended: with a first attempt, with a failure, by a signal", async () => {
    const events: Array<CallEvent> = []
    const server = await vippsServer(({ path }, response) => {
      if (path.endsWith("payment-1")) return json(response, 200, payment)
      if (path.endsWith("payment-2")) return json(response, 404, { title: "Not found", traceId: "trace-1" })
      if (path.endsWith("payment-3")) return json(response, 500, {})
      // No response.
    })
    const vipps = clientOf(server, { maxRetries: 0, onEvent: (event) => events.push(event) })
    await vipps.ePayment.getPayment("payment-1")
    for (const reference of ["payment-2", "payment-3"]) await rejection(vipps.ePayment.getPayment(reference))
    const stop = new AbortController()
    const aborted = rejection(
      vipps.ePayment.capturePayment("payment-4", { modificationAmount: nok(1) }, { signal: stop.signal })
    )
    await pause(50)
    stop.abort()
    await aborted
    await rejection(vipps.ePayment.getPayment("x y"))
    const ends = events.filter(({ type }) => type === "call")
    const key = String(ends[3]?.idempotencyKey)
    assert.isAtLeast(key.length, 36)
    const read = { type: "call", operation: "EPayment.getPayment", attempt: 1 } as const
    assert.deepStrictEqual(
      ends.map(({ durationMs: _, ...event }) => event),
      [
        { ...read, reference: "payment-1" },
        {
          ...read,
          reference: "payment-2",
          status: 404,
          error: "VippsNotFoundError",
          traceId: "trace-1",
          retryable: false,
          outcome: "refused"
        },
        {
          ...read,
          reference: "payment-3",
          status: 500,
          error: "VippsServerError",
          retryable: true,
          outcome: "refused"
        },
        {
          type: "call",
          operation: "EPayment.capturePayment",
          reference: "payment-4",
          idempotencyKey: key,
          attempt: 1,
          error: "interrupted"
        }
      ]
    )
  })
})

describe("close", () => {
  it("each close of one client ends when the calls under way have ended", async () => {
    const server = await vippsServer((_, response) => {
      void pause(50).then(() => json(response, 200, payment))
    })
    const vipps = clientOf(server)
    let isAnswered = false
    const call = vipps.ePayment.getPayment("order-12345").then(() => {
      isAnswered = true
    })
    const seen = await Promise.all([vipps.close().then(() => isAnswered), vipps.close().then(() => isAnswered)])
    assert.deepStrictEqual(seen, [true, true])
    await call
  })

  it("close lets calls finish, and rejects later ones", async () => {
    const server = await vippsServer((_, response) => {
      void pause(50).then(() => json(response, 200, payment))
    })
    const vipps = clientOf(server)
    const call = vipps.ePayment.getPayment("order-12345")
    await vipps[Symbol.asyncDispose]()
    assert.strictEqual((await call).reference, "order-12345")
    const refused = await rejection(vipps.ePayment.getPayment("order-12345"))
    assert.include(String(refused), "was closed")
    assert.strictEqual(server.count("/epayment/v1/payments/order-12345"), 1)
    await vipps.close()
  })
})
