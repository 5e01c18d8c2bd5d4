// @effect-diagnostics anyUnknownInErrorContext:off unsafeEffectTypeAssertion:off
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type Operation, type VippsError, VippsRequest, Webhooks } from "@effect-vipps/client"
import { Vipps } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import { options as config, drive, payment, scripted, sensitive } from "./support.js"

const created = () =>
  Response.json({ reference: payment.reference, redirectUrl: "https://pay.example" }, { status: 201 })

const withExtra = (extra: unknown, request: EPayment.CreatePaymentRequest = payment) =>
  EPayment.createPayment(request, { extra } as Operation.CallOptions)

/** The issues of a call that is refused here. */
const issuesOf = (call: ReturnType<typeof withExtra> | Effect.Effect<unknown, VippsError.VippsError, never>) =>
  Effect.gen(function* () {
    const server = scripted(() => Response.json({}))
    const error = yield* Effect.flip(Effect.provide(call as ReturnType<typeof withExtra>, server.layer))
    assert(error._tag === "VippsInputError", error.message)
    assert.strictEqual(server.seen.length + server.tokens(), 0)
    return error.issues
  })

const line = {
  name: "Socks",
  id: "1",
  totalAmount: 100,
  totalAmountExcludingTax: 80,
  totalTaxAmount: 20,
  taxRate: 2500
}

describe("the call option extra", () => {
  it.effect(
    "extra adds fields that the request's type does not have, at the top, in objects and in items of arrays",
    () =>
      Effect.gen(function* () {
        const server = scripted(created)
        const request: EPayment.CreatePaymentRequest = {
          ...payment,
          receipt: { orderLines: [line, { ...line, id: "2" }], bottomLine: { currency: "NOK" } }
        }
        const extra = {
          fieldOfNextYear: [1, { a: null }],
          paymentMethod: { newToo: true },
          receipt: { orderLines: [{}, { newOne: "x" }] },
          profile: { newWish: 1 }
        }
        yield* Effect.provide(withExtra(extra, request), server.layer)
        assert.deepStrictEqual(server.seen[0]?.body, {
          ...request,
          fieldOfNextYear: [1, { a: null }],
          paymentMethod: { type: "WALLET", newToo: true },
          receipt: { ...request.receipt, orderLines: [line, { ...line, id: "2", newOne: "x" }] },
          profile: { newWish: 1 }
        })
      })
  )

  it.effect("extra works for a Checkout session, whose schema is one of two", () =>
    Effect.gen(function* () {
      const server = scripted(() =>
        Response.json({ token: "t", checkoutFrontendUrl: "https://x", pollingUrl: "https://x" })
      )
      const session: Checkout.CreateSessionRequest = {
        reference: "order-12345",
        merchantInfo: {
          callbackUrl: "https://shop.example/callback",
          returnUrl: "https://shop.example/thanks",
          callbackAuthorizationToken: "7f1c2a9e-secret"
        },
        transaction: { amount: { value: 49900, currency: "NOK" }, paymentDescription: "Socks" }
      }
      const options = { extra: { transaction: { newField: 1 } } }
      yield* Checkout.createSession(session, options).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.seen[0]?.body, {
        ...session,
        transaction: { ...session.transaction, newField: 1 },
        type: "PAYMENT"
      })
    })
  )

  it.effect("extra refuses fields of the request's type, so that their rules still apply", () =>
    Effect.gen(function* () {
      for (const [extra, path] of [
        [{ amount: { value: 1, currency: "NOK" } }, "amount.value"],
        [{ amount: 7 }, "amount"],
        [{ reference: "order-54321" }, "reference"],
        [{ paymentDescription: "x" }, "paymentDescription"],
        [{ paymentMethod: { type: "CARD" } }, "paymentMethod.type"],
        [{ metadata: { order: "1" } }, "metadata.order"],
        [{ receipt: { orderLines: [{ newOne: 1 }] } }, "receipt.orderLines"],
        [{ profile: { scope: "nin" } }, "profile.scope"]
      ] as const) {
        const [issue] = yield* issuesOf(withExtra(extra))
        assert.strictEqual(issue?.path, `options.extra.${path}`)
        assert.include(issue?.message, "set it there")
      }
    })
  )

  it.effect("extra refuses what JSON cannot represent, what is no object, and requests without a body", () =>
    Effect.gen(function* () {
      for (const value of [1n, Symbol("x"), () => 1, Number.NaN, Number.POSITIVE_INFINITY, undefined, [undefined]]) {
        const [issue] = yield* issuesOf(withExtra({ newField: value }))
        assert.match(issue?.path ?? "", /^options.extra.newField/)
      }
      for (const value of ["text", 7, [], true]) {
        assert.match((yield* issuesOf(withExtra(value)))[0]?.path ?? "", /^options.extra/)
      }
      const extra = { newField: 1 }
      const bodiless = [
        EPayment.getPayment("order-12345", { extra }),
        Checkout.expireSession("order-12345", { extra }),
        Webhooks.list({ extra })
      ]
      for (const call of bodiless) {
        assert.deepStrictEqual(yield* issuesOf(call as never), [
          { path: "options.extra", message: "cannot be added to this request" }
        ])
      }
    })
  )

  it.effect("extra leaves a typo in the request refused", () =>
    Effect.gen(function* () {
      const typo: EPayment.CreatePaymentRequest = Object.assign({ ...payment }, { paymentDescripton: "x" })
      assert.deepStrictEqual(yield* issuesOf(withExtra({ newField: 1 }, typo)), [
        { path: "paymentDescripton", message: "is not a known field" }
      ])
    })
  )
})

describe("VippsRequest.send", () => {
  const get = { method: "GET", path: "/recurring/v3/agreements?status=ACTIVE&name=%C3%A5" } as const
  const post = {
    method: "POST",
    path: "/recurring/v3/agreements/agr_1/charges",
    body: { amount: 100, note: null }
  } as const

  it.effect("VippsRequest.send sends token, headers and body, and returns the JSON as it was received", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ chargeId: "chr-1", nothing: null }))
      const answer = yield* Effect.provide(VippsRequest.send(post, { idempotencyKey: "key-1" }), server.layer)
      assert.deepStrictEqual(answer, { chargeId: "chr-1", nothing: null })
      const [request] = server.seen
      assert.deepStrictEqual([request?.method, request?.path], ["POST", post.path])
      assert.deepStrictEqual(request?.body, post.body)
      assert.strictEqual(request?.headers["authorization"], `Bearer ${sensitive.token}-1`)
      assert.strictEqual(request?.headers["idempotency-key"], "key-1")
      assert.strictEqual(request?.headers["merchant-serial-number"], config.merchantSerialNumber)
    })
  )

  it.effect("VippsRequest.send retries a read, sends no key with it and returns undefined for an empty body", () =>
    Effect.gen(function* () {
      const server = scripted((n) =>
        n < 3 ? new Response(null, { status: 503 }) : new Response(null, { status: 204 })
      )
      const exit = yield* drive(Effect.provide(VippsRequest.send(get), server.layer))
      assert.deepStrictEqual(exit, Exit.succeed(undefined))
      assert.strictEqual(server.seen.length, 3)
      assert.isUndefined(server.seen[0]?.headers["idempotency-key"])
    })
  )

  it.effect(
    "VippsRequest.send retries a repeatable change with one key, any other only when it was not carried out",
    () =>
      Effect.gen(function* () {
        for (const [request, status, times] of [
          [post, 503, 1],
          [post, 429, 3],
          [{ ...post, repeatable: true }, 503, 3],
          [{ ...post, method: "PATCH" }, 503, 1],
          [{ ...post, method: "PUT" }, 503, 3],
          [{ ...post, method: "PUT", repeatable: false }, 503, 1],
          [{ method: "DELETE", path: post.path }, 503, 3],
          [{ ...post, kind: "Read" }, 503, 3]
        ] as const) {
          const server = scripted(() => new Response(null, { status }))
          const exit = yield* drive(Effect.flip(Effect.provide(VippsRequest.send(request), server.layer)))
          assert(Exit.isSuccess(exit))
          assert.strictEqual(server.seen.length, times, JSON.stringify(request))
          assert.lengthOf([...new Set(server.seen.map(({ headers }) => headers["idempotency-key"]))], 1)
          const unknown = status === 503 && (!("kind" in request) || request.kind !== "Read")
          assert.strictEqual(exit.value.outcome, unknown ? "unknown" : "refused")
        }
      })
  )

  it.effect("VippsRequest.send fails as every operation: a 401 fetches one new token, a refusal has its code", () =>
    Effect.gen(function* () {
      const server = scripted((n) =>
        n === 1
          ? new Response(null, { status: 401 })
          : Response.json({ title: "Bad", extraDetails: [{ name: "ErrorCode", reason: "6090" }] }, { status: 400 })
      )
      const error = yield* Effect.flip(Effect.provide(VippsRequest.send(post), server.layer))
      assert(error._tag === "VippsRequestError")
      assert.strictEqual(error.code, "6090")
      assert.strictEqual(error.operation, "VippsRequest.send")
      assert.strictEqual(server.tokens(), 2)
    })
  )

  it.effect("VippsRequest.send decodes with a schema, which receives nulls", () =>
    Effect.gen(function* () {
      const response = Schema.Struct({ id: Schema.String, at: Schema.NullOr(Schema.Date) })
      const server = scripted((n) => Response.json(n === 1 ? { id: "a", at: null } : { id: 7 }))
      const send = VippsRequest.send({ ...get, response })
      assert.deepStrictEqual(yield* Effect.provide(send, server.layer), { id: "a", at: null })
      const error = yield* Effect.flip(Effect.provide(send, server.layer))
      assert(error._tag === "VippsDecodeError")
      assert.strictEqual(error.issues[0]?.path, "id")
    })
  )

  it.effect("VippsRequest.send fails with a decode error for a response that is no JSON or nested 100,000 deep", () =>
    Effect.gen(function* () {
      for (const body of ["<html>", "[".repeat(100_000) + "]".repeat(100_000)]) {
        const server = scripted(() => new Response(body))
        const error = yield* Effect.flip(Effect.provide(VippsRequest.send(get), server.layer))
        assert.strictEqual(error._tag, "VippsDecodeError")
      }
    })
  )

  it.effect("VippsRequest.send refuses a path that leaves the host or is not encoded", () =>
    Effect.gen(function* () {
      for (const path of [
        "",
        "recurring/v3",
        "//evil.example/x",
        "/a//b",
        "https://evil.example/",
        "@evil.example/",
        "/../x",
        "/a/../../x",
        "/a/./b",
        "/a/%2e%2e/b",
        "/a/.%2E",
        "/a\\b",
        "\\\\evil.example",
        "/a b",
        "/a\tb",
        "/a\nHost: evil.example",
        "/å",
        "/{reference}",
        "/a#b",
        `/${"a".repeat(2001)}`,
        undefined,
        7,
        null
      ]) {
        const issues = yield* issuesOf(VippsRequest.send({ method: "GET", path: path as string }) as never)
        assert.deepStrictEqual(
          issues.map(({ path }) => path),
          ["path"],
          String(path)
        )
      }
    })
  )

  const seen: Array<string> = []
  const vipps = new Vipps({
    clientId: "client-id",
    clientSecret: "client-secret-abc",
    subscriptionKey: "subscription-key",
    merchantSerialNumber: "123456",
    baseUrl: "http://127.0.0.1:9",
    maxRetries: 0,
    fetch: async (url: string) => {
      seen.push(String(url))
      return Response.json({ access_token: "token-0123456789", expires_in: 3600 })
    }
  })

  it.effect.prop(
    "VippsRequest.send requests any path on this host, or sends nothing",
    [
      FastCheck.oneof(
        FastCheck.webUrl(),
        FastCheck.string(),
        FastCheck.string().map((text) => `/${text}`),
        FastCheck.webPath()
      )
    ],
    ([path]) =>
      Effect.gen(function* () {
        seen.length = 0
        const result = yield* Effect.promise(() =>
          vipps.request({ method: "GET", path }).then(
            () => "sent" as const,
            (error: VippsError.VippsError) => error._tag
          )
        )
        if (result === "sent") assert.deepStrictEqual(seen.slice(-1), [`http://127.0.0.1:9${path}`])
        else {
          assert.strictEqual(result, "VippsInputError")
          assert.lengthOf(seen, 0)
        }
      }),
    { fastCheck: { numRuns: 200 } }
  )

  it.effect("VippsRequest.send refuses other invalid input and sends nothing", () =>
    Effect.gen(function* () {
      for (const [wrong, path] of [
        [{ ...get, method: "TRACE" }, "method"],
        [{ ...get, method: "get" }, "method"],
        [{ ...get, body: {} }, "body"],
        [{ ...get, kind: "Change" }, "kind"],
        [{ ...post, kind: "Write" }, "kind"],
        [{ ...post, auth: "None" }, "auth"],
        [{ ...post, repeatable: "yes" }, "repeatable"],
        [{ ...post, response: {} }, "response"],
        [{ ...post, headers: {} }, "headers"],
        [{ ...post, body: { amount: 1n } }, "body.amount"],
        [{ ...post, body: { amount: Number.NaN } }, "body.amount"],
        [{ ...post, body: () => 1 }, "body"]
      ] as const) {
        const issues = yield* issuesOf(VippsRequest.send(wrong as VippsRequest.VippsRequest) as never)
        assert.deepStrictEqual(
          issues.map(({ path }) => path),
          [path],
          JSON.stringify(Object.keys(wrong))
        )
      }
      for (const wrong of [
        null,
        undefined,
        "GET /",
        7,
        [],
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error()
            }
          }
        )
      ]) {
        assert.isNotEmpty(yield* issuesOf(VippsRequest.send(wrong as unknown as VippsRequest.VippsRequest) as never))
      }
      const extra = { newField: 1 }
      assert.deepStrictEqual(yield* issuesOf(VippsRequest.send(post, { extra }) as never), [
        { path: "options.extra", message: "cannot be added to this request" }
      ])
    })
  )

  it.effect("VippsRequest.send shows the caller's path, which may name a customer, in no span and no error", () =>
    Effect.gen(function* () {
      const recorded: Array<unknown> = []
      const tracer = Tracer.make({
        span: (name, parent, context, links, startTime, kind) => {
          recorded.push(name)
          return {
            _tag: "Span",
            name,
            spanId: name,
            traceId: "trace",
            parent,
            context,
            status: { _tag: "Started", startTime },
            attributes: new Map(),
            links,
            sampled: true,
            kind,
            attribute: (key, value) => void recorded.push([key, value]),
            event: () => {},
            addLinks: () => {},
            end: () => {}
          }
        },
        context: (f) => f()
      })
      const server = scripted(() => new Response(null, { status: 404 }))
      const send = VippsRequest.send({ ...get, path: "/userinfo/4798765432?phone=4798765432" })
      const error = yield* send.pipe(Effect.withTracer(tracer), Effect.provide(server.layer), Effect.flip)
      assert.strictEqual(error._tag, "VippsNotFoundError")
      assert.include(recorded, "VippsRequest.send")
      assert.include(recorded, "GET /{path}")
      assert.notInclude(JSON.stringify(recorded) + error.message + JSON.stringify(error), "4798765432")
    })
  )
})
