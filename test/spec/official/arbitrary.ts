// @effect-diagnostics globalDate:off
/** Values that are valid by a schema of an official specification. */
import * as FastCheck from "effect/FastCheck"
import { type Document, type Json, jsonOf } from "./Document.js"

const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

const between = (schema: Json, low: string, high: string, most: number) => {
  const min = typeof schema[low] === "number" ? schema[low] : 0
  const max = typeof schema[high] === "number" ? schema[high] : most
  return { min, max: Math.max(min, Math.min(max, most)) }
}

const moment = FastCheck.date({
  min: new Date("2020-01-01"),
  max: new Date("2030-01-01"),
  noInvalidDate: true
}).map((date) => date.toISOString())

const text = (schema: Json): FastCheck.Arbitrary<unknown> => {
  const { format, pattern } = schema
  const { max: maxLength, min: minLength } = between(schema, "minLength", "maxLength", 60)
  const expression = new RegExp(typeof pattern === "string" ? pattern : "", "u")
  if (format === "uri") return FastCheck.webUrl({ validSchemes: ["https"] }).filter((one) => expression.test(one))
  if (typeof pattern === "string") {
    return FastCheck.stringMatching(new RegExp(pattern)).filter(
      (one) => expression.test(one) && one.length >= minLength && one.length <= maxLength
    )
  }
  if (format === "date-time") return moment
  if (format === "date") return moment.map((at) => at.slice(0, 10))
  if (format === "time") return moment.map((at) => at.slice(11, 16))
  if (format === "email") return FastCheck.emailAddress()
  if (format === "uuid") return FastCheck.uuid()
  return FastCheck.string({ minLength, maxLength })
}

/** Named fields of each value: `of` may give those with a meaning that no schema has. */
export type Meaning = (field: string) => FastCheck.Arbitrary<unknown> | undefined

const meaningless: Meaning = () => undefined

export const validBy = (
  { resolve }: Document,
  schema: Json,
  of: Meaning = meaningless
): FastCheck.Arbitrary<unknown> => {
  const below = (unresolved: Json): FastCheck.Arbitrary<unknown> => {
    const node = resolve(unresolved)
    const value = present(node)
    // Null must be among the values, where they are named.
    const mayBeNull = node["nullable"] === true && (node["enum"] === undefined || list(node["enum"]).includes(null))
    return mayBeNull ? FastCheck.option(value, { freq: 5 }) : value
  }
  const present = (node: Json): FastCheck.Arbitrary<unknown> => {
    if (Array.isArray(node["anyOf"])) return FastCheck.oneof(...node["anyOf"].map((one) => below(jsonOf(one))))
    if (Array.isArray(node["allOf"])) {
      const parts = node["allOf"].map((one) => below(jsonOf(one)))
      // A reference with a description of its own.
      if (parts.length === 1 && parts[0] !== undefined && node["properties"] === undefined) return parts[0]
      const { allOf: _, ...own } = node
      return FastCheck.tuple(...parts, present(own)).map((all) => Object.assign({}, ...all))
    }
    if (Array.isArray(node["enum"])) return FastCheck.constantFrom(...node["enum"])
    switch (node["type"]) {
      case "integer":
      case "number":
        return FastCheck.integer(between(node, "minimum", "maximum", 2_000_000_000))
      case "boolean":
        return FastCheck.boolean()
      case "string":
        return text(node)
      case "array": {
        const { max: maxLength, min: minLength } = between(node, "minItems", "maxItems", 3)
        return FastCheck.array(below(jsonOf(node["items"])), { minLength, maxLength })
      }
      default: {
        const fields = Object.fromEntries(
          Object.entries(jsonOf(node["properties"])).map(([name, one]) => [name, of(name) ?? below(jsonOf(one))])
        )
        const requiredKeys = list(node["required"]).filter(
          (name): name is string => typeof name === "string" && name in fields
        )
        return FastCheck.record(fields, { requiredKeys })
      }
    }
  }
  return below(schema)
}
