import { assert, describe, it } from "@effect/vitest"
import { EPaymentPayload } from "@effect-vipps/client/epayment/EPaymentEvent"
import { differences } from "./compare.js"
import { type Extract, extract, fieldsOf, type OfficialOperation } from "./extract.js"
import { client, covered, emulatorRequests, official, pair } from "./sides.js"

/** Each difference that is meant, and why. */
type Meant = Readonly<Record<string, string>>

const isoCurrency = "the specification takes any ISO 4217 code; the SDK sends those that Vipps settles in"
const knownCurrency = "the SDK names the currencies it knows; every other passes"
const unread = "the SDK needs the token and its life, which it counts from its own clock"
const wholeUrl = "the SDK wants a whole URL, which is longer than any minimum"
const leftOverField = "left over from an earlier version of the API; an official plugin still sends it"

const sent: Readonly<Record<string, Meant>> = {
  createSession: {
    "required type": "the SDK sends PAYMENT when the caller leaves it out",
    "minLength merchantInfo.returnUrl": wholeUrl,
    "enum transaction.amount.currency": isoCurrency,
    "enum transaction.orderSummary.orderBottomLine.currency": isoCurrency,
    "minLength transaction.orderSummary.orderBottomLine.currency": isoCurrency,
    "maxLength transaction.orderSummary.orderBottomLine.currency": isoCurrency,
    "enum logistics.fixedOptions[].amount.currency": isoCurrency,
    "enum subscription.amount.currency": isoCurrency
  },
  updateSession: {
    "enum transaction.amount.currency": isoCurrency,
    "enum transaction.orderSummary.orderBottomLine.currency": isoCurrency,
    "minLength transaction.orderSummary.orderBottomLine.currency": isoCurrency,
    "maxLength transaction.orderSummary.orderBottomLine.currency": isoCurrency,
    "enum logisticOptions[].amount.currency": isoCurrency
  }
}

const read: Readonly<Record<string, Meant>> = {
  listWebhooks: { "enum webhooks[].events[]": "the SDK names the documented events; every other passes" },
  getSession: {
    "enum paymentDetails.amount.currency": knownCurrency,
    "enum paymentDetails.aggregate.authorizedAmount.currency": knownCurrency,
    "enum paymentDetails.aggregate.cancelledAmount.currency": knownCurrency,
    "enum paymentDetails.aggregate.capturedAmount.currency": knownCurrency,
    "enum paymentDetails.aggregate.refundedAmount.currency": knownCurrency,
    "enum shippingDetails.amount.currency": knownCurrency
  },
  fetchAuthorizationTokenUsingPost: {
    "missing token_type": unread,
    "missing ext_expires_in": unread,
    "missing expires_on": unread,
    "missing not_before": unread,
    "missing resource": unread
  }
}

const accepted: Readonly<Record<string, Meant>> = {
  createPayment: { "maxProperties metadata": "breaking it has an ErrorCode of its own, 4100" },
  cancelPayment: { "extra modificationReference": leftOverField },
  capturePayment: { "extra modificationReference": leftOverField },
  refundPayment: { "extra modificationReference": leftOverField }
}

const apiOf = (operation: OfficialOperation): Extract =>
  covered.flatMap(({ of }) => (of.operations.some(({ id }) => id === operation.id) ? [of] : []))[0] as Extract

const hold = (found: ReadonlyArray<string>, meant: Meant = {}) =>
  assert.deepStrictEqual([...found].sort(), Object.keys(meant).sort())

describe("fields of requests and responses", () => {
  for (const operation of official) {
    const ours = client.find((one) => pair(one) === pair(operation))
    const of = apiOf(operation)

    it(`the client's request of ${operation.id} has the specified fields`, () => {
      hold(differences(fieldsOf(of, operation, "request"), ours?.request, "sent"), sent[operation.id])
    })

    it(`the client's response of ${operation.id} has the specified fields`, () => {
      hold(differences(fieldsOf(of, operation, "response"), ours?.response, "read"), read[operation.id])
    })

    it(`the emulator's request of ${operation.id} has the specified fields`, () => {
      hold(
        differences(fieldsOf(of, operation, "request"), emulatorRequests[operation.id], "accepted"),
        accepted[operation.id]
      )
    })
  }

  it("the client's payload of a payment's webhook has the specified fields", () => {
    const of = extract("epayment")
    const newer = of.newer.flatMap((one) => ("webhook" in one ? [[one.webhook, {}] as const] : []))
    hold(differences({ ...of.webhook, ...Object.fromEntries(newer) }, EPaymentPayload, "read"))
  })
})
