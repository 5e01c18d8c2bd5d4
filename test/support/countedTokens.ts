import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { AccessToken, type TokenStore, VippsConfig } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { tokenResponse } from "./samples.js"

/** A token endpoint in memory that counts its requests, and processes that each have a cache of their own. */
export const countedTokens = () => {
  let requests = 0
  const client = HttpClient.make((request) =>
    Effect.sync(() => {
      requests++
      return HttpClientResponse.fromWeb(request, Response.json(tokenResponse(`token-${requests}`)))
    })
  )
  /** Gets the token of a new process; `rejected` drops it, as a 401 does. */
  const processOf = (tokenStore: TokenStore.TokenStore) =>
    Effect.map(
      VippsConfig.make({
        clientId: "client-id",
        clientSecret: Redacted.make("client-secret"),
        subscriptionKey: Redacted.make("subscription-key"),
        merchantSerialNumber: "123456",
        environment: "test",
        tokenStore
      }),
      (config) => {
        const context = Context.make(VippsConfig.VippsConfig, config).pipe(Context.add(HttpClient.HttpClient, client))
        const token = Effect.provide(AccessToken.get, context)
        return {
          token: Effect.map(token, Redacted.value),
          rejected: Effect.provide(Effect.flatMap(token, AccessToken.invalidate), context)
        }
      }
    )
  return { processOf, requests: () => requests }
}
