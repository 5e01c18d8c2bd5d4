/** Calls of the first sales unit to a served emulator, within the process; a token that has expired is replaced. */
import type { VippsEmulator } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import { keys, modification, type order, tokenHeaders } from "./harness.js"
import { chargeRequest, draftRequest } from "./recurringHarness.js"

interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
  readonly json: any
}

export const apiOf = (emulator: VippsEmulator.Service, url: string) =>
  Effect.gen(function* () {
    const send = (path: string, headers: Readonly<Record<string, string>>, body?: unknown): Effect.Effect<Reply> =>
      Effect.promise(async () => {
        const reply = await emulator.fetch(`${url}${path}`, {
          method: body === undefined ? "GET" : "POST",
          headers: { "Content-Type": "application/json", ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) })
        })
        const text = await reply.text()
        return { status: reply.status, json: text === "" ? undefined : JSON.parse(text) }
      })
    const login = Effect.map(send("/accesstoken/get", tokenHeaders, {}), ({ json }) => json.access_token as string)
    let token = yield* login
    let calls = 0
    const call = (path: string, body?: unknown, key?: string): Effect.Effect<Reply> => {
      const attempt = Effect.suspend(() =>
        send(
          path,
          {
            Authorization: `Bearer ${token}`,
            "Ocp-Apim-Subscription-Key": keys.subscriptionKey,
            "Merchant-Serial-Number": keys.merchantSerialNumber,
            "Idempotency-Key": idempotencyKey
          },
          body
        )
      )
      const idempotencyKey = key ?? `key-${++calls}`
      return Effect.flatMap(attempt, (reply) => {
        if (reply.status !== 401) return Effect.succeed(reply)
        return Effect.flatMap(login, (fresh) => {
          token = fresh
          return attempt
        })
      })
    }
    return {
      call,
      create: (payment: ReturnType<typeof order>) => call("/epayment/v1/payments", payment),
      get: (reference: string) => call(`/epayment/v1/payments/${reference}`),
      capture: (reference: string, value: number, key: string) =>
        call(`/epayment/v1/payments/${reference}/capture`, modification(value), key),
      refund: (reference: string, value: number) =>
        call(`/epayment/v1/payments/${reference}/refund`, modification(value)),
      register: (hook: string, events: ReadonlyArray<string>) => call("/webhooks/v1/webhooks", { url: hook, events }),
      draft: Effect.map(call("/recurring/v3/agreements", draftRequest()), ({ json }) => json.agreementId as string),
      charge: (agreementId: string, more: Readonly<Record<string, unknown>>) =>
        call(`/recurring/v3/agreements/${agreementId}/charges`, chargeRequest(more))
    }
  })
