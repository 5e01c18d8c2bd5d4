/** `@vippsmobilepay/sdk`, the official SDK for Deno and Node.js: each of its operations that the emulator serves. */
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { Client } from "@vippsmobilepay/sdk"
import { errorCode, fields, modification, order, redirectFetch, session, start, sums } from "./emulator.mjs"

let emulator
let client
let token

const clientWith = (keys = {}) =>
  Client({
    merchantSerialNumber: emulator.keys.merchantSerialNumber,
    subscriptionKey: emulator.keys.subscriptionKey,
    useTestMode: true,
    retryRequests: false,
    systemName: "https://a-shop-with-a-long-name.example/",
    systemVersion: "1.0",
    pluginName: "plugin",
    pluginVersion: "1.0",
    ...keys
  })

/** The data of a success, the error of a refusal. */
const success = async (call) => {
  const reply = await call
  assert.equal(reply.ok, true, JSON.stringify(reply))
  return reply.data
}
const refusal = async (call) => {
  const reply = await call
  assert.equal(reply.ok, false, JSON.stringify(reply))
  return reply.error
}

before(async () => {
  emulator = await start()
  redirectFetch(emulator.url)
  client = clientWith()
  token = (await success(client.auth.getToken(emulator.keys.clientId, emulator.keys.clientSecret))).access_token
})

after(() => emulator.stop())

describe("auth", () => {
  it("auth.getToken returns a token that includes its expiry", async () => {
    const reply = await success(client.auth.getToken(emulator.keys.clientId, emulator.keys.clientSecret))
    assert.equal(reply.token_type, "Bearer")
    assert.equal(reply.expires_in, "3600")
    const claims = JSON.parse(Buffer.from(reply.access_token.split(".")[1], "base64url"))
    assert.equal(String(claims.exp), reply.expires_on)
  })

  it("auth.getToken fails with wrong keys", async () => {
    const { clientId, clientSecret } = emulator.keys
    assert.equal((await refusal(client.auth.getToken(clientId, "wrong"))).error, "invalid_client")
    assert.equal((await refusal(client.auth.getToken("wrong", clientSecret))).error, "unauthorized_client")
    const other = clientWith({ subscriptionKey: "wrong" })
    assert.match((await refusal(other.auth.getToken(clientId, clientSecret))).message, /invalid subscription key/)
  })
})

describe("payment", () => {
  it("payment: create, info, forceApprove, capture, refund, cancel and history work", async () => {
    const reference = "sdk-order-0001"
    const created = await success(client.payment.create(token, order(reference)))
    assert.equal(created.reference, reference)
    assert.match(created.redirectUrl, /^http:\/\/127\.0\.0\.1:\d+\/landing\?/)
    assert.equal((await success(client.payment.info(token, reference))).state, "CREATED")
    assert.equal(errorCode(await refusal(client.payment.capture(token, reference, modification(100)))), "6080")
    await success(client.payment.forceApprove(token, reference, { customer: { phoneNumber: "4712345678" } }))
    const approved = await success(client.payment.info(token, reference))
    assert.equal(approved.state, "AUTHORIZED")
    assert.match(approved.paymentMethod.cardBin, /^\d{6}$/)
    const captured = await success(client.payment.capture(token, reference, modification(6_000)))
    assert.deepEqual([captured.state, ...sums(captured.aggregate)], ["AUTHORIZED", 10_000, 6_000, 0, 0])
    assert.equal(errorCode(await refusal(client.payment.capture(token, reference, modification(6_000)))), "6090")
    const refunded = await success(client.payment.refund(token, reference, modification(2_000)))
    assert.deepEqual(sums(refunded.aggregate), [10_000, 6_000, 2_000, 0])
    assert.equal(errorCode(await refusal(client.payment.refund(token, reference, modification(6_000)))), "6150")
    const cancelled = await success(client.payment.cancel(token, reference))
    assert.deepEqual(sums(cancelled.aggregate), [10_000, 6_000, 2_000, 4_000])
    assert.equal(errorCode(await refusal(client.payment.cancel(token, reference))), "6050")
    const history = await success(client.payment.history(token, reference))
    assert.deepEqual(
      history.map(({ name, success }) => [name, success]),
      ["CREATED", "AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED"].map((name) => [name, true])
    )
    const ledger = await emulator.ledger(reference)
    assert.deepEqual(
      ledger.map(({ amount, operation }) => [operation, amount.value]),
      [
        ["AUTHORIZED", 10_000],
        ["CAPTURED", 6_000],
        ["REFUNDED", 2_000],
        ["CANCELLED", 4_000]
      ]
    )
  })

  it("payment.forceApprove accepts the customer and the token of the redirect URL", async () => {
    const { redirectUrl, reference } = await success(client.payment.create(token, order(undefined)))
    const landing = new URL(redirectUrl).searchParams.get("token")
    const customer = { phoneNumber: "4712345678" }
    assert.equal(
      errorCode(await refusal(client.payment.forceApprove(token, reference, { customer, token: "x" }))),
      "10030"
    )
    await success(client.payment.forceApprove(token, reference, { customer, token: landing }))
    assert.equal((await success(client.payment.info(token, reference))).state, "AUTHORIZED")
  })

  it("payment.cancel before the approval, and a rejected payment", async () => {
    await success(client.payment.create(token, order("sdk-order-0003")))
    const cancelled = await success(client.payment.cancel(token, "sdk-order-0003"))
    assert.equal(cancelled.state, "TERMINATED")
    await success(client.payment.create(token, order("sdk-order-0004", { customer: {} })))
    await emulator.reject("sdk-order-0004")
    assert.equal((await success(client.payment.info(token, "sdk-order-0004"))).state, "ABORTED")
    assert.equal(errorCode(await refusal(client.payment.capture(token, "sdk-order-0004", modification(1)))), "6200")
  })

  it("payment is refused: a reference that is taken, an invalid field, an unknown reference, wrong keys", async () => {
    await success(client.payment.create(token, order("sdk-order-0005")))
    assert.equal(errorCode(await refusal(client.payment.create(token, order("sdk-order-0005")))), "4150")
    const invalid = await refusal(client.payment.create(token, order("sdk-order-0006", { paymentDescription: "ab" })))
    assert.deepEqual([invalid.status, ...fields(invalid)], [400, "paymentDescription"])
    for (const call of [
      client.payment.info(token, "sdk-unknown"),
      client.payment.history(token, "sdk-unknown"),
      client.payment.cancel(token, "sdk-unknown"),
      client.payment.capture(token, "sdk-unknown", modification(1)),
      client.payment.refund(token, "sdk-unknown", modification(1)),
      client.payment.forceApprove(token, "sdk-unknown", { customer: { phoneNumber: "4712345678" } })
    ]) {
      assert.equal(errorCode(await refusal(call)), "5090")
    }
    assert.equal((await refusal(client.payment.info("wrong", "sdk-order-0005"))).responseInfo.responseCode, 401)
    const other = clientWith({ merchantSerialNumber: "654321" })
    assert.match(String(await refusal(other.payment.info(token, "sdk-order-0005"))), /not authorized/)
  })
})

describe("checkout", () => {
  it("checkout creates a session and reads it until it is paid", async () => {
    const { clientId, clientSecret } = emulator.keys
    const created = await success(client.checkout.create(clientId, clientSecret, session("sdk-session-0001")))
    assert.deepEqual(Object.keys(created), ["token", "checkoutFrontendUrl", "pollingUrl"])
    const info = () => success(client.checkout.info(clientId, clientSecret, "sdk-session-0001"))
    assert.equal((await info()).sessionState, "SessionCreated")
    await emulator.complete("sdk-session-0001")
    const paid = await info()
    assert.deepEqual([paid.sessionState, paid.paymentDetails.state], ["PaymentSuccessful", "AUTHORIZED"])
    const captured = await success(client.payment.capture(token, "sdk-session-0001", modification(10_000)))
    assert.deepEqual(sums(captured.aggregate), [10_000, 10_000, 0, 0])
  })

  it("checkout is refused: an invalid field, a reference that is taken, an unknown session, wrong keys", async () => {
    const { clientId, clientSecret } = emulator.keys
    const create = (body, secret = clientSecret) => client.checkout.create(clientId, secret, body)
    const invalid = await refusal(create(session("sdk-session-0002", { merchantInfo: {} })))
    assert.equal(invalid.errorCode, "Validation-00001")
    assert.deepEqual(Object.keys(invalid.errors), [
      "MerchantInfo.CallbackUrl",
      "MerchantInfo.ReturnUrl",
      "MerchantInfo.CallbackAuthorizationToken"
    ])
    await success(create(session("sdk-session-0003")))
    assert.equal((await refusal(create(session("sdk-session-0003")))).status, 409)
    assert.equal(
      (await refusal(client.checkout.info(clientId, clientSecret, "sdk-unknown"))).errorCode,
      "Session-00100"
    )
    assert.equal((await refusal(create(session("sdk-session-0004"), "wrong"))).status, 401)
  })
})

describe("webhook", () => {
  it("webhook registers, lists and deletes", async () => {
    const body = { url: "https://shop.example/webhook", events: ["epayments.payment.captured.v1"] }
    const registered = await success(client.webhook.register(token, body))
    assert.deepEqual(Object.keys(registered), ["id", "secret"])
    const { webhooks } = await success(client.webhook.list(token))
    assert.deepEqual(webhooks, [{ id: registered.id, ...body }])
    assert.deepEqual(await success(client.webhook.delete(token, registered.id)), {})
    assert.deepEqual((await success(client.webhook.list(token))).webhooks, [])
  })

  it("webhook is refused: an unknown id, an unknown event, an insecure URL, a wrong token", async () => {
    const url = "https://shop.example/webhook"
    assert.equal((await refusal(client.webhook.delete(token, "unknown"))).status, 404)
    assert.deepEqual(
      fields(await refusal(client.webhook.register(token, { url, events: ["epayments.payment.paid.v1"] }))),
      ["events"]
    )
    const insecure = { url: "http://shop.example", events: ["epayments.payment.captured.v1"] }
    assert.deepEqual(fields(await refusal(client.webhook.register(token, insecure))), ["url"])
    assert.equal((await refusal(client.webhook.list("wrong"))).responseInfo.responseCode, 401)
  })
})

describe("recurring", () => {
  const draft = {
    interval: { unit: "MONTH", count: 1 },
    pricing: { type: "LEGACY", amount: 9900, currency: "NOK" },
    merchantRedirectUrl: "https://shop.example/agreement",
    merchantAgreementUrl: "https://shop.example/terms",
    productName: "Socks every month"
  }
  const nextMonth = () => new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

  it("recurring.agreement.create, forceAccept, info and list sign a customer up", async () => {
    const { agreement } = client.recurring
    const created = await success(agreement.create(token, draft))
    assert.match(created.vippsConfirmationUrl, /^http:/)
    assert.equal((await success(agreement.info(token, created.agreementId))).status, "PENDING")
    await success(agreement.forceAccept(token, created.agreementId, { phoneNumber: "4712345678" }))
    const active = await success(agreement.info(token, created.agreementId))
    assert.equal(active.status, "ACTIVE")
    assert.equal(active.pricing.amount, 9900)
    const ids = (await success(agreement.list(token, "ACTIVE"))).map(({ id }) => id)
    assert.ok(ids.includes(created.agreementId))
  })

  it("recurring.charge.create, info, list and cancel bill a period, or do not", async () => {
    const { agreement, charge } = client.recurring
    const { agreementId } = await success(agreement.create(token, draft))
    await success(agreement.forceAccept(token, agreementId, { phoneNumber: "4712345678" }))
    const { chargeId } = await success(
      charge.create(token, agreementId, {
        amount: 9900,
        transactionType: "DIRECT_CAPTURE",
        description: "Socks",
        due: nextMonth(),
        retryDays: 5
      })
    )
    assert.equal((await success(charge.info(token, agreementId, chargeId))).status, "PENDING")
    assert.deepEqual(
      (await success(charge.list(token, agreementId))).map(({ id }) => id),
      [chargeId]
    )
    await success(charge.cancel(token, agreementId, chargeId))
    assert.equal((await success(charge.info(token, agreementId, chargeId))).status, "CANCELLED")
  })

  it("recurring.agreement.info fails for an agreement that does not exist", async () => {
    assert.equal((await refusal(client.recurring.agreement.info(token, "agr_none123"))).status, 404)
  })
})
