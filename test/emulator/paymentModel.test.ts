/** The emulator's payments over HTTP against a model of ten lines, which knows states and sums and nothing else. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { order, start } from "./harness.js"

const price = 10_000

interface Model {
  readonly state: string
  readonly authorized: number
  readonly captured: number
  readonly refunded: number
  readonly cancelled: number
}

type Command = readonly [name: "approve" | "reject" | "expire" | "cancel" | "capture" | "refund", value: number]

const created: Model = { state: "CREATED", authorized: 0, captured: 0, refunded: 0, cancelled: 0 }

/** The payment after a command; undefined for a refusal. */
const after = (model: Model, [name, value]: Command): Model | undefined => {
  const { authorized, cancelled, captured, refunded, state } = model
  const rest = authorized - captured - cancelled
  if (state === "CREATED" && name === "approve") return { ...model, state: "AUTHORIZED", authorized: price }
  if (state === "CREATED" && name === "reject") return { ...model, state: "ABORTED" }
  if (state === "CREATED" && name === "expire") return { ...model, state: "EXPIRED" }
  if (state === "CREATED" && name === "cancel") return { ...model, state: "TERMINATED", cancelled: price }
  if (state !== "AUTHORIZED") return undefined
  if (name === "cancel" && rest > 0) return { ...model, cancelled: cancelled + rest }
  if (name === "capture" && value <= rest) return { ...model, captured: captured + value }
  if (name === "refund" && value <= captured - refunded) return { ...model, refunded: refunded + value }
  return undefined
}

const command: FastCheck.Arbitrary<Command> = FastCheck.tuple(
  FastCheck.oneof(
    { weight: 3, arbitrary: FastCheck.constant("approve" as const) },
    { weight: 1, arbitrary: FastCheck.constantFrom("reject" as const, "expire" as const) },
    { weight: 2, arbitrary: FastCheck.constant("cancel" as const) },
    { weight: 6, arbitrary: FastCheck.constantFrom("capture" as const, "refund" as const) }
  ),
  // None of them is one of the test amounts.
  FastCheck.constantFrom(1_000, 3_000, 5_000, price, price + 1_000)
)

describe("payments against a model", () => {
  it.scopedLive(
    "every sequence of commands leads to the model's state and sums, and moves money only when it does",
    () =>
      Effect.gen(function* () {
        const { cancel, capture, create, emulator, get, refund } = yield* start()
        let last = 0
        const reached = new Set<string>()
        const run = (commands: ReadonlyArray<Command>) =>
          Effect.gen(function* () {
            const reference = `model-${1_000 + ++last}`
            assert.strictEqual((yield* create(order(reference))).status, 201)
            let model = created
            for (const [name, value] of commands) {
              const next = after(model, [name, value])
              const succeeds =
                name === "capture"
                  ? (yield* capture(reference, value)).status === 200
                  : name === "refund"
                    ? (yield* refund(reference, value)).status === 200
                    : name === "cancel"
                      ? (yield* cancel(reference)).status === 200
                      : (yield* Effect.either(emulator[name](reference)))._tag === "Right"
              assert.strictEqual(succeeds, next !== undefined, `${name} ${value} of ${JSON.stringify(model)}`)
              model = next ?? model
              const { aggregate, state } = (yield* get(reference)).json
              assert.strictEqual(state, model.state, reference)
              assert.deepStrictEqual(
                [
                  aggregate.authorizedAmount.value,
                  aggregate.capturedAmount.value,
                  aggregate.refundedAmount.value,
                  aggregate.cancelledAmount.value
                ],
                [model.authorized, model.captured, model.refunded, model.cancelled]
              )
              reached.add(`${model.state} ${name} ${next !== undefined}`)
            }
            const sum = (operation: string, entries: Effect.Effect.Success<typeof emulator.ledger>) =>
              entries.reduce((total, entry) => total + (entry.operation === operation ? entry.amount.value : 0), 0)
            const entries = (yield* emulator.ledger).filter((entry) => entry.reference === reference)
            assert.deepStrictEqual(
              ["AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED"].map((operation) => sum(operation, entries)),
              // Nothing was reserved by a payment that was cancelled before its approval.
              [model.authorized, model.captured, model.refunded, model.authorized === 0 ? 0 : model.cancelled]
            )
          })
        const sequences = FastCheck.sample(FastCheck.array(command, { minLength: 1, maxLength: 12 }), {
          numRuns: 120,
          seed: 20_260
        })
        yield* Effect.forEach(sequences, run, { discard: true })
        // The sequences were no empty exercise: every state and every command, allowed and refused.
        for (const state of ["AUTHORIZED", "ABORTED", "EXPIRED", "TERMINATED"])
          assert.isTrue(
            [...reached].some((one) => one.startsWith(`${state} `)),
            state
          )
        for (const name of ["approve", "cancel", "capture", "refund"])
          for (const outcome of [true, false])
            assert.isTrue(
              [...reached].some((one) => one.endsWith(` ${name} ${outcome}`)),
              `${name} ${outcome}`
            )
      })
  )
})
