/**
 * A year of a club with four members, in a second: `npm run subscriptions`. Read Billing.ts first, then Memberships.ts.
 * The clock is the test's, and Vipps the emulator in memory. In production the job is run by a scheduler once a day, with
 * `VippsConfig.layerEnv` and a database file.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as Console from "effect/Console"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import * as App from "./app.js"
import { Billing } from "./Billing.js"
import { Mailer } from "./Mail.js"
import { today } from "./Member.js"
import { Members } from "./Members.js"
import { Memberships } from "./Memberships.js"

const say = (text: string) => Effect.flatMap(today, (day) => Console.log(`${day}  ${text}`))

const ConsoleMailer = Layer.succeed(Mailer, { send: (memberId, text) => say(`mail to ${memberId}: ${text}`) })

const names = ["Kari", "Nina", "Ola", "Per"]

const find = (id: string) =>
  Effect.flatMap(Members, (members) =>
    Effect.flatMap(members.find(id), (member) =>
      Effect.orDieWith(Effect.fromNullable(member), () => `${id} is missing`)
    )
  )

/** The customer approves in the app, and comes back. */
const join = (id: string) =>
  Effect.gen(function* () {
    const memberships = yield* Memberships
    const emulator = yield* VippsEmulator.VippsEmulator
    yield* memberships.signUp(id, 19_900)
    yield* emulator.approveAgreement((yield* find(id)).agreementId)
    const welcome = yield* Effect.fork(memberships.welcome(id))
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.join(welcome)
    yield* say(`${id} has joined for 199 kr a month`)
  })

/** One day: the job runs twice at once, and another run is killed half-way. */
const day = Effect.gen(function* () {
  const { job } = yield* Billing
  const killed = yield* Effect.fork(job)
  yield* Effect.yieldNow()
  yield* Fiber.interrupt(killed)
  const jobs = yield* Effect.fork(Effect.all([job, job], { concurrency: 2 }))
  yield* TestClock.adjust("1 day")
  yield* Fiber.join(jobs)
})

/** What happens on a day besides the job. */
const happen = (date: string) =>
  Effect.gen(function* () {
    const memberships = yield* Memberships
    switch (date) {
      case "2026-03-15":
        yield* memberships.changePrice("Kari", 24_900)
        return yield* say("Kari’s price is 249 kr from now on")
      case "2026-04-15":
        // 1.51 kr is the amount at which Vipps’ test environment has too little money on the card.
        yield* memberships.changePrice("Nina", 151)
        return yield* say("Nina’s card is empty")
      case "2026-05-06":
        yield* memberships.changePrice("Nina", 19_900)
        return yield* say("Nina’s card works again")
      case "2026-06-15":
        yield* memberships.leave("Ola")
        return yield* say("Ola leaves")
      case "2026-08-15": {
        const { stopAgreement } = yield* VippsEmulator.VippsEmulator
        yield* stopAgreement((yield* find("Per")).agreementId)
        return yield* say("Per stops the agreement in the app")
      }
    }
  })

const summary = Effect.gen(function* () {
  const emulator = yield* VippsEmulator.VippsEmulator
  const ledger = yield* emulator.ledger
  for (const id of names) {
    const { agreementId, paidUntil, state } = yield* find(id)
    const { charges } = yield* emulator.agreement(agreementId)
    const own = new Set(charges.map((charge) => charge.id))
    const captured = ledger.filter(({ operation, reference }) => operation === "CAPTURED" && own.has(reference))
    const paid = captured.map(({ amount }) => amount.value / 100)
    yield* Console.log(`${id}: ${state}, paid until ${paidUntil}. ${paid.length} months: ${paid.join(", ")}`)
  }
})

const story = Effect.gen(function* () {
  yield* TestClock.setTime(DateTime.unsafeMake("2026-01-31T11:00:00Z").epochMillis)
  for (const id of names) yield* join(id)
  for (let days = 0; days < 365; days++) {
    yield* happen(yield* today)
    yield* day
  }
  yield* summary
})

const Services = App.layer.pipe(
  Layer.provideMerge(Layer.mergeAll(VippsTest.layer(), SqliteClient.layer({ filename: ":memory:" }), ConsoleMailer))
)

story.pipe(Effect.provide(Services), Effect.provide(TestContext.TestContext), NodeRuntime.runMain)
