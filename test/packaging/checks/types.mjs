/** The installed types, under each way TypeScript finds modules and with old and new compilers. */
import { cp, mkdir, writeFile } from "node:fs/promises"
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
const compile = async ({ app, toolbox, mode, compiler, files, options }) => {
  const { type, ...moduleOptions } = modes[mode]
  const cwd = join(app, [...files, mode, compiler, ...Object.values(options)].join("-").replace(/\W+/g, "-"))
  await mkdir(cwd)
  await Promise.all(files.map((file) => cp(join(fixtures, "types", file), join(cwd, file))))
  await writeFile(join(cwd, "package.json"), JSON.stringify({ type }))
  const compilerOptions = { ...base, ...moduleOptions, ...options }
  await writeFile(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions, files }))
  await run(process.execPath, [join(toolbox, "node_modules", compilers[compiler], "bin", "tsc"), "-p", "."], cwd)
}

const consumers = (toolbox, effect, plain) => [
  {
    title: "client, emulator, testing, sql and login",
    app: effect,
    modes: ["nodenext ESM", "nodenext CommonJS", "bundler"],
    files: ["client.ts", "emulator.ts", "testing.ts", "sql.ts", "login.ts"],
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
  const runs = consumers(toolbox, effect, plain).flatMap(({ title, modes, ...rest }) =>
    modes.flatMap((mode) =>
      Object.keys(compilers)
        .filter((compiler) => understands(compiler, mode))
        .map((compiler) => ({
          name: `${title}: types, ${mode}, TypeScript ${compiler}`,
          work: () => compile({ toolbox, mode, compiler, ...rest })
        }))
    )
  )
  // Two at a time: a compiler takes a core for itself.
  const worker = async () => {
    for (let next = runs.shift(); next !== undefined; next = runs.shift()) await check(next.name, next.work)
  }
  await Promise.all([worker(), worker()])
}
