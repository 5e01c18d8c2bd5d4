// @effect-diagnostics anyUnknownInErrorContext:off
/** Which idempotency key a call sends to a scripted server. */
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, VippsConfig, type VippsError, VippsRequest, Webhooks } from "@effect-vipps/client"
import { isIntent } from "@effect-vipps/client/internal/request/intent"
import type { Endpoint } from "@effect-vipps/client/Operation"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import { capture, modified, payment, type Reaction, scripted } from "./support.js"

const reference = "order-12345"
const ok = () => Response.json(modified)
const status = (code: number, body: unknown = {}) => Response.json(body, { status: code })
const refusal = (code: number, errorCode: string) =>
  status(code, { title: "Refused", extraDetails: [{ name: "ErrorCode", reason: errorCode }] })

const once = { retry: false } as const

/** A new Effect value: the same call, written in a retried program. */
const captureAgain = () => EPayment.capturePayment(reference, capture, once)

/** Runs against a server that reacts to its n-th request (from 1), and returns the keys that it has seen. */
const keysOf = <E>(
  react: (n: number) => Reaction,
  program: Effect.Effect<unknown, E, Effect.Effect.Context<ReturnType<typeof captureAgain>>>,
  overrides: Parameters<typeof scripted>[1] = {}
) =>
  Effect.gen(function* () {
    const server = scripted(react, overrides)
    yield* Effect.provide(program, server.layer)
    return server.seen.map(({ headers }) => headers["idempotency-key"])
  })

const distinct = (keys: ReadonlyArray<string | undefined>) => {
  assert.notInclude(keys, undefined)
  return new Set(keys).size
}

const failing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.flip(effect)

describe("an Effect value is one intent", () => {
  it.effect("running a value again reuses its key, after a lost response and after success", () =>
    Effect.gen(function* () {
      const value = captureAgain()
      const keys = yield* keysOf((n) => (n === 1 ? "reset" : ok()), Effect.all([Effect.ignore(value), value, value]))
      assert.strictEqual(keys.length, 3)
      assert.strictEqual(distinct(keys), 1)
    })
  )

  it.effect("two values are two intents, and so are the values made by a retried program", () =>
    Effect.gen(function* () {
      assert.strictEqual(distinct(yield* keysOf(ok, Effect.all([captureAgain(), captureAgain()]))), 2)
      const program = Effect.suspend(captureAgain)
      assert.strictEqual(distinct(yield* keysOf(ok, Effect.all([program, program]))), 2)
    })
  )

  it.effect("concurrent runs of a value send one key", () =>
    Effect.gen(function* () {
      const value = captureAgain()
      const keys = yield* keysOf(ok, Effect.all([value, value, value], { concurrency: "unbounded" }))
      assert.strictEqual(keys.length, 3)
      assert.strictEqual(distinct(keys), 1)
    })
  )

  it.effect("a value keeps its key under another configuration", () =>
    Effect.gen(function* () {
      const first = scripted(() => "reset")
      const second = scripted(ok)
      const value = captureAgain()
      yield* failing(Effect.provide(value, first.layer))
      yield* Effect.provide(value, second.layer)
      assert.strictEqual(first.seen[0]?.headers["idempotency-key"], second.seen[0]?.headers["idempotency-key"])
    })
  )

  it.effect("a value for another sales unit is another intent", () =>
    Effect.gen(function* () {
      const first = scripted(ok)
      const other = scripted(ok, { merchantSerialNumber: "654321" })
      const value = captureAgain()
      yield* Effect.provide(value, first.layer)
      yield* Effect.provide(value, other.layer)
      yield* Effect.provide(value, first.layer)
      const keys = [...first.seen, ...other.seen].map(({ headers }) => headers["idempotency-key"])
      assert.strictEqual(keys[0], keys[1])
      assert.notStrictEqual(keys[0], keys[2])
    })
  )

  it.effect("a value's body is fixed with it: a request object changed later does not change it", () =>
    Effect.gen(function* () {
      const request = { modificationAmount: { value: 100, currency: "NOK" as const } }
      const value = EPayment.capturePayment(reference, request, once)
      const server = scripted(ok)
      request.modificationAmount.value = 200
      yield* Effect.provide(value, server.layer)
      assert.deepStrictEqual(server.seen[0]?.body, capture)
    })
  )

  it.effect("a value of VippsRequest.send is one intent, after success and after a change of its body's object", () =>
    Effect.gen(function* () {
      const body = { amount: 100 }
      const charge = VippsRequest.send(
        { method: "POST", path: "/recurring/v3/x/capture", body, repeatable: true },
        once
      )
      body.amount = 200
      const server = scripted((n) => (n === 1 ? "reset" : Response.json({})))
      yield* Effect.all([failing(charge), charge, charge]).pipe(Effect.provide(server.layer))
      assert.strictEqual(distinct(server.seen.map(({ headers }) => headers["idempotency-key"])), 1)
      assert.deepStrictEqual(
        server.seen.map(({ body }) => body),
        Array.from({ length: 3 }, () => ({ amount: 100 }))
      )
    })
  )

  it.effect("a refused value takes a new key, because Vipps repeats a refusal to its key", () =>
    Effect.gen(function* () {
      const value = captureAgain()
      const keys = yield* keysOf((n) => (n === 1 ? refusal(400, "6080") : ok()), Effect.all([failing(value), value]))
      assert.strictEqual(distinct(keys), 2)
    })
  )

  it.effect("a value whose new key was refused without details takes a new key as well", () =>
    Effect.gen(function* () {
      for (const code of [401, 403, 404, 409, 413]) {
        const value = EPayment.capturePayment(reference, capture, { ...once, timeout: "5 seconds" })
        const keys = yield* keysOf(
          (n) => (n <= (code === 401 ? 2 : 1) ? status(code) : ok()),
          Effect.all([failing(value), value])
        )
        assert.notStrictEqual(keys[0], keys.at(-1), `${code}`)
      }
    })
  )

  it.effect("a lost response after a success settles nothing again: the next equal call is a new intent", () =>
    Effect.gen(function* () {
      const value = captureAgain()
      const keys = yield* keysOf(
        (n) => (n === 2 ? "reset" : ok()),
        Effect.all([value, failing(value), captureAgain(), value])
      )
      assert.deepStrictEqual([keys[1], keys[3]], [keys[0], keys[0]])
      assert.notStrictEqual(keys[2], keys[0])
    })
  )

  it.effect("a value that was put off by 429, 423 or 425 keeps its key", () =>
    Effect.gen(function* () {
      for (const code of [429, 423, 425]) {
        const value = captureAgain()
        const keys = yield* keysOf((n) => (n === 1 ? status(code) : ok()), Effect.all([failing(value), value]))
        assert.strictEqual(distinct(keys), 1, `${code}`)
      }
    })
  )

  it.effect("a reused PATCH value is a new request each time: an old key would get an old response", () =>
    Effect.gen(function* () {
      const update = Checkout.updateSession(reference, {
        transaction: { amount: { value: 100, currency: "NOK" }, paymentDescription: "Socks" }
      })
      const keys = yield* keysOf(() => new Response(null, { status: 204 }), Effect.all([update, update]))
      assert.strictEqual(distinct(keys), 2)
    })
  )
})

describe("whose keys are remembered", () => {
  it("those of a POST that changes something, and of whatever moves money, where Vipps recognises a repetition", () => {
    const remembers = (method: Endpoint["method"], kind: Endpoint["kind"], notRepeatable?: boolean) =>
      isIntent({ name: "a", path: "/", auth: "None", fails: "Any", method, kind, notRepeatable })
    assert.deepStrictEqual(
      [remembers("POST", "Change"), remembers("POST", "MoneyMovement"), remembers("POST", "Read")],
      [true, true, false]
    )
    for (const method of ["PUT", "PATCH", "DELETE"] as const) {
      assert.deepStrictEqual(
        [remembers(method, "Change"), remembers(method, "MoneyMovement"), remembers(method, "Read")],
        [false, true, false]
      )
    }
    assert.deepStrictEqual(
      [
        remembers("POST", "Change", true),
        remembers("DELETE", "MoneyMovement", true),
        remembers("POST", "Change", false)
      ],
      [false, false, true]
    )
  })
})

const unknownEnds: Record<string, () => Reaction> = {
  "a lost connection": () => "reset",
  "a 500": () => status(500),
  "a 408": () => status(408),
  "a response that cannot be read": () => new Response("<html>", { status: 200 })
}

describe("unsettled calls are remembered", () => {
  for (const [what, reaction] of Object.entries(unknownEnds)) {
    it.effect(`after ${what} the next equal call sends the same key`, () =>
      Effect.gen(function* () {
        const keys = yield* keysOf(
          (n) => (n === 1 ? reaction() : ok()),
          Effect.all([failing(captureAgain()), captureAgain(), captureAgain()])
        )
        assert.strictEqual(keys[0], keys[1])
        assert.notStrictEqual(keys[1], keys[2], "an equal call after the success is a new intent")
      })
    )
  }

  const saysNothing: Record<string, () => Reaction> = {
    "401": () => status(401),
    "403": () => status(403),
    "404": () => status(404),
    "407": () => status(407),
    "413": () => status(413),
    "423": () => status(423),
    "425": () => status(425),
    "429": () => status(429),
    "400 with code 6160": () => refusal(400, "6160"),
    "a gateway's 400 in HTML": () => new Response("<h1>Bad Request</h1>", { status: 400 }),
    "a gateway's 400 in JSON": () => Response.json({ statusCode: 400, message: "Bad request" }, { status: 400 }),
    "a 422 without a body": () => status(422),
    "a 413 with details": () => refusal(413, "6090"),
    "409 for a reused key": () => refusal(409, "4010"),
    "409 without a code": () => status(409)
  }
  for (const [what, reaction] of Object.entries(saysNothing)) {
    it.effect(`${what} says nothing about the earlier call: its key is kept`, () =>
      Effect.gen(function* () {
        const server = scripted((n) => (n === 1 ? "reset" : reaction()))
        yield* Effect.gen(function* () {
          yield* failing(captureAgain())
          yield* failing(captureAgain())
          yield* failing(captureAgain())
        }).pipe(Effect.provide(server.layer))
        assert.strictEqual(distinct(server.seen.map(({ headers }) => headers["idempotency-key"])), 1)
      })
    )
  }

  it.effect("400 and 422 settle a call: Vipps has judged the request", () =>
    Effect.gen(function* () {
      const details = { title: "Refused", extraDetails: [{ name: "amount", reason: "too high" }] }
      const codeOnly = { errorCode: "amount-too-high", errorMessage: "too high" }
      for (const judged of [
        () => refusal(400, "6090"),
        () => refusal(422, "6090"),
        () => status(400, details),
        () => status(422, codeOnly)
      ]) {
        const keys = yield* keysOf(
          (n) => (n === 1 ? "reset" : n === 2 ? judged() : ok()),
          Effect.all([failing(captureAgain()), failing(captureAgain()), captureAgain()])
        )
        assert.strictEqual(keys[0], keys[1])
        assert.notStrictEqual(keys[1], keys[2])
      }
    })
  )

  it.effect("a taken reference settles a creation", () =>
    Effect.gen(function* () {
      const create = () => EPayment.createPayment(payment, once)
      const keys = yield* keysOf(
        (n) => (n === 1 ? "reset" : refusal(409, "4150")),
        Effect.all([failing(create()), failing(create()), failing(create())])
      )
      assert.strictEqual(keys[0], keys[1])
      assert.notStrictEqual(keys[1], keys[2])
    })
  )

  it.effect("a refusal of a new key leaves no key behind", () =>
    Effect.gen(function* () {
      const keys = yield* keysOf(
        (n) => (n === 1 ? status(429) : ok()),
        Effect.all([failing(captureAgain()), captureAgain()])
      )
      assert.strictEqual(distinct(keys), 2)
    })
  )

  it.effect("two equal calls in flight have two keys; when both are lost, they are retried with the same two", () =>
    Effect.gen(function* () {
      const both = Effect.all([Effect.exit(captureAgain()), Effect.exit(captureAgain())], { concurrency: 2 })
      const keys = yield* keysOf((n) => (n <= 2 ? "reset" : ok()), Effect.zipRight(both, both))
      assert.strictEqual(distinct(keys.slice(0, 2)), 2)
      assert.sameMembers(keys.slice(0, 2), keys.slice(2))
    })
  )

  it.effect("another body, reference, operation or sales unit does not take an unsettled key", () =>
    Effect.gen(function* () {
      const more = { modificationAmount: { value: 101, currency: "NOK" as const } }
      const keys = yield* keysOf(
        (n) => (n === 1 ? "reset" : ok()),
        Effect.all([
          failing(captureAgain()),
          EPayment.capturePayment(reference, more, once),
          EPayment.capturePayment("order-54321", capture, once),
          EPayment.refundPayment(reference, capture, once),
          EPayment.capturePayment(reference, capture, { ...once, merchantSerialNumber: "654321" }),
          EPayment.capturePayment(reference, capture, { ...once, merchantSerialNumber: "123456" })
        ])
      )
      assert.strictEqual(distinct(keys), 5)
      assert.strictEqual(keys[0], keys[5], "the configured sales unit, named: an equal call")
    })
  )

  it.effect("unsettled keys outlive a rebuilt layer: providing it inside a retried program captures once", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n < 3 ? "reset" : ok()))
      yield* Effect.suspend(captureAgain).pipe(Effect.provide(server.layer), Effect.retry({ times: 3 }))
      assert.strictEqual(server.seen.length, 3)
      assert.strictEqual(server.tokens(), 3, "each has a configuration of its own")
      assert.strictEqual(distinct(server.seen.map(({ headers }) => headers["idempotency-key"])), 1)
    })
  )

  it.effect("derived configurations share unsettled keys", () =>
    Effect.gen(function* () {
      const keys = yield* keysOf(
        (n) => (n <= 2 ? "reset" : ok()),
        Effect.all([
          failing(captureAgain()),
          failing(captureAgain().pipe(VippsConfig.withOptions({ clientSecret: Redacted.make("a-new-secret") }))),
          captureAgain().pipe(VippsConfig.withMerchant("654321")),
          captureAgain()
        ])
      )
      assert.strictEqual(keys[0], keys[1], "a new secret, the same sales unit")
      assert.notStrictEqual(keys[0], keys[2], "another sales unit")
      assert.strictEqual(keys[0], keys[3])
    })
  )

  it.effect("another configuration does not take an unsettled key", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? "reset" : ok()))
      yield* failing(captureAgain()).pipe(Effect.provide(server.layer))
      const other = scripted(ok)
      yield* captureAgain().pipe(Effect.provide(other.layer))
      assert.notStrictEqual(server.seen[0]?.headers["idempotency-key"], other.seen[0]?.headers["idempotency-key"])
    })
  )

  it.effect("unsettled keys are kept for 24 hours", () =>
    Effect.gen(function* () {
      const program = (wait: number) => Effect.all([failing(captureAgain()), TestClock.adjust(wait), captureAgain()])
      const reaction = (n: number) => (n === 1 ? ("reset" as const) : ok())
      const day = 24 * 60 * 60 * 1000
      assert.strictEqual(distinct(yield* keysOf(reaction, program(day))), 1)
      assert.strictEqual(distinct(yield* keysOf(reaction, program(day + 1))), 2)
    })
  )

  it.effect("the caller's own key is sent as it is, and never kept for other calls", () =>
    Effect.gen(function* () {
      const own = EPayment.capturePayment(reference, capture, { ...once, idempotencyKey: "my-key" })
      const keys = yield* keysOf(() => "reset", Effect.all([failing(own), failing(captureAgain()), failing(own)]))
      assert.strictEqual(keys[0], "my-key")
      assert.notStrictEqual(keys[1], "my-key")
      assert.strictEqual(keys[2], "my-key")
    })
  )

  /** A call without a key, one with the key of the first error, and two more without a key. */
  const repeatedWithItsKey = (repetition: () => Reaction) =>
    keysOf(
      (n) => (n === 1 ? "reset" : n === 2 ? repetition() : ok()),
      Effect.gen(function* () {
        const { idempotencyKey } = yield* failing(captureAgain())
        yield* Effect.exit(EPayment.capturePayment(reference, capture, { ...once, idempotencyKey }))
        yield* captureAgain()
        yield* captureAgain()
      })
    )

  it.effect("a call with the key of an error settles it: the next equal call is a new intent", () =>
    Effect.gen(function* () {
      for (const settling of [ok, () => refusal(400, "6090")]) {
        const [first, repeated, ...next] = yield* repeatedWithItsKey(settling)
        assert.strictEqual(repeated, first)
        assert.strictEqual(distinct([first, ...next]), 3)
      }
    })
  )

  it.effect("a call with the key of an error that settles nothing leaves the key to the next equal call", () =>
    Effect.gen(function* () {
      const reactions: ReadonlyArray<() => Reaction> = [() => "reset", () => status(500), () => status(404)]
      for (const unsettling of reactions) {
        const [first, repeated, next, last] = yield* repeatedWithItsKey(unsettling)
        assert.strictEqual(distinct([first, repeated, next]), 1)
        assert.notStrictEqual(last, first)
      }
    })
  )

  it.effect("the key of a registration is not kept: Vipps does not recognise a repeated one", () =>
    Effect.gen(function* () {
      const register = () =>
        Webhooks.register({ url: "https://example.com/hooks", events: ["epayments.payment.captured.v1"] })
      const server = scripted(() => "reset")
      const error = yield* failing(register()).pipe(Effect.provide(server.layer))
      assert.strictEqual(server.seen.length, 1)
      assert.isFalse(error.retryable)
      assert.include(error.message, "It may have taken effect: ")
      assert.notInclude(error.message, "with this client is safe")
      const retried = yield* Effect.retry(register(), { times: 3, while: (e) => e.retryable }).pipe(
        Effect.flip,
        Effect.provide(server.layer)
      )
      assert.strictEqual(retried.outcome, "unknown")
      assert.strictEqual(server.seen.length, 2)
    })
  )
})

describe("an equal call while an earlier one is unsettled", () => {
  it.effect(
    "an equal call counts as the retry of an unsettled one, also when that is retried later: once rather than twice",
    () =>
      Effect.gen(function* () {
        const first = captureAgain()
        const keys = yield* keysOf(
          (n) => (n === 1 ? "reset" : ok()),
          Effect.all([failing(first), captureAgain(), first])
        )
        assert.strictEqual(keys.length, 3)
        assert.strictEqual(distinct(keys), 1)
      })
  )

  /** The n-th request ends after n seconds. */
  const oneAfterTheOther =
    (...ends: ReadonlyArray<() => Reaction>) =>
    (n: number): Reaction =>
      Effect.delay(
        Effect.suspend(() => {
          const end = (ends[n - 1] ?? ok)()
          return Effect.isEffect(end) ? end : Effect.succeed(end)
        }),
        n * 1000
      ) as Reaction

  it.effect("an equal call does not take a key that another run of its value still carries", () =>
    Effect.gen(function* () {
      const value = captureAgain()
      const keys = yield* keysOf(
        oneAfterTheOther(
          () => status(500),
          ok,
          () => status(500),
          ok
        ),
        Effect.gen(function* () {
          const both = yield* Effect.fork(Effect.all([Effect.exit(value), value], { concurrency: 2 }))
          yield* TestClock.adjust("1500 millis")
          const equal = yield* Effect.fork(captureAgain().pipe(Effect.exit))
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(both)
          yield* Fiber.join(equal)
        })
      )
      assert.lengthOf(keys, 3)
      assert.strictEqual(keys[0], keys[1])
      assert.notStrictEqual(keys[0], keys[2])
    })
  )

  it.effect("a key whose request succeeded in the end is not kept for another that was lost meanwhile", () =>
    Effect.gen(function* () {
      const first = captureAgain()
      const keys = yield* keysOf(
        oneAfterTheOther(
          () => status(500),
          () => status(500),
          ok,
          ok
        ),
        Effect.gen(function* () {
          const lost = yield* Effect.fork(failing(first))
          yield* TestClock.adjust("2 seconds")
          yield* Fiber.join(lost)
          // The equal call takes the key, and is lost while the first value's second run is under way.
          const both = yield* Effect.fork(Effect.all([failing(captureAgain()), first], { concurrency: 2 }))
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(both)
          const last = yield* Effect.fork(captureAgain())
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(last)
        })
      )
      assert.lengthOf(keys, 4)
      assert.strictEqual(distinct(keys.slice(0, 3)), 1)
      assert.notStrictEqual(keys[3], keys[0])
    })
  )

  it.effect("an equal call does not take the key of a retry under way", () =>
    Effect.gen(function* () {
      const first = captureAgain()
      const keys = yield* keysOf(
        (n) => (n === 1 ? "reset" : Effect.delay(Effect.sync(ok), "1 millis")),
        Effect.gen(function* () {
          yield* failing(first)
          const both = yield* Effect.fork(Effect.all([first, captureAgain()], { concurrency: 2 }))
          yield* TestClock.adjust("1 second")
          yield* Fiber.join(both)
        })
      )
      assert.strictEqual(keys[0], keys[1])
      assert.notStrictEqual(keys[1], keys[2])
    })
  )
})

describe("outer retries", () => {
  const retryable = { while: (error: VippsError.VippsError) => error.retryable, times: 5 }

  it.effect("a retry around the call, or around a program that contains it, sends one key", () =>
    Effect.gen(function* () {
      const reaction = (n: number) => (n < 4 ? ("reset" as const) : ok())
      const around = yield* keysOf(reaction, Effect.retry(captureAgain(), retryable))
      assert.deepStrictEqual([around.length, distinct(around)], [4, 1])
      const program = Effect.gen(function* () {
        return yield* captureAgain()
      })
      const inside = yield* keysOf(reaction, Effect.retry(program, retryable))
      assert.deepStrictEqual([inside.length, distinct(inside)], [4, 1])
    })
  )

  it.effect("a retry after Effect.timeout, which interrupts the call, sends one key", () =>
    Effect.gen(function* () {
      for (const make of [captureAgain, () => Effect.suspend(captureAgain)]) {
        const server = scripted((n) => (n < 3 ? "hang" : ok()))
        const fiber = yield* make().pipe(
          Effect.timeout("1 second"),
          Effect.retry(Schedule.recurs(5)),
          Effect.provide(server.layer),
          Effect.fork
        )
        yield* TestClock.adjust("5 seconds")
        yield* Fiber.join(fiber)
        assert.deepStrictEqual(server.times().length, 3)
        assert.strictEqual(distinct(server.seen.map(({ headers }) => headers["idempotency-key"])), 1)
      }
    })
  )
})

describe("idempotency keys in error messages", () => {
  it.effect(
    "the message about a generated key says that a retry is safe in this process, and what to do elsewhere",
    () =>
      Effect.gen(function* () {
        const server = scripted(() => "reset")
        const error = yield* failing(captureAgain()).pipe(Effect.provide(server.layer))
        assert.strictEqual(error.idempotencyKey, server.seen[0]?.headers["idempotency-key"])
        assert.isTrue(error.retryable)
        assert.include(error.message, "Money may have moved. Retrying the same call with this client is safe")
        assert.include(error.message, `with idempotencyKey "${error.idempotencyKey}", or read it back`)
        assert.include(error.message, "never retry with a new key")
      })
  )

  it.effect("the message about the caller's key says to retry with it", () =>
    Effect.gen(function* () {
      const server = scripted(() => "reset")
      const own = EPayment.capturePayment(reference, capture, { ...once, idempotencyKey: "my-key" })
      const error = yield* failing(own).pipe(Effect.provide(server.layer))
      assert.include(error.message, 'Money may have moved: retry with idempotencyKey "my-key"')
      assert.notInclude(error.message, "in this process")
    })
  )
})

describe("interrupted calls", () => {
  interface Line {
    readonly level: string
    readonly message: string
    readonly annotations: object
  }

  /** Interrupts an effect after a second; what it has logged. */
  const interrupted = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const logs: Array<Line> = []
      const logger = Logger.make(({ annotations, logLevel, message }) => {
        logs.push({
          level: logLevel.label,
          message: String(message),
          annotations: Object.fromEntries(HashMap.toEntries(annotations))
        })
      })
      const fiber = yield* effect.pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)), Effect.fork)
      yield* TestClock.adjust("1 second")
      return { exit: yield* Fiber.interrupt(fiber), logs }
    })

  /** Keeps every span by its name. */
  const spans = () => {
    const started = new Map<string, Map<string, unknown>>()
    const tracer = Tracer.make({
      span: (name, parent, context, links, startTime, kind) => {
        const attributes = new Map<string, unknown>()
        started.set(name, attributes)
        return {
          _tag: "Span",
          name,
          spanId: name,
          traceId: "trace",
          parent,
          context,
          status: { _tag: "Started", startTime },
          attributes,
          links,
          sampled: true,
          kind,
          attribute: (key, value) => void attributes.set(key, value),
          event: () => {},
          addLinks: () => {},
          end: () => {}
        }
      },
      context: (f) => f()
    })
    return { started, tracer }
  }

  it.effect("an interrupted call logs its operation, reference and key, and counts as interrupted", () =>
    Effect.gen(function* () {
      const counted = Effect.map(Metric.snapshot, (pairs) =>
        pairs
          .filter(({ metricKey }) => metricKey.name === "vipps.client.operation.duration")
          .filter(({ metricKey }) => metricKey.tags.some(({ value }) => value === "interrupted"))
          .reduce((sum, { metricState }) => sum + Number("count" in metricState ? metricState.count : 0), 0)
      )
      const before = yield* counted
      const server = scripted(() => "hang")
      const { exit, logs } = yield* interrupted(Effect.provide(captureAgain(), server.layer))
      assert.isTrue(Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause))
      const key = server.seen[0]?.headers["idempotency-key"]
      assert.strictEqual(logs.length, 1)
      assert.strictEqual(logs[0]?.level, "WARN")
      assert.include(
        logs[0]?.message,
        `EPayment.capturePayment of ${reference}: interrupted after the request was sent`
      )
      assert.include(logs[0]?.message, "Money may have moved")
      assert.deepInclude(logs[0]?.annotations, {
        "vipps.operation": "EPayment.capturePayment",
        "vipps.merchant_serial_number": "123456",
        "vipps.reference": reference,
        "vipps.idempotency_key": key
      })
      assert.strictEqual((yield* counted) - before, 1)
    })
  )

  it.effect("an interrupted call has its reference and key on the operation's span", () =>
    Effect.gen(function* () {
      const server = scripted(() => "hang")
      const { started, tracer } = spans()
      yield* interrupted(captureAgain().pipe(Effect.provide(server.layer), Effect.withTracer(tracer)))
      const key = server.seen[0]?.headers["idempotency-key"]
      const operation = started.get("EPayment.capturePayment")
      assert.strictEqual(operation?.get("vipps.idempotency_key"), key)
      assert.strictEqual(operation?.get("vipps.reference"), reference)
      assert.strictEqual(operation?.get("error.type"), "interrupted")
      const sent = started.get("POST /epayment/v1/payments/{reference}/capture")
      assert.strictEqual(sent?.get("vipps.idempotency_key"), key)
    })
  )

  it.effect("an interruption before anything was sent, or of a read, logs nothing", () =>
    Effect.gen(function* () {
      const server = scripted(() => "hang")
      const read = yield* interrupted(Effect.provide(EPayment.getPayment(reference, once), server.layer))
      assert.deepStrictEqual(read.logs, [])
      const limited = scripted(() => status(429))
      const waiting = EPayment.capturePayment(reference, capture, {
        retry: { baseDelay: "20 seconds", maxDelay: "20 seconds" }
      })
      const put = yield* interrupted(Effect.provide(waiting, limited.layer))
      assert.strictEqual(limited.seen.length, 1)
      assert.deepStrictEqual(put.logs, [])
    })
  )

  it.effect("the key of an interrupted call is kept; that of one interrupted before anything was sent is not", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? "hang" : n === 3 ? status(429) : ok()))
      yield* Effect.gen(function* () {
        yield* interrupted(captureAgain())
        yield* captureAgain()
        yield* interrupted(
          EPayment.capturePayment(reference, capture, { retry: { baseDelay: "20 seconds", maxDelay: "20 seconds" } })
        )
        yield* captureAgain()
      }).pipe(Effect.provide(server.layer))
      const keys = server.seen.map(({ headers }) => headers["idempotency-key"])
      assert.strictEqual(keys[0], keys[1])
      assert.strictEqual(distinct(keys), 3)
    })
  )
})
