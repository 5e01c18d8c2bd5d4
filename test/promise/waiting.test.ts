import type { ServerResponse } from "node:http"
import {
  cancellable,
  happened,
  isVippsError,
  refundable,
  remaining,
  Vipps,
  VippsInputError
} from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import { assert, describe, it } from "vitest"
import { signal as wake } from "../../packages/client/src/internal/outcome/signals.js"
import { nok } from "../support/samples.js"
import { json } from "../support/server.js"
import { clientOf, options, payment, rejection, vippsServer } from "./support.js"

const reference = "order-12345"
const path = `/epayment/v1/payments/${reference}`
const created = { ...payment, state: "CREATED", aggregate: { ...payment.aggregate, authorizedAmount: nok(0) } }
const soon = { firstReadAfterMs: 0 }

/** A server of this payment, and a promise of the first time it is read. */
const reading = async (answer: (response: ServerResponse, n: number) => void) => {
  let onRead = () => {}
  const firstRead = new Promise<void>((resolve) => {
    onRead = resolve
  })
  let n = 0
  const server = await vippsServer((_, response) => {
    response.on("finish", onRead)
    answer(response, ++n)
  })
  return { server, firstRead }
}

describe("awaitOutcome of the facade", () => {
  it("awaitOutcome resolves with the outcome and its payment", async () => {
    const { server } = await reading((response) => json(response, 200, payment))
    const outcome = await clientOf(server).ePayment.awaitOutcome(reference, soon)
    assert.strictEqual(outcome._tag, "Authorized")
    assert.deepStrictEqual(remaining(outcome.payment), nok(49900))
    assert.strictEqual(server.count(path), 1)
  })

  it("awaitOutcome reads again after a webhook for the payment", async () => {
    const { firstRead, server } = await reading((response, n) => json(response, 200, n === 1 ? created : payment))
    const outcome = clientOf(server).ePayment.awaitOutcome(reference, soon)
    await firstRead
    wake({ merchantSerialNumber: options.merchantSerialNumber, reference })
    assert.strictEqual((await outcome)._tag, "Authorized")
    assert.strictEqual(server.count(path), 2)
  })

  it("awaitOutcome is not ended by the time limit of a call, which applies to each read", async () => {
    // The first read is never answered; the client gives it half a second, and the wait goes on.
    const server = await vippsServer((_, response) => {
      if (server.count(path) > 1) json(response, 200, payment)
    })
    const started = performance.now()
    const vipps = clientOf(server, { timeoutMs: 500 })
    const outcome = await vipps.ePayment.awaitOutcome(reference, { ...soon, windowMs: 2000 })
    assert.strictEqual(outcome._tag, "Authorized")
    // Far beyond the 500 ms of one call.
    assert.isAbove(performance.now() - started, 1900)
  })

  it("awaitOutcome resolves with Pending when the window is over", async () => {
    const { server } = await reading((response) => json(response, 200, created))
    const outcome = await clientOf(server).ePayment.awaitOutcome(reference, { ...soon, windowMs: 1 })
    assert.strictEqual(outcome._tag, "Pending")
    assert.strictEqual(outcome.payment.state, "CREATED")
  })

  it("awaitOutcome rejects with the signal's reason when aborted, and reads no more", async () => {
    const reason = new Error("the customer left")
    const controller = new AbortController()
    const { firstRead, server } = await reading((response) => json(response, 200, created))
    const outcome = clientOf(server).ePayment.awaitOutcome(reference, { ...soon, signal: controller.signal })
    await firstRead
    controller.abort(reason)
    assert.strictEqual(await rejection(outcome), reason)
    wake({ merchantSerialNumber: undefined, reference })
    assert.strictEqual(server.count(path), 1)
  })

  it("awaitOutcome does not delay the end of a closed client", async () => {
    const { firstRead, server } = await reading((response) => json(response, 200, created))
    const vipps = clientOf(server)
    const outcome = rejection(vipps.ePayment.awaitOutcome(reference, soon))
    await firstRead
    await vipps.close()
    assert.include(String(await outcome), "closed while it waited")
  })

  it("awaitOutcome rejects invalid options in the facade's own terms, with the caller's stack", async () => {
    const wrong = { windowMs: 0, firstReadAfterMs: "soon" as never, timeoutMs: 5 }
    const askTwice = async () => {
      await new Vipps(options).ePayment.awaitOutcome("x", wrong)
    }
    const error = await rejection(askTwice())
    assert.instanceOf(error, VippsInputError)
    assert.strictEqual(error.operation, "EPayment.awaitOutcome")
    assert.sameMembers(
      error.issues.map(({ path }) => path),
      ["reference", "options.windowMs", "options.firstReadAfterMs", "options.timeoutMs"]
    )
    assert.include(error.stack, "askTwice")
  })

  it("awaitOutcome rejects with a permanent failure", async () => {
    const { server } = await reading((response) => json(response, 403, {}))
    const error = await rejection(clientOf(server).ePayment.awaitOutcome(reference, soon))
    assert(isVippsError(error))
    assert.strictEqual(error._tag, "VippsAuthError")
  })

  it("awaitOutcome rejects each of several callers with its own error, which includes its stack", async () => {
    const { server } = await reading((response) => json(response, 404, { title: "Not Found", traceId: "t-1" }))
    const client = clientOf(server)
    const inFirst = async () => await client.ePayment.awaitOutcome(reference, soon)
    const inSecond = async () => await client.ePayment.awaitOutcome(reference, soon)
    const [first, second] = await Promise.all([rejection(inFirst()), rejection(inSecond())])
    assert.notStrictEqual(first, second)
    assert.match(String((first as Error).stack), /inFirst/)
    assert.match(String((second as Error).stack), /inSecond/)
    for (const error of [first, second]) {
      assert(isVippsError(error) && error._tag === "VippsNotFoundError")
      assert.deepStrictEqual([error.status, error.traceId], [404, "t-1"])
      assert.include(error.body, "Not Found")
    }
  })

  it("awaitOutcome of a Checkout session resolves with the outcome", async () => {
    const { server } = await reading((response) =>
      json(response, 200, { sessionId: "s-1", reference, sessionState: "PaymentTerminated" })
    )
    const outcome = await clientOf(server).checkout.awaitOutcome(reference, soon)
    assert.strictEqual(outcome._tag, "PaymentTerminated")
    assert.strictEqual(outcome.session.sessionId, "s-1")
  })
})

describe("a payment from created to reconciled, in the emulator", () => {
  it("reconcile reports what happened and what is left", async () => {
    const inMemory = await startVipps()
    const vipps = new Vipps(inMemory.options)
    await vipps.ePayment.createPayment({
      reference,
      amount: nok(49900),
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://example.com/thanks"
    })
    await inMemory.approve(reference)
    const outcome = await vipps.ePayment.awaitOutcome(reference, soon)
    assert.strictEqual(outcome._tag, "Authorized")
    await vipps.ePayment.capturePayment(reference, { modificationAmount: nok(20000) }, { idempotencyKey: "shipment-1" })
    const found = await vipps.ePayment.reconcile(reference)
    assert.isTrue(found.consistent)
    assert.isTrue(happened(found, "CAPTURED", "shipment-1"))
    assert.isUndefined(happened(found, "CAPTURED", "shipment-2"))
    assert.deepStrictEqual([found.remaining, found.refundable, found.cancellable], [nok(29900), nok(20000), nok(29900)])
    assert.deepStrictEqual(
      [remaining(found.payment), refundable(found.payment), cancellable(found.payment)],
      [nok(29900), nok(20000), nok(29900)]
    )
  })
})
