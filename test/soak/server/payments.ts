/** ePayment: states, sums and refusals. */
import type { Books, Reply } from "./Books.js"
import { type Call, keyOf, minor, notFound, object, ok, refusal } from "./Call.js"

interface Event {
  readonly name: string
  readonly value: number
  readonly key: string | undefined
}

interface Payment {
  readonly reference: string
  readonly value: number
  readonly currency: string
  state: "CREATED" | "AUTHORIZED" | "ABORTED" | "EXPIRED" | "TERMINATED"
  readonly events: Array<Event>
}

const unknown = refusal(404, "5090", "Reference not found")

/** The sum of a payment's events of one name. */
const sum = ({ events }: Payment, name: string): number =>
  events.reduce((total, event) => (event.name === name ? total + event.value : total), 0)

const rest = (payment: Payment): number =>
  sum(payment, "AUTHORIZED") - sum(payment, "CAPTURED") - sum(payment, "CANCELLED")

export const payments = (books: Books, isCustomer: (token: string) => boolean) => {
  const all = new Map<string, Payment>()
  let issued = 0

  const amount = ({ currency }: Payment, value: number) => ({ currency, value })

  const view = (payment: Payment) => ({
    reference: payment.reference,
    pspReference: `psp-${payment.reference}`,
    state: payment.state,
    amount: amount(payment, payment.value),
    aggregate: {
      authorizedAmount: amount(payment, sum(payment, "AUTHORIZED")),
      cancelledAmount: amount(payment, payment.state === "TERMINATED" ? payment.value : sum(payment, "CANCELLED")),
      capturedAmount: amount(payment, sum(payment, "CAPTURED")),
      refundedAmount: amount(payment, sum(payment, "REFUNDED"))
    }
  })

  const record = (
    payment: Payment,
    name: "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED",
    value: number,
    key?: string
  ) => {
    payment.events.push({ name, value, key })
    books.book({ subject: payment.reference, operation: name, value, idempotencyKey: key })
    return ok(view(payment))
  }

  const capture = (payment: Payment, value: number, key: string | undefined): Reply => {
    if (payment.state === "CREATED") return refusal(400, "6080", "Cannot capture before reservation")
    if (payment.state !== "AUTHORIZED") return refusal(400, "6200", "The payment was not approved")
    if (sum(payment, "CANCELLED") > 0) return refusal(400, "6070", "The payment is cancelled")
    if (value < 1) return refusal(400, "4040", "Invalid amount")
    if (value > rest(payment)) return refusal(400, "6090", "Capture amount is too high")
    return record(payment, "CAPTURED", value, key)
  }

  const refund = (payment: Payment, value: number, key: string | undefined): Reply => {
    if (sum(payment, "CAPTURED") === 0) return refusal(400, "6020", "Nothing is captured")
    if (value < 1) return refusal(400, "4040", "Invalid amount")
    if (value > sum(payment, "CAPTURED") - sum(payment, "REFUNDED"))
      return refusal(400, "6150", "Refund amount is too high")
    return record(payment, "REFUNDED", value, key)
  }

  const cancel = (payment: Payment, key: string | undefined): Reply => {
    if (payment.state === "CREATED") {
      payment.state = "TERMINATED"
      payment.events.push({ name: "TERMINATED", value: payment.value, key })
      return ok(view(payment))
    }
    if (payment.state !== "AUTHORIZED") return refusal(400, "6190", "The payment has ended")
    if (sum(payment, "CANCELLED") > 0) return refusal(400, "6050", "The payment is already cancelled")
    if (rest(payment) === 0) return refusal(400, "6040", "The payment is captured")
    return record(payment, "CANCELLED", rest(payment))
  }

  const create = (call: Call): Reply => {
    const { customer, reference, userFlow } = call.body
    const { currency, value } = object(call.body["amount"])
    const total = minor(value)
    if (typeof reference !== "string" || !/^[a-zA-Z0-9-]{8,64}$/.test(reference))
      return refusal(400, "4140", "reference")
    if (total === undefined || typeof currency !== "string") return refusal(400, "4040", "Invalid amount")
    const { customerToken } = object(customer)
    if (typeof customerToken === "string" && !isCustomer(customerToken)) return refusal(400, "4050", "customerToken")
    if (all.has(reference)) return refusal(409, "4150", `Reference ${reference} already exists`)
    const payment: Payment = { reference, value: total, currency, state: "CREATED", events: [] }
    payment.events.push({ name: "CREATED", value: total, key: keyOf(call) })
    all.set(reference, payment)
    const redirectUrl = `https://landing.example/${++issued}`
    return { status: 201, body: { reference, ...(userFlow === "PUSH_MESSAGE" ? {} : { redirectUrl }) } }
  }

  const log = (payment: Payment) =>
    payment.events.map(({ key, name, value }, i) => ({
      reference: payment.reference,
      pspReference: `psp-${payment.reference}-${i}`,
      name,
      amount: amount(payment, value),
      timestamp: "2026-11-26T08:00:00.1234567Z",
      success: true,
      ...(key === undefined || name === "CANCELLED" ? {} : { idempotencyKey: key })
    }))

  /** `/epayment/v1/payments...` */
  const handle = (call: Call): Reply => {
    const [, , , reference = "", action] = call.path
    const key = keyOf(call)
    const replayed = (code: string, run: () => Reply) =>
      books.once(`${action ?? "create"} ${reference}`, key, call.text, refusal(409, code, "Idempotency conflict"), run)
    if (call.method === "POST" && reference === "") {
      return key === undefined ? refusal(400, "4140", "Idempotency-Key") : replayed("4020", () => create(call))
    }
    const payment = all.get(reference)
    if (payment === undefined) return unknown
    if (call.method === "GET")
      return action === "events" ? ok(log(payment)) : action === undefined ? ok(view(payment)) : notFound
    const value = minor(object(call.body["modificationAmount"])["value"]) ?? 0
    if (action === "cancel") return replayed("4010", () => cancel(payment, key))
    if (key === undefined) return refusal(400, "4140", "Idempotency-Key")
    if (action === "capture") return replayed("4010", () => capture(payment, value, key))
    if (action === "refund") return replayed("4150", () => refund(payment, value, key))
    return notFound
  }

  /** The customer approves or rejects. */
  const decide = (reference: string, approves: boolean): boolean => {
    const payment = all.get(reference)
    if (payment?.state !== "CREATED") return false
    payment.state = approves ? "AUTHORIZED" : "ABORTED"
    if (approves) record(payment, "AUTHORIZED", payment.value)
    else payment.events.push({ name: "ABORTED", value: payment.value, key: undefined })
    return true
  }

  /** The payment of a Checkout session, which is approved as it is made. */
  const paid = (reference: string, value: number, currency: string): void => {
    const payment: Payment = { reference, value, currency, state: "CREATED", events: [] }
    all.set(reference, payment)
    decide(reference, true)
  }

  return { handle, decide, paid }
}
