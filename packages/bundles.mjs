/**
 * Bundles what runs without the packages it is made of: the facade, the emulator in memory for its tests, and the
 * emulator's program. Each comes with the notices of what is inside.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { isolated, trimmed } from "./trim.mjs"

export const root = fileURLToPath(new URL("..", import.meta.url))
export const packages = fileURLToPath(new URL(".", import.meta.url))

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

/** On Node, for development: names stay as they are, for stack traces. */
const forNode = {
  bundle: true,
  platform: "node",
  target: "node20",
  absWorkingDir: root,
  tsconfig: `${root}tsconfig.json`,
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 1000,
  legalComments: "none",
  metafile: true,
  logOverride: { "import-is-undefined": "silent" },
  plugins: [isolated]
}

/** An ES module with the exports of a CommonJS one. */
const reexports = (names, from) => `import all from "${from}"\nexport const { ${names.join(", ")} } = all\n`

/** One copy of the emulator for both kinds of modules: its state and its classes are the same for both. */
const bundleTesting = async () => {
  const { metafile } = await build({
    ...forNode,
    entryPoints: [`${packages}promise/src/testing.ts`],
    outfile: `${packages}promise/dist/testing.cjs`,
    format: "cjs"
  })
  const names = Object.keys(createRequire(import.meta.url)(`${packages}promise/dist/testing.cjs`)).sort()
  writeFileSync(`${packages}promise/dist/testing.js`, reexports(names, "./testing.cjs"))
  return metafile
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

export const bundleFacade = async () => {
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
  metafiles.push(await bundleTesting())
  writeFileSync(`${packages}promise/THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(metafiles))
  // As `npm run types` has printed them.
  for (const name of ["index", "testing"]) {
    for (const extension of ["d.ts", "d.cts"]) {
      copyFileSync(`${packages}promise/types/${name}.d.ts`, `${packages}promise/dist/${name}.${extension}`)
    }
  }
}

/** The emulator's program in one file. Only the database of `--data` stays outside: it is native code. */
export const bundleEmulator = async () => {
  const { metafile } = await build({
    ...forNode,
    entryPoints: [`${packages}emulator/src/bin.ts`],
    outfile: `${packages}emulator/dist/vipps-emulator.mjs`,
    format: "esm",
    external: ["lmdb"],
    // For the CommonJS modules inside.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module";const require = requireFrom(import.meta.url);'
    }
  })
  writeFileSync(`${packages}emulator/THIRD-PARTY-NOTICES.txt`, thirdPartyNotices([metafile]))
}
