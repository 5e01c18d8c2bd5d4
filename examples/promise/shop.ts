/** A small shop that takes payments with Vipps. `server.ts` runs it; `customer.mjs` buys something. */
import { type Amount, idempotencyKey, isVippsError, type Vipps, type VippsError } from "@effect-vipps/promise"
import express, { type ErrorRequestHandler } from "express"

const prices = new Map([
  ["socks", 24900],
  ["hat", 34900]
])

/** A row of the shop's database. */
interface Order {
  /** Also the reference of its payment at Vipps. */
  readonly reference: string
  readonly amount: Amount
  /** Counts the attempts to capture it. */
  attempt: number
}

/** The shop's response when a call to Vipps failed. */
const explain = (error: VippsError): { status: number; message: string } => {
  // A response was lost and money may have moved. The shop's keys are made from the order, so a retry has the same key:
  // it is safe, and returns the response of the first request.
  if (error.outcome === "unknown")
    return { status: 503, message: "The outcome is not known yet. Send the same request again." }

  switch (error._tag) {
    case "VippsInputError":
      return { status: 400, message: error.issues.map(({ message, path }) => `${path}: ${message}`).join("; ") }
    case "VippsRequestError":
      return { status: 409, message: error.detail ?? "Vipps rejected the request." }
    case "VippsConflictError":
      return { status: 409, message: "This cart was already ordered, with other contents." }
    case "VippsNotFoundError":
      return { status: 404, message: "Vipps has no such payment." }
    case "VippsRateLimitError":
    case "VippsBusyError":
    case "VippsServerError":
    case "VippsTransportError":
      return { status: 503, message: "Vipps cannot be reached right now." }
    case "VippsAuthError":
    case "VippsDecodeError":
      return { status: 500, message: "Something is wrong on our side. It has been logged." }
  }
}

/** Vipps rejected this request, and repeats its response for the key. A 401 or 429 does not settle an earlier attempt. */
const saidNo = (error: unknown) =>
  isVippsError(error) && error._tag === "VippsRequestError" && error.outcome === "refused" && !error.retryable

const onError =
  (log: (message: string) => void): ErrorRequestHandler =>
  (error, _request, response, next) => {
    if (!isVippsError(error)) return next(error)
    const { message, status } = explain(error)
    log(error.message) // No secrets and no personal data in it.
    if (status === 503) response.set("Retry-After", "5")
    response.status(status).json({ error: message })
  }

export const shop = (vipps: Vipps, log: (message: string) => void) => {
  const orders = new Map<string, Order>()
  const app = express()
  app.use(express.json())

  // The order is named after the cart, so a customer who clicks twice has one order and one payment.
  app.post("/orders", async (request, response) => {
    const { cart, product } = request.body ?? {}
    const price = prices.get(product)
    if (price === undefined) return void response.status(400).json({ error: "There is no such product." })

    const reference = `order-${cart}`
    const order: Order = { reference, amount: { value: price, currency: "NOK" }, attempt: 1 }
    const { redirectUrl } = await vipps.ePayment.createPayment(
      {
        reference,
        amount: order.amount,
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: `https://example.com/orders/${reference}`,
        paymentDescription: `One order of ${product}`
      },
      { idempotencyKey: idempotencyKey(reference) }
    )
    if (!orders.has(reference)) orders.set(reference, order)
    response.status(201).json({ id: reference, redirectUrl })
  })

  app.get("/orders/:id", async (request, response) => {
    const { aggregate, state } = await vipps.ePayment.getPayment(request.params.id)
    response.json({ state, reserved: aggregate.authorizedAmount, captured: aggregate.capturedAmount })
  })

  // When the goods are sent.
  app.post("/orders/:id/capture", async (request, response) => {
    const order = orders.get(request.params.id)
    if (order === undefined) return void response.status(404).json({ error: "There is no such order." })

    const { attempt } = order
    try {
      const { aggregate } = await vipps.ePayment.capturePayment(
        order.reference,
        { modificationAmount: order.amount },
        { idempotencyKey: idempotencyKey(order.reference, "capture", attempt) }
      )
      response.json({ captured: aggregate.capturedAmount })
    } catch (error) {
      // After a rejection the next attempt needs a new key. After any other error it must reuse the key, to pay only once.
      if (saidNo(error)) order.attempt = attempt + 1
      throw error
    }
  })

  app.use(onError(log))
  return app
}
