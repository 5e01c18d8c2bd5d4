/**
 * Builds what is published: `client`, `emulator`, `testing`, `sql`, `redis` and `login` with the TypeScript compiler, once as ES modules and
 * once as CommonJS, each with types of its own; `promise` as one bundle of each, with the client and Effect inside and types
 * that name neither. The emulator's program is a single file as well. Run it with `npm run build`.
 */
import { execFileSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { bundleEmulator, bundleFacade, packages, root } from "./bundles.mjs"
import { makeDoors } from "./doors.mjs"
import { markFolder } from "./pure.mjs"

const tsc = (name, ...options) =>
  execFileSync("npx", ["tsc", "-p", "tsconfig.build.json", ...options], { cwd: `${packages}${name}`, stdio: "inherit" })

/** Two folders of modules: Node and TypeScript read the kind from the folder's package.json. */
const compile = (name) => {
  tsc(name, "--outDir", "dist/esm")
  markFolder(`${packages}${name}/dist/esm`)
  tsc(
    name,
    "--outDir",
    "dist/cjs",
    "--module",
    "commonjs",
    "--moduleResolution",
    "node10",
    "--verbatimModuleSyntax",
    "false"
  )
  writeFileSync(`${packages}${name}/dist/cjs/package.json`, '{ "type": "commonjs" }\n')
  makeDoors(`${packages}${name}`)
}

/** In the order they need each other. */
const compiled = ["client", "emulator", "testing", "sql", "redis", "login"]
/** Run from a shell: ES modules alone. They need the types of the others. */
const programs = ["cli"]
const all = [...compiled, "promise", ...programs]

for (const name of all) rmSync(`${packages}${name}/dist`, { recursive: true, force: true })
for (const name of compiled) compile(name)
await bundleFacade()
await bundleEmulator()
for (const name of programs) tsc(name, "--outDir", "dist/esm")
for (const name of all) writeFileSync(`${packages}${name}/LICENSE`, readFileSync(`${root}LICENSE`))
