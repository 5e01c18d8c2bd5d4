/** The `fetch` of a client, the runtime's or one's own. */
import { type EPayment, isVippsError, Vipps, type VippsError, type VippsOptions } from "@effect-vipps/promise"
import { assert, describe, it } from "vitest"
import { tokenResponse } from "../support/samples.js"
import { json } from "../support/server.js"
import { clientOf, options, payment, rejection, secrets, vippsServer } from "./support.js"

const token = () => Response.json(tokenResponse())

const clientWith = (respond: (input: unknown, init: RequestInit) => unknown, overrides: Partial<VippsOptions> = {}) => {
  const seen: Array<readonly [input: unknown, init: RequestInit]> = []
  const fetch = async (input: unknown, init: RequestInit) => {
    seen.push([input, init])
    return String(input).endsWith("/accesstoken/get") ? token() : respond(input, init)
  }
  return { seen, vipps: new Vipps({ ...options, baseUrl: "http://127.0.0.1:9", maxRetries: 0, fetch, ...overrides }) }
}

const capture: EPayment.ModificationRequest = { modificationAmount: { value: 100, currency: "NOK" } }

const failure = async (promise: Promise<unknown>): Promise<VippsError> => {
  const error = await rejection(promise)
  assert(isVippsError(error), String(error))
  return error
}

describe("fetch", () => {
  it("fetch is called with the URL as a string, and with no-store", async () => {
    const { seen, vipps } = clientWith(() => Response.json(payment))
    assert.strictEqual((await vipps.ePayment.getPayment("order-12345")).state, "AUTHORIZED")
    assert.deepStrictEqual(
      seen.map(([input, { cache }]) => [input, cache]),
      [
        ["http://127.0.0.1:9/accesstoken/get", "no-store"],
        ["http://127.0.0.1:9/epayment/v1/payments/order-12345", "no-store"]
      ]
    )
  })

  it("the runtime's fetch is looked up at each call, because frameworks replace it", async () => {
    const vipps = new Vipps({ ...options, baseUrl: "http://127.0.0.1:9" })
    const before = globalThis.fetch
    globalThis.fetch = (async (input: unknown) =>
      String(input).endsWith("/accesstoken/get") ? token() : Response.json(payment)) as typeof fetch
    try {
      assert.strictEqual((await vipps.ePayment.getPayment("order-12345")).reference, "order-12345")
    } finally {
      globalThis.fetch = before
    }
  })

  it("fetch may resolve to an object that only resembles a Response", async () => {
    const text = async () => JSON.stringify(payment)
    for (const response of [
      { status: 200, text },
      { status: 200, headers: { "content-type": "application/json" }, text },
      Object.freeze({ status: 200, headers: new Map(), body: null, text })
    ]) {
      const { vipps } = clientWith(() => response)
      assert.strictEqual((await vipps.ePayment.getPayment("order-12345")).state, "AUTHORIZED")
    }
  })

  for (const [what, respond, words] of [
    ["nothing", () => undefined, /must resolve to a Response/],
    ["json() only", () => ({ ok: true, status: 200, json: async () => payment }), /must resolve to a Response/],
    ["text() without a text", () => ({ status: 200, text: async () => payment }), /its body is no text/]
  ] as const) {
    it(`a fetch that resolves to ${what} ends in an error about fetch that is not retried`, async () => {
      const { vipps } = clientWith(respond)
      const error = await failure(vipps.ePayment.capturePayment("order-12345", capture))
      assert.strictEqual(error._tag, "VippsTransportError")
      assert.match(error.message, words)
      assert.isFalse(error.retryable)
      assert.strictEqual(error.outcome, "unknown")
    })
  }

  it("a fetch that resolves to one Response twice ends in an error that says so", async () => {
    const response = Response.json(payment)
    const { vipps } = clientWith(() => response)
    await vipps.ePayment.getPayment("order-12345")
    const error = await failure(vipps.ePayment.getPayment("order-12345"))
    assert.match(error.message, /a new Response each time/)
    assert.isFalse(error.retryable)
  })

  it("a fetch that throws anything ends in a VippsError", async () => {
    for (const thrown of [new Error("words"), "words", undefined, null, { code: 7 }, Symbol("words")]) {
      const { vipps } = clientWith(() => {
        throw thrown
      })
      const error = await failure(vipps.ePayment.capturePayment("order-12345", capture))
      assert.strictEqual(error._tag, "VippsTransportError")
      assert.strictEqual(error.outcome, "unknown")
    }
  })

  it("a fetch that cannot connect has sent no request", async () => {
    const { vipps } = clientWith(() => {
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), { code: "ECONNREFUSED" })
      })
    })
    const error = await failure(vipps.ePayment.capturePayment("order-12345", capture))
    assert.strictEqual(error.outcome, "refused")
    assert.include(error.message, "Nothing was sent")
    assert.include(error.message, "connect ECONNREFUSED 127.0.0.1:9")
  })
})

describe("maxResponseSize", () => {
  it("maxResponseSize defaults to 5 MB, and can be set", async () => {
    let size = 4_900_000
    const server = await vippsServer((_, response) => json(response, 200, { ...payment, filler: "x".repeat(size) }))
    assert.strictEqual((await clientOf(server).ePayment.getPayment("order-12345")).state, "AUTHORIZED")
    size = 5_000_000
    const error = await failure(clientOf(server).ePayment.getPayment("order-12345"))
    assert.strictEqual(error._tag, "VippsDecodeError")
    assert.include(error.message, "larger than 5000000 bytes")
    const patient = clientOf(server, { maxResponseSize: 6_000_000 })
    assert.strictEqual((await patient.ePayment.getPayment("order-12345")).state, "AUTHORIZED")
  })

  it("maxResponseSize applies to streams of every kind, which are cancelled at the limit", async () => {
    const chunk = new Uint8Array(1000)
    let pulled = 0
    let left = 0
    const web = () =>
      new ReadableStream({
        pull: (controller) => {
          pulled++
          controller.enqueue(chunk)
        },
        cancel: () => void left++
      })
    const iterable = async function* () {
      try {
        while (true) {
          pulled++
          yield chunk
        }
      } finally {
        left++
      }
    }
    for (const body of [web, iterable]) {
      pulled = 0
      left = 0
      const { vipps } = clientWith(
        () => ({ status: 200, body: body(), text: () => Promise.reject(new Error("not to be called")) }),
        { maxResponseSize: 10_000 }
      )
      const error = await failure(vipps.ePayment.capturePayment("order-12345", capture))
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.strictEqual(error.outcome, "unknown")
      assert.isAtMost(pulled, 13)
      assert.strictEqual(left, 1)
    }
  })
})

describe("tokens that cannot be a header value", () => {
  it("a token that cannot be a header value ends in an error without it, and no call is sent", async () => {
    for (const bad of ["line\nbreak-zq7x", "snow\u2603-zq7x", "nul\u0000-zq7x", "space zq7x", "ÿ-zq7x"]) {
      let calls = 0
      const { vipps } = clientWith(() => Response.json(payment), {
        fetch: async (input: string) => {
          if (!input.endsWith("/accesstoken/get")) calls++
          return Response.json(tokenResponse(bad))
        }
      })
      const error = await failure(vipps.ePayment.capturePayment("order-12345", capture))
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.strictEqual(error.outcome, "refused")
      assert.include(error.message, "access_token")
      for (const text of [error.message, JSON.stringify(error)]) {
        for (const secret of ["zq7x", ...Object.values(secrets)]) assert.notInclude(text, secret)
      }
      assert.strictEqual(calls, 0)
    }
  })
})
