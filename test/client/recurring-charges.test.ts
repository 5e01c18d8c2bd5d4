// @effect-diagnostics globalDate:off
import { assert, describe, it } from "@effect/vitest"
import type { Agreement } from "@effect-vipps/client/recurring/Agreement"
import { agreementOutcomeOf } from "@effect-vipps/client/recurring/AgreementOutcome"
import { ceiling, chargedIn } from "@effect-vipps/client/recurring/Ceiling"
import type { Charge } from "@effect-vipps/client/recurring/Charge"
import { chargeKey, keyedPeriodOf } from "@effect-vipps/client/recurring/ChargeKey"
import { capturable, outcomeOf, refundable } from "@effect-vipps/client/recurring/ChargeOutcome"
import { reconcile, unbilled } from "@effect-vipps/client/recurring/Reconciliation"
import * as FastCheck from "effect/FastCheck"

const agreement: Agreement = {
  id: "agr_TEST0001",
  status: "ACTIVE",
  pricing: { type: "LEGACY", currency: "NOK", amount: 19900 }
}

const charge = (fields: Partial<Charge> = {}): Charge => ({
  id: "chr-1",
  status: "DUE",
  amount: 19900,
  currency: "NOK",
  type: "RECURRING",
  ...fields
})

const march = { start: "2026-03-01", end: "2026-04-01" }

describe("the key of a charge", () => {
  it("a charge key names agreement, period and attempt, and fits the API", () => {
    assert.deepStrictEqual(chargeKey("agr_5kSeqz", march), {
      orderId: "agr-5kSeqz-2026-03-01-1",
      idempotencyKey: "agr-5kSeqz-2026-03-01-1"
    })
    assert.deepStrictEqual(chargeKey("agr_5kSeqz", "2026-03-01", 2).orderId, "agr-5kSeqz-2026-03-01-2")
  })

  it("a charge key is equal for the same charge, different for others, and includes its period", () => {
    const agreementId = FastCheck.oneof(
      FastCheck.stringMatching(/^agr[_-][A-Za-z0-9]{1,32}$/),
      FastCheck.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
    )
    const period = FastCheck.constantFrom("2026-03-01", "2026-03-31", "2027-03-01")
    const attempt = FastCheck.integer({ min: 1, max: 99 })
    const known = new Map<string, string>()
    FastCheck.assert(
      FastCheck.property(agreementId, period, attempt, (id, start, n) => {
        const { idempotencyKey, orderId } = chargeKey(id, start, n)
        assert.deepStrictEqual(chargeKey(id, { start, end: "2099-01-01" }, n), { idempotencyKey, orderId })
        assert.match(orderId, /^[a-zA-Z][a-zA-Z\d-]{7,63}$/)
        assert.match(idempotencyKey, /^[A-Za-z0-9-]{1,40}$/)
        const meant = JSON.stringify([id, start, n])
        for (const key of [orderId, idempotencyKey]) {
          assert.strictEqual(known.get(key) ?? meant, meant)
          known.set(key, meant)
        }
        assert.strictEqual(keyedPeriodOf(id, { id: orderId }), start)
        assert.strictEqual(keyedPeriodOf(`${id}x`, { id: orderId }), undefined)
      }),
      { numRuns: 1000 }
    )
  })

  it("a charge key is refused for arguments that identify no charge", () => {
    assert.throws(() => chargeKey("", march), /agreementId/)
    assert.throws(() => chargeKey("agr_5kSeqz", "March"), /period: must be a period/)
    assert.throws(() => chargeKey("agr_5kSeqz", undefined as never), /period/)
    assert.throws(() => chargeKey("agr_5kSeqz", march, 0), /attempt: must be a whole number from 1 to 99/)
  })
})

describe("the ceiling of an agreement", () => {
  const of = (pricing: Partial<Agreement["pricing"]>) => ceiling({ pricing: { ...agreement.pricing, ...pricing } })

  it("the ceiling is five times the price for an interval with LEGACY pricing", () => {
    assert.deepStrictEqual(of({}), { amount: 99500, per: "Interval" })
  })

  it("the ceiling is the higher maximum for a charge with VARIABLE pricing", () => {
    const variable = { type: "VARIABLE", suggestedMaxAmount: 50000 }
    assert.deepStrictEqual(of(variable), { amount: 50000, per: "Charge" })
    assert.deepStrictEqual(of({ ...variable, maxAmount: 80000 }), { amount: 80000, per: "Charge" })
    assert.deepStrictEqual(of({ ...variable, maxAmount: 10000 }), { amount: 50000, per: "Charge" })
  })

  it("FLEXIBLE and unknown pricing have no ceiling", () => {
    assert.strictEqual(of({ type: "FLEXIBLE", amount: undefined }), undefined)
    assert.strictEqual(of({ type: "TIERED" }), undefined)
  })

  it("the ceiling counts what was charged in the period", () => {
    const charges = [
      charge({ id: "1", due: "2026-03-05T10:00:00Z", status: "DUE", amount: 100 }),
      charge({ id: "2", due: "2026-03-31T22:00:00Z", status: "DUE", amount: 200 }),
      charge({ id: "3", due: "2026-03-05", status: "FAILED", amount: 400 }),
      charge({ id: "4", due: "2026-03-05", status: "INITIAL", type: "INITIAL", amount: 800 }),
      charge({
        id: "5",
        due: "2026-03-05",
        status: "CHARGED",
        amount: 1600,
        summary: { captured: 1000, refunded: 0, cancelled: 600 }
      }),
      charge({
        id: "6",
        type: "UNSCHEDULED",
        amount: 3200,
        history: [{ occurred: "2026-03-31T21:59:00Z", event: "CREATE", amount: 3200, success: true }]
      }),
      // A late attempt at March, due in April.
      charge({ id: chargeKey(agreement.id, march, 2).orderId, due: "2026-04-03", amount: 6400 }),
      charge({ id: "8", due: "2026-03-05", status: "CANCELLED", amount: 12800 })
    ]
    assert.strictEqual(chargedIn(march, agreement.id, charges), 100 + 1000 + 3200 + 6400)
  })
})

describe("the outcome of a charge", () => {
  const summary = (captured: number, refunded = 0, cancelled = 0) => ({ captured, refunded, cancelled })

  const table: ReadonlyArray<readonly [name: string, fields: Partial<Charge>, expected: object]> = [
    [
      "PENDING is open until its retries end",
      { status: "PENDING", due: "2026-04-01", retryDays: 2 },
      { _tag: "Open", until: new Date("2026-04-04T00:00:00Z") }
    ],
    [
      "DUE is open, whatever went wrong so far",
      { status: "DUE", due: "2026-03-31T22:00:00Z", retryDays: 0, failureReason: "user_action_required" },
      { _tag: "Open", until: new Date("2026-04-02T00:00:00Z") }
    ],
    ["PROCESSING without a day is open", { status: "PROCESSING" }, { _tag: "Open", until: undefined }],
    ["a status that is new at Vipps is unknown", { status: "SNOOZED" }, { _tag: "Unknown" }],
    [
      "RESERVED is to be captured within the market's time",
      {
        status: "RESERVED",
        summary: summary(0),
        history: [
          { occurred: "2026-03-01T09:00:00Z", event: "RESERVE", amount: 19900, success: false },
          { occurred: "2026-03-01T10:00:00Z", event: "RESERVE", amount: 19900, success: true }
        ]
      },
      { _tag: "Reserved", remaining: 19900, captured: 0, captureBefore: new Date("2026-08-28T10:00:00Z") }
    ],
    [
      "PARTIALLY_CAPTURED has the rest to capture",
      { status: "PARTIALLY_CAPTURED", summary: summary(4000) },
      { _tag: "Reserved", remaining: 15900, captured: 4000, captureBefore: undefined }
    ],
    [
      "CHARGED is settled, also where a part was released",
      { status: "CHARGED", summary: summary(4000, 0, 15900) },
      { _tag: "Settled", captured: 4000, refunded: 0 }
    ],
    [
      "CHARGED without sums is settled in full",
      { status: "CHARGED" },
      { _tag: "Settled", captured: 19900, refunded: 0 }
    ],
    [
      "PARTIALLY_REFUNDED is settled",
      { status: "PARTIALLY_REFUNDED", summary: summary(4000, 1000) },
      { _tag: "Settled", captured: 4000, refunded: 1000 }
    ],
    [
      "REFUNDED is refunded",
      { status: "REFUNDED", summary: summary(4000, 4000, 15900) },
      { _tag: "Refunded", refunded: 4000 }
    ],
    [
      "REFUNDED in part by its sums is settled",
      { status: "REFUNDED", summary: summary(1000, 600) },
      { _tag: "Settled", captured: 1000, refunded: 600 }
    ],
    [
      "FAILED for want of money is the customer's to solve",
      { status: "FAILED", failureReason: "user_action_required" },
      { _tag: "Failed", reason: "user_action_required", actor: "Customer" }
    ],
    [
      "FAILED above the customer's maximum is the customer's to solve",
      { status: "FAILED", failureReason: "charge_amount_too_high" },
      { _tag: "Failed", reason: "charge_amount_too_high", actor: "Customer" }
    ],
    [
      "FAILED for a technical reason is the merchant's to repeat",
      { status: "FAILED", failureReason: "technical_error" },
      { _tag: "Failed", reason: "technical_error", actor: "Merchant" }
    ],
    [
      "FAILED without a reason is the merchant's",
      { status: "FAILED" },
      { _tag: "Failed", reason: undefined, actor: "Merchant" }
    ],
    [
      "CANCELLED with captured money is settled",
      { status: "CANCELLED", summary: { captured: 4000, refunded: 0, cancelled: 6000 } },
      { _tag: "Settled", captured: 4000, refunded: 0 }
    ],
    [
      "FAILED whose captured money was given back is refunded",
      { status: "FAILED", summary: { captured: 4000, refunded: 4000, cancelled: 6000 } },
      { _tag: "Refunded", refunded: 4000 }
    ],
    ["CANCELLED is cancelled", { status: "CANCELLED" }, { _tag: "Cancelled" }]
  ]

  for (const [name, fields, expected] of table) {
    it(name, () => {
      const given = charge(fields)
      assert.deepStrictEqual(outcomeOf(given) as object, { charge: given, ...expected })
    })
  }

  it("the sums of a history leave out failed operations", () => {
    const given = charge({
      status: "PARTIALLY_REFUNDED",
      history: [
        { occurred: "2026-03-01T09:00:00Z", event: "CAPTURE", amount: 19900, success: false },
        { occurred: "2026-03-01T10:00:00Z", event: "CAPTURE", amount: 10000, success: true },
        { occurred: "2026-03-02T10:00:00Z", event: "REFUND", amount: 4000, success: true },
        { occurred: "2026-03-02T10:00:00Z", event: "REFUND", amount: 6000, success: false }
      ]
    })
    assert.strictEqual(refundable(given), 6000)
    assert.strictEqual(capturable(given), 0)
  })

  it("the outcome follows a charge that is captured in part, released and refunded", () => {
    const steps = [
      ["RESERVED", summary(0)],
      ["PARTIALLY_CAPTURED", summary(4000)],
      ["CHARGED", summary(4000, 0, 6000)],
      ["PARTIALLY_REFUNDED", summary(4000, 1000, 6000)],
      ["REFUNDED", summary(4000, 4000, 6000)]
    ] as const
    const read = steps.map(([status, sums]) => charge({ status, summary: sums, amount: 10000 }))
    assert.deepStrictEqual(
      read.map((one) => [outcomeOf(one)._tag, capturable(one), refundable(one)]),
      [
        ["Reserved", 10000, 0],
        ["Reserved", 6000, 4000],
        ["Settled", 0, 4000],
        ["Settled", 0, 3000],
        ["Refunded", 0, 0]
      ]
    )
  })
})

describe("the outcome of an agreement", () => {
  const of = (fields: Partial<Agreement>) => agreementOutcomeOf({ ...agreement, ...fields })._tag

  it("a rejected draft is distinguished from an agreement that was stopped later", () => {
    assert.strictEqual(of({ status: "STOPPED", stop: "2026-03-01T10:00:00Z" }), "Rejected")
    assert.strictEqual(of({ status: "STOPPED", start: "2026-03-01T10:00:00Z" }), "Stopped")
    const activated = { occurred: "2026-03-01T10:00:00Z", event: "ACTIVATE", actor: "USER" }
    assert.strictEqual(of({ status: "STOPPED", history: [activated] }), "Stopped")
  })

  it("the outcome is pending or unknown for a status that decides nothing", () => {
    assert.deepStrictEqual(
      ["ACTIVE", "EXPIRED", "PENDING", "PAUSED"].map((status) => of({ status })),
      ["Active", "Expired", "Pending", "Unknown"]
    )
  })
})

describe("the reconciliation of an agreement", () => {
  const key = (start: string, attempt?: number) => chargeKey(agreement.id, start, attempt).orderId
  const paid = { captured: 19900, refunded: 0, cancelled: 0 }

  const charges: ReadonlyArray<Charge> = [
    charge({ id: "initial", type: "INITIAL", status: "CHARGED", due: "2026-01-31T10:00:00Z", summary: paid }),
    charge({ id: key("2026-02-28"), status: "FAILED", due: "2026-02-27T23:00:00Z" }),
    charge({ id: key("2026-02-28", 2), status: "CHARGED", due: "2026-03-09T23:00:00Z", summary: paid }),
    charge({ id: key("2026-03-31"), status: "CANCELLED", due: "2026-03-30T22:00:00Z" }),
    charge({
      id: key("2026-04-30"),
      status: "REFUNDED",
      due: "2026-04-29T22:00:00Z",
      summary: { captured: 19900, refunded: 19900, cancelled: 0 }
    }),
    charge({ id: key("2026-05-31"), status: "DUE", due: "2026-05-30T22:00:00Z" }),
    charge({ id: "by-hand-1", status: "DUE", due: "2026-05-30T22:00:00Z" }),
    charge({
      id: "goods-0001",
      status: "PARTIALLY_CAPTURED",
      type: "UNSCHEDULED",
      summary: { captured: 5000, refunded: 1000, cancelled: 0 }
    })
  ]
  const ids = (list: ReadonlyArray<Charge>) => list.map(({ id }) => id)

  it("the reconciliation sorts charges by what to do about them", () => {
    const found = reconcile(agreement, charges)
    assert.deepStrictEqual(ids(found.paid), ["initial", key("2026-02-28", 2)])
    assert.deepStrictEqual(ids(found.open), ["goods-0001", key("2026-05-31"), "by-hand-1"])
    assert.deepStrictEqual(ids(found.unpaid), [key("2026-03-31")])
    assert.deepStrictEqual(ids(found.refunded), [key("2026-04-30")])
    assert.deepStrictEqual(
      found.capturable.map((one) => [one.charge.id, one.amount]),
      [["goods-0001", 14900]]
    )
    assert.deepStrictEqual(
      found.refundable.map((one) => [one.charge.id, one.amount]),
      [
        ["goods-0001", 4000],
        ["initial", 19900],
        [key("2026-02-28", 2), 19900]
      ]
    )
    assert.deepStrictEqual(found.duplicates.map(ids), [[key("2026-05-31"), "by-hand-1"]])
    assert.strictEqual(found.captured, 3 * 19900 + 5000)
    assert.strictEqual(found.refundedAmount, 19900 + 1000)
  })

  const duplicatesOf = (list: ReadonlyArray<Charge>, interval: Agreement["interval"] = { unit: "MONTH", count: 1 }) =>
    reconcile({ ...agreement, interval }, list).duplicates.map(ids)

  it("periods that start on consecutive days are duplicates, where an interval is known and longer than a day", () => {
    const shifted = ["2026-03-31", "2026-04-01"].map((start) =>
      charge({ id: key(start), status: "DUE", due: "2026-04-02T22:00:00Z" })
    )
    assert.deepStrictEqual(duplicatesOf(shifted), [shifted.map(({ id }) => id)])
    assert.deepStrictEqual(duplicatesOf(shifted, { unit: "DAY", count: 2 }), [shifted.map(({ id }) => id)])
    assert.deepStrictEqual(duplicatesOf(shifted, { unit: "DAY", count: 1 }), [])
    assert.deepStrictEqual(duplicatesOf(shifted, { text: "now and then" }), [])
    const late = ["2026-02-28", "2026-03-31"].map((start) =>
      charge({ id: key(start), status: "DUE", due: "2026-04-02T22:00:00Z" })
    )
    assert.deepStrictEqual(duplicatesOf(late), [], "two periods are collected on one day")
  })

  it("a charge that names no period is a duplicate of one that starts or is due on its day", () => {
    const initial = charge({ id: "initial", type: "INITIAL", status: "CHARGED", due: "2026-01-31T10:00:00Z" })
    const keyed = charge({ id: key("2026-01-31"), status: "DUE", due: "2026-02-02T23:00:00Z" })
    const byHand = charge({ id: "by-hand-1", status: "DUE", due: "2026-02-02T23:00:00Z" })
    const unscheduled = charge({
      id: "goods-0001",
      type: "UNSCHEDULED",
      status: "CHARGED",
      due: "2026-02-02T23:00:00Z"
    })
    assert.deepStrictEqual(duplicatesOf([initial, keyed]), [["initial", key("2026-01-31")]])
    assert.deepStrictEqual(duplicatesOf([keyed, byHand]), [[key("2026-01-31"), "by-hand-1"]])
    assert.deepStrictEqual(duplicatesOf([initial, byHand, unscheduled]), [])
  })

  it("the reconciliation does not depend on the order of the charges, nor on a page that is read twice", () => {
    const expected = reconcile(agreement, charges)
    const early = charge({
      id: "goods-0001",
      status: "RESERVED",
      type: "UNSCHEDULED",
      summary: { captured: 0, refunded: 0, cancelled: 0 }
    })
    FastCheck.assert(
      FastCheck.property(
        FastCheck.shuffledSubarray([...charges, ...charges, early], { minLength: charges.length * 2 + 1 }),
        (list) => assert.deepStrictEqual(reconcile(agreement, list), expected)
      ),
      { numRuns: 200 }
    )
  })

  it("the reconciliation finds the periods that were not billed", () => {
    const periods = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"].map(
      (start, i, all) => ({ start, end: all[i + 1] ?? "2026-07-31" })
    )
    const found = reconcile(
      agreement,
      charges.filter(({ id }) => id !== key("2026-04-30"))
    )
    assert.deepStrictEqual(
      unbilled(found, periods).map(({ start }) => start),
      ["2026-04-30", "2026-06-30"]
    )
    const [first] = found.charges.filter(({ type }) => type === "INITIAL")
    assert.deepStrictEqual(
      unbilled(found, periods, [first?.id ?? ""]).map(({ start }) => start),
      ["2026-01-31", "2026-04-30", "2026-06-30"]
    )
  })

  it("a charge that is never due belongs to the day it was made, in whichever order its history comes", () => {
    const occurred = ["2026-03-05T10:00:00Z", "2026-02-01T10:00:00Z", "2026-02-01T10:00:01Z"]
    const history = occurred.map((at) => ({ occurred: at, event: "CREATE", amount: 19900, success: true }))
    const initial = charge({ id: "initial-0002", type: "INITIAL", due: undefined, status: "CHARGED", history })
    const periods = [
      { start: "2026-02-01", end: "2026-03-01" },
      { start: "2026-03-01", end: "2026-04-01" }
    ]
    assert.deepStrictEqual(unbilled({ agreement, charges: [initial] }, periods), periods.slice(1))
  })
})
