/**
 * Runs one smoke program with the built `@effect-vipps/promise` and `@effect-vipps/login` on every runtime it is for, against the emulator, and on
 * workerd also one client that many requests share, and prints how it went. Needs `npm run build` first, and the registry for the runtimes, which are not kept.
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { arch, env, execPath, platform } from "node:process"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { listening, run, start, temporary } from "./children.mjs"
import { differences, expected, observed } from "./expected.mjs"
import { startProxy } from "./proxy.mjs"
import { expectedRounds, tokens } from "./rounds.mjs"
import { runtimes } from "./runtimes.mjs"

const root = fileURLToPath(new URL("../..", import.meta.url))
const here = fileURLToPath(new URL(".", import.meta.url))
const app = join(temporary, "app")

const installLimitMs = 120_000
const emulatorLimitMs = 170_000
const smokeLimitMs = 15_000

/** As the runtimes' users have it: the program in a folder of its own, with the package in node_modules. */
const prepareApp = async () => {
  const promise = join("node_modules", "@effect-vipps", "promise")
  mkdirSync(join(app, promise), { recursive: true })
  const programs = ["smoke.js", "login.js", "main.js", "worker.js", "workerd.capnp", "shared.js", "shared.capnp"]
  for (const name of ["package.json", ...programs]) {
    cpSync(join(here, name), join(app, name))
  }
  for (const name of ["package.json", "dist"]) {
    cpSync(join(root, "packages", "promise", name), join(app, promise, name), { recursive: true })
  }
  // One file, as a Worker is deployed: the login has dependencies, which are not installed here.
  const login = join(app, "node_modules", "@effect-vipps", "login")
  await build({
    entryPoints: [join(root, "packages", "login", "dist", "esm", "promise.js")],
    outfile: join(login, "promise.js"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "error"
  })
  const manifest = { name: "@effect-vipps/login", type: "module", exports: { "./promise": "./promise.js" } }
  writeFileSync(join(login, "package.json"), JSON.stringify(manifest))
}

/** Puts the runtimes for this machine in the temporary folder; gives why, if that went wrong. */
const install = () => {
  cpSync(join(here, "package.json"), join(temporary, "package.json"))
  const args = ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"]
  return run("npm", args, { cwd: temporary, limitMs: installLimitMs }).then(
    () => `npm installed no package for ${platform}-${arch}`,
    (error) => error.message
  )
}

const startEmulator = async () => {
  const args = ["--import", "tsx", "packages/emulator/src/bin.ts", "--port", "0"]
  const keys = {
    clientId: "the-client",
    clientSecret: "the-secret",
    subscriptionKey: "the-subscription",
    merchantSerialNumber: "123456"
  }
  const server = start(execPath, args, {
    cwd: root,
    limitMs: emulatorLimitMs,
    env: {
      PATH: env.PATH,
      VIPPS_CLIENT_ID: keys.clientId,
      VIPPS_CLIENT_SECRET: keys.clientSecret,
      VIPPS_SUBSCRIPTION_KEY: keys.subscriptionKey,
      VIPPS_MERCHANT_SERIAL_NUMBER: keys.merchantSerialNumber
    }
  })
  return { keys, url: await listening(server, server.child.stdout, /(http:\S+)/), stop: server.stop }
}

/** A folder instead of the user's, and none of this process's variables, so that nothing but the program is at work. */
const options = { cwd: app, limitMs: smokeLimitMs, env: { HOME: join(temporary, "home"), NO_COLOR: "1" } }

/** Runs the smoke program, or the rounds, on one runtime and gives what is wrong, nothing if nothing is. */
const check = async (runtime, program, emulator) => {
  const reference = `smoke-${runtime.name.replaceAll(/\W+/g, "-").toLowerCase()}`
  const proxy = await startProxy(emulator.url, runtime.rounds && tokens)
  try {
    // A customer each: five logins a minute may be started for one.
    const phoneNumber = `4740000${100 + runtimes.indexOf(runtime)}`
    const own = { keys: emulator.keys, baseUrl: proxy.url, emulator: emulator.url, phoneNumber, reference }
    const input = JSON.stringify(own)
    if (runtime.rounds) return differences(await runtime.rounds(program, input, options, proxy), expectedRounds)
    const printed = JSON.parse(await runtime.smoke(program, input, options))
    const ledger = await (await fetch(`${emulator.url}/_emulator/ledger?reference=${reference}`)).json()
    return differences({ ...printed, ...observed(proxy.requests, ledger) }, expected(reference, runtime.asyncContext))
  } catch (error) {
    return [error.message]
  } finally {
    proxy.stop()
  }
}

/** Installed but not starting, like not installed, says nothing of the package. Node 20 is everywhere: it must run. */
const examine = async (runtime, notInstalled, emulator) => {
  const { name, required } = runtime
  const program = join(temporary, "node_modules", runtime.program)
  let version
  try {
    if (!existsSync(program)) throw new Error(notInstalled)
    version = /\d[\d.-]+/.exec(await run(program, ["--version"], options))?.[0] ?? "unknown"
  } catch (error) {
    const why = error.message.replaceAll(/\s+/g, " ").slice(0, 200)
    return { name, outcome: required ? "failed" : "cannot run", result: `cannot run here: ${why}`, why: [] }
  }
  const started = performance.now()
  const why = await check(runtime, program, emulator)
  const time = `${((performance.now() - started) / 1000).toFixed(1)} s`
  const outcome = why.length === 0 ? "passed" : "failed"
  return { name, version, time, outcome, result: outcome, why }
}

const print = (results) => {
  const rows = results.map(({ name, result, time = "-", version = "-" }) => [name, version, time, result])
  const table = [["runtime", "version", "time", "result"], ...rows]
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd()
    )
  console.log()
  for (const { name, why } of results) for (const line of why) console.log(`${name}: ${line}\n`)
}

await prepareApp()
mkdirSync(options.env.HOME)
const [notInstalled, emulator] = await Promise.all([install(), startEmulator()])
const results = []
for (const runtime of runtimes) results.push(await examine(runtime, notInstalled, emulator))
emulator.stop()

print(results)
const count = (outcome) => results.filter((one) => one.outcome === outcome).length
console.log(`${count("passed")} passed, ${count("failed")} failed`)
process.exitCode = count("failed") === 0 ? 0 : 1
