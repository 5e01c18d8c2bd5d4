import * as HttpApp from "@effect/platform/HttpApp"
import { assert, describe, it } from "@effect/vitest"
import { Callbacks, WebhookInbox, Webhooks } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { onSignal, type Subject } from "../../packages/client/src/internal/outcome/signals.js"
import { signed } from "../support/signing.js"
import * as events from "./events.js"

const subject = { merchantSerialNumber: "123456", reference: "order-12345" }
const elsewhere = { ...subject, merchantSerialNumber: "654321" }
const charge = { ...subject, reference: "chr-123ab" }
const agreement = { ...subject, reference: "agr_5kSeqz" }

const secret = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"

const post = (event: unknown, key = secret) => {
  const body = JSON.stringify(event)
  const headers = { ...signed({ secret: key, url, body }) }
  return new Request(url, { method: "POST", headers, body })
}

/** A receiver, and which waiters it has woken: of the payment, of one in another sales unit, and of a charge. */
const serve = (app: HttpApp.Default<never, WebhookInbox.WebhookInbox>) =>
  Effect.gen(function* () {
    const inbox = yield* WebhookInbox.makeMemory
    const woken: Array<Subject> = []
    for (const one of [subject, elsewhere, charge, agreement]) {
      yield* Effect.acquireRelease(
        Effect.sync(() => onSignal(one, () => woken.push(one))),
        (stop) => Effect.sync(stop)
      )
    }
    const quiet = Effect.provide(app, Logger.remove(Logger.defaultLogger))
    const handle = HttpApp.toWebHandler(Effect.provideService(quiet, WebhookInbox.WebhookInbox, inbox))
    const call = (request: Request) =>
      Effect.map(
        Effect.promise(() => handle(request)),
        ({ status }) => [status, woken.length]
      )
    return { call, woken }
  })

describe("signals from webhooks", () => {
  it.scoped(
    "awaitOutcome is woken by a payment's events, once they are handled and by duplicates, but not by a failure or a forgery",
    () =>
      Effect.gen(function* () {
        let runs = 0
        const handler = () => Effect.suspend(() => (++runs === 1 ? Effect.fail("no") : Effect.void))
        const { call, woken } = yield* serve(Webhooks.receiver({ secret: Redacted.make(secret), url, handler }))
        assert.deepStrictEqual(yield* call(post(events.captured, "another")), [401, 0])
        assert.deepStrictEqual(yield* call(post(events.captured)), [500, 0])
        assert.deepStrictEqual(yield* call(post(events.captured)), [200, 1])
        assert.deepStrictEqual(yield* call(post(events.captured)), [200, 2])
        assert.deepStrictEqual(yield* call(post({ ...events.captured, success: false })), [200, 3])
        assert.deepStrictEqual(yield* call(post(events.chargeCaptured)), [200, 3])
        assert.deepStrictEqual(woken, [subject, subject, subject])
      })
  )

  it.scoped("awaitOutcome is woken by a Checkout callback", () =>
    Effect.gen(function* () {
      const { call, woken } = yield* serve(
        Callbacks.checkout({ callbackAuthorizationToken: Redacted.make("token"), handler: () => Effect.void })
      )
      const session = { sessionId: "s-1", reference: "order-12345", sessionState: "PaymentSuccessful" }
      const request = new Request(url, {
        method: "POST",
        headers: { authorization: "token" },
        body: JSON.stringify(session)
      })
      // A callback names no sales unit.
      assert.deepStrictEqual(yield* call(request), [200, 2])
      assert.deepStrictEqual(woken, [subject, elsewhere])
    })
  )
})
