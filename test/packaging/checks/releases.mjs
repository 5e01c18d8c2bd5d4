/** The next release, made in a copy of the manifests: what changesets announce, and what they write. */
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { folder, names, root } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { run } from "../lib/shell.mjs"

const change = "Adds what this release is about."

/** The version that the client sends with each request, and that the emulator prints. */
const sources = ["packages/client/src/internal/request/version.ts", "packages/emulator/src/version.ts"]

/** A repository of its own, with the manifests, the settings of changesets and one changeset of this kind. */
const repository = async (name, kind) => {
  const home = await folder(`release-${name}`)
  for (const file of ["package.json", ".changeset/config.json", "packages/version.mjs", ...sources]) {
    await cp(join(root, file), join(home, file))
  }
  for (const name of names) {
    await mkdir(join(home, "packages", name), { recursive: true })
    await cp(join(root, "packages", name, "package.json"), join(home, "packages", name, "package.json"))
  }
  await mkdir(join(home, "examples/promise"), { recursive: true })
  await cp(join(root, "examples/promise/package.json"), join(home, "examples/promise/package.json"))
  await symlink(join(root, "node_modules"), join(home, "node_modules"))
  await writeFile(join(home, ".gitignore"), "node_modules\n")
  const git = (...args) => run("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...args], home)
  await git("init", "--quiet", "--initial-branch=main")
  await writeFile(join(home, ".changeset/a-change.md"), `---\n"@effect-vipps/client": ${kind}\n---\n\n${change}\n`)
  await git("add", ".")
  await git("commit", "--quiet", "--message=test: a change")
  return home
}

const manifest = async (home, name) => JSON.parse(await readFile(join(home, "packages", name, "package.json"), "utf8"))

/** `0.1.2` after a patch is `0.1.3`, after a minor change `0.2.0`. */
const next = (version, kind) => {
  const [major, minor, patch] = version.split(".").map(Number)
  return kind === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`
}

const status = async () => {
  const home = await repository("status", "patch")
  const { text } = await run("npx", ["changeset", "status"], home)
  for (const name of names) expect(text.includes(`@effect-vipps/${name}`), `${name} is not released:\n${text}`)
  expect(/bumped at patch/.test(text) && !/NO packages to be bumped at patch/.test(text), text)
}

const version = (kind) => async () => {
  const expected = next((await manifest(root, "client")).version, kind)
  const home = await repository(`version-${kind}`, kind)
  await run("node", ["packages/version.mjs"], home)
  for (const name of names) {
    const { peerDependencies = {}, version } = await manifest(home, name)
    expect(version === expected, `${name} became ${version} instead of ${expected}`)
    for (const [peer, range] of Object.entries(peerDependencies)) {
      if (peer.startsWith("@effect-vipps/")) expect(range === `^${expected}`, `${name} takes ${peer} ${range}`)
    }
  }
  const example = await readFile(join(home, "examples/promise/package.json"), "utf8")
  expect(example.includes(`"@effect-vipps/promise": "${expected}"`), `the example takes another version: ${example}`)
  for (const source of sources) {
    expect((await readFile(join(home, source), "utf8")).includes(`"${expected}"`), `${source} states another version`)
  }
  const changelog = await readFile(join(home, "packages/client/CHANGELOG.md"), "utf8")
  expect(changelog.includes(`## ${expected}`) && changelog.includes(change), changelog)
}

export const releases = async () => {
  await check("releases: a patch of one package is one of all", status)
  await check("releases: after a patch all and their ranges have one version", version("patch"))
  await check("releases: after a minor change all and their ranges have one version", version("minor"))
}
