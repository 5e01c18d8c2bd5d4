/**
 * Builds what is published: `client`, `emulator`, `testing`, `sql` and `login` with the TypeScript compiler, once as ES modules and
 * once as CommonJS, each with types of its own; `promise` as one bundle of each, with the client and Effect inside and types
 * that name neither. Run it with `npm run build`.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { markFolder } from "./pure.mjs"
import { trimmed } from "./trim.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const packages = fileURLToPath(new URL(".", import.meta.url))

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
}

/** The packages whose code is in a bundle, by the folders that they are installed in. */
const bundledPackages = (metafiles) => {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))
  )
  const files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file)
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? [])
  return [...new Set(folders)].sort()
}

/** The notices that the licences of bundled packages ask for. Fails for a package without one. */
const thirdPartyNotices = (metafiles) => {
  const notices = bundledPackages(metafiles).map((folder) => {
    const { license, name, version } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"))
    const file = readdirSync(`${root}${folder}`).find((entry) => /^(licen[cs]e|copying|notice)\b/i.test(entry))
    if (file === undefined) throw new Error(`${name} is bundled, but has no licence file`)
    return `${name} ${version} (${license})\n\n${readFileSync(`${root}${folder}/${file}`, "utf8").trim()}\n`
  })
  return ["The files in dist contain code of these packages.\n", ...notices].join(`\n${"-".repeat(80)}\n\n`)
}

/** On Node, requests go over Node's own `http`. */
const onNode = {
  name: "on-node",
  setup: (esbuild) =>
    esbuild.onResolve({ filter: /^\.\/platform\.js$/ }, ({ resolveDir }) => ({
      path: `${resolveDir}/platform.node.ts`
    }))
}

/** What runs when it is first used. The pure functions of Recurring read its schemas. */
const deferred = [
  "apis",
  "callbacks/receivers",
  "recurring/AgreementOutcome",
  "recurring/Ceiling",
  "recurring/ChargeOutcome",
  "recurring/Reconciliation",
  "webhooks/receiver",
  "webhooks/verifier"
].map((module) => `@effect-vipps/client/${module}`)

const bundle = async () => {
  const entry = `${packages}promise/src/index.ts`
  const options = {
    deferred,
    platform: "neutral",
    mainFields: ["module", "main"],
    absWorkingDir: root,
    tsconfig: `${root}tsconfig.json`
  }
  const variants = { index: options, node: { ...options, plugins: [onNode], external: ["node:*"] } }
  mkdirSync(`${packages}promise/dist`)
  const metafiles = []
  for (const [name, variant] of Object.entries(variants)) {
    const { cjs, esm, metafile } = await trimmed(entry, variant)
    writeFileSync(`${packages}promise/dist/${name}.js`, esm)
    writeFileSync(`${packages}promise/dist/${name}.cjs`, cjs)
    metafiles.push(metafile)
  }
  writeFileSync(`${packages}promise/THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(metafiles))
  // As `npm run types` has printed them.
  for (const types of ["index.d.ts", "index.d.cts"]) {
    copyFileSync(`${packages}promise/types/index.d.ts`, `${packages}promise/dist/${types}`)
  }
}

/** In the order they need each other. */
const compiled = ["client", "emulator", "testing", "sql", "login"]
/** Run from a shell: ES modules alone. They need the types of the others. */
const programs = ["cli"]
const all = [...compiled, "promise", ...programs]

for (const name of all) rmSync(`${packages}${name}/dist`, { recursive: true, force: true })
for (const name of compiled) compile(name)
await bundle()
for (const name of programs) tsc(name, "--outDir", "dist/esm")
for (const name of all) writeFileSync(`${packages}${name}/LICENSE`, readFileSync(`${root}LICENSE`))
