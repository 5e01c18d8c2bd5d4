/**
 * What every runtime runs: a payment from end to end, a retry, an error, two aborts, webhooks, and calls in the async
 * context of their callers, and logins. Web APIs only, but for the last.
 */
import Vipps, { VippsRequestError, verifyWebhook, webhookHandler } from "@effect-vipps/promise"
import { logins } from "./login.js"

const nok = (value) => ({ value, currency: "NOK" })

/** One call of each of the other APIs, for the payment. */
const otherApis = async ({ ePayment, orderManagement, qr, report, userinfo }, reference) => {
  await qr.putCallback("till-1", { locationDescription: "Kasse på Ås" })
  const code = await qr.getCallback("till-1")
  await orderManagement.putCategory("ecom", reference, {
    category: "RECEIPT",
    orderDetailsUrl: "https://example.com/o"
  })
  const { category } = await orderManagement.getOrder("ecom", reference)
  const { items } = await report.getLedgers()
  const { profile } = await ePayment.getPayment(reference)
  const user = await userinfo.getUserinfo(profile.sub)
  return {
    till: code.locationDescription,
    category: category.category,
    ledgers: items.map(({ settlesForRecipientHandles }) => settlesForRecipientHandles[0]),
    sameCustomer: user.sub === profile.sub
  }
}

/** What a promise rejects with. */
const rejection = (promise) =>
  promise.then(
    () => new Error("It did not reject"),
    (error) => error
  )

/** Aborts once the request has reached the proxy, which never answers it. */
const abortInFlight = async (ePayment, baseUrl, reference) => {
  const changedMind = new Error("the customer left")
  const controller = new AbortController()
  const rejected = rejection(ePayment.getPayment(`${reference}-hang`, { signal: controller.signal }))
  await (await fetch(`${baseUrl}/_proxy/hanging`)).text()
  controller.abort(changedMind)
  const error = await rejected
  // Asked here, because the end of the process would close the connection too.
  const answer = await fetch(`${baseUrl}/_proxy/closed`)
  return { rejectsWithReason: error === changedMind, closesConnection: (await answer.text()) === "closed" }
}

const abortBefore = async (ePayment, reference) => {
  const signal = AbortSignal.abort()
  const error = await rejection(ePayment.getPayment(`${reference}-never`, { signal }))
  return { rejectsWithReason: error === signal.reason, name: error.name }
}

/** Two signed requests that are known to verify, the first of Vipps' own documentation. */
const url = "https://webhook.site/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63"
const body = '{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}'
const vectors = [
  {
    secret: "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A==",
    signature: "agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U="
  },
  { secret: `${"A".repeat(86)}==`, signature: "u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM=" }
]
const signedBy = (signature) => ({
  "x-ms-date": "Thu, 30 Mar 2023 08:38:32 GMT",
  "x-ms-content-sha256": "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4=",
  authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`
})

const webhooks = async () => {
  const [first, second] = vectors
  const verified = []
  for (const { secret, signature } of vectors) {
    const event = await verifyWebhook({ secret, url, headers: signedBy(signature), body })
    verified.push(event._tag)
  }
  const forged = await rejection(
    verifyWebhook({ secret: first.secret, url, headers: signedBy(second.signature), body })
  )

  let handled = 0
  const onEvent = () => {
    handled += 1
  }
  const handle = webhookHandler({ secret: first.secret, url, onEvent, onError: () => {} })
  const answers = []
  for (const { signature } of [first, first, second]) {
    const request = new Request(url, { method: "POST", headers: signedBy(signature), body })
    answers.push((await handle(request)).status)
  }
  return { verified, forged: forged.reason, answers, handled }
}

/** Two calls that wait for one token: whose context each runs `fetch` in. Nothing is sent. */
const asyncContext = async (keys) => {
  const hooks = globalThis.process?.getBuiltinModule?.("node:async_hooks")
  if (hooks === undefined) return "absent"
  const customer = new hooks.AsyncLocalStorage()
  const seen = []
  const fetch = async (url) => {
    await new Promise((resolve) => setTimeout(resolve, 10))
    const name = String(url).split("/").at(-1)
    if (name === "get") return Response.json({ access_token: "token", expires_in: "3600" })
    seen.push([name, customer.getStore()])
    return Response.json({}, { status: 404 })
  }
  const { ePayment } = new Vipps({ ...keys, baseUrl: "http://127.0.0.1:1", fetch })
  const names = ["customer-1", "customer-2", "customer-3"]
  await Promise.all(names.map((name) => customer.run(name, () => rejection(ePayment.getPayment(name)))))
  return seen.length === 3 && seen.every(([name, store]) => name === store) ? "own" : JSON.stringify(seen)
}

export const smoke = async ({ keys, baseUrl, emulator, phoneNumber, reference }) => {
  const events = []
  const onEvent = ({ attempt, operation, status, type }) => {
    if (type === "attempt") events.push(`${operation} ${attempt} ${status ?? "unanswered"}`)
  }
  // Never closed: that a process ends by itself all the same is part of the test.
  const vipps = new Vipps({ ...keys, baseUrl, onEvent })
  const { ePayment } = vipps

  const created = await ePayment.createPayment({
    reference,
    amount: nok(49900),
    paymentMethod: { type: "WALLET" },
    userFlow: "WEB_REDIRECT",
    returnUrl: "https://example.com/thanks",
    paymentDescription: "To par sokker på Ås",
    profile: { scope: "name" }
  })
  const before = await ePayment.getPayment(reference)
  const approval = await fetch(`${baseUrl}/_emulator/payments/${reference}/approve`, { method: "POST" })
  await approval.text()
  const captured = await ePayment.capturePayment(reference, { modificationAmount: nok(40000) })
  const tooMuch = await rejection(ePayment.capturePayment(reference, { modificationAmount: nok(10000) }))
  const refunded = await ePayment.refundPayment(reference, { modificationAmount: nok(15000) })

  const others = await otherApis(vipps, reference)

  return {
    created: { reference: created.reference, redirects: created.redirectUrl.startsWith("http"), state: before.state },
    approved: approval.status,
    captured: captured.aggregate.capturedAmount,
    tooMuch: {
      instanceOf: tooMuch instanceof VippsRequestError,
      _tag: tooMuch._tag,
      name: tooMuch.name,
      code: tooMuch.code,
      outcome: tooMuch.outcome,
      // An error's stack leads to the caller's own line.
      tellsCaller: /smoke\.js/.test(tooMuch.stack)
    },
    refunded: refunded.aggregate.refundedAmount,
    others,
    aborted: await abortInFlight(ePayment, baseUrl, reference),
    abortedBefore: await abortBefore(ePayment, reference),
    webhooks: await webhooks(),
    asyncContext: await asyncContext(keys),
    logins: await logins(keys, emulator, phoneNumber),
    events
  }
}
