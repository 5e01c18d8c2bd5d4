/** Waiting for a customer's answer, and reading all pages, at the pace that Vipps allows. */
import * as HttpApp from "@effect/platform/HttpApp"
import { assert, describe, it } from "@effect/vitest"
import { Recurring, VippsConfig, WebhookInbox, Webhooks } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { json, serve } from "../support/server.js"
import { signed } from "../support/signing.js"
import { active, agreementId, charge } from "./recurring-server.js"
import { drive, options, scripted } from "./support.js"

const agreement = (status: string, fields: Partial<Recurring.Agreement> = {}) => {
  const { start: _, ...rest } = active
  return Response.json({ ...rest, status, ...fields })
}

const awaited = (server: ReturnType<typeof scripted>) =>
  Effect.fork(
    Recurring.awaitAgreement(agreementId).pipe(Effect.zip(TestClock.currentTimeMillis), Effect.provide(server.layer))
  )

describe("awaitAgreement", () => {
  const ends: ReadonlyArray<readonly [tag: string, last: () => Response]> = [
    ["Active", () => agreement("ACTIVE", { start: "2026-03-01T10:00:00Z" })],
    ["Rejected", () => agreement("STOPPED", { stop: "2026-03-01T10:00:00Z" })],
    ["Stopped", () => agreement("STOPPED", { start: "2026-03-01T10:00:00Z", stop: "2026-03-02T10:00:00Z" })],
    ["Expired", () => agreement("EXPIRED")]
  ]
  for (const [tag, last] of ends) {
    it.effect(`ends with ${tag}, read after 5 seconds and then every 2`, () =>
      Effect.gen(function* () {
        const server = scripted((n) => (n < 3 ? agreement("PENDING") : last()))
        const fiber = yield* awaited(server)
        yield* TestClock.adjust("1 hour")
        const [outcome, at] = yield* Fiber.join(fiber)
        assert.strictEqual(outcome._tag, tag)
        assert.strictEqual(outcome.agreement.id, agreementId)
        assert.deepStrictEqual(server.times(), [5000, 7000, 9000])
        assert.strictEqual(at, 9000)
      })
    )
  }

  it.effect("ends with Pending after the customer's 10 minutes and a margin, with a last read", () =>
    Effect.gen(function* () {
      const server = scripted(() => agreement("PENDING"))
      const fiber = yield* awaited(server)
      yield* TestClock.adjust("1 hour")
      const [outcome, at] = yield* Fiber.join(fiber)
      assert.strictEqual(outcome._tag, "Pending")
      assert.strictEqual(at, 630_000)
      assert.strictEqual(server.times().at(-1), 630_000)
    })
  )

  it.effect("an approval in the last second is found after the customer's 10 minutes", () =>
    Effect.gen(function* () {
      let status = "PENDING"
      const server = scripted(() => agreement(status, status === "ACTIVE" ? { start: "2026-03-01T10:00:00Z" } : {}))
      const fiber = yield* awaited(server)
      yield* TestClock.adjust("599 seconds")
      status = "ACTIVE"
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* Fiber.join(fiber))[0]._tag, "Active")
    })
  )

  it.effect("awaitAgreement is woken by a webhook about the agreement, received in this process", () =>
    Effect.gen(function* () {
      let status = "PENDING"
      const server = scripted(() => agreement(status))
      const fiber = yield* awaited(server)
      yield* TestClock.adjust("1 second")

      const secret = "webhook-SECRET-c0ffee=="
      const url = "https://shop.example.com/vipps/webhooks"
      const app = Webhooks.receiver({ secret: Redacted.make(secret), url, handler: () => Effect.void })
      const inbox = yield* WebhookInbox.makeMemory
      const handle = HttpApp.toWebHandler(Effect.provideService(app, WebhookInbox.WebhookInbox, inbox))
      status = "ACTIVE"
      const body = JSON.stringify({
        agreementId,
        agreementUUID: "11111111-1111-4111-8111-111111111111",
        eventType: "recurring.agreement-activated.v1",
        occurred: "2026-03-01T10:00:01.123Z",
        actor: "USER",
        msn: "123456"
      })
      const headers = { ...signed({ secret, url, body }) }
      const { status: replied } = yield* Effect.promise(() =>
        handle(new Request(url, { method: "POST", headers, body }))
      )
      assert.strictEqual(replied, 200)
      yield* TestClock.adjust("100 millis")
      assert.deepStrictEqual(server.times(), [1000])
      assert.strictEqual((yield* Fiber.join(fiber))[0]._tag, "Active")
    })
  )

  it.effect("several that wait for one agreement share its reads", () =>
    Effect.gen(function* () {
      const server = scripted((n) => agreement(n < 3 ? "PENDING" : "ACTIVE"))
      const wait = Recurring.awaitAgreement(agreementId)
      const fiber = yield* Effect.fork(
        Effect.all([wait, wait, wait], { concurrency: "unbounded" }).pipe(Effect.provide(server.layer))
      )
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(
        (yield* Fiber.join(fiber)).map(({ _tag }) => _tag),
        ["Active", "Active", "Active"]
      )
      assert.strictEqual(server.seen.length, 3)
    })
  )
})

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ ...active, id: `agr_${prefix}${n}` }))

const pages = (server: ReturnType<typeof scripted>, query: Recurring.AgreementsQuery = {}) =>
  Effect.flatten(
    drive(
      Stream.runCollect(Recurring.agreements(query)).pipe(
        Effect.map((all) => Chunk.toReadonlyArray(all).map(({ id }) => id)),
        Effect.provide(server.layer)
      )
    )
  )

describe("agreements as a stream", () => {
  it.effect("reads every page of a status, and stops after one that is not full", () =>
    Effect.gen(function* () {
      const server = scripted((n) => Response.json(numbered(`${n}x`, n < 3 ? 2 : 1)))
      const ids = yield* pages(server, { status: "ACTIVE", pageSize: 2 })
      assert.deepStrictEqual(ids, ["agr_1x0", "agr_1x1", "agr_2x0", "agr_2x1", "agr_3x0"])
      assert.strictEqual(server.seen.length, 3)
    })
  )

  it.effect("reads every status when none is asked for", () =>
    Effect.gen(function* () {
      const server = scripted((n) => Response.json(numbered(`${n}x`, 1)))
      assert.deepStrictEqual(yield* pages(server), ["agr_1x0", "agr_2x0", "agr_3x0", "agr_4x0"])
    })
  )

  it.scopedLive("asks for one status after the other, as agreements move through them, and for each page", () =>
    Effect.gen(function* () {
      const server = yield* serve(({ path }, response) => {
        if (path === "/accesstoken/get") return json(response, 200, { access_token: "token", expires_in: "3600" })
        json(response, 200, path.includes("status=ACTIVE") && path.includes("pageNumber=1") ? numbered("x", 2) : [])
      })
      const layer = Layer.merge(VippsConfig.layer({ ...options, baseUrl: server.url }), NodeHttp.layer)
      yield* Recurring.agreements({ pageSize: 2, createdAfter: 1772323200000 }).pipe(
        Stream.runDrain,
        Effect.provide(layer)
      )
      const asked = [
        ["PENDING", 1],
        ["ACTIVE", 1],
        ["ACTIVE", 2],
        ["STOPPED", 1],
        ["EXPIRED", 1]
      ]
      assert.deepStrictEqual(
        server.seen.slice(1).map(({ path }) => path),
        asked.map(
          ([status, page]) =>
            `/recurring/v3/agreements?status=${status}&createdAfter=1772323200000&pageNumber=${page}&pageSize=2`
        )
      )
    })
  )

  it.effect("reads at most 5 pages in any minute, and no page that is not needed", () =>
    Effect.gen(function* () {
      const server = scripted((n) => Response.json(numbered(`${n}x`, n < 12 ? 1 : 0)))
      yield* pages(server, { status: "ACTIVE", pageSize: 1 })
      const times = server.times()
      assert.deepStrictEqual(times, [0, 0, 0, 0, 0, 60_000, 60_000, 60_000, 60_000, 60_000, 120_000, 120_000])

      const lazy = scripted((n) => Response.json(numbered(`${n}x`, 2)))
      yield* Recurring.agreements({ status: "ACTIVE", pageSize: 2 }).pipe(
        Stream.take(3),
        Stream.runDrain,
        Effect.provide(lazy.layer)
      )
      assert.strictEqual(lazy.seen.length, 2)
    })
  )
})

describe("charges as a stream", () => {
  const page = (ids: ReadonlyArray<string>, token?: string) =>
    Response.json(
      ids.map((id) => charge({ id })),
      token === undefined ? {} : { headers: { "continuation-token": token } }
    )

  const read = (server: ReturnType<typeof scripted>) =>
    Stream.runCollect(Recurring.charges(agreementId)).pipe(
      Effect.map((all) => Chunk.toReadonlyArray(all).map(({ id }) => id)),
      Effect.provide(server.layer)
    )

  it.effect("the stream follows the token of each page, in the header of the next request", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? page(["a", "b"], "t-1") : n === 2 ? page([], "t-2") : page(["c"])))
      assert.deepStrictEqual(yield* read(server), ["a", "b", "c"])
      assert.deepStrictEqual(
        server.seen.map(({ headers }) => headers["continuation-token"]),
        [undefined, "t-1", "t-2"]
      )
    })
  )

  it.effect("the stream follows a token that stays the same as long as charges are new", () =>
    Effect.gen(function* () {
      const server = scripted((n) => page([`charge-${n}`], n < 4 ? "t-1" : undefined))
      assert.deepStrictEqual(yield* read(server), ["charge-1", "charge-2", "charge-3", "charge-4"])
    })
  )

  const circles: ReadonlyArray<readonly [name: string, tokenOf: (n: number) => string]> = [
    ["to itself", () => "t-1"],
    ["to one another", (n) => `t-${n % 2}`]
  ]
  for (const [name, tokenOf] of circles) {
    it.effect(`the stream fails when tokens lead ${name}, since what follows cannot be read`, () =>
      Effect.gen(function* () {
        const server = scripted((n) => page(["a", "b"], tokenOf(n)))
        const error = yield* Effect.flip(read(server))
        assert.strictEqual(error._tag, "VippsDecodeError")
        assert.include(error.message, "the continuationToken of the response leads to what was read before")
        assert.isAtMost(server.seen.length, 3)
      })
    )
  }

  it.effect("an agreement is reconciled over all pages of its charges", () =>
    Effect.gen(function* () {
      const server = scripted((_, { headers, path }) =>
        path.endsWith("/charges")
          ? headers["continuation-token"] === undefined
            ? page(["a", "b"], "t-1")
            : page(["b", "c"])
          : Response.json(active)
      )
      const found = yield* Recurring.reconcileAgreement(agreementId).pipe(Effect.provide(server.layer))
      assert.strictEqual(found.agreement.status, "ACTIVE")
      assert.deepStrictEqual(
        found.open.map(({ id }) => id),
        ["a", "b", "c"]
      )
      assert.strictEqual(server.seen.length, 3)
    })
  )
})
