// @effect-diagnostics globalFetch:off
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { assert, describe, it } from "@effect/vitest"
import { root } from "./snippets.js"

describe("npm run login", () => {
  it("npm run login opens a shop that sends the browser to the emulator", { timeout: 60_000 }, async () => {
    const child = spawn("npm", ["run", "--silent", "login", "--", "hono"], { cwd: root, detached: true })
    try {
      const urls: Array<string> = []
      for await (const line of createInterface(child.stdout)) {
        urls.push(/http:\/\/[\d.:]+/.exec(line)?.[0] ?? "")
        if (urls.length === 2) break
      }
      const [shop, emulator] = urls
      const begun = await fetch(`${shop}/login`, { method: "POST", redirect: "manual" })
      const location = begun.headers.get("location") ?? ""
      assert.strictEqual(begun.status, 303)
      assert.isTrue(location.startsWith(`${emulator}/access-management-1.0/access/oauth2/auth?`), location)
      assert.match(begun.headers.get("set-cookie") ?? "", /^begun=.+HttpOnly; SameSite=Lax/)
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid)
    }
  })
})
