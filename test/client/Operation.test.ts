import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Checkout, EPayment, type Operation, Webhooks } from "@effect-vipps/client"

/** The official method and path pairs of the four specifications, from the host's root. */
const official = [
  "POST /epayment/v1/payments",
  "GET /epayment/v1/payments/{reference}",
  "GET /epayment/v1/payments/{reference}/events",
  "POST /epayment/v1/payments/{reference}/cancel",
  "POST /epayment/v1/payments/{reference}/capture",
  "POST /epayment/v1/payments/{reference}/refund",
  "POST /epayment/v1/test/payments/{reference}/approve",
  "POST /checkout/v3/session",
  "GET /checkout/v3/session/{reference}",
  "PATCH /checkout/v3/session/{reference}",
  "POST /checkout/v3/session/{reference}/expire",
  "POST /webhooks/v1/webhooks",
  "GET /webhooks/v1/webhooks",
  "DELETE /webhooks/v1/webhooks/{id}",
  "POST /accesstoken/get",
  "POST /miami/v1/token"
]

/** For accounting and donation keys only: with the APIs it serves, not with these two. */
const notCovered = ["POST /miami/v1/token"]

const operations: ReadonlyArray<Operation.Endpoint> = [
  ...Object.values(EPayment.operations),
  ...Object.values(Checkout.operations),
  ...Object.values(Webhooks.operations),
  ...Object.values(AccessToken.operations)
]

const pair = ({ method, path }: Operation.Endpoint) => `${method} ${path}`

describe("operations", () => {
  for (const operation of operations) {
    it(`${operation.name} is in the official specification`, () => {
      assert.include(official, pair(operation))
    })
  }

  it("none of the official operations is missing", () => {
    assert.sameMembers(
      operations.map(pair),
      official.filter((one) => !notCovered.includes(one))
    )
  })

  it("each is named after its module and function", () => {
    const modules: Record<string, object> = { AccessToken, Checkout, EPayment, Webhooks }
    for (const { name } of operations) {
      const [module = "", fn = ""] = name.split(".")
      assert.property(modules[module], fn)
    }
  })

  it("Checkout authenticates by client id and secret, ePayment and Webhooks by token", () => {
    for (const { auth, name } of operations) {
      assert.strictEqual(auth, /^(EPayment|Webhooks)\./.test(name) ? "Bearer" : "ClientSecret")
    }
  })

  it("those that move money are known as such", () => {
    assert.deepStrictEqual(
      operations.filter(({ kind }) => kind === "MoneyMovement").map(({ name }) => name),
      ["EPayment.cancelPayment", "EPayment.capturePayment", "EPayment.refundPayment"]
    )
  })

  it("and those that only read: all that is GET, and the token", () => {
    for (const { kind, method, name } of operations) {
      assert.strictEqual(kind === "Read", method === "GET" || name === "AccessToken.get", name)
    }
  })
})
