/**
 * Applies the changesets: the packages get one new version, their peer ranges for each other start at it, requests
 * state it, and changelogs list what changed. `npm run release:version` runs it, in the release workflow.
 *
 * Changesets releases 1.0.0 when the version of a peer leaves its range, and before 1.0 every minor release does. The
 * ranges are therefore open while it determines the version.
 */
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const packages = join(process.cwd(), "packages")

const manifests = readdirSync(packages, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join(packages, name, "package.json"))

const setPeerRanges = (rangeOf) => {
  for (const file of manifests) {
    const manifest = JSON.parse(readFileSync(file, "utf8"))
    for (const name of Object.keys(manifest.peerDependencies ?? {})) {
      if (name.startsWith("@effect-vipps/")) manifest.peerDependencies[name] = rangeOf(manifest)
    }
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
  }
}

/** The version in the source: the client sends it with each request, and the emulator prints it. */
const setVersionInSource = () => {
  const files = readdirSync(packages, { recursive: true }).filter((file) =>
    /^[^/\\]+[/\\]src[/\\](?:.+[/\\])?version\.ts$/.test(file)
  )
  for (const file of files) {
    const [name] = file.split(/[/\\]/)
    const { version } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"))
    const source = readFileSync(join(packages, file), "utf8")
    writeFileSync(join(packages, file), source.replace(/(?<=version = ")[^"]+/, version))
  }
}

setPeerRanges(() => "*")
try {
  execFileSync("npx", ["changeset", "version"], { stdio: "inherit" })
} finally {
  setPeerRanges(({ version }) => `^${version}`)
}
setVersionInSource()
