/** The installed types, under each way TypeScript finds modules and with old and new compilers. */
import { cp, mkdir, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fixtures } from "../lib/consumers.mjs"
import { check } from "../lib/report.mjs"
import { run } from "../lib/shell.mjs"

/** The oldest that is promised, the one this repository uses, and the newest. */
const compilers = { "5.4.5": "ts54", "5.9.3": "ts59", "7.0.2": "ts70" }

/** TypeScript 7 has it no more. */
const understands = (compiler, mode) => !(compiler === "7.0.2" && mode === "node10")

const modes = {
  "nodenext ESM": { type: "module", module: "nodenext", moduleResolution: "nodenext" },
  "nodenext CommonJS": { type: "commonjs", module: "nodenext", moduleResolution: "nodenext" },
  bundler: { type: "module", module: "esnext", moduleResolution: "bundler" },
  node10: { type: "commonjs", module: "commonjs", moduleResolution: "node10" }
}

const base = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: "es2022", types: [] }

/** A folder of its own for each mode: its package.json says what kind of module a `.ts` file is. */
const compile = async ({ app, toolbox, mode, compiler, files, made, options }) => {
  const { type, ...moduleOptions } = modes[mode]
  const cwd = join(app, [...files, mode, compiler, ...Object.values(options)].join("-").replace(/\W+/g, "-"))
  await mkdir(cwd)
  await Promise.all(files.map((file) => cp(join(fixtures, "types", file), join(cwd, file))))
  for (const [file, text] of Object.entries(made)) await writeFile(join(cwd, file), text)
  await writeFile(join(cwd, "package.json"), JSON.stringify({ type }))
  const compilerOptions = { ...base, ...moduleOptions, ...options }
  await writeFile(
    join(cwd, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: [...files, ...Object.keys(made)] })
  )
  await run(process.execPath, [join(toolbox, "node_modules", compilers[compiler], "bin", "tsc"), "-p", "."], cwd)
}

/**
 * A program that imports the types of every subpath, also of those that a pattern opens, which attw skips; and every
 * module that no subpath may reach.
 */
const subpathsIn = (app) => {
  const { internals, subpaths } = createRequire(join(app, "fixtures/load/"))("./manifest.cjs")
  const line = (path, index) => `import type * as module${index} from "${path}"`
  const names = ["client", "emulator", "testing", "sql", "redis", "login"].map((name) => `@effect-vipps/${name}`)
  const open = names.flatMap(subpaths)
  const closed = names.flatMap(internals)
  const lines = [
    ...open.map(line),
    ...closed.flatMap((path, index) => ["// @ts-expect-error: closed", line(path, open.length + index)])
  ]
  return `${lines.join("\n")}\nexport type Modules = [${open.map((_, index) => `typeof module${index}`).join(", ")}]\n`
}

const consumers = (toolbox, effect, plain) => [
  {
    title: "client, emulator, testing, sql and login",
    app: effect,
    modes: ["nodenext ESM", "nodenext CommonJS", "bundler"],
    files: ["client.ts", "emulator.ts", "testing.ts", "sql.ts", "login.ts"],
    made: { "subpaths.ts": subpathsIn(effect) },
    options: { lib: ["es2022", "dom"], skipLibCheck: true }
  },
  // No library of a runtime: the types name nothing that only one of them has.
  {
    title: "promise",
    app: plain,
    modes: Object.keys(modes),
    files: ["promise.ts"],
    options: { lib: ["es2022"], skipLibCheck: false }
  },
  {
    title: "promise with the types of browsers",
    app: plain,
    modes: ["bundler"],
    files: ["promise-web.ts"],
    options: { lib: ["es2022", "dom"], skipLibCheck: true }
  },
  {
    title: "promise/testing",
    app: plain,
    modes: Object.keys(modes),
    files: ["promise-testing.ts"],
    options: { lib: ["es2022", "dom"], skipLibCheck: false }
  },
  {
    title: "promise with the types of Node",
    app: plain,
    modes: ["nodenext ESM"],
    files: ["promise-web.ts"],
    options: {
      lib: ["es2022"],
      types: ["node"],
      typeRoots: [join(toolbox, "node_modules", "@types")],
      skipLibCheck: false
    }
  }
]

export const types = async ({ toolbox, effect, plain }) => {
  const runs = consumers(toolbox, effect, plain).flatMap(({ title, modes, made = {}, ...rest }) =>
    modes.flatMap((mode) =>
      Object.keys(compilers)
        .filter((compiler) => understands(compiler, mode))
        .map((compiler) => ({
          name: `${title}: types, ${mode}, TypeScript ${compiler}`,
          work: () => compile({ toolbox, mode, compiler, made, ...rest })
        }))
    )
  )
  // Two at a time: a compiler takes a core for itself.
  const worker = async () => {
    for (let next = runs.shift(); next !== undefined; next = runs.shift()) await check(next.name, next.work)
  }
  await Promise.all([worker(), worker()])
}
