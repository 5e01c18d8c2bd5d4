/** Compares a body with the extract. */
import type { Fields } from "./extract.js"

/** Objects with names of the caller's own. */
const isRecord = (path: string): boolean => path === "metadata"

/** What is wrong with a body: names the extract does not have, values it does not name, and what is missing. */
export const wrongIn = (body: unknown, fields: Fields, path = ""): ReadonlyArray<string> => {
  if (Array.isArray(body)) return body.flatMap((item) => wrongIn(item, fields, `${path}[]`))
  const { enum: values, nullable, type } = fields[path] ?? {}
  if (body === null) return nullable === true ? [] : [`null ${path}`]
  if (typeof body !== "object") {
    const isRight = type === undefined || typeof body === (type === "integer" ? "number" : type)
    return [
      ...(isRight ? [] : [`type ${path}`]),
      ...(values === undefined || values.includes(String(body)) ? [] : [`value ${path}`])
    ]
  }
  if (isRecord(path)) return []
  const prefix = path === "" ? "" : `${path}.`
  const known = Object.entries(fields).filter(
    ([name]) => name.startsWith(prefix) && name !== path && !/[.[]/.test(name.slice(prefix.length))
  )
  const names = Object.keys(body)
  return [
    ...known.flatMap(([name, { required }]) =>
      required === true && !names.includes(name.slice(prefix.length)) ? [`missing ${name}`] : []
    ),
    ...Object.entries(body).flatMap(([name, value]) =>
      fields[prefix + name] === undefined ? [`extra ${prefix}${name}`] : wrongIn(value, fields, prefix + name)
    )
  ]
}
