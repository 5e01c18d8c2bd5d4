/** Receivers under the routers of Effect's platform, for one merchant and for many. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox, Webhooks } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { signed } from "../support/signing.js"
import * as events from "./events.js"

/** What the handlers of these tests need: a place for what they have seen. */
class Seen extends Context.Tag("Seen")<Seen, Ref.Ref<ReadonlyArray<string>>>() {
  static readonly layer = Layer.effect(Seen, Ref.make<ReadonlyArray<string>>([]))
}

const handler = (event: Webhooks.WebhookEvent) =>
  Effect.flatMap(Seen, (seen) => Ref.update(seen, (all) => [...all, event.dedupeKey]))

const secretText = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"

interface Posted {
  readonly to?: string
  readonly secret?: string
  readonly body?: string
  readonly method?: string
}

const requestOf = ({
  body = JSON.stringify(events.captured),
  method = "POST",
  secret = secretText,
  to = url
}: Posted) =>
  new Request(to.replace("https://shop.example.com", "http://10.0.0.7:3000"), {
    method,
    ...(method === "GET" ? {} : { headers: signed({ secret, url: to, body }), body })
  })

const statusesOf = (
  handle: (request: Request) => Promise<Response>,
  posts: ReadonlyArray<Posted>
): Effect.Effect<ReadonlyArray<number>> =>
  Effect.forEach(posts, (posted) => Effect.promise(async () => (await handle(requestOf(posted))).status))

describe("Webhooks.layerRoute", () => {
  const route = Webhooks.layerRoute("/vipps/webhooks", { secret: Redacted.make(secretText), url, handler })

  it.scoped("layerRoute provides what the handler needs from its layers, and responds on its path only", () =>
    Effect.gen(function* () {
      const seen = yield* Ref.make<ReadonlyArray<string>>([])
      const { dispose, handler: handle } = HttpLayerRouter.toWebHandler(
        Layer.provide(route, [WebhookInbox.layerMemory, Layer.succeed(Seen, seen)]),
        { disableLogger: true }
      )
      yield* Effect.addFinalizer(() => Effect.promise(dispose))
      const other = `${url}/other`
      const statuses = yield* statusesOf(handle, [
        {},
        {},
        { secret: "another-secret" },
        { to: other },
        { method: "GET" }
      ])
      assert.deepStrictEqual(statuses, [200, 200, 401, 404, 405])
      assert.strictEqual((yield* Ref.get(seen)).length, 1)
    })
  )
})

describe("a receiver in an HttpApi", () => {
  const api = HttpApi.make("shop").add(
    HttpApiGroup.make("orders").add(HttpApiEndpoint.get("list", "/orders").addSuccess(Schema.Array(Schema.String)))
  )
  const orders = HttpApiBuilder.group(api, "orders", (handlers) => handlers.handle("list", () => Effect.succeed([])))

  it.scoped("a receiver in an HttpApi is a route of its router, with the context of its layer", () =>
    Effect.gen(function* () {
      const seen = yield* Ref.make<ReadonlyArray<string>>([])
      const receiver = Webhooks.receiver({ secret: Redacted.make(secretText), url, handler })
      const webhooks = HttpApiBuilder.Router.use((router) =>
        Effect.gen(function* () {
          const context = yield* Effect.context<Seen | WebhookInbox.WebhookInbox>()
          yield* router.post("/vipps/webhooks", Effect.provide(receiver, context))
        })
      )
      const live = HttpApiBuilder.api(api).pipe(
        Layer.provide(orders),
        Layer.merge(webhooks),
        Layer.provide([WebhookInbox.layerMemory, Layer.succeed(Seen, seen)]),
        Layer.merge(HttpServer.layerContext)
      )
      const { dispose, handler: handle } = HttpApiBuilder.toWebHandler(live)
      yield* Effect.addFinalizer(() => Effect.promise(dispose))
      assert.deepStrictEqual(yield* statusesOf(handle, [{}, {}, { secret: "another-secret" }]), [200, 200, 401])
      assert.strictEqual((yield* Ref.get(seen)).length, 1)
    })
  )
})

describe("a receiver for many merchants", () => {
  const merchants: { readonly [id: string]: string } = { socks: "secret-of-socks", hats: "secret-of-hats" }
  const urlOf = (id: string) => `https://shop.example.com/vipps/webhooks/${id}`

  class StoreDown extends Schema.TaggedError<StoreDown>()("StoreDown", {}) {}

  const route = Webhooks.layerRoute("/vipps/webhooks/:merchant", {
    registration: () =>
      Effect.gen(function* () {
        const { merchant = "" } = yield* HttpLayerRouter.params
        if (merchant === "down") return yield* new StoreDown()
        const secret = merchants[merchant]
        return secret === undefined ? undefined : { secret: Redacted.make(secret), url: urlOf(merchant) }
      }),
    handler
  })

  it.scoped("a receiver for many merchants verifies each request with the secret and the URL of its merchant", () =>
    Effect.gen(function* () {
      const seen = yield* Ref.make<ReadonlyArray<string>>([])
      const { dispose, handler: handle } = HttpLayerRouter.toWebHandler(
        Layer.provide(route, [WebhookInbox.layerMemory, Layer.succeed(Seen, seen)]),
        { disableLogger: true }
      )
      yield* Effect.addFinalizer(() => Effect.promise(dispose))
      const statuses = yield* statusesOf(handle, [
        { to: urlOf("socks"), secret: "secret-of-socks" },
        { to: urlOf("hats"), secret: "secret-of-hats", body: JSON.stringify(events.authorized) },
        { to: urlOf("hats"), secret: "secret-of-socks" },
        { to: urlOf("nobody"), secret: "secret-of-socks" },
        { to: urlOf("down"), secret: "secret-of-socks" }
      ])
      assert.deepStrictEqual(statuses, [200, 200, 401, 401, 500])
      assert.strictEqual((yield* Ref.get(seen)).length, 2)
    })
  )
})
