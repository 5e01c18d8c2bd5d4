/** The emulator's program: installed, by npx, and as a single file without anything beside it. */
import { cp } from "node:fs/promises"
import { join } from "node:path"
import { folder, root } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { attempt, run, whileRunning } from "../lib/shell.mjs"

const address = /^Vipps emulator: (http:\/\/127\.0\.0\.1:\d+)$/m

/** What anyone does first: the dashboard, its description, a payment's refusal, and the picture of a QR code. */
const serves = async (printed) => {
  const [, url] = address.exec(printed) ?? []
  expect(url !== undefined, printed)
  for (const [path, status, type] of [
    ["/_emulator", 200, "text/html"],
    ["/_emulator/openapi.json", 200, "application/json"],
    ["/epayment/v1/payments/order-2026-0001", 401, "application/json"]
  ]) {
    const response = await fetch(`${url}${path}`)
    const found = `${path}: ${response.status} ${response.headers.get("content-type")}`
    expect(response.status === status && response.headers.get("content-type")?.startsWith(type), found)
  }
}

export const program = async ({ emulator }, { effect }) => {
  await check("emulator: vipps-emulator, installed, serves the APIs and the pages", () =>
    whileRunning("node_modules/.bin/vipps-emulator", ["--port", "0"], { cwd: effect, until: address }, serves)
  )
  await check("emulator: vipps-emulator keeps its state in a file, where it is installed", () =>
    whileRunning(
      "node_modules/.bin/vipps-emulator",
      ["--port", "0", "--data", "state.data"],
      { cwd: effect, until: address },
      serves
    )
  )
  await check("emulator: npx runs it from the tarball", async () => {
    const args = [
      "exec",
      "--yes",
      "--prefer-offline",
      `--package=${emulator.path}`,
      "--",
      "vipps-emulator",
      "--version"
    ]
    const { stdout } = await run("npm", args, await folder("npx"))
    expect(/^\d+\.\d+\.\d+$/.test(stdout.trim()), stdout)
  })
  await check(
    "emulator: vipps-emulator.mjs serves alone in a folder, and says what a file for its state needs",
    async () => {
      const cwd = await folder("alone")
      const file = "vipps-emulator.mjs"
      await cp(join(root, "packages/emulator/dist", file), join(cwd, file))
      await whileRunning(process.execPath, [file, "--port", "0"], { cwd, until: address }, serves)
      const { code, stderr } = await attempt(process.execPath, [file, "--port", "0", "--data", "state.data"], cwd)
      expect(code === 1 && stderr.includes("npm install lmdb"), `exit ${code}: ${stderr}`)
    }
  )
}
