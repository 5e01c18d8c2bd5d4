/** What the rules for requests and those for webhooks have in common. */
import * as Schema from "effect/Schema"

/** Which of the matching ones get the fault. */
export const ruleFilter = {
  reference: Schema.optional(Schema.String),
  nth: Schema.optional(Schema.Int.pipe(Schema.positive())),
  times: Schema.optional(Schema.Int.pipe(Schema.positive()))
}

/** Random faults, each with its rate. */
export const chaosOf = <A, I>(fault: Schema.Schema<A, I>) =>
  Schema.Struct({
    seed: Schema.Int,
    faults: Schema.Array(Schema.Struct({ rate: Schema.Number.pipe(Schema.between(0, 1)), fault }))
  })
