/** The shop of shop.ts and server.ts in plain CommonJS, as `node shop.cjs`. */
"use strict"

const { idempotencyKey, isVippsError, Vipps } = require("@effect-vipps/promise")
const express = require("express")

const { env } = process
const vipps = new Vipps({
  clientId: env.VIPPS_CLIENT_ID,
  clientSecret: env.VIPPS_CLIENT_SECRET,
  subscriptionKey: env.VIPPS_SUBSCRIPTION_KEY,
  merchantSerialNumber: env.VIPPS_MERCHANT_SERIAL_NUMBER,
  baseUrl: env.VIPPS_BASE_URL
})

const prices = { socks: 24900, hat: 34900 }

/** In place of a database: the orders by reference, each with its amount and the number of its next attempt to capture. */
const orders = new Map()

const app = express()
app.use(express.json())

// The order is named after the cart, so a customer who clicks twice has one order and one payment.
app.post("/orders", async (request, response) => {
  const { cart, product } = request.body ?? {}
  if (!Object.hasOwn(prices, product)) return response.status(400).json({ error: "There is no such product." })

  const reference = `order-${cart}`
  const amount = { value: prices[product], currency: "NOK" }
  const { redirectUrl } = await vipps.ePayment.createPayment(
    {
      reference,
      amount,
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: `https://example.com/orders/${reference}`,
      paymentDescription: `One order of ${product}`
    },
    { idempotencyKey: idempotencyKey(reference) }
  )
  if (!orders.has(reference)) orders.set(reference, { amount, attempt: 1 })
  response.status(201).json({ id: reference, redirectUrl })
})

app.get("/orders/:id", async (request, response) => {
  const { aggregate, state } = await vipps.ePayment.getPayment(request.params.id)
  response.json({ state, reserved: aggregate.authorizedAmount, captured: aggregate.capturedAmount })
})

// When the goods are sent.
app.post("/orders/:id/capture", async (request, response) => {
  const { id } = request.params
  const order = orders.get(id)
  if (order === undefined) return response.status(404).json({ error: "There is no such order." })

  const { attempt } = order
  try {
    const { aggregate } = await vipps.ePayment.capturePayment(
      id,
      { modificationAmount: order.amount },
      { idempotencyKey: idempotencyKey(id, "capture", attempt) }
    )
    response.json({ captured: aggregate.capturedAmount })
  } catch (error) {
    // After a rejection the next attempt needs a new key. After any other error it must reuse the key, to pay only once.
    if (saidNo(error)) order.attempt = attempt + 1
    throw error
  }
})

/** Vipps rejected this request, and repeats its response for the key. A 401 or 429 does not settle an earlier attempt. */
const saidNo = (error) =>
  isVippsError(error) && error._tag === "VippsRequestError" && error.outcome === "refused" && !error.retryable

/** The shop's response when a call to Vipps failed. */
const explain = (error) => {
  // A response was lost and money may have moved. The retry has the same key, so it is safe.
  if (error.outcome === "unknown") return [503, "The outcome is not known yet. Send the same request again."]

  switch (error._tag) {
    case "VippsInputError":
      return [400, error.issues.map(({ message, path }) => `${path}: ${message}`).join("; ")]
    case "VippsRequestError":
      return [409, error.detail ?? "Vipps rejected the request."]
    case "VippsConflictError":
      return [409, "This cart was already ordered, with other contents."]
    case "VippsNotFoundError":
      return [404, "Vipps has no such payment."]
    case "VippsRateLimitError":
    case "VippsBusyError":
    case "VippsServerError":
    case "VippsTransportError":
      return [503, "Vipps cannot be reached right now."]
    default:
      return [500, "Something is wrong on our side. It has been logged."]
  }
}

app.use((error, _request, response, next) => {
  if (!isVippsError(error)) return next(error)
  const [status, message] = explain(error)
  console.error(error.message) // No secrets and no personal data in it.
  if (status === 503) response.set("Retry-After", "5")
  response.status(status).json({ error: message })
})

const server = app.listen(Number(env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`The shop is open at http://127.0.0.1:${server.address().port}`)
})
