/** Drives an emulator's real `httpApp` inside the test's fiber, so that TestClock is its clock. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { Store } from "@effect-vipps/emulator/core/StateStore"
import * as Pages from "@effect-vipps/emulator/pages/app"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"

export const keys = VippsEmulator.defaultCredentials

/** The sales unit of {@link keys}, in another market. */
export const selling = (currency: VippsEmulator.Merchant["currency"]): VippsEmulator.Merchant => ({
  ...VippsEmulator.merchants.norway,
  currency
})

export interface Reply {
  readonly status: number
  readonly contentType: string | null
  readonly retryAfter: string | null
  readonly continuationToken: string | null
  readonly headers: globalThis.Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
  readonly json: any
}

export type Headers = Readonly<Record<string, string | undefined>>

export interface Ask {
  readonly headers?: Headers
  /** Anything but a string is sent as JSON. */
  readonly body?: unknown
}

const present = (headers: Headers): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

export const tokenHeaders = {
  client_id: keys.clientId,
  client_secret: keys.clientSecret,
  "Ocp-Apim-Subscription-Key": keys.subscriptionKey
}

export const checkoutHeaders = {
  ...tokenHeaders,
  "Merchant-Serial-Number": keys.merchantSerialNumber,
  "Vipps-System-Name": "shop",
  "Vipps-System-Version": "1.0",
  "Vipps-System-Plugin-Name": "shop-plugin",
  "Vipps-System-Plugin-Version": "2.0"
}

/** A valid create request. */
export const order = (reference: string, more: Readonly<Record<string, unknown>> = {}) => ({
  amount: { currency: "NOK", value: 10_000 },
  paymentMethod: { type: "WALLET" },
  reference,
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://shop.example/return",
  ...more
})

export const receipt = {
  orderLines: [
    {
      name: "Socks",
      id: "socks",
      totalAmount: 10_000,
      totalAmountExcludingTax: 8_000,
      totalTaxAmount: 2_000,
      taxRate: 2500
    }
  ],
  bottomLine: { currency: "NOK" }
}

export const modification = (value: number, currency = "NOK") => ({ modificationAmount: { currency, value } })

/** A valid session request. */
export const sessionRequest = (reference: string | undefined, more: Readonly<Record<string, unknown>> = {}) => ({
  type: "PAYMENT",
  ...(reference === undefined ? {} : { reference }),
  transaction: { amount: { currency: "NOK", value: 10_000 }, paymentDescription: "Socks" },
  merchantInfo: {
    callbackUrl: "https://shop.example/callback",
    returnUrl: "https://shop.example/return",
    callbackAuthorizationToken: "callback-secret"
  },
  ...more
})

export const errorCode = (reply: Reply): string | undefined =>
  reply.json.extraDetails?.find((detail: { name: string }) => detail.name === "ErrorCode")?.reason

export const fieldNames = (reply: Reply): ReadonlyArray<string> =>
  (reply.json.extraDetails ?? []).map((detail: { name: string }) => detail.name)

/** A new emulator, an access token for it, and functions to call it. */
export const start = (options: VippsEmulator.Options = {}, store?: Store) =>
  Effect.gen(function* () {
    // Most tests send more requests than a shop; RateLimits.test.ts turns the limits on.
    const core = yield* VippsEmulator.makeContext({ rateLimits: false, ...options }, store)
    const emulator = yield* VippsEmulator.makeService(core)
    const pages = Pages.make(core, emulator)

    const send = (method: string, path: string, { body, headers = {} }: Ask = {}): Effect.Effect<Reply> => {
      const json = body !== undefined && typeof body !== "string"
      const request = new Request(`http://127.0.0.1:4242${path}`, {
        method,
        headers: present({ ...(json ? { "Content-Type": "application/json" } : {}), ...headers }),
        ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body })
      })
      return emulator.httpApp.pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(request)),
        Effect.flatMap((response) => Effect.promise(() => read(HttpServerResponse.toWeb(response))))
      )
    }

    /** A page, or what its form leads to. */
    const page = (path: string, form?: Readonly<Record<string, string>>) =>
      Effect.suspend(() => {
        const request = new Request(new URL(path, "http://127.0.0.1:4242"), {
          ...(form && { method: "POST", body: new URLSearchParams(form) })
        })
        return pages.pipe(
          Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(request)),
          Effect.flatMap((response) => {
            const web = HttpServerResponse.toWeb(response)
            const location = web.headers.get("location")
            return Effect.map(
              Effect.promise(() => web.arrayBuffer()),
              (body) => ({
                status: web.status,
                headers: web.headers,
                location,
                body,
                html: Buffer.from(body).toString()
              })
            )
          })
        )
      })

    const token = (yield* send("POST", "/accesstoken/get", { headers: tokenHeaders })).json.access_token as string

    const auth = {
      Authorization: `Bearer ${token}`,
      "Ocp-Apim-Subscription-Key": keys.subscriptionKey,
      "Merchant-Serial-Number": keys.merchantSerialNumber
    }

    let lastKey = 0
    const payments = "/epayment/v1/payments"

    /** Every call gets a new idempotency key by default. */
    const pay = (method: string, path: string, body?: unknown, headers: Headers = {}) =>
      send(method, path, { body, headers: { ...auth, "Idempotency-Key": `key-${++lastKey}`, ...headers } })

    const checkout = (method: string, path: string, body?: unknown, headers: Headers = {}) =>
      send(method, `/checkout/v3/session${path}`, { body, headers: { ...checkoutHeaders, ...headers } })

    return {
      emulator,
      send,
      page,
      auth,
      checkout,
      create: (body: unknown, headers?: Headers) => pay("POST", payments, body, headers),
      get: (reference: string) => pay("GET", `${payments}/${reference}`),
      events: (reference: string) => pay("GET", `${payments}/${reference}/events`),
      capture: (reference: string, value: number, headers?: Headers) =>
        pay("POST", `${payments}/${reference}/capture`, modification(value), headers),
      refund: (reference: string, value: number, headers?: Headers) =>
        pay("POST", `${payments}/${reference}/refund`, modification(value), headers),
      cancel: (reference: string, body?: unknown, headers?: Headers) =>
        pay("POST", `${payments}/${reference}/cancel`, body, headers),
      forceApprove: (reference: string, body: unknown) =>
        pay("POST", `/epayment/v1/test/payments/${reference}/approve`, body),
      pay
    }
  })

export type Harness = Effect.Effect.Success<ReturnType<typeof start>>

const read = async (response: Response): Promise<Reply> => {
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const { headers, status } = response
  return {
    status,
    headers,
    contentType: headers.get("content-type"),
    retryAfter: headers.get("retry-after"),
    continuationToken: headers.get("continuation-token"),
    text,
    json
  }
}
