/**
 * Recognises the client that `FetchHttpClient.layer` has built, so that calls go to `fetch` directly, as over `FetchHttp`.
 *
 * A client does not show what it is made of: each build is a new object around closures. But what a layer has built is
 * kept in the memo map of its program, under the layer. A decorated client is another object, and takes the general path.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type Fetch, fetchTransport } from "./fetchTransport.js"
import { type FindTransport, type Transport, transportIn } from "./transport.js"

/** Sends as a context says: with its `Fetch`, and its `RequestInit`. */
export const transportWith = (
  context: Context.Context<never>,
  call: (fetch: typeof globalThis.fetch) => Fetch = (fetch) => fetch
): Transport => {
  const own = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.Fetch))
  const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
  return fetchTransport(() => call(own ?? globalThis.fetch), {
    ...init,
    headers: Headers.fromInput(init?.headers as Headers.Input)
  })
}

/** What the platform gives to `fetch`, which may be the program's own: a URL as an object, and a text as bytes. */
const asPlatform =
  (fetch: (url: URL | string, init: object) => Promise<unknown>): Fetch =>
  (url, init: { readonly body?: string }) =>
    fetch(new URL(url), init.body === undefined ? init : { ...init, body: new TextEncoder().encode(init.body) })

/** What was given to the layer of a client, which its requests see as they are prepared. None is sent. */
const givenTo = (client: HttpClient.HttpClient): Context.Context<never> =>
  HttpClient.mapRequestEffect(client, () => Effect.flatMap(Effect.context<never>(), Effect.fail))
    .execute(HttpClientRequest.get("/"))
    .pipe(Effect.flip, Effect.runSync) as Context.Context<never>

/**
 * The client of `FetchHttpClient.layer` in a program. Where the layer has built none, it builds one here, which the memo
 * map forgets before anything else can run.
 */
const builtIn = (memoMap: Layer.MemoMap): HttpClient.HttpClient | undefined =>
  Effect.scopeWith((scope) => Layer.buildWithMemoMap(FetchHttpClient.layer, memoMap, scope)).pipe(
    Effect.scoped,
    Effect.runSyncExit,
    Exit.match({
      onFailure: () => undefined,
      onSuccess: (context) => Context.get(context, HttpClient.HttpClient)
    })
  )

/** What a call has in its own context comes before what its client's layer was given. */
const hasOwn = ({ unsafeMap }: Context.Context<never>): boolean =>
  unsafeMap.has(FetchHttpClient.Fetch.key) || unsafeMap.has(FetchHttpClient.RequestInit.key)

/** As {@link transportIn}, and recognises the client of `FetchHttpClient.layer` in the program of this memo map. */
export const recognising = (memoMap: Layer.MemoMap): FindTransport => {
  const met = new WeakMap<HttpClient.HttpClient, Transport | "other">()
  return (context) => {
    const made = transportIn(context)
    if (made !== undefined || hasOwn(context)) return made
    const client = Context.get(context, HttpClient.HttpClient)
    let known = met.get(client)
    if (known === undefined) {
      known = client === builtIn(memoMap) ? transportWith(givenTo(client), asPlatform) : "other"
      met.set(client, known)
    }
    return known === "other" ? undefined : known
  }
}
