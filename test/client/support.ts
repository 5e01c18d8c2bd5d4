// @effect-diagnostics processEnv:off
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { type EPayment, VippsConfig } from "@effect-vipps/client"
import { madeOf } from "@effect-vipps/client/internal/transport/transport"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import * as TestClock from "effect/TestClock"

/** Secrets and personal data that must never be printed: each is unlike anything else in a test. */
export const sensitive = {
  clientSecret: "client-SECRET-9f2c",
  subscriptionKey: "subscription-KEY-77aa",
  token: "access-TOKEN-51bd",
  phoneNumber: "4798765432"
}

export const options: VippsConfig.Options = {
  clientId: "client-id",
  clientSecret: Redacted.make(sensitive.clientSecret),
  subscriptionKey: Redacted.make(sensitive.subscriptionKey),
  merchantSerialNumber: "123456",
  environment: "test"
}

export const payment: EPayment.CreatePaymentRequest = {
  reference: "order-12345",
  amount: { value: 49900, currency: "NOK" },
  paymentMethod: { type: "WALLET" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://example.com/thanks",
  customer: { phoneNumber: sensitive.phoneNumber }
}

export const capture: EPayment.ModificationRequest = { modificationAmount: { value: 100, currency: "NOK" } }

const nok = (value: number) => ({ value, currency: "NOK" })

/** An answer to a capture, refund or cancellation, as the specification has it. */
export const modified = {
  amount: nok(49900),
  state: "AUTHORIZED",
  aggregate: {
    authorizedAmount: nok(49900),
    capturedAmount: nok(100),
    refundedAmount: nok(0),
    cancelledAmount: nok(0)
  },
  pspReference: "psp-1",
  reference: payment.reference
}

/** What a scripted server does with a request: answer, never answer, break the connection, or anything else. */
export type Reaction = Response | "hang" | "network" | Effect.Effect<Response, never, never>

export interface Recorded {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string | undefined
}

const bodyOf = (request: HttpClientRequest.HttpClientRequest): string | undefined =>
  request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : undefined

/**
 * The same client as one that is made of a transport, which calls use instead: the tests run a second time so (see the
 * workspace's `client-plain`), and must find no difference.
 */
const asTransport = (client: HttpClient.HttpClient): Effect.Effect<HttpClient.HttpClient> =>
  Effect.map(Effect.runtime(), (runtime) =>
    madeOf(client, ({ body, headers, method, url }, receiver) => {
      const fields = Object.fromEntries(
        headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? ""]] : []))
      )
      const request = HttpClientRequest.make(method as "POST")(url, {
        headers: fields,
        ...(body === undefined ? {} : { body: HttpBody.text(body, "application/json") })
      })
      let status: number | undefined
      const sent = client.execute(request).pipe(
        Effect.tap((response) => {
          status = response.status
        }),
        Effect.flatMap((response) =>
          Effect.map(response.text, (text) => [response.status, response.headers["retry-after"], text] as const)
        ),
        Effect.withTracerEnabled(false)
      )
      receiver.started()
      const fiber = Runtime.runFork(runtime)(sent)
      fiber.addObserver((exit) => {
        if (Exit.isSuccess(exit)) return receiver.answered(...exit.value)
        if (Exit.isInterrupted(exit)) return
        const error = Cause.squash(exit.cause)
        receiver.failed(HttpClientError.isHttpClientError(error) ? error.cause : error, status)
      })
      return () => fiber.unsafeInterruptAsFork(fiber.id())
    })
  )

const isPlain = process.env["VIPPS_TEST_TRANSPORT"] === "plain"

/** An `HttpClient` that reacts as told to the n-th request (from 1) of an operation, and hands out tokens. */
export const scripted = (
  react: (n: number, request: Recorded) => Reaction,
  overrides: Partial<VippsConfig.Options> = {}
) => {
  const seen: Array<Recorded> = []
  let tokens = 0
  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      if (url.pathname === "/accesstoken/get") {
        tokens++
        return HttpClientResponse.fromWeb(
          request,
          Response.json({ access_token: `${sensitive.token}-${tokens}`, expires_in: "3600", token_type: "Bearer" })
        )
      }
      const at = yield* Clock.currentTimeMillis
      const one = {
        at,
        method: request.method,
        path: url.pathname,
        headers: { ...request.headers },
        body: bodyOf(request)
      }
      seen.push(one)
      const reaction = react(seen.length, one)
      if (reaction === "hang") return yield* Effect.never
      if (reaction === "network") {
        return yield* new HttpClientError.RequestError({
          request,
          reason: "Transport",
          cause: new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code: "ECONNRESET" }) })
        })
      }
      return HttpClientResponse.fromWeb(request, Effect.isEffect(reaction) ? yield* reaction : reaction)
    })
  )
  return {
    seen,
    tokens: () => tokens,
    times: () => seen.map(({ at }) => at),
    layer: Layer.merge(
      Layer.effect(HttpClient.HttpClient, isPlain ? asTransport(http) : Effect.succeed(http)),
      VippsConfig.layer({ ...options, ...overrides })
    )
  }
}

/** Runs an effect to its end under the test clock; jitter is exactly 1. */
export const drive = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Effect.exit(effect))
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(Effect.withRandom(Random.fixed([0.5])))
