import { inspect } from "node:util"
import type { System } from "./System.js"

/**
 * Fields with personal data or secrets: Vipps returns them, and a terminal's history or a CI log must not keep them.
 * Compared in lower case.
 */
const hidden = new Set(
  [
    "accessToken",
    "access_token",
    "address",
    "addresses",
    "birthDate",
    "callbackAuthorizationToken",
    "customer",
    "customerPhoneNumber",
    "customerToken",
    "email",
    "firstName",
    "lastName",
    "nin",
    "phoneNumber",
    "profile",
    "secret",
    "shippingDetails",
    "sub",
    "token",
    "userDetails",
    "userinfoUrl"
  ].map((name) => name.toLowerCase())
)

/** A copy without personal data and secrets. */
export const withoutPersonalData = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutPersonalData)
  if (value instanceof Date || value === null || typeof value !== "object") return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      hidden.has(name.toLowerCase()) && field !== undefined ? "[hidden]" : withoutPersonalData(field)
    ])
  )
}

/** A text from elsewhere without control characters, which could rewrite the terminal. */
export const plainText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")

/** SGR codes. `styleText` of `node:util` looks at the process instead of the output. */
const codes = { green: 32, red: 31, yellow: 33 } as const

export type Colour = keyof typeof codes

export interface Printer {
  readonly json: boolean
  /** A result: JSON with `--json`, else `text`, or the value itself. Hides personal data. */
  readonly result: (value: unknown, text?: string) => void
  /** A line about the run, to standard error. */
  readonly note: (text: string) => void
  /** Progress, shown on a terminal only. */
  readonly progress: (text: string) => void
  readonly colour: (colour: Colour, text: string) => string
}

export const printer = ({ env, err, out }: Pick<System, "env" | "err" | "out">, json: boolean): Printer => {
  const coloured = out.isTTY && !json && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb"
  return {
    json,
    colour: (colour, text) => (coloured ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text),
    result: (value, text) => {
      const shown = withoutPersonalData(value)
      if (json) return out.write(`${JSON.stringify(shown)}\n`)
      out.write(`${text ?? plainInspect(shown, coloured)}\n`)
    },
    note: (text) => err.write(`${plainText(text)}\n`),
    progress: (text) => {
      if (err.isTTY && !json) err.write(`${plainText(text)}\n`)
    }
  }
}

/** `inspect` escapes control characters. */
const plainInspect = (value: unknown, colors: boolean): string =>
  value === undefined ? "done" : inspect(value, { colors, depth: 10, breakLength: 100, maxArrayLength: null })
