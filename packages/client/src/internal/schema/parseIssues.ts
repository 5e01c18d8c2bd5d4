import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"

/** One issue: where it is, and what the value should be. */
export interface Issue {
  readonly path: string
  readonly message: string
}

type Path = ReadonlyArray<PropertyKey>

/** A key that looks like a field's name is shown. Any other may be somebody's phone number, or a megabyte long. */
const shown = (key: PropertyKey): string =>
  typeof key === "string" && /^[A-Za-z_$][\w$-]{0,63}$/.test(key) ? key : "(a key not shown)"

const render = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? shown(key) : `${text}.${shown(key)}`),
    ""
  )

export const issueAt = (path: Path, message: string): Issue => ({ path: render(path), message })

const kindOf = (value: unknown): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "an array"
  if (value === undefined) return "nothing"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

/** What a schema asks for, in words: its own description, else its kind. */
const expected = (ast: AST.AST): string =>
  Option.getOrElse(AST.getDescriptionAnnotation(ast), () => {
    if (AST.isTypeLiteral(ast)) return "an object"
    if (AST.isTupleType(ast)) return "an array"
    return AST.isRefinement(ast) ? expected(ast.from) : String(ast)
  })

/** The values of an enumeration, of which none was given. An optional field's `undefined` is not worth a word. */
const literalsOf = (issues: ReadonlyArray<ParseResult.ParseIssue>): ReadonlyArray<string> | undefined =>
  issues.length > 1 && issues.every((issue) => issue._tag === "Type" && AST.isLiteral(issue.ast))
    ? issues.map((issue) => String((issue as ParseResult.Type).ast))
    : undefined

const isIssues = (
  issues: ParseResult.SingleOrNonEmpty<ParseResult.ParseIssue>
): issues is readonly [ParseResult.ParseIssue, ...Array<ParseResult.ParseIssue>] => Array.isArray(issues)

/** The issues of a union's relevant members: the one whose kind was given, else all but `undefined`. */
const relevantIssues = (composite: ParseResult.Composite): ReadonlyArray<ParseResult.ParseIssue> => {
  const issues = isIssues(composite.issues) ? composite.issues : [composite.issues]
  if (!AST.isUnion(composite.ast)) return issues
  const inside = issues.filter((issue) => issue._tag !== "Type")
  return inside.length > 0
    ? inside
    : issues.filter((issue) => !(issue._tag === "Type" && AST.isUndefinedKeyword(issue.ast)))
}

const messageOf = (issue: ParseResult.Type): string => {
  if (issue.message !== undefined) return issue.message
  return issue.actual === undefined ? "is required" : `must be ${expected(issue.ast)}, not ${kindOf(issue.actual)}`
}

const walk = (issue: ParseResult.ParseIssue, path: Path): ReadonlyArray<Issue> => {
  const here = (message: string): ReadonlyArray<Issue> => [issueAt(path, message)]
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, path.concat(issue.path))
    case "Composite": {
      const issues = relevantIssues(issue)
      const literals = literalsOf(issues)
      return literals === undefined
        ? issues.flatMap((inner) => walk(inner, path))
        : here(`must be one of ${literals.join(", ")}`)
    }
    case "Refinement":
      return issue.kind === "Predicate" && issue.issue._tag === "Type" && issue.issue.message === undefined
        ? here(`must be ${expected(issue.ast)}`)
        : walk(issue.issue, path)
    case "Transformation":
      return walk(issue.issue, path)
    case "Missing":
      return here(issue.message ?? "is required")
    case "Unexpected":
      return here("is not a known field")
    case "Type":
      return here(messageOf(issue))
    case "Forbidden":
      return here("cannot be checked")
  }
}

/** Further issues are counted, not listed. */
const maxIssues = 20

/** At most {@link maxIssues} issues, and one that counts the others. */
export const capped = (issues: ReadonlyArray<Issue>): ReadonlyArray<Issue> =>
  issues.length <= maxIssues
    ? issues
    : [...issues.slice(0, maxIssues), { path: "", message: `${issues.length - maxIssues} more issues are not listed` }]

/**
 * What a failed parse found, field by field. Unlike the formatters of `ParseResult` it never shows a value: values are
 * phone numbers, names and addresses.
 */
export const issuesOf = (issue: ParseResult.ParseIssue): ReadonlyArray<Issue> => walk(issue, [])

/** Issues as one line. */
export const issueText = (issues: ReadonlyArray<Issue>): string =>
  issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ")
