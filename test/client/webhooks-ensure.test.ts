import { assert, describe, it } from "@effect/vitest"
import { type VippsError, Webhooks } from "@effect-vipps/client"
import { ensureWith } from "@effect-vipps/client/webhooks/ensureWith"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { Emulator, inProcess } from "../support/emulator.js"

const url = "https://shop.example/vipps/webhooks?shop=1"
const otherUrl = "https://shop.example/another"
const events: Webhooks.RegisterRequest["events"] = ["epayments.payment.authorized.v1", "epayments.payment.captured.v1"]
const qr: Webhooks.RegisterRequest["events"] = ["user.checked-in.v1"]

const withoutLimits = inProcess({}, { rateLimits: false })

/** The requests to the Webhooks API since the last call. */
const askedFor = Effect.gen(function* () {
  const { requests } = yield* Emulator
  let seen = 0
  return Effect.map(requests, (all) => {
    const fresh = all.slice(seen).filter(({ operation }) => operation?.startsWith("Webhooks."))
    seen = all.length
    return fresh.map(({ operation }) => operation?.replace("Webhooks.", ""))
  })
})

const idsOf = (webhooks: ReadonlyArray<{ readonly id: string }>) => webhooks.map(({ id }) => id)

const created = (ensured: Webhooks.EnsureResponse): Webhooks.CreatedWebhook => {
  assert(ensured.created)
  return ensured
}

describe("Webhooks.ensure", () => {
  it.effect("ensure registers once, and keeps the registration whose id is stored", () =>
    Effect.gen(function* () {
      const asked = yield* askedFor
      const first = created(yield* Webhooks.ensure({ url, events }))
      assert.deepStrictEqual(first.removed, [])
      assert.isNotEmpty(Redacted.value(first.secret))
      assert.deepStrictEqual(yield* asked, ["list", "register"])
      for (const again of [
        { url, events, id: first.id },
        { url, events: [...events].reverse(), id: first.id.toUpperCase() },
        { url: url.replace("shop.example", "SHOP.example:443"), events: [...events, ...events], id: first.id }
      ]) {
        assert.deepStrictEqual(yield* Webhooks.ensure(again), { created: false, id: first.id, removed: [] })
        assert.deepStrictEqual(yield* asked, ["list"])
      }
    }).pipe(Effect.provide(withoutLimits))
  )

  it.effect("ensure replaces registrations whose secret is lost, and leaves those of other URLs", () =>
    Effect.gen(function* () {
      const other = yield* Webhooks.register({ url: otherUrl, events })
      const lost = yield* Effect.replicateEffect(Webhooks.register({ url, events }), 3)
      const asked = yield* askedFor
      yield* asked
      const ensured = created(yield* Webhooks.ensure({ url, events }))
      assert.sameMembers([...ensured.removed], idsOf(lost))
      assert.deepStrictEqual(yield* asked, ["list", "register", "remove", "remove", "remove"])
      assert.sameMembers(idsOf(yield* Webhooks.list()), [other.id, ensured.id])
      // An id that is no longer registered is of no use.
      const replaced = created(yield* Webhooks.ensure({ url, events, id: lost[0]?.id }))
      assert.deepStrictEqual(replaced.removed, [ensured.id])
    }).pipe(Effect.provide(withoutLimits))
  )

  it.effect("ensure keeps the stored registration and removes the others of its URL", () =>
    Effect.gen(function* () {
      const [before, stored, after] = yield* Effect.replicateEffect(Webhooks.register({ url, events }), 3)
      assert(before !== undefined && stored !== undefined && after !== undefined)
      const { removed, ...ensured } = yield* Webhooks.ensure({ url, events, id: stored.id })
      assert.deepStrictEqual(ensured, { created: false, id: stored.id })
      assert.sameMembers([...removed], [before.id, after.id])
      assert.deepStrictEqual(idsOf(yield* Webhooks.list()), [stored.id])
    }).pipe(Effect.provide(withoutLimits))
  )

  it.effect("ensure replaces the stored registration when its events differ, only after the new one exists", () =>
    Effect.gen(function* () {
      const stored = created(yield* Webhooks.ensure({ url, events }))
      const asked = yield* askedFor
      yield* asked
      const ensured = created(yield* Webhooks.ensure({ url, events: events.slice(1), id: stored.id }))
      assert.deepStrictEqual(yield* asked, ["list", "register", "remove"])
      assert.deepStrictEqual(ensured.removed, [stored.id])
      assert.deepStrictEqual(yield* Webhooks.list(), [{ id: ensured.id, url, events: events.slice(1) }])
    }).pipe(Effect.provide(withoutLimits))
  )

  it.effect("ensure removes stale registrations to meet Vipps' limit, and no more than needed", () =>
    Effect.gen(function* () {
      const asked = yield* askedFor
      const one = created(yield* Webhooks.ensure({ url, events: qr }))
      yield* asked
      const other = created(yield* Webhooks.ensure({ url, events: qr }))
      assert.deepStrictEqual([yield* asked, other.removed], [["list", "remove", "register"], [one.id]])
      const full = yield* Effect.replicateEffect(Webhooks.register({ url: `${url}&full`, events }), 25)
      yield* asked
      const stored = full[0]?.id
      const ensured = created(yield* Webhooks.ensure({ url: `${url}&full`, events: events.slice(1), id: stored }))
      assert.deepStrictEqual((yield* asked).slice(0, 4), ["list", "remove", "register", "remove"])
      // The one whose secret is known is the last to go.
      assert.strictEqual(ensured.removed.at(-1), stored)
      assert.sameMembers([...ensured.removed], idsOf(full))
    }).pipe(Effect.provide(withoutLimits))
  )

  it.effect("ensure removes nothing of other URLs to meet the limit: Vipps refuses", () =>
    Effect.gen(function* () {
      const other = yield* Webhooks.register({ url: otherUrl, events: qr })
      const mine = yield* Webhooks.register({ url, events })
      const error = yield* Effect.flip(Webhooks.ensure({ url, events: [...events, ...qr] }))
      assert.strictEqual(error._tag, "VippsRequestError")
      assert.sameMembers(idsOf(yield* Webhooks.list()), [other.id, mine.id])
    }).pipe(Effect.provide(withoutLimits))
  )

  it.effect(
    "ensure returns the new secret although a stale registration cannot be removed; the next run removes it",
    () =>
      Effect.gen(function* () {
        const logs: Array<string> = []
        const emulator = yield* Emulator
        const stale = yield* Webhooks.register({ url, events })
        yield* emulator.inject({ operation: "Webhooks.remove", fault: { _tag: "Answer", status: 403 } })
        const ensured = created(
          yield* Webhooks.ensure({ url, events }).pipe(
            Effect.provide(
              Logger.replace(
                Logger.defaultLogger,
                Logger.make(({ message }) => void logs.push(String(message)))
              )
            )
          )
        )
        assert.deepStrictEqual(ensured.removed, [])
        assert.strictEqual(logs.length, 1)
        assert.include(logs[0] ?? "", `Webhooks.ensure: the stale registration ${stale.id} remains`)
        const again = yield* Webhooks.ensure({ url, events, id: ensured.id })
        assert.deepStrictEqual(again, { created: false, id: ensured.id, removed: [stale.id] })
      }).pipe(Effect.provide(withoutLimits))
  )

  it.effect("ensure handles a registration whose response was lost, and its error says so", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const calls = [Effect.asVoid(Webhooks.register({ url, events })), Effect.asVoid(Webhooks.ensure({ url, events }))]
      for (const [before, call] of calls.entries()) {
        yield* emulator.inject({ operation: "Webhooks.register", fault: { _tag: "Reset", afterEffect: true } })
        const error: VippsError.VippsError = yield* Effect.flip(call)
        assert.deepStrictEqual(
          [error.operation, error.outcome, error.retryable],
          ["Webhooks.register", "unknown", false]
        )
        assert.include(error.message, "a registration with an unknown secret may exist")
        assert.include(error.message, "delete the one with this URL and register again, or use Webhooks.ensure")
        assert.strictEqual((yield* Webhooks.list()).length, before + 1)
      }
      const ensured = yield* Webhooks.ensure({ url, events })
      assert.deepStrictEqual(yield* Webhooks.list(), [{ id: ensured.id, url, events }])
    }).pipe(Effect.provide(withoutLimits))
  )

  it.effect("ensure sends no request for invalid input", () =>
    Effect.gen(function* () {
      const asked = yield* askedFor
      for (const [request, paths] of [
        [{ url: "shop.example", events: [], id: "1" }, ["url", "events", "id"]],
        [{ url, events, secret: "x" }, ["secret"]],
        [undefined, ["url", "events"]]
      ] as const) {
        const error = yield* Effect.flip(Webhooks.ensure(request as never))
        assert(error._tag === "VippsInputError")
        assert.deepStrictEqual(idsOf(error.issues.map(({ path }) => ({ id: path }))), [...paths])
        assert.match(error.message, /^Webhooks\.ensure: /)
      }
      const timeout = yield* Effect.flip(Webhooks.ensure({ url, events }, { timeout: -1 }))
      assert.include(timeout.message, "options.timeout")
      assert.deepStrictEqual(yield* asked, [])
    }).pipe(Effect.provide(withoutLimits))
  )

  it("ensure leaves what another deployment registers at the same time", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(
        FastCheck.array(
          FastCheck.tuple(FastCheck.constantFrom(url, otherUrl), FastCheck.subarray([...events, ...qr])),
          {
            maxLength: 40
          }
        ),
        FastCheck.nat({ max: 40 }),
        (registered, stored) => {
          const before = registered.map(([url, events], i) => ({ id: `old-${i}`, url, events }))
          let webhooks: ReadonlyArray<Webhooks.Webhook> = before
          const concurrent = { id: "concurrent", url, events }
          const ensure = ensureWith(
            {
              list: Effect.sync(() => webhooks),
              register: Effect.sync(() => {
                webhooks = [...webhooks, concurrent, { id: "new", url, events }]
                return { id: "new", secret: Redacted.make("secret") }
              }),
              remove: (id) =>
                Effect.sync(() => {
                  webhooks = webhooks.filter((one) => one.id !== id)
                })
            },
            { url, events, id: `old-${stored}` }
          )
          return Effect.runPromise(ensure).then((ensured) => {
            const others = before.filter((one) => one.url === otherUrl)
            const mine = ensured.created ? [concurrent.id, "new"] : [`old-${stored}`]
            assert.sameMembers(idsOf(webhooks), [...idsOf(others), ...mine])
            assert.strictEqual(ensured.id, mine.at(-1))
          })
        }
      ),
      { numRuns: 200 }
    ))
})
