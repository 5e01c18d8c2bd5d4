/**
 * Marks what a module makes when it is loaded as free of side effects, so that a bundler leaves out what nobody uses: the
 * schemas, tables and functions of other operations. A call is marked where its arguments are plain; an initializer that
 * also reads fields, which might be getters to a bundler, becomes a marked function.
 *
 * The marks are comments and stand on the lines they mark: source maps keep their lines.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import ts from "typescript"

const mark = "/*#__PURE__*/ "

const unwrapped = (node) =>
  ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)
    ? unwrapped(node.expression)
    : node

const isCall = (node) => ts.isCallExpression(node) || ts.isNewExpression(node)

/** The calls that loading makes, outermost first; `undefined` if a mark on each is not enough. */
const callsIn = (expression, namespaces) => {
  const calls = []
  const isPlain = (given) => {
    const node = unwrapped(given)
    if (ts.isFunctionLike(node) || ts.isIdentifier(node) || ts.isLiteralExpression(node)) return true
    if (isCall(node)) {
      calls.push(node)
      return (node.arguments ?? []).every(isPlain)
    }
    if (ts.isPropertyAccessExpression(node)) {
      return ts.isIdentifier(node.expression) && namespaces.has(node.expression.text)
    }
    if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPlain)
    if (ts.isObjectLiteralExpression(node)) {
      return node.properties.every((property) => {
        if (ts.isShorthandPropertyAssignment(property) || ts.isMethodDeclaration(property)) return true
        return ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name)
          ? isPlain(property.initializer)
          : false
      })
    }
    const { kind } = node
    return (
      kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword || kind === ts.SyntaxKind.NullKeyword
    )
  }
  return isPlain(expression) ? calls : undefined
}

/** Whether loading makes a call, and only here: one that waits, or that another statement relies on, stays as it is. */
const makesCall = (node) => {
  if (ts.isFunctionLike(node)) return false
  return isCall(node) || ts.isTaggedTemplateExpression(node) || ts.forEachChild(node, makesCall) === true
}

const waits = (node) =>
  !ts.isFunctionLike(node) && (ts.isAwaitExpression(node) || ts.forEachChild(node, waits) === true)

/** The text of a module, marked. */
export const pure = (text, file) => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  const namespaces = new Set(
    source.statements.flatMap((statement) => {
      const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined
      return bindings !== undefined && ts.isNamespaceImport(bindings) ? [bindings.name.text] : []
    })
  )
  const insertions = []
  const markAt = (position) => {
    if (!text.slice(0, position).trimEnd().endsWith("__PURE__*/")) insertions.push([position, mark])
  }
  const initializer = (expression) => {
    if (!makesCall(expression) || waits(expression)) return
    const calls = callsIn(expression, namespaces)
    if (calls !== undefined) for (const call of calls) markAt(call.getStart())
    else {
      insertions.push([expression.getStart(), `${mark}(() => (`])
      insertions.push([expression.getEnd(), "))()"])
    }
  }
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (declaration.initializer !== undefined && ts.isIdentifier(declaration.name))
          initializer(declaration.initializer)
      }
    }
    if (ts.isClassDeclaration(statement)) {
      for (const { types } of statement.heritageClauses ?? []) {
        for (const { expression } of types) if (isCall(expression)) initializer(expression)
      }
    }
  }
  insertions.sort(([a], [b]) => b - a)
  let marked = text
  for (const [position, inserted] of insertions) {
    marked = marked.slice(0, position) + inserted + marked.slice(position)
  }
  return marked
}

/** Marks the modules of a folder, in place. */
export const markFolder = (folder) => {
  for (const entry of readdirSync(folder, { recursive: true })) {
    if (!entry.endsWith(".js")) continue
    const file = `${folder}/${entry}`
    writeFileSync(file, pure(readFileSync(file, "utf8"), file))
  }
}
