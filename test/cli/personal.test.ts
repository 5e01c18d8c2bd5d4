/** Personal data in responses: which fields of which operation are printed, and which are hidden. */
import { assert, describe, it } from "@effect/vitest"
import { Vipps } from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { hiddenIn, withoutPersonalData } from "../../packages/cli/src/personal.js"
import { json, serveVipps } from "../support/server.js"
import { payment } from "./fixtures.js"
import { variables, vipps } from "./run.js"

interface Described {
  readonly name: string
  readonly response?: Schema.Schema.AnyNoContext | undefined
}

const operations: ReadonlyArray<Described> = Object.values(Vipps.operations).flatMap(
  (api): ReadonlyArray<Described> => Object.values(api)
)

const entry = ["items.maskedPhoneNo", "items.message", "items.name"]
const agreement = ["sub", "userinfoUrl"]

/** Every field that is personal or secret. */
const hidden: Readonly<Record<string, ReadonlyArray<string>>> = {
  "Checkout.createSession": ["token"],
  "Checkout.getSession": ["billingDetails", "shippingDetails", "userInfo"],
  "EPayment.getPayment": ["profile", "shippingDetails", "userDetails"],
  "Qr.exchangeCustomerToken": ["msisdn"],
  "Qr.exchangePersonalQr": ["msisdn"],
  "Recurring.getAgreement": agreement,
  "Recurring.listAgreements": agreement,
  "Report.getFeesByDate": entry,
  "Report.getFeesFeed": entry,
  "Report.getFundsByDate": entry,
  "Report.getFundsFeed": entry,
  "Userinfo.getUserinfo": [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "name",
    "nin",
    "other_addresses",
    "phone_number",
    "phone_number_verified",
    "sid",
    "sub"
  ],
  "Webhooks.register": ["secret"]
}

/** Every other name: each has been looked at. A new field of a response is not among them until somebody has. */
const shown = new Set(
  `actor agreementId amount balanceAfter balanceBefore blockedSources cancelled captured captureGuaranteedUntil card
  cardBin cash category chargeId checkoutFrontendUrl count countryCode created currency cursor customConsentProvided data
  description discount due end entryType errors event eventDate eventText events expiresIn explanation externalAgreementId
  externalId failureDescription failureReason format giftCard hasMore id idempotencyKey imageId isReturn isShipping
  ledgerDate ledgerId locationDescription maxAmount merchantAgreementUrl merchantQrId merchantRedirectUrl
  merchantSerialNumber metadata name occurred orderDetailsUrl orderId paymentMethod pollingUrl posId price processingMode
  productDescription productName productUrl pspReference qrContent qrImageUrl quantity quantityUnit receiptNumber
  recipientHandle redirectUrl reference refunded retryDays scheme sessionId sessionState settlesForRecipientHandles start
  state status stop success suggestedMaxAmount taxPercentage taxRate text time timestamp tipAmount totalAmount
  totalAmountExcludingTax totalTaxAmount transactionId transactionType tryLater type unit unitPrice url uuid validCharges
  value version vippsConfirmationUrl voucher`.split(/\s+/)
)

/** The paths of the fields that hold something, and whether it is hidden. An item of a list adds nothing to its path. */
const fieldsOf = (value: unknown, path: ReadonlyArray<string> = []): ReadonlyArray<readonly [string, boolean]> => {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, path))
  if (value === undefined) return []
  // The keys of metadata are the merchant's.
  if (value === null || typeof value !== "object" || path.at(-1) === "metadata") {
    return [[path.join("."), value === "[hidden]"]]
  }
  return Object.entries(value).flatMap(([name, field]) => fieldsOf(field, [...path, name]))
}

describe("personal data", () => {
  it("each personal field of each operation's response is hidden, and each other one is known not to be personal", () => {
    const found: Record<string, ReadonlyArray<string>> = {}
    const unknown = new Set<string>()
    for (const { name, response } of operations) {
      if (response === undefined) continue
      const generated = FastCheck.sample(Arbitrary.make(Schema.typeSchema(response)), 150)
      const fields = generated.flatMap((value) => fieldsOf(withoutPersonalData(value, hiddenIn(name))))
      const paths = new Set(fields.filter(([, isHidden]) => isHidden).map(([path]) => path))
      if (paths.size > 0) found[name] = [...paths].sort()
      for (const [path, isHidden] of fields) {
        if (!isHidden && path !== "" && !shown.has(path.split(".").at(-1) ?? "")) unknown.add(`${name}: ${path}`)
      }
    }
    assert.deepStrictEqual([...unknown], [])
    assert.deepStrictEqual(found, hidden)
  })

  it.scopedLive("call and get print no personal data, as text and as JSON", () =>
    Effect.gen(function* () {
      const person = {
        name: "Ola-N",
        given_name: "Ola-G",
        family_name: "Ola-F",
        gender: "Ola-X",
        phone_number: "4799999901",
        birthdate: "1990-01-01",
        nin: "01019099901",
        other_addresses: [{ street_address: "Ola-A", formatted: "Ola-B", postal_code: "Ola-C", region: "Ola-D" }],
        email: "ola-e@example.com"
      }
      const details = {
        firstName: "Ola-H",
        phoneNumber: "4799999902",
        streetAddress: "Ola-I",
        postalCode: "Ola-J",
        city: "Ola-K"
      }
      const entry = {
        pspReference: "psp-1",
        time: "2026-11-26T12:00:00Z",
        entryType: "capture",
        currency: "NOK",
        amount: 100,
        balanceBefore: 0,
        balanceAfter: 100,
        name: "Ola-L",
        message: "Ola-M",
        maskedPhoneNo: "Ola-N"
      }
      const bodies: Readonly<Record<string, unknown>> = {
        userinfo: { sub: "Ola-O", ...person },
        report: { items: [entry], hasMore: false, cursor: "c", tryLater: false },
        checkout: {
          sessionId: "session-1",
          reference: "order-2026-0001",
          sessionState: "PaymentSuccessful",
          billingDetails: details,
          shippingDetails: details,
          userInfo: { sub: "Ola-P", email: "ola-q@example.com" }
        },
        epayment: { ...payment("order-2026-0001"), profile: { sub: "Ola-R" }, userDetails: { firstName: "Ola-S" } },
        qr: { msisdn: "4799999903", timestamp: 1, version: "2.0" }
      }
      const { url } = yield* serveVipps(({ path }, response) => {
        const api = Object.keys(bodies).find((name) => path.includes(name)) ?? "qr"
        json(response, 200, bodies[api])
      })
      const query = JSON.stringify({ includeGDPRSensitiveData: true })
      for (const [printed, ...args] of [
        ["given_name", "call", "Userinfo.getUserinfo", "sub-1"],
        ["psp-1", "call", "Report.getFundsByDate", "123456", "2026-11-26", query],
        ["session-1", "call", "Checkout.getSession", "order-2026-0001"],
        ["AUTHORIZED", "call", "EPayment.getPayment", "order-2026-0001"],
        ["AUTHORIZED", "get", "order-2026-0001"],
        ["timestamp", "call", "Qr.exchangePersonalQr", JSON.stringify({ qrCode: "https://qr.vipps.no/p/1" })]
      ]) {
        for (const json of [[], ["--json"]]) {
          const ran = yield* Effect.promise(() => vipps(variables(url), [...args, ...json]))
          assert.strictEqual(ran.code, 0, `${args.join(" ")}: ${ran.err}`)
          assert.include(ran.out, printed ?? "")
          assert.notMatch(ran.out + ran.err, /ola-|479999|990-01|0190999/i)
        }
      }
    })
  )
})
