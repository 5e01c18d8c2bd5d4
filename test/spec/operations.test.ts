import { assert, describe, it } from "@effect/vitest"
import { Recurring } from "@effect-vipps/client"
import { operationNames } from "@effect-vipps/emulator/emulatedApis"
import { apiRoutes, matchApi } from "@effect-vipps/emulator/http/app"
import { Vipps } from "@effect-vipps/promise"
import { extract, fieldsOf, type OfficialOperation } from "./extract.js"
import { pair as anyPair, emulated as emulatedOthers, leftOut as othersLeftOut } from "./otherSides.js"
import { smallest } from "./samples.js"
import { client, covered, leftOut, official, pair } from "./sides.js"

const options = {
  clientId: "client-id",
  clientSecret: "client-secret",
  subscriptionKey: "subscription-key",
  merchantSerialNumber: "123456",
  useTestMode: true
}

/** What the facade has beside the operations. */
const helpers: Readonly<Record<string, ReadonlyArray<string>>> = {
  ePayment: ["awaitOutcome", "changes", "reconcile"],
  checkout: ["awaitOutcome"],
  webhooks: ["ensure"]
}

/**
 * Login is no API of the client's: a package of its own talks to it. What its specification leaves out, the metadata name:
 * an address to revoke tokens at, and the one of the user's data, without a slash at its end.
 */
const login = {
  operations: extract("login").operations,
  more: {
    "Login.revoke": "POST /access-management-1.0/access/oauth2/revoke",
    "Login.userinfoOfMetadata": "GET /vipps-userinfo-api/userinfo"
  }
}

const functionOf = (operation: OfficialOperation): string =>
  client.find((one) => pair(one) === pair(operation))?.name.split(".")[1] ?? ""

/** The token of accounting keys, which the client fetches by itself. */
const accountingToken = { name: "Report.token", method: "POST", path: "/miami/v1/token" }

describe("operations", () => {
  it("the client has each official operation, and no other", () => {
    assert.sameMembers(client.map(pair), official.map(pair))
  })

  it("each operation that is left out exists in the specification", () => {
    const all = covered.flatMap(({ of }) => of.operations).map(pair)
    for (const operation of Object.keys(leftOut)) assert.include(all, operation)
  })

  it("the emulator has a route for each official operation, and no other", () => {
    const all = [
      ...official,
      ...extract("recurring").operations,
      ...login.operations,
      ...emulatedOthers
        .flatMap(({ name }) => extract(name).operations)
        .filter(({ id }) => othersLeftOut[id] === undefined)
    ]
    const more = [...Object.values(login.more), anyPair(accountingToken)]
    assert.sameMembers([...new Set(apiRoutes.map(anyPair))], [...all.map(anyPair), ...more])
  })

  it("the emulator names its operations as the client does", () => {
    const all = [
      ...client,
      ...Object.values(Recurring.operations),
      ...emulatedOthers.flatMap(({ operations }) => operations),
      accountingToken
    ]
    for (const { method, name, path } of all) {
      assert.strictEqual(matchApi(method, path.replaceAll(/\{\w+\}/g, "order-2026-0001"))?.route.operation, name)
    }
    assert.sameMembers(
      operationNames.filter((name) => !name.startsWith("Login.")),
      all.map(({ name }) => name)
    )
  })

  for (const { facade, of } of covered) {
    if (facade === undefined) continue
    it(`the facade's ${facade} has each operation of the client, and its helpers`, () => {
      assert.sameMembers(Object.keys(new Vipps(options)[facade]), [
        ...of.operations.map(functionOf),
        ...(helpers[facade] ?? [])
      ])
    })
  }
})

const amount = { value: 100, currency: "NOK" } as const
const reference = "order-2026-0001"
const merchantInfo = {
  callbackUrl: "https://shop.example/callback",
  returnUrl: "https://shop.example/return",
  callbackAuthorizationToken: "a-secret"
}

/** One valid call of each operation. */
const calls: Readonly<Record<string, (vipps: Vipps) => Promise<unknown>>> = {
  createPayment: ({ ePayment }) =>
    ePayment.createPayment({
      reference,
      amount,
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/return"
    }),
  getPayment: ({ ePayment }) => ePayment.getPayment(reference),
  getPaymentEventLog: ({ ePayment }) => ePayment.getPaymentEventLog(reference),
  cancelPayment: ({ ePayment }) => ePayment.cancelPayment(reference),
  capturePayment: ({ ePayment }) => ePayment.capturePayment(reference, { modificationAmount: amount }),
  refundPayment: ({ ePayment }) => ePayment.refundPayment(reference, { modificationAmount: amount }),
  forceApprove: ({ ePayment }) => ePayment.forceApprovePayment(reference, { customer: { phoneNumber: "4712345678" } }),
  createSession: ({ checkout }) =>
    checkout.createSession({ reference, merchantInfo, transaction: { amount, paymentDescription: "Socks" } }),
  getSession: ({ checkout }) => checkout.getSession(reference),
  updateSession: ({ checkout }) =>
    checkout.updateSession(reference, { transaction: { amount, paymentDescription: "Socks" } }),
  expireSession: ({ checkout }) => checkout.expireSession(reference),
  registerWebhook: ({ webhooks }) =>
    webhooks.register({ url: "https://shop.example/webhooks", events: ["epayments.payment.created.v1"] }),
  listWebhooks: ({ webhooks }) => webhooks.list(),
  deleteWebhook: ({ webhooks }) => webhooks.remove("0a1b2c3d-0000-4000-8000-000000000000"),
  fetchAuthorizationTokenUsingPost: ({ ePayment }) => ePayment.getPayment(reference)
}

/** Headers of HTTP, and the client's own. */
const ofHttp = ["accept", "content-type", "content-length", "user-agent"]

const harmless = "every change of the SDK carries a key; the documentation recommends it, or ignores it"

/** Headers that an operation carries although the specification does not list them there, and why. */
const headersMeant: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cancelPayment: { "idempotency-key": harmless },
  forceApprove: { "idempotency-key": harmless },
  registerWebhook: { "idempotency-key": harmless },
  deleteWebhook: { "idempotency-key": harmless }
}

const namesOf = (headers: Headers | undefined): ReadonlyArray<string> => {
  const names: Array<string> = []
  headers?.forEach((_, name) => {
    names.push(name)
  })
  return names
}

const isSystem = (header: string): boolean => header.startsWith("vipps-system-")

const token = { token_type: "Bearer", expires_in: "3600", access_token: "token" }

/** Answers the operation's own request with `answer`, and every other with a token or a payment. */
const recorded = (operation: OfficialOperation, answer: () => Response) => {
  const sent: Array<Request> = []
  const pattern = new RegExp(`^${operation.path.replace(/\{\w+\}/, "[^/]+")}$`)
  const vipps = new Vipps({
    ...options,
    maxRetries: 0,
    fetch: async (url: string, init: RequestInit) => {
      const request = new Request(url, init)
      if (request.method === operation.method && pattern.test(new URL(url).pathname)) {
        sent.push(request)
        return answer()
      }
      if (url.endsWith("/accesstoken/get")) return Response.json(token)
      return Response.json(smallest(payment))
    }
  })
  return { sent, vipps }
}

const payment = covered[0]?.of.operations.find(({ id }) => id === "getPayment")?.response ?? {}

const apiOf = (operation: OfficialOperation) =>
  covered.flatMap(({ of }) => (of.operations.includes(operation) ? [of] : []))[0]

describe("calls according to the specification", () => {
  for (const operation of official) {
    const call = calls[operation.id]
    const of = apiOf(operation)
    if (call === undefined || of === undefined) throw new Error(`no call for ${operation.id}`)
    const successes = operation.statuses.filter((status) => status.startsWith("2")).map(Number)
    const response = fieldsOf(of, operation, "response")
    const success = (status: number) =>
      operation.response === undefined
        ? new Response(null, { status })
        : new Response(JSON.stringify(smallest(response)), { status })

    it(`${operation.id} reads the smallest documented response at each documented success`, async () => {
      assert.isNotEmpty(successes)
      for (const status of successes) {
        const { sent, vipps } = recorded(operation, () => success(status))
        await call(vipps)
        assert.lengthOf(sent, 1)
      }
    })

    it(`${operation.id} sends the documented headers, and no other`, async () => {
      const { sent, vipps } = recorded(operation, () => success(successes[0] ?? 200))
      await call(vipps)
      const names = namesOf(sent[0]?.headers).filter((name) => !ofHttp.includes(name) && !isSystem(name))
      const required = operation.headers.required.map((name) => name.toLowerCase())
      const optional = operation.headers.optional.map((name) => name.toLowerCase())
      for (const name of required) assert.isTrue(sent[0]?.headers.has(name), name)
      assert.sameMembers(
        names.filter((name) => !required.includes(name) && !optional.includes(name)),
        Object.keys(headersMeant[operation.id] ?? {})
      )
    })

    for (const status of operation.statuses.filter((status) => !status.startsWith("2")).map(Number)) {
      it(`${operation.id} rejects with an error that names status ${status}`, async () => {
        const { vipps } = recorded(operation, () => Response.json({ title: "No", status }, { status }))
        const error = await call(vipps).then(
          () => undefined,
          (reason: { readonly status?: number; readonly name: string }) => reason
        )
        assert.strictEqual(error?.status, status, error?.name)
      })
    }
  }
})
