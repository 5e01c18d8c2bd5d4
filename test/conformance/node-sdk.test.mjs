/** `@vippsno/vipps-sdk`, the official SDK for Node.js before the present one: each of its operations. */
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import Vipps, { AccessTokenClient } from "@vippsno/vipps-sdk"
import { modification, order, redirectHttps, session, start, sums } from "./emulator.mjs"

let emulator
let vipps

const clientWith = (keys = {}) =>
  new Vipps({
    ...emulator.keys,
    useTestMode: true,
    vippsSystemName: "shop",
    vippsSystemVersion: "1.0",
    pluginName: "plugin",
    pluginVersion: "1.0",
    ...keys
  })

/** The SDK retries every refusal four times, with seconds in between; the tests skip the waits. */
const impatient = () => {
  const patient = globalThis.setTimeout
  globalThis.setTimeout = (run, millis, ...rest) => patient(run, Math.min(millis ?? 0, 1), ...rest)
  return () => {
    globalThis.setTimeout = patient
  }
}

/** Its error for a refusal, with the status and the body in the message. */
const refusal = async (call) => {
  const error = await call.then(
    (value) => assert.fail(`It succeeded: ${JSON.stringify(value)}`),
    (reason) => reason
  )
  const [, status, contents] = /statusCode=(\d+), contents=(.*)$/s.exec(error.message) ?? []
  assert.ok(status, String(error))
  const body = JSON.parse(contents)
  const code = body.extraDetails?.find(({ name }) => name === "ErrorCode")?.reason
  return { status: Number(status), body, code }
}

let patient

before(async () => {
  emulator = await start()
  redirectHttps(emulator.url)
  patient = impatient()
  vipps = clientWith()
})

after(() => {
  patient()
  emulator.stop()
})

describe("AccessTokenClient", () => {
  it("AccessTokenClient.get fetches a token once, and keeps it until it expires", async () => {
    const tokens = new AccessTokenClient(emulator.keys, true)
    const before = (await emulator.requests("")).length
    const first = await tokens.get()
    assert.equal(await tokens.get(), first)
    assert.equal((await emulator.requests("")).length, before + 1)
  })

  it("AccessTokenClient.get fails with wrong keys", async () => {
    const wrong = new AccessTokenClient({ ...emulator.keys, clientSecret: "wrong" }, true)
    const { body, status } = await refusal(wrong.get())
    assert.deepEqual([status, body.error], [401, "invalid_client"])
  })
})

describe("EPayment", () => {
  it("EPayment creates, reads, approves by force, captures, refunds and cancels payments", async () => {
    const reference = "node-order-0001"
    const created = await vipps.ePayment.createPayment(order(reference))
    assert.equal(created.reference, reference)
    assert.equal((await vipps.ePayment.getPayment(reference)).state, "CREATED")
    assert.equal((await refusal(vipps.ePayment.capturePayment(reference, modification(100)))).code, "6080")
    const approval = { customer: { phoneNumber: "4712345678" } }
    assert.equal(await vipps.ePayment.forceApprovePayment(reference, approval), null)
    assert.equal((await vipps.ePayment.getPayment(reference)).state, "AUTHORIZED")
    // It reads a success as JSON only where the content type is application/json.
    const captured = await vipps.ePayment.capturePayment(reference, modification(6_000))
    assert.deepEqual([captured.state, ...sums(captured.aggregate)], ["AUTHORIZED", 10_000, 6_000, 0, 0])
    assert.equal((await refusal(vipps.ePayment.capturePayment(reference, modification(6_000)))).code, "6090")
    const refunded = await vipps.ePayment.refundPayment(reference, modification(2_000))
    assert.deepEqual(sums(refunded.aggregate), [10_000, 6_000, 2_000, 0])
    assert.equal((await refusal(vipps.ePayment.refundPayment(reference, modification(6_000)))).code, "6150")
    const cancelled = await vipps.ePayment.cancelPayment(reference)
    assert.deepEqual([cancelled.state, ...sums(cancelled.aggregate)], ["AUTHORIZED", 10_000, 6_000, 2_000, 4_000])
    assert.equal((await refusal(vipps.ePayment.cancelPayment(reference))).code, "6050")
    const events = await vipps.ePayment.getPaymentEventLog(reference)
    assert.deepEqual(
      events.map(({ name }) => name),
      ["CREATED", "AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED"]
    )
    assert.equal(events[1].idempotencyKey, events[0].idempotencyKey)
    assert.equal((await emulator.ledger(reference)).length, 4)
  })

  it("EPayment is refused: a reference that is taken, an invalid field, an unknown reference, wrong keys", async () => {
    await vipps.ePayment.createPayment(order("node-order-0002"))
    const taken = await refusal(vipps.ePayment.createPayment(order("node-order-0002")))
    assert.deepEqual([taken.status, taken.code], [409, "4150"])
    const invalid = await refusal(vipps.ePayment.createPayment(order("node-order-0003", { userFlow: "LETTER" })))
    assert.equal(invalid.status, 400)
    assert.deepEqual(
      invalid.body.extraDetails.map(({ name }) => name),
      ["userFlow"]
    )
    for (const call of [
      () => vipps.ePayment.getPayment("node-unknown"),
      () => vipps.ePayment.getPaymentEventLog("node-unknown"),
      () => vipps.ePayment.cancelPayment("node-unknown"),
      () => vipps.ePayment.capturePayment("node-unknown", modification(1)),
      () => vipps.ePayment.refundPayment("node-unknown", modification(1)),
      () => vipps.ePayment.forceApprovePayment("node-unknown", { customer: { phoneNumber: "4712345678" } })
    ]) {
      const { code, status } = await refusal(call())
      assert.deepEqual([status, code], [404, "5090"])
    }
    const foreign = clientWith({ merchantSerialNumber: "654321" })
    assert.equal((await refusal(foreign.ePayment.getPayment("node-order-0002"))).status, 403)
  })

  it("EPayment retries a refused capture with the key it had, and nothing moves", async () => {
    await vipps.ePayment.createPayment(order("node-order-0004"))
    await refusal(vipps.ePayment.capturePayment("node-order-0004", modification(100)))
    const captures = (await emulator.requests("node-order-0004")).filter(({ path }) => path.endsWith("/capture"))
    assert.equal(captures.length, 5)
    assert.equal(new Set(captures.map(({ requestHeaders }) => requestHeaders["idempotency-key"])).size, 1)
    assert.deepEqual(await emulator.ledger("node-order-0004"), [])
  })
})

describe("Checkout", () => {
  it("Checkout creates a session and reads it until it is paid", async () => {
    const created = await vipps.checkout.createSession(session("node-session-0001"))
    assert.deepEqual(Object.keys(created), ["token", "checkoutFrontendUrl", "pollingUrl"])
    assert.equal((await vipps.checkout.getSessionDetails("node-session-0001")).sessionState, "SessionCreated")
    await emulator.complete("node-session-0001")
    const paid = await vipps.checkout.getSessionDetails("node-session-0001")
    assert.deepEqual([paid.sessionState, paid.paymentDetails.state], ["PaymentSuccessful", "AUTHORIZED"])
  })

  it("Checkout is refused: an invalid field, an unknown session, wrong keys", async () => {
    const invalid = await refusal(
      vipps.checkout.createSession(session("node-session-0002", { transaction: undefined }))
    )
    assert.deepEqual([invalid.status, Object.keys(invalid.body.errors)], [400, ["Transaction"]])
    const unknown = await refusal(vipps.checkout.getSessionDetails("node-unknown"))
    assert.deepEqual([unknown.status, unknown.body.errorCode], [404, "Session-00100"])
    const wrong = clientWith({ clientSecret: "wrong" })
    assert.equal((await refusal(wrong.checkout.createSession(session("node-session-0003")))).status, 401)
  })
})
