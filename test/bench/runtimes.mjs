/** The other runtimes that `npm install` found a program for, in this folder. */
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const modules = fileURLToPath(new URL("node_modules/", import.meta.url))
const on = `${process.platform}-${process.arch}`

const known = [
  { name: "Bun", program: [`${modules}bun-${on}/bin/bun`, "--no-install"] },
  { name: "Deno", program: [`${modules}deno-${on}/deno`, "run", "--allow-all"] }
]

export const runtimes = () => known.filter(({ program: [file] }) => existsSync(file))

/** What is not measured, and why. */
export const unmeasured = () => [
  ...known.filter(({ program: [file] }) => !existsSync(file)).map(({ name }) => `${name}: not installed here.`),
  "workerd: not measured, since it reports no CPU time and its clock stands still within a request."
]
