import { type CallOptions, isVippsError, Vipps, VippsInputError, type VippsOptions } from "@effect-vipps/promise"
import { assert, describe, it, onTestFinished } from "vitest"
import { json } from "../support/server.js"
import { clientOf, options, payment, rejection, secrets, vippsServer } from "./support.js"

const fail = () => {
  throw new TypeError(`thrown with ${secrets.clientSecret}`)
}

const throwing = (name: string) => Object.defineProperty({}, name, { enumerable: true, get: fail })

const proxy = new Proxy(
  {},
  { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail, getPrototypeOf: fail }
)

/** Each call, with arguments of any kind in the places of its own. */
const calls = ({ checkout, ePayment, webhooks }: Vipps) => ({
  createPayment: ePayment.createPayment,
  getPayment: ePayment.getPayment,
  getPaymentEventLog: ePayment.getPaymentEventLog,
  cancelPayment: ePayment.cancelPayment,
  capturePayment: ePayment.capturePayment,
  refundPayment: ePayment.refundPayment,
  forceApprovePayment: ePayment.forceApprovePayment,
  "ePayment.awaitOutcome": ePayment.awaitOutcome,
  reconcile: ePayment.reconcile,
  createSession: checkout.createSession,
  getSession: checkout.getSession,
  updateSession: checkout.updateSession,
  expireSession: checkout.expireSession,
  "checkout.awaitOutcome": checkout.awaitOutcome,
  register: webhooks.register,
  ensure: webhooks.ensure,
  remove: webhooks.remove
})

const requiresRequest = new Set(["capturePayment", "refundPayment", "forceApprovePayment", "updateSession"])

/** Which of the hostile arguments are no options at all. */
const none = new Set(["nothing", "null", "a null prototype"])

describe("hostile input to the facade", () => {
  it("the hostile cases cover every call of the facade that has arguments", () => {
    const vipps = new Vipps(options)
    const all = [vipps.ePayment, vipps.checkout, vipps.webhooks].flatMap((api) => Object.values(api))
    assert.sameMembers([...Object.values(calls(vipps)), vipps.ePayment.changes, vipps.webhooks.list], all)
  })

  it("a hostile argument rejects with a VippsError, never throws, and sends nothing", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const hostile: ReadonlyArray<[string, unknown]> = [
      ["nothing", undefined],
      ["null", null],
      ["a number", 5],
      ["a symbol", Symbol("x")],
      ["a bigint", 5n],
      ["a function", () => {}],
      ["an array", []],
      ["a null prototype", Object.create(null)],
      ["a proxy", proxy],
      ["a getter that throws", throwing("reference")],
      ["a revoked proxy", revoked()]
    ]
    for (const [name, call] of Object.entries(calls(clientOf(server)))) {
      for (const [kind, value] of hostile) {
        for (const args of [[value], ["order-12345", value], [value, value, value]]) {
          // A reference is all that some calls need: what follows is a request that may be left out, or the options.
          if (args[0] === "order-12345" && !requiresRequest.has(name) && none.has(kind)) continue
          const what = `${name} with ${kind}, ${args.length} arguments`
          let promise: Promise<unknown> | undefined
          assert.doesNotThrow(() => {
            promise = (call as (...args: ReadonlyArray<unknown>) => Promise<unknown>)(...args)
          }, what)
          const error = await rejection(promise ?? Promise.resolve())
          assert.instanceOf(error, VippsInputError, `${what}: ${String(error)}`)
          assert.notInclude(String(error) + JSON.stringify(error), secrets.clientSecret)
        }
      }
    }
    assert.deepStrictEqual(server.seen, [])
  })

  it("a hostile call option is an input error before anything is sent", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const { ePayment } = clientOf(server)
    const listener = { addEventListener: () => {}, removeEventListener: () => {} }
    const wrong: ReadonlyArray<unknown> = [
      proxy,
      revoked(),
      throwing("signal"),
      throwing("timeoutMs"),
      { signal: "abort" },
      { signal: {} },
      { signal: null },
      { signal: listener },
      { signal: new AbortController() },
      { signal: throwing("aborted") },
      { signal: { ...listener, aborted: false, addEventListener: fail } },
      { timeoutMs: Symbol("x") },
      { idempotencyKey: 5 }
    ]
    for (const options of wrong) {
      const capture = ePayment.capturePayment(
        "order-12345",
        { modificationAmount: { value: 1, currency: "NOK" } },
        options as CallOptions
      )
      const error = await rejection(capture)
      assert.instanceOf(error, VippsInputError)
      assert.match(error.stack ?? "", /hostile\.test\.ts/)
    }
    assert.deepStrictEqual(server.seen, [])
  })

  it("call options that are no object are an input error that says so", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const { ePayment, webhooks } = clientOf(server)
    for (const wrong of [5, true, 5n, Symbol("x"), () => {}, ["order-12345"], "k".repeat(10_000_000)]) {
      const given = wrong as CallOptions
      for (const call of [
        ePayment.getPayment("order-12345", given),
        ePayment.awaitOutcome("order-12345", given),
        ePayment.changes("order-12345", given)[Symbol.asyncIterator]().next(),
        webhooks.list(given)
      ]) {
        const error = await rejection(call)
        assert.instanceOf(error, VippsInputError)
        assert.deepStrictEqual(error.issues, [{ path: "options", message: "must be an object" }])
      }
    }
    assert.deepStrictEqual(server.seen, [])
  })

  it("options that are null count as no options", async () => {
    const server = await vippsServer((_, response) => json(response, 200, payment))
    const { reference } = await clientOf(server).ePayment.getPayment("order-12345", null as never)
    assert.strictEqual(reference, "order-12345")
  })

  it("a hostile constructor option throws a VippsInputError", () => {
    const wrong: ReadonlyArray<[unknown, RegExp]> = [
      [null, /clientId: is required/],
      ["keys", /clientId: is required/],
      [proxy, /reading the arguments threw TypeError/],
      [{ ...options, ...{ fetch: "node-fetch" } }, /fetch: must be a function/],
      [{ ...options, onEvent: {} }, /onEvent: must be a function/],
      [{ ...options, logger: { info: () => {} } }, /logger: must be an object with a method `warn`/],
      [{ ...options, clientSecret: "", logger: 5 }, /clientSecret: .*logger: /],
      [Object.assign(throwing("clientSecret"), { clientId: "x" }), /reading the arguments threw TypeError/]
    ]
    for (const [given, message] of wrong) {
      try {
        new Vipps(given as VippsOptions)
        assert.fail("expected an error")
      } catch (error) {
        assert.instanceOf(error, VippsInputError)
        assert.match(error.message, message)
        assert.match(error.stack ?? "", /hostile\.test\.ts/)
        assert.notInclude(error.message, secrets.clientSecret)
      }
    }
  })

  it("an onEvent or a logger that rejects causes no unhandled rejection", async () => {
    const unhandled: Array<unknown> = []
    const note = (error: unknown) => unhandled.push(error)
    process.on("unhandledRejection", note)
    onTestFinished(() => void process.off("unhandledRejection", note))
    const server = await vippsServer((_, response) => json(response, 200, payment))
    await clientOf(server, { onEvent: async () => fail() }).ePayment.getPayment("order-12345")
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepStrictEqual(unhandled, [])
  })

  it("a closed client rejects with a VippsError", async () => {
    const vipps = new Vipps(options)
    await vipps.close()
    const error = await rejection(vipps.ePayment.getPayment("order-12345"))
    assert(isVippsError(error))
    assert.deepStrictEqual([error.outcome, error.retryable, error.operation], ["refused", false, "EPayment.getPayment"])
    assert.include(error.message, "was closed")
  })

  it("errors serialise without Effect's own fields, also for loggers that read inherited ones", async () => {
    const error = await rejection(new Vipps(options).ePayment.getPayment("x"))
    const inherited: Array<string> = []
    for (const name in error as object) inherited.push(name)
    assert.sameMembers(inherited, ["operation", "reference", "attempts", "retryable", "outcome", "issues", "_tag"])
    assert.notInclude(JSON.stringify(error), "Commit")
  })
})

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
