// @effect-diagnostics globalDate:off
/** Recurring: agreements, and charges that are carried out on their day. */
import type { Books, Reply } from "./Books.js"
import { type Call, keyOf, minor, notFound, object, ok, problem } from "./Call.js"

interface Charge {
  readonly id: string
  readonly amount: number
  readonly transactionType: string
  readonly type: "INITIAL" | "RECURRING"
  readonly due: string
  status: "DUE" | "RESERVED" | "PARTIALLY_CAPTURED" | "CHARGED" | "PARTIALLY_REFUNDED" | "REFUNDED" | "CANCELLED"
  captured: number
  refunded: number
  cancelled: number
  readonly history: Array<{
    readonly event: string
    readonly amount: number
    readonly idempotencyKey: string
    readonly success: true
  }>
}

interface Agreement {
  readonly id: string
  readonly request: { readonly [field: string]: unknown }
  status: "PENDING" | "ACTIVE" | "STOPPED"
  readonly charges: Map<string, Charge>
}

const done: Reply = { status: 204 }

const day = (millis: number): string => new Date(millis).toISOString().slice(0, 10)

export const recurring = (books: Books, now: () => number) => {
  const all = new Map<string, Agreement>()
  const chargeIds = new Set<string>()

  const addCharge = (agreement: Agreement, body: Call["body"], type: Charge["type"]): Charge => {
    const id = typeof body["orderId"] === "string" ? body["orderId"] : `chr-${chargeIds.size + 1}`
    const charge: Charge = {
      id,
      amount: minor(body["amount"]) ?? 0,
      transactionType: String(body["transactionType"]),
      type,
      due: typeof body["due"] === "string" ? body["due"] : day(now()),
      status: "DUE",
      captured: 0,
      refunded: 0,
      cancelled: 0,
      history: []
    }
    chargeIds.add(id)
    agreement.charges.set(id, charge)
    return charge
  }

  const carryOut = (charge: Charge): void => {
    books.book({ subject: charge.id, operation: "AUTHORIZED", value: charge.amount, idempotencyKey: undefined })
    if (charge.transactionType !== "DIRECT_CAPTURE") {
      charge.status = "RESERVED"
      return
    }
    books.book({ subject: charge.id, operation: "CAPTURED", value: charge.amount, idempotencyKey: undefined })
    charge.status = "CHARGED"
    charge.captured = charge.amount
  }

  const carryOutDue = (agreement: Agreement): void => {
    for (const charge of agreement.charges.values()) {
      if (charge.status === "DUE" && charge.type === "RECURRING" && charge.due <= day(now())) carryOut(charge)
    }
  }

  /** A repeated draft makes another agreement: the server does not honour its key. */
  const draft = ({ body }: Call): Reply => {
    const id = `agr_${all.size + 1}`
    const agreement: Agreement = { id, request: body, status: "PENDING", charges: new Map() }
    all.set(id, agreement)
    const initial = object(body["initialCharge"])
    const chargeId = minor(initial["amount"]) === undefined ? null : addCharge(agreement, initial, "INITIAL").id
    return {
      status: 201,
      body: { agreementId: id, uuid: id, vippsConfirmationUrl: `https://landing.example/${id}`, chargeId }
    }
  }

  const createCharge = (agreement: Agreement, { body }: Call): Reply => {
    if (agreement.status !== "ACTIVE") return problem(400, "charge-creation-failed", "The agreement is not active.")
    if (minor(body["amount"]) === undefined) return problem(400, "validation-error", "amount")
    if (typeof body["due"] !== "string" || body["due"] <= day(now())) return problem(400, "charge-due-too-soon", "due")
    const id = body["orderId"]
    if (typeof id === "string" && chargeIds.has(id)) return problem(409, "conflict", "The orderId is in use.")
    return { status: 201, body: { chargeId: addCharge(agreement, body, "RECURRING").id } }
  }

  const operations = { CAPTURE: "CAPTURED", REFUND: "REFUNDED", CANCEL: "CANCELLED" } as const

  const move = (charge: Charge, event: keyof typeof operations, amount: number, idempotencyKey: string): void => {
    charge.history.push({ event, amount, idempotencyKey, success: true })
    books.book({ subject: charge.id, operation: operations[event], value: amount, idempotencyKey })
  }

  const capture = (charge: Charge, value: number, key: string): Reply => {
    const left = charge.amount - charge.captured - charge.cancelled
    if (charge.status !== "RESERVED" && charge.status !== "PARTIALLY_CAPTURED") {
      return problem(400, "charge-capture-failed", `The charge is ${charge.status}.`)
    }
    if (value < 1 || value > left)
      return problem(400, "charge-capture-failed", "higher than the remaining capturable amount")
    move(charge, "CAPTURE", value, key)
    charge.captured += value
    charge.status = value === left ? "CHARGED" : "PARTIALLY_CAPTURED"
    return done
  }

  const refund = (charge: Charge, value: number, key: string): Reply => {
    const left = charge.captured - charge.refunded
    if (value < 1 || value > left) return problem(400, "operation-failed", "Refund is not possible")
    move(charge, "REFUND", value, key)
    charge.refunded += value
    charge.status = value === left ? "REFUNDED" : "PARTIALLY_REFUNDED"
    return done
  }

  const cancel = (charge: Charge, key: string): Reply => {
    const left = charge.amount - charge.captured
    if (charge.status === "DUE") charge.status = "CANCELLED"
    else if (charge.status === "RESERVED" || charge.status === "PARTIALLY_CAPTURED") {
      move(charge, "CANCEL", left, key)
      charge.status = charge.captured > 0 ? "CHARGED" : "CANCELLED"
    } else return problem(400, "cancel-charge-failed", `The charge is ${charge.status}.`)
    charge.cancelled = left
    return done
  }

  const viewCharge = ({ captured, cancelled, history, refunded, ...charge }: Charge) => ({
    ...charge,
    due: `${charge.due}T07:00:00Z`,
    currency: "NOK",
    description: "Membership",
    retryDays: 0,
    processingMode: "MULTIPLE_ATTEMPTS",
    transactionId: null,
    summary: { captured, refunded, cancelled },
    history: history.map((event) => ({ ...event, occurred: "2026-11-26T08:00:00Z" }))
  })

  const view = ({ id, request, status }: Agreement) => ({
    id,
    uuid: id,
    status,
    pricing: request["pricing"],
    interval: request["interval"] ?? {},
    productName: request["productName"],
    merchantAgreementUrl: request["merchantAgreementUrl"],
    merchantRedirectUrl: request["merchantRedirectUrl"],
    countryCode: "NO",
    created: "2026-11-26T08:00:00Z",
    start: status === "PENDING" ? null : "2026-11-26T08:00:00Z"
  })

  const onCharge = (call: Call, agreement: Agreement, key: string): Reply => {
    const [, , , , , chargeId = "", action = "cancel"] = call.path
    const charge = agreement.charges.get(chargeId)
    if (charge === undefined) return notFound
    if (call.method === "GET") return ok(viewCharge(charge))
    const value = minor(call.body["amount"]) ?? 0
    const run = {
      capture: () => capture(charge, value, key),
      refund: () => refund(charge, value, key),
      cancel: () => cancel(charge, key)
    }[action]
    const conflict = problem(409, "idempotency-conflict", "The key is in use.")
    return run === undefined ? notFound : books.once(`charge ${chargeId} ${action}`, key, call.text, conflict, run)
  }

  /** `/recurring/v3/agreements...` */
  const handle = (call: Call): Reply => {
    const [, , , id, charges, chargeId] = call.path
    const key = keyOf(call)
    if (call.method !== "GET" && (key === undefined || !/^[A-Za-z0-9-]{1,40}$/.test(key))) {
      return problem(400, "idempotency-key-header", "Invalid value for Idempotency-Key")
    }
    if (id === undefined) return call.method === "POST" ? draft(call) : notFound
    const agreement = all.get(id)
    if (agreement === undefined) return notFound
    carryOutDue(agreement)
    if (charges === undefined) return call.method === "GET" ? ok(view(agreement)) : notFound
    if (chargeId !== undefined) return onCharge(call, agreement, key ?? "")
    if (call.method === "GET") return ok([...agreement.charges.values()].map(viewCharge))
    const conflict = problem(409, "idempotency-conflict", "The key is in use.")
    return books.once(`charges ${id}`, key, call.text, conflict, () => createCharge(agreement, call))
  }

  /** The customer approves an agreement; its initial charge is carried out. */
  const approve = (id: string): boolean => {
    const agreement = all.get(id)
    if (agreement?.status !== "PENDING") return false
    agreement.status = "ACTIVE"
    for (const charge of agreement.charges.values()) carryOut(charge)
    return true
  }

  /** The days that the clock was moved pass for every agreement. */
  const pass = (): void => {
    for (const agreement of all.values()) carryOutDue(agreement)
  }

  return { handle, approve, pass }
}
