/** The short form of `npm run soak:batch`. */
import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { captureBatch } from "./captureBatch.js"

describe("a batch of captures", { timeout: 120_000 }, () => {
  it("killed four times by SIGKILL and resumed, captures each of 400 shipments of 200 payments once", async () => {
    const { captures, killed, missing, report, twice, wrong } = await Effect.runPromise(
      captureBatch({ orders: 400, kills: 4, seed: 4 })
    )
    assert.deepStrictEqual(
      { captures, killed, missing, twice, wrong },
      { captures: 400, killed: 4, missing: 0, twice: 0, wrong: 0 }
    )
    assert.deepStrictEqual(report, {
      settled: 400,
      done: 400,
      refused: 0,
      unsettled: 0,
      last: { reference: "order-00000199", shipment: 2 }
    })
  })
})
