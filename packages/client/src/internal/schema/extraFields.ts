import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { type Issue, issueAt } from "./parseIssues.js"
import { isFields } from "./plain.js"

type Fields = { readonly [key: string]: unknown }
type Path = ReadonlyArray<string | number>

/** The parts of a schema that a value may belong to: a union has several. */
const partsOf = (ast: AST.AST): ReadonlyArray<AST.AST> => {
  switch (ast._tag) {
    case "Refinement":
      return partsOf(ast.from)
    case "Transformation":
      return partsOf(ast.to)
    case "Union":
      return ast.types.flatMap(partsOf)
    case "Declaration":
      return ast.typeParameters.flatMap(partsOf)
    default:
      return [ast]
  }
}

const fieldOf = (parts: ReadonlyArray<AST.AST>, key: string): ReadonlyArray<AST.AST> =>
  parts.filter(AST.isTypeLiteral).flatMap(({ indexSignatures, propertySignatures }) => {
    const field = propertySignatures.find(({ name }) => name === key)?.type ?? indexSignatures[0]?.type
    return field === undefined ? [] : partsOf(field)
  })

const itemOf = (parts: ReadonlyArray<AST.AST>): ReadonlyArray<AST.AST> =>
  parts.filter(AST.isTupleType).flatMap(({ rest }) => rest.flatMap(({ type }) => partsOf(type)))

const known = "is a field of this request: set it there"

/** What of a value JSON cannot carry. The value is bounded in size and depth. */
export const notJson = (value: unknown, path: Path): ReadonlyArray<Issue> => {
  if (Array.isArray(value)) return value.flatMap((item, i) => notJson(item, [...path, i]))
  if (isFields(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      key === "__proto__" ? [issueAt([...path, key], "is not a valid field name")] : notJson(item, [...path, key])
    )
  }
  return value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)
    ? []
    : [issueAt(path, "must be a JSON value")]
}

/** Adds to one object or array of the request what is not of its schema, and reports what is. */
const merge = (
  given: unknown,
  extra: unknown,
  parts: ReadonlyArray<AST.AST>,
  path: Path,
  issues: Array<Issue>
): unknown => {
  if (isFields(extra) && (isFields(given) || (given === undefined && parts.some(AST.isTypeLiteral)))) {
    const merged: Record<string, unknown> = { ...given }
    for (const [key, value] of Object.entries(extra)) {
      const field = fieldOf(parts, key)
      merged[key] =
        field.length === 0 ? value : merge((given as Fields | undefined)?.[key], value, field, [...path, key], issues)
    }
    return merged
  }
  if (Array.isArray(extra) && Array.isArray(given) && extra.length <= given.length) {
    const item = itemOf(parts)
    return given.map((one, i) => (i < extra.length ? merge(one, extra[i], item, [...path, i], issues) : one))
  }
  issues.push(issueAt(path, known))
  return given
}

/**
 * A valid request with fields that its schema does not know: in itself, in its objects, and in the objects of its arrays,
 * which are matched by position. A field that the schema knows is an issue, so that extra fields go round no rule.
 */
export const withExtraFields = <Request>(
  schema: Schema.Schema<Request> | undefined,
  request: Request,
  extra: Fields
): Either.Either<Request, ReadonlyArray<Issue>> => {
  const parts = schema === undefined ? [] : partsOf(schema.ast)
  if (!parts.some(AST.isTypeLiteral)) return Either.left([issueAt([], "cannot be added to this request")])
  const issues = [...notJson(extra, [])]
  if (issues.length > 0) return Either.left(issues)
  const merged = merge(request, extra, parts, [], issues)
  return issues.length > 0 ? Either.left(issues) : Either.right(merged as Request)
}
