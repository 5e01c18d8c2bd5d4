import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** Rejects unless the exit code is 0. Everything comes from the sources: `npm run example:promise:cjs` needs a build. */
const play = (shop: string) =>
  promisify(execFile)(process.execPath, ["--import", "tsx", "examples/promise/customer.mjs", shop], { cwd: root })

describe("examples/promise", () => {
  it.each(["server.ts", "shop.cjs"])(
    "examples/promise: %s sells a pair of socks",
    { timeout: 60_000 },
    async (shop) => {
      const { stderr, stdout } = await play(shop)
      assert.strictEqual(stderr, "")
      for (const line of [
        "POST /orders                       201: pay at http://127.0.0.1:",
        "POST /orders/:id/capture           409: Cannot capture before reservation",
        "GET /orders/:id                    200: AUTHORIZED, 249.00 NOK reserved",
        "POST /orders/:id/capture           503: The outcome is not known yet. Send the same request again.",
        "  the same request again           200: 249.00 NOK captured",
        "Vipps' ledger                      AUTHORIZED 249.00 NOK, CAPTURED 249.00 NOK",
        "GET /orders/order-9999-9999        404: Vipps has no such payment.",
        'retry with idempotencyKey "order-2026-0001--capture--2"',
        "Everything went as expected."
      ]) {
        assert.include(stdout, line)
      }
    }
  )
})
