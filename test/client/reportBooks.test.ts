/** Books made of entries: balances per day, payments, CSV. */
import { assert, describe, it } from "@effect/vitest"
import { Report } from "@effect-vipps/client"
import * as FastCheck from "effect/FastCheck"

const day = "2026-10-01"

/** Entries whose balances follow from their amounts. */
const chain = (
  rows: ReadonlyArray<readonly [entryType: string, amount: number, more?: Partial<Report.Entry>]>,
  opening = 0
): ReadonlyArray<Report.Entry> => {
  let balance = opening
  return rows.map(([entryType, amount, more], i) => {
    const balanceBefore = balance
    balance += amount
    return {
      pspReference: `psp-${i}`,
      time: "2026-10-01T14:33:00.824993Z",
      ledgerDate: day,
      entryType,
      reference: `order-${i}`,
      currency: "NOK",
      amount,
      balanceBefore,
      balanceAfter: balance,
      ...more
    }
  })
}

const funds = chain([
  ["capture", 10_000, { reference: "order-a", pspReference: "1" }],
  ["capture", 10_000, { reference: "order-b", pspReference: "2" }],
  ["capture", 20_000, { reference: "order-c", pspReference: "3" }],
  ["refund", -10_000, { reference: "order-a", pspReference: "4" }],
  ["fees-retained", -1200, { reference: "", pspReference: "5" }],
  ["payout-scheduled", -28_800, { reference: "Utb. 1 Vippsnr 2", pspReference: "302321-7" }]
])
const fees = chain([
  ["capture-fee", -400, { reference: "order-a", pspReference: "1" }],
  ["capture-fee", -400, { reference: "order-b", pspReference: "2" }],
  ["capture-fee", -400, { reference: "order-c", pspReference: "3" }],
  ["fees-retained", 1200, { reference: "", pspReference: "5" }]
])

describe("Report.balances", () => {
  it("a day that balances has no issues, on both accounts", () => {
    assert.deepStrictEqual(Report.balances(funds), [
      { ledgerDate: day, entries: 6, balanceBefore: 0, amount: 0, balanceAfter: 0, issues: [] }
    ])
    assert.deepStrictEqual(Report.balances(fees)[0]?.issues, [])
  })

  for (const name of ["payout-scheduled", "scheduled-for-payout"]) {
    it(`a payout that is called ${name} empties the account, and is nobody's payment`, () => {
      const entries = chain([
        ["capture", 10_000, { reference: "order-a", pspReference: "1" }],
        [name, -10_000, { reference: "Utb. 1 Vippsnr 2", pspReference: "302321-7" }]
      ])
      assert.deepStrictEqual(Report.balances(entries), [
        { ledgerDate: day, entries: 2, balanceBefore: 0, amount: 0, balanceAfter: 0, issues: [] }
      ])
      const { other, payments } = Report.byPayment(entries, [])
      assert.deepStrictEqual(
        payments.map(({ net, reference }) => [reference, net]),
        [["order-a", 10_000]]
      )
      assert.deepStrictEqual(
        other.map(({ entryType }) => entryType),
        [name]
      )
      assert.match(Report.csv(entries), new RegExp(`${name}.*-100\\.00`))
    })
  }

  it("entries are grouped by their date, and an entry without one by its time in the merchant's zone", () => {
    const entries = chain([
      ["capture", 100, { ledgerDate: undefined, time: "2026-10-01T21:59:59.999999Z" }],
      ["capture", 100, { ledgerDate: undefined, time: "2026-10-02T00:00:00+0200" }],
      ["capture", 100, { ledgerDate: "2026-10-03" }]
    ])
    assert.deepStrictEqual(
      Report.balances(entries).map(({ amount, balanceAfter, balanceBefore, ledgerDate }) => [
        ledgerDate,
        balanceBefore,
        amount,
        balanceAfter
      ]),
      [
        ["2026-10-01", 0, 100, 100],
        ["2026-10-02", 100, 100, 200],
        ["2026-10-03", 200, 100, 300]
      ]
    )
  })

  const amounts = FastCheck.array(
    FastCheck.tuple(FastCheck.integer({ min: 1, max: 1_000_000 }), FastCheck.integer({ min: 0, max: 3 })),
    { minLength: 3, maxLength: 40 }
  )
  const chained = FastCheck.tuple(amounts, FastCheck.nat()).map(([rows, opening]) =>
    chain(
      rows.map(([amount, sign]) => [sign === 0 ? "refund" : "capture", sign === 0 ? -amount : amount] as const),
      opening
    )
  )

  it("entries that follow from each other always balance, and their sums are those of the days", () => {
    FastCheck.assert(
      FastCheck.property(chained, (entries) => {
        const days = Report.balances(entries)
        for (const one of days) {
          assert.deepStrictEqual(one.issues, [])
          assert.strictEqual(one.balanceBefore + one.amount, one.balanceAfter)
        }
        assert.strictEqual(
          days.reduce((sum, one) => sum + one.entries, 0),
          entries.length
        )
      }),
      { numRuns: 300 }
    )
  })

  it("a missing, repeated or changed entry in the middle is always found", () => {
    FastCheck.assert(
      FastCheck.property(
        chained,
        FastCheck.nat(),
        FastCheck.constantFrom("missing", "repeated", "changed"),
        (entries, n, how) => {
          const at = 1 + (n % (entries.length - 2))
          const entry = entries[at] as Report.Entry
          const instead =
            how === "missing" ? [] : how === "repeated" ? [entry, entry] : [{ ...entry, amount: entry.amount + 1 }]
          const wrong = [...entries.slice(0, at), ...instead, ...entries.slice(at + 1)]
          const issues = Report.balances(wrong).flatMap((one) => one.issues)
          assert.strictEqual(issues.length, 1)
          assert.strictEqual(issues[0]?.kind, how === "changed" ? "Entry" : "Chain")
          assert.strictEqual(issues[0]?.index, how === "repeated" ? at + 1 : at)
        }
      ),
      { numRuns: 300 }
    )
  })

  for (const [time, date] of [
    ["2026-03-28T22:59:59Z", "2026-03-28"],
    ["2026-03-28T23:00:00Z", "2026-03-29"],
    ["2026-03-29T21:59:59Z", "2026-03-29"],
    ["2026-03-29T22:00:00Z", "2026-03-30"],
    ["2026-10-24T22:00:00Z", "2026-10-25"],
    ["2026-10-25T22:59:59.999999Z", "2026-10-25"],
    ["2026-10-25T23:00:00Z", "2026-10-26"],
    ["2026-12-31T23:30:00Z", "2027-01-01"],
    ["2026-10-02T00:00:00+0200", "2026-10-02"],
    ["yesterday", undefined]
  ] as const) {
    it(`${time} is on ${date} in Oslo, also where summer time begins and ends`, () => {
      assert.strictEqual(Report.ledgerDateOf(time), date)
    })
  }
})

describe("Report.byPayment", () => {
  it("captures, refunds and fees are joined to their payments, and the rest is kept", () => {
    const { other, payments } = Report.byPayment(funds, fees)
    assert.deepStrictEqual(
      payments.map(({ captured, fees, net, reference, refunded }) => [reference, captured, refunded, fees, net]),
      [
        ["order-a", 10_000, 10_000, 400, -400],
        ["order-b", 10_000, 0, 400, 9600],
        ["order-c", 20_000, 0, 400, 19_600]
      ]
    )
    assert.deepStrictEqual(
      other.map(({ entryType }) => entryType),
      ["fees-retained", "payout-scheduled", "fees-retained"]
    )
    // What is paid out is what the payments come to.
    const paidOut = 0 - (funds.at(-1)?.amount ?? 0)
    assert.strictEqual(
      payments.reduce((sum, { net }) => sum + net, 0),
      paidOut
    )
  })

  it("a fee without its capture, an unknown type and a dispute are neither lost nor mistaken", () => {
    const entries = chain([
      ["retained-disputed-capture", -500, { reference: "order-a" }],
      ["of-the-future", 7, { reference: "order-a" }],
      ["capture", 100, { reference: undefined }]
    ])
    const { other, payments } = Report.byPayment(entries, chain([["capture-fee", -4, { pspReference: "elsewhere" }]]))
    assert.deepStrictEqual(
      payments.map(({ adjusted, net }) => [adjusted, net]),
      [[-500, -500]]
    )
    assert.deepStrictEqual(
      other.map(({ entryType }) => entryType),
      ["of-the-future", "capture", "capture-fee"]
    )
  })

  it("two sales units may use one reference, and an entry that names none joins the only one there is", () => {
    const [a, b] = [{ recipientHandle: "api:111111" }, { recipientHandle: "api:222222" }]
    const { payments } = Report.byPayment(
      chain([
        ["capture", 100, { reference: "order-1", pspReference: "1", ...a }],
        ["capture", 250, { reference: "order-1", pspReference: "2", ...b }],
        ["refund", -50, { reference: "order-1", pspReference: "3", ...b }],
        ["correction", -7, { reference: "order-2", pspReference: "4" }],
        ["capture", 70, { reference: "order-2", pspReference: "5", ...a }]
      ]),
      chain([["capture-fee", -4, { reference: "order-1", pspReference: "2" }]])
    )
    assert.deepStrictEqual(
      payments.map(({ net, recipientHandle, reference }) => [recipientHandle, reference, net]),
      [
        ["api:111111", "order-1", 100],
        ["api:222222", "order-1", 196],
        ["api:111111", "order-2", 63]
      ]
    )
  })

  it("no entry is lost or counted twice, whatever the entries are", () => {
    const row = FastCheck.record({
      entryType: FastCheck.constantFrom(
        "capture",
        "refund",
        "correction",
        "payout-scheduled",
        "new-type",
        "capture-fee"
      ),
      amount: FastCheck.integer({ min: -1000, max: 1000 }),
      reference: FastCheck.constantFrom("a", "b", "", undefined),
      recipientHandle: FastCheck.constantFrom("api:1", "api:2", undefined),
      pspReference: FastCheck.constantFrom("1", "2", "3")
    })
    const entries = FastCheck.array(row, { maxLength: 30 }).map((rows) =>
      chain(rows.map(({ amount, entryType, ...more }) => [entryType, amount, more] as const))
    )
    FastCheck.assert(
      FastCheck.property(entries, entries, (some, others) => {
        const { other, payments } = Report.byPayment(some, others)
        const kept = [...other, ...payments.flatMap(({ feeEntries, funds }) => [...funds, ...feeEntries])]
        assert.sameMembers(kept, [...some, ...others])
        const total = (all: ReadonlyArray<Report.Entry>) => all.reduce((sum, { amount }) => sum + amount, 0)
        assert.strictEqual(payments.reduce((sum, { net }) => sum + net, 0) + total(other), total([...some, ...others]))
      }),
      { numRuns: 300 }
    )
  })
})

/** RFC 4180, read by another rule than it is written with: character by character. */
const parse = (csv: string): ReadonlyArray<ReadonlyArray<string>> => {
  const rows: Array<Array<string>> = [[]]
  let cell = ""
  let isQuoted = false
  for (let i = 0; i < csv.length; i++) {
    const next = csv[i] as string
    if (isQuoted) {
      if (next !== '"') cell += next
      else if (csv[i + 1] === '"') cell += csv[++i]
      else isQuoted = false
    } else if (next === '"') isQuoted = true
    else if (next === ",") {
      rows.at(-1)?.push(cell)
      cell = ""
    } else if (next === "\r" && csv[i + 1] === "\n") {
      rows.at(-1)?.push(cell)
      cell = ""
      rows.push([])
      i++
    } else cell += next
  }
  return rows.slice(0, -1)
}

describe("Report.csv", () => {
  it("entries are lines with decimal amounts under a header", () => {
    const [first] = chain([["refund", -5, { reference: "order-1", recipientHandle: "api:123456" }]], 1205)
    assert.strictEqual(
      Report.csv(first === undefined ? [] : [first]),
      "ledgerDate,time,entryType,reference,pspReference,currency,amount,balanceBefore,balanceAfter,recipientHandle\r\n" +
        "2026-10-01,2026-10-01T14:33:00.824993Z,refund,order-1,psp-0,NOK,-0.05,12.05,12.00,api:123456\r\n"
    )
  })

  it("what a spreadsheet would calculate is text", () => {
    for (const reference of ["=1+1", "+1", "-1", "@a", "\t=1", "\uFF1D1+1", "\uFF20a"]) {
      const line = Report.csvLine(chain([["capture", 1, { reference }]])[0] as Report.Entry)
      assert.include(line, `'${reference}`)
    }
  })

  it("every entry is read back from its line", () => {
    const any = FastCheck.string({ unit: FastCheck.constantFrom("a", "å", '"', ",", "\r\n", "\n", " ", "=") })
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.tuple(any, FastCheck.maxSafeInteger()), { maxLength: 5 }),
        (rows) => {
          const entries = chain(rows.map(([reference]) => ["capture", 1, { reference }] as const)).map((entry, i) => ({
            ...entry,
            amount: rows[i]?.[1] ?? 0
          }))
          const read = parse(Report.csv(entries)).slice(1)
          assert.strictEqual(read.length, entries.length)
          for (const [i, { amount, reference = "" }] of entries.entries()) {
            assert.strictEqual((read[i]?.[3] ?? "").replace(/^'/, ""), reference)
            assert.strictEqual(BigInt((read[i]?.[6] ?? "").replace(".", "")), BigInt(amount))
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})
