/** The sources as the printers of types read them. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import ts from "typescript"

export const root = fileURLToPath(new URL("..", import.meta.url))

/** The modules directly in a package's `src`. */
const modulesIn = (name) =>
  readdirSync(`${root}packages/${name}/src`).flatMap((file) => /^(.+)\.tsx?$/.exec(file)?.[1] ?? [])

/** The public modules of a package: `EPayment`, ..., and `index` at last. The pattern `./*` stands for all in `src`. */
const publicOf = (name, exports) => {
  const entries = Object.keys(exports).filter((entry) => exports[entry] !== null && /^\.\/[\w]+$/.test(entry))
  const byPattern = "./*" in exports ? modulesIn(name).filter((module) => exports[`./${module}`] !== null) : []
  return [...new Set([...entries.map((entry) => entry.slice(2)), ...byPattern])]
    .sort()
    .concat("." in exports ? "index" : [])
}

/** Every module that a published package exports. */
export const modules = readdirSync(`${root}packages`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    const manifest = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, "utf8"))
    return publicOf(name, manifest.exports).map((module) => ({
      file: `${root}packages/${name}/src/${module}.ts`,
      /** Its types are printed in a file of their own. */
      isPrinted: name === "promise",
      specifier: module === "index" ? manifest.name : `${manifest.name}/${module}`
    }))
  })

let made

/** One for all printers: making it takes longer than printing. */
export const program = () => {
  if (made === undefined) {
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }
    const { options } = ts.getParsedCommandLineOfConfigFile(`${root}tsconfig.json`, {}, host)
    made = ts.createProgram(
      modules.map(({ file }) => file),
      { ...options, noEmit: false, emitDeclarationOnly: true, removeComments: true, sourceMap: false }
    )
  }
  return made
}

export const isTypeDeclaration = (node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)

/** Exported by `export type { ... }` or `export type * as ...`. */
export const isTypeOnly = ({ declarations: [node] = [] }) => {
  if (node === undefined) return false
  if (ts.isExportSpecifier(node)) return node.isTypeOnly || node.parent.parent.isTypeOnly
  return ts.isNamespaceExport(node) && node.parent.isTypeOnly
}

export const isType = ({ flags }) => (flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Class)) !== 0
