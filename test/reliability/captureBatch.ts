/** A batch of captures in processes that are killed at random and resumed, and what the emulator's ledger holds then. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as HttpClient from "@effect/platform/HttpClient"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { bundle } from "../soak/bundle.js"
import { random } from "../soak/random.js"
import { ended, root } from "../support/child.js"
import { type Job, orderOf, type Sample } from "./captureJob.js"

export interface Options {
  /** An even number: each payment has two. */
  readonly orders: number
  readonly kills: number
  readonly seed: number
  readonly concurrency?: number
}

/** Every order approved, at an emulator in this process. */
const approved = (emulator: VippsEmulator.Service, orders: number) =>
  Effect.forEach(
    Array.from({ length: orders / 2 }, (_, n) => [orderOf(2 * n), orderOf(2 * n + 1)] as const),
    ([{ amount, reference }, second]) =>
      Effect.zipRight(
        EPayment.createPayment({
          amount: { ...amount, value: amount.value + second.amount.value },
          reference,
          paymentMethod: { type: "WALLET" },
          userFlow: "QR"
        }),
        emulator.approve(reference)
      ),
    { concurrency: 10, discard: true }
  )

const run = (program: string, job: Job) =>
  Effect.flatMap(ended("--expose-gc", program, JSON.stringify(job)), ({ code, errors, output, signal }) => {
    const samples = output.split("\n").flatMap((line): ReadonlyArray<Sample> => (line === "" ? [] : [JSON.parse(line)]))
    return code === 0 || signal === "SIGKILL"
      ? Effect.succeed({ killed: signal === "SIGKILL", samples })
      : Effect.dieMessage(`the batch ended with ${code ?? signal}: ${errors}`)
  })

/** In the first half the processes are killed; the last one captures the second half, and its heap is judged. */
export const captureBatch = ({ concurrency = 20, kills, orders, seed }: Options) =>
  Effect.gen(function* () {
    const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false })
    const keys = VippsEmulator.defaultCredentials
    const began = performance.now()
    yield* approved(emulator, orders).pipe(
      Effect.provideService(HttpClient.HttpClient, emulator.client),
      Effect.provide(
        VippsConfig.layer({
          ...keys,
          clientSecret: Redacted.make(keys.clientSecret),
          subscriptionKey: Redacted.make(keys.subscriptionKey),
          baseUrl: "http://127.0.0.1:4242"
        })
      ),
      Effect.orDie
    )
    const prepared = performance.now()
    const dir = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(root, "node_modules", ".capture-batch-"))),
      (dir) => Effect.sync(() => rmSync(dir, { recursive: true }))
    )
    const program = join(dir, "batch.mjs")
    yield* Effect.promise(() => bundle(join(root, "test", "reliability", "captureBatch.child.ts"), program))
    const file = join(dir, "report.json")
    writeFileSync(file, "")
    const { int } = random(seed)
    const share = Math.floor(orders / 2 / Math.max(kills, 1))
    const job = { url, keys, file, orders, concurrency, sampleEvery: Math.max(1, Math.floor(orders / 20)) }
    let killed = 0
    for (let n = 0; n < kills; n++) {
      // The token's request is the first.
      const life = yield* run(program, { ...job, killAt: int(2, 2 * share) })
      if (life.killed) killed++
    }
    const last = yield* run(program, job)
    // The amount says which shipment a capture is of.
    const captures = new Map<string, number>()
    for (const { amount, operation, reference } of yield* emulator.ledger) {
      const capture = `${reference} ${amount.value}`
      if (operation === "CAPTURED") captures.set(capture, (captures.get(capture) ?? 0) + 1)
    }
    const wanted = new Set(
      Array.from({ length: orders }, (_, n) => orderOf(n)).map(
        ({ amount, reference }) => `${reference} ${amount.value}`
      )
    )
    const report: EPayment.BatchReport = JSON.parse(readFileSync(file, "utf8"))
    return {
      killed,
      report,
      captures: [...captures.values()].reduce((sum, count) => sum + count, 0),
      missing: [...wanted].filter((capture) => !captures.has(capture)).length,
      twice: [...captures.values()].filter((count) => count > 1).length,
      wrong: [...captures.keys()].filter((capture) => !wanted.has(capture)).length,
      heap: last.samples.map(({ heapUsed }) => heapUsed),
      lastRun: last.samples.length === 0 ? 0 : Math.max(...last.samples.map(({ sent }) => sent)),
      preparedIn: Math.round((prepared - began) / 1000),
      capturedIn: Math.round((performance.now() - prepared) / 1000)
    }
  }).pipe(Effect.scoped)
