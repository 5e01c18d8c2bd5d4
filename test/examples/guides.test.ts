/** The programs in the guides that run as they are: each prints what the guide shows below it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { format } from "node:util"
import { afterAll, afterEach, assert, describe, it, vi } from "@effect/vitest"
import { startVipps } from "@effect-vipps/testing"
import { check, commandLines, readme, readmes, root, type Snippet } from "./snippets.js"

const folder = mkdtempSync(`${root}test/examples/.guides-`)
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => void vi.restoreAllMocks())

const isProgram = ({ code, language }: Snippet | { readonly code: string; readonly language: string }) =>
  language === "ts" && code.includes("await startVipps()")

/** Each program of a guide with the block after it. */
const programs = readmes
  .filter((file) => file.startsWith("docs/"))
  .flatMap((file) => {
    const blocks = readme(file)
    return blocks.flatMap((block, i) => (isProgram(block) ? [{ ...block, shown: blocks[i + 1] }] : []))
  })

describe("the programs in the guides", () => {
  it("every API has a guide with a program that runs", () => {
    const apis = ["epayment", "checkout", "recurring", "qr", "order-management", "report", "userinfo", "login"]
    assert.deepStrictEqual(
      apis.filter((name) => !programs.some(({ at }) => at.startsWith(`docs/${name}.md:`))),
      []
    )
  })

  it.each(programs)("the program at $at prints what is shown below it", async ({ at, code, shown }) => {
    assert.strictEqual(shown?.language, "text", `${at}: the block after a program is what it prints`)
    const printed: Array<string> = []
    vi.spyOn(console, "log").mockImplementation((...words) => void printed.push(format(...words)))
    const path = `${folder}/${at.replace(/\W/g, "-")}.ts`
    writeFileSync(path, code)
    await import(path)
    assert.deepStrictEqual(printed, shown?.code.split("\n"))
  })
})

describe("the guides for those who migrate", () => {
  it("every type and every call that the tables name exists", { timeout: 120_000 }, () => {
    const rows = ["docs/migrate.md", "docs/migrate-recurring.md"].flatMap((file) =>
      readFileSync(root + file, "utf8")
        .split("\n")
        .filter((line) => line.startsWith("| `"))
        .map((line) => line.split(/(?<!\\)\|/)[2] ?? "")
    )
    const named = (pattern: RegExp) => [
      ...new Set(rows.flatMap((cell) => Array.from(cell.matchAll(pattern), ([, name = ""]) => name)))
    ]
    const types = named(/`((?:EPayment|Checkout|Recurring|Webhooks)\.\w+)`/g)
    const calls = named(/`(vipps\.\w+\.\w+)\(/g)
    assert.isAbove(types.length, 20)
    assert.isAbove(calls.length, 20)
    const code = [
      `import type { Checkout, EPayment, Recurring, Vipps, Webhooks } from "@effect-vipps/promise"`,
      "declare const vipps: Vipps",
      ...types.map((type, i) => `export type T${i} = ${type}`),
      ...calls.map((call, i) => `export const c${i} = ${call}`)
    ].join("\n")
    assert.deepStrictEqual(check([{ at: "migrate:1", language: "ts", code }]), [])
  })
})

describe("the commands in the guides", () => {
  it("the emulator accepts every curl of a control endpoint", async () => {
    const vipps = await startVipps()
    try {
      const calls = commandLines().flatMap(({ at, line }) => {
        const [, method, path, body] = /^curl -X (\w+) http:\/\/127\.0\.0\.1:4242(\S+)\s+-d '(.*)'$/.exec(line) ?? []
        assert.strictEqual(line.startsWith("curl"), path !== undefined, `${at}: ${line}`)
        return path === undefined ? [] : [{ method: method ?? "", path, body: body ?? "" }]
      })
      assert.isAtLeast(calls.length, 3)
      for (const { body, method, path } of calls) {
        const response = await vipps.options.fetch(`${vipps.options.baseUrl}${path}`, { method, body })
        assert.isTrue(response.ok, `${path}: ${response.status} ${await response.text()}`)
      }
    } finally {
      await vipps.close()
    }
  })
})
