/** Which links of a folder of HTML files lead to no file and to no heading in it. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, relative, resolve } from "node:path"

const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => resolve(entry.parentPath ?? entry.path, entry.name))

const anchorsOf = (html) => new Set([...html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id]) => id))

export const brokenLinks = (folder) => {
  const anchors = new Map(filesIn(folder).map((file) => [file, anchorsOf(readFileSync(file, "utf8"))]))
  const broken = []
  for (const file of anchors.keys()) {
    for (const [, href] of readFileSync(file, "utf8").matchAll(/<a\s[^>]*href="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href)) continue
      const [path, hash = ""] = href.replaceAll("&amp;", "&").split("#")
      const target = path === "" ? file : resolve(dirname(file), decodeURIComponent(path))
      const known = anchors.get(target)
      const isDead = !existsSync(target) || (hash !== "" && known !== undefined && !known.has(decodeURIComponent(hash)))
      if (isDead) broken.push(`${relative(folder, file)}: dead link ${href}`)
    }
  }
  return [...new Set(broken)]
}
