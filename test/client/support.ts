// @effect-diagnostics processEnv:off anyUnknownInErrorContext:off
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { type EPayment, VippsConfig } from "@effect-vipps/client"
import { madeOf } from "@effect-vipps/client/internal/transport/transport"
import type { VippsRecorder } from "@effect-vipps/testing"
import * as VippsTest from "@effect-vipps/testing/VippsTest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import * as TestClock from "effect/TestClock"
import { aggregate, nok, tokenResponse } from "../support/samples.js"

/** Secrets and personal data that must never be printed. Each is unique in the tests. */
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

/** A response to a capture, refund or cancellation, as the specification has it. */
export const modified = {
  amount: nok(49900),
  state: "AUTHORIZED",
  aggregate: aggregate({ authorized: 49900, captured: 100 }),
  pspReference: "psp-1",
  reference: payment.reference
}

/** The server's reaction to a request. */
export type Reaction = VippsTest.Scripted

/** A request with its secrets revealed, so that tests can compare them. */
export interface Recorded extends VippsRecorder.RecordedRequest {
  readonly headers: { readonly [name: string]: string }
}

const reveal = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (Array.isArray(value)) return value.map(reveal)
  return typeof value === "object" && value !== null ? Record.map(value as Record<string, unknown>, reveal) : value
}

const revealed = (request: VippsRecorder.RecordedRequest): Recorded => ({
  ...request,
  headers: Record.map(request.headers, (value) => (Redacted.isRedacted(value) ? Redacted.value(value) : value)),
  body: reveal(request.body)
})

/**
 * The same client, made of a transport, which calls then use directly. The project `client-plain` runs the tests this way,
 * and must find no difference.
 */
const asTransport = (client: HttpClient.HttpClient): Effect.Effect<HttpClient.HttpClient> =>
  Effect.map(Effect.runtime(), (runtime) =>
    madeOf(client, ({ body, bytes, headers, method, url }, receiver) => {
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
        Effect.flatMap((response) => {
          const whole: Effect.Effect<string | Uint8Array, unknown> =
            bytes === true ? Effect.map(response.arrayBuffer, (buffer) => new Uint8Array(buffer)) : response.text
          return Effect.map(whole, (body) => [response.status, response.headers, body] as const)
        }),
        Effect.withTracerEnabled(false)
      )
      receiver.started()
      const fiber = Runtime.runFork(runtime)(sent)
      fiber.addObserver((exit) => {
        if (Exit.isSuccess(exit)) return receiver.answered(...exit.value)
        if (Exit.isInterrupted(exit)) return
        const error = Cause.squash(exit.cause)
        // A transport does not throw: what `fetch` throws when it is misused is reported by it.
        if (Cause.isDie(exit.cause)) return receiver.failed(new TypeError(`fetch must not throw: ${error}`), status)
        receiver.failed(HttpClientError.isHttpClientError(error) ? error.cause : error, status)
      })
      return () => fiber.unsafeInterruptAsFork(fiber.id())
    })
  )

const isPlain = process.env["VIPPS_TEST_TRANSPORT"] === "plain"

/**
 * `VippsTest.layerScripted` with this file's keys. The function receives the number of the request, from 1, counted over
 * all uses of the layer.
 */
export const scripted = (
  react: (n: number, request: Recorded) => Reaction,
  overrides: Partial<VippsConfig.Options> = {}
) => {
  const seen: Array<Recorded> = []
  let tokens = 0
  const vipps = VippsTest.layerScripted(
    (request) => {
      const one = revealed(request)
      seen.push(one)
      return react(seen.length, one)
    },
    {
      accessToken: () => {
        tokens++
        return { status: 200, body: tokenResponse(`${sensitive.token}-${tokens}`) }
      }
    }
  )
  const http = Layer.effect(
    HttpClient.HttpClient,
    isPlain ? Effect.flatMap(HttpClient.HttpClient, asTransport) : HttpClient.HttpClient
  )
  return {
    seen,
    tokens: () => tokens,
    times: () => seen.map(({ at }) => at),
    layer: Layer.merge(Layer.provide(http, vipps), VippsConfig.layer({ ...options, ...overrides }))
  }
}

/** Runs an effect to its end under the test clock; jitter is exactly 1. */
export const drive = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Effect.exit(effect))
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(Effect.withRandom(Random.fixed([0.5])))
