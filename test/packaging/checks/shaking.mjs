/** What a bundle contains that uses a part of the client. */
import { check, expect } from "../lib/report.mjs"
import { run } from "../lib/shell.mjs"

/**
 * Minified kilobytes, Effect not counted. An operation comes with what sends it, 66 of these, and with its own schemas; what
 * verifies a webhook, and money, come alone.
 */
const budgets = {
  "EPayment.getPayment": 69,
  "Recurring.getCharge": 69,
  "Webhooks.list": 68,
  "Webhooks.verify": 23,
  "Money.format": 2,
  "VippsError.toPublic": 6
}

/** The client, all of it: a bundle of one operation must stay well below. */
const whole = `export * from "@effect-vipps/client"`

const kilobytes = async ({ effect, toolbox }, code) => {
  const { stdout } = await run(process.execPath, ["shake.mjs", effect, code], toolbox)
  return Number(stdout) / 1000
}

export const shaking = async (apps) => {
  const all = await check("client: a bundle of all of it can be measured", () => kilobytes(apps, whole))
  for (const [name, budget] of Object.entries(budgets)) {
    const [module, used] = name.split(".")
    await check(`client: a bundle of ${name} leaves out the rest`, async () => {
      const size = await kilobytes(apps, `export { ${used} } from "@effect-vipps/client/${module}"`)
      expect(size <= budget, `it has ${size} kB; ${budget} are allowed`)
      expect(size < all / 2, `it has ${size} kB, and all of the client has ${all}`)
    })
  }
}
