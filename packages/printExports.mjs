/**
 * Prints what each published module exports: the names that it has at run time, and every declaration, as the build
 * writes it, without documentation. Types that no module exports, and that an exported declaration mentions, follow.
 * The facade's types, which name nothing of Effect, are printed by `printTypes.mjs`; of it this has the names alone.
 */
import ts from "typescript"
import { isTypeOnly, modules, program, root } from "./printProgram.mjs"

const head = "# Printed by `npm run types` from the sources. Do not edit.\n"

const inAlphabet = (a, b) => (a < b ? -1 : 1)

/** The exported names of a module with what each stands for. */
const exportsOf = (checker, module) =>
  checker
    .getExportsOfModule(module)
    .map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(exported)
      return { name: exported.name, symbol, isValue }
    })
    .sort((a, b) => inAlphabet(a.name, b.name))

const namesOf = (statement) =>
  ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.getText())
    : statement.name === undefined
      ? []
      : [statement.name.text]

/** The names that a declaration refers to, each the first of its path. */
const mentionedIn = (statement) => {
  const found = new Set()
  const first = (name) => (ts.isIdentifier(name) ? name.text : first(name.left ?? name.expression))
  const visit = (node) => {
    if (ts.isTypeReferenceNode(node)) found.add(first(node.typeName))
    if (ts.isTypeQueryNode(node) && !ts.isImportTypeNode(node.exprName)) found.add(first(node.exprName))
    if (ts.isExpressionWithTypeArguments(node)) found.add(first(node.expression))
    ts.forEachChild(node, visit)
  }
  visit(statement)
  return found
}

/** Declarations as the build writes them, found by the file of the source and the name. */
const declarations = () => {
  const files = new Map()
  const emitted = (source) => {
    if (!files.has(source)) {
      let text = ""
      program().emit(source, (_, written) => (text = written), undefined, true)
      files.set(source, ts.createSourceFile("emitted.d.ts", text, ts.ScriptTarget.Latest, true))
    }
    return files.get(source)
  }
  const statementsOf = (source, name) => {
    const { statements } = emitted(source)
    return statements.filter((statement) => namesOf(statement).includes(name))
  }
  /** Where a name of an emitted file comes from. */
  const importOf = (source, name) => {
    for (const statement of emitted(source).statements) {
      if (!ts.isImportDeclaration(statement)) continue
      const { namedBindings } = statement.importClause ?? {}
      if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) continue
      const found = namedBindings.elements.find((one) => one.name.text === name)
      if (found !== undefined)
        return { specifier: statement.moduleSpecifier.text, name: (found.propertyName ?? found.name).text }
    }
    return undefined
  }
  return { importOf, statementsOf }
}

/** What all modules export, as text. */
export const printExports = () => {
  const checker = program().getTypeChecker()
  const { importOf, statementsOf } = declarations()
  const isOurs = (source) => source?.fileName.startsWith(`${root}packages/`) === true
  const keyOf = (source, name) => `${source.fileName}:${name}`
  const printed = new Set()
  const mentioned = []

  /** The declarations under a name, unless they were printed, and a class's base, which has a name that is not exported. */
  const declared = (source, name) => {
    if (printed.has(keyOf(source, name))) return []
    printed.add(keyOf(source, name))
    return statementsOf(source, name).flatMap((statement) => {
      for (const other of mentionedIn(statement)) mentioned.push([source, other])
      const bases = [...mentionedIn(statement)].filter((other) => other === `${name}_base`)
      return [...bases.flatMap((base) => declared(source, base)), statement.getText()]
    })
  }

  const moduleSymbol = (file) => checker.getSymbolAtLocation(program().getSourceFile(file))
  const nameOfModule = new Map(modules.map(({ file, specifier }) => [moduleSymbol(file), specifier]))

  const sections = modules.map(({ file, isPrinted, specifier }) => {
    const all = exportsOf(checker, moduleSymbol(file))
    const values = all.filter(({ isValue }) => isValue).map(({ name }) => name)
    const types = all.filter(({ isValue }) => !isValue).map(({ name }) => name)
    const lines = all.flatMap(({ name, symbol }) => {
      if (isPrinted) return []
      const space = nameOfModule.get(symbol)
      if (space !== undefined) return [`namespace ${name} = ${space}`]
      if (symbol.flags & ts.SymbolFlags.ValueModule)
        return [
          `namespace ${name} {`,
          ...exportsOf(checker, symbol).flatMap((one) => textsOf(one.symbol).map((text) => text.replace(/^/gm, "  "))),
          "}"
        ]
      return textsOf(symbol)
    })
    return [`## ${specifier}`, ["values:", ...values].join(" "), ["types:", ...types].join(" "), "", ...lines, ""]
  })

  function textsOf(symbol) {
    const sources = new Set(symbol.declarations.map((node) => node.getSourceFile()).filter(isOurs))
    return [...sources].flatMap((source) => declared(source, symbol.name))
  }

  const hidden = []
  for (let next = mentioned.shift(); next !== undefined; next = mentioned.shift()) {
    const [source, name] = next
    const imported = importOf(source, name)
    if (imported === undefined) hidden.push(...declared(source, name))
    else {
      const { resolvedModule } = ts.resolveModuleName(
        imported.specifier,
        source.fileName,
        program().getCompilerOptions(),
        ts.sys
      )
      const target = resolvedModule && program().getSourceFile(resolvedModule.resolvedFileName)
      if (!isOurs(target)) continue
      const found = exportsOf(checker, checker.getSymbolAtLocation(target)).find((one) => one.name === imported.name)
      if (found !== undefined) hidden.push(...textsOf(found.symbol))
    }
  }
  return [head, ...sections.flat(), "## not exported, and mentioned above", "", ...hidden.sort(inAlphabet), ""].join(
    "\n"
  )
}
