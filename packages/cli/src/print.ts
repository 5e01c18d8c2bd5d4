import { inspect } from "node:util"
import { type Hides, hides, withoutPersonalData } from "./personal.js"
import type { System } from "./System.js"

/**
 * A text without control characters, which could rewrite the terminal, and without marks of direction, which could make
 * `100` look like `001`. Keeps tabs and line breaks.
 */
const plainText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")

/** The rest of them, escaped: JSON escapes those up to `\u001f`, and `inspect` all but the marks of direction. */
const escaped = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

const plainJson = (value: unknown): string => escaped(JSON.stringify(value))

/** SGR codes. `styleText` of `node:util` looks at the process instead of the output. */
const codes = { green: 32, red: 31, yellow: 33 } as const

export type Colour = keyof typeof codes

export interface Printer {
  readonly json: boolean
  /** A result: JSON with `--json`, else `text`, or the value itself. Hides personal data. */
  readonly result: (value: unknown, text?: string, isHidden?: Hides) => void
  /** A failure, to standard error: JSON with `--json`, else its message. */
  readonly failure: (error: { readonly message: string }) => void
  /** A line about the run, to standard error. */
  readonly note: (text: string) => void
  /** Progress, shown on a terminal only. */
  readonly progress: (text: string) => void
  /** For a part of the text of a result. */
  readonly colour: (colour: Colour, text: string) => string
}

/** Prints for one run. Texts may hold what a server wrote: nothing of it reaches the terminal but letters. */
export const printer = ({ env, err, out }: Pick<System, "env" | "err" | "out">, json: boolean): Printer => {
  const coloured = out.isTTY && !json && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb"
  // Stands for the start of a colour code, which no server can write.
  const mark = crypto.randomUUID()
  const note = (text: string) => err.write(`${plainText(text)}\n`)
  return {
    json,
    colour: (colour, text) => (coloured ? `${mark}${codes[colour]}m${text}${mark}0m` : text),
    result: (value, text, isHidden = hides) => {
      const shown = withoutPersonalData(value, isHidden)
      if (json) out.write(`${shown === undefined ? "null" : plainJson(shown)}\n`)
      else if (text === undefined) out.write(`${plainInspect(shown, coloured)}\n`)
      else out.write(`${plainText(text).replaceAll(mark, "\u001b[")}\n`)
    },
    failure: (error) => (json ? err.write(`${plainJson({ error })}\n`) : note(error.message)),
    note,
    progress: (text) => {
      if (err.isTTY && !json) note(text)
    }
  }
}

const plainInspect = (value: unknown, colors: boolean): string =>
  value === undefined ? "done" : escaped(inspect(value, { colors, depth: 10, breakLength: 100, maxArrayLength: null }))
