/**
 * A year of agreements that are billed monthly by examples/subscriptions, while requests fail and the job is killed. What
 * the ledger holds is counted per agreement and period; the client's ids and the job's database are not asked.
 */
import { join } from "node:path"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as SqlClient from "@effect/sql/SqlClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { Recurring, VippsConfig } from "@effect-vipps/client"
import { type Fault, VippsEmulator } from "@effect-vipps/emulator"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as App from "../../examples/subscriptions/app.js"
import { Billing } from "../../examples/subscriptions/Billing.js"
import { Mailer } from "../../examples/subscriptions/Mail.js"
import { interval } from "../../examples/subscriptions/Member.js"
import { Members } from "../../examples/subscriptions/Members.js"
import { Memberships } from "../../examples/subscriptions/Memberships.js"
import { folder } from "../sql/databases.js"

export interface Options {
  readonly agreements: number
  /** Days of billing, from 1 January 2026. */
  readonly days: number
  readonly seed: number
  /**
   * Breaks what keeps the books right, to show that this is found out: `twice` takes the `orderId` from each charge and
   * gives each request its own key; `never` marks a period as paid that is not.
   */
  readonly sabotage?: "twice" | "never" | undefined
}

export interface Figures {
  readonly agreements: number
  readonly periods: number
  /** Captures of these periods in the ledger. */
  readonly captures: number
  readonly requests: number
  /** Requests without a response, or with a refusal. */
  readonly faulted: number
  readonly jobs: number
  readonly killed: number
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

const firstDay = DateTime.unsafeMake("2026-01-01T11:00:00Z")

/** Waits for an effect on the test's clock, and not for ever. */
const drive = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    for (let steps = 0; fiber.unsafePoll() === null; steps++) {
      if (steps > 1_000) return yield* Effect.dieMessage("the job does not end")
      yield* TestClock.adjust("1 minute")
    }
    return yield* Fiber.join(fiber)
  })

const isCreation = ({ method, url }: HttpClientRequest.HttpClientRequest): boolean =>
  method === "POST" && url.endsWith("/charges")

/** Each request a charge of its own: whatever keeps a period from being billed twice is gone. */
const unkeyed = (request: HttpClientRequest.HttpClientRequest, key: number): HttpClientRequest.HttpClientRequest => {
  if (!isCreation(request) || request.body._tag !== "Uint8Array") return request
  const { orderId: _, ...charge } = JSON.parse(new TextDecoder().decode(request.body.body))
  return request.pipe(
    HttpClientRequest.setHeader("idempotency-key", `sabotage-${key}`),
    HttpClientRequest.bodyUnsafeJson(charge)
  )
}

/** A period that the job's database takes for paid. */
const forget = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE members SET paidUntil = date(paidUntil, '+1 month') WHERE id = 'member-0'`
)

export const billingYear = ({ agreements, days, sabotage, seed }: Options) =>
  Effect.gen(function* () {
    const random = Random.make(seed)
    const emulator = yield* VippsEmulator.make()
    const filename = join(yield* folder, "club.db")
    const { credentials } = VippsEmulator.merchants.norway
    const count = { requests: 0, faulted: 0, jobs: 0, killed: 0 }

    /** A process: it has its own connections and its own token, and may die as a request of it is carried out. */
    const process = <A, E>(
      effect: Effect.Effect<A, E, Layer.Layer.Success<typeof App.layer>>,
      killAfter = Number.POSITIVE_INFINITY
    ) =>
      Effect.gen(function* () {
        const killed = yield* Deferred.make<void>()
        let sent = 0
        const client = HttpClient.make((request) =>
          Effect.gen(function* () {
            count.requests++
            const doomed = ++sent === killAfter
            const response = yield* Effect.onExit(
              emulator.client.execute(sabotage === "twice" ? unkeyed(request, count.requests) : request),
              (exit) =>
                Effect.sync(() => {
                  if (Exit.isFailure(exit) || exit.value.status >= 429) count.faulted++
                })
            )
            if (!doomed) return response
            yield* Deferred.succeed(killed, undefined)
            return yield* Effect.never
          })
        )
        const layer = App.layer.pipe(
          Layer.provide(
            Layer.mergeAll(
              SqliteClient.layer({ filename }),
              Layer.succeed(Mailer, { send: () => Effect.void }),
              Layer.succeed(HttpClient.HttpClient, client),
              VippsConfig.layer({
                ...credentials,
                clientSecret: Redacted.make(credentials.clientSecret),
                subscriptionKey: Redacted.make(credentials.subscriptionKey),
                baseUrl: "http://127.0.0.1:4242"
              })
            )
          )
        )
        const dies = Effect.map(Deferred.await(killed), () => void count.killed++)
        yield* Effect.raceFirst(effect, dies).pipe(Effect.provide(layer), Effect.asVoid)
      })

    const job = Effect.gen(function* () {
      count.jobs++
      yield* (yield* Billing).job
    })

    const signUpOf = (id: string) =>
      Effect.gen(function* () {
        const { signUp } = yield* Memberships
        const { find } = yield* Members
        yield* signUp(id, price)
        const member = yield* find(id)
        if (member === undefined) return yield* Effect.dieMessage(`${id} has not signed up`)
        yield* emulator.approveAgreement(member.agreementId)
        anchors.set(member.agreementId, member.anchor)
      })

    const anchors = new Map<string, string>()
    const perDay = Math.ceil(agreements / 31)
    for (let day = 0, joined = 0; day < days + grace; day++) {
      yield* TestClock.setTime(DateTime.add(firstDay, { days: day }).epochMillis)
      yield* emulator.clearFaults
      const ids = Array.from({ length: Math.min(perDay, agreements - joined) }, (_, i) => `member-${joined + i}`)
      joined += ids.length
      if (ids.length > 0) yield* drive(process(Effect.forEach(ids, signUpOf)))
      if (sabotage === "never" && day === 14) {
        yield* forget.pipe(Effect.provide(SqliteClient.layer({ filename })))
      }
      yield* emulator.chaos({ seed: seed * 1_000 + day, faults: [...faults] })
      for (let deaths = yield* random.nextIntBetween(0, 3); deaths > 0; deaths--) {
        yield* drive(process(job, yield* random.nextIntBetween(1, 3 * perDay)))
      }
      const twice = (yield* random.next) < 0.3
      yield* drive(Effect.all(twice ? [process(job), process(job)] : [process(job)], { concurrency: 2 }))
    }

    yield* emulator.clearFaults
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
    const dateOf = (day: number) => DateTime.formatIsoDateUtc(DateTime.add(firstDay, { days: day }))
    for (const [agreementId, anchor] of anchors) {
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
    return {
      agreements: anchors.size,
      periods,
      captures,
      ...count,
      missing,
      repeated
    } satisfies Figures
  }).pipe(Effect.scoped, Logger.withMinimumLogLevel(LogLevel.None))
