/**
 * Keeps out of the facade's bundle what it cannot reach. A bundler finds what nothing refers to; what is referred to and
 * never runs has to be named, here, with the reason. `test/packaging` bounds the size that is left.
 */
import { readFileSync } from "node:fs"
import { build, transform } from "esbuild"
import { rollup } from "rollup"
import ts from "typescript"
import { pure } from "./pure.mjs"

/** Modules, by how their paths end, and what stands in their place. */
const replaced = {
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
  // Nobody can read the metrics of the Effect inside.
  "effect/dist/esm/internal/metric.js": `
    import * as core from "./core.js"
    const silent = { unsafeUpdate() {} }
    export const counter = () => silent, gauge = () => silent, histogram = () => silent, tagged = () => silent
    export const update = () => core.void`,
  // The Effect inside is cut down: one of the same version in the app must not share its services and registries.
  "effect/dist/esm/GlobalValue.js": `
    const values = new Map()
    export const globalValue = (id, make) => {
      if (!values.has(id)) values.set(id, make())
      return values.get(id)
    }`,
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

const withoutUnreachable = {
  name: "without-unreachable",
  setup: (esbuild) => {
    for (const [path, contents] of Object.entries(replaced)) {
      const filter = new RegExp(`[\\\\/]${path.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`)
      esbuild.onLoad({ filter }, ({ path }) => ({ contents, resolveDir: path.replace(/[\\/][^\\/]+$/, "") }))
    }
  }
}

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

const marked = {
  name: "marked",
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /[\\/]packages[\\/](client|promise)[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: pure(withoutArbitraries(readFileSync(path, "utf8"), path), path),
      loader: "ts"
    }))
}

/** Rollup drops unused parts of a module that esbuild keeps. */
const shaken = async (text) => {
  const input = "bundle"
  const itself = { name: "itself", resolveId: (id) => (id === input ? id : false), load: () => text }
  const bundle = await rollup({ input, plugins: [itself] })
  const { output } = await bundle.generate({ format: "es" })
  return output[0].code
}

/** Lines end, so that the line of an uncaught error does not fill the terminal; each line end costs two bytes, gzipped. */
const minified = { minify: true, target: "es2022", legalComments: "none", lineLimit: 1000 }

/** The text of a bundle as an ES module and as CommonJS, and esbuild's list of what it is made of. */
export const trimmed = async (options) => {
  const { metafile, outputFiles } = await build({
    ...options,
    bundle: true,
    format: "esm",
    target: "es2022",
    treeShaking: true,
    metafile: true,
    write: false,
    // What a replaced module no longer exports.
    logOverride: { "import-is-undefined": "silent" },
    plugins: [...(options.plugins ?? []), withoutUnreachable, marked]
  })
  const text = await shaken(outputFiles[0].text)
  const [esm, cjs] = await Promise.all(
    ["esm", "cjs"].map((format) => transform(text, { ...minified, format, platform: "neutral" }))
  )
  return { esm: esm.code, cjs: cjs.code, metafile }
}
