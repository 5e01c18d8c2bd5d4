/**
 * Builds the documentation site into docs/site/dist: the reference from the sources' TSDoc, and the guides of docs/.
 * A warning, or a link that leads nowhere, fails the build.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { Application } from "typedoc"
import { brokenLinks } from "./links.mjs"

const here = fileURLToPath(new URL(".", import.meta.url))
const root = resolve(here, "../..")
const { homepage } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const repository = homepage.replace("#readme", "")

const guides = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"))
const pages = join(here, ".pages")
rmSync(pages, { recursive: true, force: true })
mkdirSync(pages)

/** On the site, a guide links to guides; what else a relative link names is in the repository. */
const onSite = (file) => (whole, label, target) => {
  if (/^(?:[a-z]+:|#)/.test(target)) return whole
  const [path, hash] = target.split("#")
  const absolute = resolve(dirname(file), path)
  if (!existsSync(absolute)) throw new Error(`${relative(root, file)}: no such file: ${target}`)
  const inRoot = relative(root, absolute)
  if (dirname(inRoot) === "docs" && guides.includes(basename(inRoot))) {
    return `${label}(${basename(inRoot)}${hash === undefined ? "" : `#${hash}`})`
  }
  if (/\.(?:png|svg)$/.test(inRoot)) return `${label}(${relative(pages, absolute)})`
  const kind = statSync(absolute).isDirectory() ? "tree" : "blob"
  return `${label}(${repository}/${kind}/main/${inRoot}${hash === undefined ? "" : `#${hash}`})`
}

/** The first heading becomes the page's title. */
const toPage = (file) => {
  const page = join(pages, basename(file))
  const text = readFileSync(file, "utf8").replace(/(\[[^\]]*\])\(([^)\s]+)\)/g, onSite(file))
  writeFileSync(
    page,
    text.replace(/^# (.*)\n/, (_, title) => `---\ntitle: ${JSON.stringify(title)}\n---\n`)
  )
  return page
}

const readme = toPage(join(root, "README.md"))
const documents = guides.map((name) => toPage(join(root, "docs", name)))

const app = await Application.bootstrapWithPlugins({
  name: "Vipps MobilePay SDK for Effect",
  entryPoints: ["client", "promise", "testing", "emulator", "sql", "redis", "login"].map((name) =>
    join(root, "packages", name, "src/index.ts")
  ),
  tsconfig: join(root, "tsconfig.json"),
  basePath: root,
  displayBasePath: root,
  readme,
  projectDocuments: documents,
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  sourceLinkTemplate: `${repository}/blob/main/{path}#L{line}`,
  disableGit: true,
  gitRevision: "main",
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true
})
const project = await app.convert()
const out = join(here, "dist")
rmSync(out, { recursive: true, force: true })
if (project !== undefined) {
  app.validate(project)
  await app.generateDocs(project, out)
}
const broken = project === undefined ? [] : brokenLinks(out)
for (const line of broken) console.error(line)
rmSync(pages, { recursive: true, force: true })
if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings() || broken.length > 0) process.exit(1)
