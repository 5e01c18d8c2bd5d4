// @effect-diagnostics globalDate:off
/** Arbitrary requests of the emulated Recurring API, most of them nearly right, and what came of them. */
import type * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as FastCheck from "effect/FastCheck"

export interface Exchange {
  readonly operation: string
  readonly requestBody: unknown
  readonly status: number
  readonly contentType: string
  readonly body: string
}

const base = "/recurring/v3/agreements"

const pricing = FastCheck.oneof(
  FastCheck.record({
    type: FastCheck.constant("LEGACY"),
    currency: FastCheck.constant("NOK"),
    amount: FastCheck.integer({ min: 1, max: 1_000_000 })
  }),
  FastCheck.record({
    type: FastCheck.constant("VARIABLE"),
    currency: FastCheck.constant("NOK"),
    suggestedMaxAmount: FastCheck.integer({ min: 1, max: 2_000_000 })
  }),
  FastCheck.record({ type: FastCheck.constant("FLEXIBLE"), currency: FastCheck.constant("NOK") })
)

const text = (max: number) => FastCheck.string({ minLength: 1, maxLength: max })
const id = FastCheck.stringMatching(/^[a-zA-Z0-9-]{8,20}$/)
const period = FastCheck.record({
  unit: FastCheck.constantFrom("YEAR", "MONTH", "WEEK", "DAY"),
  count: FastCheck.integer({ min: 1, max: 31 })
})
const transactionType = FastCheck.constantFrom("DIRECT_CAPTURE", "RESERVE_CAPTURE")
const amount = FastCheck.constantFrom(100, 151, 182, 201, 4_900, 19_900)

const campaign = FastCheck.oneof(
  FastCheck.record({
    type: FastCheck.constant("PRICE_CAMPAIGN"),
    price: FastCheck.nat(10_000),
    end: FastCheck.constant("2099-01-01T00:00:00Z")
  }),
  FastCheck.record({ type: FastCheck.constant("PERIOD_CAMPAIGN"), price: FastCheck.nat(10_000), period }),
  FastCheck.record({
    type: FastCheck.constant("EVENT_CAMPAIGN"),
    price: FastCheck.nat(10_000),
    eventDate: FastCheck.constant("2099-01-01T00:00:00Z"),
    eventText: text(15)
  })
)

const draft = FastCheck.record(
  {
    pricing,
    interval: period,
    merchantRedirectUrl: FastCheck.constant("https://shop.example/welcome"),
    merchantAgreementUrl: FastCheck.constant("https://shop.example/membership"),
    productName: text(45),
    productDescription: text(100),
    externalId: id,
    scope: FastCheck.constantFrom("name", "name email", ""),
    campaign,
    initialCharge: FastCheck.record(
      { amount, description: text(100), transactionType, orderId: id, externalId: id },
      { requiredKeys: ["amount", "description", "transactionType"] }
    )
  },
  { requiredKeys: ["pricing", "merchantRedirectUrl", "merchantAgreementUrl", "productName"] }
)

const charge = FastCheck.record(
  {
    amount,
    description: text(100),
    transactionType,
    type: FastCheck.constant("RECURRING"),
    due: FastCheck.integer({ min: 1, max: 80 }),
    retryDays: FastCheck.integer({ min: 0, max: 14 }),
    orderId: id,
    externalId: id
  },
  { requiredKeys: ["amount", "description", "transactionType", "due", "retryDays"] }
)

/** One request, and how it is spoiled: a field is dropped, or has a value of any kind. */
const step = FastCheck.record({
  what: FastCheck.constantFrom(
    "draft",
    "charge",
    "charge",
    "batch",
    "capture",
    "capture",
    "cancel",
    "refund",
    "update",
    "stop",
    "accept",
    "read",
    "approve",
    "approve",
    "approve",
    "clock"
  ),
  draft,
  charge,
  amount: FastCheck.integer({ min: 1, max: 20_000 }),
  which: FastCheck.nat(1_000),
  days: FastCheck.integer({ min: 1, max: 12 }),
  spoil: FastCheck.oneof(
    { weight: 3, arbitrary: FastCheck.constant(null) },
    {
      weight: 1,
      arbitrary: FastCheck.record({
        field: FastCheck.nat(10),
        value: FastCheck.option(FastCheck.jsonValue({ maxDepth: 1 }))
      })
    }
  )
})

type Step = typeof step extends FastCheck.Arbitrary<infer A> ? A : never

const spoiled = (body: object, spoil: Step["spoil"]): object => {
  if (spoil === null) return body
  const names = Object.keys(body)
  const name = names[spoil.field % names.length] ?? ""
  return { ...body, [name]: spoil.value === null ? undefined : spoil.value }
}

const run = <A>(effect: Promise<A>): Promise<A | undefined> => effect.catch(() => undefined)

/** What the driver needs of `startVipps`. */
export interface Vipps {
  readonly options: VippsEmulator.Credentials & { readonly fetch: VippsEmulator.Service["fetch"] }
  readonly approveAgreement: (id: string) => Promise<unknown>
  readonly moveClock: (millis: number) => Promise<void>
}

/** Sends so many requests to an emulator, from this seed. Its access tokens must not expire. */
export const drive = async (
  { approveAgreement, moveClock, options }: Vipps,
  count: number,
  seed: number
): Promise<ReadonlyArray<Exchange>> => {
  const keys = {
    client_id: options.clientId,
    client_secret: options.clientSecret,
    "ocp-apim-subscription-key": options.subscriptionKey
  }
  const url = "http://127.0.0.1:4242"
  const token = await options.fetch(`${url}/accesstoken/get`, { method: "POST", headers: keys })
  const authorization = `Bearer ${(await token.json()).access_token}`
  const exchanges: Array<Exchange> = []
  const agreements: Array<string> = ["agr_unknown"]
  const charges: Array<readonly [string, string]> = [["agr_unknown", "chr-unknown"]]
  let now = Date.now()
  let lastKey = 0

  const send = async (operation: string, path: string, requestBody?: object) => {
    const [method = ""] = operation.split(" ")
    const response = await options.fetch(url + path, {
      method,
      headers: {
        authorization,
        "ocp-apim-subscription-key": options.subscriptionKey,
        "content-type": "application/json",
        ...(method === "GET" ? {} : { "idempotency-key": `key-${++lastKey}` })
      },
      ...(requestBody === undefined ? {} : { body: JSON.stringify(requestBody) })
    })
    const body = await response.text()
    const contentType = response.headers.get("content-type") ?? ""
    exchanges.push({ operation, requestBody, status: response.status, contentType, body })
    return response.status === 201 ? JSON.parse(body) : undefined
  }

  const dated = ({ due, ...rest }: Step["charge"]) => ({
    ...rest,
    due: new Date(now + due * 86_400_000).toISOString().slice(0, 10)
  })

  const perform = async ({ amount, charge, days, draft, spoil, what, which }: Step) => {
    const agreementId = agreements[which % agreements.length] ?? ""
    const [of, chargeId] = charges[which % charges.length] ?? ["", ""]
    const onCharge = `${base}/{agreementId}/charges/{chargeId}`
    const path = `${base}/${of}/charges/${chargeId}`
    switch (what) {
      case "draft": {
        const made = await send(`POST ${base}`, base, spoiled(draft, spoil))
        if (made === undefined) return
        agreements.push(made.agreementId)
        if (made.chargeId !== null) charges.push([made.agreementId, made.chargeId])
        return
      }
      case "charge": {
        const to = `${base}/${agreementId}/charges`
        const made = await send(`POST ${base}/{agreementId}/charges`, to, spoiled(dated(charge), spoil))
        if (made !== undefined) charges.push([agreementId, made.chargeId])
        return
      }
      case "batch": {
        const { type: _, ...rest } = dated(charge)
        const item = { orderId: `batch-${lastKey}`, ...rest, agreementId }
        await send(`POST ${base}/charges`, `${base}/charges`, [spoiled(item, spoil)])
        return
      }
      case "capture":
        await send(`POST ${onCharge}/capture`, `${path}/capture`, spoiled({ amount }, spoil))
        return
      case "refund":
        await send(`POST ${onCharge}/refund`, `${path}/refund`, spoiled({ amount, description: "Returned" }, spoil))
        return
      case "cancel":
        await send(`DELETE ${onCharge}`, path)
        return
      case "update":
        await send(
          `PATCH ${base}/{agreementId}`,
          `${base}/${agreementId}`,
          spoiled({ productName: draft.productName, pricing: { amount } }, spoil)
        )
        return
      case "stop":
        // One in ten, or nothing is left to charge.
        if (which % 10 === 0) await send(`PATCH ${base}/{agreementId}`, `${base}/${agreementId}`, { status: "STOPPED" })
        return
      case "accept": {
        // The latest, most of the time: others are hardly ever PENDING.
        const latest = which % 4 === 0 ? agreementId : (agreements.at(-1) ?? "")
        await send(
          `PATCH ${base}/{agreementId}/accept`,
          `${base}/${latest}/accept`,
          spoiled({ phoneNumber: "4712345678" }, spoil)
        )
        return
      }
      case "approve":
        await run(approveAgreement(agreements.at(-1) ?? ""))
        return
      case "clock":
        now += days * 86_400_000
        return moveClock(days * 86_400_000)
      case "read":
        await send(`GET ${base}`, `${base}${["", "?status=STOPPED", "?status=EXPIRED", "?status=LATER"][which % 4]}`)
        await send(`GET ${base}/{agreementId}`, `${base}/${agreementId}`)
        await send(`GET ${base}/{agreementId}/charges`, `${base}/${agreementId}/charges`)
        await send(`GET ${onCharge}`, path)
        await send("GET /recurring/v3/charges/{chargeId}", `/recurring/v3/charges/${chargeId}`)
    }
  }

  for (const one of FastCheck.sample(step, { numRuns: count, seed })) await perform(one)
  return exchanges
}
