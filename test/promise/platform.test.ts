/** What a client on Node sends with, unless it is given a `fetch`. */
import { fetchTransport } from "@effect-vipps/client/internal/transport/fetchTransport"
import type { Transport } from "@effect-vipps/client/internal/transport/transport"
import { afterEach, assert, beforeAll, describe, it } from "vitest"
import { platformTransport } from "../../packages/promise/src/internal/platform.node.js"
import { json } from "../support/server.js"
import { vippsServer } from "./support.js"

const transport = platformTransport(fetchTransport(() => globalThis.fetch))

const send = (over: Transport, url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    over(
      { method: "GET", url, headers: [], body: undefined, maxResponseSize: 1000, repeatable: true },
      { started: () => {}, lost: () => {}, answered: (status) => resolve(status), failed: reject }
    )
  })

/** Only `fetch` says in which mode it was called. */
const wentOver = async (): Promise<"fetch" | "http"> => {
  const server = await vippsServer((_, response) => json(response, 200, {}))
  assert.strictEqual(await send(transport, `${server.url}/`), 200)
  return server.seen[0]?.headers["sec-fetch-mode"] === undefined ? "http" : "fetch"
}

const dispatcher = Symbol.for("undici.globalDispatcher.1")
const globals = globalThis as { fetch: typeof fetch; [dispatcher]?: unknown }

describe("requests on Node", () => {
  const { fetch } = globals
  let set: unknown
  beforeAll(async () => {
    // The first use sets it.
    await fetch("data:,")
    set = globals[dispatcher]
  })
  afterEach(() => {
    globals.fetch = fetch
    globals[dispatcher] = set
  })

  it("requests go over node:http, also after fetch was used", async () => {
    assert.strictEqual(await wentOver(), "http")
    const server = await vippsServer((_, response) => json(response, 200, {}))
    await (await fetch(server.url)).text()
    assert.strictEqual(await wentOver(), "http")
  })

  it("requests go through a fetch that was replaced by a mock or an instrument, while it is replaced", async () => {
    let called = 0
    globals.fetch = (input, init) => {
      called++
      return fetch(input, init)
    }
    assert.strictEqual(await wentOver(), "fetch")
    assert.strictEqual(called, 1)
    globals.fetch = fetch
    assert.strictEqual(await wentOver(), "http")
  })

  it("requests go through fetch when its dispatcher was replaced by a proxy's or a mock's", async () => {
    class ProxyAgent {}
    // Sends as the real one does.
    globals[dispatcher] = new Proxy(set as object, {
      get: (target, key) => (key === "constructor" ? ProxyAgent : Reflect.get(target, key, target))
    })
    assert.strictEqual(await wentOver(), "fetch")
  })
})
