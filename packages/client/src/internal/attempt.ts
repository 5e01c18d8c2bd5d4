import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Answer, classify } from "./classify.js"
import { type Failure, network, timeout } from "./failure.js"
import { fitToShow } from "./redact.js"

/** The names and words of what broke a connection, without the request that the platform's error carries. */
const describe = (cause: unknown, depth = 0): ReadonlyArray<string> => {
  if (!(cause instanceof Error) || depth > 4) return []
  const code = "code" in cause && typeof cause.code === "string" ? [cause.code] : []
  return [cause.message, ...code, ...describe(cause.cause, depth + 1)].filter((part) => part !== "")
}

const connectionFailure = (error: HttpClientError.HttpClientError, secrets: ReadonlyArray<string>): Failure => {
  const parts = [...new Set(describe(error.cause))]
  return network(parts.length === 0 ? error.reason : fitToShow(parts.join(": "), secrets))
}

/**
 * Fetch follows redirects unless told not to, and would carry the keys along. Other `HttpClient`s don't follow by
 * themselves. What the program set for its own requests stays, when it was given to the program rather than to the
 * client's layer.
 */
const withoutRedirects = (context: Context.Context<never>): Context.Context<FetchHttpClient.RequestInit> =>
  Context.add(context, FetchHttpClient.RequestInit, {
    ...Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit)),
    redirect: "manual"
  })

/** The body of an answer. That of an error is told as far as it came; that of a success must be whole. */
const read = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<Answer, HttpClientError.HttpClientError> =>
  Effect.flatMap(client.execute(request), (response) =>
    Effect.map(
      response.status >= 200 && response.status < 300 ? response.text : Effect.orElseSucceed(response.text, () => ""),
      (body) => new Answer(response.status, response.headers["retry-after"], body)
    )
  )

/** A duration in words: what is left of a call is seldom a round number. */
const seconds = (millis: number): string => (millis < 1000 ? `${millis} ms` : `${Math.round(millis / 100) / 10} s`)

/** What one attempt sends. */
export interface Attempt {
  readonly method: HttpClientRequest.HttpClientRequest["method"]
  readonly url: string
  readonly headers: HttpClientRequest.HttpClientRequest["headers"]
  readonly body: string | undefined
  /** How long it may take until the whole answer is read, in milliseconds. */
  readonly within: number
  readonly secrets: ReadonlyArray<string>
}

/**
 * Step 4 of a call: one request and its whole answer. The body is always read to its end, or the connection closed, so
 * that no socket is left behind. The platform's own span is off: it would show the keys in its header attributes, and
 * send our trace to Vipps.
 */
export const attempt = (send: Attempt): Effect.Effect<Answer, Failure, HttpClient.HttpClient> =>
  Effect.contextWithEffect((context: Context.Context<HttpClient.HttpClient>) => {
    const request = HttpClientRequest.make(send.method)(send.url, {
      headers: send.headers,
      body: send.body === undefined ? HttpBody.empty : HttpBody.text(send.body, "application/json")
    })
    return read(Context.get(context, HttpClient.HttpClient), request).pipe(
      Effect.catchAll((error) => Effect.fail(connectionFailure(error, send.secrets))),
      Effect.timeoutFail({
        duration: Duration.millis(send.within),
        onTimeout: () => timeout(`no complete response within ${seconds(send.within)}`)
      }),
      Effect.flatMap((answer) =>
        answer.status >= 200 && answer.status < 300
          ? Effect.succeed(answer)
          : Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.fail(classify(answer, now, send.secrets)))
      ),
      Effect.mapInputContext(withoutRedirects),
      Effect.locally(HttpClient.currentTracerDisabledWhen, () => true)
    )
  })
