/** Which requests are accepted, by host, origin and spelling of the path: raw requests over real sockets, because no client sends these. */
import * as Net from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulatorServer } from "@effect-vipps/emulator"
import { canonical } from "@effect-vipps/emulator/http/target"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { keys, order, start, tokenHeaders } from "./harness.js"

const crlf = "\r\n"

interface Raw {
  readonly method?: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Reply {
  /** 0 where the connection closed without a response. */
  readonly status: number
  readonly body: string
}

const raw = (port: number, { body = "", headers = {}, method = "POST", target }: Raw): Effect.Effect<Reply> =>
  Effect.async((resume) => {
    const all = { host: `127.0.0.1:${port}`, "content-length": String(body.length), connection: "close", ...headers }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
    const socket = Net.connect(port, "127.0.0.1", () => {
      socket.write(Buffer.from([`${method} ${target} HTTP/1.1`, ...lines, "", body].join(crlf), "latin1"))
    })
    const chunks: Array<Buffer> = []
    const done = () => {
      const [head = "", ...rest] = Buffer.concat(chunks).toString("utf8").split(`${crlf}${crlf}`)
      resume(Effect.succeed({ status: Number(head.split(" ")[1] ?? 0), body: rest.join(`${crlf}${crlf}`) }))
    }
    socket
      .on("data", (chunk) => chunks.push(chunk))
      .on("close", done)
      .on("error", done)
  })

/** A served emulator with one payment in it. */
const served = Effect.gen(function* () {
  const { emulator, url } = yield* VippsEmulatorServer.make()
  const port = Number(new URL(url).port)
  const call = (path: string, headers: Record<string, string>, body: unknown = {}) =>
    emulator.fetch(`${url}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body)
    })
  yield* Effect.promise(async () => {
    const { access_token } = (await (await call("/accesstoken/get", tokenHeaders)).json()) as { access_token: string }
    const auth = {
      authorization: `Bearer ${access_token}`,
      "ocp-apim-subscription-key": keys.subscriptionKey,
      "merchant-serial-number": keys.merchantSerialNumber,
      "idempotency-key": "1"
    }
    assert.strictEqual((await call("/epayment/v1/payments", auth, order("order-0001"))).status, 201)
  })
  const isThere = Effect.map(emulator.payment("order-0001"), ({ state }) => state)
  return { emulator, isThere, port, send: (request: Raw) => raw(port, request) }
})

/** Spellings of `/_emulator/reset` that a router, a URL parser or a browser may read as that. */
const spellings = (port: number): ReadonlyArray<string> => [
  "/_emulator/reset",
  "//_emulator/reset",
  "///_emulator/reset",
  "//x/_emulator/reset",
  `//127.0.0.1:${port}/_emulator/reset`,
  "//evil.example/_emulator/reset",
  "/\\_emulator/reset",
  "\\_emulator\\reset",
  "/\\x/_emulator/reset",
  "/%5f%65mulator/reset",
  "/_emulator%2freset",
  "/_emulator%2Freset",
  "/_emulator%5creset",
  "/_emulator//reset",
  "/_emulator/./reset",
  "/x/../_emulator/reset",
  "/x/%2e%2e/_emulator/reset",
  "/x/.%2E/_emulator/reset",
  "/_emulator/reset/",
  "/_emulator/reset?x=1",
  "/_emulator/reset#x",
  "/_emulator/reset;x",
  "/_emulator/reset%00",
  "/_EMULATOR/reset",
  "/\t/_emulator/reset",
  "/%09/_emulator/reset",
  "/_emulator/dashboard/reset",
  "//x/_emulator/dashboard/reset",
  "/_emulator/dashboard//reset",
  "/%5femulator/dashboard/reset",
  `http://127.0.0.1:${port}/_emulator/reset`,
  `http://127.0.0.1:${port}//x/_emulator/reset`,
  "http://evil.example/_emulator/reset",
  "http:/\\evil.example/_emulator/reset",
  "http:_emulator/reset",
  "evil://x/_emulator/reset",
  "*"
]

describe("pages of other sites", () => {
  it.scopedLive("a page of another site cannot reset the emulator, in any spelling of the path", () =>
    Effect.gen(function* () {
      const { isThere, port, send } = yield* served
      for (const target of spellings(port)) {
        for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }] as const) {
          const { status } = yield* send({ target, headers })
          assert.notInclude([200, 204, 303], status, target)
          assert.strictEqual(yield* isThere, "CREATED", target)
        }
      }
    })
  )

  it.scopedLive("a page of another site reads nothing under its own host name, in any spelling of the path", () =>
    Effect.gen(function* () {
      const { port, send } = yield* served
      const hosts = [
        "evil.example",
        `evil.example:${port}`,
        `127.0.0.1.evil.example:${port}`,
        `127.0.0.1@evil.example`,
        "localhost.",
        "",
        "[::1].evil.example",
        "0.0.0.0"
      ]
      const api = ["/epayment/v1/payments/order-0001", "//epayment/v1/payments/order-0001", "/accesstoken/get"]
      const pages = ["/", "/landing?token=x", "/_emulator", "/_emulator/style.css", "/vippsCheckoutSDK.js", "/nowhere"]
      const reads = spellings(port).map((target) => target.replace("reset", "requests"))
      for (const host of hosts) {
        for (const target of [...api, ...pages, ...reads]) {
          const { body, status } = yield* send({ method: "GET", target, headers: { host } })
          assert.include([0, 400, 403], status, `${host} ${target}`)
          assert.notInclude(body, "order-0001")
        }
      }
    })
  )
})

describe("requests of the developer", () => {
  it.scopedLive("control endpoints accept requests without an origin, and with the emulator's own", () =>
    Effect.gen(function* () {
      const { port, send } = yield* served
      for (const name of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]) {
        for (const [target, status] of [
          ["/_emulator/tokens/revoke", 204],
          ["//_emulator/tokens/revoke", 204],
          ["/_emulator/dashboard/revoke-tokens", 303]
        ] as const) {
          const host = `${name}:${port}`
          assert.strictEqual((yield* send({ target, headers: { host } })).status, status, host)
          const own = { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" }
          assert.strictEqual((yield* send({ target, headers: own })).status, status, host)
        }
      }
    })
  )

  it.scopedLive("the APIs accept a doubled slash at the start, as some integrations send it", () =>
    Effect.gen(function* () {
      const { emulator, send } = yield* served
      const token = yield* send({ target: "//accesstoken/get", headers: tokenHeaders })
      assert.strictEqual(token.status, 200)
      const headers = {
        authorization: `Bearer ${JSON.parse(token.body).access_token}`,
        "ocp-apim-subscription-key": keys.subscriptionKey,
        "merchant-serial-number": keys.merchantSerialNumber
      }
      for (const target of ["//epayment/v1/payments/order-0001", "/epayment/v1/payments/order%2D0001"]) {
        assert.strictEqual((yield* send({ method: "GET", target, headers })).status, 200, target)
      }
      const paths = (yield* emulator.requests).slice(-2).map(({ path }) => path)
      assert.deepStrictEqual(paths, Array(2).fill("/epayment/v1/payments/order-0001"))
      // A reference that is missing is not skipped.
      assert.strictEqual((yield* send({ method: "GET", target: "/epayment/v1/payments//events", headers })).status, 404)
    })
  )

  it.scoped("the host of the public URL is accepted", () =>
    Effect.gen(function* () {
      const { emulator } = yield* start({ publicUrl: "http://vipps.test:8080" })
      const status = (host: string) =>
        Effect.promise(
          async () => (await emulator.fetch(`http://${host}/_emulator/health`, { headers: { host } })).status
        )
      assert.strictEqual(yield* status("vipps.test:8080"), 200)
      assert.strictEqual(yield* status("127.0.0.1:4242"), 200)
      assert.strictEqual(yield* status("evil.example"), 403)
    })
  )
})

describe("the target of a request", () => {
  it.prop(
    "parsing a target twice gives the same target, and no other path",
    { target: FastCheck.stringMatching(/^\/([\\/.%?#]|%2[ef]|%5[cf]|%0[09]|\.\.|_emulator|[a-z~é]){0,12}$/) },
    ({ target }) => {
      const once = canonical(target)
      if (once === undefined) return
      assert.strictEqual(canonical(once), once)
      const { host, pathname, search } = new URL(once, "http://127.0.0.1")
      assert.deepStrictEqual(
        [host, pathname + search],
        ["127.0.0.1", new URL(`http://127.0.0.1${once}`).pathname + search]
      )
      assert.notMatch(once.split("?")[0] ?? "", /^\/\/|[\\#\0]|\/\.\.?(\/|$)|%(2f|5c)/i)
    },
    { fastCheck: { numRuns: 2000 } }
  )
})
