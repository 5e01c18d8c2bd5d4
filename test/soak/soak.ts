// @effect-diagnostics globalDate:off globalFetch:off globalTimers:off
/** One round of the soak: servers, faults, a process of callers that is killed and started again, and the judge. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { bundle } from "./bundle.js"
import type { Settings } from "./caller.js"
import { readJournal } from "./journal.js"
import { judge, type Movement, type Verdict } from "./judge.js"
import { type Life, lifeOf } from "./plan.js"
import { type FaultProxy, type ProxySabotage, startProxy } from "./proxy.js"
import { random } from "./random.js"
import type { Defect } from "./server/Books.js"
import { ledgerServer } from "./server/server.js"

export type Sabotage = ProxySabotage | Defect

export interface Options {
  readonly seed: number
  readonly lives: number
  /** How often the process of the callers is killed. */
  readonly kills: number
  readonly concurrency: number
  /** A client or server that is wrong on purpose, which the judge must find. */
  readonly sabotage?: Sabotage | undefined
  /** Milliseconds after which the round is stopped, and what is not finished counts as unresolved. */
  readonly deadline: number
}

export interface Report extends Verdict {
  readonly lives: ReadonlyMap<Life["kind"], number>
  readonly requests: number
  readonly faulted: number
  readonly faults: ReadonlyMap<string, number>
  readonly killed: number
  readonly seconds: number
}

const isDefect = (sabotage: Sabotage | undefined): sabotage is Defect => sabotage?.startsWith("books") === true

const emulatorServer = async () => {
  const scope = Effect.runSync(Scope.make())
  const built = Layer.buildWithScope(VippsEmulatorServer.layer({ rateLimits: false }), scope)
  const { emulator, url } = Context.get(await Effect.runPromise(built), VippsEmulatorServer.VippsEmulatorServer)
  const ledger = async (): Promise<ReadonlyArray<Movement>> => {
    const entries = await Effect.runPromise(emulator.ledger)
    return entries.map(({ amount, operation, reference }) => ({ subject: reference, operation, value: amount.value }))
  }
  return { url, ledger, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

/** The days on which the charges of two periods are due pass. */
const passDays = async (control: string): Promise<void> => {
  for (let day = 0; day < 40; day++) {
    const body = JSON.stringify({ millis: 86_400_000 })
    const response = await fetch(`${control}/clock`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body
    })
    if (!response.ok) throw new Error(`${control}/clock: ${response.status}`)
    await response.arrayBuffer()
  }
}

/** Resolves to how the process ended. */
const ended = (child: ReturnType<typeof spawn>): Promise<{ readonly code: number | null; readonly stderr: string }> =>
  new Promise((resolve) => {
    let stderr = ""
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8")
    })
    child.on("close", (code) => resolve({ code, stderr }))
  })

export const soak = async ({ concurrency, deadline, kills, lives, sabotage, seed }: Options): Promise<Report> => {
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), "soak-"))
  const emulator = await emulatorServer()
  const ledger = await ledgerServer(isDefect(sabotage) ? sabotage : undefined)
  const program = join(folder, "caller.mjs")
  const journal = join(folder, "journal")
  const settings = join(folder, "settings.json")
  const draws = random(seed, 1)
  let child: ReturnType<typeof spawn> | undefined
  let killed = 0
  // About ten requests of each life, of which the kills divide the first two thirds.
  const nextKill = () =>
    killed < kills
      ? draws.int(Math.max(5, lives), Math.max(10, Math.ceil((lives * 10) / (kills + 1))))
      : Number.POSITIVE_INFINITY
  let untilKill = nextKill()
  const moment = draws.chance(0.5) ? "before" : "after"

  const onRequest = (when: "before" | "after"): void => {
    if (when !== moment || child === undefined || child.killed || --untilKill > 0) return
    child.kill("SIGKILL")
    killed++
    untilKill = nextKill()
  }
  const proxies: Array<FaultProxy> = []
  try {
    await bundle(fileURLToPath(new URL("caller.ts", import.meta.url)), program)
    for (const [i, target] of [emulator.url, ledger.url].entries()) {
      const proxy = isDefect(sabotage) ? undefined : sabotage
      proxies.push(await startProxy({ target, random: random(seed, 2 + i), sabotage: proxy, onRequest }))
    }
    const [toEmulator, toLedger] = proxies as [FaultProxy, FaultProxy]
    const { clientId, clientSecret, merchantSerialNumber, subscriptionKey } = VippsEmulator.defaultCredentials
    const written: Settings = {
      seed,
      lives,
      journal,
      concurrency,
      today: new Date().toISOString().slice(0, 10),
      keys: { clientId, clientSecret, merchantSerialNumber, subscriptionKey },
      urls: {
        emulator: { api: toEmulator.url, control: `${emulator.url}/_emulator` },
        ledger: { api: toLedger.url, control: `${ledger.url}/_ledger` }
      }
    }
    writeFileSync(settings, JSON.stringify(written))
    for (let finished = false; !finished; ) {
      const left = deadline - (performance.now() - began)
      if (left <= 0) break
      child = spawn(process.execPath, [program, settings], {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined }
      })
      const running = child
      const timer = setTimeout(() => running.kill("SIGKILL"), left)
      const { code, stderr } = await ended(running)
      clearTimeout(timer)
      finished = code === 0
      if (code !== null && code !== 0) throw new Error(`The callers ended with ${code}: ${stderr.slice(0, 4_000)}`)
      // What was sent before the end arrives: a process that starts later meets no request of the one before.
      await Promise.all(proxies.map(({ idle }) => idle()))
    }
    await passDays(`${emulator.url}/_emulator`)
    await passDays(`${ledger.url}/_ledger`)
    const planned = Array.from({ length: lives }, (_, id) => lifeOf(seed, id))
    const verdict = judge(planned, readJournal(journal), {
      emulator: await emulator.ledger(),
      ledger: ledger.books.movements
    })
    const count = (of: (proxy: FaultProxy) => number) => proxies.reduce((sum, proxy) => sum + of(proxy), 0)
    const faults = new Map<string, number>()
    for (const { counts } of proxies)
      for (const [name, n] of counts.byName) faults.set(name, (faults.get(name) ?? 0) + n)
    const byKind = new Map<Life["kind"], number>()
    for (const { kind } of planned) byKind.set(kind, (byKind.get(kind) ?? 0) + 1)
    return {
      ...verdict,
      lives: byKind,
      requests: count(({ counts }) => counts.requests),
      faulted: count(({ counts }) => counts.faulted),
      faults,
      killed,
      seconds: (performance.now() - began) / 1000
    }
  } finally {
    child?.kill("SIGKILL")
    await Promise.all([...proxies, emulator, ledger].map(({ close }) => close()))
    rmSync(folder, { recursive: true, force: true })
  }
}
