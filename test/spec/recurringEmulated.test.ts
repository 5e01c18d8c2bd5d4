/** The emulated Recurring API beside the specification, by thousands of arbitrary requests. */
import { assert, describe, it } from "@effect/vitest"
import { startVipps } from "@effect-vipps/testing"
import { extract, fieldsOf } from "./extract.js"
import { drive } from "./recurringDrive.js"
import { wrongIn } from "./wrongIn.js"

const of = extract("recurring")

/** What of the emulator's responses is not in the extract, and why. */
const meant: Readonly<Record<string, string>> = {
  "null transactionId": "null until the charge is due, as its own description says",
  "missing externalId": "a charge without one has none, in reality",
  "extra history": "newer than the specification",
  "value history[].event": "which events an agreement's history has besides CREATE and ACTIVATE is not documented",
  "null start": "nullable in the specification, and null before the approval",
  "null stop": "nullable in the specification, and null until the end"
}

/** Statuses that any operation may have. */
const common = [400, 403, 404, 409]

describe("responses of the emulated Recurring API", () => {
  it("3000 arbitrary requests are answered as the specification has it", async () => {
    const vipps = await startVipps({ rateLimits: false, tokenLifetime: "36500 days" })
    const exchanges = await drive(vipps, 3_000, 20_261_126)
    await vipps.close()
    const found = new Set<string>()
    const seen = new Set<string>()
    for (const { body, contentType, operation, status } of exchanges) {
      const official = of.operations.find(({ method, path }) => `${method} ${path}` === operation)
      if (official === undefined) throw new Error(`unknown: ${operation}`)
      seen.add(`${official.id} ${status < 300 ? "done" : "refused"}`)
      if (status >= 400) {
        assert.include(common, status, body)
        assert.strictEqual(contentType, "application/problem+json")
        const problem = JSON.parse(body)
        assert.strictEqual(problem.status, status)
        for (const field of ["type", "title", "detail", "instance", "contextId"]) assert.isString(problem[field], field)
        continue
      }
      assert.include(official.statuses, String(status))
      if (status === 204) {
        assert.strictEqual(body, "")
        continue
      }
      for (const wrong of wrongIn(JSON.parse(body), fieldsOf(of, official, "response")))
        found.add(wrong.replace(/ \[\]\.?/, " "))
    }
    assert.sameMembers(
      [...found].filter((wrong) => meant[wrong] === undefined && !/chargeBatchItemDto/.test(wrong)),
      []
    )
    // Each operation has succeeded and failed; the batch and a list cannot do both.
    for (const { id } of of.operations) {
      assert.isTrue(seen.has(`${id} done`), id)
      if (id !== "CreateChargeAsyncV3") assert.isTrue(seen.has(`${id} refused`), id)
    }
  }, 60_000)
})
