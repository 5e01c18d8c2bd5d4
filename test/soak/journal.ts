/**
 * What the callers store: each intent before its call, each result after it. A process that is killed leaves what it had
 * written, and the next one continues from there.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs"

/** What a call reported to its caller. */
export type Reported = "success" | "refused" | "unknown" | "aborted"

export type Entry =
  /** Written before a call. */
  | { readonly life: number; readonly step: string; readonly _tag: "Intent" }
  | {
      readonly life: number
      readonly step: string
      readonly _tag: "Reported"
      readonly reported: Reported
      readonly error?: string | undefined
      /** Of an error, for the next call. */
      readonly key?: string | undefined
    }
  /** What the caller takes for the truth, and why. */
  | {
      readonly life: number
      readonly step: string
      readonly _tag: "Resolved"
      readonly happened: boolean
      readonly by: "response" | "refusal" | "reading" | "nobody"
    }
  /** What a later process needs: the id of an agreement, a customer's token. */
  | { readonly life: number; readonly step: string; readonly _tag: "Stored"; readonly value: string }
  | { readonly life: number; readonly _tag: "Finished" }

/** What is written in whole lines. A process that was killed while it wrote leaves half a line, which is dropped. */
const wholeLines = (path: string): string => {
  if (!existsSync(path)) return ""
  const text = readFileSync(path, "utf8")
  return text.slice(0, text.lastIndexOf("\n") + 1)
}

export const readJournal = (path: string): ReadonlyArray<Entry> =>
  wholeLines(path)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Entry)

export interface Journal {
  readonly past: ReadonlyArray<Entry>
  readonly write: (entry: Entry) => void
}

export const openJournal = (path: string): Journal => {
  const past = readJournal(path)
  if (existsSync(path)) truncateSync(path, Buffer.byteLength(wholeLines(path)))
  return { past, write: (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`) }
}
