/** The documents for contributors name files and folders: all of them exist. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { readmes } from "./snippets.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** Where a path may begin: the repository's root, or the sources of a package. */
const bases = ["", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/src`)]

const isPath = /^\.?[\w-]+(?:[/.][\w.-]+)*\/?$/

const isFile = /\.(?:[cm]?[jt]sx?|md|json|ya?ml)$/

/** The first parts of names that are not files: modules of libraries. */
const libraries = /^(?:effect|node)\//

/** The words in code font that look like files or folders. */
const pathsIn = (text: string): ReadonlyArray<string> =>
  Array.from(text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\s]+)`/g), ([, word = ""]) => word).filter(
    (word) => isPath.test(word) && (isFile.test(word) || word.includes("/")) && !libraries.test(word)
  )

const linksIn = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g), ([, target = ""]) => target)

/** `send.ts` of a diagram: some file has this name. */
const filesInDiagrams = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/^```text\n[\s\S]*?^```/gm), ([block]) =>
    Array.from(block.matchAll(/[\w/]+\.tsx?\b/g), ([name]) => name)
  ).flat()

const sources = readdirSync(join(root, "packages"), { recursive: true, encoding: "utf8" }).filter((file) =>
  /^[^/]+\/src\//.test(file)
)

const isName = (path: string): boolean => !path.includes("/")

const isSource = (name: string): boolean => sources.some((file) => file.endsWith(`/${name}`))

describe.each(["CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"])("%s", (document) => {
  const text = readFileSync(join(root, document), "utf8")

  it(`the files and folders that ${document} names exist`, () => {
    const missing = pathsIn(text).filter(
      (path) => !bases.some((base) => existsSync(join(root, base, path))) && !(isName(path) && isSource(path))
    )
    assert.deepStrictEqual(missing, [])
  })

  it(`the files in the diagrams of ${document} exist`, () => {
    const missing = filesInDiagrams(text).filter((name) => !isSource(name))
    assert.deepStrictEqual(missing, [])
  })

  it(`the links of ${document} lead to files`, () => {
    const broken = linksIn(text).filter((target) => !existsSync(join(root, dirname(document), target)))
    assert.deepStrictEqual(broken, [])
  })
})

it("a path that does not exist is found", () => {
  assert.deepStrictEqual(pathsIn("`packages/nowhere/x.ts`, `effect/Schema`, `npm ci` and `send.ts`"), [
    "packages/nowhere/x.ts",
    "send.ts"
  ])
})

/** The anchors of the headings of a page, as GitHub and the site make them. */
const anchorsOf = (text: string): ReadonlySet<string> =>
  new Set(
    Array.from(text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm), ([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/\]\([^)]*\)/g, "")
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-")
    )
  )

describe.each([...readmes, "llms.txt", "examples/README.md", "CONTRIBUTING.md"])("the links of %s", (document) => {
  it(`every file and heading that ${document} links to exists`, () => {
    const text = readFileSync(join(root, document), "utf8")
    const dead = Array.from(text.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g), ([, target = ""]) => target).filter(
      (target) => {
        const [path = "", anchor] = target.split("#")
        const file = path === "" ? join(root, document) : join(root, dirname(document), path)
        if (!existsSync(file)) return true
        return anchor !== undefined && file.endsWith(".md") && !anchorsOf(readFileSync(file, "utf8")).has(anchor)
      }
    )
    assert.deepStrictEqual(dead, [])
  })
})

it("llms.txt and the README list every guide", () => {
  const guides = readmes.filter((file) => file.startsWith("docs/"))
  for (const document of ["llms.txt", "README.md"]) {
    const links = linksIn(readFileSync(join(root, document), "utf8"))
    assert.deepStrictEqual(
      guides.filter((file) => !links.includes(file)),
      [],
      document
    )
  }
})
