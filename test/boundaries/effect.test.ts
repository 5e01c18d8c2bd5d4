/**
 * What keeps a line for Effect 4 a matter of a codemod and a few files: what that version renames, drops or changes stays out
 * of the packages that people build on, or in one place.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import ts from "typescript"
import { filesIn, root } from "./imports.js"

const sources = ["client", "promise", "sql", "redis", "login"].map((name) => `packages/${name}/src`).flatMap(filesIn)

const read = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true)

const trees = new Map(sources.map((file) => [file, read(file)]))

/** `found` of each node of every file, with the file's name. */
const search = (found: (node: ts.Node) => boolean): ReadonlyArray<string> => {
  const files = new Set<string>()
  for (const [file, tree] of trees) {
    const visit = (node: ts.Node): void => {
      if (found(node)) files.add(file)
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return [...files].sort()
}

const uses = (namespace: string, name: string) => (node: ts.Node) =>
  ts.isPropertyAccessExpression(node) && node.name.text === name && node.expression.getText() === namespace

const imports = (specifier: string) => (node: ts.Node) =>
  ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text === specifier

const calls = (node: ts.Node, namespace: string, ...names: ReadonlyArray<string>): node is ts.CallExpression =>
  ts.isCallExpression(node) && names.some((name) => uses(namespace, name)(node.expression))

describe("Effect in the packages", () => {
  for (const [namespace, name] of [
    ["Effect", "tapBoth"],
    ["Effect", "disconnect"],
    ["Schema", "extend"],
    ["Schema", "NumberFromString"]
  ] as const) {
    it(`the packages do not use ${namespace}.${name}`, () => {
      assert.deepStrictEqual(search(uses(namespace, name)), [])
    })
  }

  it("the packages do not use GlobalValue", () => {
    assert.deepStrictEqual(search(imports("effect/GlobalValue")), [])
  })

  it("the packages import Effect by subpath, never from the barrel", () => {
    assert.deepStrictEqual(search(imports("effect")), [])
    assert.deepStrictEqual(search(imports("@effect/platform")), [])
  })

  it("the packages use Schedule in one file each, but for its type", () => {
    const uses = (node: ts.Node) =>
      imports("effect/Schedule")(node) && !(ts.isImportDeclaration(node) && node.importClause?.isTypeOnly)
    assert.deepStrictEqual(search(uses), [
      "packages/client/src/internal/request/retry.ts",
      "packages/sql/src/internal/untilFree.ts"
    ])
  })

  it("the packages use SchemaAST in the client's schema room, and for one annotation outside", () => {
    const others = search(imports("effect/SchemaAST")).filter(
      (file) => !file.startsWith("packages/client/src/internal/schema/")
    )
    // What a JSON schema of its requests is made from.
    assert.deepStrictEqual(others, ["packages/client/src/checkout/SessionRequest.ts"])
  })

  it("the packages use Effect.fn with generators only", () => {
    const withoutGenerator = search((node) => {
      if (!ts.isCallExpression(node)) return false
      const inner = ts.isCallExpression(node.expression) ? node.expression.expression : node.expression
      if (!uses("Effect", "fn")(inner) || (inner === node.expression && ts.isCallExpression(node.parent))) return false
      const [body] = node.arguments
      return body === undefined || !ts.isFunctionExpression(body) || body.asteriskToken === undefined
    })
    assert.deepStrictEqual(withoutGenerator, [])
  })

  it("the packages pass parse options where parsing happens, and annotate them in one place", () => {
    const annotated = search((node) => calls(node, "schema", "annotations") && node.getText().includes("parseOptions"))
    assert.deepStrictEqual(annotated, ["packages/client/src/internal/schema/rules.ts"])
  })

  it("the packages use onExcessProperty: preserve only where JSON from Vipps is read, and for events", () => {
    const preserving = search(
      (node) =>
        ts.isPropertyAssignment(node) &&
        node.name.getText() === "onExcessProperty" &&
        node.initializer.getText() === '"preserve"'
    )
    assert.deepStrictEqual(preserving, [
      "packages/client/src/internal/schema/read.ts",
      "packages/client/src/internal/schema/rules.ts"
    ])
  })

  it("the packages check the keys of a record in one place, for the keys that JavaScript would lose", () => {
    const withKeyRules = search(
      (node) => calls(node, "Schema", "Record") && !node.getText().includes("key: Schema.String")
    )
    assert.deepStrictEqual(withKeyRules, ["packages/client/src/epayment/CreatePayment.ts"])
  })

  it("the packages state of each fork whether it can be interrupted", () => {
    // Effect 4 forks fibers interruptible where Effect 3 inherits; each of these states which it is.
    const forks = search((node) =>
      calls(node, "Effect", "fork", "forkDaemon", "forkIn", "forkScoped", "forkWithErrorHandler")
    )
    assert.deepStrictEqual(forks, [
      "packages/client/src/internal/receive/receive.ts",
      "packages/client/src/internal/request/sharedToken.ts",
      "packages/client/src/internal/request/tokenCache.ts"
    ])
  })
})
