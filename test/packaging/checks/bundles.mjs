/** The packages in one file without Node's modules, as deployed to edge runtimes. */
import { readFile } from "node:fs/promises"
import { builtinModules } from "node:module"
import { join } from "node:path"
import { folder } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { run } from "../lib/shell.mjs"

const builtin = new RegExp(
  `(?:from|import|require)\\s*\\(?\\s*["'\`](?:node:[\\w/]+|${builtinModules.join("|")})["'\`]|__vite-browser-external`
)

/** The script among the tools that makes `<out>/bundle.mjs` of an entry, and what else it takes. */
const bundlers = {
  "esbuild, neutral": ["esbuild.mjs", "neutral"],
  "esbuild, browser": ["esbuild.mjs", "browser"],
  vite: ["vite.mjs"]
}

export const bundles = async ({ toolbox, effect, plain }) => {
  const edge = await folder("edge")
  for (const [name, app] of Object.entries({ client: effect, promise: plain })) {
    for (const [bundler, [script, ...options]] of Object.entries(bundlers)) {
      await check(`${name}: bundled by ${bundler}, it needs no module of Node's and works`, async () => {
        const out = join(edge, `${name}-${bundler}`.replace(/\W+/g, "-"))
        const entry = join(app, `fixtures/calls/${name}.mjs`)
        await run(process.execPath, [script, entry, out, ...options], toolbox)
        const bundle = join(out, "bundle.mjs")
        const needed = builtin.exec(await readFile(bundle, "utf8"))
        expect(needed === null, `the bundle holds ${needed}`)
        // From a folder without node_modules: what was left out of the bundle is not found.
        await run(process.execPath, [join(app, "fixtures/calls/main.mjs"), bundle], edge)
      })
    }
  }
}
