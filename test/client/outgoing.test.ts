// @effect-diagnostics anyUnknownInErrorContext:off
/** What a call hands to a transport, and that an `HttpClient` is handed the same. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import {
  Checkout,
  EPayment,
  OrderManagement,
  Qr,
  Recurring,
  Report,
  Userinfo,
  VippsConfig,
  VippsRequest,
  Webhooks
} from "@effect-vipps/client"
import { version } from "@effect-vipps/client/internal/request/version"
import { clientOf, type Outgoing, type Transport } from "@effect-vipps/client/internal/transport/transport"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import { tokenResponse } from "../support/samples.js"
import { capture, modified, options, sensitive } from "./support.js"

type Fields = Readonly<Record<string, string | undefined>>

const baseUrl = "https://vipps.example:8443"

const isToken = (url: string): boolean => /token/i.test(url)

const answer = (url: string): string => JSON.stringify(isToken(url) ? tokenResponse(sensitive.token) : modified)

interface Sent extends Omit<Outgoing, "headers"> {
  readonly headers: Fields
}

/** By their names in small letters; a name that is there twice is a mistake. */
const fieldsOf = (flat: ReadonlyArray<string>): Fields => {
  const fields: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) {
    const name = (flat[i] ?? "").toLowerCase()
    assert.notProperty(fields, name)
    fields[name] = flat[i + 1] ?? ""
  }
  return fields
}

const overTransport = () => {
  const sent: Array<Sent> = []
  const transport: Transport = (request, receiver) => {
    sent.push({ ...request, headers: fieldsOf(request.headers) })
    queueMicrotask(() => {
      receiver.started()
      receiver.answered(200, { "content-type": "application/json" }, answer(request.url))
    })
    return () => {}
  }
  return { sent, http: clientOf(transport) }
}

const overClient = () => {
  const sent: Array<Fields> = []
  const http = HttpClient.make((request) =>
    Effect.sync(() => {
      const { "content-length": _, ...headers } = request.headers
      sent.push(headers)
      return HttpClientResponse.fromWeb(request, new Response(answer(request.url)))
    })
  )
  return { sent, http }
}

const common: Fields = {
  accept: "application/json, application/problem+json",
  "user-agent": `effect-vipps/${version}`,
  "ocp-apim-subscription-key": sensitive.subscriptionKey,
  "merchant-serial-number": "123456",
  "vipps-system-name": "shop",
  "vipps-system-version": "1.2.3",
  "vipps-system-plugin-name": "shop-vipps",
  "vipps-system-plugin-version": "4.5.6"
}
const bearer: Fields = { ...common, authorization: `Bearer ${sensitive.token}` }
const json: Fields = { "content-type": "application/json" }
const key: Fields = { "idempotency-key": "key-1" }
const { "ocp-apim-subscription-key": _key, ...withoutKey } = bearer
const { "merchant-serial-number": _msn, ...accounting } = withoutKey
const unknownSender = { accept: "image/png, image/svg+xml", "user-agent": `effect-vipps/${version}` }

const category = { category: "DELIVERY", orderDetailsUrl: "https://example.com/receipt" } as const
const registration = { url: "https://example.com/hook", events: ["epayments.payment.captured.v1"] } as const

interface Case {
  readonly call: Effect.Effect<unknown, unknown, VippsConfig.VippsConfig | HttpClient.HttpClient>
  readonly config?: Partial<VippsConfig.Options>
  readonly sent: Sent
}

const once = { idempotencyKey: "key-1" } as const

const sent = (method: string, path: string, headers: Fields, more: Partial<Sent> = {}): Sent => ({
  method,
  url: path.startsWith("/") ? baseUrl + path : path,
  headers,
  body: undefined,
  bytes: false,
  maxResponseSize: 5_000_000,
  repeatable: true,
  ...more
})

const captured = JSON.stringify(capture)
const id = "00000000-0000-4000-8000-000000000000"
const payments = "/epayment/v1/payments/order-12345"

const cases: Readonly<Record<string, Case>> = {
  "a capture: its key and its body": {
    call: EPayment.capturePayment("order-12345", capture, once),
    sent: sent("POST", `${payments}/capture`, { ...bearer, ...key, ...json }, { body: captured })
  },
  "a capture for another sales unit": {
    call: EPayment.capturePayment("order-12345", capture, { ...once, merchantSerialNumber: "654321" }),
    sent: sent(
      "POST",
      `${payments}/capture`,
      { ...bearer, ...key, ...json, "merchant-serial-number": "654321" },
      { body: captured }
    )
  },
  "a read: no key and no body": {
    call: EPayment.getPayment("order-12345"),
    sent: sent("GET", payments, bearer)
  },
  "a change without a body": {
    call: Webhooks.remove(id, once),
    sent: sent("DELETE", `/webhooks/v1/webhooks/${id}`, { ...bearer, ...key })
  },
  "a body without a key": {
    call: OrderManagement.putCategory("ecom", "order-12345", category),
    sent: sent(
      "PUT",
      "/order-management/v2/ecom/categories/order-12345",
      { ...bearer, ...json },
      { body: JSON.stringify(category) }
    )
  },
  "a call that Vipps does not recognise twice, with a limit of its own": {
    call: Webhooks.register(registration, once),
    config: { maxResponseSize: 1000 },
    sent: sent(
      "POST",
      "/webhooks/v1/webhooks",
      { ...bearer, ...key, ...json },
      { body: JSON.stringify(registration), maxResponseSize: 1000, repeatable: false }
    )
  },
  "client id and secret instead of a token": {
    call: Checkout.getSession("order-12345"),
    sent: sent("GET", "/checkout/v3/session/order-12345", {
      ...common,
      client_id: "client-id",
      client_secret: sensitive.clientSecret
    })
  },
  "a request of the program's own": {
    call: VippsRequest.send({ method: "GET", path: "/recurring/v3/agreements?status=ACTIVE" }),
    sent: sent("GET", "/recurring/v3/agreements?status=ACTIVE", bearer)
  },
  "an operation without the subscription key": {
    call: Userinfo.getUserinfo("sub-1"),
    sent: sent("GET", "/vipps-userinfo-api/userinfo/sub-1", withoutKey)
  },
  "the same operation with it, where the configuration says so": {
    call: Userinfo.getUserinfo("sub-1"),
    config: { userinfoSubscriptionKey: true },
    sent: sent("GET", "/vipps-userinfo-api/userinfo/sub-1", bearer)
  },
  "accounting keys, which know neither subscription key nor sales unit": {
    call: Report.getLedgers(),
    config: { accountingKeys: true },
    sent: sent("GET", "/settlement/v1/ledgers", accounting)
  },
  "an operation that does not ask for JSON": {
    call: Qr.getRedirect("qr-1"),
    sent: sent("GET", "/qr/v1/merchant-redirect/qr-1", { ...bearer, accept: "image/*" })
  },
  "a header of the call's own": {
    call: Recurring.listCharges("agr_1", { continuationToken: "page-2" }),
    sent: sent("GET", "/recurring/v3/agreements/agr_1/charges", { ...bearer, "continuation-token": "page-2" })
  },
  "headers of the call's own, one of which replaces that of its operation": {
    call: Qr.getRedirect("qr-1", { format: "PNG", size: 300 }),
    sent: sent("GET", "/qr/v1/merchant-redirect/qr-1", { ...bearer, accept: "image/png", size: "300" })
  },
  "bytes from another host, which gets to know nothing about the merchant": {
    call: Qr.downloadImage("https://images.example/qr/1.png"),
    sent: sent("GET", "https://images.example/qr/1.png", unknownSender, { bytes: true })
  }
}

const layerOf = (http: HttpClient.HttpClient, config: Partial<VippsConfig.Options> = {}) =>
  Layer.merge(
    Layer.succeed(HttpClient.HttpClient, http),
    VippsConfig.layer({
      ...options,
      environment: undefined,
      baseUrl,
      systemName: "shop",
      systemVersion: "1.2.3",
      pluginName: "shop-vipps",
      pluginVersion: "4.5.6",
      ...config
    })
  )

const run = ({ call, config }: Pick<Case, "call" | "config">, http: HttpClient.HttpClient) =>
  Effect.exit(call).pipe(Effect.provide(layerOf(http, config)))

describe("what a call hands to a transport", () => {
  for (const [name, one] of Object.entries(cases)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { http, sent } = overTransport()
        yield* run(one, http)
        assert.deepStrictEqual(sent.at(-1), one.sent)
        const general = overClient()
        yield* run(one, general.http)
        assert.deepStrictEqual(general.sent.at(-1), one.sent.headers)
      })
    )
  }
})

describe("the request for a token", () => {
  const form = { "content-type": "application/x-www-form-urlencoded" }
  const { "ocp-apim-subscription-key": _, "merchant-serial-number": __, ...keyless } = common
  const credentials = Encoding.encodeBase64(`client-id:${sensitive.clientSecret}`)
  const requests = {
    "client id and secret, and no body": {
      config: {},
      sent: sent("POST", "/accesstoken/get", {
        ...common,
        client_id: "client-id",
        client_secret: sensitive.clientSecret
      })
    },
    "accounting keys as HTTP Basic authentication, and a form": {
      config: { accountingKeys: true },
      sent: sent(
        "POST",
        "/miami/v1/token",
        { ...keyless, ...form, authorization: `Basic ${credentials}` },
        { body: "grant_type=client_credentials" }
      )
    }
  }
  for (const [name, { config, sent: expected }] of Object.entries(requests)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { http, sent } = overTransport()
        yield* run({ call: Report.getLedgers(), config }, http)
        assert.deepStrictEqual(sent[0], expected)
        const general = overClient()
        yield* run({ call: Report.getLedgers(), config }, general.http)
        assert.deepStrictEqual(general.sent[0], expected.headers)
      })
    )
  }
})

describe("what a call makes of bytes", () => {
  it.effect("all 256 bytes arrive as they were sent, over either", () =>
    Effect.gen(function* () {
      const image = Uint8Array.from({ length: 256 }, (_, i) => i)
      const transport: Transport = ({ bytes }, receiver) => {
        queueMicrotask(() => receiver.answered(200, {}, bytes === true ? image : new TextDecoder().decode(image)))
        return () => {}
      }
      const client = HttpClient.make((request) =>
        Effect.sync(() => HttpClientResponse.fromWeb(request, new Response(image)))
      )
      const call = Qr.downloadImage("https://images.example/qr/1.png")
      for (const http of [clientOf(transport), client]) {
        const downloaded = yield* Effect.provide(call, layerOf(http))
        assert.deepStrictEqual([...downloaded.bytes], [...image])
      }
    })
  )
})

describe("the key of a change", () => {
  it.effect("a change that sets a state has a new UUID in each call, where the caller has no key", () =>
    Effect.gen(function* () {
      const { http, sent } = overTransport()
      const remove = Webhooks.remove(id)
      yield* Effect.zipRight(remove, remove).pipe(Effect.provide(layerOf(http)))
      const keys = sent.flatMap(({ headers, method }) =>
        method === "DELETE" ? [headers["idempotency-key"] ?? ""] : []
      )
      for (const key of keys) assert.match(key, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      assert.strictEqual(new Set(keys).size, 2)
    })
  )
})
