// @effect-diagnostics globalDate:off
/** Arbitrary requests by the specifications of all APIs but Recurring, sent to the emulator. */
import { startVipps } from "@effect-vipps/testing"
import * as FastCheck from "effect/FastCheck"
import type { Exchange } from "../recurringDrive.js"
import { validBy } from "./arbitrary.js"
import { type Document, type Json, jsonOf, type Operation } from "./Document.js"

const base = "http://127.0.0.1:4242"

const keys = (vipps: Awaited<ReturnType<typeof startVipps>>) => ({
  client_id: vipps.options.clientId,
  client_secret: vipps.options.clientSecret,
  "ocp-apim-subscription-key": vipps.options.subscriptionKey,
  "merchant-serial-number": vipps.options.merchantSerialNumber,
  // Checkout asks for these.
  "vipps-system-name": "shop",
  "vipps-system-version": "1.0.0",
  "vipps-system-plugin-name": "spec",
  "vipps-system-plugin-version": "1.0.0"
})

const png = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000000a7000000a7", "hex"),
  Buffer.alloc(16)
]).toString("base64")

/** A value of the schema, or one that exists. */
const either = (known: ReadonlyArray<string>, other: FastCheck.Arbitrary<unknown>) =>
  FastCheck.oneof({ weight: 3, arbitrary: FastCheck.constantFrom(...known) }, { weight: 1, arbitrary: other })

/** Payments, some approved and one captured, and what of them a request may name. */
const prepare = async (vipps: Awaited<ReturnType<typeof startVipps>>, headers: Readonly<Record<string, string>>) => {
  let lastKey = 0
  const call = async (path: string, body: Json) =>
    jsonOf(
      await (
        await vipps.options.fetch(base + path, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json", "idempotency-key": `key-${++lastKey}` },
          body: JSON.stringify(body)
        })
      ).json()
    )
  const urls: Array<string> = []
  const references = ["order-0001", "order-0002", "order-0003", "order-0004", "order-0005"]
  for (const reference of references) {
    const { redirectUrl } = await call("/epayment/v1/payments", {
      reference,
      amount: { value: 10_000, currency: "NOK" },
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/return"
    })
    urls.push(String(redirectUrl))
  }
  for (const reference of ["order-0001", "order-0004", "order-0005"]) await vipps.approve(reference)
  await call("/epayment/v1/payments/order-0001/capture", { modificationAmount: { value: 10_000, currency: "NOK" } })
  return { references, urls }
}

/** Requests that succeed, by operation: what depends on several fields at once is hardly ever right by chance. */
const sound: Readonly<Record<string, (nth: number) => Json>> = {
  createPayment: (nth) => ({
    reference: `payment-${nth}`,
    amount: { value: 10_000, currency: "NOK" },
    paymentMethod: { type: "WALLET" },
    userFlow: "WEB_REDIRECT",
    returnUrl: "https://shop.example/return"
  }),
  forceApprove: () => ({ customer: { phoneNumber: "4798765432" } }),
  "POST /checkout/v3/session": (nth) => ({
    type: "PAYMENT",
    reference: `session-${nth}`,
    merchantInfo: {
      callbackUrl: "https://shop.example/callback",
      returnUrl: "https://shop.example/return",
      callbackAuthorizationToken: "a-secret-of-the-shop"
    },
    transaction: { amount: { value: 10_000, currency: "NOK" }, paymentDescription: "Socks" }
  }),
  "PATCH /checkout/v3/session/{reference}": () => ({
    transaction: { amount: { value: 20_000, currency: "NOK" }, paymentDescription: "Socks" }
  }),
  "POST /v1/webhooks": (nth) => ({
    url: `https://shop.example/webhooks/${nth}`,
    events: ["epayments.payment.captured.v1"]
  })
}

const endings = new Set(["cancelPayment", "POST /checkout/v3/session/{reference}/expire"])

/** A sound body with at most two fields of an arbitrary one; or the arbitrary one. */
const nearly = (id: string, arbitrary: FastCheck.Arbitrary<unknown>): FastCheck.Arbitrary<(nth: number) => unknown> => {
  const base = sound[id]
  if (base === undefined) return arbitrary.map((body) => () => body)
  const fields = FastCheck.tuple(arbitrary.map(jsonOf), FastCheck.nat(), FastCheck.nat(2)).map(
    ([body, first, count]): Json => {
      const all = Object.entries(body)
      return Object.fromEntries([...all, ...all].slice(first % Math.max(1, all.length)).slice(0, count))
    }
  )
  return FastCheck.oneof(
    { weight: 4, arbitrary: fields.map((some) => (nth: number) => ({ ...base(nth), ...some })) },
    { weight: 1, arbitrary: arbitrary.map((body) => () => body) }
  )
}

/** Sends so many requests for each operation. */
export const drive = async (
  document: Document,
  operations: ReadonlyArray<Operation>,
  count: number,
  seed: number
): Promise<ReadonlyArray<Exchange>> => {
  const vipps = await startVipps({ rateLimits: false, tokenLifetime: "36500 days", paymentLifetime: "20 days" })
  const token = await vipps.options.fetch(`${base}/accesstoken/get`, { method: "POST", headers: keys(vipps) })
  const { access_token } = jsonOf(await token.json())
  const headers = { ...keys(vipps), authorization: `Bearer ${String(access_token)}` }
  const { references, urls } = await prepare(vipps, headers)
  const merchantQrIds = ["till-1", "till-2", "till-3"]
  const redirectIds = ["poster-1", "poster-2", "poster-3", "poster-4", "poster-5"]
  const put = { method: "PUT", headers: { ...headers, "content-type": "application/json" } }
  await vipps.options.fetch(`${base}/qr/v1/merchant-callback/till-1`, {
    ...put,
    body: '{"locationDescription":"Till"}'
  })
  const { customerToken } = await vipps.checkIn("till-1")
  const { qrCode } = await vipps.showPersonalQr()
  const ledgers = await vipps.options.fetch(`${base}/settlement/v1/ledgers`, { headers })
  const [ledger] = jsonOf(await ledgers.json())["items"] as ReadonlyArray<Json>
  const ledgerId = String(ledger?.["ledgerId"])
  const today = new Date().toISOString().slice(0, 10)
  const amount = FastCheck.record({
    value: FastCheck.integer({ min: 1, max: 200 }),
    currency: FastCheck.constantFrom("NOK", "NOK", "NOK", "EUR")
  })
  const webhook = await vipps.options.fetch(`${base}/webhooks/v1/webhooks`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", "idempotency-key": "webhook" },
    body: '{"url":"https://shop.example/webhooks","events":["epayments.payment.created.v1"]}'
  })
  const { id: webhookId } = jsonOf(await webhook.json())
  const anyText = FastCheck.string({ minLength: 1, maxLength: 30 })
  /** No dots: those of a path are taken out on the way. */
  const anyId = FastCheck.stringMatching(/^[\w æøå-]{1,30}$/)
  const known: Readonly<Record<string, FastCheck.Arbitrary<unknown>>> = {
    url: either(urls, FastCheck.webUrl()),
    id: either([...redirectIds, String(webhookId)], anyId),
    Reference: either([...references, "payment-0", "payment-1", "payment-2"], anyId),
    reference: either(
      [...references, "session-0", "session-1", "session-2"],
      FastCheck.stringMatching(/^[a-zA-Z0-9-]{8,50}$/)
    ),
    modificationAmount: amount,
    merchantQrId: either(merchantQrIds, anyId),
    beaconId: either(["beacon-1", "till-1"], anyId),
    customerToken: either([customerToken], anyText),
    qrCode: either([qrCode], anyText),
    orderId: either(references, anyId),
    paymentType: FastCheck.constantFrom("ECOM", "ecom", "RECURRING", "recurring"),
    src: either([png], anyText),
    ledgerId: either([ledgerId], anyId),
    topic: FastCheck.constantFrom("funds", "fees"),
    ledgerDate: either([today, "2026-01-01"], anyId),
    settlesForRecipientHandles: either([`api:${vipps.options.merchantSerialNumber}`], anyText)
  }

  const requestOf = ({ id, path, query, request }: Operation) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name)
    return FastCheck.record({
      path: FastCheck.tuple(...names.map((name) => known[name] ?? anyId)).map((values) =>
        names.reduce((made, name, i) => made.replace(`{${name}}`, encodeURIComponent(String(values[i]))), path)
      ),
      query: FastCheck.record(
        Object.fromEntries(query.map(({ name, schema }) => [name, known[name] ?? validBy(document, schema)])),
        { requiredKeys: [] }
      ),
      body:
        request === undefined
          ? FastCheck.constant(() => undefined)
          : nearly(
              id,
              validBy(document, request, (field) => known[field])
            )
    })
  }

  const exchanges: Array<Exchange> = []
  const all = operations.flatMap((operation) =>
    FastCheck.sample(requestOf(operation), { numRuns: count, seed }).map((one, i) => ({ i, one, operation }))
  )
  for (const { i, one, operation } of all.sort((a, b) => a.i - b.i)) {
    const { id, method } = operation
    // What ends something is as rare as it must be for the rest to find something.
    if ((method === "DELETE" && i % 3 > 0) || (endings.has(id) && i % 25 < 24)) continue
    const body = one.body(i)
    const query = new URLSearchParams(Object.entries(one.query).map(([name, value]) => [name, String(value)]))
    const response = await vipps.options.fetch(`${base}${one.path}${query.size > 0 ? `?${query}` : ""}`, {
      method,
      headers: {
        ...headers,
        accept: one.path.startsWith("/qr/v1/merchant-callback") ? "application/json" : "image/*",
        "content-type": "application/json",
        "idempotency-key": `${operation.id}-${i}`
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    exchanges.push({
      operation: id,
      requestBody: body,
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      body: await response.text()
    })
  }
  await vipps.close()
  return exchanges
}
