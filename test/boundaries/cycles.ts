/** Finds import cycles: Tarjan's strongly connected components. */
import type { Import } from "./imports.js"

/** The files of each cycle, sorted. */
export const cycles = (imports: ReadonlyArray<Import>): ReadonlyArray<ReadonlyArray<string>> => {
  const next = new Map<string, Set<string>>()
  for (const { file, from } of imports) {
    const files = next.get(from) ?? new Set()
    next.set(from, files)
    if (file !== undefined && file !== from) files.add(file)
  }

  const found: Array<ReadonlyArray<string>> = []
  const index = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: Array<string> = []

  const visit = (file: string): number => {
    const own = index.size
    index.set(file, own)
    lowest.set(file, own)
    open.push(file)
    for (const other of next.get(file) ?? []) {
      const reached = index.has(other) ? (open.includes(other) ? (index.get(other) ?? own) : own) : visit(other)
      lowest.set(file, Math.min(lowest.get(file) ?? own, reached))
    }
    const low = lowest.get(file) ?? own
    if (low === own) {
      const component = open.splice(open.indexOf(file))
      if (component.length > 1) found.push(component.sort())
    }
    return low
  }

  for (const file of next.keys()) if (!index.has(file)) visit(file)
  return found
}
