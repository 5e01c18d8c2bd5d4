/** Reads which file imports which, types and dynamic imports included, from the source of the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import ts from "typescript"

export const root = new URL("../../", import.meta.url).pathname

export interface Import {
  /** The importing file, from the repository's root. */
  readonly from: string
  readonly specifier: string
  /** Package and module, where it leads into a package of this repository: `client` and `internal/send`. */
  readonly target: { readonly name: string; readonly module: string } | undefined
  /** The imported file of this repository, from its root. */
  readonly file: string | undefined
}

const ours = /^@effect-vipps\/([^/]+)(?:\/(.+))?$/
const inPackage = /^packages\/([^/]+)\/src\/(.+?)\.[jt]sx?$/

const targetOf = (from: string, specifier: string): Import["target"] => {
  const byName = ours.exec(specifier)
  if (byName?.[1] !== undefined) return { name: byName[1], module: byName[2] ?? "index" }
  const byPath = specifier.startsWith(".") ? inPackage.exec(normalize(join(dirname(from), specifier))) : null
  return byPath?.[1] === undefined || byPath[2] === undefined ? undefined : { name: byPath[1], module: byPath[2] }
}

/** The file that a specifier is for: `./send.js` is `send.ts` or `send.tsx`. */
const fileOf = (from: string, specifier: string): string | undefined => {
  const target = targetOf(from, specifier)
  const path =
    target === undefined ? normalize(join(dirname(from), specifier)) : `packages/${target.name}/src/${target.module}`
  if (target === undefined && !specifier.startsWith(".")) return undefined
  const bare = path.replace(/\.jsx?$/, "")
  return [`${bare}.ts`, `${bare}.tsx`, path].find((one) => existsSync(join(root, one)))
}

const skipped = new Set(["node_modules", "dist"])

/** The files below a folder, from the repository's root. */
export const filesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesIn(path)
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : []
  })

/** `import` and `export ... from`, `import()` and `require()`, of values and of types. */
const specifiersIn = (node: ts.Node): ReadonlyArray<string> => {
  const found: Array<string> = []
  const add = (specifier: ts.Node | undefined) => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.push(specifier.text)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier)
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal)
    if (ts.isCallExpression(node)) {
      const { expression } = node
      const isRequire = ts.isIdentifier(expression) && expression.text === "require"
      if (isRequire || expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0])
    }
    ts.forEachChild(node, visit)
  }
  visit(node)
  return found
}

const read = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest)

/** Every import of every file below these folders. */
export const importsIn = (...folders: ReadonlyArray<string>): ReadonlyArray<Import> =>
  folders.flatMap(filesIn).flatMap((from) =>
    specifiersIn(read(from)).map((specifier) => ({
      from,
      specifier,
      target: targetOf(from, specifier),
      file: fileOf(from, specifier)
    }))
  )

/** The package that a file under `packages/` belongs to. */
export const packageOf = (file: string): string | undefined => /^packages\/([^/]+)\//.exec(file)?.[1]

/** The modules directly in a package's `src`. */
export const doorsOf = (name: string): ReadonlyArray<string> =>
  readdirSync(join(root, "packages", name, "src")).flatMap((file) => /^(.+)\.tsx?$/.exec(file)?.[1] ?? [])

/**
 * What a package lets others import: `index`, `EPayment`, ... The pattern `./*` stands for the modules directly in `src`;
 * a null closes one of them, or a folder.
 */
export const exportsOf = (name: string): ReadonlyArray<string> => {
  const { exports } = manifest(name)
  const open = Object.keys(exports).filter((entry) => exports[entry] !== null && entry !== "./*")
  const byPattern = Object.hasOwn(exports, "./*")
    ? doorsOf(name).filter((module) => exports[`./${module}`] !== null)
    : []
  return [...open.map(moduleOf), ...byPattern]
}

/** `.` is `index`, `./EPayment` is `EPayment`. */
export const moduleOf = (entry: string): string => (entry === "." ? "index" : entry.slice("./".length))

export interface Manifest {
  readonly name: string
  readonly exports: { readonly [entry: string]: unknown }
}

export const manifest = (name: string): Manifest =>
  JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"))

export const packages: ReadonlyArray<string> = readdirSync(join(root, "packages"), { withFileTypes: true }).flatMap(
  (entry) => (entry.isDirectory() ? [entry.name] : [])
)
