/**
 * A thousand payments at once, created, approved and captured by the client over HTTP at an emulator in a process of its
 * own: `npm run bench -- --only emulator`, once more with `--data` to keep them in a file as well. Says how fast, and how much memory it took.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { parseArgs } from "node:util"
import * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import { defaultCredentials } from "@effect-vipps/emulator/VippsEmulator"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const { values } = parseArgs({
  options: { data: { type: "boolean", default: false }, payments: { type: "string", default: "1000" } }
})
const payments = Number(values.payments)
const total = { value: 49900, currency: "NOK" } as const

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vipps-bench-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** The program, which is killed in the end. */
const emulator = (args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(
        process.execPath,
        ["--import", "tsx", "packages/emulator/src/bin.ts", "--port", "0", ...args],
        {
          stdio: ["ignore", "pipe", "inherit"]
        }
      )
      for await (const line of createInterface(child.stdout)) {
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
        if (url !== undefined) return { child, url }
      }
      throw new Error("The emulator did not start")
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

/** Resident memory of a process in MiB, now and at its highest; where there is no /proc, unknown. */
const memory = (pid: number | undefined): string => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8")
    const mib = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
    return `${mib("VmRSS")} MiB (at most ${mib("VmHWM")} MiB)`
  } catch {
    return "unknown"
  }
}

const pay = (url: string, reference: string) =>
  Effect.gen(function* () {
    yield* EPayment.createPayment({
      reference,
      amount: total,
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/thanks"
    })
    yield* Effect.scoped(HttpClient.post(`${url}/_emulator/payments/${reference}/approve`))
    yield* EPayment.capturePayment(reference, { modificationAmount: total })
  })

const main = Effect.gen(function* () {
  const args = values.data ? ["--data", join(yield* folder, "vipps.db")] : []
  const { child, url } = yield* emulator(args)
  const before = memory(child.pid)
  const { clientSecret, subscriptionKey, ...rest } = defaultCredentials
  const config = VippsConfig.layer({
    ...rest,
    clientSecret: Redacted.make(clientSecret),
    subscriptionKey: Redacted.make(subscriptionKey),
    baseUrl: url,
    attemptTimeout: "1 minute",
    timeout: "2 minutes"
  })
  yield* Effect.gen(function* () {
    const references = Array.from({ length: payments }, (_, nth) => `order-${10_000 + nth}`)
    const [took] = yield* Effect.timed(
      Effect.forEach(references, (reference) => pay(url, reference), { concurrency: "unbounded", discard: true })
    )
    const ledger = yield* Effect.scoped(
      Effect.flatMap(HttpClient.get(`${url}/_emulator/ledger`), (response) => response.json)
    )
    const seconds = Duration.toMillis(took) / 1000
    const entries = Array.isArray(ledger) ? ledger.length : 0
    yield* Console.log(
      [
        `${payments} payments, 3 requests each, all at once: ${seconds.toFixed(1)} s`,
        `${Math.round((payments * 3) / seconds)} requests a second, ${Math.round(payments / seconds)} payments a second`,
        `the ledger has ${entries} entries, ${payments * 2} were expected`,
        `memory of the emulator: ${before} before, ${memory(child.pid)} after; of the client: ${memory(process.pid)}`
      ].join("\n")
    )
    if (entries !== payments * 2) yield* Effect.dieMessage("The ledger is not what the clients were told")
  }).pipe(Effect.provide(Layer.merge(config, NodeHttpClient.layerUndici)))
}).pipe(Effect.scoped, Effect.timeout("5 minutes"))

Effect.runPromise(main)
