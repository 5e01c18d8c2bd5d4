/** Reads a schema's fields by path, in the form of the extract. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

export interface Field {
  /** What is taken for it, with all its limits. */
  readonly ast: AST.AST
  readonly required: boolean
}

const members = (ast: AST.AST): ReadonlyArray<AST.AST> =>
  AST.isUnion(ast)
    ? ast.types.filter((one) => !AST.isUndefinedKeyword(one) && !(AST.isLiteral(one) && one.literal === null))
    : [ast]

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`)

/** The fields below `ast`; those of alternatives are merged: required is what each one that knows the object requires. */
const below = (ast: AST.AST, path: string): Map<string, Field> => {
  const found = new Map<string, Field>()
  if (AST.isRefinement(ast) || AST.isTransformation(ast)) return below(ast.from, path)
  if (AST.isDeclaration(ast)) return merged(ast.typeParameters, path)
  if (AST.isUnion(ast)) return merged(members(ast), path)
  if (AST.isTupleType(ast)) {
    const item = ast.rest[0]?.type
    if (item !== undefined) {
      if (!isObject(item)) found.set(`${path}[]`, { ast: item, required: false })
      for (const [key, field] of below(item, `${path}[]`)) found.set(key, field)
    }
  }
  if (AST.isTypeLiteral(ast)) {
    for (const { isOptional, name, type } of ast.propertySignatures) {
      const key = join(path, String(name))
      found.set(key, { ast: type, required: !isOptional })
      for (const [inner, field] of below(type, key)) found.set(inner, field)
    }
  }
  return found
}

const isObject = (ast: AST.AST): boolean =>
  AST.isRefinement(ast) || AST.isTransformation(ast)
    ? isObject(ast.from)
    : AST.isUnion(ast)
      ? members(ast).every(isObject)
      : AST.isTypeLiteral(ast) || AST.isDeclaration(ast)

const merged = (alternatives: ReadonlyArray<AST.AST>, path: string): Map<string, Field> => {
  const each = alternatives.map((one) => below(one, path))
  const all = new Map<string, Field>()
  for (const key of new Set(each.flatMap((one) => [...one.keys()]))) {
    const owner = key.slice(0, Math.max(key.lastIndexOf("."), 0))
    const owners = each.filter(
      (one) => owner === path || [...one.keys()].some((known) => known.startsWith(`${owner}.`))
    )
    const fields = owners.flatMap((one) => one.get(key) ?? [])
    all.set(key, {
      ast: AST.Union.make(fields.map(({ ast }) => ast)),
      required: fields.length === owners.length && fields.every(({ required }) => required)
    })
  }
  return all
}

export const schemaFields = (schema: Schema.Schema.All): Map<string, Field> => below(schema.ast, "")

/** The values that a field's schema names, or `undefined` if it names none. */
export const valuesOf = (ast: AST.AST): ReadonlyArray<string> | undefined => {
  const named = members(ast).flatMap((one): ReadonlyArray<string> => {
    if (AST.isRefinement(one) || AST.isTransformation(one)) return valuesOf(one.from) ?? []
    if (AST.isUnion(one)) return valuesOf(one) ?? []
    if (AST.isLiteral(one)) return typeof one.literal === "string" ? [one.literal] : []
    // A response's enumeration is open: any string passes, and the known ones are its examples.
    const examples = one.annotations[AST.ExamplesAnnotationId] as ReadonlyArray<string> | undefined
    return examples ?? []
  })
  return named.length > 0 ? [...new Set(named)] : undefined
}

/** Whether the field takes this value. */
export const takes = ({ ast }: Field, value: unknown): boolean =>
  Either.isRight(Schema.decodeUnknownEither(Schema.make<unknown, unknown>(ast))(value))
