/** Calls the emulated Recurring API of one emulator, inside the test's fiber. */
import type * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { Headers, Reply } from "./harness.js"
import { start } from "./harness.js"

/** A Monday at noon in Oslo, in winter. */
export const monday = Date.UTC(2026, 0, 5, 11)

export const draftRequest = (more: Readonly<Record<string, unknown>> = {}) => ({
  pricing: { type: "LEGACY", currency: "NOK", amount: 19_900 },
  interval: { unit: "MONTH", count: 1 },
  merchantRedirectUrl: "https://shop.example/welcome",
  merchantAgreementUrl: "https://shop.example/membership",
  productName: "Sock club",
  ...more
})

export const chargeRequest = (more: Readonly<Record<string, unknown>> = {}) => ({
  amount: 19_900,
  transactionType: "DIRECT_CAPTURE",
  description: "January",
  type: "RECURRING",
  due: "2026-01-10",
  retryDays: 2,
  ...more
})

export const initialCharge = (more: Readonly<Record<string, unknown>> = {}) => ({
  amount: 9_900,
  description: "First pair",
  transactionType: "DIRECT_CAPTURE",
  orderId: "first-0001",
  ...more
})

export const base = "/recurring/v3/agreements"

/** What a refusal says: its status and the last part of its type. */
export const problem = ({ json, status }: Reply): string => `${status} ${String(json?.type).replace(/^.*#/, "")}`

export const startRecurring = (options: VippsEmulator.Options = {}, now = monday) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now)
    const harness = yield* start({ tokenLifetime: "36500 days", ...options })
    const { auth, emulator, send } = harness
    let lastKey = 0
    const call = (method: string, path: string, body?: unknown, headers: Headers = {}) =>
      send(method, path, {
        body,
        headers: { ...auth, ...(method === "GET" ? {} : { "Idempotency-Key": `key-${++lastKey}` }), ...headers }
      })
    const draft = (more: Readonly<Record<string, unknown>> = {}, headers?: Headers) =>
      call("POST", base, draftRequest(more), headers)
    const drafted = (more?: Readonly<Record<string, unknown>>) =>
      Effect.map(draft(more), ({ json }) => json.agreementId as string)
    const active = (more?: Readonly<Record<string, unknown>>) =>
      Effect.tap(drafted(more), (id) => emulator.approveAgreement(id))
    const charges = (id: string) => `${base}/${id}/charges`
    return {
      ...harness,
      call,
      draft,
      drafted,
      active,
      agreement: (id: string) => call("GET", `${base}/${id}`),
      update: (id: string, body: unknown, headers?: Headers) => call("PATCH", `${base}/${id}`, body, headers),
      charge: (id: string, more?: Readonly<Record<string, unknown>>, headers?: Headers) =>
        call("POST", charges(id), chargeRequest(more), headers),
      getCharge: (id: string, chargeId: string) => call("GET", `${charges(id)}/${chargeId}`),
      listCharges: (id: string, query = "", headers?: Headers) =>
        call("GET", `${charges(id)}${query}`, undefined, headers),
      cancelCharge: (id: string, chargeId: string, headers?: Headers) =>
        call("DELETE", `${charges(id)}/${chargeId}`, undefined, headers),
      captureCharge: (id: string, chargeId: string, amount: number, headers?: Headers) =>
        call("POST", `${charges(id)}/${chargeId}/capture`, { amount }, headers),
      refundCharge: (id: string, chargeId: string, amount: number, headers?: Headers) =>
        call("POST", `${charges(id)}/${chargeId}/refund`, { amount, description: "Returned" }, headers),
      /** Moves the clock to this moment in UTC. */
      until: (iso: string) => TestClock.setTime(Date.parse(iso)),
      /** The webhooks so far, as their bodies. */
      events: Effect.map(emulator.deliveries, (all) => all.map(({ body }) => JSON.parse(body))),
      listen: (events: ReadonlyArray<string>) =>
        call("POST", "/webhooks/v1/webhooks", { url: "https://shop.example/hook", events })
    }
  })
