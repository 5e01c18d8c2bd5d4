/** What is repeated: each subject makes itself, works a number of times, and closes. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { VippsEmulator } from "@effect-vipps/emulator"
import { Vipps, verifyWebhook, webhookHandler } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { signed } from "../../support/signing.js"

export interface Subject {
  /** One piece of work, by its number. */
  readonly once: (n: number) => Promise<unknown>
  /** After a round: what grows by design is forgotten. */
  readonly settle?: () => Promise<unknown>
  readonly close: () => Promise<unknown>
}

const keys = {
  clientId: "client-id",
  clientSecret: "client-secret",
  subscriptionKey: "subscription-key",
  merchantSerialNumber: "123456"
}

const logger = { warn: () => undefined }

/** Every third call is refused, every fifth is aborted midway: errors and interruptions leave nothing behind, either. */
const reference = (n: number): string => `${n % 3 === 0 ? "missing" : "order"}-${10_000 + (n % 1_000)}`

const effects = async (client: Layer.Layer<HttpClient.HttpClient>, url: string): Promise<Subject> => {
  const config = VippsConfig.layer({
    ...keys,
    clientSecret: Redacted.make(keys.clientSecret),
    subscriptionKey: Redacted.make(keys.subscriptionKey),
    baseUrl: url
  })
  const runtime = ManagedRuntime.make(Layer.merge(client, config))
  return {
    once: (n) => {
      const call = EPayment.getPayment(reference(n))
      return runtime.runPromiseExit(n % 5 === 0 ? Effect.timeout(call, "1 millis") : call)
    },
    close: () => runtime.dispose()
  }
}

const facade = async (url: string): Promise<Subject> => {
  const vipps = new Vipps({ ...keys, baseUrl: url, logger })
  // One for all calls, as of a server that shuts down.
  const shutdown = new AbortController()
  return {
    once: async (n) => {
      const own = new AbortController()
      const signal = n % 5 === 0 ? own.signal : shutdown.signal
      const call = vipps.ePayment.getPayment(reference(n), { signal }).catch(() => undefined)
      if (n % 5 === 0) setImmediate(() => own.abort())
      return call
    },
    close: () => vipps.close()
  }
}

const webhooks = async (): Promise<Subject> => {
  const url = "https://shop.example/webhooks"
  const secret = "webhook-secret"
  const bodyOf = (n: number) =>
    JSON.stringify({
      msn: "123456",
      reference: `order-${10_000 + n}`,
      pspReference: `psp-${n}`,
      name: "CAPTURED",
      amount: { currency: "NOK", value: 100 },
      timestamp: "2026-11-26T10:00:00.000Z",
      idempotencyKey: null,
      success: true
    })
  const handle = webhookHandler({ secret, url, logger, onEvent: () => Promise.resolve() })
  return {
    once: async (n) => {
      // The inbox remembers the last 50,000 events, which is no leak: after a thousand these are redelivered.
      const body = bodyOf(n % 1_000)
      const headers = signed({ secret: n % 3 === 0 ? "another" : secret, url, body })
      if (n % 2 === 0)
        return handle(new Request(url, { method: "POST", headers: { ...headers, host: "shop.example" }, body }))
      return verifyWebhook({ secret, url, headers: { ...headers, host: "shop.example" }, body }).catch(() => undefined)
    },
    close: () => Promise.resolve()
  }
}

/** Payments from their creation to their refund; the emulator keeps them until it is reset, after each round. */
const emulator = async (): Promise<Subject> => {
  const runtime = ManagedRuntime.make(VippsEmulator.layer())
  const service = await runtime.runPromise(VippsEmulator.VippsEmulator)
  const { clientId, clientSecret, merchantSerialNumber, subscriptionKey } = VippsEmulator.defaultCredentials
  const vipps = new Vipps({
    clientId,
    clientSecret,
    subscriptionKey,
    merchantSerialNumber,
    baseUrl: "http://127.0.0.1:1",
    fetch: service.fetch
  })
  return {
    once: async (n) => {
      const reference = `order-${100_000 + n}`
      const amount = { value: 10_000, currency: "NOK" as const }
      await vipps.ePayment.createPayment({
        reference,
        amount,
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://shop.example/thanks"
      })
      await runtime.runPromise(service.approve(reference))
      await vipps.ePayment.capturePayment(reference, { modificationAmount: amount })
      await vipps.ePayment.refundPayment(reference, { modificationAmount: amount })
    },
    settle: () => runtime.runPromise(service.reset),
    close: async () => {
      await vipps.close()
      await runtime.dispose()
    }
  }
}

export const subjects = {
  "FetchHttpClient.layer": (url: string) => effects(FetchHttpClient.layer, url),
  "FetchHttp.layer": (url: string) => effects(FetchHttp.layer, url),
  "NodeHttp.layer": (url: string) => effects(NodeHttp.layer, url),
  "@effect-vipps/promise": facade,
  webhooks,
  "emulator payments": emulator
} as const

export type SubjectName = keyof typeof subjects
