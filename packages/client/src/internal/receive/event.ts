import * as Schema from "effect/Schema"
import { asSent } from "../schema/rules.js"

/** An event, by its tag and its other fields. */
export const event = <Tag extends string, Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) =>
  asSent(Schema.Struct({ _tag: Schema.Literal(tag), ...fields, dedupeKey: Schema.String }))
