// @effect-diagnostics anyUnknownInErrorContext:off
import { inspect } from "node:util"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Checkout, EPayment, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { tokenResponse } from "../support/samples.js"
import { capture, modified, options, payment, scripted, sensitive } from "./support.js"

const reference = payment.reference
const current = VippsConfig.VippsConfig

interface Sent {
  readonly origin: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
}

/** Tokens that name the keys they were issued to, and what every other request carried. */
const issuing = () => {
  const issued: Array<string> = []
  const sent: Array<Sent> = []
  const http = HttpClient.make((request, url) =>
    Effect.sync(() => {
      const { headers } = request
      if (url.pathname !== "/accesstoken/get") {
        sent.push({ origin: url.origin, path: url.pathname, headers })
        return HttpClientResponse.fromWeb(request, Response.json(modified))
      }
      const keys = [url.origin, headers["client_id"], headers["client_secret"], headers["ocp-apim-subscription-key"]]
      const token = Buffer.from(keys.join(" ")).toString("base64url")
      issued.push(token)
      return HttpClientResponse.fromWeb(request, Response.json(tokenResponse(token)))
    })
  )
  return { issued, sent, http: Layer.succeed(HttpClient.HttpClient, http) }
}

interface Change {
  readonly clientId?: string
  readonly clientSecret?: string
  readonly subscriptionKey?: string
  readonly merchantSerialNumber?: string
  readonly baseUrl?: string
  readonly timeout?: number
}

const base = {
  clientId: options.clientId,
  clientSecret: sensitive.clientSecret,
  subscriptionKey: sensitive.subscriptionKey,
  merchantSerialNumber: options.merchantSerialNumber,
  baseUrl: "http://127.0.0.1:1"
}

const asOptions = ({ clientSecret, subscriptionKey, ...rest }: Change): Partial<VippsConfig.Options> => ({
  ...rest,
  ...(clientSecret === undefined ? {} : { clientSecret: Redacted.make(clientSecret) }),
  ...(subscriptionKey === undefined ? {} : { subscriptionKey: Redacted.make(subscriptionKey) })
})

const change = FastCheck.record(
  {
    clientId: FastCheck.constantFrom("client-id", "B", "C"),
    clientSecret: FastCheck.constantFrom("secret-1", "secret-2"),
    subscriptionKey: FastCheck.constantFrom("key-1", "key-2"),
    merchantSerialNumber: FastCheck.constantFrom("1111", "2222"),
    baseUrl: FastCheck.constantFrom("http://127.0.0.1:1", "http://127.0.0.1:2/"),
    timeout: FastCheck.constantFrom(1000, 60_000)
  },
  { requiredKeys: [] }
) as FastCheck.Arbitrary<Change>

/** The innermost change comes last, and wins. */
const under = <A, E, R>(changes: ReadonlyArray<Change>, effect: Effect.Effect<A, E, R>) =>
  changes.reduceRight<Effect.Effect<A, E | VippsError.VippsInputError, R | VippsConfig.VippsConfig>>(
    (inner, one) => VippsConfig.withOptions(inner, asOptions(one)),
    effect
  )

describe("derived configurations", () => {
  it.effect(
    "a derived configuration never sends a token of one client with the keys of another, and fetches one token for the same keys",
    () =>
      Effect.promise(() =>
        FastCheck.assert(
          FastCheck.asyncProperty(
            FastCheck.array(FastCheck.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
            async (derivations) => {
              const { http, issued, sent } = issuing()
              const layer = Layer.merge(http, VippsConfig.layer({ ...options, baseUrl: base.baseUrl }))
              await Effect.forEach(
                derivations,
                (changes, i) => under(changes, EPayment.capturePayment(`order-${1000 + i}`, capture)),
                { concurrency: 3 }
              ).pipe(Effect.provide(layer), Effect.runPromise)
              const expected = derivations.map((changes) => Object.assign({ ...base }, ...changes) as typeof base)
              const tokens = expected.map(({ baseUrl, clientId, clientSecret, subscriptionKey }) =>
                Buffer.from([baseUrl.replace(/\/$/, ""), clientId, clientSecret, subscriptionKey].join(" ")).toString(
                  "base64url"
                )
              )
              assert.strictEqual(sent.length, derivations.length)
              for (const { headers, origin, path } of sent) {
                const i = Number(/order-(\d+)/.exec(path)?.[1]) - 1000
                assert.strictEqual(headers["authorization"], `Bearer ${tokens[i]}`)
                assert.strictEqual(headers["ocp-apim-subscription-key"], expected[i]?.subscriptionKey)
                assert.strictEqual(headers["merchant-serial-number"], expected[i]?.merchantSerialNumber)
                assert.strictEqual(`${origin}/`, `${expected[i]?.baseUrl.replace(/\/$/, "")}/`)
              }
              assert.sameMembers(issued, [...new Set(tokens)])
            }
          ),
          { numRuns: 150 }
        )
      )
  )

  it.effect("a configuration derived for another sales unit with the same keys shares the token", () =>
    Effect.gen(function* () {
      const { http, issued, sent } = issuing()
      yield* Effect.gen(function* () {
        yield* EPayment.getPayment(reference).pipe(Effect.ignore)
        yield* EPayment.getPayment(reference).pipe(VippsConfig.withMerchant("654321"), Effect.ignore)
        yield* VippsConfig.withMerchant(EPayment.getPayment(reference), "7777").pipe(Effect.ignore)
      }).pipe(Effect.provide(Layer.merge(http, VippsConfig.layer(options))))
      assert.strictEqual(issued.length, 1)
      assert.deepStrictEqual(
        sent.map(({ headers }) => headers["merchant-serial-number"]),
        [options.merchantSerialNumber, "654321", "7777"]
      )
    })
  )

  it.effect("configurations with the same keys share a retry quota, and other keys have their own", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({}, { status: 503 }))
      yield* Effect.gen(function* () {
        const many = { maxRetries: 1000, baseDelay: 0, maxDelay: 0 }
        const failing = EPayment.getPayment(reference).pipe(Effect.ignore)
        yield* VippsConfig.withOptions(failing, { retry: many })
        assert.strictEqual(server.seen.length, 101)
        yield* VippsConfig.withMerchant(failing, "654321")
        assert.strictEqual(server.seen.length, 102)
        yield* VippsConfig.withOptions(failing, { retry: many, clientId: "another" })
        assert.strictEqual(server.seen.length, 203)
      }).pipe(Effect.provide(server.layer))
    })
  )

  it.effect("a derived configuration keeps what is not given, and takes defaults from what is", () =>
    Effect.gen(function* () {
      const config = yield* current
      const derived = yield* current.pipe(
        VippsConfig.withOptions({ timeout: "5 seconds", systemName: "shop", retry: { maxDelay: "1 second" } }),
        VippsConfig.withOptions({ retry: { maxRetries: 7 }, clientId: undefined as never })
      )
      assert.deepStrictEqual(
        { ...derived },
        {
          ...config,
          timeout: Duration.seconds(5),
          systemName: "shop",
          pluginName: "shop",
          retry: { ...config.retry, maxRetries: 7, maxDelay: Duration.seconds(1) }
        }
      )
    }).pipe(Effect.provide(VippsConfig.layer(options)))
  )

  it.effect("a configuration derived with an invalid option is refused, and the effect does not run", () =>
    Effect.gen(function* () {
      let ran = false
      const effect = Effect.sync(() => {
        ran = true
      })
      for (const [wrong, operation, path] of [
        [VippsConfig.withMerchant(effect, "12a456"), "VippsConfig.withMerchant", "merchantSerialNumber"],
        [VippsConfig.withOptions(effect, { timeout: -1 }), "VippsConfig.withOptions", "timeout"],
        [VippsConfig.withOptions(effect, { clientSecret: "x" as never }), "VippsConfig.withOptions", "clientSecret"],
        [VippsConfig.withOptions(effect, { clientid: "B" } as never), "VippsConfig.withOptions", "clientid"]
      ] as const) {
        const error = yield* Effect.flip(wrong)
        assert.strictEqual(error._tag, "VippsInputError")
        assert.strictEqual(error.operation, operation)
        assert.deepStrictEqual(
          error.issues.map((issue) => issue.path),
          [path]
        )
      }
      assert.isFalse(ran)
    }).pipe(Effect.provide(VippsConfig.layer(options)))
  )
})

/** Every way to use a configuration. */
const uses: ReadonlyArray<
  readonly [string, Effect.Effect<unknown, VippsError.VippsError, VippsConfig.VippsConfig | HttpClient.HttpClient>]
> = [
  ["EPayment.getPayment", EPayment.getPayment(reference)],
  ["EPayment.capturePayment", EPayment.capturePayment(reference, capture)],
  [
    "EPayment.forceApprovePayment",
    EPayment.forceApprovePayment(reference, { customer: { phoneNumber: "4712345678" } })
  ],
  ["EPayment.awaitOutcome", EPayment.awaitOutcome(reference)],
  ["EPayment.changes", Stream.runDrain(EPayment.changes(reference))],
  ["Checkout.getSession", Checkout.getSession(reference)],
  ["AccessToken.get", AccessToken.get],
  ["VippsConfig.withMerchant", VippsConfig.withMerchant(Effect.void, "654321")]
]

describe("configurations that no constructor made", () => {
  const forged = (config: VippsConfig.Service): ReadonlyArray<unknown> => [
    { ...config, clientId: "B", merchantSerialNumber: "654321" },
    Object.assign(Object.create(Object.getPrototypeOf(config)), config, { clientId: "B" }),
    Object.create(config, { clientId: { value: "B" } }),
    new Proxy(config, { get: (target, key) => (key === "clientId" ? "B" : Reflect.get(target, key)) }),
    { clientId: "B" }
  ]

  for (const [operation, effect] of uses) {
    it.effect(`a configuration that no constructor made sends no request: ${operation}`, () =>
      Effect.gen(function* () {
        const server = scripted(() => Response.json({}, { status: 404 }))
        yield* Effect.gen(function* () {
          for (const config of forged(yield* current)) {
            const error = yield* effect.pipe(Effect.provideService(current, config as never), Effect.flip)
            assert(error._tag === "VippsInputError")
            assert.strictEqual(error.operation, operation)
            assert.include(error.message, "VippsConfig")
          }
        }).pipe(Effect.provide(server.layer))
        assert.strictEqual(server.seen.length + server.tokens(), 0)
      })
    )
  }

  it.effect("changing a configuration does not make one, and AccessToken.invalidate drops no token with it", () =>
    Effect.gen(function* () {
      const config = yield* current
      assert.throws(() => Object.assign(config, { clientId: "B" }), TypeError)
      const token = Redacted.make("a-token")
      yield* AccessToken.invalidate(token).pipe(Effect.provideService(current, { ...config } as never))
    }).pipe(Effect.provide(VippsConfig.layer(options)))
  )
})

describe("configurations whose scope is closed", () => {
  for (const [operation, effect] of uses) {
    for (const cached of [true, false]) {
      it.effect(
        `a closed configuration fails with a clear error, ${cached ? "with" : "without"} a cached token: ${operation}`,
        () =>
          Effect.gen(function* () {
            const server = scripted(() => Response.json({}, { status: 404 }))
            const scope = yield* Scope.make()
            const context = yield* Layer.buildWithScope(server.layer, scope)
            if (cached) yield* Effect.provide(AccessToken.get, context)
            yield* Scope.close(scope, Exit.void)
            const error = yield* effect.pipe(Effect.provide(context), Effect.flip)
            assert(error._tag === "VippsInputError")
            assert.strictEqual(error.operation, operation)
            assert.strictEqual(error.outcome, "refused")
            assert.isFalse(error.retryable)
            assert.include(error.message, "scope is closed")
            assert.strictEqual(server.seen.length, 0)
            assert.strictEqual(server.tokens(), cached ? 1 : 0)
          })
      )
    }
  }
})

describe("configurations, printed", () => {
  it.effect("a printed configuration shows its fields and none of its secrets", () =>
    Effect.gen(function* () {
      const { http, issued } = issuing()
      yield* Effect.gen(function* () {
        yield* AccessToken.get
        const config = yield* VippsConfig.withMerchant(current, "654321")
        for (const text of [inspect(config, { depth: 10, showHidden: true }), JSON.stringify(config), String(config)]) {
          for (const secret of [sensitive.clientSecret, sensitive.subscriptionKey, ...issued]) {
            assert.notInclude(text, secret)
          }
        }
        assert.include(JSON.stringify(config), '"clientSecret":"<redacted>"')
        assert.include(JSON.stringify(config), '"merchantSerialNumber":"654321"')
      }).pipe(Effect.provide(Layer.merge(http, VippsConfig.layer(options))))
      assert.strictEqual(issued.length, 1)
    })
  )
})
