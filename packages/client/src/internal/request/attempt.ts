import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import { bytesOf, textOf } from "../transport/body.js"
import { unkept } from "../transport/fetchTransport.js"
import { diagnose } from "../transport/unsent.js"
import { brokenBody, brokenConnection, seconds } from "./broken.js"
import { Answer, classify, type Origin } from "./classify.js"
import { Failure, network, timeout, unsent } from "./failure.js"
import { secretHeaders, unsendable } from "./headers.js"
import { isSuccess } from "./plainAttempt.js"
import { fitToShow } from "./redact.js"
import { endedWithin } from "./within.js"

/** What one attempt sends. */
export interface Attempt {
  readonly method: HttpClientRequest.HttpClientRequest["method"]
  readonly url: string
  readonly headers: HttpClientRequest.HttpClientRequest["headers"]
  readonly body: string | undefined
  readonly contentType?: string | undefined
  /** What is asked. */
  readonly origin: Origin
  /** The time limit until the whole response is read, in milliseconds. */
  readonly within: number
  /** The response is wanted as bytes, not as text. */
  readonly bytes?: boolean | undefined
  /** The longest response body, in bytes. */
  readonly maxResponseSize: number
  readonly secrets: ReadonlyArray<string>
}

/**
 * Fetch follows redirects by default, which would send the keys along; and a framework that replaces it may respond from a
 * cache. Other `HttpClient`s do neither. What the program set for its own requests stays, but for redirects.
 *
 * Done when the client runs, since only then the context holds what was given to the client's own layer.
 */
const withInit = (client: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.mapRequestEffect(client, (request) =>
    Effect.as(
      FiberRef.update(FiberRef.currentContext, (context) => {
        const own = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
        return Context.add(context as Context.Context<FetchHttpClient.RequestInit>, FetchHttpClient.RequestInit, {
          ...unkept(),
          ...own,
          redirect: "manual"
        })
      }),
      request
    )
  )

/** What a client failed with instead of a response. A decorated one may fail with anything. */
const withoutResponse = (error: unknown, secrets: ReadonlyArray<string>): Failure => {
  const ofRequest = HttpClientError.isHttpClientError(error) && error._tag === "RequestError" ? error : undefined
  const otherwise = ofRequest?.description ?? ofRequest?.reason ?? "the HTTP client failed"
  const cause = ofRequest === undefined ? error : ofRequest.cause
  if (ofRequest !== undefined && ofRequest.reason !== "Transport") {
    return unsent("Request", fitToShow(diagnose(cause).words || otherwise, secrets), false)
  }
  return brokenConnection(cause, otherwise, secrets)
}

/** Thrown within the client rather than reported: a fault of the client, which the next request meets again. */
const thrown = (defect: unknown, secrets: ReadonlyArray<string>): Failure => {
  const { facts } = withoutResponse(defect, secrets)
  return new Failure({ ...facts, retryable: false })
}

/** The response, also where a decorated client such as `HttpClient.filterStatusOk` reports it as an error. */
const execute = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  secrets: ReadonlyArray<string>
): Effect.Effect<HttpClientResponse.HttpClientResponse, Failure> =>
  Effect.catchAllCause(client.execute(request), (cause) => {
    const failure = Cause.failureOrCause(cause)
    if (failure._tag === "Left") {
      const error = failure.left
      return HttpClientError.isHttpClientError(error) && error._tag === "ResponseError"
        ? Effect.succeed(error.response)
        : Effect.fail(withoutResponse(error, secrets))
    }
    return Cause.isInterrupted(failure.right)
      ? Effect.failCause(failure.right)
      : Effect.fail(thrown(Cause.squash(failure.right), secrets))
  })

/** A hand-written `fetch` or client may resolve to anything. */
const noResponse = (what: string): Failure => network(`the HTTP client resolved to no response: ${what}`, false)

/** The body of a response. That of an error is kept as far as it was read; that of a success must be complete. */
const read = (
  response: HttpClientResponse.HttpClientResponse,
  { bytes, maxResponseSize: limit, secrets }: Attempt
): Effect.Effect<Answer, Failure> =>
  Effect.suspend(() => {
    const status: unknown = response.status
    if (typeof status !== "number") return Effect.fail(noResponse("it has no status"))
    const answer = (body: unknown): Effect.Effect<Answer, Failure> =>
      typeof body === "string" || body instanceof Uint8Array
        ? Effect.succeed(new Answer(status, response.headers, body))
        : Effect.fail(noResponse("its body is no text"))
    return Effect.matchCauseEffect(bytes ? bytesOf(response, limit) : textOf(response, limit), {
      onSuccess: answer,
      onFailure: (cause) => {
        if (Cause.isInterrupted(cause)) return Effect.failCause(cause as Cause.Cause<never>)
        if (!isSuccess(status)) return answer("")
        const error = Cause.squash(cause)
        const reason = HttpClientError.isHttpClientError(error) ? error.cause : error
        return Effect.fail(brokenBody(reason, status, limit, secrets))
      }
    })
  }).pipe(Effect.catchAllDefect((defect) => Effect.fail(thrown(defect, secrets))))

/**
 * Step 4 of a call: one request and its whole response. The body is always read to its end, or the connection closed, so
 * that no socket is left behind. The platform's own span is off: it would show the keys in its header attributes, and
 * send our trace to Vipps.
 */
export const attempt = (send: Attempt): Effect.Effect<Answer, Failure, HttpClient.HttpClient> =>
  Effect.contextWithEffect((context: Context.Context<HttpClient.HttpClient>) => {
    const header = unsendable(send.headers)
    if (header !== undefined)
      return Effect.fail(
        unsent("Request", `the header ${header} holds a line break or a character outside ASCII`, false)
      )
    const request = HttpClientRequest.make(send.method)(send.url, {
      headers: send.headers,
      body: send.body === undefined ? HttpBody.empty : HttpBody.text(send.body, send.contentType)
    })
    return execute(withInit(Context.get(context, HttpClient.HttpClient)), request, send.secrets).pipe(
      Effect.flatMap((response) => read(response, send)),
      endedWithin(send.within, () => timeout(`no complete response within ${seconds(send.within)}`)),
      Effect.flatMap((answer) =>
        isSuccess(answer.status)
          ? Effect.succeed(answer)
          : Effect.flatMap(Clock.currentTimeMillis, (now) =>
              Effect.fail(classify(answer, now, send.secrets, send.origin))
            )
      ),
      // What the client's layer and `withInit` put into the context ends with the attempt.
      Effect.provide(context),
      Effect.locally(HttpClient.currentTracerDisabledWhen, () => true),
      Effect.locallyWith(Headers.currentRedactedNames, (names) => [...names, ...secretHeaders])
    )
  })
