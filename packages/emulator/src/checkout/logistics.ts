/** The shipping options of Checkout, one shape per carrier: https://developer.vippsmobilepay.com/api/checkout */
import * as Schema from "effect/Schema"
import { Int, int32Max, nullable, OneOf, Pattern, Text } from "../core/rules.js"

export const Amount = Schema.Struct({ value: Int({ min: 0, max: int32Max }), currency: Schema.String })

const date = Pattern(/^\d{4}-\d{2}-\d{2}$/)
const time = Pattern(/^\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/)

const LeadTime = Schema.Struct({ earliest: date, latest: date })

const PickupPoint = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  address: Schema.String,
  postalCode: Schema.String,
  city: Schema.String,
  country: Schema.String,
  openingHours: nullable(Schema.Array(Schema.String)),
  leadTime: nullable(LeadTime)
})

const Delivery = Schema.Struct({
  leadTime: nullable(LeadTime),
  pickupPoints: nullable(Schema.Array(PickupPoint)),
  timeslots: nullable(Schema.Array(Schema.Struct({ id: Schema.String, date, start: time, end: time })))
})

const option = <Brand extends string, A, I>(brand: Brand, type: Schema.Schema<A, I>) =>
  Schema.Struct({
    id: Text({ min: 1, max: 200 }),
    priority: Int({ min: 0, max: int32Max }),
    isDefault: Schema.Boolean,
    title: nullable(Text({ min: 1, max: 200 })),
    description: nullable(Schema.String),
    delivery: nullable(Delivery),
    amount: Amount,
    taxRate: nullable(Int({ min: 0, max: 10_000 })),
    brand: Schema.Literal(brand),
    type: nullable(type),
    customType: nullable(Schema.String)
  })

export const LogisticsOption = Schema.Union(
  option("POSTEN", OneOf("MAILBOX", "PICKUP_POINT", "HOME_DELIVERY")),
  option("BRING", OneOf("MAILBOX", "PICKUP_POINT", "HOME_DELIVERY")),
  option("POSTNORD", OneOf("PICKUP_POINT", "HOME_DELIVERY")),
  option("PORTERBUDDY", OneOf("HOME_DELIVERY")),
  option("HELTHJEM", OneOf("HOME_DELIVERY", "PICKUP_POINT")),
  option("POSTI", OneOf("PICKUP_POINT")),
  option("GLS", OneOf("PICKUP_POINT")),
  // [U] The specification gives DAO a number for a type and no list of values.
  option("DAO", Int({ min: -int32Max - 1, max: int32Max })),
  option("OTHER", OneOf("HOME_DELIVERY", "PICKUP_POINT"))
)

export type LogisticsOption = typeof LogisticsOption.Type

const Porterbuddy = Schema.Struct({
  publicToken: Schema.String,
  apiKey: Text({ min: 1 }),
  origin: Schema.Struct({
    name: Schema.String,
    email: Schema.String,
    phoneNumber: Schema.String,
    address: Schema.Struct({
      streetAddress: Schema.String,
      postalCode: Schema.String,
      city: Schema.String,
      country: Schema.String
    })
  })
})

export const Logistics = Schema.Struct({
  dynamicOptionsCallback: nullable(Schema.String),
  fixedOptions: nullable(Schema.Array(LogisticsOption)),
  integrations: nullable(Schema.Struct({ porterbuddy: nullable(Porterbuddy) }))
})
