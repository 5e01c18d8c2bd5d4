/** The sources as the printer of types reads them. */
import { fileURLToPath } from "node:url"
import ts from "typescript"

export const root = fileURLToPath(new URL("..", import.meta.url))

export const programOf = (entry) => {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
  const { options } = ts.getParsedCommandLineOfConfigFile(`${root}tsconfig.json`, {}, host)
  return ts.createProgram([entry], options)
}

export const isTypeDeclaration = (node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)

/** Exported by `export type { ... }`. */
export const isTypeOnly = ({ declarations: [node] = [] }) =>
  node !== undefined && ts.isExportSpecifier(node) && (node.isTypeOnly || node.parent.parent.isTypeOnly)

export const isType = ({ flags }) => (flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Class)) !== 0
