/**
 * Modules that run when the facade first uses them, as `import defer` will do it: most programs use one or two APIs, and
 * making the schemas of all takes longer than everything else that loading does. A bundle stays one file, so that nothing
 * has to be found at run time, and a call stays synchronous up to its request: only what is in it runs later.
 *
 * A facade's module imports such a module as a namespace, which it reads within functions, or exports functions of it. The
 * build makes a getter of each name that it uses, and a chunk of what only they need; the chunks are put together again,
 * each as a function.
 */
import { readFileSync } from "node:fs"
import { dirname } from "node:path"
import { parseAst } from "rollup/parseAst"
import ts from "typescript"

/** Modules of getters, and what these read: each by a path and the names of it. */
const [getters, selection] = ["deferred:", "selection:"]

const importOf = (local, path, names) => `import { namespace as ${local} } from "${getters}${path}#${names}"`

/** A facade's module, with its imports of these modules from modules of getters. Fails if it imports them otherwise. */
export const deferImports = (text, deferred) => {
  const imported = (statement, local, path) => {
    if (!deferred.includes(path)) return statement
    const names = Array.from(text.matchAll(new RegExp(`\\b${local}\\.(\\w+)`, "g")), ([, name]) => name)
    return importOf(local, path, [...new Set(names)])
  }
  const reexported = (statement, list, path, at) => {
    if (!deferred.includes(path)) return statement
    const names = list.split(",").map((one) => one.trim().split(" as "))
    const functions = names.map(
      ([name, alias = name]) => `export const ${alias} = (...given) => deferred${at}.${name}(...given)`
    )
    return [importOf(`deferred${at}`, path, Object.keys(Object.fromEntries(names))), ...functions].join("\n")
  }
  const result = text
    .replace(/^import \* as (\w+) from "(.+)"$/gm, imported)
    .replace(/^export \{([^}]+)\} from "(.+)"$/gm, reexported)
  for (const [statement, path] of result.matchAll(/^(?:import|export) (?!type )[^"]*?"(.+)"$/gm)) {
    if (deferred.includes(path)) throw new Error(`it has to be imported as a namespace: ${statement}`)
  }
  return result
}

const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true

/** The values that a module exports, each with the module that makes it. */
const exportsOf = (path) => {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext, true)
  return source.statements.flatMap((node) => {
    if (ts.isExportDeclaration(node) && !node.isTypeOnly) {
      return node.exportClause.elements.map(({ name }) => [name.text, node.moduleSpecifier.text])
    }
    if (!ts.isVariableStatement(node) || !isExported(node)) return []
    return node.declarationList.declarations.map(({ name }) => [name.text, path])
  })
}

const gettersOf = (path, names) => {
  const own = exportsOf(path).filter(([name]) => names.length === 0 || names.includes(name))
  const from = (origin) => own.flatMap(([name, one]) => (one === origin ? [name] : []))
  return own.map(([name, origin]) => `get ${name}() { return import("${selection}${origin}#${from(origin)}").${name} }`)
}

export const deferring = {
  name: "deferring",
  setup: (esbuild) => {
    for (const prefix of [getters, selection]) {
      esbuild.onResolve({ filter: new RegExp(`^${prefix}`) }, async ({ importer, path, resolveDir }) => {
        const [wanted, names] = path.slice(prefix.length).split("#")
        const found = await esbuild.resolve(wanted, { importer, kind: "import-statement", resolveDir })
        return { path: `${found.path}#${names}`, namespace: prefix }
      })
    }
    const load = (prefix, contentsOf) =>
      esbuild.onLoad({ filter: /./, namespace: prefix }, ({ path: given }) => {
        const [path, names] = given.split("#")
        return { contents: contentsOf(path, names.split(",").filter(Boolean)), loader: "ts", resolveDir: dirname(path) }
      })
    load(getters, (path, names) => `export const namespace = { ${gettersOf(path, names)} }`)
    load(selection, (path, names) => `export { ${names} } from "${path}"`)
  }
}

const isEdge = ({ source, type }) =>
  type === "ExportNamedDeclaration" || (type === "ImportDeclaration" && source.value.startsWith("./"))

/** A chunk without its imports of others and its exports: its names for them, and where they are from. */
const apart = ({ code, fileName }) => {
  const edges = parseAst(code).body.filter(isEdge)
  const imports = new Map()
  const exported = new Map()
  for (const { source, specifiers, type } of edges) {
    for (const { exported: to, imported, local } of specifiers) {
      const name = type === "ImportDeclaration" ? local.name : to.name
      if (source) imports.set(name, { file: source.value, name: (imported ?? local).name })
      if (to) exported.set(name, source ? name : local.name)
    }
  }
  const body = edges.reduceRight((rest, { end, start }) => rest.slice(0, start) + rest.slice(end), code)
  return { file: `./${fileName}`, body, imports, exported }
}

/**
 * One module of the chunks that Rollup makes: the first as it is, which exports `names`, the others as functions that run
 * once within it. What they import of each other is passed to them, and of the first what they know by another name.
 */
export const composed = (output, names) => {
  const [main, ...others] = output.map(apart)
  const chunks = new Map(others.map((chunk, at) => [chunk.file, { ...chunk, call: `deferred${at}()` }]))

  const expressionOf = ({ file, name }) => {
    if (file === main.file) return main.exported.get(name)
    const { call, exported, imports } = chunks.get(file)
    const passed = imports.get(exported.get(name))
    return passed === undefined ? `${call}.${name}` : expressionOf(passed)
  }
  /** Where a chunk has several modules, Rollup takes the namespace of one from it. */
  const reading = /import\('(\.\/[^']+)'\)(?:\.then\(function \(n\) \{ return n\.([\w$]+); \}\))?\.([\w$]+)/g
  const linked = (body) => {
    const text = body.replace(reading, (_, file, namespace, name) =>
      namespace === undefined ? expressionOf({ file, name }) : `${expressionOf({ file, name: namespace })}.${name}`
    )
    if (text.includes("import('./")) throw new Error("a chunk is imported in a way that is not known")
    return text
  }

  const definitions = Array.from(chunks.values(), ({ body, call, exported, imports }) => {
    const made = Array.from(exported, ([name, local]) => (imports.has(local) ? [] : [`${name}: ${local}`])).flat()
    if (made.length === 0) return ""
    const passed = Array.from(imports, ([local, of]) => [local, expressionOf(of)]).filter(
      ([local, value]) => local !== value
    )
    const parameters = passed.map(([local]) => local)
    const run = `(${parameters}) => {${linked(body)}\nreturn { ${made} } }`
    const make = parameters.length === 0 ? run : `() => (${run})(${passed.map(([, value]) => value)})`
    return `const ${call.slice(0, -2)} = once(${make})`
  })
  return [
    linked(main.body),
    "function once(make) { let made; return () => (made ??= make()) }",
    ...definitions,
    `export { ${names.map((name) => `${main.exported.get(name)} as ${name}`)} }`
  ].join("\n")
}
