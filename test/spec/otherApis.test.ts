/** QR, Order Management and Report as the specifications have them, by name and by thousands of arbitrary bodies. */
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { differences } from "./compare.js"
import { extract, type Fields, fieldsOf } from "./extract.js"
import { apis, type ClientOperation, leftOut, pair } from "./otherSides.js"
import { wrongIn } from "./wrongIn.js"

/** Each difference that is meant, and why. */
type Meant = Readonly<Record<string, string>>

const constant = "always MSISDN, the only data that there is: a default of the operation, not of its schema"
const reliedOn = "not required by the specification, and always there: nothing can be done without it"
const newer = "sent since 2024: whether it is returned is undocumented"
const currencies = "documented in words"
const old = "deprecated: unknown fields of a response stay, so that it can still be read"

const sent: Readonly<Record<string, Meant>> = {
  exchangeQr: { "missing requestedData": constant, "missing requestedData[]": constant },
  exchangeCustomer: {
    "missing requestedData": constant,
    "missing requestedData[]": constant,
    "required customer.customerToken": reliedOn
  },
  "post-receipt-v2": {
    "enum bottomLine.currency": "the receipt is that of ePayment, and its other currencies are refused by a rule"
  },
  "put-category-v2": { "minLength orderDetailsUrl": "one character is no URL" }
}

const entries: Meant = {
  "enum items[].currency": currencies,
  "required items": reliedOn,
  "required items[].amount": reliedOn,
  "required items[].balanceAfter": reliedOn,
  "required items[].balanceBefore": reliedOn,
  "required items[].currency": reliedOn,
  "required items[].entryType": reliedOn,
  "required items[].pspReference": reliedOn,
  "required items[].time": reliedOn,
  "required tryLater": reliedOn
}

const read: Readonly<Record<string, Meant>> = {
  GetMerchantCallbackQrs: { "extra [].category": newer, "required [].merchantQrId": reliedOn },
  GetMerchantCallbackById: { "extra category": newer, "required merchantQrId": reliedOn },
  "post-image": { "required imageId": reliedOn },
  "get-order-v2": Object.fromEntries(
    [
      "giftCardAmount",
      "shippingAmount",
      "shippingInfo",
      "shippingInfo.amount",
      "shippingInfo.amountExcludingTax",
      "shippingInfo.taxAmount",
      "shippingInfo.taxPercentage",
      "terminalId",
      "totalAmount",
      "totalDiscount",
      "totalTax"
    ].map((field) => [`missing receipt.bottomLine.${field}`, old])
  ),
  getLedgers: {
    "required items": reliedOn,
    "required items[].ledgerId": reliedOn,
    "required items[].settlesForRecipientHandles": "an empty list where it is missing"
  },
  getReportByDate: { ...entries, "required hasMore": reliedOn },
  getReportFeed: {
    ...entries,
    "required cursor": reliedOn,
    "missing hasMore": "of the days: the feed never has it"
  }
}

const hold = (found: ReadonlyArray<string>, meant: Meant = {}) =>
  assert.deepStrictEqual([...found].sort(), Object.keys(meant).sort())

const bodyOf = ({ defaults, request }: ClientOperation, value: unknown): unknown => ({
  ...JSON.parse(JSON.stringify(Schema.encodeSync(request as Schema.Schema<unknown>)(value))),
  ...defaults
})

for (const { name, operations } of apis) {
  const of = extract(name)
  const official = of.operations.filter(({ id }) => leftOut[id] === undefined)

  describe(`the specification of ${name}`, () => {
    it(`the client has each operation of ${name}, and no other`, () => {
      assert.sameMembers([...new Set(operations.map(pair))], official.map(pair))
    })

    for (const one of official) {
      for (const ours of operations.filter((operation) => pair(operation) === pair(one))) {
        const { headers, id } = one
        const request: Fields = fieldsOf(of, one, "request")
        const response: Fields = fieldsOf(of, one, "response")

        it(`${ours.name} sends the fields and headers of ${id}`, () => {
          hold(differences(request, ours.request, "sent"), sent[id])
          assert.isFalse([...headers.required, ...headers.optional].includes("Idempotency-Key"))
          if (headers.required.includes("Accept")) assert.notInclude(ours.accept ?? "application/json", "json")
        })

        if (ours.response !== undefined) {
          it(`${ours.name} reads the fields of ${id}`, () => {
            hold(differences(response, ours.response, "read"), read[id])
          })
        }

        if (ours.request !== undefined) {
          it(`every request of ${ours.name} is valid by the specification`, () => {
            FastCheck.assert(
              FastCheck.property(Arbitrary.make(ours.request as Schema.Schema<unknown>), (value) => {
                assert.deepStrictEqual(wrongIn(bodyOf(ours, value), request), [])
              }),
              { numRuns: 1000 }
            )
          })
        }
      }
    }
  })
}
