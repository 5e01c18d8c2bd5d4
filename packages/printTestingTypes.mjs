/**
 * Prints the types of `@effect-vipps/promise/testing`: what its functions take and return, as the type checker sees it,
 * and nothing of Effect. What is declared in these packages keeps its name and documentation; other types are written out.
 */
import ts from "typescript"
import { documentationOf, indented } from "./printDocumentation.mjs"
import { program, root } from "./printProgram.mjs"

const entry = `${root}packages/promise/src/testing.ts`

const head = "// Printed by `npm run types` from the sources. Do not edit.\n"

/** Types that only make others: they are written out. */
const makers = new Set(["Promised", "Plain"])

const isIdentifier = (name) => /^[\w$]+$/.test(name)

/** A union of literals alone: it is printed in the order it is written in. */
const isOfLiterals = (node) => node !== undefined && ts.isUnionTypeNode(node) && node.types.every(ts.isLiteralTypeNode)

const unionText = ({ types }) => types.map((one) => one.getText()).join(" | ")

/** The types, as text. Throws for what only Effect could type. */
export const printTestingTypes = () => {
  const checker = program().getTypeChecker()

  const fileOf = (symbol) => symbol?.declarations?.[0]?.getSourceFile()
  const isOurs = (symbol) =>
    fileOf(symbol)?.fileName.startsWith(`${root}packages/`) === true && !makers.has(symbol.name)
  /** The language's own, and what every runtime has. */
  const isGlobal = (symbol) => {
    const file = fileOf(symbol)
    return (
      file !== undefined &&
      (program().isSourceFileDefaultLibrary(file) || /[\\/](@types[\\/]node|undici-types)[\\/]/.test(file.fileName))
    )
  }

  /** The names of types that are those of schemas: the checker does not keep them. */
  const fromSchemas = new Map(
    program()
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(`${root}packages/`))
      .flatMap(({ statements }) => statements)
      .filter((one) => ts.isTypeAliasDeclaration(one) && ts.isTypeQueryNode(one.type))
      .map(({ name }) => checker.getSymbolAtLocation(name))
      .map((symbol) => [checker.getDeclaredTypeOfSymbol(symbol), symbol])
  )

  const printed = new Map()
  const waiting = []
  const nameOf = (symbol) => {
    if (!printed.has(symbol)) {
      if ([...printed.values()].includes(symbol.name)) throw new Error(`two types have the name ${symbol.name}`)
      printed.set(symbol, symbol.name)
      waiting.push(symbol)
    }
    return symbol.name
  }

  const withArguments = (name, types = []) => (types.length === 0 ? name : `${name}<${types.map(textOf).join(", ")}>`)

  const parametersOf = (signature) =>
    signature.parameters.flatMap((parameter) => {
      const type = checker.getTypeOfSymbol(parameter)
      const declaration = parameter.valueDeclaration
      // Derived functions take a tuple, whose elements have the names of the original's parameters.
      if (checker.isTupleType(type)) {
        const { elementFlags, labeledElementDeclarations } = type.target
        return checker.getTypeArguments(type).map((element, index) => {
          const isOptional = (elementFlags[index] & ts.ElementFlags.Optional) !== 0
          const text = textOf(isOptional ? checker.getNonNullableType(element) : element)
          return `${labeledElementDeclarations[index].name.text}${isOptional ? "?" : ""}: ${text}`
        })
      }
      const isOptional = declaration !== undefined && checker.isOptionalParameter(declaration)
      return [
        `${parameter.name}${isOptional ? "?" : ""}: ${textOf(isOptional ? checker.getNonNullableType(type) : type)}`
      ]
    })

  const signatureText = (signature, arrow) => {
    const generics = (signature.typeParameters ?? []).map(({ symbol }) => symbol.name)
    const generic = generics.length === 0 ? "" : `<${generics.join(", ")}>`
    return `${generic}(${parametersOf(signature).join(", ")})${arrow}${textOf(signature.getReturnType())}`
  }

  const membersOf = (type) => [
    ...type.getProperties().map((property) => {
      const optional = property.flags & ts.SymbolFlags.Optional ? "?" : ""
      const name = isIdentifier(property.name) ? property.name : JSON.stringify(property.name)
      return `${documentationOf(checker, property)}readonly ${name}${optional}: ${textOf(checker.getTypeOfSymbol(property))}`
    }),
    ...checker
      .getIndexInfosOfType(type)
      .map(({ keyType, type }) => `readonly [key: ${checker.typeToString(keyType)}]: ${textOf(type)}`)
  ]

  const objectText = (type) => {
    const [signature] = type.getCallSignatures()
    if (signature !== undefined) return signatureText(signature, " => ")
    const members = membersOf(type)
    return members.length === 0 ? "{}" : `{\n${members.map(indented).join("\n")}\n}`
  }

  const structureOf = (type) => {
    if (type.flags & ts.TypeFlags.Boolean) return "boolean"
    if (type.isUnion()) {
      const members = (type.origin?.types ?? type.types).map((member) => {
        const text = textOf(member)
        return text.includes("=>") ? `(${text})` : text
      })
      const last = (text) => Number(text === "undefined")
      const texts = members.includes("true") && members.includes("false") ? members.map(boolean) : members
      return [...new Set(texts)].sort((a, b) => last(a) - last(b)).join(" | ")
    }
    if (type.isIntersection()) return type.types.map(textOf).join(" & ")
    if (!(type.flags & ts.TypeFlags.Object)) return checker.typeToString(type)
    if (checker.isTupleType(type)) {
      const { elementFlags } = type.target
      const elements = checker
        .getTypeArguments(type)
        .map((one, index) => (elementFlags[index] & ts.ElementFlags.Rest ? `...Array<${textOf(one)}>` : textOf(one)))
      return `readonly [${elements.join(", ")}]`
    }
    return objectText(type)
  }
  const boolean = (text) => (text === "true" || text === "false" ? "boolean" : text)

  const textOf = (type) => {
    const { aliasSymbol, aliasTypeArguments, symbol } = type
    if (aliasSymbol !== undefined && isOurs(aliasSymbol)) return withArguments(nameOf(aliasSymbol), aliasTypeArguments)
    const ofSchema = fromSchemas.get(type)
    if (ofSchema !== undefined) return nameOf(ofSchema)
    if (aliasSymbol !== undefined && isGlobal(aliasSymbol) && /^(Record|Partial)$/.test(aliasSymbol.name))
      return withArguments(aliasSymbol.name, aliasTypeArguments)
    if (
      symbol !== undefined &&
      symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class) &&
      !checker.isTupleType(type)
    ) {
      // Before TypeScript 5.7 it has no parameter.
      if (symbol.name === "Uint8Array") return symbol.name
      if (isGlobal(symbol)) return withArguments(symbol.name, checker.getTypeArguments(type))
      if (!isOurs(symbol)) throw new Error(`a type refers to ${checker.getFullyQualifiedName(symbol)}`)
      return withArguments(
        nameOf(symbol),
        checker.getTypeArguments(type).filter((one) => !one.isThisType)
      )
    }
    return structureOf(type)
  }

  const parametersOfType = ({ declarations }) => {
    const generics = declarations.flatMap(({ typeParameters }) => typeParameters ?? [])
    return generics.length === 0 ? "" : `<${generics.map((one) => one.getText()).join(", ")}>`
  }

  const declarationText = (symbol, keyword) => {
    const documentation = documentationOf(checker, symbol)
    if (symbol.flags & ts.SymbolFlags.Variable && !(symbol.flags & ts.SymbolFlags.Type)) {
      return `${documentation}${keyword}declare const ${symbol.name}: ${structureOf(checker.getTypeOfSymbol(symbol))}\n`
    }
    const type = checker.getDeclaredTypeOfSymbol(symbol)
    const node = symbol.declarations.find((one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one))
    const comment = node === undefined ? documentation : documentationOf(checker, node)
    const name = `${symbol.name}${parametersOfType(symbol)}`
    if (node !== undefined && isOfLiterals(node.type))
      return `${comment}${keyword}type ${name} = ${unionText(node.type)}\n`
    return node !== undefined && ts.isInterfaceDeclaration(node)
      ? `${comment}${keyword}interface ${name} {\n${membersOf(type).map(indented).join("\n")}\n}\n`
      : `${comment}${keyword}type ${name} = ${structureOf(type)}\n`
  }

  const exported = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program().getSourceFile(entry)))
    .map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const symbol of exported) printed.set(symbol, symbol.name)
  const texts = exported.map((symbol) => declarationText(symbol, "export "))
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
    texts.push(declarationText(next, "export "))
  return [head, ...texts].join("\n")
}
