/** Agreements as the control endpoints show them: as Recurring does, with their charges. */
import * as Effect from "effect/Effect"
import * as Iterable from "effect/Iterable"
import * as Schema from "effect/Schema"
import { action } from "../core/Action.js"
import { page, pageOf } from "../core/queryPage.js"
import { OneOf } from "../core/rules.js"
import * as StateStores from "../core/StateStore.js"
import { runStep } from "../core/steps.js"
import { timestamp } from "../core/timestamp.js"
import { type Agreement, agreementStatuses } from "./Agreement.js"
import { find } from "./find.js"
import * as Tables from "./tables.js"
import { settle } from "./time.js"
import * as Wire from "./wire.js"

const string = { type: "string" }
const object = { type: "object" }

/** Recurring's own documentation has the other fields. */
const ChargeView = Schema.Unknown.annotations({
  identifier: "Charge",
  jsonSchema: {
    type: "object",
    required: ["id", "agreementId", "status", "type", "amount", "due", "summary", "history"],
    properties: {
      id: string,
      agreementId: string,
      status: string,
      type: string,
      amount: { type: "integer" },
      due: string,
      summary: object,
      history: { type: "array" }
    }
  }
})

const agreement = {
  required: ["id", "uuid", "status", "productName", "pricing", "interval", "created", "history"],
  properties: {
    id: string,
    uuid: string,
    status: { enum: agreementStatuses },
    productName: string,
    pricing: object,
    interval: object,
    created: string,
    history: { type: "array" }
  }
}

/** What the customer's actions return. */
export const AgreementView = Schema.Unknown.annotations({
  identifier: "Agreement",
  jsonSchema: { type: "object", ...agreement }
})

const AgreementRow = Schema.Unknown.annotations({
  identifier: "AgreementOfSalesUnit",
  jsonSchema: {
    type: "object",
    required: [...agreement.required, "merchantSerialNumber", "expiresAt"],
    properties: { ...agreement.properties, merchantSerialNumber: string, expiresAt: string }
  }
})

const agreementOf = (agreement: Agreement, publicUrl: string) => ({
  ...Wire.agreement(agreement, publicUrl),
  merchantSerialNumber: agreement.merchantSerialNumber,
  expiresAt: timestamp(agreement.expiresAt)
})

export const list = action({
  name: "agreements",
  summary: "Agreements with their charges, newest first",
  method: "GET",
  path: "/agreements",
  input: Schema.Struct({
    status: Schema.optional(OneOf(...agreementStatuses)),
    ...page
  }),
  inputIs: "query is",
  run: ({ settings, store }, { merchantSerialNumber }, query) =>
    StateStores.read(store, (now, before) => {
      const world = settle(before, now)
      const found = Iterable.filter(
        Tables.agreements.newest(world),
        (agreement) =>
          (query.status === undefined || agreement.status === query.status) &&
          (merchantSerialNumber === undefined || agreement.merchantSerialNumber === merchantSerialNumber)
      )
      return pageOf(found, query).map((agreement) => ({
        agreement: agreementOf(agreement, settings.publicUrl),
        charges: Tables.chargesOf(world, agreement).map(Wire.charge)
      }))
    }),
  output: Schema.Array(Schema.Struct({ agreement: AgreementRow, charges: Schema.Array(ChargeView) })),
  view: (found) => found
})

export const show = action({
  name: "agreement",
  summary: "An agreement with its charges",
  method: "GET",
  path: "/agreements/{agreementId}",
  input: Schema.Struct({}),
  inputIs: "query is",
  run: (context, where) =>
    Effect.map(runStep(context, find(where)), ({ agreement, charges }) => ({
      agreement: agreementOf(agreement, context.settings.publicUrl),
      charges: charges.map(Wire.charge)
    })),
  output: Schema.Struct({ agreement: AgreementRow, charges: Schema.Array(ChargeView) }),
  view: (found) => found
})
