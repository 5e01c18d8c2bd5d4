/** The retry quota against a model of it: by itself, and by what calls send. */
import { assert, describe, it } from "@effect/vitest"
import { EPayment } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { make } from "../../packages/client/src/internal/request/retryQuota.js"
import { capture, drive, modified, scripted } from "./support.js"

/** What documentation says: 100 retries, a fifth of one for each call that needed none, never more than at first. */
const model = () => {
  let fifths = 500
  return {
    take: () => {
      const enough = fifths >= 5
      if (enough) fifths -= 5
      return enough
    },
    giveBack: (retries: number) => {
      fifths = Math.min(500, fifths + (retries === 0 ? 1 : 5 * retries))
    },
    left: () => fifths
  }
}

type Step = { readonly _tag: "Take" } | { readonly _tag: "GiveBack"; readonly retries: number }

const take: Step = { _tag: "Take" }
const giveBack = (retries: number): Step => ({ _tag: "GiveBack", retries })

/** Long enough to spend the quota, by bursts, so that both of its ends are reached. */
const schedules = FastCheck.array(
  FastCheck.oneof(
    FastCheck.nat({ max: 120 }).map((n) => Array.from({ length: n }, () => take)),
    FastCheck.nat({ max: 3 }).map((retries) => [giveBack(retries)]),
    FastCheck.nat({ max: 40 }).map((n) => Array.from({ length: n }, () => giveBack(0))),
    FastCheck.nat({ max: 120 }).map((retries) => [giveBack(retries)])
  ),
  { maxLength: 12 }
).map((bursts) => bursts.flat())

describe("the retry quota against a model", () => {
  it("10,000 schedules leave the quota what the model has left, and report each change of it", () => {
    let refused = 0
    FastCheck.assert(
      FastCheck.property(schedules, (steps) => {
        const reports: Array<number> = []
        const quota = make((left) => void reports.push(left))
        const expected = model()
        const expectedReports: Array<number> = []
        for (const step of steps) {
          const before = expected.left()
          if (step._tag === "GiveBack") {
            quota.giveBack(step.retries)
            expected.giveBack(step.retries)
          } else {
            const taken = quota.take()
            if (!taken) refused++
            if (taken !== expected.take()) return false
          }
          if (expected.left() !== before) expectedReports.push(expected.left())
        }
        assert.strictEqual(reports.join(), expectedReports.join())
        return true
      }),
      { numRuns: 10_000 }
    )
    assert.isAbove(refused, 0)
  })

  it.effect("calls send as many requests as the model allows, whether they succeed or not", () =>
    Effect.forEach(
      // How many responses fail before a call succeeds: three or more are too many for a call with two retries.
      FastCheck.sample(
        FastCheck.array(FastCheck.constantFrom(0, 1, 2, 3, 3, 3, 3, 3), { minLength: 120, maxLength: 120 }),
        2
      ),
      (failures) =>
        Effect.gen(function* () {
          const quota = model()
          const expected = failures.map((fails) => {
            let retries = 0
            while (retries < Math.min(fails, 2) && quota.take()) retries++
            if (retries === fails) quota.giveBack(retries)
            return 1 + retries
          })
          let left = 0
          const server = scripted(() => (left-- > 0 ? new Response("", { status: 503 }) : Response.json(modified)))
          const sent = yield* drive(
            Effect.provide(
              Effect.forEach(failures, (fails) =>
                Effect.suspend(() => {
                  const before = server.seen.length
                  left = fails
                  return Effect.map(
                    Effect.exit(EPayment.capturePayment("order-12345", capture)),
                    () => server.seen.length - before
                  )
                })
              ),
              server.layer
            )
          )
          assert.deepStrictEqual(yield* sent, expected)
          assert.isTrue(expected.some((requests, i) => requests < 1 + Math.min(failures[i] ?? 0, 2)))
        })
    )
  )
})
