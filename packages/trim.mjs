/**
 * Keeps out of the facade's bundle what it cannot reach. A bundler finds what nothing refers to; what is referred to and
 * never runs has to be named, here, with the reason. `test/packaging` bounds the size that is left.
 */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { build, transform } from "esbuild"
import { rollup } from "rollup"
import ts from "typescript"
import { composed, deferImports, deferring } from "./defer.mjs"
import { pure } from "./pure.mjs"

/** A global value of Effect's, for this bundle alone. */
const ownValues = {
  "effect/dist/esm/GlobalValue.js": `
    const values = new Map()
    export const globalValue = (id, make) => {
      if (!values.has(id)) values.set(id, make())
      return values.get(id)
    }`
}

/** Modules, by how their paths end, and what stands in their place. */
const replaced = {
  // The Effect inside is cut down: one of the same version in the app must not share its services and registries.
  ...ownValues,
  // Bodies are sent and read whole.
  "effect/dist/esm/Stream.js": "export {}",
  // Nothing inside yields a Micro.
  "effect/dist/esm/Micro.js": "export {}",
  // Nothing inside batches requests of `Effect.request`.
  "effect/dist/esm/internal/blockedRequests.js": "export {}",
  // Options are arguments, never read from the environment through `Config`.
  "effect/dist/esm/internal/configProvider.js": `
    export const configProviderTag = { key: "effect/ConfigProvider" }
    export const fromEnv = () => ({})`,
  // The facade logs with a logger of its own; this one also opens the standard output of the process.
  "effect/dist/esm/internal/logger.js": `
    import { pipeArguments } from "../Pipeable.js"
    const variance = { _Message: (_) => _, _Output: (_) => _ }
    export const LoggerTypeId = Symbol.for("effect/Logger")
    export const makeLogger = (log) => ({ [LoggerTypeId]: variance, log, pipe() { return pipeArguments(this, arguments) } })
    export const stringLogger = makeLogger(({ message }) => String(message))`,
  "effect/dist/esm/internal/defaultServices/console.js": `
    import { GenericTag } from "../../Context.js"
    export const consoleTag = GenericTag("effect/Console")
    export const defaultConsole = { unsafe: console }`,
  // Nobody can read the metrics of the Effect inside.
  "effect/dist/esm/internal/metric.js": `
    import * as core from "./core.js"
    const silent = { unsafeUpdate() {} }
    export const counter = () => silent, gauge = () => silent, histogram = () => silent, tagged = () => silent
    export const update = () => core.void`,
  // Only its tag: requests are sent over a transport.
  "@effect/platform/dist/esm/HttpClient.js": `
    import { GenericTag } from "effect/Context"
    export const HttpClient = GenericTag("@effect/platform/HttpClient")`,
  // The facade iterates over what a stream is made of.
  "client/src/internal/operation/streamOf.ts": "export const streamOf = () => ({})",
  // The facade's client is always made of a transport.
  "client/src/internal/request/attempt.ts": `
    export const attempt = () => { throw new Error("unreachable: the facade sends over a transport") }`
}

const replacing = (name, modules) => ({
  name,
  setup: (esbuild) => {
    for (const [path, contents] of Object.entries(modules)) {
      const filter = new RegExp(`[\\\\/]${path.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`)
      esbuild.onLoad({ filter }, ({ path }) => ({ contents, resolveDir: path.replace(/[\\/][^\\/]+$/, "") }))
    }
  }
})

const withoutUnreachable = replacing("without-unreachable", replaced)

/** For the emulator with an Effect of its own. It sends over Node's `http`; beside that client is one made of undici. */
export const isolated = replacing("isolated", {
  ...ownValues,
  "@effect/platform-node/dist/esm/Undici.js": "export {}"
})

/** What schemas say to those who generate values, in property tests: the facade exports no schema. */
const withoutArbitraries = (text, file) => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  const found = []
  const visit = (node) => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === "arbitrary") found.push(node.initializer)
    else ts.forEachChild(node, visit)
  }
  visit(source)
  return found.reduceRight(
    (rest, node) => `${rest.slice(0, node.getStart())}undefined${rest.slice(node.getEnd())}`,
    text
  )
}

const marked = (deferred) => ({
  name: "marked",
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /[\\/]packages[\\/](client|promise)[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: pure(withoutArbitraries(deferImports(readFileSync(path, "utf8"), deferred), path), path),
      loader: "ts"
    }))
})

/** Rollup drops unused parts of a module that esbuild keeps. `files` are those of a bundle, the entry among them. */
const shaken = async (files, input) => {
  const text = new Map(files.map(({ path, text }) => [basename(path), text]))
  const itself = {
    name: "itself",
    resolveId: (id) => (text.has(basename(id)) ? basename(id) : false),
    load: (id) => text.get(id)
  }
  const bundle = await rollup({ input, plugins: [itself], preserveEntrySignatures: "allow-extension" })
  const { output } = await bundle.generate({
    format: "es",
    chunkFileNames: "[name].js",
    entryFileNames: "[name].js",
    hoistTransitiveImports: false
  })
  return output
}

/** Lines end, so that the line of an uncaught error does not fill the terminal; each line end costs two bytes, gzipped. */
const minified = { minify: true, target: "es2022", legalComments: "none", lineLimit: 1000 }

/**
 * The text of a bundle as an ES module and as CommonJS, and esbuild's list of what it is made of. `deferred` names the
 * modules that run when they are first used.
 */
export const trimmed = async (entry, { deferred, ...options }) => {
  const { metafile, outputFiles } = await build({
    ...options,
    entryPoints: { index: entry },
    bundle: true,
    splitting: true,
    outdir: "/",
    format: "esm",
    target: "es2022",
    treeShaking: true,
    metafile: true,
    write: false,
    // What a replaced module no longer exports.
    logOverride: { "import-is-undefined": "silent" },
    plugins: [...(options.plugins ?? []), withoutUnreachable, deferring, marked(deferred)]
  })
  const { exports } = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint?.endsWith("src/index.ts"))
  const text = composed(await shaken(outputFiles, "index.js"), exports)
  const [esm, cjs] = await Promise.all(
    ["esm", "cjs"].map((format) => transform(text, { ...minified, format, platform: "neutral" }))
  )
  return { esm: esm.code, cjs: cjs.code, metafile }
}
