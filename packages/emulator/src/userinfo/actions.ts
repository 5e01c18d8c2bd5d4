/** Who the customers are, and how Userinfo behaves. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { action } from "../core/Action.js"
import { Int, OneOf, optional, Pattern, Text } from "../core/rules.js"
import { runStep, type Step, type Where } from "../core/steps.js"
import { switches } from "../customers/consents.js"
import { type Person, personWith, putPerson } from "../customers/person.js"
import { InvalidDetailsError } from "../EmulatorError.js"

const Address = Schema.Struct({
  streetAddress: Schema.String,
  postalCode: Schema.String,
  region: Schema.String,
  country: Pattern(/^[A-Z]{2}$/)
})

/** `address` is null for a customer without one. */
export const CustomerDetails = Schema.Struct({
  givenName: optional(Text({ min: 1 })),
  familyName: optional(Text({ min: 1 })),
  email: optional(Text({ min: 3 })),
  emailVerified: optional(Schema.Boolean),
  birthdate: optional(Pattern(/^\d{4}-\d{2}-\d{2}$/)),
  gender: optional(OneOf("male", "female", "other")),
  nin: optional(Text({ min: 10 })),
  address: optional(Schema.NullOr(Address))
})

export type CustomerDetails = typeof CustomerDetails.Type

const PersonView = Schema.Struct({
  phoneNumber: Schema.String,
  givenName: Schema.String,
  familyName: Schema.String,
  email: Schema.String,
  emailVerified: Schema.Boolean,
  birthdate: Schema.String,
  gender: Schema.String,
  nin: Schema.String,
  address: Schema.optional(Address)
}).annotations({ identifier: "Person" })

const described =
  ({ reference: phoneNumber }: Where, { address, ...details }: CustomerDetails): Step<Person> =>
  (_, world) => {
    if (!/^\d{9,15}$/.test(phoneNumber)) {
      const reason = "a phone number has 9 to 15 digits."
      return [Either.left(new InvalidDetailsError({ reference: phoneNumber, reason })), world]
    }
    const before = personWith(world, phoneNumber)
    const home = address === undefined ? before.address : (address ?? undefined)
    const person = { ...before, ...details, address: home }
    return [Either.right(person), putPerson(world, person)]
  }

/** Describes the customer with a phone number; what is left out stays as it was. */
export const describeCustomer = action({
  name: "describe-customer",
  summary: "Describes the customer with a phone number",
  path: "/customers/{phoneNumber}",
  input: CustomerDetails,
  inputIs: "details are",
  run: (context, where, details) => runStep(context, described(where, details)),
  output: PersonView,
  view: (person) => person
})

const Switches = Schema.Struct({
  subDelayMillis: optional(Int({ min: 0 })),
  subscriptionKey: optional(OneOf("ignored", "refused", "required"))
})

export const behave = action({
  name: "userinfo",
  summary: "Sets how Userinfo behaves where Vipps has been seen to do both",
  path: "/userinfo",
  input: Switches,
  inputIs: "switches are",
  run: ({ store }, _, changes) => store.update(switches.change(changes)),
  output: Schema.Struct({ subDelayMillis: Schema.Int, subscriptionKey: Schema.String }),
  view: (switches) => switches
})
