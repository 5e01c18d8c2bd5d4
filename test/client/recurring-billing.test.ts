// @effect-diagnostics anyUnknownInErrorContext:off globalDate:off unsafeEffectTypeAssertion:off
/** Billing a period once, settling what is reserved, and stopping, as a server sees it that keeps its own books. */
import { assert, describe, it } from "@effect/vitest"
import { Recurring, type VippsError } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { active, agreementId, charge, type Fault, recurringServer } from "./recurring-server.js"
import { drive } from "./support.js"

const march: Recurring.Period = { start: "2026-03-01", end: "2026-04-01" }

const april: Recurring.ChargeForPeriodRequest = {
  amount: 19900,
  description: "Membership",
  transactionType: "DIRECT_CAPTURE",
  retryDays: 3
}

const at = (time: string) => TestClock.setTime(new Date(time).getTime())

const key = (attempt?: number) => Recurring.chargeKey(agreementId, march, attempt).orderId

const bill = (
  request: Partial<Recurring.ChargeForPeriodRequest> = {},
  period = march,
  options?: Recurring.StepOptions
) => Recurring.chargeForPeriod(agreementId, period, { ...april, ...request }, options)

type Server = ReturnType<typeof recurringServer>

const run = <A, E>(server: Server, effect: Effect.Effect<A, E, Effect.Effect.Context<ReturnType<typeof bill>>>) =>
  Effect.flatten(drive(Effect.provide(effect, server.layer)))

describe("chargeForPeriod", () => {
  it.effect("chargeForPeriod creates the charge of a period without one, on the day the period starts", () =>
    Effect.gen(function* () {
      yield* at("2026-02-01T12:00:00Z")
      const server = recurringServer()
      const billed = yield* run(server, bill())
      assert.deepStrictEqual(billed, {
        _tag: "Created",
        chargeId: key(),
        due: "2026-03-01",
        attempt: 1,
        aboveMaximum: false
      })
      assert.deepStrictEqual(server.seen.at(-1)?.body, {
        amount: 19900,
        transactionType: "DIRECT_CAPTURE",
        description: "Membership",
        due: "2026-03-01",
        retryDays: 3,
        orderId: key()
      })
      assert.match(server.seen.at(-1)?.headers["idempotency-key"] ?? "", /^[A-Za-z0-9-]{1,40}$/)
    })
  )

  const late: ReadonlyArray<readonly [now: string, due: string]> = [
    ["2026-03-05T12:00:00Z", "2026-03-06"],
    // 23:30 in Oslo, and 23:55, from where the request may arrive the day after.
    ["2026-03-05T22:30:00Z", "2026-03-06"],
    ["2026-03-05T22:55:00Z", "2026-03-07"],
    ["2026-03-31T22:30:00Z", "2026-04-02"]
  ]
  for (const [now, due] of late) {
    it.effect(`chargeForPeriod bills a period that started before ${now} for ${due}`, () =>
      Effect.gen(function* () {
        yield* at(now)
        const billed = yield* run(recurringServer(), bill())
        assert.strictEqual(billed._tag === "Created" && billed.due, due)
      })
    )
  }

  const blocked: ReadonlyArray<readonly [name: string, charges: ReadonlyArray<Recurring.Charge>]> = [
    ["an open one of its own", [charge({ id: key(), due: "2026-03-01" })]],
    ["a pending one made by hand", [charge({ status: "PENDING", due: "2026-03-14T23:00:00Z" })]],
    ["one under way", [charge({ status: "PROCESSING", due: "2026-03-14T23:00:00Z" })]],
    ["one of a status unknown to this version", [charge({ status: "SNOOZED", due: "2026-03-14T23:00:00Z" })]],
    ["a reserved one", [charge({ status: "RESERVED", due: "2026-03-14T23:00:00Z" })]],
    ["a paid one", [charge({ status: "CHARGED", due: "2026-03-14T23:00:00Z" })]],
    ["an open one that nothing says the day of", [charge({ due: undefined, history: [] })]],
    ["a paid one whose day cannot be read", [charge({ status: "CHARGED", due: "soon" })]],
    [
      "one that was cancelled after a part of it was captured",
      [charge({ id: key(), status: "CANCELLED", summary: { captured: 4000, refunded: 0, cancelled: 15900 } })]
    ],
    ["a paid initial one", [charge({ type: "INITIAL", status: "CHARGED", due: "2026-02-28T23:00:00Z" })]],
    [
      "one that is paid after one that failed",
      [
        charge({ id: key(), status: "FAILED", due: "2026-03-01" }),
        charge({ id: key(2), status: "CHARGED", due: "2026-04-05" })
      ]
    ]
  ]
  for (const [name, charges] of blocked) {
    it.effect(`chargeForPeriod creates nothing when the period has ${name}`, () =>
      Effect.gen(function* () {
        const server = recurringServer(charges)
        const billed = yield* run(server, bill())
        assert.strictEqual(billed._tag === "Exists" && billed.charge.id, charges.at(-1)?.id)
        assert.deepStrictEqual(server.sent(), [])
      })
    )
  }

  it.effect("chargeForPeriod returns Exists also when the agreement was stopped since", () =>
    Effect.gen(function* () {
      const agreement = { ...active, status: "STOPPED" }
      const paid = [charge({ status: "CHARGED", due: "2026-03-01" })]
      assert.strictEqual((yield* run(recurringServer(paid, { agreement }), bill()))._tag, "Exists")
      assert.strictEqual((yield* run(recurringServer([], { agreement }), bill()))._tag, "NotActive")
    })
  )

  it.effect("chargeForPeriod does not use an attempt again that was made before a charge was named as unrelated", () =>
    Effect.gen(function* () {
      const paidGoods = { captured: 19900, refunded: 19900, cancelled: 0 }
      const charges = [
        charge({ id: "goods-0001", type: "INITIAL", status: "REFUNDED", due: "2026-03-01", summary: paidGoods }),
        charge({ id: key(2), status: "FAILED", due: "2026-03-02" })
      ]
      const unrelated = ["goods-0001"]
      for (const attempt of [1, 2]) {
        const billed = yield* run(recurringServer(charges), bill({ attempt, unrelated }))
        assert.strictEqual(billed._tag === "Unpaid" && billed.nextAttempt, 3)
      }
      const billed = yield* run(recurringServer(charges), bill({ attempt: 3, unrelated }))
      assert.strictEqual(billed._tag === "Created" && billed.chargeId, key(3))
    })
  )

  it.effect("chargeForPeriod ignores charges for another period, unscheduled ones, and those named as unrelated", () =>
    Effect.gen(function* () {
      const others = [
        charge({ id: "before", due: "2026-02-28T12:00:00Z", status: "CHARGED" }),
        charge({ id: "after", due: "2026-03-31T22:00:00Z" }),
        charge({ id: "at-once", type: "UNSCHEDULED", status: "CHARGED" }),
        charge({ id: "goods-0001", type: "INITIAL", status: "RESERVED", due: "2026-03-01T10:00:00Z" }),
        // A late attempt at February.
        charge({ id: Recurring.chargeKey(agreementId, "2026-02-01", 2).orderId, due: "2026-03-02" })
      ]
      assert.strictEqual((yield* run(recurringServer(others), bill()))._tag, "Exists")
      const server = recurringServer(others)
      assert.strictEqual((yield* run(server, bill({ unrelated: ["goods-0001"] })))._tag, "Created")
    })
  )

  it.effect("chargeForPeriod replaces a failed charge only when the next attempt is requested", () =>
    Effect.gen(function* () {
      yield* at("2026-03-05T12:00:00Z")
      const failed = charge({ id: key(), status: "FAILED", due: "2026-03-01" })
      const server = recurringServer([failed])
      const first = yield* run(server, bill())
      assert.deepStrictEqual(first._tag === "Unpaid" && [first.nextAttempt, first.charges[0]?.id], [2, key()])
      assert.deepStrictEqual(server.sent(), [])
      const second = yield* run(server, bill({ attempt: 2 }))
      assert.strictEqual(second._tag === "Created" && second.chargeId, key(2))
      assert.strictEqual((yield* run(server, bill({ attempt: 2 })))._tag, "Exists")
      const refused = yield* Effect.flip(run(recurringServer([failed]), bill({ attempt: 3 })))
      assert.include(refused.message, "attempt: must be 2")
    })
  )

  it.effect("chargeForPeriod does not bill again what was refunded or cancelled", () =>
    Effect.gen(function* () {
      const summary = { captured: 19900, refunded: 19900, cancelled: 0 }
      for (const one of [
        charge({ status: "REFUNDED", due: "2026-03-01", summary }),
        charge({ status: "CANCELLED", due: "2026-03-01" })
      ]) {
        assert.strictEqual((yield* run(recurringServer([one]), bill()))._tag, "Unpaid")
      }
    })
  )

  it.effect("chargeForPeriod creates nothing above the ceiling, and counts the interval's charges", () =>
    Effect.gen(function* () {
      const used = charge({
        id: "extra",
        type: "UNSCHEDULED",
        status: "CHARGED",
        due: "2026-03-10",
        amount: 90000,
        summary: { captured: 90000, refunded: 0, cancelled: 0 }
      })
      const server = recurringServer([used])
      const billed = yield* run(server, bill())
      assert.deepStrictEqual(billed._tag === "AboveCeiling" && [billed.ceiling, billed.charged], [
        { amount: 99500, per: "Interval" },
        90000
      ])
      assert.deepStrictEqual(server.sent(), [])
      assert.strictEqual((yield* run(recurringServer([used]), bill({ amount: 9500 })))._tag, "Created")
    })
  )

  it.effect("chargeForPeriod reports when the customer must raise a maximum first", () =>
    Effect.gen(function* () {
      const pricing = { type: "VARIABLE", currency: "NOK", suggestedMaxAmount: 50000, maxAmount: 15000 }
      const billed = (amount: number) =>
        run(recurringServer([], { agreement: { ...active, pricing } }), bill({ amount }))
      const high = yield* billed(19900)
      assert.isTrue(high._tag === "Created" && high.aboveMaximum)
      const low = yield* billed(15000)
      assert.isFalse(low._tag === "Created" && low.aboveMaximum)
      assert.strictEqual((yield* billed(50001))._tag, "AboveCeiling")
    })
  )

  const wrong: ReadonlyArray<readonly [path: string, Partial<Recurring.ChargeForPeriodRequest>, Recurring.Period]> = [
    ["amount", { amount: 199.5 }, march],
    ["description", { description: "" }, march],
    ["retryDays", { retryDays: 15 }, march],
    ["retryDays", { processingMode: "SINGLE_ATTEMPT", retryDays: 2 }, march],
    ["due", { due: "2026-02-30" }, march],
    ["attempt", { attempt: 0 }, march],
    ["unrelated", { unrelated: "goods-0001" as never }, march],
    // A caller without types who means createCharge.
    ["dueDate", { dueDate: "2026-03-20" } as object, march],
    ["orderId", { orderId: "order-1" } as object, march],
    ["type", { type: "UNSCHEDULED" } as object, march],
    ["period.end", {}, { start: "2026-03-01", end: "2026-03-01" }],
    ["period.start", {}, { start: "1 March", end: "2026-04-01" }]
  ]
  for (const [path, options, period] of wrong) {
    it.effect(`chargeForPeriod names ${path} when it is invalid (${JSON.stringify(options)}), and sends nothing`, () =>
      Effect.gen(function* () {
        const server = recurringServer()
        const error = yield* Effect.flip(run(server, bill(options, period)))
        assert.strictEqual(error._tag, "VippsInputError")
        assert.deepStrictEqual(
          (error as VippsError.VippsInputError).issues.map((issue) => issue.path),
          [path]
        )
        assert.strictEqual(server.seen.length, 0)
      })
    )
  }

  it.effect("chargeForPeriod returns the charge that another process created meanwhile", () =>
    Effect.gen(function* () {
      // The other process is a request of the same orderId that comes between the reads and the creation.
      const server = recurringServer([], {
        fault: ({ method, path }, state) => {
          if (method === "POST" && path.endsWith("/charges")) state.charges.push(charge({ id: key() }))
          return undefined
        }
      })
      const billed = yield* run(server, bill())
      assert.strictEqual(billed._tag === "Exists" && billed.charge.id, key())
    })
  )

  it.effect("chargeForPeriod returns Unpaid when the charge that another process created has failed since", () =>
    Effect.gen(function* () {
      const server = recurringServer([], {
        fault: ({ method, path }, state) => {
          if (method === "POST" && path.endsWith("/charges"))
            state.charges.push(charge({ id: key(), status: "FAILED" }))
          return undefined
        }
      })
      const billed = yield* run(server, bill())
      assert.deepStrictEqual(billed._tag === "Unpaid" && [billed.charges[0]?.id, billed.nextAttempt], [key(), 2])
      assert.strictEqual(server.state.created.size, 0)
    })
  )

  it.effect("chargeForPeriod counts a charge that is on two pages once, as every process does", () =>
    Effect.gen(function* () {
      const failed = charge({ id: key(), status: "FAILED", due: "2026-03-01" })
      const server = recurringServer([failed, failed])
      const billed = yield* run(server, bill())
      assert.strictEqual(billed._tag === "Unpaid" && billed.nextAttempt, 2)
      const second = yield* run(server, bill({ attempt: 2 }))
      assert.strictEqual(second._tag === "Created" && second.chargeId, key(2))
    })
  )

  it.effect("chargeForPeriod creates nothing when a program with another start has billed a day of the period", () =>
    Effect.gen(function* () {
      for (const start of ["2026-03-02", "2026-02-28"]) {
        const other = Recurring.chargeKey(agreementId, start).orderId
        const server = recurringServer([charge({ id: other, due: "2026-03-03", status: "CHARGED" })])
        assert.strictEqual((yield* run(server, bill()))._tag, "Exists", start)
        assert.deepStrictEqual(server.sent(), [])
      }
    })
  )

  it.effect("chargeForPeriod bills each of the days of a daily agreement", () =>
    Effect.gen(function* () {
      const before = Recurring.chargeKey(agreementId, "2026-02-28").orderId
      const server = recurringServer([charge({ id: before, due: "2026-03-01", status: "CHARGED" })])
      const billed = yield* run(server, bill({}, { start: "2026-03-01", end: "2026-03-02" }))
      assert.strictEqual(billed._tag, "Created")
    })
  )

  it.effect("chargeForPeriod is not blocked by a refusal of the day before, which Vipps repeats for its key", () =>
    Effect.gen(function* () {
      yield* at("2026-02-01T12:00:00Z")
      let refusing = true
      const keys = new Set<string | undefined>()
      const server = recurringServer([], {
        fault: ({ headers, method }) => {
          if (method !== "POST") return undefined
          if (refusing) keys.add(headers["idempotency-key"])
          return keys.has(headers["idempotency-key"])
            ? Response.json({ type: "https://example.com/#unsupported-feature" }, { status: 400 })
            : undefined
        }
      })
      const error = yield* Effect.flip(run(server, bill()))
      assert.strictEqual(error._tag, "VippsRequestError")
      refusing = false
      yield* at("2026-02-02T12:00:00Z")
      assert.strictEqual((yield* run(server, bill()))._tag, "Created")
    })
  )

  it.effect(
    "chargeForPeriod never bills a period twice and never omits one, whatever is lost, retried or concurrent",
    () =>
      Effect.promise(() =>
        FastCheck.assert(
          FastCheck.asyncProperty(
            FastCheck.array(FastCheck.constantFrom<Fault>("lose", "drop", undefined), { maxLength: 40 }),
            FastCheck.integer({ min: 1, max: 4 }),
            FastCheck.array(FastCheck.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 6 }),
            async (faults, jobs, hours) => {
              const left = [...faults]
              const server = recurringServer([], { fault: () => left.shift() })
              const periods = [march, { start: "2026-04-01", end: "2026-05-01" }]
              const start = new Date("2026-03-01T00:00:00Z").getTime()
              let passed = 0
              await Effect.gen(function* () {
                const job = Effect.forEach(periods, (period) => Effect.exit(bill({}, period, { retry: false })))
                for (const more of hours) {
                  passed += more
                  yield* TestClock.setTime(start + passed * 3_600_000)
                  yield* Effect.all(
                    Array.from({ length: jobs }, () => job),
                    { concurrency: "unbounded" }
                  )
                }
                left.length = 0
                const last = yield* job
                assert.isTrue(last.every(Exit.isSuccess))
              }).pipe(Effect.provide(server.layer), Effect.provide(TestContext.TestContext), Effect.runPromise)
              assert.deepStrictEqual(
                [...server.state.created].sort(),
                periods.map(({ start }) => [Recurring.chargeKey(agreementId, start).orderId, 1])
              )
            }
          ),
          { numRuns: 25 }
        )
      )
  )
})

const reserved = (id: string, captured = 0) =>
  charge({
    id,
    status: captured === 0 ? "RESERVED" : "PARTIALLY_CAPTURED",
    transactionType: "RESERVE_CAPTURE",
    summary: { captured, refunded: 0, cancelled: 0 }
  })

const found = ({ state }: Server, id: string) => {
  const one = state.charges.find((each) => each.id === id)
  return one && [one.status, one.summary?.captured, one.summary?.cancelled, one.summary?.refunded]
}

describe("what remains of a charge", () => {
  it.effect("captureRemaining captures the rest once, and again counts as done", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1", 4000)])
      assert.strictEqual(yield* run(server, Recurring.captureRemaining(agreementId, "goods-1")), 15900)
      assert.strictEqual(yield* run(server, Recurring.captureRemaining(agreementId, "goods-1")), 0)
      assert.deepStrictEqual(server.sent(), ["POST capture"])
      assert.deepStrictEqual(found(server, "goods-1"), ["CHARGED", 19900, 0, 0])
    })
  )

  it.effect("captureRemaining is done when another process captured between the read and the capture", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1")], {
        fault: ({ method }, state) => {
          if (method === "POST")
            state.charges[0] = charge({
              id: "goods-1",
              status: "CHARGED",
              summary: { captured: 19900, refunded: 0, cancelled: 0 }
            })
          return undefined
        }
      })
      assert.strictEqual(yield* run(server, Recurring.captureRemaining(agreementId, "goods-1")), 19900)
      assert.deepStrictEqual(server.sent(), ["POST capture"])
    })
  )

  it.effect("captureRemaining fails when another process released what it was to capture", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1", 4000)], {
        fault: ({ method }, state) => {
          if (method === "POST")
            state.charges[0] = charge({
              id: "goods-1",
              status: "CHARGED",
              summary: { captured: 4000, refunded: 0, cancelled: 15900 }
            })
          return undefined
        }
      })
      const error = yield* Effect.flip(run(server, Recurring.captureRemaining(agreementId, "goods-1")))
      assert.strictEqual(error._tag === "VippsRequestError" && error.code, "charge-capture-failed")
    })
  )

  it.effect("releaseRemaining fails when another process captured what it was to release", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1")], {
        fault: ({ method }, state) => {
          if (method === "DELETE")
            state.charges[0] = charge({
              id: "goods-1",
              status: "CHARGED",
              summary: { captured: 19900, refunded: 0, cancelled: 0 }
            })
          return undefined
        }
      })
      const error = yield* Effect.flip(run(server, Recurring.releaseRemaining(agreementId, "goods-1")))
      assert.strictEqual(error._tag === "VippsRequestError" && error.code, "cancel-charge-failed")
    })
  )

  it.effect("releaseRemaining is done when its answer was lost, also where Vipps gives no sums", () =>
    Effect.gen(function* () {
      const { summary: _, ...bare } = reserved("goods-1")
      const server = recurringServer([bare], {
        fault: ({ method }, state) => {
          if (method === "DELETE") {
            state.charges[0] = { ...bare, status: "CANCELLED" }
            return "reset"
          }
          return undefined
        }
      })
      const options = { retry: false } as const
      assert.strictEqual(yield* run(server, Recurring.releaseRemaining(agreementId, "goods-1", options)), 19900)
    })
  )

  it.effect("captureRemaining is done when its answer was lost and the charge reads captured", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1")], {
        fault: ({ method }) => (method === "POST" ? "lose" : undefined)
      })
      const options = { retry: false } as const
      assert.strictEqual(yield* run(server, Recurring.captureRemaining(agreementId, "goods-1", options)), 19900)
      assert.deepStrictEqual(found(server, "goods-1"), ["CHARGED", 19900, 0, 0])
    })
  )

  it.effect("refundRemaining refunds the same amount again after one whose answer was lost", () =>
    Effect.gen(function* () {
      let losing = true
      const server = recurringServer([reserved("goods-1", 4000)], {
        fault: ({ path }) => (path.endsWith("/refund") && losing ? "lose" : undefined)
      })
      const refund = Effect.suspend(() =>
        Recurring.refundRemaining(agreementId, "goods-1", { description: "Sorry" }, { retry: false })
      )
      const sums = yield* run(
        server,
        Effect.gen(function* () {
          const first = yield* refund
          losing = false
          server.state.charges[0] = charge({
            id: "goods-1",
            status: "PARTIALLY_REFUNDED",
            summary: { captured: 8000, refunded: 4000, cancelled: 0 }
          })
          return [first, yield* refund]
        })
      )
      assert.deepStrictEqual(sums, [4000, 4000])
      const keys = server.seen
        .filter(({ path }) => path.endsWith("/refund"))
        .map(({ headers }) => headers["idempotency-key"])
      assert.lengthOf(new Set(keys), 2)
      assert.deepStrictEqual(found(server, "goods-1"), ["REFUNDED", 8000, 0, 8000])
    })
  )

  it.effect("captureRemaining reports a refusal that left money uncaptured", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1")], {
        fault: ({ method }) =>
          method === "POST"
            ? Response.json({ type: "https://example.com/#charge-capture-failed" }, { status: 400 })
            : undefined
      })
      const error = yield* Effect.flip(run(server, Recurring.captureRemaining(agreementId, "goods-1")))
      assert.strictEqual(error._tag === "VippsRequestError" && error.code, "charge-capture-failed")
    })
  )

  it.effect("captureRemaining sends the caller's key", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1")])
      yield* run(server, Recurring.captureRemaining(agreementId, "goods-1", { idempotencyKey: "goods-1-shipped" }))
      assert.strictEqual(server.seen.at(-1)?.headers["idempotency-key"], "goods-1-shipped")
    })
  )

  it.effect("releaseRemaining releases the rest, keeps what is captured, and again counts as done", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1", 4000), reserved("goods-2")])
      for (const [id, left] of [
        ["goods-1", 15900],
        ["goods-2", 19900],
        ["goods-1", 0],
        ["goods-2", 0]
      ] as const) {
        assert.strictEqual(yield* run(server, Recurring.releaseRemaining(agreementId, id)), left)
      }
      assert.deepStrictEqual(found(server, "goods-1"), ["CHARGED", 4000, 15900, 0])
      assert.deepStrictEqual(found(server, "goods-2"), ["CANCELLED", 0, 19900, 0])
    })
  )

  it.effect("refundRemaining refunds what is left of what is captured, and again counts as done", () =>
    Effect.gen(function* () {
      const paid = charge({
        status: "PARTIALLY_REFUNDED",
        summary: { captured: 4000, refunded: 1000, cancelled: 15900 }
      })
      const server = recurringServer([paid])
      const refund = Recurring.refundRemaining(agreementId, paid.id, { description: "Sorry" })
      assert.strictEqual(yield* run(server, refund), 3000)
      assert.strictEqual(yield* run(server, refund), 0)
      assert.deepStrictEqual(server.sent(), ["POST refund"])
      assert.deepStrictEqual(found(server, paid.id), ["REFUNDED", 4000, 15900, 4000])
    })
  )

  const impossible: ReadonlyArray<
    readonly [string, Recurring.Charge, (id: string) => ReturnType<typeof Recurring.captureRemaining>]
  > = [
    [
      "captureRemaining of what is not carried out yet",
      charge({ status: "DUE" }),
      (id) => Recurring.captureRemaining(agreementId, id)
    ],
    [
      "captureRemaining of what failed",
      charge({ status: "FAILED" }),
      (id) => Recurring.captureRemaining(agreementId, id)
    ],
    [
      "releaseRemaining of what is not carried out yet",
      charge({ status: "PENDING" }),
      (id) => Recurring.releaseRemaining(agreementId, id)
    ],
    [
      "refundRemaining of what is reserved",
      reserved("chr-1"),
      (id) => Recurring.refundRemaining(agreementId, id, { description: "Sorry" })
    ]
  ]
  for (const [name, one, move] of impossible) {
    it.effect(`${name} fails, and nothing is changed`, () =>
      Effect.gen(function* () {
        const server = recurringServer([one])
        const error = yield* Effect.flip(run(server, move(one.id)))
        assert.strictEqual(error._tag, "VippsInputError")
        assert.include(error.message, `nothing was changed. chargeId: the charge is ${one.status}`)
        assert.deepStrictEqual(server.sent(), [])
      })
    )
  }

  it.effect("no sequence of movements and losses captures or refunds more than there is", () =>
    Effect.promise(() =>
      FastCheck.assert(
        FastCheck.asyncProperty(
          FastCheck.array(FastCheck.constantFrom("capture", "release", "refund"), { minLength: 1, maxLength: 6 }),
          FastCheck.array(FastCheck.constantFrom<Fault>("lose", "drop", undefined), { maxLength: 20 }),
          async (moves, faults) => {
            const left = [...faults]
            const server = recurringServer([reserved("goods-1")], { fault: () => left.shift() })
            const options = { retry: false } as const
            await Effect.forEach(moves, (move) =>
              Effect.exit(
                move === "capture"
                  ? Recurring.captureRemaining(agreementId, "goods-1", options)
                  : move === "release"
                    ? Recurring.releaseRemaining(agreementId, "goods-1", options)
                    : Recurring.refundRemaining(agreementId, "goods-1", { description: "Sorry" }, options)
              )
            ).pipe(Effect.provide(server.layer), Effect.runPromise)
            const { cancelled, captured, refunded } = server.state.charges[0]?.summary ?? {
              cancelled: 0,
              captured: 0,
              refunded: 0
            }
            assert.isTrue(captured + cancelled <= 19900 && refunded <= captured)
          }
        ),
        { numRuns: 25 }
      )
    )
  )
})

/** An amount where none is taken: the caller wants a part, and the call would move all of it. */
const part = { amount: 100 } as object

const misplaced: ReadonlyArray<readonly [name: string, path: string, ReturnType<typeof Recurring.captureRemaining>]> = [
  ["captureRemaining", "options.amount", Recurring.captureRemaining(agreementId, "goods-1", part)],
  ["releaseRemaining", "options.amount", Recurring.releaseRemaining(agreementId, "goods-1", part)],
  ["refundRemaining", "amount", Recurring.refundRemaining(agreementId, "goods-1", { description: "Sorry", ...part })],
  [
    "refundRemaining",
    "options.amount",
    Recurring.refundRemaining(agreementId, "goods-1", { description: "Sorry" }, part)
  ],
  ["refundRemaining", "", Recurring.refundRemaining(agreementId, "goods-1", undefined as never)],
  ["stopAgreement", "options.amount", Effect.as(Recurring.stopAgreement(agreementId, {}, part), 0)],
  ["chargeForPeriod", "options.amount", Effect.as(bill({}, march, part), 0) as never],
  ["reconcileAgreement", "options.amount", Effect.as(Recurring.reconcileAgreement(agreementId, part), 0) as never]
]

describe("fields and options that a call does not have", () => {
  for (const [name, path, call] of misplaced) {
    it.effect(`${name} refuses what it does not know (${path === "" ? "no request" : path}), and sends nothing`, () =>
      Effect.gen(function* () {
        const server = recurringServer([reserved("goods-1")])
        const error = yield* Effect.flip(run(server, call))
        assert.strictEqual(error._tag, "VippsInputError")
        assert.deepStrictEqual(
          (error as VippsError.VippsInputError).issues.map((issue) => issue.path),
          [path]
        )
        assert.strictEqual(server.seen.length, 0)
      })
    )
  }
})

describe("stopAgreement", () => {
  it.effect("stopAgreement stops an agreement, and a second call succeeds as well", () =>
    Effect.gen(function* () {
      const server = recurringServer([charge({ status: "CHARGED" }), charge({ id: "next", status: "DUE" })])
      yield* run(server, Recurring.stopAgreement(agreementId, {}, { idempotencyKey: "stop-1" }))
      yield* run(server, Recurring.stopAgreement(agreementId))
      assert.deepStrictEqual(server.sent(), [`PATCH ${agreementId}`])
      const patch = server.seen.find(({ method }) => method === "PATCH")
      assert.deepStrictEqual(patch?.body, { status: "STOPPED" })
      assert.strictEqual(patch?.headers["idempotency-key"], "stop-1")
    })
  )

  it.effect("stopAgreement refuses by default while charges are reserved, names them, and changes nothing", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1"), reserved("goods-2", 100)])
      const error = yield* Effect.flip(run(server, Recurring.stopAgreement(agreementId)))
      assert.strictEqual(error._tag, "VippsInputError")
      assert.include(error.message, "nothing was changed")
      assert.include(error.message, "goods-1, goods-2")
      assert.deepStrictEqual(server.sent(), [])
      assert.strictEqual(server.state.agreement.status, "ACTIVE")
    })
  )

  it.effect("stopAgreement captures what is reserved first on request", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1"), reserved("goods-2", 100)])
      yield* run(server, Recurring.stopAgreement(agreementId, { reserved: "capture" }))
      assert.deepStrictEqual(server.sent(), ["POST capture", "POST capture", `PATCH ${agreementId}`])
      assert.deepStrictEqual(found(server, "goods-1"), ["CHARGED", 19900, 0, 0])
      assert.deepStrictEqual(found(server, "goods-2"), ["CHARGED", 19900, 0, 0])
    })
  )

  it.effect("stopAgreement releases what is reserved first on request", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-2", 100)])
      yield* run(server, Recurring.stopAgreement(agreementId, { reserved: "release" }))
      assert.deepStrictEqual(server.sent(), ["DELETE goods-2", `PATCH ${agreementId}`])
      assert.deepStrictEqual(found(server, "goods-2"), ["CHARGED", 100, 19800, 0])
    })
  )

  it.effect("stopAgreement does not stop while Vipps has only accepted the capture, which the stop would cancel", () =>
    Effect.gen(function* () {
      const accepted = new Response(null, { status: 202 })
      const server = recurringServer([reserved("goods-1")], {
        fault: ({ method }) => (method === "POST" ? accepted : undefined)
      })
      const error = yield* Effect.flip(run(server, Recurring.stopAgreement(agreementId, { reserved: "capture" })))
      assert.include(error.message, "charges are still reserved (goods-1)")
      assert.include(error.message, "the agreement is not stopped")
      assert.notInclude(error.message, "nothing was changed")
      assert.deepStrictEqual([error._tag, error.outcome, error.retryable], ["VippsBusyError", "unknown", true])
      assert.strictEqual(server.state.agreement.status, "ACTIVE")
    })
  )

  it.effect("stopAgreement leaves what a customer's own stop left reserved, and settles it on request", () =>
    Effect.gen(function* () {
      const server = recurringServer([reserved("goods-1")], { agreement: { ...active, status: "STOPPED" } })
      yield* run(server, Recurring.stopAgreement(agreementId))
      assert.deepStrictEqual(server.sent(), [])
      yield* run(server, Recurring.stopAgreement(agreementId, { reserved: "capture" }))
      assert.deepStrictEqual(server.sent(), ["POST capture"])
    })
  )

  it.effect("stopAgreement succeeds when another stop was faster, and Vipps refuses this one", () =>
    Effect.gen(function* () {
      const server = recurringServer([], {
        fault: ({ method }, state) => {
          if (method === "PATCH") state.agreement = { ...state.agreement, status: "STOPPED" }
          return undefined
        }
      })
      yield* run(server, Recurring.stopAgreement(agreementId))
      assert.deepStrictEqual(server.sent(), [`PATCH ${agreementId}`])
    })
  )

  it.effect("stopAgreement reports that a pending agreement cannot be stopped", () =>
    Effect.gen(function* () {
      const server = recurringServer([], { agreement: { ...active, status: "PENDING" } })
      const error = yield* Effect.flip(run(server, Recurring.stopAgreement(agreementId)))
      assert.strictEqual(error._tag === "VippsRequestError" && error.code, "illegal-agreement-update")
    })
  )

  it.effect("stopAgreement refuses an unknown choice for what is reserved", () =>
    Effect.gen(function* () {
      const server = recurringServer()
      const error = yield* Effect.flip(run(server, Recurring.stopAgreement(agreementId, { reserved: "keep" as never })))
      assert.include(error.message, "reserved: must be one of capture, release, refuse")
      assert.strictEqual(server.seen.length, 0)
    })
  )
})
