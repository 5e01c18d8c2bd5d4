/** The emulated QR, Order Management and Report beside the specifications. */
import { assert, describe, it } from "@effect/vitest"
import { differences } from "./compare.js"
import { extract, fieldsOf } from "./extract.js"
import { emulated, emulatorRequests, leftOut } from "./otherSides.js"

/** Each difference that is meant, and why. */
type Meant = Readonly<Record<string, string>>

const notNull = "required and nullable in the specification: a null is refused"

const enumWithNull = "required, and nullable only by the enum's own schema: a null is refused"

const accepted: Readonly<Record<string, Meant>> = {
  CreateMerchantRedirectQr: { "nullable id": notNull, "nullable redirectUrl": notNull },
  "put-category-v2": {
    "minLength orderDetailsUrl": "one character is no URL",
    "nullable category": enumWithNull
  },
  "post-receipt-v2": { "nullable bottomLine.currency": enumWithNull },
  exchangeCustomer: {
    "required customer.customerToken": "the exchange of nothing is refused",
    "required requestedData": "required in the specification, which gives it a default: it may be left out"
  }
}

for (const { name } of emulated) {
  const of = extract(name)

  describe(`the emulated ${name}`, () => {
    for (const operation of of.operations.filter(({ id }) => leftOut[id] === undefined)) {
      it(`the emulator's request of ${operation.id} has the specified fields`, () => {
        const found = differences(fieldsOf(of, operation, "request"), emulatorRequests[operation.id], "accepted")
        assert.deepStrictEqual([...found].sort(), Object.keys(accepted[operation.id] ?? {}).sort())
      })
    }
  })
}
