/**
 * A year of agreements that are billed monthly by examples/subscriptions, while requests fail and the job is killed. What
 * the ledger holds is counted per agreement and period; the client's ids and the job's database are not asked.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { Recurring } from "@effect-vipps/client"
import type { Fault, VippsEmulator } from "@effect-vipps/emulator"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { interval } from "../../examples/subscriptions/Member.js"

/**
 * Breaks what keeps the books right, to show that this is found out: `twice` takes the `orderId` from each charge and
 * gives each request its own key; `never` marks a period as paid that is not.
 */
export type Sabotage = "twice" | "never"

export interface Options {
  readonly agreements: number
  /** Days of billing, from 1 January 2026. */
  readonly days: number
  readonly seed: number
  /** The job runs on every so many days. Defaults to 1. */
  readonly every?: number | undefined
  readonly sabotage?: Sabotage | undefined
}

/** What has been counted so far. */
export interface Count {
  requests: number
  /** Requests without a response, or with a refusal. */
  faulted: number
  jobs: number
  killed: number
}

export interface SignedUp {
  readonly agreementId: string
  readonly anchor: string
}

/** Where jobs run: in this process, or in processes of their own. */
export interface Setting {
  readonly emulator: VippsEmulator.Service
  /** The file of the job's database. */
  readonly filename: string
  readonly count: Count
  /** Moves all clocks to this moment. */
  readonly setTime: (millis: number) => Effect.Effect<void>
  /** Signs these members up. Each approves the agreement. */
  readonly signUp: (ids: ReadonlyArray<string>, price: number) => Effect.Effect<ReadonlyArray<SignedUp>>
  /** Runs so many jobs at once, which are killed when they have sent this many requests, if they get so far. */
  readonly runJobs: (jobs: number, killAfter?: number) => Effect.Effect<void>
}

export interface Figures extends Count {
  readonly agreements: number
  readonly periods: number
  /** Captures of these periods in the ledger. */
  readonly captures: number
  /** Periods with no capture, and with several: agreement and start. */
  readonly missing: ReadonlyArray<string>
  readonly repeated: ReadonlyArray<string>
}

/** About 30 % of the requests, and more than half of these are carried out without their response. */
const faults: ReadonlyArray<{ readonly rate: number; readonly fault: Fault.Fault }> = [
  { rate: 0.1, fault: { _tag: "Reset", afterEffect: true } },
  { rate: 0.06, fault: { _tag: "Reset" } },
  { rate: 0.06, fault: { _tag: "Answer", status: 500, afterEffect: true } },
  { rate: 0.04, fault: { _tag: "Answer", status: 503 } },
  { rate: 0.03, fault: { _tag: "Answer", status: 429, headers: { "retry-after": "2" } } },
  { rate: 0.02, fault: { _tag: "Hang", afterEffect: true } },
  { rate: 0.01, fault: { _tag: "InvalidJson" } },
  { rate: 0.01, fault: { _tag: "RevokeTokens" } }
]

const price = 19_900

/** Days after the last period has started, in which a charge that was put off is paid. */
const grace = 7

export const firstDay = DateTime.unsafeMake("2026-01-01T11:00:00Z")

const dateOf = (day: number) => DateTime.formatIsoDateUtc(DateTime.add(firstDay, { days: day }))

/** A period that the job's database takes for paid. */
const forget = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE members SET paidUntil = date(paidUntil, '+1 month') WHERE id = 'member-0'`
)

/** Counts the captures of each period that began within these days. */
const audit = (emulator: VippsEmulator.Service, members: ReadonlyArray<SignedUp>, days: number) =>
  Effect.gen(function* () {
    const paidOn = new Map<string, Array<string>>()
    for (const { operation, reference, timestamp } of yield* emulator.ledger) {
      if (operation !== "CAPTURED") continue
      const day = DateTime.formatIsoDateUtc(DateTime.unsafeMake(timestamp))
      paidOn.set(reference, [...(paidOn.get(reference) ?? []), day])
    }
    const missing: Array<string> = []
    const repeated: Array<string> = []
    let periods = 0
    let captures = 0
    for (const { agreementId, anchor } of members) {
      const { charges } = yield* emulator.agreement(agreementId)
      const paid = charges.flatMap(({ id }) => paidOn.get(id) ?? [])
      for (const { end, start } of Recurring.nextPeriods(interval, anchor)) {
        if (start >= dateOf(days + grace)) break
        const times = paid.filter((day) => day >= start && day < end).length
        if (times > 1) repeated.push(`${agreementId} ${start}`)
        if (start >= dateOf(days)) continue
        periods++
        captures += times
        if (times === 0) missing.push(`${agreementId} ${start}`)
      }
    }
    return { agreements: members.length, periods, captures, missing, repeated }
  })

export const billingYear = (
  { agreements, days, every = 1, sabotage, seed }: Options,
  make: (sabotage: Sabotage | undefined) => Effect.Effect<Setting, never, Scope.Scope>
) =>
  Effect.gen(function* () {
    const random = Random.make(seed)
    const { count, emulator, filename, runJobs, setTime, signUp } = yield* make(sabotage)
    const members: Array<SignedUp> = []
    const perDay = Math.ceil(agreements / 31)
    for (let day = 0; day < days + grace; day++) {
      yield* setTime(DateTime.add(firstDay, { days: day }).epochMillis)
      yield* emulator.clearFaults
      const ids = Array.from(
        { length: Math.min(perDay, agreements - members.length) },
        (_, i) => `member-${members.length + i}`
      )
      if (ids.length > 0) members.push(...(yield* signUp(ids, price)))
      if (sabotage === "never" && day === 14) yield* Effect.provide(forget, SqliteClient.layer({ filename }))
      if (day % every > 0) continue
      yield* emulator.chaos({ seed: seed * 1_000 + day, faults: [...faults] })
      for (let deaths = yield* random.nextIntBetween(0, 3); deaths > 0; deaths--) {
        yield* runJobs(1, yield* random.nextIntBetween(1, 3 * perDay))
      }
      yield* runJobs((yield* random.next) < 0.3 ? 2 : 1)
    }
    yield* emulator.clearFaults
    return { ...(yield* audit(emulator, members, days)), ...count } satisfies Figures
  }).pipe(Effect.scoped, Logger.withMinimumLogLevel(LogLevel.None))
