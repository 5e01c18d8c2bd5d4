import { readFileSync } from "node:fs"

/** Each survivor with a reason: file, the line of source without indentation, what it became. */
const listed = JSON.parse(readFileSync(new URL("survivors.json", import.meta.url), "utf8"))

const goal = 95

const caught = new Set(["Killed", "Timeout"])
const counted = new Set([...caught, "Survived", "NoCoverage"])

const nameOf = (path) => path.split("/").at(-1)

/** The text of a change: a line number would differ after each edit above it. */
const describe = (path, source, { location: { start, end }, mutatorName, replacement, status }) => {
  const lines = source.split("\n")
  const first = lines[start.line - 1] ?? ""
  const changed =
    start.line === end.line ? first.slice(start.column - 1, end.column - 1) : `${first.slice(start.column - 1)} ...`
  return {
    file: path,
    line: first.trim(),
    change: `${changed} -> ${replacement ?? mutatorName}`.replaceAll(/\s+/g, " "),
    status,
    at: start.line
  }
}

const isListed = (one) =>
  listed.some(({ file, line, change }) => file === one.file && line === one.line && change === one.change)

/** Prints the score of each file and every survivor that has no reason. Returns whether all is as it should be. */
export const report = ({ files }) => {
  let fine = true
  for (const [path, { mutants, source }] of Object.entries(files)) {
    const all = mutants.filter(({ status }) => counted.has(status))
    const left = all.filter(({ status }) => !caught.has(status)).map((mutant) => describe(path, source, mutant))
    const score = (100 * (all.length - left.length)) / all.length
    const without = left.filter((one) => !isListed(one))
    console.log(
      `${nameOf(path)}: ${score.toFixed(1)} % of ${all.length} changes noticed, ${left.length} left, ${without.length} without a reason`
    )
    for (const { at, change, line, status } of without) console.log(`  ${at} ${status}: ${line}\n      ${change}`)
    if (score < goal || without.length > 0) fine = false
  }
  return fine
}
