import { inspect } from "node:util"
import * as Headers from "@effect/platform/Headers"
import { assert, describe, it } from "@effect/vitest"
import { Webhooks } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { signed } from "../support/signing.js"
import * as events from "./events.js"
import { drive, scripted } from "./support.js"

const id = "8e9a4b0c-6f0e-4a7b-9a53-0e4f6f2f5f11"
const url = "https://shop.example.com/vipps/webhooks?shop=1"
const secretText = "webhook-SECRET-c0ffee=="
const secret = Redacted.make(secretText)

const send = (body: unknown, overrides: { readonly [name: string]: string } = {}) => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return Webhooks.verify({
    secret,
    url,
    body: text,
    headers: { ...signed({ secret: secretText, url, body: text }), ...overrides }
  })
}

const reasonOf = <A>(effect: Effect.Effect<A, Webhooks.VippsWebhookError>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => reason)

describe("registrations", () => {
  it.effect("register returns the id and the secret", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ id, secret: secretText }, { status: 201 }))
      const events = ["epayments.payment.captured.v1", "something.new.v1"]
      const registered = yield* Webhooks.register({ url, events }).pipe(Effect.provide(server.layer))
      assert.strictEqual(registered.id, id)
      assert.strictEqual(Redacted.value(registered.secret), secretText)
      const [request] = server.seen
      assert.deepStrictEqual([request?.method, request?.path], ["POST", "/webhooks/v1/webhooks"])
      assert.deepStrictEqual(request?.body, { url, events })
      assert.match(request?.headers["authorization"] ?? "", /^Bearer /)
    })
  )

  it.effect("register sends no request without an event, or with a URL that Vipps cannot reach", () =>
    Effect.gen(function* () {
      const server = scripted(() => "hang")
      const error = yield* Effect.flip(
        Webhooks.register({ url: "http://shop.example.com/", events: [] }).pipe(Effect.provide(server.layer))
      )
      assert(error._tag === "VippsInputError")
      assert.deepStrictEqual(
        error.issues.map(({ path }) => path),
        ["url", "events"]
      )
      assert.strictEqual(server.seen.length, 0)
    })
  )

  it.effect("register is not retried when its outcome is unknown", () =>
    Effect.gen(function* () {
      const server = scripted(() => "reset")
      const exit = yield* drive(
        Webhooks.register({ url, events: ["user.checked-in.v1"] }).pipe(Effect.flip, Effect.provide(server.layer))
      )
      assert(Exit.isSuccess(exit))
      assert.strictEqual(exit.value.outcome, "unknown")
      assert.isFalse(exit.value.retryable)
      assert.strictEqual(server.seen.length, 1)
    })
  )

  it.effect("the error for an invalid registration does not show its secret", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ secret: secretText }, { status: 201 }))
      const error = yield* Effect.flip(
        Webhooks.register({ url, events: ["user.checked-in.v1"] }).pipe(Effect.provide(server.layer))
      )
      assert(error._tag === "VippsDecodeError")
      assert.strictEqual(error.body, undefined)
      assert.notInclude(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error), secretText)
    })
  )

  it.effect("list returns all registrations, including those for unknown events", () =>
    Effect.gen(function* () {
      const webhooks = [{ id, url, events: ["something.new.v1"] }]
      const server = scripted(() => Response.json({ webhooks }))
      assert.deepStrictEqual(yield* Webhooks.list().pipe(Effect.provide(server.layer)), webhooks)
    })
  )

  it.effect("delete names the registration in the path", () =>
    Effect.gen(function* () {
      const server = scripted(() => new Response(null, { status: 204 }))
      assert.isUndefined(yield* Webhooks.remove(id).pipe(Effect.provide(server.layer)))
      assert.deepStrictEqual(
        server.seen.map(({ method, path }) => `${method} ${path}`),
        [`DELETE /webhooks/v1/webhooks/${id}`]
      )
    })
  )

  it.effect("delete accepts nothing but an id", () =>
    Effect.gen(function* () {
      const server = scripted(() => "hang")
      for (const wrong of ["", "..", `${id}/x`, "order-12345"]) {
        const error = yield* Effect.flip(Webhooks.remove(wrong).pipe(Effect.provide(server.layer)))
        assert(error._tag === "VippsInputError")
        assert.deepStrictEqual(error.issues, [
          { path: "id", message: "must be a UUID, as returned by register and list" }
        ])
      }
      assert.strictEqual(server.seen.length, 0)
    })
  )
})

describe("the vectors of Vipps' documentation", () => {
  const secretA = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="
  const secretB = `${"A".repeat(86)}==`
  const verify = (secret: string, signature: string) =>
    Webhooks.verify({
      secret: Redacted.make(secret),
      url: "https://webhook.site/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63",
      headers: {
        "X-Ms-Date": "Thu, 30 Mar 2023 08:38:32 GMT",
        "X-Ms-Content-Sha256": "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4=",
        Authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`
      },
      body: '{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}'
    })

  it.effect("verify accepts the documented vectors with the secret as text", () =>
    Effect.gen(function* () {
      for (const event of [
        yield* verify(secretA, "agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U="),
        yield* verify(secretB, "u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM=")
      ]) {
        assert.strictEqual(event._tag, "Unknown")
      }
    })
  )

  it.effect("verify rejects the documented vectors with the secret decoded, and with each other's secret", () =>
    Effect.gen(function* () {
      for (const [secret, signature] of [
        [secretA, "T3+NXHMmhNVEjW5PeJ4Gql70nf0MOXCAY9CoZDxuVQw="],
        [secretA, "u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM="],
        [secretB, "agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U="]
      ] as const) {
        assert.strictEqual(yield* reasonOf(verify(secret, signature)), "Signature")
      }
    })
  )
})

describe("verify", () => {
  const body = JSON.stringify(events.captured)
  const headers = signed({ secret: secretText, url, body })

  it.effect("verify accepts headers of every kind, and the body as bytes", () =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(body)
      const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
      for (const each of [headers, upper, new globalThis.Headers(headers), Headers.fromInput(headers)]) {
        for (const raw of [body, bytes, bytes.buffer as ArrayBuffer, Buffer.from(body)]) {
          const event = yield* Webhooks.verify({ secret, url, headers: each, body: raw })
          assert.strictEqual(event._tag, "EPayment")
        }
      }
    })
  )

  it.effect("verify rejects a change to each part that is signed", () =>
    Effect.gen(function* () {
      const other = signed({ secret: secretText, url, body: "{}" })
      const changes: ReadonlyArray<[string, Partial<Parameters<typeof Webhooks.verify>[0]>]> = [
        ["Signature", { headers: { ...headers, "x-ms-date": "Thu, 30 Mar 2023 08:38:33 GMT" } }],
        ["Signature", { headers: { ...headers, authorization: other.authorization } }],
        ["Signature", { headers: { ...headers, authorization: "Bearer webhook-SECRET-c0ffee==" } }],
        ["Signature", { headers: { ...headers, authorization: headers.authorization.replace("host;", "") } }],
        ["BodyHash", { body: body.replace("20000", "90000") }],
        ["BodyHash", { body: `${body} ` }],
        ["BodyHash", { headers: { ...headers, "x-ms-content-sha256": other["x-ms-content-sha256"] } }],
        // The hash of another body: fits that body, but was not signed.
        ["Signature", { body: "{}", headers: { ...headers, "x-ms-content-sha256": other["x-ms-content-sha256"] } }],
        ["Signature", { url: url.replace("shop.example.com", "internal:8080") }],
        ["Signature", { url: url.replace("shop.example.com", "shop.example.com:8080") }],
        ["Signature", { url: url.replace("webhooks", "webhook") }],
        ["Signature", { url: url.replace("?shop=1", "") }],
        ["Signature", { secret: Redacted.make("another") }]
      ]
      for (const [reason, change] of changes) {
        const error = yield* Effect.flip(Webhooks.verify({ secret, url, headers, body, ...change }))
        assert.strictEqual(error.reason, reason, inspect(change))
        assert.notInclude(inspect(error) + JSON.stringify(error), secretText)
      }
    })
  )

  it.effect("the message of an invalid signature lists what to check", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Webhooks.verify({ secret, url: "http://10.0.0.7:3000/", headers, body }))
      for (const word of ["secret", "not decoded", "registered", "host", "proxy"]) assert.include(error.message, word)
    })
  )

  it.effect("the signature covers a port that is not the default, and leaves out one that is", () =>
    Effect.gen(function* () {
      const withPort = "https://shop.example.com:8080/hook"
      const event = yield* Webhooks.verify({
        secret,
        url: withPort,
        body,
        headers: signed({ secret: secretText, url: withPort, body })
      })
      assert.strictEqual(event._tag, "EPayment")
      yield* Webhooks.verify({ secret, url: url.replace("example.com", "example.com:443"), headers, body })
    })
  )

  it.effect("verify reports which header is missing", () =>
    Effect.gen(function* () {
      for (const name of Object.keys(headers)) {
        const error = yield* Effect.flip(
          Webhooks.verify({ secret, url, body, headers: { ...headers, [name]: undefined } })
        )
        assert.strictEqual(error.reason, "MissingHeader")
        assert.include(error.message, name)
      }
    })
  )

  it.effect("verify finds the signature where some proxies leave it", () =>
    Effect.gen(function* () {
      const { authorization, ...rest } = headers
      yield* Webhooks.verify({ secret, url, body, headers: { ...rest, "X-Vipps-Authorization": authorization } })
    })
  )

  it.effect("verify reports that a parsed body cannot be verified", () =>
    Effect.gen(function* () {
      for (const parsed of [events.captured, undefined]) {
        const error = yield* Effect.flip(Webhooks.verify({ secret, url, headers, body: parsed as never }))
        assert.strictEqual(error.reason, "BodyHash")
        assert.include(error.message, "raw bytes")
      }
    })
  )

  it.effect("verify accepts each of several secrets", () =>
    Effect.gen(function* () {
      const old = Redacted.make("the-old-one")
      const both = [old, secret]
      yield* Webhooks.verify({ secret: both, url, headers, body })
      yield* Webhooks.verify({ secret: both, url, body, headers: signed({ secret: "the-old-one", url, body }) })
      const third = Webhooks.verify({ secret: both, url, body, headers: signed({ secret: "a-third", url, body }) })
      assert.strictEqual(yield* reasonOf(third), "Signature")
    })
  )

  it("verify rejects an empty or missing secret, and an invalid URL", () => {
    for (const secret of [Redacted.make(""), [], [Redacted.make("x"), Redacted.make("")], "text", undefined]) {
      assert.throws(() => Webhooks.verifier({ secret: secret as never, url }), /Webhooks.verifier: .*secret/)
    }
    assert.throws(() => Webhooks.verifier({ secret: Redacted.make("copied with a line break\n"), url }), /secret/)
    for (const url of ["/vipps/webhooks", "", "ftp://shop.example.com/"]) {
      assert.throws(() => Webhooks.verifier({ secret, url }), /url: must be the absolute URL/)
    }
  })

  it.effect("verify has no time limit by default", () =>
    Effect.gen(function* () {
      const verify = (maxAge?: "5 minutes") => Webhooks.verify({ secret, url, headers, body, maxAge })
      const signedAt = Date.UTC(2023, 2, 30, 8, 38, 32)
      const fiveMinutes = 300_000
      yield* TestClock.setTime(signedAt + 1_000_000_000)
      yield* verify()
      yield* TestClock.setTime(signedAt + fiveMinutes)
      yield* verify("5 minutes")
      yield* TestClock.setTime(signedAt + fiveMinutes + 1)
      assert.strictEqual(yield* reasonOf(verify("5 minutes")), "Stale")
      yield* TestClock.setTime(signedAt - fiveMinutes - 1)
      assert.strictEqual(yield* reasonOf(verify("5 minutes")), "Stale")
      const undated = signed({ secret: secretText, url, body, date: "yesterday" })
      assert.strictEqual(
        yield* reasonOf(Webhooks.verify({ secret, url, body, headers: undated, maxAge: "5 minutes" })),
        "Stale"
      )
    })
  )

  it.effect.prop(
    "verify accepts what was signed, and nothing that differs by one byte",
    {
      text: FastCheck.json(),
      secret: FastCheck.stringMatching(/^[\x21-\x7e]{1,90}$/),
      path: FastCheck.webPath(),
      at: FastCheck.nat(),
      flip: FastCheck.integer({ min: 1, max: 255 })
    },
    ({ at, flip, path, secret, text }) =>
      Effect.gen(function* () {
        const url = `https://shop.example.com${path}`
        const body = new TextEncoder().encode(text)
        const headers = signed({ secret, url, body })
        const verify = (body: Uint8Array, changed = {}) =>
          Webhooks.verify({ secret: Redacted.make(secret), url, body, headers: { ...headers, ...changed } })
        yield* verify(body)

        const otherBody = Uint8Array.from(body)
        otherBody[at % body.length] = (otherBody[at % body.length] ?? 0) ^ flip
        assert.strictEqual(yield* reasonOf(verify(otherBody)), "BodyHash")

        for (const name of ["x-ms-date", "x-ms-content-sha256", "authorization"] as const) {
          const value = headers[name]
          const i = at % value.length
          const other = String.fromCharCode(value.charCodeAt(i) ^ flip)
          const changed = value.slice(0, i) + other + value.slice(i + 1)
          assert.include(["Signature", "BodyHash"], yield* reasonOf(verify(body, { [name]: changed })))
        }
      }),
    { fastCheck: { numRuns: 200 } }
  )
})

describe("webhook events", () => {
  it.effect("a payment's event includes what the customer shared", () =>
    Effect.gen(function* () {
      const event = yield* send({ ...events.authorized, somethingNew: { a: 1 } })
      assert(event._tag === "EPayment")
      assert.isTrue(event.success)
      assert.strictEqual(event.name, "AUTHORIZED")
      assert.strictEqual(event.amount.value, 20000)
      assert.strictEqual(event.userDetails?.mobileNumber, "4798765432")
      assert.strictEqual(event.shippingDetails?.address?.city, "Oslo")
      assert.notProperty(event, "idempotencyKey")
      assert.deepStrictEqual((event as { somethingNew?: unknown }).somethingNew, { a: 1 })
    })
  )

  it.effect("the event of an operation that failed has its own tag", () =>
    Effect.gen(function* () {
      const event = yield* send({ ...events.captured, success: false })
      assert(event._tag === "EPaymentFailed")
      assert.strictEqual(event.name, "CAPTURED")
    })
  )

  it.effect("webhook events are distinguished by their fields", () =>
    Effect.gen(function* () {
      const tags = [
        [events.captured, "EPayment"],
        [{ ...events.captured, name: "SOMETHING_NEW" }, "EPayment"],
        [events.agreementStopped, "RecurringAgreement"],
        [events.chargeCaptured, "RecurringCharge"],
        [{ ...events.chargeCaptured, eventType: "recurring.charge-something-new.v2" }, "RecurringCharge"],
        [events.checkedIn, "QrCheckIn"],
        [events.ping, "LoginPing"],
        [events.donation, "DonationAgreement"],
        [{ eventType: "settlement.something-new.v1" }, "Unknown"],
        [{ name: "CAPTURED" }, "Unknown"],
        ["[1]", "Unknown"],
        ["null", "Unknown"]
      ] as const
      for (const [body, tag] of tags) assert.strictEqual((yield* send(body))._tag, tag, JSON.stringify(body))
    })
  )

  it.effect("an unknown event keeps its payload", () =>
    Effect.gen(function* () {
      const event = yield* send({ eventType: "new.v1", gone: null, kept: [1] })
      assert(event._tag === "Unknown")
      assert.deepStrictEqual(event.payload, { eventType: "new.v1", kept: [1] })
    })
  )

  const { agreementStopped, authorized, captured, chargeCaptured, checkedIn, donation, ping } = events
  const { chargeId: _, ...neverCreated } = { ...chargeCaptured, eventType: "recurring.charge-creation-failed.v1" }

  /** Of each kind of event: one, and the same one with each field changed that makes it another. */
  const keyed: ReadonlyArray<readonly [tag: string, body: object, changes: ReadonlyArray<object>]> = [
    [
      "EPayment",
      captured,
      [{ msn: "654321" }, { reference: "order-54321" }, { pspReference: "psp-8" }, { name: "REFUNDED" }]
    ],
    [
      "EPaymentFailed",
      { ...captured, success: false },
      [{ msn: "654321" }, { reference: "order-54321" }, { pspReference: "psp-8" }, { name: "REFUNDED" }]
    ],
    [
      "RecurringAgreement",
      agreementStopped,
      [
        { agreementId: "agr_other" },
        { eventType: "recurring.agreement-expired.v1" },
        { occurred: "2026-10-08T12:48:46.261Z" }
      ]
    ],
    [
      "RecurringCharge",
      chargeCaptured,
      [
        { agreementId: "agr_other" },
        { chargeId: "chr-456cd" },
        { eventType: "recurring.charge-refunded.v1" },
        { transactionId: "5001419122" },
        { transactionId: undefined },
        // Without a transaction of its own, an event is identified by its time.
        { transactionId: undefined, occurred: "2026-10-08T12:48:46.261Z" }
      ]
    ],
    [
      "RecurringCharge",
      neverCreated,
      [{ agreementId: "agr_other" }, { chargeExternalId: "invoice-5" }, { amount: 20000 }, { chargeId: "chr-456cd" }]
    ],
    [
      "QrCheckIn",
      checkedIn,
      [{ customerToken: "another" }, { merchantQrId: "till-2" }, { initiatedAt: "2026-10-08T12:48:46.261Z" }]
    ],
    ["LoginPing", ping, [{ auth_req_id: "another" }]],
    [
      "DonationAgreement",
      donation,
      [{ agreementId: "don-2" }, { eventType: "donations.agreement.stopped.v1" }, { amount: 20000 }]
    ],
    ["Unknown", { eventType: "new.v1", id: 1 }, [{ eventType: "new.v2" }, { id: 2 }]],
    ["Unknown", { ...captured, amount: null }, [{ reference: "order-54321" }, { pspReference: "psp-8" }]]
  ]

  for (const [tag, body, changes] of keyed) {
    it.effect(`${tag}: one key for every delivery, another for every other event (${JSON.stringify(body)})`, () =>
      Effect.gen(function* () {
        const keys: Array<string> = []
        for (const one of [body, ...changes.map((change) => ({ ...body, ...change }))]) {
          const event = yield* send(one)
          assert.strictEqual(event._tag, tag)
          const again = yield* send(JSON.stringify(one), { "webhook-id": "another", "x-ms-date-of-retry": "later" })
          assert.strictEqual(again.dedupeKey, event.dedupeKey)
          assert.isBelow(event.dedupeKey.length, 250)
          keys.push(event.dedupeKey)
        }
        assert.strictEqual(new Set(keys).size, keys.length, keys.join("\n"))
      })
    )
  }

  it.effect("no two kinds of event share a dedupe key, and no dedupe key contains a customer's token", () =>
    Effect.gen(function* () {
      const keys = yield* Effect.forEach(keyed, ([, body]) => Effect.map(send(body), ({ dedupeKey }) => dedupeKey))
      assert.strictEqual(new Set(keys).size, keyed.length)
      assert.notInclude(keys.join(), checkedIn.customerToken)
    })
  )

  it.effect("a colon within a field does not make two dedupe keys equal", () =>
    Effect.gen(function* () {
      const first = yield* send({ ...captured, pspReference: "psp:CAPTURED", name: "X" })
      const second = yield* send({ ...captured, pspReference: "psp", name: "CAPTURED:X" })
      assert.notStrictEqual(first.dedupeKey, second.dedupeKey)
    })
  )

  it.effect("a failed charge's numeric code is read, as is a numeric msn", () =>
    Effect.gen(function* () {
      const failed = { ...chargeCaptured, eventType: "recurring.charge-failed.v1", failureCode: 4057, msn: 123456 }
      const event = yield* send(failed)
      assert(event._tag === "RecurringCharge")
      assert.strictEqual(event.failureCode, "4057")
      assert.strictEqual(event.msn, "123456")
      const payment = yield* send({ ...captured, msn: 123456 })
      assert(payment._tag === "EPayment")
      assert.strictEqual(payment.msn, "123456")
    })
  )

  it.effect("a check-in's sales unit is read under both of its documented names", () =>
    Effect.gen(function* () {
      const { msn, ...rest } = checkedIn
      const event = yield* send({ ...rest, merchantSerialNumber: msn })
      assert(event._tag === "QrCheckIn")
      assert.strictEqual(event.msn, msn)
    })
  )

  it.effect(
    "a genuine event that differs from its documentation is Unknown, with its payload and the invalid fields",
    () =>
      Effect.gen(function* () {
        const { amount: _, ...withoutAmount } = authorized
        for (const [body, path] of [
          [{ ...authorized, success: "4798765432" }, "success"],
          [withoutAmount, "amount"],
          [{ ...captured, amount: { value: 0.5, currency: "NOK" } }, "amount.value"],
          [{ ...captured, amount: { value: "20000", currency: "NOK" } }, "amount.value"],
          [JSON.stringify(captured).replace("20000", "1e999"), "amount.value"],
          [JSON.stringify(captured).replace("20000", "1e21"), "amount.value"],
          [JSON.stringify(chargeCaptured).replace("10000", "1e999"), "amount"],
          [{ ...chargeCaptured, agreementId: 7 }, "agreementId"]
        ] as const) {
          const event = yield* send(body)
          assert(event._tag === "Unknown")
          assert.deepInclude(event.payload as object, typeof body === "string" ? { msn: "123456" } : { msn: body.msn })
          assert.deepStrictEqual(
            event.issues?.map(({ path }) => path),
            [path]
          )
          assert.notInclude(JSON.stringify(event.issues), "4798765432")
        }
      })
  )

  it.effect(
    "an event with bytes outside UTF-8 in a personal detail reaches the handler: 400 would withhold later events",
    () =>
      Effect.gen(function* () {
        const text = JSON.stringify({ ...captured, userDetails: { firstName: "Åse", lastName: "Bø" } })
        const body = new Uint8Array(Buffer.from(text, "latin1"))
        const event = yield* Webhooks.verify({ secret, url, body, headers: signed({ secret: secretText, url, body }) })
        assert(event._tag === "EPayment")
        assert.strictEqual(event.name, "CAPTURED")
        assert.deepStrictEqual(event.amount, captured.amount)
      })
  )

  it.effect("the error for an invalid body names the reason and does not show the body", () =>
    Effect.gen(function* () {
      const nested = `{"reference":"order-12345","name":"CAPTURED","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
      for (const [body, said] of [
        ["not json 4798765432", "not JSON"],
        ["", "not JSON"],
        [nested, "nested"],
        [`{"userDetails":${nested}}`, "nested"],
        ["[".repeat(100_000) + "]".repeat(100_000), "nested"]
      ] as const) {
        const error = yield* Effect.flip(send(body))
        assert.strictEqual(error.reason, "Payload")
        assert.include(error.message, said)
        assert.isBelow(error.message.length, 300)
        assert.notInclude(inspect(error, { depth: 9 }) + JSON.stringify(error), "4798765432")
      }
    })
  )
})
