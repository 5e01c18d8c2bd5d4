/**
 * Mutated responses, webhooks and requests. Whatever they are, a call ends in its result or a `VippsError`, a receiver
 * responds with 200 or a 4xx, and the emulator with anything but a 5xx.
 */
import { isVippsError, Vipps, VippsWebhookError, verifyWebhook, webhookHandler } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import { random } from "../../soak/random.js"
import { signed } from "../../support/signing.js"
import { headerValue, mutated, picked } from "./mutate.js"
import { keys, record } from "./recorded.js"

export interface Options {
  readonly seed: number
  /** Cases of each kind. */
  readonly runs: number
}

export interface Kind {
  readonly cases: number
  /** How cases ended: the tags of errors, and statuses. */
  readonly ends: Readonly<Record<string, number>>
  /** Milliseconds of CPU that the costliest case took. */
  readonly costliest: number
}

export interface Report {
  readonly kinds: Readonly<Record<string, Kind>>
  /** What must not happen, with what caused it. */
  readonly findings: ReadonlyArray<string>
}

const shown = (value: unknown): string => {
  try {
    return String(value instanceof Error ? value.stack : JSON.stringify(value)).slice(0, 1_500)
  } catch {
    return typeof value
  }
}

/** Runs cases of one kind. A case gives how it ended; what it throws is a finding. */
const cases = async (
  runs: number,
  findings: Array<string>,
  name: string,
  one: (n: number) => Promise<string>
): Promise<Kind> => {
  const ends: Record<string, number> = {}
  let costliest = 0
  for (let n = 0; n < runs; n++) {
    const before = process.cpuUsage()
    const end = await one(n).catch((error: unknown) => {
      findings.push(`${name} ${n}: ${shown(error)}`)
      return "finding"
    })
    const { system, user } = process.cpuUsage(before)
    costliest = Math.max(costliest, (system + user) / 1_000)
    ends[end] = (ends[end] ?? 0) + 1
  }
  return { cases: runs, ends, costliest }
}

const statuses = [200, 200, 200, 200, 201, 202, 204, 302, 400, 401, 403, 404, 409, 415, 423, 429, 500, 502, 503, 299]

/** A status that `Response` has no body for. */
const isBare = (status: number): boolean => status === 204

export const fuzz = async ({ runs, seed }: Options): Promise<Report> => {
  let recording = await record()
  const { calls } = recording
  const findings: Array<string> = []

  const responses = await cases(runs, findings, "response", async (n) => {
    const chance = random(seed, 1, n)
    const { call, exchange } = picked(chance, calls)
    const vipps = new Vipps({
      ...keys,
      maxRetries: 0,
      fetch: async (url: string) => {
        if (url.endsWith("/accesstoken/get") && chance.chance(0.9))
          return Response.json({ token_type: "Bearer", expires_in: "3600", access_token: "token-1" })
        const status = chance.chance(0.5) ? exchange.status : picked(chance, statuses)
        const headers = Object.entries(exchange.answeredHeaders).map(
          ([name, value]) => [name, chance.chance(0.2) ? headerValue(chance, value) : value] as [string, string]
        )
        if (chance.chance(0.2)) headers.push(["retry-after", headerValue(chance, "1")])
        return new Response(isBare(status) ? null : mutated(chance, exchange.answered), { status, headers })
      }
    })
    try {
      await call(vipps)
      return "success"
    } catch (error) {
      if (!isVippsError(error)) throw error
      JSON.stringify(error)
      return error._tag
    } finally {
      await vipps.close()
    }
  })

  const inputs = await cases(runs, findings, "request", async (n) => {
    const chance = random(seed, 2, n)
    const withBody = calls.filter(({ exchange }) => exchange.body !== undefined && exchange.body !== "")
    const { exchange } = picked(chance, withBody)
    let request: unknown
    try {
      request = JSON.parse(mutated(chance, exchange.body ?? ""))
    } catch {
      request = mutated(chance, exchange.path)
    }
    let sent = 0
    const vipps = new Vipps({
      ...keys,
      maxRetries: 0,
      fetch: async (url: string, init: RequestInit) => {
        sent++
        // What passes the client is JSON, to a path of Vipps.
        if (typeof init.body === "string" && url.includes("/v")) JSON.parse(init.body)
        if (new URL(url).origin !== keys.baseUrl) throw new RangeError(`sent to ${url}`)
        return url.endsWith("/accesstoken/get")
          ? Response.json({ token_type: "Bearer", expires_in: "3600", access_token: "token-1" })
          : new Response("{}", { status: 400 })
      }
    })
    const any = request as never
    const text = typeof request === "string" ? (request as never) : (mutated(chance, "order-10001") as never)
    const attempts = [
      () => vipps.ePayment.createPayment(any),
      () => vipps.ePayment.capturePayment(text, any),
      () => vipps.ePayment.getPayment(text, any),
      () => vipps.checkout.createSession(any),
      () => vipps.recurring.draftAgreement(any),
      () => vipps.recurring.createCharge(text, any),
      () => vipps.qr.createRedirect(any, any),
      () => vipps.webhooks.register(any),
      () => vipps.request(any)
    ]
    try {
      await picked(chance, attempts)()
      return "success"
    } catch (error) {
      if (!isVippsError(error)) throw error
      if (error._tag === "VippsInputError" && sent > 0) throw new Error(`sent, and invalid: ${shown(error)}`)
      return error._tag
    } finally {
      await vipps.close()
    }
  })

  const url = "https://shop.example/webhooks"
  const secret = "webhook-secret"
  const event = JSON.stringify({
    msn: "123456",
    reference: "order-10001",
    pspReference: "psp-1",
    name: "CAPTURED",
    amount: { currency: "NOK", value: 100 },
    timestamp: "2026-11-26T10:00:00.000Z",
    idempotencyKey: null,
    success: true
  })
  const handle = webhookHandler({ secret, url, logger: keys.logger, onEvent: () => Promise.resolve() })
  const webhooks = await cases(runs, findings, "webhook", async (n) => {
    const chance = random(seed, 3, n)
    const body = mutated(chance, event)
    const genuine = { ...signed({ secret, url, body }), host: "shop.example" }
    const isGenuine = chance.chance(0.5)
    const headers = Object.fromEntries(
      Object.entries(genuine).map(([name, value]) => [name, isGenuine ? value : headerValue(chance, value)])
    )
    if (chance.chance(0.5)) {
      const { status } = await handle(new Request(url, { method: "POST", headers, body }))
      if (status !== 200 && (status < 400 || status >= 500))
        throw new Error(`${status} for ${shown({ headers, body })}`)
      return String(status)
    }
    try {
      const { _tag } = await verifyWebhook({ secret, url, headers, body })
      return _tag === "Unknown" ? "Unknown" : "event"
    } catch (error) {
      if (!(error instanceof VippsWebhookError)) throw error
      return error.reason
    }
  })

  const requests = await cases(runs, findings, "emulator", async (n) => {
    const chance = random(seed, 4, n)
    // Five changes of a kind are allowed in a minute, and an access token lives for an hour.
    if (n % 300 === 299) {
      await recording.close()
      recording = await record()
    } else if (n % 6 === 5) await Effect.runPromise(recording.emulator.moveClock("1 minute"))
    const { exchange } = picked(chance, recording.calls)
    const path = chance.chance(0.3) ? mutated(chance, exchange.path).slice(0, 8_000) : exchange.path
    const method = chance.chance(0.1) ? picked(chance, ["GET", "POST", "PUT", "PATCH", "DELETE"]) : exchange.method
    const headers = Object.entries(exchange.headers).map(
      ([name, value]) => [name, chance.chance(0.1) ? headerValue(chance, value) : value] as [string, string]
    )
    const body = method === "GET" || exchange.body === undefined ? undefined : mutated(chance, exchange.body)
    const init = body === undefined ? { method, headers } : { method, headers, body }
    const { origin } = new URL(keys.baseUrl)
    // Another host is another server.
    const target = `${origin}/${path.replace(/^\/+/, "")}`
    const response = await recording.emulator.fetch(target, init)
    await response.text()
    if (response.status >= 500) throw new Error(`${response.status} for ${shown({ target, ...init })}`)
    return String(response.status)
  })

  await recording.close()
  return { kinds: { responses, requests: inputs, webhooks, "emulator input": requests }, findings }
}
