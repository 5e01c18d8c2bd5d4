import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { decoding } from "./compiled.js"
import { capped, type Issue, issuesOf } from "./parseIssues.js"
import { type Detail, detailId } from "./rules.js"

type Json = { readonly [key: string]: unknown }

/** Reads one JSON value that is not null. `undefined`, which JSON does not have, means that nothing is left of it. */
type Read = (json: unknown, depth: number) => unknown

/** Deeper than anything Vipps sends, and shallow enough for every runtime's stack. */
const maxDepth = 100

const tooDeep = { path: "", message: `is nested more than ${maxDepth} levels deep` }

const isObject = (json: unknown): json is Json => typeof json === "object" && json !== null && !Array.isArray(json)

/** Throws an issue, which {@link reading} catches. */
const below = (depth: number): number => {
  if (depth === 0) throw tooDeep
  return depth - 1
}

/**
 * The object with its fields read. A null is absent on the Vipps APIs, and JavaScript would take `__proto__` for
 * something else than a field. Shares an object in which nothing changes.
 */
const fieldsRead = (json: Json, readerOf: (key: string) => Read, depth: number): Json => {
  const keys = Object.keys(json)
  let copy: Record<string, unknown> | undefined
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string
    const value = json[key]
    const read = value === null || key === "__proto__" ? undefined : readerOf(key)(value, depth)
    if (copy === undefined && read !== value) {
      copy = {}
      for (const before of keys.slice(0, i)) copy[before] = json[before]
    }
    if (copy !== undefined && read !== undefined) copy[key] = read
  }
  return copy ?? json
}

/** The array with its items read. Shares an array in which nothing changes. */
const itemsRead = (json: ReadonlyArray<unknown>, read: Read, depth: number): ReadonlyArray<unknown> => {
  const items = json.map((item) => (item === null ? null : read(item, depth)))
  return items.some((item, i) => item !== json[i]) ? items : json
}

/** What no schema describes: as it came, without nulls. */
const anything: Read = (json, depth) => {
  if (Array.isArray(json)) return itemsRead(json, anything, below(depth))
  return isObject(json) ? fieldsRead(json, () => anything, below(depth)) : json
}

const detailOf = (ast: AST.AST): Detail | undefined => Option.getOrUndefined(AST.getAnnotation<Detail>(ast, detailId))

const isUndefined = (ast: AST.AST): boolean => AST.isUndefinedKeyword(ast)

/** A value on which nothing depends: one of another kind is left out, except a whole number where text is expected. */
const leaf = (ast: AST.AST): Read => {
  if (AST.isUnknownKeyword(ast)) return anything
  const fits = ParseResult.is(Schema.make<unknown>(ast))
  const asText = AST.isStringKeyword(ast)
  return (json) => (fits(json) ? json : asText && Number.isSafeInteger(json) ? String(json) : undefined)
}

const object = (ast: AST.TypeLiteral, lenient: boolean): Read => {
  const readers = new Map<string, Read>()
  const required: Array<string> = []
  const fallbacks: Array<readonly [key: string, value: unknown]> = []
  for (const { isOptional, name, type } of ast.propertySignatures) {
    const key = String(name)
    const fallback = detailOf(type)?.fallback
    readers.set(key, compile(type, lenient))
    if (fallback !== undefined) fallbacks.push([key, fallback])
    else if (!isOptional) required.push(key)
  }
  const index = ast.indexSignatures[0]
  const other = index === undefined ? anything : compile(index.type, lenient)
  const readerOf = (key: string): Read => readers.get(key) ?? other
  return (json, depth) => {
    if (!isObject(json)) return lenient ? undefined : anything(json, depth)
    const read = fieldsRead(json, readerOf, below(depth))
    if (lenient && required.some((key) => read[key] === undefined)) return undefined
    const missing = fallbacks.filter(([key]) => read[key] === undefined)
    return missing.length === 0 ? read : { ...read, ...Object.fromEntries(missing) }
  }
}

const array = (ast: AST.TupleType, lenient: boolean): Read => {
  const rest = ast.rest[0]?.type
  if (rest === undefined) return anything
  const item = compile(rest, lenient)
  const drops = lenient || detailOf(rest) !== undefined
  return (json, depth) => {
    if (!Array.isArray(json)) return lenient ? undefined : anything(json, depth)
    const items = itemsRead(json, item, below(depth))
    return drops && items.some((one) => one === undefined || one === null)
      ? items.filter((one) => one !== undefined && one !== null)
      : items
  }
}

const compile = (ast: AST.AST, outer: boolean): Read => {
  const lenient = outer || detailOf(ast) !== undefined
  switch (ast._tag) {
    case "TypeLiteral":
      return object(ast, lenient)
    case "TupleType":
      return array(ast, lenient)
    case "Transformation":
      return compile(ast.from, lenient)
    case "Union": {
      const members = ast.types.filter((member) => !isUndefined(member)).map((member) => compile(member, lenient))
      const [only] = members
      if (only !== undefined && members.length === 1) return only
      if (!lenient) return anything
      return (json, depth) => {
        for (const member of members) {
          const read = member(json, depth)
          if (read !== undefined) return read
        }
        return undefined
      }
    }
    case "Refinement": {
      const inner = compile(ast.from, lenient)
      if (!lenient) return inner
      const fits = ParseResult.is(Schema.make<unknown>(ast))
      return (json, depth) => {
        const read = inner(json, depth)
        return fits(read) ? read : undefined
      }
    }
    default:
      return lenient ? leaf(ast) : anything
  }
}

type Reading<A> = (json: unknown) => Either.Either<A, ReadonlyArray<Issue>>

const bounded =
  <A>(decode: (json: unknown) => Either.Either<A, ParseResult.ParseIssue>): Reading<A> =>
  (json) => {
    try {
      return Either.mapLeft(decode(json), (issue) => capped(issuesOf(issue)))
    } catch (thrown) {
      if (thrown === tooDeep) return Either.left([tooDeep])
      throw thrown
    }
  }

/**
 * How JSON from Vipps is read, responses, events and callbacks alike: nulls are absent, unknown fields stay, a detail
 * (see `detail`) that does not fit its type is left out or made to fit, and everything else must fit. Linear in the size
 * of the JSON, and bounded in its depth.
 */
export const reading = <A, I>(schema: Schema.Schema<A, I>): Reading<A> => {
  // When the first value comes: most programs use a few of the schemas they load.
  let read: Read | undefined
  const decode = decoding(schema, { onExcessProperty: "preserve" })
  return bounded((json) => {
    read ??= compile(schema.ast, false)
    return decode(read(json, maxDepth))
  })
}

/** How JSON is read with a schema of the caller's own: as sent, and bounded in its depth. */
export const readingAsSent = <A, I>(schema: Schema.Schema<A, I>): Reading<A> => {
  const decode = ParseResult.decodeUnknownEither(schema)
  return bounded((json) => {
    anything(json, maxDepth)
    return decode(json)
  })
}
