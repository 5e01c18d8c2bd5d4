// @effect-diagnostics globalDate:off
import {
  agreementOutcome,
  ceiling,
  chargeKey,
  chargeOutcome,
  earliestDue,
  isVippsError,
  nextPeriods,
  type Recurring,
  reconcileCharges,
  toDueDate,
  unbilled,
  type Vipps,
  VippsInputError
} from "@effect-vipps/promise"
import { assert, describe, it } from "vitest"
import { json, type Seen } from "../support/server.js"
import { clientOf, rejection, vippsServer } from "./support.js"

const agreementId = "agr_TEST0001"
const path = `/recurring/v3/agreements/${agreementId}`

const agreement: Recurring.Agreement = {
  id: agreementId,
  status: "ACTIVE",
  start: "2026-01-01T10:00:00Z",
  pricing: { type: "LEGACY", currency: "NOK", amount: 19900 }
}

const charge = (id: string, status = "DUE"): Recurring.Charge => ({
  id,
  status,
  amount: 19900,
  currency: "NOK",
  type: "RECURRING",
  due: "2026-02-01T00:00:00Z"
})

/** A server of one agreement, and a client of it. */
const serving = async (answer: (request: Seen) => readonly [status: number, body?: unknown, headers?: object]) => {
  const server = await vippsServer((request, response) => {
    const [status, body, headers] = answer(request)
    if (body !== undefined) return json(response, status, body, headers)
    response.writeHead(status)
    response.end()
  })
  const seen = () => server.seen.filter((one) => one.path !== "/accesstoken/get")
  return { vipps: clientOf(server), seen }
}

const collected = async <A>(items: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const item of items) all.push(item)
  return all
}

describe("vipps.recurring", () => {
  it("vipps.recurring sends an operation's arguments, its query and its key", async () => {
    const { seen, vipps } = await serving(({ method }) => (method === "GET" ? [200, [agreement]] : [204]))
    assert.deepStrictEqual(await vipps.recurring.listAgreements({ status: "STOPPED", pageSize: 10 }), [agreement])
    await vipps.recurring.captureCharge(agreementId, "chr-1", { amount: 100 }, { idempotencyKey: "capture-1" })
    assert.deepStrictEqual(
      seen().map(({ body, headers, method, path }) => [method, path, headers["idempotency-key"], body]),
      [
        ["GET", "/recurring/v3/agreements?status=STOPPED&pageSize=10", undefined, ""],
        ["POST", `${path}/charges/chr-1/capture`, "capture-1", '{"amount":100}']
      ]
    )
  })

  it("vipps.recurring.charges iterates over all pages, and reads none that is not needed", async () => {
    const { seen, vipps } = await serving(({ headers }) =>
      headers["continuation-token"] === undefined
        ? [200, [charge("a"), charge("b")], { "continuation-token": "t-1" }]
        : [200, [charge("c")]]
    )
    const all = await collected(vipps.recurring.charges(agreementId))
    assert.deepStrictEqual(
      all.map(({ id }) => id),
      ["a", "b", "c"]
    )
    for await (const { id } of vipps.recurring.charges(agreementId)) {
      assert.strictEqual(id, "a")
      break
    }
    assert.strictEqual(seen().length, 3)
  })

  it("vipps.recurring.agreements iterates over all statuses", async () => {
    const { seen, vipps } = await serving(() => [200, [agreement]])
    assert.strictEqual((await collected(vipps.recurring.agreements())).length, 4)
    assert.strictEqual(seen().length, 4)
  })

  it("vipps.recurring.chargeForPeriod bills a period once", async () => {
    const charges: Array<Recurring.Charge> = []
    const { seen, vipps } = await serving(({ body, method, path }) => {
      if (method === "GET") return [200, path.endsWith("/charges") ? charges : agreement]
      const { due, orderId } = JSON.parse(body)
      charges.push({ ...charge(orderId), due })
      return [201, { chargeId: orderId }]
    })
    const period = { start: "2090-02-01", end: "2090-03-01" }
    const membership = {
      amount: 19900,
      description: "Membership",
      transactionType: "DIRECT_CAPTURE",
      retryDays: 3
    } as const
    const bill = () => vipps.recurring.chargeForPeriod(agreementId, period, membership, { maxRetries: 0 })
    const first = await bill()
    assert.strictEqual(first._tag === "Created" && first.chargeId, chargeKey(agreementId, period).orderId)
    assert.strictEqual((await bill())._tag, "Exists")
    assert.strictEqual(seen().filter(({ method }) => method === "POST").length, 1)
  })

  it("vipps.recurring.stopAgreement refuses to cancel what is reserved, and settles it when asked to", async () => {
    let status = "RESERVED"
    const sent: Array<string> = []
    const { vipps } = await serving(({ method, path }) => {
      if (method === "GET") {
        const one = {
          ...charge("goods-1", status),
          summary: { captured: status === "RESERVED" ? 0 : 19900, refunded: 0, cancelled: 0 }
        }
        return [200, path.endsWith("/charges") ? [one] : path.endsWith("goods-1") ? one : agreement]
      }
      sent.push(method)
      if (method === "POST") status = "CHARGED"
      return [method === "POST" ? 202 : 204]
    })
    const refused = await rejection(vipps.recurring.stopAgreement(agreementId))
    assert.instanceOf(refused, VippsInputError)
    assert.isTrue(isVippsError(refused) && refused.message.includes("goods-1"))
    assert.deepStrictEqual(sent, [])
    await vipps.recurring.stopAgreement(agreementId, { reserved: "capture" })
    assert.deepStrictEqual(sent, ["POST", "PATCH"])
  })

  it("vipps.recurring.awaitAgreement and reconcileAgreement resolve with what was read", async () => {
    const { vipps } = await serving(({ path }) => [
      200,
      path.endsWith("/charges") ? [charge("a", "CHARGED")] : agreement
    ])
    const outcome = await vipps.recurring.awaitAgreement(agreementId, { firstReadAfterMs: 0 })
    assert.strictEqual(outcome._tag, "Active")
    const { captured, paid } = await vipps.recurring.reconcileAgreement(agreementId)
    assert.deepStrictEqual([captured, paid.length], [19900, 1])
  })

  it("vipps.recurring rejects an invalid request by the field that is wrong", async () => {
    const { seen, vipps } = await serving(() => [204])
    const call = (recurring: Vipps["recurring"]) =>
      recurring.updateAgreement(agreementId, { status: "STOPPED", productName: "x" })
    const error = await rejection(call(vipps.recurring))
    assert.instanceOf(error, VippsInputError)
    assert.deepStrictEqual(
      (error as VippsInputError).issues.map(({ path }) => path),
      ["status"]
    )
    assert.deepStrictEqual(seen(), [])
  })
})

describe("pure functions of the facade for billing", () => {
  it("days, periods, keys and outcomes come without a client", () => {
    assert.strictEqual(toDueDate(new Date("2026-03-31T22:30:00Z"), "NO"), "2026-04-01")
    assert.strictEqual(earliestDue(new Date("2026-03-31T22:30:00Z"), "NO"), "2026-04-02")
    const [first, second] = [...take(nextPeriods({ unit: "MONTH", count: 1 }, "2026-01-31"), 2)]
    assert.deepStrictEqual(second, { start: "2026-02-28", end: "2026-03-31" })
    assert.strictEqual(chargeKey(agreementId, "2026-04-01").orderId, "agr-TEST0001-2026-04-01-1")
    assert.deepStrictEqual(ceiling(agreement), { amount: 99500, per: "Interval" })
    assert.strictEqual(chargeOutcome(charge("a"))._tag, "Open")
    assert.strictEqual(agreementOutcome(agreement)._tag, "Active")
    const found = reconcileCharges(agreement, [charge("a")])
    assert.deepStrictEqual(
      unbilled(
        found,
        [first, second].flatMap((one) => one ?? [])
      ),
      [{ start: "2026-02-28", end: "2026-03-31" }]
    )
  })
})

function* take<A>(items: Iterable<A>, count: number): Iterable<A> {
  let left = count
  for (const item of items) {
    if (left-- === 0) return
    yield item
  }
}
