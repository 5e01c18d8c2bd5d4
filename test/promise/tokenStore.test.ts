import { assert, describe, it } from "@effect/vitest"
import Vipps, { type TokenStore, VippsInputError } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import { tokenResponse } from "../support/samples.js"
import { json, serve } from "../support/server.js"

const memory = (): { readonly rows: Map<string, string>; readonly store: TokenStore } => {
  const rows = new Map<string, string>()
  const store: TokenStore = {
    read: async (key) => rows.get(key) ?? null,
    write: async (key, value) => rows.set(key, value),
    lease: async (key, value) => !rows.has(key) && rows.set(key, value).has(key),
    remove: async (key, value) => rows.get(key) === value && rows.delete(key)
  }
  return { rows, store }
}

/** A Vipps whose tokens are valid until they are revoked. */
const vipps = Effect.gen(function* () {
  const valid = new Set<string>()
  let issued = 0
  const server = yield* serve((request, response) => {
    if (request.path === "/accesstoken/get") {
      const token = `token-${++issued}`
      valid.add(token)
      json(response, 200, tokenResponse(token))
    } else if (valid.has(String(request.headers.authorization).replace("Bearer ", ""))) json(response, 200, [])
    else json(response, 401, { responseInfo: { responseCode: 401, responseMessage: "no" } })
  })
  const client = (tokenStore: TokenStore, warnings: Array<string> = []) =>
    new Vipps({
      clientId: "client-id",
      clientSecret: "client-secret",
      subscriptionKey: "subscription-key",
      merchantSerialNumber: "123456",
      baseUrl: server.url,
      tokenStore,
      logger: { warn: (line) => warnings.push(line) }
    })
  return { client, valid, tokens: () => server.count("/accesstoken/get") }
})

const read = (client: Vipps) => client.ePayment.getPaymentEventLog("order-12345")

describe("tokenStore", () => {
  it.scopedLive(
    "ten clients with one store make one token request, and one more after a revocation",
    () =>
      Effect.gen(function* () {
        const { rows, store } = memory()
        const { client, tokens, valid } = yield* vipps
        const clients = Array.from({ length: 10 }, () => client(store))
        yield* Effect.promise(() => Promise.all(clients.map(read)))
        assert.strictEqual(tokens(), 1)
        valid.clear()
        yield* Effect.promise(() => Promise.all(clients.map(read)))
        assert.strictEqual(tokens(), 2)
        // Closing waits for what is still written.
        yield* Effect.promise(() => Promise.all(clients.map((one) => one.close())))
        assert.strictEqual(rows.size, 1)
        assert.notMatch(JSON.stringify([...rows]), /token-|client|subscription/)
      }),
    // A step of the store has half a second: a machine that stops for longer gives each client a token of its own.
    { retry: 2 }
  )

  it.scopedLive("a store that rejects, throws or never answers fails no call, and is warned of without its error", () =>
    Effect.gen(function* () {
      const { client, tokens } = yield* vipps
      const broken: ReadonlyArray<() => Promise<never>> = [
        () => Promise.reject(new Error("redis://:hunter2@cache")),
        () => {
          throw new Error("hunter2")
        },
        () => new Promise(() => {})
      ]
      for (const [i, step] of broken.entries()) {
        const warnings: Array<string> = []
        yield* Effect.promise(() => read(client({ read: step, write: step, lease: step, remove: step }, warnings)))
        assert.strictEqual(tokens(), i + 1)
        assert.strictEqual(warnings.length, 1)
        assert.include(warnings[0], "TokenStore: ")
        assert.notInclude(warnings[0], "hunter2")
      }
    })
  )

  it.scopedLive("an option that lacks one of the functions is refused", () =>
    Effect.gen(function* () {
      const { client } = yield* vipps
      const { store } = memory()
      for (const tokenStore of [{}, "redis", { ...store, lease: undefined }]) {
        assert.throws(() => client(tokenStore as never), VippsInputError, "tokenStore: must be an object with methods")
      }
    })
  )
})
