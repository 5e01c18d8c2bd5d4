/** Reads `spec/`: what the official specifications say, by name. See spec/README.md. */
import { readdirSync, readFileSync } from "node:fs"
import * as Schema from "effect/Schema"

/** What a field must be. A field without rules is an object, an array, or anything. */
const Rules = Schema.Struct({
  type: Schema.optional(Schema.Literal("string", "integer", "number", "boolean")),
  required: Schema.optional(Schema.Literal(true)),
  nullable: Schema.optional(Schema.Literal(true)),
  enum: Schema.optional(Schema.Array(Schema.String)),
  pattern: Schema.optional(Schema.String),
  minLength: Schema.optional(Schema.Int),
  maxLength: Schema.optional(Schema.Int),
  minimum: Schema.optional(Schema.Int),
  maximum: Schema.optional(Schema.Int),
  minItems: Schema.optional(Schema.Int),
  maxProperties: Schema.optional(Schema.Int)
})

export type Rules = typeof Rules.Type

/** By path: `receipt.orderLines[].name`. */
const Fields = Schema.Record({ key: Schema.String, value: Rules })

export type Fields = typeof Fields.Type

const OfficialOperation = Schema.Struct({
  id: Schema.String,
  method: Schema.Literal("GET", "POST", "PUT", "PATCH", "DELETE"),
  path: Schema.String,
  statuses: Schema.Array(Schema.String),
  headers: Schema.Struct({ required: Schema.Array(Schema.String), optional: Schema.Array(Schema.String) }),
  query: Schema.optional(Schema.Array(Schema.String)),
  request: Schema.optional(Fields),
  response: Schema.optional(Fields)
})

export type OfficialOperation = typeof OfficialOperation.Type

const fact = Schema.String

/** What is known to be newer than the file, by the section of the facts that says so. */
const Newer = Schema.Union(
  Schema.Struct({
    operation: Schema.String,
    part: Schema.Literal("request", "response"),
    path: Schema.String,
    rules: Schema.optional(Rules),
    fact
  }),
  Schema.Struct({ webhook: Schema.String, fact }),
  Schema.Struct({ header: Schema.String, fact }),
  Schema.Struct({ errorCode: Schema.String, fact }),
  // Of an API that is not covered yet, or a whole operation.
  Schema.Struct({
    operation: Schema.String,
    field: Schema.optional(Schema.String),
    query: Schema.optional(Schema.String),
    status: Schema.optional(Schema.String),
    fact
  })
)

const Extract = Schema.Struct({
  api: Schema.String,
  version: Schema.NullOr(Schema.String),
  date: Schema.String.pipe(Schema.pattern(/^\d{4}-\d{2}-\d{2}$/)),
  source: Schema.String,
  operations: Schema.Array(OfficialOperation),
  identifiers: Schema.optional(Schema.Record({ key: Schema.String, value: Rules })),
  webhook: Schema.optional(Fields),
  shippingCallback: Schema.optional(Schema.Struct({ request: Fields, response: Fields })),
  logisticsCallback: Schema.optional(Schema.Struct({ request: Fields })),
  carriers: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) })),
  scopes: Schema.optional(Schema.Array(Schema.String)),
  errorCodes: Schema.optional(
    Schema.Struct({ source: Schema.String, date: Schema.String, fact, codes: Schema.Array(Schema.String) })
  ),
  events: Schema.optional(
    Schema.Struct({ source: Schema.String, date: Schema.String, fact, names: Schema.Array(Schema.String) })
  ),
  newer: Schema.Array(Newer)
}).annotations({ identifier: "Extract" })

export type Extract = typeof Extract.Type

const folder = new URL("../../spec/", import.meta.url)

export const apis: ReadonlyArray<string> = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))

export const extract = (api: string): Extract =>
  Schema.decodeUnknownSync(Extract)(JSON.parse(readFileSync(new URL(`${api}.json`, folder), "utf8")), {
    onExcessProperty: "error"
  })

/** A part of an operation, with what is newer than the file. */
export const fieldsOf = (of: Extract, operation: OfficialOperation, part: "request" | "response"): Fields => {
  const fields: Record<string, Rules> = { ...operation[part] }
  for (const newer of of.newer) {
    if (!("path" in newer) || newer.operation !== operation.id || newer.part !== part) continue
    const known = fields[newer.path]
    const values = [...(known?.enum ?? []), ...(newer.rules?.enum ?? [])]
    fields[newer.path] = { ...known, ...newer.rules, ...(values.length > 0 && { enum: values }) }
  }
  return fields
}
