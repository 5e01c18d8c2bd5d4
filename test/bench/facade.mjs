/** The facade of a built checkout: the file that its package gives to this runtime. */
import { readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"

const condition = "Bun" in globalThis ? "bun" : "Deno" in globalThis ? "deno" : "node"

export const facadeOf = (dir) => {
  const folder = `${dir}/packages/promise/`
  const { import: conditions } = JSON.parse(readFileSync(`${folder}package.json`, "utf8")).exports["."]
  return import(pathToFileURL(folder + (conditions[condition] ?? conditions.default)).href)
}
