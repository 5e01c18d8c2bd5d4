/** Folders outside the workspace, where the packages are installed as their users install them. */
import { rmSync } from "node:fs"
import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { run } from "./shell.mjs"

export const root = fileURLToPath(new URL("../../..", import.meta.url))
export const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url))
export const names = ["client", "emulator", "promise", "testing", "sql", "redis", "login", "cli"]

/** The exact versions the packages are built against. */
export const peers = {
  effect: ["effect@3.22.4", "@effect/platform@0.97.2"],
  emulator: ["@effect/platform-node@0.108.2"],
  sql: ["@effect/sql@0.52.1", "@effect/experimental@0.61.1"]
}

const home = await mkdtemp(join(tmpdir(), "vipps-packaging-"))

process.once("exit", () => rmSync(home, { recursive: true, force: true }))
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1))

/** Packs what is built; the tarballs are all the checks look at, so a later build does not disturb them. */
export const pack = async () => {
  const folders = names.map((name) => `./packages/${name}`)
  const { stdout } = await run("npm", ["pack", ...folders, "--json", "--pack-destination", home], root)
  const packed = JSON.parse(stdout)
  return Object.fromEntries(
    names.map((name) => {
      const { filename, files } = packed.find((one) => one.name === `@effect-vipps/${name}`)
      return [name, { path: join(home, filename), files: files.map(({ path }) => path) }]
    })
  )
}

/** A new folder with nothing but a package.json. */
export const folder = async (name) => {
  const path = join(home, name)
  await mkdir(path)
  await writeFile(join(path, "package.json"), JSON.stringify({ private: true }))
  return path
}

export const install = (cwd, ...packages) =>
  run("npm", ["install", "--save-exact", "--prefer-offline", ...packages], cwd)

/** A new folder with these packages and the fixtures beside them. */
export const consumer = async (name, ...packages) => {
  const path = await folder(name)
  await install(path, ...packages)
  await cp(fixtures, join(path, "fixtures"), { recursive: true })
  return path
}

/** Compilers and bundlers, in a folder of their own so that no app has them among its packages. */
export const tools = async () => {
  const path = join(home, "tools")
  await cp(join(fixtures, "tools"), path, { recursive: true })
  await run("npm", ["install", "--prefer-offline"], path)
  return path
}
