/**
 * Makes the modules that the export maps lead to. Each first needs a module that only the required Effect has, and then is
 * the module that it is named after.
 *
 * ES modules are linked before any code runs, so with another Effect all that a program gets is the name of a file that is
 * missing and of the file that needs it. A door is the first of them, and its folder says what is needed. CommonJS runs
 * before the rest is loaded, and so can say it in a sentence.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"

/** A module of Effect 3 that other versions do not have. */
const probe = "effect/Either"

const esm = (module) => `import "${probe}"\nexport * from "../${module}.js"\n`

const cjs = (module, sentence) => `"use strict"
try {
  require("${probe}")
} catch (cause) {
  throw new Error(${JSON.stringify(sentence)}, { cause })
}
module.exports = require("../${module}.js")
`

/** Writes the doors of a built package. */
export const makeDoors = (folder) => {
  const { exports, name, peerDependencies } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"))
  const [needed] = /\d+\.\d+/.exec(peerDependencies.effect)
  const room = `needs-effect-${needed}`
  const sentence = `${name} needs effect ${needed} or a newer 3.x, which is not installed here: npm install effect@^${needed}. Programs on Effect 4 use @effect-vipps/promise.`
  for (const [kind, format] of Object.entries({ import: "esm", require: "cjs" })) {
    const entries = Object.entries(exports).filter(([, to]) => to?.[kind] !== undefined)
    for (const [subpath, to] of entries) {
      const expected = new RegExp(`^\\./dist/${format}/${room.replaceAll(".", "\\.")}/[\\w*]+\\.js$`)
      if (!expected.test(to[kind].default))
        throw new Error(`${name}: ${subpath} does not lead to dist/${format}/${room}`)
    }
    const modules = readdirSync(`${folder}/dist/${format}`)
      .filter((file) => file.endsWith(".js"))
      .map((file) => file.slice(0, -".js".length))
    const isOpen = (module) =>
      exports[`./${module}`] !== null && (exports["./*"] !== undefined || exports[`./${module}`] !== undefined)
    mkdirSync(`${folder}/dist/${format}/${room}`)
    for (const module of modules.filter((one) => one === "index" || isOpen(one))) {
      const code = format === "esm" ? esm(module) : cjs(module, sentence)
      writeFileSync(`${folder}/dist/${format}/${room}/${module}.js`, code)
    }
  }
}
