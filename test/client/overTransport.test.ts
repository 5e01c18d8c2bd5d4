// @effect-diagnostics anyUnknownInErrorContext:off
/** What a call makes of what its transport reports, request by request. */
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import { clientOf, type Receiver, type Transport } from "@effect-vipps/client/internal/transport/transport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { tokenResponse } from "../support/samples.js"
import { capture, drive, modified, options } from "./support.js"

type Report = (receiver: Receiver) => void

const refusedConnection = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })

const answered =
  (status: number, body: unknown): Report =>
  (receiver) => {
    receiver.started()
    receiver.answered(status, {}, JSON.stringify(body))
  }
const grants = answered(200, tokenResponse())
const succeeds = answered(200, modified)
const closedPort: Report = (receiver) => receiver.failed(refusedConnection, undefined)
/** The request left, and its connection broke; the new connection is refused. */
const lostBefore: Report = (receiver) => {
  receiver.started()
  receiver.lost()
  receiver.failed(refusedConnection, undefined)
}

const answering = (token: Report, reports: ReadonlyArray<Report>) => {
  const keys: Array<string | undefined> = []
  let closed = 0
  const transport: Transport = ({ headers, url }, receiver) => {
    if (url.endsWith("/accesstoken/get")) {
      queueMicrotask(() => token(receiver))
      return () => {}
    }
    const at = headers.indexOf("idempotency-key")
    keys.push(at === -1 ? undefined : headers[at + 1])
    const report = reports[Math.min(keys.length, reports.length) - 1]
    queueMicrotask(() => report?.(receiver))
    return () => void closed++
  }
  const layer = Layer.merge(
    Layer.succeed(HttpClient.HttpClient, clientOf(transport)),
    VippsConfig.layer({ ...options, retry: { maxRetries: 0 } })
  )
  return { keys, closed: () => closed, layer }
}

/** Reports the n-th of these for the n-th request beside those for tokens, and the last for all others. */
const scriptedTransport = (...reports: ReadonlyArray<Report>) => answering(grants, reports)

/** A new Effect value each time, as in a program that is retried. */
const again = (retry?: VippsConfig.RetryOptions) =>
  EPayment.capturePayment("order-12345", capture, retry === undefined ? {} : { retry })

const reading = EPayment.getPayment("order-12345", { retry: { maxRetries: 1 } })

describe("a request whose connection broke after it left", () => {
  it.effect("the outcome is unknown although its repetition found a closed port, and the key is kept", () =>
    Effect.gen(function* () {
      const server = scriptedTransport(lostBefore, succeeds)
      const error = yield* Effect.flip(again()).pipe(Effect.zipLeft(again()), Effect.provide(server.layer))
      assert.strictEqual(error.outcome, "unknown")
      assert.notInclude(error.message, "Nothing was sent")
      assert.lengthOf(server.keys, 2)
      assert.strictEqual(new Set(server.keys).size, 1)
    })
  )

  it.effect("a read that left once is not called unsent", () =>
    Effect.gen(function* () {
      for (const first of [lostBefore, answered(500, {})]) {
        const server = scriptedTransport(first, closedPort)
        const exit = yield* drive(Effect.flip(reading).pipe(Effect.provide(server.layer)))
        const error = yield* exit
        assert.strictEqual(error._tag, "VippsTransportError")
        assert.strictEqual(error.outcome, "refused")
        assert.notInclude(error.message, "Nothing was sent")
        assert.lengthOf(server.keys, 2)
      }
    })
  )
})

describe("a request that did not leave", () => {
  it.effect("the outcome is refused, and the error says so, for a change and for a read", () =>
    Effect.gen(function* () {
      for (const call of [again(), EPayment.getPayment("order-12345")]) {
        const server = scriptedTransport(closedPort)
        const error = yield* Effect.flip(call).pipe(Effect.provide(server.layer))
        assert(error._tag === "VippsTransportError")
        assert.deepStrictEqual([error.outcome, error.reason], ["refused", "Network"])
        assert.include(error.message, "Nothing was sent")
      }
    })
  )

  it.effect("after a lost response the outcome stays unknown", () =>
    Effect.gen(function* () {
      const server = scriptedTransport(answered(500, {}), closedPort)
      const exit = yield* drive(Effect.flip(again({ maxRetries: 2 })).pipe(Effect.provide(server.layer)))
      const error = yield* exit
      assert.strictEqual(error._tag, "VippsTransportError")
      assert.strictEqual(error.outcome, "unknown")
      assert.lengthOf(server.keys, 3)
      assert.strictEqual(new Set(server.keys).size, 1)
    })
  )
})

describe("a call whose token is at hand", () => {
  it.effect("its first attempt is repeated after a 500, and after a 401 with another token", () =>
    Effect.gen(function* () {
      for (const [first, tokens] of [
        [answered(500, {}), 1],
        [answered(401, {}), 2]
      ] as const) {
        let granted = 0
        const token: Report = (receiver) => {
          granted++
          grants(receiver)
        }
        const server = answering(token, [succeeds, first, succeeds])
        yield* Effect.zipRight(again(), again({ maxRetries: 1 })).pipe(
          Effect.provide(server.layer),
          drive,
          Effect.flatten
        )
        assert.lengthOf(server.keys, 3)
        assert.strictEqual(server.keys[1], server.keys[2])
        assert.strictEqual(granted, tokens)
      }
    })
  )
})

describe("a call without a token", () => {
  it.effect("nothing is sent when the token's outcome is unknown, and the call is refused", () =>
    Effect.gen(function* () {
      for (const token of [answered(500, {}), (receiver: Receiver) => receiver.failed(new Error("reset"), undefined)]) {
        const server = answering(token, [succeeds])
        const error = yield* Effect.flip(again()).pipe(Effect.provide(server.layer))
        assert.strictEqual(error.outcome, "refused")
        assert.include(error.message, "no access token: ")
        assert.lengthOf(server.keys, 0)
      }
    })
  )
})

describe("a call that is interrupted", () => {
  it.effect("its connection is closed once, and the next equal call sends its key", () =>
    Effect.gen(function* () {
      const started: Report = (receiver) => receiver.started()
      // In the first attempt, and in a retry.
      for (const reports of [[started], [answered(500, {}), started]]) {
        const server = scriptedTransport(...reports, succeeds)
        yield* Effect.gen(function* () {
          const cut = yield* Effect.exit(Effect.timeout(again({ maxRetries: 1 }), "5 seconds"))
          assert.isTrue(Exit.isFailure(cut))
          assert.strictEqual(server.closed(), 1)
          yield* again()
        }).pipe(Effect.provide(server.layer), drive, Effect.flatten)
        assert.lengthOf(server.keys, reports.length + 1)
        assert.strictEqual(new Set(server.keys).size, 1)
      }
    })
  )
})
