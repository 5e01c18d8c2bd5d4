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

const wrapped = (text) => text.replace(/(.{1,116})( |$)/g, "$1\n").trim()

/** What the error type of a function of the client names, in words. */
const rejections = (checker, node) => {
  const type = checker.getTypeAtLocation(documented(checker, node))
  const [signature] = type.getCallSignatures()
  if (signature === undefined) return ""
  const [, errors] = checker.getTypeArguments(signature.getReturnType())
  const tags = (errors?.types ?? []).map((error) => checker.getTypeOfSymbol(error.getProperty("_tag")).value)
  const names = [...new Set(tags)].sort().map((tag) => `\`${tag}\``)
  if (names.length < 2) return ""
  return wrapped(`Rejects with ${names.slice(0, -1).join(", ")} or ${names.at(-1)}.`)
}

/** The comment of a symbol or a node, with a line end, or nothing. For a function of the client, with its errors. */
export const documentationOf = (checker, what, isFunction = false) => {
  const node = what.declarations === undefined ? what : what.declarations[0]
  if (node === undefined) return ""
  const comment = ts.getJSDocCommentsAndTags(documented(checker, node)).filter(ts.isJSDoc).at(-1)
  if (comment === undefined) return ""
  const [text, ...tags] = partsOf(comment.getText()).filter((part) => !isOfClient(part) && !isOfReference(part))
  const errors = isFunction ? rejections(checker, node) : ""
  const whole = [[text.trim(), errors].filter((part) => part !== "").join("\n\n"), tags.join("\n").trim()]
  const joined = whole.filter((part) => part !== "").join("\n\n")
  return joined === "" ? "" : commentOf(joined)
}

/** Two spaces before each line that has something on it. */
export const indented = (text) => text.replace(/^(?=.)/gm, "  ")
