/** One call as a scripted client and a real server see it. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, it } from "@effect/vitest"
import { VippsConfig, type VippsError } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { json, serveVipps } from "../support/server.js"
import { options, scripted } from "./support.js"

type Headers = Readonly<Record<string, string | undefined>>

/** `undefined` for a header that must not be sent. */
export interface Wire {
  readonly name: string
  readonly run: () => Effect.Effect<unknown, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers?: Headers
  readonly body?: unknown
  readonly status?: number
  readonly answer?: unknown
  /** Defaults to the answer. */
  readonly result?: unknown
}

const common: Headers = {
  "ocp-apim-subscription-key": "subscription-KEY-77aa",
  "merchant-serial-number": "123456",
  "idempotency-key": undefined
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

const hold = (sent: Sent, wire: Wire): void => {
  assert.strictEqual(`${sent.method} ${sent.path}`, `${wire.method} ${wire.path}`)
  assert.deepStrictEqual(sent.body, wire.body)
  for (const [name, value] of Object.entries({ ...common, ...wire.headers })) {
    assert.strictEqual(sent.headers[name], value, name)
  }
  assert.match(String(sent.headers["authorization"]), /^Bearer /)
}

/** Two tests of each call: the request that is sent, and the response that is read. */
export const wires = (cases: ReadonlyArray<Wire>): void => {
  for (const wire of cases) {
    const { answer, name, result = answer, run, status = 200 } = wire

    it.effect(`${name} sends its request and reads the response`, () =>
      Effect.gen(function* () {
        const server = scripted(() => ({ status, body: answer }))
        assert.deepStrictEqual(yield* Effect.provide(run(), server.layer), result)
        assert.strictEqual(server.seen.length, 1)
        // What it records has no query: the real server below sees it.
        for (const sent of server.seen) hold(sent, { ...wire, path: wire.path.split("?")[0] ?? "" })
      })
    )

    it.scopedLive(`${name} sends the same to a real server`, () =>
      Effect.gen(function* () {
        const server = yield* serveVipps((_, response) =>
          answer === undefined ? void response.writeHead(status).end() : json(response, status, answer)
        )
        const layer = Layer.merge(NodeHttp.layer, VippsConfig.layer({ ...options, baseUrl: server.url }))
        assert.deepStrictEqual(yield* Effect.provide(run(), layer), result)
        const [sent] = server.seen.filter(({ path }) => path !== "/accesstoken/get")
        assert.isDefined(sent)
        if (sent !== undefined) hold({ ...sent, body: sent.body === "" ? undefined : JSON.parse(sent.body) }, wire)
      })
    )
  }
}
