// @effect-diagnostics globalDate:off
import { assert, describe, it } from "@effect/vitest"
import { merchants } from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import { selling } from "./harness.js"
import { initialCharge, problem, startRecurring } from "./recurringHarness.js"

const reserve = { transactionType: "RESERVE_CAPTURE" }

describe("charges", () => {
  it.scoped("a reservation is captured in part, released, and refunded, with the sums of each step", () =>
    Effect.gen(function* () {
      const { active, cancelCharge, captureCharge, charge, emulator, getCharge, refundCharge, until } =
        yield* startRecurring()
      const id = yield* active()
      const { chargeId } = (yield* charge(id, { ...reserve, amount: 10_000 })).json
      yield* until("2026-01-11T00:00:00Z")
      const seen: Array<unknown> = []
      const look = Effect.map(getCharge(id, chargeId), ({ json: { status, summary } }) =>
        seen.push({ status, summary })
      )
      yield* look
      yield* captureCharge(id, chargeId, 4_000)
      yield* look
      yield* cancelCharge(id, chargeId)
      yield* look
      yield* refundCharge(id, chargeId, 1_000)
      yield* look
      yield* refundCharge(id, chargeId, 3_000)
      yield* look
      assert.deepStrictEqual(seen, [
        { status: "RESERVED", summary: { captured: 0, refunded: 0, cancelled: 0 } },
        { status: "PARTIALLY_CAPTURED", summary: { captured: 4000, refunded: 0, cancelled: 0 } },
        { status: "CHARGED", summary: { captured: 4000, refunded: 0, cancelled: 6000 } },
        { status: "PARTIALLY_REFUNDED", summary: { captured: 4000, refunded: 1000, cancelled: 6000 } },
        { status: "REFUNDED", summary: { captured: 4000, refunded: 4000, cancelled: 6000 } }
      ])
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ amount, operation }) => [operation, amount.value]),
        [
          ["AUTHORIZED", 10_000],
          ["CAPTURED", 4_000],
          ["CANCELLED", 6_000],
          ["REFUNDED", 1_000],
          ["REFUNDED", 3_000]
        ]
      )
      const transactions = (yield* getCharge(id, chargeId)).json.history.map(
        ({ transactionId }: { transactionId: string }) => transactionId
      )
      assert.strictEqual(new Set(transactions).size, 6)
    })
  )

  it.scoped("a charge is tried at each batch time of its market until the last retry day, and then fails", () =>
    Effect.gen(function* () {
      for (const [merchant, due, hours] of [
        [merchants.norway, "2026-04-01", [7, 15]],
        [selling("DKK"), "2026-04-01", [1, 11, 16, 18, 20, 21]],
        [selling("EUR"), "2026-04-01", [0, 10, 15, 17, 19, 20]]
      ] as const) {
        const { active, charge, emulator, getCharge } = yield* startRecurring(
          { merchants: [merchant] },
          Date.UTC(2026, 2, 30)
        )
        const id = yield* active({ pricing: { type: "LEGACY", currency: merchant.currency, amount: 19_900 } })
        const { chargeId } = (yield* charge(id, { amount: 151, due })).json
        const tries: Array<string> = []
        let attempts = 0
        // Every half hour, so that each batch is seen.
        for (let step = 0; step < 48 * 6; step++) {
          yield* emulator.moveClock("30 minutes")
          const [seen] = (yield* emulator.agreement(id)).charges
          if (seen !== undefined && seen.attempts > attempts) {
            attempts = seen.attempts
            tries.push(new Date(Date.UTC(2026, 2, 30) + step * 1_800_000).toISOString().slice(5, 16))
          }
        }
        const days = ["04-01", "04-02", "04-03"]
        assert.deepStrictEqual(
          tries,
          days.flatMap((day) => hours.map((hour) => `${day}T${String(hour).padStart(2, "0")}:00`))
        )
        assert.strictEqual((yield* getCharge(id, chargeId)).json.status, "FAILED")
        assert.lengthOf(yield* emulator.ledger, 0)
      }
    })
  )

  it.scoped("a SINGLE_ATTEMPT is tried once", () =>
    Effect.gen(function* () {
      const { active, charge, emulator, until } = yield* startRecurring()
      const id = yield* active()
      yield* charge(id, { amount: 151, retryDays: 0, processingMode: "SINGLE_ATTEMPT" })
      yield* until("2026-01-10T08:40:00Z")
      const [seen] = (yield* emulator.agreement(id)).charges
      assert.deepStrictEqual([seen?.status, seen?.attempts], ["FAILED", 1])
    })
  )

  it.scoped("a charge that is far away is PENDING, and DUE from 29 days before its date", () =>
    Effect.gen(function* () {
      const { active, charge, getCharge, until } = yield* startRecurring()
      const id = yield* active()
      const near = (yield* charge(id, { due: "2026-02-03" })).json.chargeId
      const far = (yield* charge(id, { due: "2026-02-04" })).json.chargeId
      assert.strictEqual((yield* getCharge(id, near)).json.status, "DUE")
      const pending = (yield* getCharge(id, far)).json
      assert.deepStrictEqual([pending.status, pending.transactionId], ["PENDING", null])
      yield* until("2026-01-05T22:59:59Z")
      assert.strictEqual((yield* getCharge(id, far)).json.status, "PENDING")
      yield* until("2026-01-05T23:00:00Z")
      const due = (yield* getCharge(id, far)).json
      assert.strictEqual(due.status, "DUE")
      assert.match(due.transactionId, /^\d{10,}$/)
    })
  )

  it.scoped("an unscheduled charge is processed right after its creation", () =>
    Effect.gen(function* () {
      const { active, call, emulator, getCharge } = yield* startRecurring()
      const id = yield* active({ interval: undefined })
      const body = { amount: 5_000, transactionType: "DIRECT_CAPTURE", description: "Taxi", type: "UNSCHEDULED" }
      const path = `/recurring/v3/agreements/${id}/charges`
      const { chargeId } = (yield* call("POST", path, body)).json
      assert.strictEqual((yield* getCharge(id, chargeId)).json.status, "PROCESSING")
      yield* emulator.moveClock("5 seconds")
      assert.strictEqual((yield* getCharge(id, chargeId)).json.status, "CHARGED")
      for (const extra of [{ due: "2026-01-10" }, { retryDays: 0 }, { processingMode: "SINGLE_ATTEMPT" }])
        assert.strictEqual(problem(yield* call("POST", path, { ...body, ...extra })), "400 validation-error")
    })
  )

  it.scoped("tomorrow is counted in the market's time", () =>
    Effect.gen(function* () {
      const { active, charge } = yield* startRecurring({}, Date.parse("2026-03-31T22:30:00Z"))
      const id = yield* active()
      assert.strictEqual(problem(yield* charge(id, { due: "2026-04-01" })), "400 charge-due-too-soon")
      assert.strictEqual((yield* charge(id, { due: "2026-04-02" })).status, 201)
      assert.strictEqual(problem(yield* charge(id, { due: "2028-04-02" })), "400 charge-due-in-too-long")
      assert.strictEqual((yield* charge(id, { due: "2028-04-01" })).status, 201)
      assert.strictEqual(problem(yield* charge(id, { due: "2026-02-30" })), "400 validation-error")
    })
  )

  const refusedCharges: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>, string]> = [
    ["no due date", { due: undefined }, "400 validation-error"],
    ["no retryDays", { retryDays: undefined }, "400 validation-error"],
    ["15 retryDays", { retryDays: 15 }, "400 validation-error"],
    ["a SINGLE_ATTEMPT with retryDays", { processingMode: "SINGLE_ATTEMPT" }, "400 validation-error"],
    ["an empty description", { description: "" }, "400 validation-error"],
    ["an orderId with an underscore", { orderId: "order_1" }, "400 validation-error"],
    ["an amount of nothing", { amount: 0 }, "400 validation-error"],
    ["an amount with decimals", { amount: 10.5 }, "400 validation-error"],
    ["more than five times the price", { amount: 99_501 }, "400 charge-amount-too-high"]
  ]
  for (const [what, more, answer] of refusedCharges) {
    it.scoped(`a charge with ${what} is refused`, () =>
      Effect.gen(function* () {
        const { active, charge, listCharges } = yield* startRecurring()
        const id = yield* active()
        assert.strictEqual(problem(yield* charge(id, more)), answer)
        assert.deepStrictEqual((yield* listCharges(id)).json, [])
      })
    )
  }

  it.scoped("the charges of an interval may come to five times the price, failed and cancelled ones aside", () =>
    Effect.gen(function* () {
      const { active, cancelCharge, charge } = yield* startRecurring()
      const id = yield* active()
      const first = (yield* charge(id, { amount: 90_000 })).json.chargeId
      assert.strictEqual(problem(yield* charge(id, { amount: 9_501 })), "400 charge-amount-too-high")
      assert.strictEqual((yield* charge(id, { amount: 9_500 })).status, 201)
      assert.strictEqual((yield* charge(id, { amount: 99_500, due: "2026-02-01" })).status, 201)
      yield* cancelCharge(id, first)
      assert.strictEqual((yield* charge(id, { amount: 90_000 })).status, 201)
    })
  )

  it.scoped("a charge above the customer's maximum is accepted, and paid once the customer raises it", () =>
    Effect.gen(function* () {
      const { charge, drafted, emulator, getCharge, until } = yield* startRecurring()
      const id = yield* drafted({ pricing: { type: "VARIABLE", currency: "NOK", suggestedMaxAmount: 50_000 } })
      yield* emulator.approveAgreement(id, { maxAmount: 10_000 })
      assert.strictEqual(problem(yield* charge(id, { amount: 50_001 })), "400 charge-amount-too-high")
      const { chargeId } = (yield* charge(id, { amount: 40_000 })).json
      yield* until("2026-01-10T12:00:00Z")
      const waiting = (yield* getCharge(id, chargeId)).json
      assert.deepStrictEqual([waiting.status, waiting.failureReason], ["DUE", "charge_amount_too_high"])
      yield* emulator.raiseMax(id, 40_000)
      yield* until("2026-01-10T17:00:00Z")
      const paid = (yield* getCharge(id, chargeId)).json
      assert.deepStrictEqual([paid.status, paid.failureReason], ["CHARGED", undefined])
    })
  )

  it.scoped("a reservation lapses after 180 days in Norway and 14 in Denmark, and a year ends the refunds", () =>
    Effect.gen(function* () {
      for (const [merchant, lapse] of [
        [merchants.norway, 180],
        [selling("DKK"), 14]
      ] as const) {
        const { active, captureCharge, charge, emulator, getCharge, refundCharge } = yield* startRecurring({
          merchants: [merchant]
        })
        const id = yield* active({ pricing: { type: "LEGACY", currency: merchant.currency, amount: 19_900 } })
        const open = (yield* charge(id, reserve)).json.chargeId
        const part = (yield* charge(id, reserve)).json.chargeId
        yield* emulator.moveClock("6 days")
        yield* captureCharge(id, part, 5_000)
        const status = (chargeId: string) => Effect.map(getCharge(id, chargeId), ({ json }) => json.status)
        yield* emulator.moveClock(`${lapse} days`)
        assert.strictEqual(yield* status(open), "CANCELLED")
        assert.strictEqual(yield* status(part), "CHARGED")
        assert.strictEqual(problem(yield* captureCharge(id, open, 1)), "400 charge-capture-failed")
        yield* emulator.moveClock(`${364 - lapse} days`)
        assert.strictEqual((yield* refundCharge(id, part, 1_000)).status, 204)
        yield* emulator.moveClock("2 days")
        assert.strictEqual(problem(yield* refundCharge(id, part, 1_000)), "400 operation-failed")
      }
    })
  )

  it.scoped("one jump of the clock passes through the batch times of all charges in their order", () =>
    Effect.gen(function* () {
      const { active, charge, emulator, events, listen } = yield* startRecurring()
      yield* listen(["recurring.charge-captured.v1", "recurring.charge-failed.v1"])
      const first = yield* active()
      const second = yield* active()
      for (const [id, due] of [
        [first, "2026-03-10"],
        [second, "2026-02-10"],
        [first, "2026-01-10"]
      ] as const)
        yield* charge(id, { due, orderId: `order-${due}` })
      yield* charge(second, { due: "2026-01-10", amount: 182, retryDays: 1, orderId: "order-failing" })
      yield* emulator.moveClock("365 days")
      assert.deepStrictEqual(
        (yield* events).map(({ chargeId, occurred }) => [chargeId, occurred]),
        [
          ["order-2026-01-10", "2026-01-10T08:30:00.000Z"],
          ["order-failing", "2026-01-11T16:30:00.000Z"],
          ["order-2026-02-10", "2026-02-10T08:30:00.000Z"],
          ["order-2026-03-10", "2026-03-10T08:30:00.000Z"]
        ]
      )
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ reference }) => reference),
        ["order-2026-01-10", "order-2026-02-10", "order-2026-03-10"]
      )
    })
  )

  it.scoped("webhooks of charges carry the sums, the transaction and the reason, and no empty fields", () =>
    Effect.gen(function* () {
      const { active, charge, events, listen, until } = yield* startRecurring()
      yield* listen(["recurring.charge-captured.v1", "recurring.charge-failed.v1"])
      const id = yield* active()
      yield* charge(id, { orderId: "good-0001", externalId: "inv-1" })
      yield* charge(id, { orderId: "bad-00001", amount: 182, retryDays: 0 })
      yield* until("2026-01-11T00:00:00Z")
      const [captured, failed] = yield* events
      assert.match(captured.transactionId, /^\d{10,}$/)
      assert.deepStrictEqual(captured, {
        agreementId: id,
        chargeId: "good-0001",
        chargeExternalId: "inv-1",
        transactionId: captured.transactionId,
        amount: 19_900,
        currency: "NOK",
        chargeType: "RECURRING",
        amountCaptured: 19_900,
        amountCanceled: 0,
        amountRefunded: 0,
        eventType: "recurring.charge-captured.v1",
        occurred: "2026-01-10T08:30:00.000Z",
        msn: "123456"
      })
      assert.deepStrictEqual(failed, {
        agreementId: id,
        chargeId: "bad-00001",
        failureReason: "user_action_required",
        amount: 182,
        currency: "NOK",
        chargeType: "RECURRING",
        amountCaptured: 0,
        amountCanceled: 0,
        amountRefunded: 0,
        eventType: "recurring.charge-failed.v1",
        occurred: "2026-01-10T16:30:00.000Z",
        msn: "123456"
      })
    })
  )

  it.scoped("charges are listed newest first, and continue with a token for ten minutes", () =>
    Effect.gen(function* () {
      const { active, charge, emulator, listCharges } = yield* startRecurring()
      const id = yield* active({ pricing: { type: "FLEXIBLE", currency: "NOK" } })
      for (let i = 0; i < 150; i++) yield* charge(id, { orderId: `order-${i}` })
      const first = yield* listCharges(id)
      assert.lengthOf(first.json, 100)
      assert.strictEqual(first.json[0].id, "order-149")
      const token = first.continuationToken ?? ""
      assert.match(token, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      const second = yield* listCharges(id, "", { "Continuation-Token": token })
      assert.lengthOf(second.json, 50)
      assert.strictEqual(second.continuationToken, null)
      yield* emulator.moveClock("11 minutes")
      assert.strictEqual(problem(yield* listCharges(id, "", { "Continuation-Token": token })), "400 validation-error")
      assert.deepStrictEqual((yield* listCharges(id, "?status=CHARGED")).json, [])
    })
  )

  it.scoped("an initial charge ends with its rejected or expired agreement", () =>
    Effect.gen(function* () {
      const { drafted, emulator, getCharge } = yield* startRecurring()
      const rejected = yield* drafted({ initialCharge: initialCharge({ orderId: "rejected-1" }) })
      yield* emulator.rejectAgreement(rejected)
      const expired = yield* drafted({ initialCharge: initialCharge({ orderId: "expired-01" }) })
      yield* emulator.moveClock("10 minutes")
      assert.strictEqual((yield* getCharge(rejected, "rejected-1")).json.status, "CANCELLED")
      assert.strictEqual((yield* getCharge(expired, "expired-01")).json.status, "CANCELLED")
      assert.lengthOf(yield* emulator.ledger, 0)
    })
  )
})
