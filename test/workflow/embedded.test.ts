/** Payments as workflows, embedded on SQLite, against the emulator. Processes that are killed: `npm run workflow:kill`. */

import { join } from "node:path"
import * as HttpClient from "@effect/platform/HttpClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { VippsConfig } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as App from "../../examples/workflow/app.js"
import { embedded } from "../../examples/workflow/engine.js"
import { Orders } from "../../examples/workflow/Orders.js"
import * as Payment from "../../examples/workflow/Payment.js"
import { prune } from "../../examples/workflow/prune.js"
import { folder } from "../sql/databases.js"

const phoneNumber = "4791234567"

const orders = Layer.succeed(Orders, {
  find: (reference) =>
    Effect.succeed({
      reference,
      amount: { value: 20_000, currency: "NOK" as const },
      returnUrl: "https://example.com/thanks",
      phoneNumber
    })
})

const long: Payment.Waits = { Decided: "1 hour", Shipped: "1 hour", Returned: "1 hour" }

/** A process with the emulator as its Vipps. Its engine stores in this file. */
const shop = (
  emulator: VippsEmulator.Service,
  filename: string,
  waits: Payment.Waits = long,
  client: HttpClient.HttpClient = emulator.client
) => {
  const keys = VippsEmulator.defaultCredentials
  return App.layer(waits).pipe(
    Layer.provideMerge(embedded(filename)),
    Layer.provideMerge(
      Layer.mergeAll(
        orders,
        VippsConfig.layer({
          ...keys,
          clientSecret: Redacted.make(keys.clientSecret),
          subscriptionKey: Redacted.make(keys.subscriptionKey),
          baseUrl: "http://127.0.0.1:4242"
        })
      )
    ),
    Layer.provideMerge(Layer.succeed(HttpClient.HttpClient, client)),
    Layer.fresh
  )
}

const movements = (emulator: VippsEmulator.Service) =>
  Effect.map(emulator.ledger, (entries) => entries.map(({ amount, operation }) => [operation, amount.value]))

const approved = (emulator: VippsEmulator.Service, reference: string) =>
  Effect.retry(emulator.approve(reference), { schedule: Schedule.spaced("50 millis") })

const ended = (reference: string) => Payment.Payment.execute({ reference })

const emulated = VippsEmulator.make({ rateLimits: false })

describe("workflows", { timeout: 60_000 }, () => {
  it.live(
    "a payment is created, captured on the shipment's signal and refunded on the return's, and stores no personal data",
    () =>
      Effect.gen(function* () {
        const emulator = yield* emulated
        const filename = join(yield* folder, "engine.db")
        yield* Effect.gen(function* () {
          yield* App.start("order-10001")
          yield* approved(emulator, "order-10001")
          yield* App.decided("order-10001")
          yield* Payment.signal("order-10001", "Shipped")
          yield* Payment.signal("order-10001", "Returned")
          assert.strictEqual(yield* ended("order-10001"), "Refunded")
          // A second start is the same payment.
          assert.strictEqual(yield* ended("order-10001"), "Refunded")
          assert.deepStrictEqual(yield* movements(emulator), [
            ["AUTHORIZED", 20_000],
            ["CAPTURED", 20_000],
            ["REFUNDED", 20_000]
          ])
          const sql = yield* SqlClient.SqlClient
          const tables = yield* sql<{ readonly name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`
          const rows = yield* Effect.forEach(tables, ({ name }) => sql`SELECT * FROM ${sql(name)}`)
          const stored = JSON.stringify(rows, (_, value) =>
            value instanceof Uint8Array || value?.type === "Buffer" ? Buffer.from(value).toString("latin1") : value
          )
          assert.include(stored, "order-10001")
          for (const personal of [phoneNumber, "phone", "redirectUrl", "thanks"]) assert.notInclude(stored, personal)
        }).pipe(Effect.provide(shop(emulator, filename)))
      }).pipe(Effect.scoped)
  )

  it.live("a payment continues in the next process where the last one stopped", () =>
    Effect.gen(function* () {
      const emulator = yield* emulated
      const filename = join(yield* folder, "engine.db")
      yield* Effect.zipRight(App.start("order-10002"), approved(emulator, "order-10002")).pipe(
        Effect.provide(shop(emulator, filename))
      )
      yield* Effect.zipRight(App.decided("order-10002"), Payment.signal("order-10002", "Shipped")).pipe(
        Effect.provide(shop(emulator, filename))
      )
      yield* Effect.gen(function* () {
        yield* Payment.signal("order-10002", "Returned", false)
        assert.strictEqual(yield* ended("order-10002"), "Captured")
      }).pipe(Effect.provide(shop(emulator, filename)))
      assert.deepStrictEqual(yield* movements(emulator), [
        ["AUTHORIZED", 20_000],
        ["CAPTURED", 20_000]
      ])
    }).pipe(Effect.scoped)
  )

  it.live("a payment that nobody pays ends by its alarm and is cancelled; one that is not shipped is released", () =>
    Effect.gen(function* () {
      const emulator = yield* emulated
      const filename = join(yield* folder, "engine.db")
      const soon: Duration.DurationInput = "1 second"
      yield* Effect.gen(function* () {
        assert.strictEqual(yield* ended("order-10003"), "NotPaid")
        assert.strictEqual((yield* emulator.payment("order-10003")).state, "TERMINATED")
      }).pipe(Effect.provide(shop(emulator, filename, { ...long, Decided: soon })))
      yield* Effect.gen(function* () {
        yield* App.start("order-10004")
        yield* approved(emulator, "order-10004")
        yield* App.decided("order-10004")
        assert.strictEqual(yield* ended("order-10004"), "NotShipped")
      }).pipe(Effect.provide(shop(emulator, filename, { ...long, Shipped: soon })))
      assert.deepStrictEqual(yield* movements(emulator), [
        ["AUTHORIZED", 20_000],
        ["CANCELLED", 20_000]
      ])
    }).pipe(Effect.scoped)
  )

  it.live("a payment whose webhook is lost is woken by the sweep", () =>
    Effect.gen(function* () {
      const emulator = yield* emulated
      const filename = join(yield* folder, "engine.db")
      yield* Effect.gen(function* () {
        // Never started: the process died before.
        assert.isUndefined(yield* App.sweep("order-10005"))
        yield* approved(emulator, "order-10005")
        yield* App.sweep("order-10005")
        yield* Payment.signal("order-10005", "Shipped")
        yield* Payment.signal("order-10005", "Returned", false)
        assert.strictEqual(yield* ended("order-10005"), "Captured")
        const found = yield* App.sweep("order-10005")
        assert.strictEqual(found?.captured.value, 20_000)
        // What is over is deleted when the application says so; what is open is not.
        yield* App.start("order-10007")
        assert.deepStrictEqual([yield* prune("order-10005"), yield* prune("order-10007")], [true, false])
        const sql = yield* SqlClient.SqlClient
        const kept = yield* sql<{ readonly payload: string }>`SELECT payload FROM cluster_messages WHERE tag = 'run'`
        const text = kept.map(({ payload }) => payload).join()
        assert.deepStrictEqual([text.includes("order-10005"), text.includes("order-10007")], [false, true])
      }).pipe(Effect.provide(shop(emulator, filename)))
    }).pipe(Effect.scoped)
  )

  it.live("a wait that a signal ends leaves no clock, which the engine would read at each look for work", () =>
    Effect.gen(function* () {
      const emulator = yield* emulated
      const filename = join(yield* folder, "engine.db")
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const clocks = Effect.map(
          sql`SELECT id FROM cluster_messages WHERE entity_type = 'Workflow/-/DurableClock'`,
          ({ length }) => length
        )
        const waiting = clocks.pipe(
          Effect.repeat({ until: (n) => n === 1, schedule: Schedule.spaced("50 millis") }),
          Effect.timeout("20 seconds")
        )
        yield* App.start("order-10008")
        yield* approved(emulator, "order-10008")
        yield* waiting
        yield* App.decided("order-10008")
        yield* waiting
        yield* Payment.signal("order-10008", "Shipped", false)
        assert.strictEqual(yield* ended("order-10008"), "NotShipped")
        assert.strictEqual(yield* clocks, 0)
        yield* App.sweep("order-10008")
        assert.strictEqual(yield* clocks, 0)
      }).pipe(Effect.provide(shop(emulator, filename)))
    }).pipe(Effect.scoped)
  )

  it.live("payments of which no webhook arrives end with one capture each", () =>
    Effect.gen(function* () {
      const emulator = yield* emulated
      const filename = join(yield* folder, "engine.db")
      // Customers who approve before any alarm can ring.
      const quick = HttpClient.tap(emulator.client, (response) =>
        response.request.url.endsWith("/payments")
          ? Effect.orDie(
              Effect.flatMap(response.json, (body) => emulator.approve((body as { reference: string }).reference))
            )
          : Effect.void
      )
      const references = Array.from({ length: 10 }, (_, n) => `order-2000${n}`)
      yield* Effect.gen(function* () {
        for (const reference of references) {
          yield* App.start(reference)
          yield* Payment.signal(reference, "Shipped")
          yield* Payment.signal(reference, "Returned", false)
        }
        // Some alarms ring before a sweep comes by, and some after.
        const isOver = Effect.forEach(references, (reference) =>
          Effect.zipRight(
            App.sweep(reference),
            Effect.flatMap(Payment.Payment.executionId({ reference }), Payment.Payment.poll)
          )
        ).pipe(Effect.map((results) => results.every((result) => result?._tag === "Complete")))
        yield* isOver.pipe(
          Effect.repeat({ until: (over) => over, schedule: Schedule.spaced("200 millis") }),
          Effect.timeout("50 seconds")
        )
        const ends = yield* Effect.forEach(references, ended)
        assert.deepStrictEqual(new Set(ends), new Set(["Captured"]))
      }).pipe(Effect.provide(shop(emulator, filename, { ...long, Decided: "1 second" }, quick)))
      const captures = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
      assert.deepStrictEqual(captures.map(({ reference }) => reference).sort(), references)
    }).pipe(Effect.scoped)
  )

  it.live(
    "a payment that Vipps refuses fails with the error of its call, also when it is asked for in another process",
    () =>
      Effect.gen(function* () {
        const emulator = yield* emulated
        const filename = join(yield* folder, "engine.db")
        yield* emulator.inject({
          operation: "EPayment.createPayment",
          fault: { _tag: "Answer", status: 400, body: { title: "Bad Request", traceId: "trace-1" } }
        })
        const inOne = Effect.flip(ended("order-10006")).pipe(Effect.provide(shop(emulator, filename)))
        const first = yield* inOne
        const again = yield* inOne
        assert.deepStrictEqual([first._tag, again._tag], ["VippsRequestError", "VippsRequestError"])
        assert.deepStrictEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(first)))
      }).pipe(Effect.scoped)
  )
})
