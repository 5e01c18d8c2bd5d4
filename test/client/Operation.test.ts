import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Checkout, EPayment, type Operation, Webhooks } from "@effect-vipps/client"

const operations: ReadonlyArray<Operation.Endpoint> = [
  ...Object.values(EPayment.operations),
  ...Object.values(Checkout.operations),
  ...Object.values(Webhooks.operations),
  ...Object.values(AccessToken.operations)
]

describe("operations", () => {
  it("each operation is named after its module and function", () => {
    const modules: Record<string, object> = { AccessToken, Checkout, EPayment, Webhooks }
    for (const { name } of operations) {
      const [module = "", fn = ""] = name.split(".")
      assert.property(modules[module], fn)
    }
  })

  it("Checkout operations authenticate with client id and secret, ePayment and Webhooks operations with a token", () => {
    for (const { auth, name } of operations) {
      assert.strictEqual(auth, /^(EPayment|Webhooks)\./.test(name) ? "Bearer" : "ClientSecret")
    }
  })

  it("operations that move money have the kind MoneyMovement", () => {
    assert.deepStrictEqual(
      operations.filter(({ kind }) => kind === "MoneyMovement").map(({ name }) => name),
      ["EPayment.cancelPayment", "EPayment.capturePayment", "EPayment.refundPayment"]
    )
  })

  it("operations that only read are all GET requests and the token request", () => {
    for (const { kind, method, name } of operations) {
      assert.strictEqual(kind === "Read", method === "GET" || name === "AccessToken.get", name)
    }
  })
})
