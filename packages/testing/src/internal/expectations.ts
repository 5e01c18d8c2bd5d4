/** What a test expects of the ledger and of the requests. */
import type { Money } from "@effect-vipps/client"
import type * as EmulatorError from "@effect-vipps/emulator/EmulatorError"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as VippsRecorder from "../VippsRecorder.js"

/**
 * What a test expected did not happen.
 *
 * @since 0.1.0
 * @category errors
 */
export class ExpectationFailed extends Data.TaggedError("ExpectationFailed")<{ readonly message: string }> {}

/**
 * Expects exactly one capture of the payment in the ledger, of this amount: not two for a double click, none lost for
 * a broken connection.
 *
 * @since 0.1.0
 * @category expectations
 */
export const expectCapturedOnce = (
  reference: string,
  amount: Money.Amount
): Effect.Effect<void, ExpectationFailed, VippsEmulator.VippsEmulator> =>
  Effect.gen(function* () {
    const { ledger } = yield* VippsEmulator.VippsEmulator
    const captures = (yield* ledger).filter((entry) => entry.reference === reference && entry.operation === "CAPTURED")
    const [only] = captures
    if (captures.length === 1 && only?.amount.value === amount.value && only.amount.currency === amount.currency) return
    const found = captures.map((entry) => `${entry.amount.value} ${entry.amount.currency}`).join(", ") || "none"
    return yield* new ExpectationFailed({
      message: `Expected one capture of ${amount.value} ${amount.currency} for ${reference}, found: ${found}`
    })
  })

/**
 * Expects at least one request whose path ends with `path`, all with the same idempotency key: attempts at one
 * operation.
 *
 * @since 0.1.0
 * @category expectations
 */
export const expectOneIdempotencyKey = (
  path: string
): Effect.Effect<void, ExpectationFailed, VippsRecorder.VippsRecorder> =>
  Effect.gen(function* () {
    const requests = yield* Effect.flatMap(VippsRecorder.VippsRecorder, (recorder) => recorder.requestsTo(path))
    const keys = new Set(requests.map(({ headers }) => headers["idempotency-key"]))
    if (keys.size === 1 && !keys.has(undefined)) return
    return yield* new ExpectationFailed({
      message: `Expected one idempotency key on the ${requests.length} requests to ${path}, found ${keys.size}`
    })
  })

/**
 * Expects exactly one paid charge of the agreement in each period: none billed twice, and none forgotten. `periods` are
 * the dates on which they begin, as `YYYY-MM-DD`, in order; a charge belongs to the last one that begins on or before its
 * due date. What was captured by the ledger counts as paid.
 *
 * @since 0.1.0
 * @category expectations
 */
export const expectBilledOncePerPeriod = (
  agreementId: string,
  periods: ReadonlyArray<string>
): Effect.Effect<void, ExpectationFailed | EmulatorError.UnknownReferenceError, VippsEmulator.VippsEmulator> =>
  Effect.gen(function* () {
    const emulator = yield* VippsEmulator.VippsEmulator
    const { agreement, charges } = yield* emulator.agreement(agreementId)
    const captured = new Set(
      (yield* emulator.ledger)
        .filter(
          ({ merchantSerialNumber, operation }) =>
            operation === "CAPTURED" && merchantSerialNumber === agreement.merchantSerialNumber
        )
        .map(({ reference }) => reference)
    )
    const paid = charges.filter(({ id }) => captured.has(id))
    const periodOf = (due: string) => periods.filter((begin) => begin <= due).at(-1)
    const wrong = periods.flatMap((begin) => {
      const count = paid.filter(({ due }) => periodOf(due) === begin).length
      return count === 1 ? [] : [`${count} from ${begin}`]
    })
    const early = paid.filter(({ due }) => periodOf(due) === undefined).map(({ due }) => `1 on ${due}`)
    const found = [...early, ...wrong].join(", ")
    if (found === "") return
    return yield* new ExpectationFailed({
      message: `Expected one paid charge of ${agreementId} for each period, found: ${found}`
    })
  })
