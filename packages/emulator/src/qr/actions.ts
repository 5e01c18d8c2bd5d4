/** What customers do with QR codes. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { action, type Form } from "../core/Action.js"
import { OneOf, optional, Pattern } from "../core/rules.js"
import { runStep, type Step, unknownReference, type Where } from "../core/steps.js"
import { personalQrs, putCheckIn } from "../customers/codes.js"
import { testPerson } from "../customers/person.js"
import * as Tables from "./tables.js"

const PhoneNumber = optional(Pattern(/^\d{9,15}$/))

const Visitor = Schema.Struct({ phoneNumber: PhoneNumber })

const phoneNumberIn = ({ phoneNumber = "" }: Form) => (phoneNumber.trim() === "" ? {} : { phoneNumber })

/** A customer who has scanned a code of the merchant's. `phoneNumber` defaults to the test person's. */
const scanned =
  ({ merchantSerialNumber, reference }: Where, phoneNumber: string): Step<{ readonly customerToken: string }> =>
  ({ ids, now }, world) => {
    const row = Tables.allCallbacks(world).find(
      (one) =>
        one.merchantQrId === reference &&
        (merchantSerialNumber === undefined || one.merchantSerialNumber === merchantSerialNumber)
    )
    if (row === undefined) return [unknownReference({ reference }), world]
    const customerToken = Buffer.from(ids.hex(128), "hex").toString("base64")
    const { merchantQrId, merchantSerialNumber: ofShop } = row
    const visit = { merchantSerialNumber: ofShop, merchantQrId, phoneNumber, initiatedAt: now }
    return [Either.right({ customerToken }), putCheckIn(world, customerToken, visit)]
  }

/** The customer scans the code of a till, and the merchant is notified. */
export const checkIn = action({
  name: "check-in",
  summary: "The customer scans the QR code of a till",
  path: "/qr/{merchantQrId}/check-in",
  input: Visitor,
  inputIs: "check-in is",
  run: (context, where, { phoneNumber = testPerson.phoneNumber }) => runStep(context, scanned(where, phoneNumber)),
  output: Schema.Struct({ customerToken: Schema.String }),
  view: (result) => result,
  done: "The customer checked in.",
  fromForm: phoneNumberIn
})

const shown =
  (phoneNumber: string, version: "1.0" | "2.0"): Step<{ readonly qrCode: string }> =>
  ({ ids, now }, world) => {
    if (version === "1.0")
      return [Either.right({ qrCode: `https://qr.vipps.no/28/2/01/031/${phoneNumber}?v=1` }), world]
    const qrCode = `https://qr.vipps.no/p/${ids.hex(40)}`
    return [Either.right({ qrCode }), personalQrs.put(world, qrCode, { phoneNumber, createdAt: now })]
  }

/** The customer shows the personal code of the app, for the merchant's scanner. */
export const showPersonalQr = action({
  name: "personal-qr",
  summary: "The customer shows the personal QR code of the app",
  path: "/personal-qr",
  input: Schema.Struct({ phoneNumber: PhoneNumber, version: optional(OneOf("1.0", "2.0")) }),
  inputIs: "body is",
  run: (context, _, { phoneNumber = testPerson.phoneNumber, version = "2.0" }) =>
    runStep(context, shown(phoneNumber, version)),
  output: Schema.Struct({ qrCode: Schema.String }),
  view: (result) => result
})
