/** As much of Recurring as its callers need to see: agreements, charges, keys, and ids that are taken. */
import type { Recurring } from "@effect-vipps/client"
import { type Reaction, type Recorded, scripted } from "./support.js"

interface Answer {
  readonly status: number
  readonly body?: unknown
}

export interface State {
  agreement: Recurring.Agreement
  readonly charges: Array<Recurring.Charge>
  /** How often each orderId was created. */
  readonly created: Map<string, number>
}

export const agreementId = "agr_TEST0001"

export const active: Recurring.Agreement = {
  id: agreementId,
  status: "ACTIVE",
  start: "2026-01-01T10:00:00Z",
  pricing: { type: "LEGACY", currency: "NOK", amount: 19900 }
}

export const charge = (fields: Partial<Recurring.Charge> = {}): Recurring.Charge => ({
  id: "chr-1",
  agreementId,
  status: "DUE",
  amount: 19900,
  currency: "NOK",
  type: "RECURRING",
  summary: { captured: 0, refunded: 0, cancelled: 0 },
  ...fields
})

const ok = (body: unknown, status = 200): Answer => ({ status, body })

const problem = (status: number, type: string): Answer => ({
  status,
  body: { type: `https://developer.vippsmobilepay.com/problems#${type}`, status, title: type }
})

const bare = (status: number): Answer => ({ status })

const sums = ({ summary }: Recurring.Charge) => summary ?? { captured: 0, refunded: 0, cancelled: 0 }

const answerTo = (state: State, { body, method, path }: Recorded): Answer => {
  const [, chargeId, action] =
    /^\/recurring\/v3\/agreements\/agr_TEST0001(?:\/charges(?:\/([^/]+))?(?:\/(\w+))?)?$/.exec(path) ?? [
      undefined,
      undefined,
      undefined
    ]
  if (!path.startsWith(`/recurring/v3/agreements/${agreementId}`)) return problem(404, "resource-not-found")
  const isList = path.endsWith("/charges")
  if (method === "GET" && isList) return ok(state.charges)
  if (method === "GET" && chargeId === undefined) return ok(state.agreement)
  if (method === "PATCH") {
    if (state.agreement.status !== "ACTIVE") return problem(400, "illegal-agreement-update")
    state.agreement = { ...state.agreement, status: "STOPPED" }
    return bare(204)
  }
  if (method === "POST" && isList) {
    const sent = body as Recurring.ScheduledCharge
    const id = sent.orderId ?? `chr-${state.charges.length}`
    if (state.agreement.status !== "ACTIVE") return problem(400, "charge-creation-failed")
    if (state.charges.some((one) => one.id === id)) return problem(409, "conflict")
    state.charges.push(charge({ id, amount: sent.amount, due: `${sent.due}T00:00:00Z`, retryDays: sent.retryDays }))
    state.created.set(id, (state.created.get(id) ?? 0) + 1)
    return ok({ chargeId: id }, 201)
  }
  const index = state.charges.findIndex(({ id }) => id === chargeId)
  const found = state.charges[index]
  if (found === undefined) return problem(404, "resource-not-found")
  const { cancelled, captured, refunded } = sums(found)
  const set = (fields: Partial<Recurring.Charge>) => {
    state.charges[index] = { ...found, ...fields }
    return bare(method === "DELETE" ? 204 : 202)
  }
  const reserved = found.status === "RESERVED" || found.status === "PARTIALLY_CAPTURED"
  const { amount = 0 } = (body ?? {}) as { readonly amount?: number }
  if (method === "GET") return ok(found)
  if (method === "DELETE") {
    if (!reserved) return problem(400, "cancel-charge-failed")
    const rest = found.amount - captured
    return set({
      status: captured > 0 ? "CHARGED" : "CANCELLED",
      summary: { captured, refunded, cancelled: rest }
    })
  }
  if (action === "capture") {
    if (!reserved || amount > found.amount - captured - cancelled) return problem(400, "charge-capture-failed")
    const all = captured + amount
    return set({
      status: all + cancelled === found.amount ? "CHARGED" : "PARTIALLY_CAPTURED",
      summary: { captured: all, refunded, cancelled }
    })
  }
  if (amount > captured - refunded) return problem(400, "operation-failed")
  const back = refunded + amount
  return set({
    status: back === captured ? "REFUNDED" : "PARTIALLY_REFUNDED",
    summary: { captured, refunded: back, cancelled }
  })
}

/** What becomes of a request: `lose` carries it out and loses the answer, `drop` does not carry it out. */
export type Fault = "lose" | "drop" | Reaction | undefined

/** A server with these charges, which answers a key as it did the first time. */
export const recurringServer = (
  charges: ReadonlyArray<Recurring.Charge> = [],
  {
    agreement = active,
    fault = () => undefined
  }: {
    readonly agreement?: Recurring.Agreement
    readonly fault?: (request: Recorded, state: State) => Fault
  } = {}
) => {
  const state: State = { agreement, charges: [...charges], created: new Map() }
  const answers = new Map<string, { readonly request: string; readonly answer: Answer }>()
  const answer = (request: Recorded): Answer => {
    const key = request.headers["idempotency-key"]
    if (key === undefined) return answerTo(state, request)
    const text = JSON.stringify([request.method, request.path, request.body])
    const before = answers.get(key)
    if (before !== undefined) return before.request === text ? before.answer : problem(409, "idempotency-conflict")
    const answer = answerTo(state, request)
    answers.set(key, { request: text, answer })
    return answer
  }
  const server = scripted((_, request): Reaction => {
    const now = fault(request, state)
    if (now === "drop") return "reset"
    if (now !== undefined && now !== "lose") return now
    const given = answer(request)
    return now === "lose" ? "reset" : given
  })
  /** Method and last part of the path of what was sent, without reads. */
  const sent = () =>
    server.seen
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path.split("/").at(-1)}`)
  return { ...server, state, sent }
}
