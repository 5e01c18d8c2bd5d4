/** The smallest body that the extract's rules allow. */
import type { Fields, Rules } from "./extract.js"

type Json = string | number | boolean | Array<Json> | { [key: string]: Json }

const leaf = ({ enum: values, maximum = 1, minimum = 1, minLength = 1, type }: Rules): Json | undefined => {
  if (values?.[0] !== undefined) return values[0]
  if (type === "integer" || type === "number") return Math.min(Math.max(1, minimum), maximum)
  if (type === "boolean") return true
  if (type === "string") return "1".repeat(Math.max(1, minLength))
  return undefined
}

/** Required fields only; an array has one item where the extract knows what is in it. */
const build = (fields: Fields, prefix: string): Json => {
  const body: { [key: string]: Json } = {}
  for (const [path, rules] of Object.entries(fields)) {
    const name = path.slice(prefix.length)
    if (!path.startsWith(prefix) || /[.[]/.test(name) || rules.required !== true) continue
    body[name] = leaf(rules) ?? (isArray(fields, path) ? [item(fields, path)] : build(fields, `${path}.`))
  }
  return body
}

const isArray = (fields: Fields, path: string): boolean =>
  Object.keys(fields).some((other) => other.startsWith(`${path}[]`))

const item = (fields: Fields, path: string): Json => leaf(fields[`${path}[]`] ?? {}) ?? build(fields, `${path}[].`)

export const smallest = (fields: Fields): Json => (isArray(fields, "") ? [item(fields, "")] : build(fields, ""))
