import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { drive, options, payment, type Reaction, scripted, sensitive } from "./support.js"

/** A careless API's response: it echoes everything it received. */
const echo = {
  title: `No such customer: ${sensitive.phoneNumber}`,
  detail: `client_secret ${sensitive.clientSecret}, key ${sensitive.subscriptionKey}, Bearer ${sensitive.token}-1, ola@example.com`,
  extraDetails: [
    { name: "ErrorCode", reason: "4070" },
    { name: "customer.phoneNumber", reason: `'${sensitive.phoneNumber}' is not valid` }
  ],
  traceId: "00-trace-01"
}

const answer = (status: number) => () => Response.json(echo, { status })

/** For each tag, a call that ends in it. */
const calls: { readonly [Tag in VippsError.VippsError["_tag"]]: () => Reaction } = {
  VippsInputError: () => "hang",
  VippsAuthError: answer(403),
  VippsRequestError: answer(400),
  VippsNotFoundError: answer(404),
  VippsConflictError: answer(409),
  VippsRateLimitError: answer(429),
  VippsBusyError: answer(423),
  VippsServerError: answer(500),
  VippsTransportError: () => "reset",
  VippsDecodeError: answer(200)
}

const inputs: { readonly [tag: string]: EPayment.CreatePaymentRequest } = {
  VippsInputError: {
    ...payment,
    customer: { phoneNumber: `+${sensitive.phoneNumber}` },
    returnUrl: sensitive.phoneNumber
  }
}

/** Errors that creating a payment cannot cause; this call sends personal data as well. */
const ofExisting: ReadonlyArray<string> = ["VippsNotFoundError", "VippsBusyError"]

const callOf = (tag: string) =>
  ofExisting.includes(tag)
    ? {
        effect: EPayment.forceApprovePayment(payment.reference, { customer: { phoneNumber: sensitive.phoneNumber } }),
        spans: ["EPayment.forceApprovePayment", "POST /epayment/v1/test/payments/{reference}/approve"]
      }
    : {
        effect: EPayment.createPayment(inputs[tag] ?? payment),
        spans: ["EPayment.createPayment", ...(tag === "VippsInputError" ? [] : ["POST /epayment/v1/payments"])]
      }

const shows = (name: string, text: string) => {
  for (const [what, value] of Object.entries(sensitive)) {
    assert.notInclude(text, value, `${name} shows the ${what}`)
  }
  assert.notInclude(text, "ola@example.com", `${name} shows an email address`)
}

/** Keeps every span that ends, as a tracer that exports would see it. */
const recordingTracer = () => {
  const spans: Array<Tracer.Span> = []
  const native = Tracer.make({
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      let status: Tracer.SpanStatus = { _tag: "Started", startTime }
      const span: Tracer.Span = {
        _tag: "Span",
        name,
        spanId: `span-${spans.length}`,
        traceId: "trace",
        parent,
        context,
        get status() {
          return status
        },
        attributes,
        links,
        sampled: true,
        kind,
        end: (endTime, exit) => {
          status = { _tag: "Ended", startTime, endTime, exit }
        },
        attribute: (key, value) => void attributes.set(key, value),
        event: () => {},
        addLinks: () => {}
      }
      spans.push(span)
      return span
    },
    context: (f) => f()
  })
  return { spans, layer: Layer.setTracer(native) }
}

const describeSpan = (span: Tracer.Span): string =>
  [
    span.name,
    inspect([...span.attributes]),
    inspect(span.status, { depth: 20 }),
    span.status._tag === "Ended" && Exit.isFailure(span.status.exit)
      ? Cause.pretty(span.status.exit.cause, { renderErrorCause: true }) + JSON.stringify(span.status.exit.cause)
      : ""
  ].join("\n")

describe("secrets and personal data are never shown", () => {
  for (const [tag, react] of Object.entries(calls)) {
    it.effect(`${tag}, its spans and logs show no secret`, () =>
      Effect.gen(function* () {
        const server = scripted(react)
        const tracer = recordingTracer()
        const logged: Array<string> = []
        const logger = Logger.replace(
          Logger.defaultLogger,
          Logger.make((entry) => {
            logged.push(Logger.logfmtLogger.log(entry), Logger.jsonLogger.log(entry), inspect(entry.message))
          })
        )
        const { effect, spans } = callOf(tag)
        const exit = yield* drive(
          Effect.asVoid(
            effect as Effect.Effect<unknown, VippsError.VippsError, Effect.Effect.Context<typeof effect>>
          ).pipe(
            Effect.tapErrorCause((cause) => Effect.logError("payment failed", cause)),
            Effect.provide(Layer.mergeAll(server.layer, tracer.layer, logger, Logger.minimumLogLevel(LogLevel.All)))
          )
        )
        assert(Exit.isFailure(exit))
        const error = Option.getOrThrow(Cause.failureOption(exit.cause))
        assert.strictEqual(error._tag, tag)

        shows("inspect", inspect(error, { depth: 20, showHidden: true }))
        shows("JSON", JSON.stringify(error))
        shows("String", String(error))
        shows("message", error.message)
        shows("stack", error.stack ?? "")
        shows("spread", JSON.stringify({ ...error }))
        shows("Cause.pretty", Cause.pretty(exit.cause, { renderErrorCause: true }))
        shows("the exit", inspect(exit, { depth: 20 }) + JSON.stringify(exit))

        assert.isAbove(logged.length, 0)
        for (const line of logged) shows("a log", line)

        const names = tracer.spans.map(({ name }) => name)
        for (const name of spans) assert.include(names, name)
        for (const span of tracer.spans) shows(`span ${span.name}`, describeSpan(span))
      })
    )
  }

  it.effect("a configuration shows no secret", () =>
    Effect.gen(function* () {
      const config = yield* VippsConfig.VippsConfig
      yield* EPayment.createPayment(payment)
      shows("inspect", inspect(config, { depth: 20, showHidden: true }))
      shows("JSON", JSON.stringify(config))
      shows("String", String(config))
    }).pipe(Effect.provide(scripted(() => Response.json({ reference: "order-12345" }, { status: 201 })).layer))
  )

  it.effect("the error of an invalid configuration shows no secret", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.scoped(
          VippsConfig.make({ ...options, clientSecret: Redacted.make(`${sensitive.clientSecret}\r\nx: y`) })
        )
      )
      assert.deepStrictEqual(
        error.issues.map(({ path }) => path),
        ["clientSecret"]
      )
      shows("message", error.message + inspect(error) + JSON.stringify(error))
    })
  )

  it.effect("the raw response is available without the secrets", () =>
    Effect.gen(function* () {
      const server = scripted(answer(400))
      const error = yield* Effect.flip(EPayment.createPayment(payment).pipe(Effect.provide(server.layer)))
      assert(error._tag === "VippsRequestError")
      assert.include(error.body ?? "", "is not valid")
      assert.notInclude(error.body ?? "", sensitive.clientSecret)
      assert.notInclude(error.body ?? "", sensitive.subscriptionKey)
      assert.notInclude(error.body ?? "", `${sensitive.token}-1`)
    })
  )

  it.effect("the spans include what an operator needs", () =>
    Effect.gen(function* () {
      const tracer = recordingTracer()
      const server = scripted((n) =>
        n === 1 ? new Response("", { status: 503 }) : Response.json({ reference: payment.reference }, { status: 201 })
      )
      yield* drive(EPayment.createPayment(payment).pipe(Effect.provide(Layer.merge(server.layer, tracer.layer))))
      const attempts = tracer.spans.filter(({ name }) => name === "POST /epayment/v1/payments")
      assert.deepStrictEqual(
        attempts.map(({ attributes }) => [
          attributes.get("http.request.method"),
          attributes.get("url.template"),
          attributes.get("server.address"),
          attributes.get("http.response.status_code"),
          attributes.get("http.request.resend_count"),
          attributes.get("error.type")
        ]),
        [
          ["POST", "/epayment/v1/payments", "apitest.vipps.no", 503, undefined, "VippsServerError"],
          ["POST", "/epayment/v1/payments", "apitest.vipps.no", 201, 1, undefined]
        ]
      )
      assert.isTrue(attempts.every(({ kind }) => kind === "client"))
      // No span of the platform's own, which would show every header; and no trace sent to Vipps.
      assert.isFalse(tracer.spans.some(({ name }) => name.startsWith("http.client")))
      assert.isTrue(server.seen.every(({ headers }) => !("traceparent" in headers) && !("b3" in headers)))
    })
  )
})
