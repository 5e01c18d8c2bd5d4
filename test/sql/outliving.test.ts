import * as HttpApp from "@effect/platform/HttpApp"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { Webhooks } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { captured } from "../client/events.js"
import { signed } from "../support/signing.js"
import { committed, shop } from "./contract.js"
import { sqlite } from "./databases.js"

const secret = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"
const body = JSON.stringify(captured)

describe("a handler that takes longer than the timeout, with the SQL inbox", () => {
  it.scopedLive(
    "its transaction is committed with the key after the response, and the next delivery is a duplicate",
    () =>
      Effect.gen(function* () {
        const database = yield* shop(sqlite)
        const gate = yield* Deferred.make<void>()
        let runs = 0
        const receiver = Webhooks.receiver({
          secret: Redacted.make(secret),
          url,
          timeout: "300 millis",
          handler: () =>
            Effect.gen(function* () {
              runs++
              const sql = yield* SqlClient.SqlClient
              yield* Effect.promise(() => Effect.runPromise(Deferred.await(gate)))
              yield* sql`INSERT INTO shipments (order_id) VALUES ('order-1')`
            })
        })
        const services = SqlWebhookInbox.layer().pipe(
          Layer.provideMerge(database.client),
          Layer.merge(Logger.remove(Logger.defaultLogger))
        )
        const runtime = yield* Layer.toRuntime(services)
        const handle = HttpApp.toWebHandlerRuntime(runtime)(receiver)
        const deliver = Effect.promise(() =>
          handle(new Request(url, { method: "POST", headers: signed({ secret, url, body }), body }))
        )
        // On a slow machine the first may time out before the handler has begun.
        for (let i = 0; runs === 0 && i < 50; i++) assert.strictEqual((yield* deliver).status, 500)
        assert.strictEqual((yield* deliver).status, 500)
        assert.strictEqual(runs, 1)
        yield* Deferred.succeed(gate, undefined)
        let status = 500
        for (let i = 0; status === 500 && i < 50; i++) ({ status } = yield* deliver)
        assert.deepStrictEqual([status, runs], [200, 1])
        const { keys, shipments } = yield* committed(database)
        assert.deepStrictEqual([keys.length, shipments], [1, ["order-1"]])
      })
  )
})
