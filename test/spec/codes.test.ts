import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, Webhooks } from "@effect-vipps/client"
import { Logistics } from "@effect-vipps/emulator/checkout/logistics"
import { refusalCodes } from "@effect-vipps/emulator/epayment/errorCodes"
import { eventTypes } from "@effect-vipps/emulator/webhooks/eventTypes"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { apis, extract } from "./extract.js"
import { fieldLiterals, typeLiterals } from "./literals.js"

const official = {
  codes: extract("epayment").errorCodes?.codes ?? [],
  events: extract("webhooks").events?.names ?? [],
  carriers: Object.entries(extract("checkout").carriers ?? {}),
  scopes: extract("epayment").scopes ?? []
}

const noSuchSituation = "the emulator has no such situation; a fault rule answers with it"

/** Documented ErrorCodes that the emulator never returns by itself, and why. */
const codesLeftOut: Readonly<Record<string, string>> = {
  "4110": "an object in JSON has a key only once",
  "5050": "long-living payments are open to every sales unit here",
  "5060": "every sales unit here has a bank account",
  "6140": "partial captures are open to every sales unit here",
  "6160": "each request is one step here, so no order is ever locked",
  "6250": "each request is one step here, so none is still under way",
  "6260": noSuchSituation,
  "6280": noSuchSituation,
  "10020": "every test person here may approve",
  "10050": "every test person here has a card",
  "10070": noSuchSituation
}

describe("codes and names", () => {
  it("every file of the extract can be read and names its API", () => {
    assert.isAtLeast(apis.length, 10)
    for (const api of apis) {
      const { operations, ...of } = extract(api)
      assert.strictEqual(of.api, api)
      assert.isNotEmpty(operations)
      assert.strictEqual(new Set(operations.map(({ id }) => id)).size, operations.length, api)
    }
  })

  it("the additions to a file are not in the file", () => {
    for (const api of apis) {
      const of = extract(api)
      for (const newer of of.newer) {
        if (!("path" in newer)) continue
        const known = of.operations.find(({ id }) => id === newer.operation)?.[newer.part]
        assert.isDefined(known, newer.path)
        const values = known?.[newer.path]?.enum ?? []
        if (newer.rules?.enum === undefined) assert.notProperty(known, newer.path)
        for (const value of newer.rules?.enum ?? []) assert.notInclude(values, value)
      }
    }
  })

  it("the client's ErrorCode lists the documented codes", () => {
    assert.sameMembers([...typeLiterals("client/src/ErrorCode.ts", "ErrorCode")], [...official.codes])
  })

  it("the emulator returns the documented codes, except for those with a reason", () => {
    assert.sameMembers([...refusalCodes, ...Object.keys(codesLeftOut)], [...official.codes])
  })

  it("the client's EventName lists the documented events", () => {
    const { ast } = Webhooks.ListResponse.fields.webhooks.value.fields.events.value
    assert.sameMembers([...Option.getOrElse(AST.getExamplesAnnotation(ast), () => [])] as Array<string>, [
      ...official.events
    ])
  })

  it("the emulator registers the documented events", () => {
    assert.sameMembers([...eventTypes], [...official.events])
  })

  for (const [file, name, prefix] of [
    ["recurring/RecurringEvent", "RecurringAgreementPayload", "recurring.agreement-"],
    ["recurring/RecurringEvent", "RecurringChargePayload", "recurring.charge-"],
    ["donations/DonationAgreementEvent", "DonationAgreementPayload", "donations.agreement."]
  ] as const) {
    it(`the client's ${name} has the documented events`, () => {
      assert.sameMembers(
        [...fieldLiterals(`client/src/${file}.ts`, name, "eventType")],
        official.events.filter((event) => event.startsWith(prefix))
      )
    })
  }

  it("client and emulator accept the documented delivery types of each carrier of Checkout", () => {
    const option = { id: "one", priority: 0, isDefault: true, amount: { value: 0, currency: "NOK" } }
    const { type, ...session } = {
      type: "PAYMENT",
      reference: "order-2026-0001",
      merchantInfo: {
        callbackUrl: "https://shop.example/callback",
        returnUrl: "https://shop.example/return",
        callbackAuthorizationToken: "a-secret"
      },
      transaction: { amount: { value: 100, currency: "NOK" }, paymentDescription: "Socks" }
    }
    const types = [...new Set(official.carriers.flatMap(([, types]) => types)), "IN_STORE"]
    for (const [brand, documented] of [...official.carriers, ["INSTABOX", []] as const]) {
      const taken = (take: (logistics: unknown) => boolean) =>
        types.filter((type) => take({ fixedOptions: [{ ...option, brand, type }] }))
      const byEmulator = taken((logistics) => Either.isRight(Schema.decodeUnknownEither(Logistics)(logistics)))
      const byClient = taken((logistics) => Schema.is(Checkout.CreateSessionRequest)({ type, ...session, logistics }))
      assert.sameMembers(byEmulator, [...documented], brand)
      assert.sameMembers(byClient, [...documented], brand)
    }
  })

  it("the client accepts the documented scopes, and no other", () => {
    const takes = (scope: string): boolean =>
      Schema.is(EPayment.CreatePaymentRequest)({
        reference: "order-2026-0001",
        amount: { value: 100, currency: "NOK" },
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://shop.example/return",
        profile: { scope }
      })
    assert.isNotEmpty(official.scopes)
    for (const scope of official.scopes) assert.isTrue(takes(scope), scope)
    assert.isFalse(takes("accounts"))
  })
})
