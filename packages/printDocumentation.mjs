/** The documentation of what the facade prints, from the sources. */
import ts from "typescript"

/** An example that imports the client is about effects. */
const isOfClient = (tag) => /^@example/.test(tag) && tag.includes('"@effect-vipps/client')

/** For the client's reference only. */
const isOfReference = (tag) => /^@category\b/.test(tag)

const linesOf = (comment) =>
  comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())

/** The text before the first tag, then one text per tag. */
const partsOf = (comment) =>
  linesOf(comment)
    .join("\n")
    .split(/\n(?=@\w)/)

const commentOf = (text) => {
  const lines = text.split("\n")
  if (lines.length === 1) return `/** ${text} */\n`
  return `/**\n${lines.map((line) => (line === "" ? " *" : ` * ${line}`)).join("\n")}\n */\n`
}

/** The declaration whose documentation holds: an export that has none stands for what it exports. */
const documented = (checker, node) => {
  if (!ts.isExportSpecifier(node) || ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc)) return node
  const symbol = checker.getSymbolAtLocation(node.name)
  return checker.getAliasedSymbol(symbol).declarations[0]
}

/** The comment of a symbol or a node, with a line end, or nothing. */
export const documentationOf = (checker, what) => {
  const node = what.declarations === undefined ? what : what.declarations[0]
  if (node === undefined) return ""
  const comment = ts.getJSDocCommentsAndTags(documented(checker, node)).filter(ts.isJSDoc).at(-1)
  if (comment === undefined) return ""
  const parts = partsOf(comment.getText()).filter((part) => !isOfClient(part) && !isOfReference(part))
  const text = parts.join("\n").trim()
  return text === "" ? "" : commentOf(text)
}

/** Two spaces before each line that has something on it. */
export const indented = (text) => text.replace(/^(?=.)/gm, "  ")
