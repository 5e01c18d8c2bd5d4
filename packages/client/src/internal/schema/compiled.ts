/**
 * Schemas compiled to plain functions. Schema's own parser walks its AST through Eithers and options on every call; a
 * function made once from the same AST does what is needed for a valid value in a tenth of the time.
 *
 * Only the parser reports what is wrong: a value that the compiled function does not take goes to the parser, and so does
 * every value of a schema that changes what it reads.
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

/** The value is left to the parser. `undefined` cannot say so, since it is a value. */
export const left = Symbol("left to the parser")

/** What the parser would return for a valid value, or {@link left}. */
export type Quick = (value: unknown) => unknown

type Record = { readonly [key: PropertyKey]: unknown }

const isRecord = (value: unknown): value is Record =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const hasOwn = Object.prototype.hasOwnProperty

const typeOf =
  (name: "string" | "number" | "boolean" | "undefined"): Quick =>
  (value) =>
    typeof value === name ? value : left

type Field = readonly [name: string, quick: Quick, isOptional: boolean]

const struct = (ast: AST.TypeLiteral, excess: Excess): Quick | undefined => {
  const fields: Array<Field> = []
  for (const { isOptional, name, type } of ast.propertySignatures) {
    const quick = compile(type, excess)
    if (quick === undefined || typeof name !== "string" || name === "__proto__") return undefined
    fields.push([name, quick, isOptional])
  }
  const [signature, ...more] = ast.indexSignatures
  const key = signature && compile(signature.parameter, excess)
  const other = signature && compile(signature.type, excess)
  if (more.length > 0 || (signature !== undefined && (key === undefined || other === undefined))) return undefined
  if (fields.length === 0 && signature === undefined) return undefined
  const known = new Set<PropertyKey>(fields.map(([name]) => name))
  const isExcess = (name: PropertyKey): boolean => !known.has(name) && (key === undefined || key(name) === left)

  const copy: Quick = (value) => {
    if (!isRecord(value)) return left
    if (excess === "error" && Reflect.ownKeys(value).some(isExcess)) return left
    const read: { [key: string]: unknown } = {}
    for (let i = 0; i < fields.length; i++) {
      const [name, quick, isOptional] = fields[i] as Field
      if (!hasOwn.call(value, name)) {
        if (isOptional) continue
        return left
      }
      const field = quick(value[name])
      if (field === left) return left
      read[name] = field
    }
    if (key === undefined || other === undefined) return read
    for (const name of Object.keys(value)) {
      if (isExcess(name) || known.has(name)) continue
      const field = name === "__proto__" ? left : other(value[name])
      if (field === left) return left
      read[name] = field
    }
    return read
  }
  if (excess !== "preserve") return copy

  // Where everything is kept, JSON is its own copy.
  return (value) => {
    if (!isRecord(value) || hasOwn.call(value, "__proto__")) return left
    for (let i = 0; i < fields.length; i++) {
      const [name, quick, isOptional] = fields[i] as Field
      const field = value[name]
      if (field === undefined && isOptional && !hasOwn.call(value, name)) continue
      if (quick(field) === left || !hasOwn.call(value, name)) return left
    }
    if (key === undefined || other === undefined) return value
    return Object.keys(value).every((name) => isExcess(name) || other(value[name]) !== left) ? value : left
  }
}

const array = (ast: AST.TupleType, excess: Excess): Quick | undefined => {
  const [rest, ...more] = ast.rest
  const quick = rest && compile(rest.type, excess)
  if (quick === undefined || more.length > 0) return undefined
  const first: Array<Quick> = []
  for (const { isOptional, type } of ast.elements) {
    const element = compile(type, excess)
    if (element === undefined || isOptional) return undefined
    first.push(element)
  }
  return (value) => {
    if (!Array.isArray(value) || value.length < first.length) return left
    const read: Array<unknown> = []
    for (let i = 0; i < value.length; i++) {
      const item = (first[i] ?? quick)(value[i])
      if (item === left) return left
      read.push(item)
    }
    return read
  }
}

const union = (ast: AST.Union, excess: Excess): Quick | undefined => {
  const literals = new Set<unknown>(ast.types.filter(AST.isLiteral).map(({ literal }) => literal))
  if (literals.size === ast.types.length) {
    return (value) => (literals.has(value) ? value : left)
  }
  const members: Array<Quick> = []
  for (const type of ast.types) {
    const member = compile(type, excess)
    if (member === undefined) return undefined
    members.push(member)
  }
  return (value) => {
    for (const member of members) {
      const read = member(value)
      if (read !== left) return read
    }
    return left
  }
}

type Excess = NonNullable<AST.ParseOptions["onExcessProperty"]>

/** `undefined` for a schema that only the parser can read. */
const compile = (ast: AST.AST, outer: Excess): Quick | undefined => {
  const own = AST.getParseOptionsAnnotation(ast)
  const excess = (own._tag === "Some" ? own.value.onExcessProperty : undefined) ?? outer
  switch (ast._tag) {
    case "StringKeyword":
      return typeOf("string")
    case "NumberKeyword":
      return typeOf("number")
    case "BooleanKeyword":
      return typeOf("boolean")
    case "UndefinedKeyword":
      return typeOf("undefined")
    case "UnknownKeyword":
      return (value) => value
    case "Literal": {
      const { literal } = ast
      return (value) => (value === literal ? value : left)
    }
    case "TypeLiteral":
      return struct(ast, excess)
    case "TupleType":
      return array(ast, excess)
    case "Union":
      return union(ast, excess)
    case "Refinement": {
      const from = compile(ast.from, excess)
      if (from === undefined) return undefined
      return (value) => {
        const read = from(value)
        return read !== left && ast.filter(read, AST.defaultParseOption, ast)._tag === "None" ? read : left
      }
    }
    default:
      return undefined
  }
}

/** @internal */
export const quickOf = (ast: AST.AST, excess: Excess = "ignore"): Quick | undefined => compile(ast, excess)

type Parse<A> = (value: unknown) => Either.Either<A, ParseResult.ParseIssue>

/** Both are made when the first value comes: most programs use a few of the schemas they load. */
const first = <A>(ast: () => AST.AST, options: AST.ParseOptions, parser: () => Parse<A>): Parse<A> => {
  let quick: Quick | undefined
  let parse: Parse<A> | undefined
  return (value) => {
    quick ??= quickOf(ast(), options.onExcessProperty) ?? (() => left)
    const read = quick(value)
    if (read !== left) return Either.right(read as A)
    parse ??= parser()
    return parse(value)
  }
}

/** `ParseResult.decodeUnknownEither`, compiled. */
export const decoding = <A, I>(schema: Schema.Schema<A, I>, options: AST.ParseOptions = {}): Parse<A> =>
  first(
    () => schema.ast,
    options,
    () => ParseResult.decodeUnknownEither(schema, options)
  )

/** `ParseResult.validateEither`, compiled. */
export const validating = <A, I>(schema: Schema.Schema<A, I>, options: AST.ParseOptions = {}): Parse<A> =>
  first(
    () => AST.typeAST(schema.ast),
    options,
    () => ParseResult.validateEither(schema, options)
  )

/** `ParseResult.encodeUnknownEither`, made when the first value comes. */
export const encoding = <A, I>(schema: Schema.Schema<A, I>, options: AST.ParseOptions = {}): Parse<I> => {
  let parse: Parse<I> | undefined
  return (value) => {
    parse ??= ParseResult.encodeUnknownEither(schema, options)
    return parse(value)
  }
}
