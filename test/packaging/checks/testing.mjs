/** The facade's entry for tests, as the test runners of its users load it: the package alone, and a runner. */
import { consumer } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { run } from "../lib/shell.mjs"

const runners = ["vitest@3.2.7", "jest@30.5.2"]

const passes = async (app, command, args, count) => {
  const { text } = await run(command, args, app)
  expect(text.includes(`${count} passed`), text)
}

export const testing = async ({ promise }) => {
  const app = await check("promise/testing: installs with vitest and Jest, and nothing of Effect", async () => {
    const app = await consumer("testing", promise.path, ...runners)
    const { stdout } = await run("npm", ["ls", "--all", "--parseable"], app)
    const others = stdout.split("\n").filter((path) => /node_modules[\\/](@effect[\\/]|effect$|lmdb$)/.test(path))
    expect(others.length === 0, others.join("\n"))
    return app
  })
  if (app === undefined) return
  await check("promise/testing: a test passes under vitest", () =>
    passes(app, "npx", ["vitest", "run", "--globals", "--root", "fixtures/testing", "shop.test.mjs"], 2)
  )
  await check("promise/testing: a test passes under Jest, as CommonJS", () =>
    passes(app, "npx", ["jest", "--rootDir", "fixtures/testing", "--testMatch", "**/shop.test.cjs"], 2)
  )
  await check("promise/testing: a test passes under Jest, as an ES module", () => {
    const jest = ["--experimental-vm-modules", "node_modules/jest/bin/jest.js"]
    return passes(
      app,
      process.execPath,
      [...jest, "--rootDir", "fixtures/testing", "--testMatch", "**/shop.test.mjs"],
      2
    )
  })
}
