/**
 * An `HttpClient` on `fetch`, for every runtime.
 *
 * @since 0.2.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { transportWith } from "./internal/transport/plainFetch.js"
import { madeOf } from "./internal/transport/transport.js"

/**
 * `FetchHttpClient.layer`, and less work for each call to Vipps: a call goes to `fetch` directly instead of through the
 * general interface. All other users of the `HttpClient` get that of `FetchHttpClient.layer`, unchanged.
 *
 * Calls do the same over `FetchHttpClient.layer` itself, if it is undecorated and provided together with
 * `VippsConfig.layer`, in one layer.
 *
 * `FetchHttpClient.Fetch` and `FetchHttpClient.RequestInit` are used as they are given to this layer.
 *
 * @since 0.2.0
 * @category layers
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.contextWithEffect((context: Context.Context<never>) =>
    Effect.map(HttpClient.HttpClient, (client) => madeOf(client, transportWith(context)))
  )
).pipe(Layer.provide(FetchHttpClient.layer))
