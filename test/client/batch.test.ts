/** Batches of captures and reconciliations. Processes that are killed amid one: `test/reliability/batch.test.ts`. */
import { assert, describe, it } from "@effect/vitest"
import { EPayment, IdempotencyKey, type VippsError } from "@effect-vipps/client"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { aggregate, nok, paymentIn } from "../support/samples.js"
import { drive, modified, type Reaction, type Recorded, scripted } from "./support.js"

const event = (name: string, value: number) => ({
  reference: "order-10001",
  pspReference: `psp-${name}`,
  name,
  amount: nok(value),
  timestamp: "2026-11-22T12:00:00Z",
  success: true
})

const captured = { status: 200, body: modified }

const problem = (status: number, code: string) => ({
  status,
  body: { title: "No", extraDetails: [{ name: "ErrorCode", reason: code }] }
})

const refused = problem(400, "6080")
const notFound = problem(404, "5090")

const order = (n: number): EPayment.BatchCapture => ({ reference: `order-1000${n}`, amount: nok(1000 + n) })

const orders = (count: number) => Stream.range(1, count).pipe(Stream.map(order))

const referenceOf = ({ path }: Pick<Recorded, "path">) => path.split("/")[4] ?? ""

/** The results of a batch, and the error that ended it. */
const collected = <A, E, R>(results: Stream.Stream<A, E, R>) =>
  Effect.gen(function* () {
    const seen: Array<A> = []
    const exit = yield* Effect.exit(Stream.runForEach(results, (one) => Effect.sync(() => seen.push(one))))
    return { seen, exit }
  })

const run = (react: (n: number, request: Recorded) => Reaction, options: EPayment.BatchOptions, count = 6) => {
  const server = scripted(react)
  return drive(
    collected(EPayment.captureAll(orders(count), { retry: false, ...options })).pipe(Effect.provide(server.layer))
  ).pipe(
    Effect.flatten,
    Effect.map((outcome) => ({ ...outcome, server }))
  )
}

const errorIn = (exit: Exit.Exit<unknown, VippsError.VippsError>): VippsError.VippsError =>
  Exit.match(exit, {
    onFailure: (cause) => (cause._tag === "Fail" ? cause.error : assert.fail("no error")),
    onSuccess: () => assert.fail("succeeded")
  })

describe("captureAll", () => {
  it.effect("captures each order with the key made of its reference, and reports in the stream's order", () =>
    Effect.gen(function* () {
      const { exit, seen, server } = yield* run(() => captured, { concurrency: 1 })
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        server.seen.map((request) => [referenceOf(request), request.headers["idempotency-key"], request.body]),
        Array.from({ length: 6 }, (_, i) => [
          order(i + 1).reference,
          IdempotencyKey.make(order(i + 1).reference, "capture"),
          { modificationAmount: nok(1001 + i) }
        ])
      )
      assert.deepStrictEqual(
        seen.map(({ _tag, order, report }) => [_tag, order.reference, report.settled, report.done, report.last]),
        Array.from({ length: 6 }, (_, i) => {
          const { reference } = order(i + 1)
          return ["Done", reference, i + 1, i + 1, { reference }]
        })
      )
    })
  )

  it.effect("a shipment is a part of the key, and a resumed batch counts on", () =>
    Effect.gen(function* () {
      const server = scripted(() => captured)
      const from: EPayment.BatchReport = {
        settled: 7,
        done: 5,
        refused: 1,
        unsettled: 1,
        last: { reference: "order-10000" }
      }
      const parts = Stream.make({ ...order(1), shipment: 2 }, { ...order(1), shipment: "b" })
      const results = yield* EPayment.captureAll(parts, { from, concurrency: 1 }).pipe(
        Stream.runCollect,
        Effect.provide(server.layer)
      )
      assert.deepStrictEqual(
        server.seen.map(({ headers }) => headers["idempotency-key"]),
        [2, "b"].map((shipment) => IdempotencyKey.make("order-10001", "capture", shipment))
      )
      assert.deepStrictEqual(Chunk.unsafeLast(results).report, {
        settled: 9,
        done: 7,
        refused: 1,
        unsettled: 1,
        last: { reference: "order-10001", shipment: "b" }
      })
    })
  )

  it.effect("killed between two shipments of one payment and resumed after the stored last, captures both", () =>
    Effect.gen(function* () {
      const server = scripted(() => captured)
      const shipped = [
        { ...order(1), shipment: 1 },
        { ...order(1), shipment: 2, amount: nok(200) },
        { ...order(2), shipment: 1 }
      ]
      const isAfter = (last: EPayment.BatchOrder) => (order: EPayment.BatchOrder) =>
        order.reference === last.reference
          ? Number(order.shipment) > Number(last.shipment)
          : order.reference > last.reference
      let stored = ""
      const life = (results: number) =>
        Effect.suspend(() => {
          const from: EPayment.BatchReport | undefined = stored === "" ? undefined : JSON.parse(stored)
          const rest = from?.last === undefined ? shipped : shipped.filter(isAfter(from.last))
          return EPayment.captureAll(Stream.fromIterable(rest), { from, concurrency: 1 }).pipe(
            Stream.take(results),
            Stream.runForEach(({ report }) =>
              Effect.sync(() => {
                stored = JSON.stringify(report)
              })
            )
          )
        }).pipe(Effect.provide(server.layer))
      yield* life(1)
      assert.deepStrictEqual(JSON.parse(stored).last, { reference: order(1).reference, shipment: 1 })
      yield* life(10)
      const keys = new Set(server.seen.map(({ headers }) => headers["idempotency-key"]))
      assert.deepStrictEqual(
        [...keys],
        shipped.map(({ reference, shipment }) => IdempotencyKey.make(reference, "capture", shipment))
      )
      assert.deepStrictEqual(JSON.parse(stored), {
        settled: 3,
        done: 3,
        refused: 0,
        unsettled: 0,
        last: { reference: order(2).reference, shipment: 1 }
      })
    })
  )

  it.effect("a refusal is a result and is sent once; an invalid order is one and is never sent", () =>
    Effect.gen(function* () {
      const server = scripted((_, request) => (referenceOf(request) === order(2).reference ? refused : captured))
      const given = Stream.make(order(1), order(2), { ...order(3), reference: "" }, order(4))
      const results = yield* EPayment.captureAll(given).pipe(Stream.runCollect, Effect.provide(server.layer))
      assert.deepStrictEqual(
        Array.from(results, (result) => (result._tag === "Done" ? "Done" : [result._tag, result.error._tag])),
        ["Done", ["Refused", "VippsRequestError"], ["Refused", "VippsInputError"], "Done"]
      )
      assert.strictEqual(server.seen.length, 3)
      assert.deepInclude(Chunk.unsafeLast(results).report, { settled: 4, done: 2, refused: 2, unsettled: 0 })
    })
  )

  const page = (status: number) => () => new Response("<html>", { status, headers: { "content-type": "text/html" } })

  for (const status of [400, 404, 407, 409, 413]) {
    it.effect(`a page of a gateway or a proxy with status ${status} settles no order, and ends the batch`, () =>
      Effect.gen(function* () {
        const { exit, seen } = yield* run(page(status), { concurrency: 2, patience: 0 })
        assert.deepStrictEqual(
          seen.map(({ _tag, report }) => [_tag, report.refused, report.unsettled]),
          [
            ["Unsettled", 0, 1],
            ["Unsettled", 0, 2]
          ]
        )
        assert.strictEqual(errorIn(exit).operation, "EPayment.capturePayment")
      })
    )
  }

  it.effect("options that no order can be captured with are refused, and no order is read", () =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<readonly [path: string, options: EPayment.BatchOptions]> = [
        ["options.merchantSerialNumber", { merchantSerialNumber: "12" }],
        ["options.timeout", { timeout: "10 minutez" as "10 minutes" }],
        ["options.retry.maxRetries", { retry: { maxRetries: -1 } }],
        ["options.patience", { patience: "10 minutez" as "10 minutes" }]
      ]
      for (const [path, options] of wrong) {
        let read = 0
        const counted = Stream.tap(orders(3), () => Effect.sync(() => read++))
        const server = scripted(() => captured)
        const { exit, seen } = yield* collected(EPayment.captureAll(counted, options)).pipe(
          Effect.provide(server.layer)
        )
        const error = errorIn(exit)
        assert(error._tag === "VippsInputError")
        assert.deepStrictEqual(
          error.issues.map((issue) => issue.path),
          [path]
        )
        assert.deepStrictEqual([seen.length, read, server.seen.length], [0, 0, 0])
      }
    })
  )

  it.effect("a closed configuration ends the batch: no order is settled", () =>
    Effect.gen(function* () {
      const server = scripted(() => captured)
      const context = yield* Effect.scoped(Layer.build(server.layer))
      const { exit, seen } = yield* Effect.provide(collected(EPayment.captureAll(orders(3))), context)
      assert.strictEqual(errorIn(exit)._tag, "VippsInputError")
      assert.include(errorIn(exit).message, "scope is closed")
      assert.deepStrictEqual([seen.length, server.seen.length], [0, 0])
    })
  )

  it.effect("at most as many captures are under way as concurrency allows, and no order is read ahead of them", () =>
    Effect.gen(function* () {
      let running = 0
      let most = 0
      let read = 0
      let ahead = 0
      const { seen } = yield* Effect.suspend(() => {
        const server = scripted(() =>
          Effect.gen(function* () {
            most = Math.max(most, ++running)
            ahead = Math.max(ahead, read - server.seen.length)
            yield* Effect.sleep("100 millis")
            running--
            return captured
          })
        )
        const counted = Stream.tap(orders(40), () => Effect.sync(() => read++))
        return Effect.flatten(
          drive(collected(EPayment.captureAll(counted, { concurrency: 4 })).pipe(Effect.provide(server.layer)))
        )
      })
      assert.strictEqual(seen.length, 40)
      assert.strictEqual(most, 4)
      assert.isAtMost(ahead, 8)
    })
  )

  it.effect("a lost response and a busy payment are repeated with the same key, after what Retry-After asks for", () =>
    Effect.gen(function* () {
      const reactions: ReadonlyArray<Reaction> = [
        "reset",
        { status: 429, headers: { "retry-after": "20" }, body: { title: "Too Many Requests" } },
        captured
      ]
      const { seen, server } = yield* run((n) => reactions[n - 1] ?? "hang", {}, 1)
      assert.deepStrictEqual(
        seen.map(({ _tag }) => _tag),
        ["Done"]
      )
      const key = IdempotencyKey.make(order(1).reference, "capture")
      assert.deepStrictEqual(
        server.seen.map(({ headers }) => headers["idempotency-key"]),
        [key, key, key]
      )
      const [first = 0, second = 0, third = 0] = server.times()
      assert.deepStrictEqual([second - first, third - second], [1_000, 20_000])
    })
  )

  it.effect("a refusal after a lost response is unsettled: the first call may have captured", () =>
    Effect.gen(function* () {
      const { exit, seen } = yield* run((n) => (n === 1 ? "reset" : { status: 404 }), {}, 1)
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        seen.map((result) => (result._tag === "Done" ? "Done" : [result._tag, result.error._tag])),
        [["Unsettled", "VippsNotFoundError"]]
      )
    })
  )

  it.effect("orders whose key was used with other amounts are unsettled, and do not stop the batch", () =>
    Effect.gen(function* () {
      const reused = problem(409, "4010")
      const { exit, seen } = yield* run(() => reused, { concurrency: 1 })
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        seen.map(({ _tag }) => _tag),
        Array.from({ length: 6 }, () => "Unsettled")
      )
      const error = seen[0]?._tag === "Unsettled" ? seen[0].error : assert.fail("settled")
      assert.strictEqual(error._tag, "VippsConflictError")
      assert.include(error.message, "An earlier call may have, with another body: read it back first.")
      assert.strictEqual(seen.at(-1)?.report.unsettled, 6)
    })
  )

  it.effect("one order that stays busy does not stop the batch", () =>
    Effect.gen(function* () {
      const { exit, seen } = yield* run(
        (_, request) => (referenceOf(request) === order(3).reference ? { status: 423 } : captured),
        { concurrency: 2, patience: "1 minute" }
      )
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        seen.map(({ _tag }) => _tag),
        ["Done", "Done", "Unsettled", "Done", "Done", "Done"]
      )
    })
  )

  it.effect("a Retry-After beyond the patience ends an order at once, and the batch goes on", () =>
    Effect.gen(function* () {
      const { exit, seen, server } = yield* run(
        (_, request) =>
          referenceOf(request) === order(2).reference
            ? { status: 429, headers: { "retry-after": "86400" }, body: { title: "Too Many Requests" } }
            : captured,
        { concurrency: 1, patience: "1 minute" },
        3
      )
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        seen.map((result) => (result._tag === "Done" ? "Done" : [result._tag, result.error._tag])),
        ["Done", ["Unsettled", "VippsRateLimitError"], "Done"]
      )
      const [first = 0, ...others] = server.times()
      assert.deepStrictEqual(
        others.map((at) => at - first),
        [0, 0]
      )
    })
  )

  it.effect("no repetition begins after the patience, with or without Retry-After", () =>
    Effect.gen(function* () {
      const starts = (headers: Record<string, string>, patience: string) =>
        Effect.map(
          run(() => ({ status: 429, headers, body: {} }), { concurrency: 1, patience: patience as "1 minute" }, 1),
          ({ seen, server }) => {
            assert.deepStrictEqual(
              seen.map(({ _tag }) => _tag),
              ["Unsettled"]
            )
            const [first = 0, ...others] = server.times()
            return others.map((at) => at - first)
          }
        )
      assert.deepStrictEqual(yield* starts({}, "1 minute"), [1_000, 3_000, 7_000, 15_000, 31_000])
      assert.deepStrictEqual(yield* starts({}, "61 seconds"), [1_000, 3_000, 7_000, 15_000, 31_000, 61_000])
      assert.deepStrictEqual(yield* starts({ "retry-after": "25" }, "1 minute"), [25_000, 50_000])
      assert.deepStrictEqual(yield* starts({ "retry-after": "30" }, "1 minute"), [30_000, 60_000])
      assert.deepStrictEqual(yield* starts({ "retry-after": "61" }, "1 minute"), [])
    })
  )

  it.effect("the stream fails when Vipps cannot be reached, after more orders in a row than run at once", () =>
    Effect.gen(function* () {
      const { exit, seen } = yield* run(() => "reset", { concurrency: 2, patience: "10 seconds" }, 20)
      assert.strictEqual(errorIn(exit)._tag, "VippsTransportError")
      assert.deepStrictEqual(
        seen.map(({ _tag }) => _tag),
        ["Unsettled", "Unsettled"]
      )
    })
  )

  it.effect("the stream fails when the keys are not accepted", () =>
    Effect.gen(function* () {
      const { exit, seen, server } = yield* run(() => ({ status: 403, body: { title: "No" } }), { concurrency: 1 })
      assert.strictEqual(errorIn(exit)._tag, "VippsAuthError")
      assert.deepStrictEqual([seen.length, server.seen.length <= 2], [0, true])
    })
  )

  it.effect("a concurrency that is no whole number above 0 is refused, and no order is read", () =>
    Effect.gen(function* () {
      for (const concurrency of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        const { exit, server } = yield* run(() => captured, { concurrency })
        assert.strictEqual(errorIn(exit)._tag, "VippsInputError")
        assert.strictEqual(server.seen.length, 0)
      }
    })
  )
})

describe("reconcileAll", () => {
  it.effect("a report holds what identifies the last order, and none of its other fields", () =>
    Effect.gen(function* () {
      const server = scripted(() => notFound)
      const given = Stream.make({ reference: "order-10001", shipment: 2, customer: "Kari" })
      const results = yield* EPayment.reconcileAll(given).pipe(Stream.runCollect, Effect.provide(server.layer))
      assert.deepStrictEqual(Chunk.unsafeLast(results).report.last, { reference: "order-10001", shipment: 2 })
    })
  )

  it.effect("a redirect settles no order: it is no word of Vipps", () =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 302, headers: { location: "https://login.example.com/" } }))
      const given = Stream.make({ reference: "order-10001" })
      const results = yield* EPayment.reconcileAll(given, { patience: 0 }).pipe(
        Stream.runCollect,
        Effect.provide(server.layer)
      )
      assert.deepStrictEqual(
        Array.from(results, ({ _tag }) => _tag),
        ["Unsettled"]
      )
    })
  )

  it.effect("reads each order and its log, and a payment that does not exist is a result", () =>
    Effect.gen(function* () {
      const events = [event("CREATED", 49900), event("AUTHORIZED", 49900), event("CAPTURED", 100)]
      const server = scripted((_, request) =>
        referenceOf(request) === "order-10002"
          ? notFound
          : request.path.endsWith("/events")
            ? { status: 200, body: events }
            : {
                status: 200,
                body: { ...paymentIn("AUTHORIZED"), aggregate: aggregate({ authorized: 49900, captured: 100 }) }
              }
      )
      const given = Stream.make({ reference: "order-10001", expected: 100 }, { reference: "order-10002", expected: 0 })
      const results = yield* EPayment.reconcileAll(given).pipe(Stream.runCollect, Effect.provide(server.layer))
      assert.deepStrictEqual(
        Array.from(results, (result) =>
          result._tag === "Done"
            ? [result.order.expected, result.value.captured.value, result.value.consistent]
            : [result._tag, result.error._tag]
        ),
        [
          [100, 100, true],
          ["Refused", "VippsNotFoundError"]
        ]
      )
      assert.isTrue(server.seen.every(({ method }) => method === "GET"))
    })
  )
})
