import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type VippsConfig, VippsError } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { capture, drive, scripted } from "./support.js"

/** One response, and what its error must include. */
interface Sample {
  readonly name: string
  readonly status: number
  readonly body: string
  readonly contentType?: string
  readonly tag: VippsError.VippsError["_tag"]
  readonly code?: string
  readonly traceId?: string
  readonly message: string
  readonly extraDetails?: ReadonlyArray<{ readonly name: string; readonly reason: string }>
}

const problem = (fields: object) => JSON.stringify(fields)

const samples: ReadonlyArray<Sample> = [
  {
    name: "ePayment: a field is wrong",
    status: 400,
    contentType: "application/problem+json",
    body: problem({
      type: "https://developer.vippsmobilepay.com/docs/APIs/epayment-api",
      title: "Bad Request",
      detail: "See extraDetails for further details",
      status: 400,
      traceId: "00-813b-01",
      extraDetails: [{ name: "reference", reason: "The field Reference must match the regular expression." }]
    }),
    tag: "VippsRequestError",
    traceId: "00-813b-01",
    message: "The field Reference must match",
    extraDetails: [{ name: "reference", reason: "The field Reference must match the regular expression." }]
  },
  {
    name: "ePayment: a rule of the domain",
    status: 400,
    body: problem({
      title: "Cannot capture before reservation",
      status: "400",
      instance: "/v1/payments/order-12345/capture",
      extraDetails: [{ name: "ErrorCode", reason: "6080" }],
      traceId: "00-813b-02"
    }),
    tag: "VippsRequestError",
    code: "6080",
    traceId: "00-813b-02",
    message: "Cannot capture before reservation"
  },
  {
    name: "ePayment: extraDetails null",
    status: 404,
    body: problem({ title: "Not Found", extraDetails: null, traceId: "t", status: 404, type: "about:blank" }),
    tag: "VippsNotFoundError",
    traceId: "t",
    message: "Not Found"
  },
  {
    name: "ePayment: 422",
    status: 422,
    body: problem({ title: "Cannot be created", extraDetails: [{ name: "ErrorCode", reason: "5070" }] }),
    tag: "VippsRequestError",
    code: "5070",
    message: "Cannot be created"
  },
  {
    name: "ePayment: a conflict of keys, whatever the status",
    status: 400,
    body: problem({ title: "Idempotency conflict", extraDetails: [{ name: "ErrorCode", reason: "4010" }] }),
    tag: "VippsConflictError",
    code: "4010",
    message: "new idempotency key"
  },
  ...[400, 403, 404, 422, 429].flatMap(
    (status): ReadonlyArray<Sample> => [
      {
        name: `ePayment: a key used with another body, with ${status}`,
        status,
        body: problem({ title: "Idempotency conflict", extraDetails: [{ name: "ErrorCode", reason: "4020" }] }),
        tag: "VippsConflictError",
        code: "4020",
        message: "new idempotency key"
      },
      {
        name: `ePayment: a duplicate, with ${status}`,
        status,
        body: problem({ title: "Duplicate", extraDetails: [{ name: "ErrorCode", reason: "4150" }] }),
        tag: "VippsConflictError",
        code: "4150",
        message: "new idempotency key"
      }
    ]
  ),
  {
    name: "ePayment: locked",
    status: 423,
    body: problem({ title: "Order locked and is already processing" }),
    tag: "VippsBusyError",
    message: "Order locked"
  },
  {
    name: "Recurring and older: contextId, field and text",
    status: 400,
    body: problem({ title: "Bad Request", contextId: "ctx-1", extraDetails: [{ field: "amount", text: "too small" }] }),
    tag: "VippsRequestError",
    traceId: "ctx-1",
    message: "amount: too small"
  },
  {
    name: "QR and Order Management: invalidParams",
    status: 400,
    body: problem({ title: "Bad", invalidParams: [{ name: "id", reason: "too long" }] }),
    tag: "VippsRequestError",
    message: "id: too long"
  },
  {
    name: "Azure AD: the token endpoint's",
    status: 401,
    body: problem({
      error: "unauthorized_client",
      error_description: "AADSTS700016: Application was not found",
      error_codes: [700016],
      trace_id: "aad-trace",
      correlation_id: "aad-correlation"
    }),
    tag: "VippsAuthError",
    traceId: "aad-trace",
    message: "AADSTS700016"
  },
  {
    name: "gateway, shape A",
    status: 404,
    body: problem({
      responseInfo: { responseCode: 404, responseMessage: "Something went wrong, please try again later." },
      result: { message: "(null)" }
    }),
    tag: "VippsNotFoundError",
    message: "Something went wrong, please try again later."
  },
  {
    name: "gateway, shape A with a string code",
    status: 400,
    body: problem({ responseInfo: { responseCode: "1000", responseMessage: "Bad things" } }),
    tag: "VippsRequestError",
    message: "Bad things"
  },
  {
    name: "gateway, shape A in PascalCase",
    status: 500,
    body: problem({ ResponseInfo: { ResponseMessage: "Pascal failure" } }),
    tag: "VippsServerError",
    message: "Pascal failure"
  },
  {
    name: "gateway, shape B",
    status: 401,
    body: problem({ statusCode: 401, message: "Access denied due to missing subscription key." }),
    tag: "VippsAuthError",
    message: "Access denied due to missing subscription key."
  },
  {
    name: "gateway, shape C: an array of strings",
    status: 400,
    body: problem(["first", "second"]),
    tag: "VippsRequestError",
    message: "first; second"
  },
  {
    name: "gateway, shape C: an array of objects",
    status: 400,
    body: problem([{ errorMessage: "one" }, null, 3]),
    tag: "VippsRequestError",
    message: "one"
  },
  {
    name: "gateway, shape D",
    status: 403,
    body: problem({ errorInfo: { errorMessage: "Merchant Not Allowed for Ecommerce Payment" } }),
    tag: "VippsAuthError",
    message: "Merchant Not Allowed"
  },
  {
    name: "gateway, shape E: text",
    status: 502,
    contentType: "text/plain",
    body: "Bad gateway",
    tag: "VippsServerError",
    message: "Bad gateway"
  },
  {
    name: "gateway, shape E: HTML",
    status: 503,
    contentType: "text/html",
    body: "<html><head><style>p { color: red }</style></head><body><p>Service unavailable</p></body></html>",
    tag: "VippsServerError",
    message: "Service unavailable"
  },
  { name: "an empty body", status: 500, body: "", tag: "VippsServerError", message: "HTTP 500" },
  { name: "null", status: 400, body: "null", tag: "VippsRequestError", message: "HTTP 400" },
  { name: "a number", status: 400, body: "17", tag: "VippsRequestError", message: "HTTP 400" },
  { name: "broken JSON", status: 400, body: '{"title": "Bad', tag: "VippsRequestError", message: "Bad" },
  {
    name: "fields of wrong types",
    status: 400,
    body: problem({ title: 7, detail: { a: 1 }, extraDetails: "none", errors: [1], traceId: 9, message: "kept" }),
    tag: "VippsRequestError",
    message: "kept"
  },
  {
    name: "429",
    status: 429,
    body: problem({ statusCode: 429, message: "Rate limit is exceeded. Try again in 10 seconds." }),
    tag: "VippsRateLimitError",
    message: "Rate limit is exceeded"
  }
]

const checkoutSamples: ReadonlyArray<Sample> = [
  {
    name: "Checkout: unknown session",
    status: 404,
    body: problem({
      errorCode: "Session-00100",
      title: "Session expired or not known.",
      status: 404,
      instance: "urn:uuid:1"
    }),
    tag: "VippsNotFoundError",
    code: "Session-00100",
    message: "Session expired or not known."
  },
  {
    name: "Checkout: validation",
    status: 400,
    body: problem({
      errorCode: "Validation-00001",
      title: "One or more validation errors occurred.",
      status: 400,
      errors: { "Transaction.Reference": ["The Reference field is required."] }
    }),
    tag: "VippsRequestError",
    code: "Validation-00001",
    message: "Transaction.Reference: The Reference field is required.",
    extraDetails: [{ name: "Transaction.Reference", reason: "The Reference field is required." }]
  },
  {
    name: "Checkout: duplicate reference",
    status: 409,
    body: problem({ errorCode: "Session-1", title: "Duplicate" }),
    tag: "VippsConflictError",
    code: "Session-1",
    message: "The reference is already in use"
  }
]

type Call = Effect.Effect<object | void, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>

const check = (sample: Sample, call: Call, layer: ReturnType<typeof scripted>["layer"]) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(Effect.provide(call, layer))
    assert.strictEqual(error._tag, sample.tag)
    assert.isTrue(VippsError.isVippsError(error))
    assert(
      error._tag !== "VippsInputError" && error._tag !== "VippsTransportError" && error._tag !== "VippsDecodeError"
    )
    assert.strictEqual(error.status, sample.status)
    assert.strictEqual(error.code, sample.code)
    assert.strictEqual(error.traceId, sample.traceId)
    assert.include(error.message, sample.message)
    assert.include(error.message, error.operation)
    assert.notInclude(error.message, "[object Object]")
    assert.notInclude(error.message, "<p>")
    if (sample.extraDetails) assert.deepStrictEqual(error.extraDetails, sample.extraDetails)
    assert.strictEqual(error.body, sample.body === "" ? undefined : sample.body)
  })

const answering = ({ body, contentType, status }: Sample) =>
  scripted(() => new Response(body, { status, headers: { "content-type": contentType ?? "application/json" } }))

describe("error bodies of every shape", () => {
  for (const sample of samples) {
    it.effect(sample.name, () =>
      check(sample, EPayment.capturePayment("order-12345", capture, { retry: false }), answering(sample).layer)
    )
  }
  for (const sample of checkoutSamples) {
    it.effect(sample.name, () =>
      check(
        sample,
        sample.tag === "VippsNotFoundError"
          ? Checkout.getSession("order-12345")
          : Checkout.createSession({
              reference: "order-12345",
              merchantInfo: {
                callbackUrl: "https://example.com/callback",
                returnUrl: "https://example.com/return",
                callbackAuthorizationToken: "secret-of-the-callback"
              },
              transaction: { amount: { value: 100, currency: "NOK" }, paymentDescription: "Socks" }
            }),
        answering(sample).layer
      )
    )
  }

  it.effect("a body beyond the limit is truncated", () =>
    Effect.gen(function* () {
      const server = scripted(() => new Response("x".repeat(50_000), { status: 400 }))
      const error = yield* Effect.flip(
        EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer))
      )
      assert(error._tag === "VippsRequestError")
      assert.strictEqual(error.body?.length, 10_000)
      assert.isBelow(error.message.length, 1500)
    })
  )
})

describe("conflicts", () => {
  const conflict = (code: string, call: Call) =>
    Effect.gen(function* () {
      const server = scripted(() =>
        Response.json({ title: "Conflict", extraDetails: [{ name: "ErrorCode", reason: code }] }, { status: 409 })
      )
      const error = yield* Effect.flip(Effect.provide(call, server.layer))
      assert(error._tag === "VippsConflictError")
      assert.strictEqual(server.seen.length, 1)
      return error.reason
    })
  const create = EPayment.createPayment({
    reference: "order-12345",
    amount: { value: 100, currency: "NOK" },
    paymentMethod: { type: "WALLET" },
    userFlow: "QR"
  })

  it.effect("the code of a conflict that is the name of every object's property is an unknown one", () =>
    Effect.gen(function* () {
      for (const code of ["constructor", "toString", "__proto__"]) {
        assert.strictEqual(yield* conflict(code, create), "Unknown")
      }
    })
  )

  it.effect("a reference taken after a lost attempt is most likely the caller's own, which the message says", () =>
    Effect.gen(function* () {
      const taken = { title: "Conflict", extraDetails: [{ name: "ErrorCode", reason: "4150" }] }
      const server = scripted((n) => (n === 1 ? "reset" : Response.json(taken, { status: 409 })))
      const error = yield* Effect.flip(yield* drive(Effect.provide(create, server.layer)))
      assert(error._tag === "VippsConflictError")
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(error.reason, "ReferenceExists")
      assert.include(error.message, "most likely by an earlier attempt of this very call: read it back")
      assert.notInclude(error.message, "new")
    })
  )

  it.effect("an HTML page is quoted without secrets and personal data; invalid JSON is not quoted", () =>
    Effect.gen(function* () {
      const page = (text: string) =>
        Effect.gen(function* () {
          const server = scripted(() => new Response(text), { clientSecret: Redacted.make("hush-secret") })
          return (yield* Effect.flip(Effect.provide(create, server.layer))).message
        })
      assert.include(
        yield* page("<html><style>p{}</style><h1>Hotel Wi-Fi</h1><p>hush-secret ola@example.com 4712345678"),
        'the body is not JSON but HTML: "Hotel Wi-Fi <redacted> <redacted> <redacted>"'
      )
      assert.notInclude(yield* page(`<p>${"eyJ0eXAiOiJKV1QiLCJ".repeat(9)}`), "eyJ")
      const broken = yield* page('{"userDetails":{"firstName":"Ola"')
      assert.include(broken, "the body is not JSON.")
      assert.notInclude(broken, "Ola")
    })
  )

  it.effect("a taken reference and a reused key have different reasons", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* conflict("4150", create), "ReferenceExists")
      assert.strictEqual(yield* conflict("4020", create), "IdempotencyKeyReused")
      assert.strictEqual(
        yield* conflict("4010", EPayment.capturePayment("order-12345", capture)),
        "IdempotencyKeyReused"
      )
      assert.strictEqual(
        yield* conflict("4150", EPayment.refundPayment("order-12345", capture)),
        "IdempotencyKeyReused"
      )
      assert.strictEqual(yield* conflict("9999", EPayment.refundPayment("order-12345", capture)), "Unknown")
    })
  )
})

describe("errors as values", () => {
  it("each error class has its tag as its name", () => {
    const classes = Object.entries(VippsError).filter(
      ([, value]) => typeof value === "function" && value.prototype instanceof Error
    )
    assert.isAbove(classes.length, 8)
    for (const [tag, value] of classes) assert.strictEqual(Reflect.get(value as object, "prototype").name, tag)
  })

  it.effect("an error survives serialisation and is restored as its class", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ title: "No", traceId: "t-1" }, { status: 400 }))
      const error = yield* Effect.flip(
        EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer))
      )
      assert(error._tag === "VippsRequestError")
      const json: unknown = JSON.parse(JSON.stringify(yield* Schema.encode(VippsError.VippsRequestError)(error)))
      const back = yield* Schema.decodeUnknown(VippsError.VippsRequestError)(json)
      assert.instanceOf(back, VippsError.VippsRequestError)
      assert.instanceOf(back, Error)
      assert.strictEqual(back.traceId, "t-1")
      assert.strictEqual(back.message, error.message)
    })
  )

  it.effect("a decode error reports what is missing", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ reference: "order-12345" }))
      const error = yield* Effect.flip(
        EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer))
      )
      assert(error._tag === "VippsDecodeError")
      assert.deepInclude(error.issues, { path: "amount", message: "is required" })
      assert.include(error.message, "Money may have moved")
    })
  )
})
