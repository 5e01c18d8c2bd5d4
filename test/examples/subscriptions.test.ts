// @effect-diagnostics anyUnknownInErrorContext:off
/** The membership service with Vipps in memory, in the test's time. */
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { assert, describe, it } from "@effect/vitest"
import { Recurring, type Webhooks } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as App from "../../examples/subscriptions/app.js"
import { Billing } from "../../examples/subscriptions/Billing.js"
import { Mail, Mailer } from "../../examples/subscriptions/Mail.js"
import { hasAccess, today } from "../../examples/subscriptions/Member.js"
import { Members } from "../../examples/subscriptions/Members.js"
import { Memberships } from "../../examples/subscriptions/Memberships.js"

/** Vipps' test amount for a card without money. */
const declined = 151

const at = (time: string) => TestClock.setTime(DateTime.unsafeMake(time).epochMillis)

/** Runs an effect whose waiting is on the test's clock. */
const patiently = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

/** Everything a test needs. The first mails are lost with the mailer, if it is to crash. */
const club = (crashes = 0) => {
  const mails: Array<string> = []
  let left = crashes
  const mailer = Layer.succeed(Mailer, {
    send: (memberId, text) =>
      Effect.suspend(() => {
        mails.push(`${memberId}: ${text}`)
        return left-- > 0 ? Effect.die("the mailer crashed") : Effect.void
      })
  })
  const layer = App.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(VippsTest.layer(), SqliteClient.layer({ filename: ":memory:" }), mailer))
  )
  return { layer, mails }
}

const stored = (id: string) =>
  Effect.flatMap(Members, (members) =>
    Effect.map(members.find(id), (member) => {
      assert(member !== undefined)
      return member
    })
  )

const access = (id: string) => Effect.zipWith(stored(id), today, hasAccess)

/** Kari has joined on 31 January. */
const joined = (price = 19_900) =>
  Effect.gen(function* () {
    yield* at("2026-01-31T11:00:00Z")
    const { signUp, welcome } = yield* Memberships
    yield* signUp("Kari", price)
    const { agreementId } = yield* stored("Kari")
    yield* VippsTest.approveAgreement(agreementId)
    yield* patiently(welcome("Kari"))
    return agreementId
  })

/** Runs the job every noon until this day. */
const runUntil = (
  day: string,
  run: (job: Effect.Effect<unknown, unknown>) => Effect.Effect<unknown, unknown> = (job) => job
) =>
  Effect.gen(function* () {
    const { job } = yield* Billing
    for (let days = 0; days < 400 && (yield* today) < day; days++) {
      const fiber = yield* Effect.fork(run(job))
      yield* TestClock.adjust("1 day")
      yield* Fiber.join(fiber)
    }
    yield* job
  })

const captured = Effect.flatMap(VippsEmulator.VippsEmulator, ({ ledger }) =>
  Effect.map(ledger, (all) => all.filter(({ operation }) => operation === "CAPTURED").map(({ amount }) => amount.value))
)

const statusOf = (agreementId: string) => Effect.map(Recurring.getAgreement(agreementId), ({ status }) => status)

const scenario = (
  name: string,
  test: (mails: ReadonlyArray<string>) => Effect.Effect<unknown, unknown, Effect.Effect.Context<Scenario>>
) =>
  it.effect(name, () => {
    const { layer, mails } = club()
    return Effect.asVoid(Effect.provide(test(mails), layer))
  })

type Scenario = Effect.Effect<void, never, Layer.Layer.Success<ReturnType<typeof club>["layer"]>>

describe("memberships", () => {
  scenario("a member who has approved and paid is let in until the next period", () =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      const member = yield* stored("Kari")
      assert.deepStrictEqual([member.state, member.anchor, member.paidUntil], ["Active", "2026-01-31", "2026-02-28"])
      assert.isTrue(yield* access("Kari"))
      assert.deepStrictEqual(yield* captured, [19_900])
      assert.strictEqual(yield* statusOf(agreementId), "ACTIVE")
    })
  )

  scenario("two clicks at once and a third lead to the same agreement", () =>
    Effect.gen(function* () {
      yield* at("2026-01-31T11:00:00Z")
      const { signUp } = yield* Memberships
      const click = signUp("Kari", 19_900)
      const [first, second] = yield* Effect.all([click, click], { concurrency: 2 })
      assert.isString(first)
      assert.strictEqual(second, first)
      assert.strictEqual(yield* click, first)
    })
  )

  scenario("a sign-up that was rejected or ran out is repeated with a new agreement", () =>
    Effect.gen(function* () {
      yield* at("2026-01-31T11:00:00Z")
      const emulator = yield* VippsEmulator.VippsEmulator
      const { signUp, welcome } = yield* Memberships
      yield* signUp("Kari", 19_900)
      const rejected = (yield* stored("Kari")).agreementId
      yield* emulator.rejectAgreement(rejected)
      assert.strictEqual((yield* Effect.flip(patiently(welcome("Kari"))))._tag, "NoMember")
      yield* signUp("Kari", 19_900)
      const expired = (yield* stored("Kari")).agreementId
      yield* TestClock.adjust("11 minutes")
      yield* signUp("Kari", 19_900)
      const { agreementId } = yield* stored("Kari")
      assert.strictEqual(new Set([rejected, expired, agreementId]).size, 3)
      assert.isFalse(yield* access("Kari"))
      assert.deepStrictEqual(yield* captured, [])
    })
  )

  for (const [name, run] of [
    ["that runs twice at once", (job: Effect.Effect<unknown, unknown>) => Effect.all([job, job], { concurrency: 2 })],
    [
      "that is killed at every place and repeated",
      (job: Effect.Effect<unknown, unknown>) =>
        Effect.gen(function* () {
          for (const steps of [1, 3, 9, 27, 81, 243]) {
            const fiber = yield* Effect.fork(job)
            yield* Effect.forEach(Array(steps), () => Effect.yieldNow())
            yield* Fiber.interrupt(fiber)
          }
          yield* job
        })
    ]
  ] as const) {
    scenario(`each month of half a year is billed once by a job ${name}`, () =>
      Effect.gen(function* () {
        const agreementId = yield* joined()
        yield* runUntil("2026-06-29", run)
        const starts = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]
        yield* VippsTest.expectBilledOncePerPeriod(agreementId, starts)
        assert.strictEqual((yield* stored("Kari")).paidUntil, "2026-06-30")
      })
    )
  }

  scenario("a job that did not run for two months makes up for both, one after the other", () =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      yield* at("2026-04-10T11:00:00Z")
      yield* runUntil("2026-04-20")
      assert.deepStrictEqual(yield* captured, [19_900, 19_900, 19_900])
      const { charges } = yield* Effect.flatMap(VippsEmulator.VippsEmulator, (emulator) =>
        emulator.agreement(agreementId)
      )
      assert.deepStrictEqual(
        charges.map(({ due }) => due),
        ["2026-01-31", "2026-04-11", "2026-04-13"]
      )
      assert.strictEqual((yield* stored("Kari")).paidUntil, "2026-04-30")
    })
  )

  scenario("a failed payment is grace, is announced once, and is collected by a second charge", (mails) =>
    Effect.gen(function* () {
      yield* joined()
      const { changePrice } = yield* Memberships
      yield* changePrice("Kari", declined)
      yield* runUntil("2026-03-02")
      assert.strictEqual((yield* stored("Kari")).state, "Grace")
      yield* changePrice("Kari", 19_900)
      yield* runUntil("2026-03-06")
      assert.strictEqual((yield* stored("Kari")).state, "Grace")
      assert.isTrue(yield* access("Kari"))
      yield* runUntil("2026-03-10")
      const { paidUntil, state } = yield* stored("Kari")
      assert.deepStrictEqual([state, paidUntil], ["Active", "2026-03-31"])
      assert.deepStrictEqual(yield* captured, [19_900, 19_900])
      assert.lengthOf(
        mails.filter((mail) => mail.includes("tries again")),
        1
      )
      assert.lengthOf(
        mails.filter((mail) => mail.includes("Your payment failed")),
        1
      )
    })
  )

  scenario("a membership ends after two failed charges, and is billed no more", (mails) =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      yield* (yield* Memberships).changePrice("Kari", declined)
      yield* runUntil("2026-06-01")
      assert.strictEqual((yield* stored("Kari")).state, "Ended")
      assert.strictEqual(yield* statusOf(agreementId), "STOPPED")
      assert.isFalse(yield* access("Kari"))
      assert.deepStrictEqual(yield* captured, [19_900])
      const { charges } = yield* Effect.flatMap(VippsEmulator.VippsEmulator, (emulator) =>
        emulator.agreement(agreementId)
      )
      assert.deepStrictEqual(
        charges.map(({ status }) => status),
        ["CHARGED", "FAILED", "FAILED"]
      )
      assert.lengthOf(
        mails.filter((mail) => mail.includes("has ended")),
        1
      )
    })
  )

  scenario("a new price is what Vipps shows, and what the next period costs", () =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      yield* runUntil("2026-03-05")
      yield* (yield* Memberships).changePrice("Kari", 24_900)
      assert.strictEqual((yield* Recurring.getAgreement(agreementId)).pricing.amount, 24_900)
      yield* runUntil("2026-05-01")
      assert.deepStrictEqual(yield* captured, [19_900, 19_900, 24_900, 24_900])
    })
  )

  scenario("a member who leaves is charged no more, and is let in until the paid time is over", () =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      yield* runUntil("2026-02-26")
      assert.strictEqual((yield* Recurring.reconcileAgreement(agreementId)).open.length, 1)
      yield* (yield* Memberships).leave("Kari")
      assert.strictEqual((yield* Recurring.reconcileAgreement(agreementId)).open.length, 0)
      assert.strictEqual(yield* statusOf(agreementId), "ACTIVE")
      yield* runUntil("2026-02-27")
      assert.isTrue(yield* access("Kari"))
      yield* runUntil("2026-02-28")
      assert.isFalse(yield* access("Kari"))
      assert.strictEqual(yield* statusOf(agreementId), "STOPPED")
      assert.deepStrictEqual(yield* captured, [19_900])
    })
  )

  scenario("a member who leaves while the next month is being paid gets that month", () =>
    Effect.gen(function* () {
      yield* joined()
      yield* runUntil("2026-02-26")
      yield* at("2026-02-28T08:10:00Z") // The charge is PROCESSING.
      yield* (yield* Memberships).leave("Kari")
      yield* at("2026-02-28T12:00:00Z")
      yield* runUntil("2026-03-30")
      assert.strictEqual((yield* stored("Kari")).paidUntil, "2026-03-31")
      assert.isTrue(yield* access("Kari"))
      yield* runUntil("2026-04-02")
      assert.isFalse(yield* access("Kari"))
      assert.deepStrictEqual(yield* captured, [19_900, 19_900])
    })
  )

  scenario("a member who leaves and signs up again in time stays, with the same agreement", () =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      yield* runUntil("2026-02-26")
      const { leave, signUp } = yield* Memberships
      yield* leave("Kari")
      assert.isUndefined(yield* signUp("Kari", 19_900))
      yield* runUntil("2026-03-05")
      const { agreementId: after, paidUntil, state } = yield* stored("Kari")
      assert.deepStrictEqual([after, paidUntil, state], [agreementId, "2026-03-31", "Active"])
      assert.deepStrictEqual(yield* captured, [19_900, 19_900])
    })
  )

  scenario(
    "a stop in the app ends the membership with the paid time, as soon as the webhook arrives or the job runs",
    () =>
      Effect.gen(function* () {
        const agreementId = yield* joined()
        yield* runUntil("2026-02-26")
        const emulator = yield* VippsEmulator.VippsEmulator
        yield* emulator.stopAgreement(agreementId)
        const event: Webhooks.WebhookEvent = {
          _tag: "RecurringAgreement",
          eventType: "recurring.agreement-stopped.v1",
          agreementId,
          occurred: "2026-02-26T11:00:00Z",
          actor: "USER",
          dedupeKey: "stopped"
        }
        const { heard } = yield* Memberships
        yield* heard(event)
        yield* heard(event)
        assert.strictEqual((yield* stored("Kari")).state, "Ended")
        assert.isTrue(yield* access("Kari"))
        yield* runUntil("2026-03-05")
        assert.isFalse(yield* access("Kari"))
        assert.deepStrictEqual(yield* captured, [19_900])
      })
  )

  scenario("a customer who returns before the paid time is over pays from its end", () =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      const emulator = yield* VippsEmulator.VippsEmulator
      yield* emulator.stopAgreement(agreementId)
      const { signUp, welcome } = yield* Memberships
      yield* at("2026-02-10T11:00:00Z")
      yield* signUp("Kari", 19_900)
      yield* VippsTest.approveAgreement((yield* stored("Kari")).agreementId)
      yield* patiently(welcome("Kari"))
      const { anchor, paidUntil } = yield* stored("Kari")
      assert.deepStrictEqual([anchor, paidUntil], ["2026-02-28", "2026-03-28"])
      yield* runUntil("2026-03-30")
      assert.deepStrictEqual(yield* captured, [19_900, 19_900, 19_900])
    })
  )

  scenario("what customer service refunds is not charged again", () =>
    Effect.gen(function* () {
      const agreementId = yield* joined()
      yield* runUntil("2026-02-26")
      yield* at("2026-02-28T12:00:00Z")
      const { paid } = yield* Recurring.reconcileAgreement(agreementId)
      const id = paid.at(-1)?.id ?? ""
      yield* Recurring.refundRemaining(agreementId, id, { description: "A gift" })
      yield* runUntil("2026-03-05")
      assert.strictEqual((yield* stored("Kari")).paidUntil, "2026-03-31")
      assert.deepStrictEqual(yield* captured, [19_900, 19_900])
    })
  )

  it.effect("a mail is not lost when the mailer crashes, and is sent once when it does not", () => {
    const { layer, mails } = club(1)
    return Effect.gen(function* () {
      const { sendAll, write } = yield* Mail
      yield* write("Kari", "hello", "Hello")
      yield* write("Kari", "hello", "Hello")
      yield* Effect.exit(sendAll)
      yield* sendAll
      yield* sendAll
      assert.deepStrictEqual(mails, ["Kari: Hello", "Kari: Hello"])
    }).pipe(Effect.provide(layer))
  })

  scenario("trouble with one member does not keep the others from being billed", () =>
    Effect.gen(function* () {
      yield* joined()
      const { signUp, welcome } = yield* Memberships
      yield* signUp("Ola", 19_900)
      yield* VippsTest.approveAgreement((yield* stored("Ola")).agreementId)
      yield* patiently(welcome("Ola"))
      const emulator = yield* VippsEmulator.VippsEmulator
      yield* at("2026-02-25T11:00:00Z")
      const refused = { _tag: "Answer", status: 400, body: { title: "Bad Request" } } as const
      yield* emulator.inject({ operation: "Recurring.createCharge", fault: refused })
      yield* patiently((yield* Billing).job)
      const charges = (id: string) =>
        Effect.flatMap(stored(id), ({ agreementId }) =>
          Effect.map(emulator.agreement(agreementId), ({ charges }) => charges.length)
        )
      assert.deepStrictEqual([yield* charges("Kari"), yield* charges("Ola")].sort(), [1, 2])
      yield* patiently((yield* Billing).job)
      assert.deepStrictEqual([yield* charges("Kari"), yield* charges("Ola")], [2, 2])
    })
  )
})
