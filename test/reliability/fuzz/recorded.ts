/** Genuine calls with their requests and responses: a life of each API through the facade, against the emulator. */
import { VippsEmulator } from "@effect-vipps/emulator"
import { Vipps } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

export interface Exchange {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly status: number
  readonly answered: string
  readonly answeredHeaders: Readonly<Record<string, string>>
}

export interface Recorded {
  /** The same call by another client. */
  readonly call: (vipps: Vipps) => Promise<unknown>
  readonly exchange: Exchange
}

export interface Recording {
  readonly calls: ReadonlyArray<Recorded>
  readonly emulator: VippsEmulator.Service
  readonly close: () => Promise<void>
}

export const keys = {
  clientId: VippsEmulator.defaultCredentials.clientId,
  clientSecret: VippsEmulator.defaultCredentials.clientSecret,
  subscriptionKey: VippsEmulator.defaultCredentials.subscriptionKey,
  merchantSerialNumber: VippsEmulator.defaultCredentials.merchantSerialNumber,
  baseUrl: "http://emulator.test",
  logger: { warn: () => undefined }
}

const amount = { value: 10_000, currency: "NOK" as const }
const returnUrl = "https://shop.example/thanks"
const reference = "order-10001"

const asRecord = (headers: Headers): Readonly<Record<string, string>> => {
  const record: Record<string, string> = {}
  headers.forEach((value, name) => {
    record[name] = value
  })
  return record
}

export const record = async (): Promise<Recording> => {
  const scope = Effect.runSync(Scope.make())
  const emulator = await Effect.runPromise(Scope.extend(VippsEmulator.make({ allowHosts: ["emulator.test"] }), scope))
  let last: Exchange | undefined
  const vipps = new Vipps({
    ...keys,
    fetch: async (url: string, init: RequestInit) => {
      const response = await emulator.fetch(url, init)
      const text = await response.clone().text()
      last = {
        method: init.method ?? "GET",
        path: url.slice(keys.baseUrl.length),
        headers: asRecord(new Headers(init.headers)),
        body: typeof init.body === "string" ? init.body : undefined,
        status: response.status,
        answered: text,
        answeredHeaders: asRecord(response.headers)
      }
      return response
    }
  })
  const calls: Array<Recorded> = []
  const made = async <A>(call: (vipps: Vipps) => Promise<A>): Promise<A> => {
    const result = await call(vipps)
    if (last !== undefined) calls.push({ call, exchange: last })
    return result
  }

  await made(({ ePayment }) =>
    ePayment.createPayment({
      reference,
      amount,
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl
    })
  )
  await Effect.runPromise(emulator.approve(reference))
  await made(({ ePayment }) => ePayment.getPayment(reference))
  await made(({ ePayment }) => ePayment.capturePayment(reference, { modificationAmount: { ...amount, value: 6_000 } }))
  await made(({ ePayment }) => ePayment.refundPayment(reference, { modificationAmount: { ...amount, value: 1_000 } }))
  await made(({ ePayment }) => ePayment.cancelPayment(reference))
  await made(({ ePayment }) => ePayment.getPaymentEventLog(reference))
  await made(({ checkout }) =>
    checkout.createSession({
      reference: "session-10001",
      transaction: { amount, paymentDescription: "Socks" },
      merchantInfo: {
        callbackUrl: "https://shop.example/callback",
        returnUrl,
        callbackAuthorizationToken: "callback-token-1"
      }
    })
  )
  await made(({ checkout }) => checkout.getSession("session-10001"))
  const { agreementId } = await made(({ recurring }) =>
    recurring.draftAgreement({
      pricing: { type: "LEGACY", amount: 19_900, currency: "NOK" },
      interval: { unit: "MONTH", count: 1 },
      merchantRedirectUrl: returnUrl,
      merchantAgreementUrl: "https://shop.example/membership",
      productName: "Membership",
      initialCharge: { amount: 5_000, description: "First box", transactionType: "RESERVE_CAPTURE" }
    })
  )
  await Effect.runPromise(emulator.approveAgreement(agreementId))
  await made(({ recurring }) => recurring.getAgreement(agreementId))
  await made(({ recurring }) => recurring.listAgreements())
  await made(({ recurring }) => recurring.listCharges(agreementId))
  await made(({ qr }) => qr.createRedirect({ id: "poster-1", redirectUrl: "https://shop.example/poster" }))
  await made(({ qr }) => qr.getRedirect("poster-1"))
  await made(({ webhooks }) =>
    webhooks.register({ url: "https://shop.example/hook", events: ["epayments.payment.captured.v1"] })
  )
  await made(({ webhooks }) => webhooks.list())
  await vipps.close()
  return { calls, emulator, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}
