// @effect-diagnostics globalFetch:off
/** The client of `FetchHttpClient.layer`: recognised where it is undecorated, with what its layer was given. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import { recognising } from "@effect-vipps/client/internal/transport/plainFetch"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import { tokenResponse } from "../support/samples.js"
import { capture, modified, options } from "./support.js"

interface Sent {
  readonly url: unknown
  readonly init: Readonly<Record<string, unknown>>
}

/** A `fetch` that answers as Vipps does, and what it was given, but for the signal and what is undefined. */
const recording = () => {
  const sent: Array<Sent> = []
  const fetch = (async (url: unknown, { signal, ...init }: globalThis.RequestInit) => {
    assert.instanceOf(signal, AbortSignal)
    const given = Object.entries(init).filter(([, value]) => value !== undefined)
    sent.push({ url, init: Object.fromEntries(given) })
    return Response.json(String(url).endsWith("/accesstoken/get") ? tokenResponse() : modified)
  }) as typeof globalThis.fetch
  return { sent, fetch, layer: Layer.succeed(FetchHttpClient.Fetch, fetch) }
}

const config = VippsConfig.layer({ ...options, retry: { maxRetries: 0 } })

const once = EPayment.capturePayment("order-12345", capture, { idempotencyKey: "key-1" })

const decorated = Layer.map(FetchHttpClient.layer, (context) =>
  HttpClient.HttpClient.context(HttpClient.transformResponse(Context.get(context, HttpClient.HttpClient), identity))
)

/** Whether calls of a program with this client go to `fetch` directly. */
const isRecognised = (layer: Layer.Layer<HttpClient.HttpClient>): Effect.Effect<boolean> => {
  const finder = Layer.effect(Finder, Effect.map(Layer.CurrentMemoMap, recognising))
  const found = Effect.flatMap(Finder, (find) =>
    Effect.map(Effect.context<HttpClient.HttpClient>(), (context) => find(context) !== undefined)
  )
  return Effect.provide(found, Layer.merge(finder, layer))
}

class Finder extends Context.Tag("test/Finder")<Finder, ReturnType<typeof recognising>>() {}

describe("FetchHttpClient.layer", () => {
  it.effect("its client is recognised in the program that it is built in, alone and below other layers", () =>
    Effect.gen(function* () {
      assert.isTrue(yield* isRecognised(FetchHttpClient.layer))
      assert.isTrue(yield* isRecognised(Layer.provide(FetchHttpClient.layer, recording().layer)))
      const other = Layer.effectDiscard(HttpClient.HttpClient)
      assert.isTrue(yield* isRecognised(Layer.provideMerge(other, FetchHttpClient.layer)))
    })
  )

  it.effect("a decorated client, one of another program and one that was built afresh are not", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* isRecognised(decorated))
      assert.isFalse(yield* isRecognised(Layer.merge(FetchHttpClient.layer, decorated)))
      assert.isFalse(yield* isRecognised(Layer.fresh(FetchHttpClient.layer)))
      const elsewhere = yield* Effect.provide(HttpClient.HttpClient, FetchHttpClient.layer)
      assert.isFalse(yield* isRecognised(Layer.succeed(HttpClient.HttpClient, elsewhere)))
    })
  )

  it.effect("a call that has a fetch or options of its own sends by these", () =>
    Effect.gen(function* () {
      const layers = recording()
      const own = recording()
      const http = Layer.provide(FetchHttpClient.layer, layers.layer)
      const calls = Effect.gen(function* () {
        yield* once
        yield* Effect.provideService(once, FetchHttpClient.Fetch, own.fetch)
        yield* Effect.provideService(once, FetchHttpClient.RequestInit, { keepalive: true })
        yield* once
      })
      yield* Effect.provide(calls, Layer.merge(config, http))
      // A token and three of the calls by the layer's.
      assert.strictEqual(own.sent.length, 1)
      assert.deepStrictEqual(
        layers.sent.map(({ init }) => init["keepalive"]),
        [undefined, undefined, true, undefined]
      )
    })
  )

  it.effect("fetch is given the same with a recognised client as with a decorated one", () =>
    Effect.gen(function* () {
      const init = Layer.succeed(FetchHttpClient.RequestInit, {
        headers: { "X-Own": "1" },
        cache: "reload",
        keepalive: true,
        redirect: "follow"
      })
      const sentBy = (layer: Layer.Layer<HttpClient.HttpClient>) =>
        Effect.gen(function* () {
          const bare = recording()
          const changed = recording()
          yield* Effect.provide(once, Layer.merge(config, Layer.provide(layer, bare.layer)))
          yield* Effect.provide(once, Layer.merge(config, Layer.provide(layer, Layer.merge(changed.layer, init))))
          return [...bare.sent, ...changed.sent].map(({ init, url }): Sent => {
            const headers = { ...(init["headers"] as object) }
            return { url, init: { ...init, headers } }
          })
        })
      const sent = yield* sentBy(FetchHttpClient.layer)
      assert.deepStrictEqual(sent, yield* sentBy(decorated))
      assert.strictEqual(sent.length, 4)
      assert.instanceOf(sent[1]?.url, URL)
      assert.instanceOf(sent[1]?.init["body"], Uint8Array)
      assert.deepInclude({ ...sent[3]?.init }, { cache: "reload", keepalive: true, redirect: "manual" })
    })
  )

  it.scoped("a call with another client leaves the program's layer to be built with what it is given later", () =>
    Effect.gen(function* () {
      const memoMap = yield* Layer.makeMemoMap
      const scope = yield* Effect.scope
      const first = recording()
      const later = recording()
      const other = Layer.provide(decorated, first.layer).pipe(Layer.fresh)
      const vipps = yield* Layer.buildWithMemoMap(Layer.merge(config, other), memoMap, scope)
      yield* Effect.provide(once, vipps)
      assert.strictEqual(first.sent.length, 2)
      const http = yield* Layer.buildWithMemoMap(Layer.provide(FetchHttpClient.layer, later.layer), memoMap, scope)
      yield* Effect.provide(once, Context.merge(vipps, http))
      assert.strictEqual(later.sent.length, 1)
      assert.strictEqual(first.sent.length, 2)
    })
  )
})
