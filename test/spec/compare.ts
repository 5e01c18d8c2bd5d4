/** Compares a schema with the extract, in both directions. */
import type * as Schema from "effect/Schema"
import type { Fields, Rules } from "./extract.js"
import { type Field, schemaFields, takes, valuesOf } from "./schemaFields.js"

/** Texts of a length that some field takes: digits satisfy every pattern of the specifications, links need a link. */
const texts = (length: number): ReadonlyArray<string> => {
  const link = "https://shop.example/"
  return length < link.length ? ["1".repeat(length)] : ["1".repeat(length), link.padEnd(length, "x")]
}

const takesText = (field: Field, length: number): boolean =>
  length < 0 || texts(length).some((text) => takes(field, text))

const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, "value"]))

/** Which limits the field does not have: what lies just inside must be taken, what lies just outside must not. */
export const limits = (field: Field, rules: Rules): ReadonlyArray<string> => {
  const { maximum, maxLength, maxProperties, minimum, minItems, minLength } = rules
  const wrong: Array<string> = []
  const hold = (name: string, isRight: boolean) => {
    if (!isRight) wrong.push(name)
  }
  if (minLength !== undefined) {
    hold("minLength", takesText(field, minLength) && (minLength === 0 || !takesText(field, minLength - 1)))
  }
  if (maxLength !== undefined) hold("maxLength", takesText(field, maxLength) && !takesText(field, maxLength + 1))
  if (minimum !== undefined) hold("minimum", takes(field, minimum) && !takes(field, minimum - 1))
  if (maximum !== undefined) hold("maximum", takes(field, maximum) && !takes(field, maximum + 1))
  if (minItems !== undefined) hold("minItems", !takes(field, []))
  if (maxProperties !== undefined) {
    hold("maxProperties", takes(field, entries(maxProperties)) && !takes(field, entries(maxProperties + 1)))
  }
  return wrong
}

const sameValues = (one: ReadonlyArray<string>, other: ReadonlyArray<string>): boolean =>
  one.length === other.length && one.every((value) => other.includes(value))

/**
 * - `sent`: a request as the client takes it from its caller, who has no use for null.
 * - `accepted`: a request as the emulator takes it from the network.
 * - `read`: a response or event as the client reads it: leniently on purpose, so of the rules only the names of values
 *   count, and that nothing is required which may be absent.
 */
export type Use = "sent" | "accepted" | "read"

/** What differs, as `missing path`, `extra path` or `rule path`. */
export const differences = (
  official: Fields,
  schema: Schema.Schema.All | undefined,
  use: Use
): ReadonlyArray<string> => {
  const ours = schema === undefined ? new Map<string, Field>() : schemaFields(schema)
  const found: Array<string> = []
  for (const [path, field] of ours) {
    const rules = official[path]
    if (rules === undefined) {
      // An array's items are listed by the extract only where they are plain values with rules.
      if (!path.endsWith("[]")) found.push(`extra ${path}`)
      continue
    }
    const values = valuesOf(field.ast)
    if (!sameValues(values ?? [], rules.enum ?? [])) found.push(`enum ${path}`)
    if (use === "read") {
      if (field.required && rules.required !== true) found.push(`required ${path}`)
      continue
    }
    if (field.required !== (rules.required === true)) found.push(`required ${path}`)
    if (use === "accepted" && takes(field, null) !== (rules.nullable === true)) found.push(`nullable ${path}`)
    for (const limit of limits(field, rules)) found.push(`${limit} ${path}`)
  }
  for (const path of Object.keys(official)) if (!ours.has(path)) found.push(`missing ${path}`)
  return found
}
