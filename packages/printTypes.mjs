/**
 * Prints the types of the facade: what `packages/promise/src/index.ts` exports, with everything it refers to, and
 * nothing of Effect. Declarations are printed as they are written, the names in them resolved; what is made of the
 * client's types, in `derive.ts`, is printed member by member as the type checker sees it, with the client's
 * documentation. Of that, examples written for the client are left out.
 * The build publishes the result.
 */
import ts from "typescript"
import { documentationOf, indented } from "./printDocumentation.mjs"
import { isType, isTypeDeclaration, isTypeOnly, program, root } from "./printProgram.mjs"

const entry = `${root}packages/promise/src/index.ts`
const derivations = `${root}packages/promise/src/internal/derive.ts`

const head = `// Printed by \`npm run types\` from the sources. Do not edit.
// The consumer's own libraries need not know \`await using\`.
/// <reference lib="esnext.disposable" />
`

const typeFlags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias
const byName = (a, b) => (a < b ? -1 : 1)

/** The types, as text. Throws for what only Effect could type. */
export const printTypes = () => {
  const checker = program().getTypeChecker()

  const targetOf = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
  const exportsOf = (file) =>
    checker
      .getExportsOfModule(file)
      .map((exported) => [exported.name, targetOf(exported), isTypeOnly(exported)])
      .sort(([a], [b]) => byName(a, b))
  const sourceOf = (symbol) => symbol?.declarations?.[0]?.getSourceFile()
  const isOurFile = (file) => file?.fileName.startsWith(`${root}packages/`) ?? false
  const isOurs = (symbol) => isOurFile(sourceOf(symbol))
  const isDerivation = (symbol) => sourceOf(symbol)?.fileName === derivations
  const isFree = (symbol) => {
    const file = sourceOf(symbol)
    return file === undefined || program().isSourceFileDefaultLibrary(file)
  }
  const fail = (node, what) => {
    const { fileName } = node.getSourceFile()
    throw new Error(`${fileName.slice(root.length)}: ${what}, which the types of the facade cannot name`)
  }

  /** The printed name of each symbol, and the symbols that wait to be printed outside of all namespaces. */
  const names = new Map()
  const taken = new Set()
  const waiting = []

  const declare = (symbol, name) => {
    if (!names.has(symbol)) names.set(symbol, name)
    taken.add(name.split(".").at(-1))
  }

  /** What an alias is made of, where it is a derivation of something that it stands for. */
  const derivedFrom = (symbol) => {
    const node = symbol.declarations?.find(ts.isTypeAliasDeclaration)?.type
    if (node === undefined || !ts.isTypeReferenceNode(node)) return undefined
    const maker = targetOf(checker.getSymbolAtLocation(node.typeName))
    return isDerivation(maker) ? { maker: maker.name, given: node.typeArguments ?? [] } : undefined
  }

  /** The client's type, or the class of its error, that an alias stands for. */
  const originalOf = (symbol) => {
    const { given = [], maker } = derivedFrom(symbol) ?? {}
    const argument = maker === "Plain" ? undefined : given.at(-1)
    if (argument === undefined || !ts.isTypeReferenceNode(argument)) return undefined
    const original = targetOf(checker.getSymbolAtLocation(argument.typeName))
    return isOurs(original) ? original : undefined
  }

  const declareAll = (exported, prefix) => {
    for (const [name, symbol] of exported) {
      declare(symbol, `${prefix}${name}`)
      const original = originalOf(symbol)
      if (original !== undefined) declare(original, `${prefix}${name}`)
    }
  }

  /** The name of a symbol where it is used, in a namespace or outside. A symbol that nothing exports is printed, too. */
  const nameOf = (symbol, node, space) => {
    if (!names.has(symbol)) {
      if (!isOurs(symbol)) fail(node, `it refers to ${checker.getFullyQualifiedName(symbol)}`)
      let name = symbol.name
      while (taken.has(name)) name = `${name}_`
      declare(symbol, name)
      waiting.push(symbol)
    }
    const name = names.get(symbol)
    if (name.startsWith(`${space}.`)) return name.slice(space.length + 1)
    return name
  }

  /** The text of a node, with each name in it as it is printed. */
  const textOf = (node, space) => {
    const edits = []
    const visit = (child) => {
      const name = ts.isTypeReferenceNode(child)
        ? child.typeName
        : ts.isExpressionWithTypeArguments(child)
          ? child.expression
          : ts.isTypeQueryNode(child)
            ? child.exprName
            : undefined
      if (ts.isImportTypeNode(child)) fail(child, `it imports ${child.getText()}`)
      if (name !== undefined) {
        const symbol = targetOf(checker.getSymbolAtLocation(name))
        if (!(symbol.flags & ts.SymbolFlags.TypeParameter) && !isFree(symbol)) {
          edits.push([name.getStart(), name.end, nameOf(symbol, child, space)])
        }
      }
      ts.forEachChild(child, visit)
    }
    visit(node)
    const start = node.getStart()
    let text = node.getText()
    for (const [from, to, name] of edits.reverse()) text = text.slice(0, from - start) + name + text.slice(to - start)
    return text.replace(/^ *\/\/ biome-ignore .*\n/gm, "")
  }

  /** What an interface adds to the class: a property for each API, of the type that is exported for its methods. */
  const apiText = (property, node, space) => {
    const methods = all.find(([, symbol]) => {
      const { given, maker } = derivedFrom(symbol) ?? {}
      return maker === "Methods" && given[0].literal.text === property.name
    })
    if (methods === undefined) fail(node, `no exported type is Methods<"${property.name}">`)
    return `readonly ${property.name}: ${nameOf(methods[1], node, space)}`
  }

  const argumentsText = (types, node, space) =>
    types === undefined || types.length === 0 ? "" : `<${types.map((type) => typeText(type, node, space)).join(", ")}>`

  /** The text of a type that no node of the sources says. */
  const typeText = (type, node, space) => {
    const { aliasSymbol, aliasTypeArguments, symbol } = type
    if (aliasSymbol?.name === "Revealed" && isDerivation(aliasSymbol)) {
      return nameOf(targetOf(aliasTypeArguments[0].symbol), node, space)
    }
    if (aliasSymbol !== undefined && !isDerivation(aliasSymbol)) {
      const name = isFree(aliasSymbol) ? aliasSymbol.name : nameOf(aliasSymbol, node, space)
      return `${name}${argumentsText(aliasTypeArguments, node, space)}`
    }
    if (type.flags & ts.TypeFlags.Boolean) return "boolean"
    if (type.isUnion()) {
      // The union as it was written, where the checker has flattened it.
      const members = (type.origin ?? type).types.map((member) => typeText(member, node, space))
      return members.sort((a, b) => Number(a === "undefined") - Number(b === "undefined")).join(" | ")
    }
    if (!(type.flags & ts.TypeFlags.Object)) return checker.typeToString(type, undefined, typeFlags)
    const declaration = symbol.declarations?.[0]
    if (declaration !== undefined && ts.isTypeLiteralNode(declaration)) return textOf(declaration, space)
    if (type.objectFlags & ts.ObjectFlags.Mapped || symbol.flags & ts.SymbolFlags.TypeLiteral) {
      return `{ ${membersOf(type)
        .map((property) => memberText(property, node, space))
        .join("; ")} }`
    }
    const name = isFree(symbol) ? symbol.name : nameOf(symbol, node, space)
    const given = checker.getTypeArguments(type)
    // Before TypeScript 5.6 it has one parameter.
    return `${name}${argumentsText(name === "AsyncIterable" ? given.slice(0, 1) : given, node, space)}`
  }

  const optional = (symbol) => (symbol.flags & ts.SymbolFlags.Optional ? "?" : "")

  /** The parameters of a derived function: the elements of a tuple, named as the client names them. */
  const parametersText = ([parameter], node, space) => {
    const tuple = checker.getTypeOfSymbol(parameter)
    const { elementFlags, labeledElementDeclarations } = tuple.target
    return checker.getTypeArguments(tuple).map((type, index) => {
      const isOptional = (elementFlags[index] & ts.ElementFlags.Optional) !== 0
      const text = typeText(isOptional ? checker.getNonNullableType(type) : type, node, space)
      return `${labeledElementDeclarations[index].name.text}${isOptional ? "?" : ""}: ${text}`
    })
  }

  /** A property or, for a function, a method. */
  const memberText = (member, node, space) => {
    const type = checker.getTypeOfSymbol(member)
    const [signature] = type.getCallSignatures()
    if (signature === undefined) return `readonly ${member.name}${optional(member)}: ${typeText(type, node, space)}`
    const parameters = parametersText(signature.parameters, node, space).join(", ")
    return `${member.name}(${parameters}): ${typeText(signature.getReturnType(), node, space)}`
  }

  /** As they are declared, the names of another file last. */
  const membersOf = (type) => {
    const members = type.getProperties()
    const first = members.map(sourceOf).find(isOurFile)
    const place = ({ declarations: [node] }) =>
      node.getSourceFile() !== first ? Number.POSITIVE_INFINITY : (ts.isExportSpecifier(node) ? 1e9 : 0) + node.pos
    return members
      .map((member) => [place(member), member])
      .sort(([a], [b]) => (a === b ? 0 : a - b))
      .map(([, one]) => one)
  }

  const derivedText = (symbol, node, space) => {
    const type = checker.getDeclaredTypeOfSymbol(symbol)
    if (type.isUnion())
      return `type ${symbol.name} = ${type.types.map((one) => typeText(one, node, space)).join(" | ")}`
    const { given, maker } = derivedFrom(symbol)
    const base = maker === "Thrown" ? "Error" : maker === "ThrownAs" ? textOf(given[0], space) : undefined
    const own = base === undefined ? type : type.types.at(-1)
    const members = membersOf(own).map((member) => {
      return indented(`${documentationOf(checker, member, maker === "Methods")}${memberText(member, node, space)}`)
    })
    return `interface ${symbol.name}${base === undefined ? "" : ` extends ${base}`} {\n${members.join("\n")}\n}`
  }

  /** A function without its body. */
  const signatureText = ({ parameters, type, typeParameters }, arrow, space) => {
    const generic =
      typeParameters === undefined ? "" : `<${typeParameters.map((one) => textOf(one, space)).join(", ")}>`
    // A default is part of the implementation: in a declaration the parameter is optional.
    const texts = parameters.map((one) =>
      one.initializer === undefined
        ? textOf(one, space)
        : `${one.name.text}?: ${one.type ? textOf(one.type, space) : typeText(checker.getTypeAtLocation(one), one, space)}`
    )
    return `${generic}(${texts.join(", ")})${arrow}${textOf(type, space)}`
  }

  const valueText = (node, space) => {
    const { initializer, name, type } = node
    if (type !== undefined) return `const ${name.text}: ${textOf(type, space)}`
    if (initializer !== undefined && ts.isArrowFunction(initializer)) {
      return `const ${name.text}: ${signatureText(initializer, " => ", space)}`
    }
    return `const ${name.text}: ${checker.typeToString(checker.getTypeAtLocation(name), undefined, typeFlags)}`
  }

  const classText = (node, space) => {
    const isOnlyItself = node.members.some(({ name }) => name !== undefined && ts.isPrivateIdentifier(name))
    const members = node.members
      .filter((one) => !ts.isClassStaticBlockDeclaration(one))
      .filter(({ name }) => name === undefined || !ts.isPrivateIdentifier(name))
      .map((member) => {
        const documentation = documentationOf(checker, member)
        const { initializer, modifiers = [], name } = member
        if (ts.isConstructorDeclaration(member)) {
          return `${documentation}constructor(${member.parameters.map((one) => textOf(one, space)).join(", ")})`
        }
        const before = `${documentation}${modifiers.map((one) => `${one.getText()} `).join("")}${name.getText()}`
        if (ts.isMethodDeclaration(member)) return `${before}${signatureText(member, ": ", space)}`
        return member.type === undefined
          ? `${before} = ${initializer.getText()}`
          : `${before}: ${textOf(member.type, space)}`
      })
    const type = checker.getDeclaredTypeOfSymbol(checker.getSymbolAtLocation(node.name))
    const merged = type
      .getProperties()
      .filter(({ declarations = [] }) => !declarations.some(({ parent }) => parent === node))
    members.unshift(...merged.map((one) => apiText(one, node, space)))
    if (isOnlyItself) members.push("#private")
    return `class ${node.name.text} {\n${members.map(indented).join("\n")}\n}`
  }

  const declarationText = (symbol, node, space) => {
    if (isTypeDeclaration(node) && derivedFrom(symbol) !== undefined) return derivedText(symbol, node, space)
    if (ts.isVariableDeclaration(node)) return valueText(node, space)
    if (ts.isClassDeclaration(node)) return classText(node, space)
    return textOf(node, space).replace(/^(export |declare )+/, "")
  }

  /** All that is declared under a name: a type, a value, or both. */
  const print = (symbol, name, space, keyword, isOnlyType) => {
    const types = symbol.declarations.filter((node) => isTypeDeclaration(node))
    const declarations = isOnlyType && types.length > 0 ? types : symbol.declarations
    // What an interface adds to a class is printed as part of the class.
    const classes = declarations.filter(ts.isClassDeclaration)
    return (classes.length > 0 ? classes : declarations).map((node) => {
      const text = declarationText(symbol, node, space)
      const original = isTypeDeclaration(node) ? originalOf(symbol) : undefined
      const documentation = documentationOf(checker, node) || (original ? documentationOf(checker, original) : "")
      const needsDeclare = /^(const|class)/.test(text) && space === "" ? "declare " : ""
      const renamed = text.replace(/^(const|class|interface|type) [\w$]+/, `$1 ${name}`)
      return `${documentation}${keyword}${needsDeclare}${renamed}\n`
    })
  }

  const all = exportsOf(checker.getSymbolAtLocation(program().getSourceFile(entry)))
  const namespaces = all.filter(([, { flags }]) => flags & ts.SymbolFlags.Module)
  const others = all.filter(([name, { flags }]) => !(flags & ts.SymbolFlags.Module) && name !== "default")
  const inside = new Map(
    namespaces.map(([name, module]) => [name, exportsOf(module).filter(([, symbol]) => isType(symbol))])
  )

  declareAll(others, "")
  for (const [space, members] of inside) declareAll(members, `${space}.`)

  const exported = others.flatMap(([name, symbol, isOnlyType]) => print(symbol, name, "", "export ", isOnlyType))
  const spaces = [...inside].map(([space, members]) => {
    const texts = members.flatMap(([name, symbol]) => {
      const home = names.get(symbol)
      return home === `${space}.${name}` ? print(symbol, name, space, "", true) : [`export type ${name} = ${home}\n`]
    })
    return `export declare namespace ${space} {\n${texts.map(indented).join("\n")}}\n`
  })
  const hidden = []
  for (let symbol = waiting.shift(); symbol !== undefined; symbol = waiting.shift()) {
    hidden.push(...print(symbol, names.get(symbol), "", "", true))
  }
  const [, vipps] = all.find(([name]) => name === "default")
  return `${[head, ...exported, ...spaces, ...hidden].join("\n")}\nexport { ${names.get(vipps)} as default }\n`
}
