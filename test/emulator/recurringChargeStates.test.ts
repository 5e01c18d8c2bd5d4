// @effect-diagnostics globalDate:off
/** The state table of charges: each state with each operation and with what time brings, and how sure each cell is. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Reply } from "./harness.js"
import { problem, startRecurring } from "./recurringHarness.js"

type Recurring = Effect.Effect.Success<ReturnType<typeof startRecurring>>

const reserve = { transactionType: "RESERVE_CAPTURE" }

/** A charge of 19900 in each state, on a new agreement: its request, and what `time` brings it at that moment. */
const states = {
  PENDING: { charge: { due: "2026-06-10" }, next: "2026-05-11T22:00:00Z" },
  DUE: { charge: {}, next: "2026-01-10T08:00:00Z" },
  PROCESSING: { charge: {}, next: "2026-01-10T08:30:00Z" },
  RESERVED: { charge: reserve, next: "2026-07-09T08:30:00Z" },
  PARTIALLY_CAPTURED: { charge: reserve, next: "2026-07-09T08:30:00Z" },
  CHARGED: { charge: {}, next: "2029-01-01T00:00:00Z" },
  PARTIALLY_REFUNDED: { charge: {}, next: "2029-01-01T00:00:00Z" },
  REFUNDED: { charge: {}, next: "2029-01-01T00:00:00Z" },
  FAILED: { charge: { amount: 151, retryDays: 0 }, next: "2029-01-01T00:00:00Z" },
  CANCELLED: { charge: {}, next: "2029-01-01T00:00:00Z" }
} as const

type State = keyof typeof states

const bring = (recurring: Recurring, state: State) =>
  Effect.gen(function* () {
    const { active, cancelCharge, captureCharge, charge, refundCharge, until } = recurring
    const id = yield* active()
    const { chargeId } = (yield* charge(id, states[state].charge)).json
    if (state === "PENDING" || state === "DUE") return { id, chargeId }
    if (state === "CANCELLED") {
      yield* cancelCharge(id, chargeId)
      return { id, chargeId }
    }
    yield* until(state === "PROCESSING" ? "2026-01-10T08:10:00Z" : "2026-01-11T00:00:00Z")
    if (state === "PARTIALLY_CAPTURED") yield* captureCharge(id, chargeId, 4_900)
    if (state === "PARTIALLY_REFUNDED") yield* refundCharge(id, chargeId, 900)
    if (state === "REFUNDED") yield* refundCharge(id, chargeId, 19_900)
    return { id, chargeId }
  })

interface Brought {
  readonly id: string
  readonly chargeId: string
  readonly state: State
}

const sum = (recurring: Recurring, { chargeId, id }: Brought, of: "captured" | "refunded") =>
  Effect.map(recurring.getCharge(id, chargeId), ({ json: { summary } }) => summary[of] as number)

const stopped = (by: "USER" | "ADMIN") => (recurring: Recurring, brought: Brought) =>
  Effect.as(recurring.emulator.stopAgreement(brought.id, { actor: by }), "done")

/** A refusal names the charge's status. */
const answerTo = (state: State) => (reply: Reply) => {
  if (reply.status === 400) assert.include(reply.json.detail, state)
  return problem(reply)
}

const operations = {
  // Not a moment earlier than it should.
  time: ({ getCharge, until }: Recurring, { chargeId, id, state }: Brought) =>
    Effect.gen(function* () {
      const { next } = states[state]
      yield* until(new Date(Date.parse(next) - 1).toISOString())
      assert.strictEqual((yield* getCharge(id, chargeId)).json.status, state)
      yield* until(next)
      return "done"
    }),
  "capture part": ({ captureCharge }: Recurring, { chargeId, id, state }: Brought) =>
    Effect.map(captureCharge(id, chargeId, 1_000), answerTo(state)),
  "capture the rest": (recurring: Recurring, brought: Brought) =>
    Effect.flatMap(sum(recurring, brought, "captured"), (captured) =>
      Effect.map(
        recurring.captureCharge(brought.id, brought.chargeId, Math.max(1, 19_900 - captured)),
        answerTo(brought.state)
      )
    ),
  "capture too much": ({ captureCharge }: Recurring, { chargeId, id, state }: Brought) =>
    Effect.map(captureCharge(id, chargeId, 19_901), answerTo(state)),
  cancel: ({ cancelCharge }: Recurring, { chargeId, id, state }: Brought) =>
    Effect.map(cancelCharge(id, chargeId), answerTo(state)),
  "refund part": ({ refundCharge }: Recurring, { chargeId, id, state }: Brought) =>
    Effect.map(refundCharge(id, chargeId, 1_000), answerTo(state)),
  "refund the rest": (recurring: Recurring, brought: Brought) =>
    Effect.gen(function* () {
      const rest = (yield* sum(recurring, brought, "captured")) - (yield* sum(recurring, brought, "refunded"))
      return answerTo(brought.state)(yield* recurring.refundCharge(brought.id, brought.chargeId, Math.max(1, rest)))
    }),
  "refund too much": ({ refundCharge }: Recurring, { chargeId, id, state }: Brought) =>
    Effect.map(refundCharge(id, chargeId, 19_901), answerTo(state)),
  "the merchant's stop": ({ update }: Recurring, { id }: Brought) =>
    Effect.map(update(id, { status: "STOPPED" }), problem),
  "the customer's stop": stopped("USER"),
  "the deletion of the customer's profile": stopped("ADMIN")
} as const

type Operation = keyof typeof operations

type Mark = "S" | "P" | "U"

const noCapture = "400 charge-capture-failed"
const noCancel = "400 cancel-charge-failed"
const noRefund = "400 operation-failed"
const accepted = "204 undefined"

/** What an operation answers, the state afterwards, and how sure it is that Vipps does the same. */
type Cell = readonly [answer: string, after: State, mark: Mark]

const refused = (state: State, answer: string, mark: Mark = "P"): Cell => [answer, state, mark]

const noCaptures = (state: State) => ({
  "capture part": refused(state, noCapture),
  "capture the rest": refused(state, noCapture),
  "capture too much": refused(state, noCapture)
})

const noRefunds = (state: State) => ({
  "refund part": refused(state, noRefund),
  "refund the rest": refused(state, noRefund),
  "refund too much": refused(state, noRefund)
})

/** Nothing changes it but a stop of the agreement, where that does. */
const stops = (state: State, merchant: Cell, customer: Cell, mark: Mark) => ({
  "the merchant's stop": merchant,
  "the customer's stop": customer,
  // [U] That Vipps' own stop does to charges what the customer's does.
  "the deletion of the customer's profile": [customer[0], customer[1], customer[1] === state ? mark : "U"] as const
})

const kept = (state: State, mark: Mark = "S") => stops(state, [accepted, state, mark], ["done", state, mark], mark)

const waiting = (state: State, then: State): Readonly<Record<Operation, Cell>> => ({
  time: ["done", then, "S"],
  ...noCaptures(state),
  cancel: [accepted, "CANCELLED", "S"],
  ...noRefunds(state),
  ...stops(state, [accepted, "CANCELLED", "S"], ["done", "CANCELLED", "S"], "U")
})

const final = (state: State): Readonly<Record<Operation, Cell>> => ({
  time: ["done", state, "S"],
  ...noCaptures(state),
  cancel: refused(state, noCancel),
  ...noRefunds(state),
  ...kept(state)
})

const table: Readonly<Record<State, Readonly<Record<Operation, Cell>>>> = {
  PENDING: waiting("PENDING", "DUE"),
  DUE: waiting("DUE", "PROCESSING"),
  // [U] An attempt that has begun is not taken back by a stop.
  PROCESSING: { ...final("PROCESSING"), time: ["done", "CHARGED", "S"], ...kept("PROCESSING", "U") },
  RESERVED: {
    time: ["done", "CANCELLED", "U"],
    "capture part": [accepted, "PARTIALLY_CAPTURED", "S"],
    "capture the rest": [accepted, "CHARGED", "S"],
    "capture too much": refused("RESERVED", noCapture),
    cancel: [accepted, "CANCELLED", "S"],
    ...noRefunds("RESERVED"),
    ...stops("RESERVED", [accepted, "CANCELLED", "S"], ["done", "RESERVED", "S"], "U")
  },
  PARTIALLY_CAPTURED: {
    time: ["done", "CHARGED", "P"],
    "capture part": [accepted, "PARTIALLY_CAPTURED", "S"],
    "capture the rest": [accepted, "CHARGED", "S"],
    "capture too much": refused("PARTIALLY_CAPTURED", noCapture),
    cancel: [accepted, "CHARGED", "S"],
    "refund part": [accepted, "PARTIALLY_CAPTURED", "U"],
    "refund the rest": [accepted, "PARTIALLY_CAPTURED", "U"],
    "refund too much": refused("PARTIALLY_CAPTURED", noRefund, "U"),
    ...kept("PARTIALLY_CAPTURED", "U")
  },
  CHARGED: {
    time: ["done", "CHARGED", "S"],
    ...noCaptures("CHARGED"),
    cancel: refused("CHARGED", noCancel),
    "refund part": [accepted, "PARTIALLY_REFUNDED", "S"],
    "refund the rest": [accepted, "REFUNDED", "S"],
    "refund too much": refused("CHARGED", noRefund, "U"),
    ...kept("CHARGED")
  },
  PARTIALLY_REFUNDED: {
    time: ["done", "PARTIALLY_REFUNDED", "S"],
    ...noCaptures("PARTIALLY_REFUNDED"),
    cancel: refused("PARTIALLY_REFUNDED", noCancel),
    "refund part": [accepted, "PARTIALLY_REFUNDED", "S"],
    "refund the rest": [accepted, "REFUNDED", "S"],
    "refund too much": refused("PARTIALLY_REFUNDED", noRefund, "U"),
    ...kept("PARTIALLY_REFUNDED")
  },
  REFUNDED: final("REFUNDED"),
  FAILED: final("FAILED"),
  CANCELLED: final("CANCELLED")
}

const cells = Object.entries(table).flatMap(([state, row]) =>
  Object.entries(row).map(([operation, cell]) => [state as State, operation as Operation, ...cell] as const)
)

/** What processing comes to: by the kind of the charge, and whether it can be paid. */
const processed: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>, string, string, Mark]> = [
  ["a DIRECT_CAPTURE", {}, "2026-01-10T08:30:00Z", "CHARGED", "S"],
  ["a RESERVE_CAPTURE", reserve, "2026-01-10T08:30:00Z", "RESERVED", "S"],
  ["an unpaid charge with retry days", { amount: 151 }, "2026-01-10T08:30:00Z", "DUE", "S"],
  ["an unpaid charge on its last retry day", { amount: 151 }, "2026-01-12T16:30:00Z", "FAILED", "S"],
  [
    "an unpaid SINGLE_ATTEMPT",
    { amount: 151, retryDays: 0, processingMode: "SINGLE_ATTEMPT" },
    "2026-01-10T08:30:00Z",
    "FAILED",
    "S"
  ],
  ["a charge of unknown outcome for an hour", { amount: 201 }, "2026-01-10T09:00:00Z", "CHARGED", "P"]
]

describe("the state table of charges", () => {
  for (const [state, operation, answer, after, mark] of cells) {
    it.scoped(`${operation} of a ${state} charge leaves it ${after} and answers ${answer} [${mark}]`, () =>
      Effect.gen(function* () {
        const recurring = yield* startRecurring()
        const { chargeId, id } = yield* bring(recurring, state)
        const read = Effect.map(recurring.getCharge(id, chargeId), ({ json }) => json)
        const before = yield* read
        assert.strictEqual(before.status, state)
        const ledger = yield* recurring.emulator.ledger
        assert.strictEqual(yield* operations[operation](recurring, { id, chargeId, state }), answer)
        const changed = yield* read
        assert.strictEqual(changed.status, after)
        if (answer.startsWith("400")) {
          assert.deepStrictEqual(changed, before)
          assert.deepStrictEqual(yield* recurring.emulator.ledger, ledger)
        }
      })
    )
  }

  for (const [what, more, at, status, mark] of processed) {
    it.scoped(`${what} is PROCESSING until ${at}, and then ${status} [${mark}]`, () =>
      Effect.gen(function* () {
        const { active, charge, getCharge, until } = yield* startRecurring()
        const id = yield* active()
        const { chargeId } = (yield* charge(id, more)).json
        const read = Effect.map(getCharge(id, chargeId), ({ json }) => json.status)
        yield* until(new Date(Date.parse(at) - 1).toISOString())
        assert.strictEqual(yield* read, "PROCESSING")
        yield* until(at)
        assert.strictEqual(yield* read, status)
      })
    )
  }

  for (const operation of ["GET", "capture", "cancel", "refund"] as const) {
    it.scoped(`${operation} of an unknown charge is 404, whatever the state of its agreement [S]`, () =>
      Effect.gen(function* () {
        const { active, cancelCharge, captureCharge, emulator, getCharge, refundCharge } = yield* startRecurring()
        const id = yield* active()
        const call = {
          GET: () => getCharge(id, "chr-unknown"),
          capture: () => captureCharge(id, "chr-unknown", 100),
          cancel: () => cancelCharge(id, "chr-unknown"),
          refund: () => refundCharge(id, "chr-unknown", 100)
        }[operation]
        assert.strictEqual((yield* call()).status, 404)
        yield* emulator.stopAgreement(id)
        assert.strictEqual((yield* call()).status, 404)
      })
    )
  }
})
