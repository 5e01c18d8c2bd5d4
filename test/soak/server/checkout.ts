/** Checkout: sessions that are paid on their page, and captured with ePayment. */
import type { Books, Reply } from "./Books.js"
import { type Call, keyOf, minor, object, ok } from "./Call.js"

interface Session {
  readonly id: string
  readonly reference: string
  readonly value: number
  readonly currency: string
  state: "SessionCreated" | "PaymentSuccessful" | "SessionExpired"
}

const error = (status: number, errorCode: string, title: string): Reply => ({
  status,
  body: { errorCode, title, status }
})

const unknown = error(404, "Session-00100", "Session expired or not known.")

export const checkout = (books: Books, paid: (reference: string, value: number, currency: string) => void) => {
  const all = new Map<string, Session>()

  const create = ({ body }: Call): Reply => {
    const transaction = object(body["transaction"])
    const reference = body["reference"] ?? transaction["reference"]
    const { currency, value } = object(transaction["amount"])
    const total = minor(value)
    if (typeof reference !== "string" || total === undefined || typeof currency !== "string") {
      return error(400, "Validation-00001", "One or more validation errors occurred.")
    }
    if (all.has(reference)) return error(409, "Session-00409", "The reference is in use.")
    all.set(reference, { id: `session-${all.size + 1}`, reference, value: total, currency, state: "SessionCreated" })
    const checkoutFrontendUrl = "https://checkout.example"
    return ok({ token: `token-${reference}`, checkoutFrontendUrl, pollingUrl: `${checkoutFrontendUrl}/poll` })
  }

  const view = ({ currency, id, reference, state, value }: Session) => ({
    sessionId: id,
    reference,
    sessionState: state,
    paymentMethod: state === "PaymentSuccessful" ? "Wallet" : null,
    paymentDetails:
      state === "PaymentSuccessful"
        ? { type: "Wallet", amount: { currency, value }, state: "AUTHORIZED", aggregate: null }
        : null
  })

  /** `/checkout/v3/session...` */
  const handle = (call: Call): Reply => {
    const [, , , reference = "", action] = call.path
    const conflict = error(409, "Idempotency-00409", "The idempotency key is in use.")
    const replayed = (run: () => Reply) =>
      books.once(`session ${action ?? "create"} ${reference}`, keyOf(call), call.text, conflict, run)
    if (call.method === "POST" && reference === "") return replayed(() => create(call))
    const session = all.get(reference)
    if (session === undefined) return unknown
    if (call.method === "GET") return ok(view(session))
    if (action !== "expire") return error(405, "Method-00405", "Not here.")
    return replayed(() => {
      if (session.state === "PaymentSuccessful") return error(400, "Session-00400", "The session is paid.")
      session.state = "SessionExpired"
      return { status: 200 }
    })
  }

  /** The customer pays on the session's page. */
  const complete = (reference: string): boolean => {
    const session = all.get(reference)
    if (session?.state !== "SessionCreated") return false
    session.state = "PaymentSuccessful"
    paid(reference, session.value, session.currency)
    return true
  }

  return { handle, complete }
}
