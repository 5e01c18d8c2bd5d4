/** Reads the string literals of types, which have no value at run time, from their source. */
import { readFileSync } from "node:fs"
import ts from "typescript"

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(
    file,
    readFileSync(new URL(`../../packages/${file}`, import.meta.url), "utf8"),
    ts.ScriptTarget.Latest,
    true
  )

const literalsIn = (node: ts.Node): ReadonlyArray<string> =>
  ts.isStringLiteral(node) ? [node.text] : node.getChildren().flatMap(literalsIn)

/** The literals of a type alias: `typeLiterals("client/src/ErrorCode.ts", "ErrorCode")`. */
export const typeLiterals = (file: string, name: string): ReadonlyArray<string> =>
  parse(file).statements.flatMap((statement) =>
    ts.isTypeAliasDeclaration(statement) && statement.name.text === name ? literalsIn(statement.type) : []
  )

/** The literals of a field of an interface. */
export const fieldLiterals = (file: string, name: string, field: string): ReadonlyArray<string> =>
  parse(file).statements.flatMap((statement) =>
    ts.isInterfaceDeclaration(statement) && statement.name.text === name
      ? statement.members.flatMap((member) =>
          ts.isPropertySignature(member) && member.name.getText() === field && member.type !== undefined
            ? literalsIn(member.type)
            : []
        )
      : []
  )
