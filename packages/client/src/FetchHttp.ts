/**
 * An `HttpClient` on `fetch`, for every runtime.
 *
 * @since 0.2.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type Fetch, fetchTransport } from "./internal/transport/fetchTransport.js"
import { madeOf } from "./internal/transport/transport.js"

/**
 * `FetchHttpClient.layer`, and less work for each call to Vipps: a call goes to `fetch` directly instead of through the
 * general interface. All other users of the `HttpClient` get that of `FetchHttpClient.layer`, unchanged.
 *
 * `FetchHttpClient.Fetch` and `FetchHttpClient.RequestInit` are used as they are given to this layer.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.contextWithEffect((context: Context.Context<never>) => {
    const own = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.Fetch)) as Fetch | undefined
    const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
    const transport = fetchTransport(() => own ?? globalThis.fetch, {
      ...init,
      headers: Headers.fromInput(init?.headers as Headers.Input)
    })
    return Effect.map(HttpClient.HttpClient, (client) => madeOf(client, transport))
  })
).pipe(Layer.provide(FetchHttpClient.layer))
