// @effect-diagnostics anyUnknownInErrorContext:off
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { type Operation, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import { api } from "@effect-vipps/client/internal/operation/api"
import { call } from "@effect-vipps/client/internal/operation/call"
import { TokenResponse } from "@effect-vipps/client/internal/request/tokenResponse"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { type Handler, json, serve } from "../support/server.js"
import { options, scripted, sensitive } from "./support.js"

/** Every kind of request and response, as no API of Vipps has them all. */
const token = api("Library", {
  auth: "Basic",
  without: ["ocp-apim-subscription-key", "merchant-serial-number"]
})("token", {
  method: "POST",
  path: "/library/token",
  kind: "Read",
  fails: "Common",
  secretResponse: true,
  contentType: "application/x-www-form-urlencoded",
  request: Schema.Struct({ grant_type: Schema.optional(Schema.String) }),
  requestOptional: true,
  defaults: { grant_type: "client_credentials" },
  response: TokenResponse
})

const Book = Schema.Struct({ title: Schema.String, copies: Schema.optional(Schema.Int) })
type Book = typeof Book.Type

const operation = api("Library", {
  auth: "Bearer",
  token,
  errors: { codeFrom: "type", busy: ["shelf-locked"], conflicts: { "book-exists": "ReferenceExists" } }
})

const operations = {
  lend: operation("lend", {
    method: "POST",
    path: "/shelves/{shelf}/books/{book}/lend",
    parameters: { shelf: Schema.NonEmptyString, book: Schema.String },
    subject: "book",
    kind: "Change",
    fails: "Modify",
    idempotencyKey: Schema.String.pipe(Schema.pattern(/^[a-z]{1,5}$/, { description: "1 to 5 letters" })),
    request: Book
  }),
  search: operation("search", {
    method: "GET",
    path: "/books",
    kind: "Read",
    fails: "Read",
    query: Schema.Struct({
      author: Schema.optional(Schema.Array(Schema.String)),
      minCopies: Schema.optional(Schema.Int).pipe(Schema.fromKey("min-copies")),
      continuation: Schema.optional(Schema.String),
      format: Schema.optional(Schema.Literal("application/json", "application/vnd.books+json"))
    }),
    headers: { continuation: "continuation-token", format: "accept" },
    response: Schema.Array(Book),
    result: (books: ReadonlyArray<Book>, header: Operation.Header) => ({ books, next: header("Continuation-Token") })
  }),
  add: operation("add", {
    method: "POST",
    path: "/books",
    kind: "Change",
    fails: ["Create", "Read"],
    idempotencyKey: "None",
    request: Schema.Array(Book),
    response: Schema.String
  }),
  cover: operation("cover", {
    method: "GET",
    path: "/books/{book}/cover",
    parameters: { book: Schema.String },
    kind: "Read",
    fails: "Read",
    accept: "image/png",
    responseFormat: "bytes"
  }),
  summary: operation("summary", {
    method: "GET",
    path: "/books/{book}/summary",
    parameters: { book: Schema.String },
    kind: "Read",
    fails: "Read",
    responseFormat: "text"
  }),
  burn: operation("burn", {
    method: "DELETE",
    path: "/books/{book}",
    parameters: { book: Schema.String },
    kind: "Change",
    fails: "Read",
    testOnly: "book burning"
  })
}

const lend = call(operations.lend)
const search = call(operations.search)
const add = call(operations.add)
const cover = call(operations.cover)
const summary = call(operations.summary)
const burn = call(operations.burn)

type Call<A, E> = Effect.Effect<A, E, VippsConfig.VippsConfig | HttpClient.HttpClient>
type Options = Operation.CallOptions | undefined

describe("the type of an operation's function", () => {
  it("the type of a function follows from its description", () => {
    expectTypeOf(lend).parameters.toEqualTypeOf<[shelf: string, book: string, request: Book, options?: Options]>()
    expectTypeOf(lend).returns.toEqualTypeOf<Call<void, VippsError.ModifyError>>()
    expectTypeOf(search).toBeCallableWith()
    expectTypeOf(search).toBeCallableWith({ author: ["Ibsen"] }, { retry: false })
    expectTypeOf(search).returns.toEqualTypeOf<
      Call<{ books: ReadonlyArray<Book>; next: string | undefined }, VippsError.ReadError>
    >()
    expectTypeOf(add).returns.toEqualTypeOf<Call<string, VippsError.CreateError | VippsError.ReadError>>()
    expectTypeOf(cover).returns.toEqualTypeOf<Call<Operation.Bytes, VippsError.ReadError>>()
    expectTypeOf(summary).returns.toEqualTypeOf<Call<string, VippsError.ReadError>>()
  })

  it("parameters that are not those of the path, and functions that do not fit the schemas, do not compile", () => {
    const common = { method: "GET", kind: "Read", fails: "Read" } as const
    // @ts-expect-error: {book} has no schema
    operation("one", { ...common, path: "/books/{book}" })
    // @ts-expect-error: the path has no parameter
    operation("one", { ...common, path: "/books", parameters: { book: Schema.String } })
    // @ts-expect-error: the subject is no parameter of the path
    operation("one", { ...common, path: "/books", subject: "book" })
    // @ts-expect-error: the request is a book
    operation("one", { ...common, path: "/books", request: Book, warnings: (_: { readonly a: 1 }) => [] })
  })

  it("a tool reads the names and the order of the arguments", () => {
    assert.deepStrictEqual(
      Object.values(operations).map(({ arguments: names, name }) => [name, ...names]),
      [
        ["Library.lend", "shelf", "book", "request"],
        ["Library.search", "query"],
        ["Library.add", "request"],
        ["Library.cover", "book"],
        ["Library.summary", "book"],
        ["Library.burn", "book"]
      ]
    )
  })
})

const clients: Readonly<Record<string, Layer.Layer<HttpClient.HttpClient>>> = {
  "FetchHttpClient.layer": FetchHttpClient.layer,
  "FetchHttp.layer": FetchHttp.layer,
  "NodeHttp.layer": NodeHttp.layer
}

describe.each(Object.entries(clients))("an operation over real HTTP with %s", (_, http) => {
  const library = (handler: Handler) =>
    Effect.map(
      serve((request, response) =>
        request.path === "/library/token"
          ? json(response, 200, { access_token: "library-token", expires_in: 900 })
          : handler(request, response)
      ),
      (server) => ({
        ...server,
        layer: Layer.merge(http, VippsConfig.layer({ ...options, baseUrl: server.url, retry: { baseDelay: 0 } }))
      })
    )

  it.scopedLive("an operation puts each parameter into the path as one segment, and nothing else", () =>
    Effect.gen(function* () {
      const server = yield* library((_, response) => response.writeHead(204).end())
      const shelf = "a/b?c=d#e%2f é\\;"
      yield* lend(shelf, "..x", { title: "Peer Gynt" }).pipe(Effect.provide(server.layer))
      const [, sent] = server.seen
      assert.strictEqual(sent?.path, `/shelves/${encodeURIComponent(shelf)}/books/..x/lend`)
      assert.strictEqual(sent?.body, '{"title":"Peer Gynt"}')
      assert.match(String(sent?.headers["idempotency-key"]), /^[0-9a-f-]{36}$/)
    })
  )

  it.scopedLive(
    "an operation fetches its own kind of token once: Basic authentication, a form, and no subscription key",
    () =>
      Effect.gen(function* () {
        const server = yield* library((_, response) => response.writeHead(204).end())
        yield* Effect.all([lend("a", "b", { title: "1" }), lend("a", "c", { title: "2" })]).pipe(
          Effect.provide(server.layer)
        )
        assert.strictEqual(server.count("/library/token"), 1)
        const [fetched, sent] = server.seen
        const credentials = Buffer.from(`client-id:${sensitive.clientSecret}`).toString("base64")
        assert.strictEqual(fetched?.headers["authorization"], `Basic ${credentials}`)
        assert.strictEqual(fetched?.headers["content-type"], "application/x-www-form-urlencoded")
        assert.strictEqual(fetched?.body, "grant_type=client_credentials")
        assert.notProperty(fetched?.headers, "ocp-apim-subscription-key")
        assert.notProperty(fetched?.headers, "merchant-serial-number")
        assert.strictEqual(sent?.headers["authorization"], "Bearer library-token")
        assert.strictEqual(sent?.headers["ocp-apim-subscription-key"], sensitive.subscriptionKey)
      })
  )

  it.scopedLive(
    "an operation sends its query as a query string and as headers, and reads a header of the response",
    () =>
      Effect.gen(function* () {
        const server = yield* library((_, response) =>
          json(response, 200, [{ title: "Peer Gynt" }], { "Continuation-Token": "page-2" })
        )
        const page = yield* Effect.gen(function* () {
          yield* search()
          return yield* search({
            author: ["Ibsen", "Bjørnson & co"],
            minCopies: 2,
            continuation: "page-1",
            format: "application/vnd.books+json"
          })
        }).pipe(Effect.provide(server.layer))
        assert.deepStrictEqual(page, { books: [{ title: "Peer Gynt" }], next: "page-2" })
        const [, all, some] = server.seen
        assert.strictEqual(all?.path, "/books")
        assert.notProperty(all?.headers, "continuation-token")
        assert.strictEqual(some?.path, "/books?author=Ibsen&author=Bj%C3%B8rnson+%26+co&min-copies=2")
        assert.strictEqual(some?.headers["continuation-token"], "page-1")
        assert.strictEqual(some?.headers["accept"], "application/vnd.books+json")
        assert.notProperty(some?.headers, "idempotency-key")
      })
  )

  it.scopedLive("an operation returns bytes with their media type, and text with or without the quotes of JSON", () =>
    Effect.gen(function* () {
      const bytes = Uint8Array.from({ length: 512 }, (_, i) => i % 256)
      const server = yield* library(({ path }, response) => {
        const isCover = path.endsWith("cover")
        response.writeHead(200, { "content-type": isCover ? "image/png; q=1" : "text/plain" })
        response.end(isCover ? bytes : path.includes("quoted") ? '"long"' : "long ago")
      })
      const [image, text, quoted] = yield* Effect.all([cover("b"), summary("b"), summary("quoted")]).pipe(
        Effect.provide(server.layer)
      )
      assert.deepStrictEqual([...image.bytes], [...bytes])
      assert.strictEqual(image.mediaType, "image/png")
      assert.deepStrictEqual([text, quoted], ["long ago", "long"])
      assert.strictEqual(server.seen[1]?.headers["accept"], "image/png")
    })
  )

  it.scopedLive("an operation sends a list as its body, and no idempotency key where the API has none", () =>
    Effect.gen(function* () {
      const server = yield* library((_, response) => json(response, 201, "added-1"))
      const added = yield* add([{ title: "A" }, { title: "B", copies: 2 }]).pipe(Effect.provide(server.layer))
      assert.strictEqual(added, "added-1")
      assert.strictEqual(server.seen[1]?.body, '[{"title":"A"},{"title":"B","copies":2}]')
      assert.notProperty(server.seen[1]?.headers, "idempotency-key")
    })
  )
})

const granted = () => Response.json({ access_token: "library-token", expires_in: 900 })

const issues = (effect: Call<unknown, VippsError.VippsError>) =>
  Effect.gen(function* () {
    const server = scripted(() => Response.json({}))
    const error = yield* Effect.flip(Effect.provide(effect, server.layer))
    assert.strictEqual(server.seen.length + server.tokens(), 0)
    assert(error._tag === "VippsInputError")
    return error.issues
  })

const failing = (status: number, type: string, effect: Call<unknown, VippsError.VippsError>) =>
  Effect.gen(function* () {
    const refusal = () => Response.json({ title: "No", type }, { status })
    const server = scripted((_, { path }) => (path === "/library/token" ? granted() : refusal()))
    return yield* Effect.flip(Effect.provide(effect, server.layer))
  })

describe("the input of an operation", () => {
  it.effect("a parameter that would change the path is refused", () =>
    Effect.gen(function* () {
      for (const book of ["", ".", "..", "\ud800"]) {
        assert.deepStrictEqual(yield* issues(lend("a", book, { title: "A" })), [
          { path: "book", message: "cannot be a part of a path" }
        ])
      }
    })
  )

  it.effect("everything that is wrong is reported at once, each by its name", () =>
    Effect.gen(function* () {
      const wrong = lend("", 7 as never, { title: 1 } as never, { idempotencyKey: "TOO-LONG" })
      assert.deepStrictEqual(
        (yield* issues(wrong)).map(({ path }) => path),
        ["shelf", "book", "title", "options.idempotencyKey"]
      )
    })
  )

  it.effect("an idempotency key has the API's own alphabet, and is refused where the API has none", () =>
    Effect.gen(function* () {
      const [key] = yield* issues(lend("a", "b", { title: "A" }, { idempotencyKey: "a-key" }))
      assert.strictEqual(key?.message, "must be 1 to 5 letters")
      const [none] = yield* issues(add([], { idempotencyKey: "abc" }))
      assert.match(none?.message ?? "", /left out: this operation has no idempotency keys/)
    })
  )

  it.effect("an unknown or wrong field of the query is refused", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        (yield* issues(search({ minCopies: 0.5, autor: "Ibsen" } as never))).map(({ path }) => path).sort(),
        ["autor", "minCopies"]
      )
      assert.deepStrictEqual(
        (yield* issues(search(null as never))).map(({ path }) => path),
        ["query"]
      )
    })
  )

  it.effect("what only the test environment has is refused in production", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({}), { environment: "production" })
      const error = yield* Effect.flip(Effect.provide(burn("b"), server.layer))
      assert.strictEqual(server.seen.length, 0)
      assert.include(error.message, "environment: must be test: production has no book burning")
    })
  )
})

describe("the errors of an operation", () => {
  const exists = "https://example.com/problems#book-exists"

  it.effect("the last part of the type is the code, which the API's rules read", () =>
    Effect.gen(function* () {
      const conflict = yield* failing(400, exists, add([]))
      assert(conflict._tag === "VippsConflictError")
      assert.deepStrictEqual([conflict.reason, conflict.code], ["ReferenceExists", "book-exists"])
      const busy = yield* failing(
        400,
        "https://example.com/problems/shelf-locked",
        lend("a", "b", { title: "A" }, { retry: false })
      )
      assert.strictEqual(busy._tag, "VippsBusyError")
      assert.isTrue(busy.retryable)
      assert.strictEqual(busy.reference, "b")
    })
  )

  it.effect("what creates nothing meets only its own key", () =>
    Effect.gen(function* () {
      const error = yield* failing(409, exists, lend("a", "b", { title: "A" }))
      assert(error._tag === "VippsConflictError")
      assert.strictEqual(error.reason, "IdempotencyKeyReused")
    })
  )

  it.effect("a response that means an error which it does not fail with is a VippsRequestError", () =>
    Effect.gen(function* () {
      const conflict = yield* failing(409, exists, search())
      assert(conflict._tag === "VippsRequestError")
      assert.strictEqual(conflict.status, 409)
      assert.isFalse(conflict.retryable)
      const locked = yield* failing(423, "about:blank", search({}, { retry: false }))
      assert(locked._tag === "VippsRequestError")
      assert.isTrue(locked.retryable)
      assert.isUndefined(locked.code)
    })
  )

  it.effect("a POST without idempotency keys is not retried when its outcome is unknown", () =>
    Effect.gen(function* () {
      const server = scripted((_, { path }) => (path === "/library/token" ? granted() : "reset"))
      const error = yield* Effect.flip(Effect.provide(add([]), server.layer))
      assert.deepStrictEqual([error.outcome, error.retryable, error.attempts], ["unknown", false, 1])
      assert.isUndefined(error.idempotencyKey)
    })
  )
})
