/** A redirect would carry the keys to another host: none is followed, by any client, for any request. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { json, serve } from "../support/server.js"
import { capture, modified, options } from "./support.js"

const clients: { readonly [name: string]: Layer.Layer<HttpClient.HttpClient> } = {
  "FetchHttpClient.layer": FetchHttpClient.layer,
  "FetchHttp.layer": FetchHttp.layer,
  "NodeHttp.layer": NodeHttp.layer,
  "NodeHttpClient.layer": NodeHttpClient.layer,
  "NodeHttpClient.layerUndici": NodeHttpClient.layerUndici
}

const token = { token_type: "Bearer", expires_in: "3600", access_token: "token-1" }

describe("redirects", () => {
  for (const [name, client] of Object.entries(clients)) {
    for (const redirected of ["the access token", "the call"]) {
      it.scopedLive(`a redirect of ${redirected} leads ${name} to no other host`, () =>
        Effect.gen(function* () {
          const other = yield* serve((_, response) => json(response, 200, { ...modified, ...token }))
          for (const status of [301, 302, 303, 307, 308]) {
            const server = yield* serve((request, response) => {
              const isToken = request.path === "/accesstoken/get"
              if (isToken && redirected === "the call") return json(response, 200, token)
              response.writeHead(status, { location: `${other.url}${request.path}` })
              response.end()
            })
            const error = yield* EPayment.capturePayment("order-12345", capture).pipe(
              Effect.flip,
              Effect.provide(client),
              Effect.provide(
                VippsConfig.layer({ ...options, baseUrl: server.url, retry: { maxRetries: 1, baseDelay: 0 } })
              )
            )
            assert.strictEqual(error._tag, "VippsTransportError", `${status} ${error.message}`)
            assert.strictEqual(error.outcome, redirected === "the call" ? "unknown" : "refused", `${status}`)
          }
          assert.strictEqual(other.seen.length, 0)
        })
      )
    }
  }
})
