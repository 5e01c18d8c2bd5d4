// @effect-diagnostics globalFetch:off globalFetchInEffect:off
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { promisify } from "node:util"
import { afterAll, afterEach, assert, describe, it, vi } from "@effect/vitest"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import { check, comments, readme, readmes, root, type Snippet } from "./snippets.js"

const isCode = ({ language }: Snippet) => language === "ts" || language === "js"

describe("the code in the documentation", () => {
  it("the code in the documentation compiles", { timeout: 120_000 }, () => {
    const code = [...readmes.flatMap(readme), ...comments()].filter(isCode)
    assert.isAbove(code.length, 50)
    assert.deepStrictEqual(check(code), [])
  })
})

const folder = mkdtempSync(`${root}test/examples/.readme-`)
afterAll(() => rmSync(folder, { recursive: true }))

/** The one block of a README that contains these words, as a file. */
const written = (file: string, words: string, change = (code: string) => code): string => {
  const found = readme(file).filter((snippet) => isCode(snippet) && snippet.code.includes(words))
  assert.strictEqual(found.length, 1, `blocks of ${file} with ${words}`)
  const { code = "", language = "" } = found[0] ?? {}
  const commonJs = code.includes("require(")
  const path = `${folder}/${file.replaceAll("/", "-")}-${words.length}.${commonJs ? "cjs" : language === "ts" ? "ts" : "mjs"}`
  writeFileSync(path, change(code))
  return path
}

/** Vipps' hosts are those of an emulator, and the environment holds its keys. */
const withVipps = <A>(use: (emulator: VippsEmulator.Service, url: string) => Promise<A>) =>
  Effect.gen(function* () {
    const { emulator, url } = yield* VippsEmulatorServer.VippsEmulatorServer
    const { clientId, clientSecret, merchantSerialNumber, subscriptionKey } = VippsEmulator.defaultCredentials
    vi.stubEnv("VIPPS_CLIENT_ID", clientId)
    vi.stubEnv("VIPPS_CLIENT_SECRET", clientSecret)
    vi.stubEnv("VIPPS_SUBSCRIPTION_KEY", subscriptionKey)
    vi.stubEnv("VIPPS_MERCHANT_SERIAL_NUMBER", merchantSerialNumber)
    vi.stubEnv("VIPPS_BASE_URL", url)
    const real = globalThis.fetch
    vi.stubGlobal("fetch", (target: string | URL, init: RequestInit) =>
      real(String(target).replace("https://apitest.vipps.no", url), init)
    )
    return yield* Effect.promise(() => use(emulator, url))
  }).pipe(Effect.provide(VippsEmulatorServer.layer()))

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** The first words a module prints. */
const printed = async (path: string): Promise<string> => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined)
  await import(path)
  await vi.waitFor(() => assert.isAbove(log.mock.calls.length, 0), { timeout: 10_000 })
  return log.mock.calls[0]?.join(" ") ?? ""
}

const stateOf = (emulator: VippsEmulator.Service, reference: string) =>
  Effect.runPromise(Effect.map(emulator.payment(reference), (payment) => payment.state))

describe("the code in the READMEs", () => {
  it("the quickstart of the README is examples/quickstart", () => {
    const quickstart = readFileSync(`${root}examples/quickstart/main.ts`, "utf8").trim()
    for (const file of ["README.md", "packages/client/README.md"]) {
      assert.include(
        readme(file).map(({ code }) => code),
        quickstart
      )
    }
  })

  it.scopedLive("the README's code creates a payment with Effect", () =>
    withVipps(async (emulator, url) => {
      const path = written("README.md", "VippsConfig.layerEnv))")
      assert.match(await printed(path), new RegExp(`Send the customer to.* message=.*${url}`))
      assert.strictEqual(await stateOf(emulator, "order-2026-0001"), "CREATED")
    })
  )

  it.scopedLive("the README's code creates a payment with the facade", () =>
    withVipps(async (emulator, url) => {
      const path = written("packages/promise/README.md", "useTestMode: true\n})\n\nconst { redirectUrl }")
      assert.include(await printed(path), `Send the customer to ${url}`)
      assert.strictEqual(await stateOf(emulator, "order-2026-0001"), "CREATED")
    })
  )

  it.scopedLive("the README's code creates a payment with the facade in CommonJS", () =>
    withVipps(async (emulator, url) => {
      const path = written(
        "packages/promise/README.md",
        "require(",
        (code) => `const { fetch } = globalThis
globalThis.fetch = (target, init) => fetch(String(target).replace("https://apitest.vipps.no", "${url}"), init)
${code}`
      )
      const { stderr, stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", path], { cwd: root })
      assert.strictEqual(stderr, "")
      assert.include(stdout, `Send the customer to ${url}`)
      assert.strictEqual(await stateOf(emulator, "order-2026-0001"), "CREATED")
    })
  )

  it.scopedLive("the README's code opens a Checkout session", () =>
    withVipps(async (_emulator, url) => {
      const path = written("packages/promise/README.md", "vipps.checkout.createSession({")
      assert.include(await printed(path), `For the frontend SDK: ${url}`)
    })
  )

  it("the README's code approves and reads a payment in memory", async () => {
    const path = written("packages/promise/README.md", "startVipps()", (code) => `${code}\nexport { state }`)
    assert.strictEqual((await import(path)).state, "AUTHORIZED")
  })
})

// These blocks are tests themselves.
await import(written("packages/testing/README.md", "it.effect("))
await import(written("packages/testing/README.md", "beforeEach("))
