/** A shop on DBOS that is killed after Vipps captured and before DBOS stored it. */
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { inject } from "vitest"
import { postgres } from "../sql/databases.js"
import { ended, root } from "../support/child.js"
import { type Job, orderOf } from "./job.js"

const child = join(root, "test/dbos/shop.child.ts")

const run = (job: Job) => ended("--import", "tsx", child, JSON.stringify(job))

/** As soon as the payment is there. */
const approved = (emulator: VippsEmulator.Service, reference: string) =>
  Effect.retry(emulator.approve(reference), { schedule: Schedule.spaced("50 millis"), times: 600 })

describe("a payment on DBOS", () => {
  it.scopedLive("each payment is captured once, although its process is killed after a capture", () =>
    Effect.gen(function* () {
      const host = inject("postgres")
      const { client, name } = yield* postgres(host)
      const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false, paymentLifetime: "1 day" })
      const references = Array.from({ length: 5 }, (_, i) => `order-2026-000${i + 1}`)
      const job: Job = {
        url,
        keys: VippsEmulator.defaultCredentials,
        databaseUrl: `postgresql://postgres@localhost/${name}?host=${encodeURIComponent(host)}`,
        references
      }
      // The customer of the last order rejects.
      yield* Effect.forkScoped(
        Effect.all(
          references.map((reference, i) => (i < 4 ? approved(emulator, reference) : Effect.void)),
          { concurrency: "unbounded" }
        )
      )
      yield* Effect.forkScoped(
        Effect.retry(emulator.reject(references[4] ?? ""), { schedule: Schedule.spaced("50 millis"), times: 600 })
      )

      const killed = yield* run({ ...job, dieAtCapture: 2 })
      assert.strictEqual(killed.signal, "SIGKILL", killed.errors)
      const second = yield* run(job)
      assert.strictEqual(second.code, 0, second.errors)
      assert.deepStrictEqual(JSON.parse(second.output), {
        ...Object.fromEntries(references.map((reference) => [reference, "Captured"])),
        [references[4] ?? ""]: "NotPaid"
      })

      const ledger = yield* emulator.ledger
      const captures = ledger.filter(({ operation }) => operation === "CAPTURED").map(({ reference }) => reference)
      assert.deepStrictEqual(captures.sort(), references.slice(0, 4))
      const sent = (yield* emulator.requests).filter(({ operation }) => operation === "EPayment.capturePayment")
      assert.isAbove(sent.length, 4, "no capture was repeated: the process did not die in between")

      // DBOS stores the reference and no personal data.
      const stored = yield* Effect.provide(
        Effect.flatMap(SqlClient.SqlClient, (sql) =>
          Effect.all([
            sql`SELECT row_to_json(w)::text AS row FROM dbos.workflow_status w`,
            sql`SELECT row_to_json(o)::text AS row FROM dbos.operation_outputs o`
          ])
        ),
        client
      )
      const text = JSON.stringify(stored)
      assert.include(text, "order-2026-0001")
      for (const secret of [orderOf.phoneNumber, job.keys.clientSecret, orderOf.returnUrl]) {
        assert.notInclude(text, secret)
      }
    })
  )
})
