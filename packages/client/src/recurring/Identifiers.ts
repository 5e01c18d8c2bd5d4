// @effect-diagnostics globalDate:off
/** What identifies agreements and charges, and what their dates and amounts look like. */
import * as Schema from "effect/Schema"
import { isDate } from "../internal/schema/calendar.js"
import { pattern, text, whole } from "../internal/schema/rules.js"

/**
 * The currency of an agreement: that of the sales unit's market. Agreements across borders are not supported.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/currencies/
 * @since 0.1.0
 * @category models
 */
export type RecurringCurrency = "NOK" | "DKK" | "EUR"

/**
 * The id of an agreement, as Vipps gives it: `agr_5kSeqz`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AgreementId: Schema.Schema<string> = pattern(
  /^[A-Za-z0-9_-]{1,64}$/,
  "the id of an agreement, such as agr_5kSeqz: 1 to 64 letters, digits, underscores and hyphens"
)

/**
 * The id of a charge: its `orderId`, or one that Vipps gives, such as `chr-5kSeqz`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChargeId: Schema.Schema<string> = pattern(
  /^[A-Za-z0-9_-]{1,64}$/,
  "the id of a charge: 1 to 64 letters, digits, underscores and hyphens"
)

/**
 * The merchant's own id of a charge, which becomes its id: 1 to 64 letters, digits and hyphens, unique per sales unit.
 * Use at least 8 of them and no leading zero.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/orderid/
 * @since 0.1.0
 * @category schemas
 */
export const OrderId: Schema.Schema<string> = pattern(/^[A-Za-z0-9-]{1,64}$/, "1 to 64 letters, digits and hyphens")

/** [P] Stricter than the specification: a colon was refused, while letters, digits and hyphens are used in production. */
export const RecurringKey: Schema.Schema<string> = pattern(
  /^[A-Za-z0-9-]{1,40}$/,
  "1 to 40 letters, digits and hyphens; IdempotencyKey.make (idempotencyKey in the facade) makes such a key from any parts"
)

export const ExternalId: Schema.Schema<string> = Schema.String.pipe(
  Schema.pattern(/^.{1,64}$/, { description: "1 to 64 characters on one line" })
)

export const Description: Schema.Schema<string> = text(1, 100)

/** The API's integers have 32 bits. */
export const amount = (min: number): Schema.Schema<number> => whole(min, 2_147_483_647)

export const Currency: Schema.Schema<RecurringCurrency> = Schema.Literal("NOK", "DKK", "EUR")

/** A day of the calendar, without a time zone. */
export const DateOnly: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter(isDate, {
    description: "a date of the calendar, YYYY-MM-DD",
    arbitrary: () => (fc) =>
      fc
        .date({ min: new Date("2020-01-01"), max: new Date("2039-12-31"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10))
  })
)

/** A time that the API wants in UTC. */
export const UtcTime: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter(
    (value) =>
      /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/.test(value) && isDate(value.slice(0, 10)),
    {
      description: "a time in UTC, such as 2026-12-24T18:00:00Z",
      arbitrary: () => (fc) =>
        fc
          .date({ min: new Date("2020-01-01"), max: new Date("2039-12-31"), noInvalidDate: true })
          .map((date) => date.toISOString())
    }
  )
)
