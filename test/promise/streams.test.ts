import { type CallOptions, isVippsError, VippsInputError } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { assert, describe, it } from "vitest"
import { bearer } from "../../packages/client/src/accessToken/bearer.js"
import { api as describeApi } from "../../packages/client/src/internal/operation/api.js"
import { call } from "../../packages/client/src/internal/operation/call.js"
import { methods, streaming } from "../../packages/client/src/internal/operation/methods.js"
import { pulled } from "../../packages/client/src/internal/operation/pulled.js"
import type * as Client from "../../packages/client/src/Operation.js"
import { api } from "../../packages/promise/src/internal/api.js"
import { callSite } from "../../packages/promise/src/internal/failure.js"
import { Runner } from "../../packages/promise/src/internal/run.js"
import { json, type Seen, type TestServer } from "../support/server.js"
import { clientOf, options, payment, rejection, vippsServer } from "./support.js"

const Page = Schema.Struct({ items: Schema.Array(Schema.String), next: Schema.optional(Schema.Number) })

/** An API that only these tests know: a list of several pages. */
const operations = {
  list: describeApi("Shelf", bearer)("list", {
    method: "GET",
    path: "/shelves/{name}",
    kind: "Read",
    fails: "Read",
    parameters: { name: Schema.String.pipe(Schema.pattern(/^[a-z]+$/)) },
    query: Schema.Struct({ page: Schema.Number }),
    response: Page
  })
}
const list = call(operations.list)

/** How often readers of the stream have begun and ended. */
const readers = { opened: 0, closed: 0 }

const books = (name: string, options?: Client.CallOptions) =>
  pulled(
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => void readers.opened++),
        () => Effect.sync(() => void readers.closed++)
      ),
      () => {
        let page: number | undefined = 1
        return Effect.suspend(() =>
          page === undefined
            ? Effect.succeed(undefined)
            : Effect.map(list(name, { page }, options), ({ items, next }) => {
                page = next
                return items
              })
        )
      }
    )
  )

const shelf = api(() =>
  methods<{ list: typeof list; books: typeof books }>()(operations, { books: streaming(books, 1) })
)

/** Its methods, for a server. */
const shelfOf = (server: TestServer) => {
  const runner = new Runner({ ...options, baseUrl: server.url }, callSite())
  return { ...shelf(runner), close: () => runner.close() }
}

/** Pages of two items; the second page is empty. */
const pages = [{ items: ["a", "b"], next: 2 }, { items: [], next: 3 }, { items: ["c", "d"] }]

const pageOf = ({ path }: Seen) => Number(path.split("page=")[1])

const serve = (fail?: number) =>
  vippsServer((request, response) => {
    const n = pageOf(request)
    if (n === fail) json(response, 404, { title: "Not Found" })
    else json(response, 200, pages[n - 1])
  })

const requests = ({ seen }: TestServer) => seen.filter(({ path }) => path.startsWith("/shelves")).length

const collected = async <A>(items: AsyncIterable<A>, into: Array<A> = []): Promise<ReadonlyArray<A>> => {
  for await (const item of items) into.push(item)
  return into
}

describe("a stream of the client in the facade", () => {
  it("a stream is an async iterable that reads each page when it is asked for", async () => {
    const server = await serve()
    const items = shelfOf(server).books("sea")
    assert.strictEqual(server.seen.length, 0)
    const iterator = items[Symbol.asyncIterator]()
    const counts = []
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      counts.push([next.value, requests(server)])
    }
    assert.deepStrictEqual(counts, [
      ["a", 1],
      ["b", 1],
      ["c", 3],
      ["d", 3]
    ])
    assert.deepStrictEqual(await iterator.next(), { done: true, value: undefined })
  })

  it("each iteration of a stream reads anew", async () => {
    const server = await serve()
    const items = shelfOf(server).books("sea")
    assert.deepStrictEqual(await collected(items), ["a", "b", "c", "d"])
    assert.deepStrictEqual(await collected(items), ["a", "b", "c", "d"])
    assert.strictEqual(requests(server), 6)
  })

  it("leaving the loop over a stream early releases what it holds and reads no more", async () => {
    const server = await serve()
    const { closed, opened } = readers
    for await (const item of shelfOf(server).books("sea")) {
      assert.deepStrictEqual([readers.opened - opened, readers.closed - closed], [1, 0])
      if (item === "b") break
    }
    assert.deepStrictEqual([readers.opened - opened, readers.closed - closed], [1, 1])
    assert.strictEqual(requests(server), 1)
  })

  it("a failed page throws its error in the loop, with the line that made the call, after the items before it", async () => {
    const server = await serve(3)
    const { closed } = readers
    const into: Array<string> = []
    const inCaller = () => shelfOf(server).books("sea")
    const error = await rejection(collected(inCaller(), into))
    assert(isVippsError(error) && error._tag === "VippsNotFoundError")
    assert.match(error.stack ?? "", /inCaller/)
    assert.deepStrictEqual(into, ["a", "b"])
    assert.strictEqual(readers.closed - closed, 1)
  })

  it("invalid arguments of a stream throw in the loop, never at the call, and nothing is sent", async () => {
    const server = await serve()
    const { books } = shelfOf(server)
    for (const [args, path] of [
      [["SEA"], "name"],
      [["sea", { maxRetries: -1 }], "options.maxRetries"],
      [["sea", 5], "options"]
    ] as ReadonlyArray<[[string, CallOptions], string]>) {
      const error = await rejection(collected(books(...args)))
      assert.instanceOf(error, VippsInputError)
      assert.deepStrictEqual(
        error.issues.map((issue) => issue.path),
        [path]
      )
    }
    assert.strictEqual(server.seen.length, 0)
  })

  it("an aborted signal ends the loop over a stream with its reason, between items and while a page is read", async () => {
    const server = await vippsServer((request, response) => {
      if (pageOf(request) === 1) json(response, 200, pages[0])
      else controller.abort(reason)
    })
    const reason = new Error("the customer left")
    const controller = new AbortController()
    const { books } = shelfOf(server)
    const { closed } = readers
    const reads = collected(books("sea", { signal: controller.signal }))
    assert.strictEqual(await rejection(reads), reason)

    const other = new AbortController()
    const into: Array<string> = []
    const between = async () => {
      for await (const item of books("sea", { signal: other.signal })) {
        into.push(item)
        other.abort(reason)
      }
    }
    assert.strictEqual(await rejection(between()), reason)
    assert.deepStrictEqual(into, ["a"])
    assert.strictEqual(readers.closed - closed, 2)

    const late = books("sea", { signal: other.signal })
    assert.strictEqual(await rejection(collected(late)), reason)
  })

  it("closing the client ends a loop over a stream that waits for a page, with an error that says so", async () => {
    let onAsked = () => {}
    const asked = new Promise<void>((resolve) => {
      onAsked = resolve
    })
    const server = await vippsServer(() => onAsked())
    const { books, close } = shelfOf(server)
    const error = rejection(collected(books("sea")))
    await asked
    await close()
    assert.include(String(await error), "closed while it waited")
    assert.include(String(await rejection(collected(books("sea")))), "was closed; make a new one")
  })
})

describe("vipps.ePayment.changes", () => {
  it("changes gives the payment as first read and each change, and ends after the final state", async () => {
    let n = 0
    const created = { ...payment, state: "CREATED" }
    const server = await vippsServer((_, response) => json(response, 200, ++n === 1 ? created : payment))
    const states = []
    for await (const { state } of clientOf(server).ePayment.changes("order-12345", { firstReadAfterMs: 0 })) {
      states.push(state)
    }
    assert.deepStrictEqual(states, ["CREATED", "AUTHORIZED"])
    assert.strictEqual(server.count("/epayment/v1/payments/order-12345"), 2)
  })
})
