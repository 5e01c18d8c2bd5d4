/** What every runtime runs: a payment from end to end, a retry, an error and two aborts. Web APIs only. */
import Vipps, { VippsRequestError } from "@effect-vipps/promise"

const nok = (value) => ({ value, currency: "NOK" })

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

export const smoke = async ({ keys, baseUrl, reference }) => {
  const events = []
  const onEvent = ({ attempt, operation, status }) => events.push(`${operation} ${attempt} ${status ?? "unanswered"}`)
  // Never closed: that a process ends by itself all the same is part of the test.
  const { ePayment } = new Vipps({ ...keys, baseUrl, onEvent })

  const created = await ePayment.createPayment({
    reference,
    amount: nok(49900),
    paymentMethod: { type: "WALLET" },
    userFlow: "WEB_REDIRECT",
    returnUrl: "https://example.com/thanks",
    paymentDescription: "To par sokker på Ås"
  })
  const before = await ePayment.getPayment(reference)
  const approval = await fetch(`${baseUrl}/_emulator/payments/${reference}/approve`, { method: "POST" })
  await approval.text()
  const captured = await ePayment.capturePayment(reference, { modificationAmount: nok(40000) })
  const tooMuch = await rejection(ePayment.capturePayment(reference, { modificationAmount: nok(10000) }))
  const refunded = await ePayment.refundPayment(reference, { modificationAmount: nok(15000) })

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
    aborted: await abortInFlight(ePayment, baseUrl, reference),
    abortedBefore: await abortBefore(ePayment, reference),
    events
  }
}
