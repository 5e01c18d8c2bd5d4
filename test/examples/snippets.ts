/** The code in the documentation: blocks of the READMEs, and the examples in the sources' comments. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert } from "@effect/vitest"
import * as Facade from "@effect-vipps/promise"
import ts from "typescript"
import { engines } from "./engines.js"

export const root = fileURLToPath(new URL("../..", import.meta.url))

export interface Snippet {
  /** The file and the line of its first line of code. */
  readonly at: string
  readonly language: string
  readonly code: string
}

/** `comment` is what stands before each line of a block. */
const snippetsOf = (file: string, comment: string): ReadonlyArray<Snippet> => {
  const found: Array<Snippet> = []
  let open: { readonly line: number; readonly language: string; readonly code: Array<string> } | undefined
  readFileSync(root + file, "utf8")
    .split("\n")
    .forEach((text, i) => {
      const line = text.startsWith(comment) ? text.slice(comment.length) : comment === "" ? text : text.trim().slice(2)
      const fence = /^```(\w*)$/.exec(line)
      if (fence === null) open?.code.push(line)
      else if (open === undefined) open = { line: i + 2, language: fence[1] ?? "", code: [] }
      else {
        found.push({ at: `${file}:${open.line}`, language: open.language, code: open.code.join("\n") })
        open = undefined
      }
    })
  return found
}

const packages = readdirSync(`${root}packages`, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [`packages/${entry.name}`] : []
)

const guides = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"))

/** The READMEs of the project and of its packages, the guides, and what coding assistants read. */
export const readmes = [
  "README.md",
  "skills/vipps-mobilepay/SKILL.md",
  ...packages.map((folder) => `${folder}/README.md`),
  ...guides.map((name) => `docs/${name}`)
]

export const readme = (file: string): ReadonlyArray<Snippet> => snippetsOf(file, "")

/** The lines of the shell blocks of the guides; one that is continued is one. */
export const commandLines = (): ReadonlyArray<{ readonly at: string; readonly line: string }> =>
  guides
    .flatMap((name) => readme(`docs/${name}`))
    .filter(({ language }) => language === "sh")
    .flatMap(({ at, code }) =>
      code
        .replace(/\\\n/g, " ")
        .split("\n")
        .map((line) => ({ at, line }))
    )

export const comments = (): ReadonlyArray<Snippet> =>
  packages.flatMap((folder) =>
    readdirSync(`${root}${folder}/src`, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .sort()
      .flatMap((file) => snippetsOf(`${folder}/src/${file}`, " * "))
  )

const facade = Object.keys(Facade)
  .filter((name) => name !== "default")
  .map((name) => `const ${name}: typeof Facade.${name}`)
  .join("\n  ")

/** What a reader has who comes from the text before: names that a block uses and does not declare. */
const surroundings = `
import type * as Client from "@effect-vipps/client"
import type * as Facade from "@effect-vipps/promise"
import type * as EffectModule from "effect/Effect"
import type { Redacted } from "effect/Redacted"
import type Express from "express"

interface Fastify {
  register(plugin: (scope: Fastify) => Promise<void>): void
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    type: string,
    options: { readonly parseAs: "buffer" },
    parse: (request: unknown, body: Uint8Array, done: (error: null, body: Uint8Array) => void) => void
  ): void
  post(
    path: string,
    handler: (
      request: { readonly method: string; readonly headers: Record<string, string | string[]>; readonly body: unknown },
      reply: { code(status: number): { send(): unknown } }
    ) => unknown
  ): void
}

declare global {
  namespace NodeJS {
    interface ProcessEnv {
      VIPPS_CLIENT_ID: string
      VIPPS_CLIENT_SECRET: string
      VIPPS_SUBSCRIPTION_KEY: string
      VIPPS_MERCHANT_SERIAL_NUMBER: string
    }
  }
  ${facade}
  type Amount = Facade.Amount

  const EPayment: typeof Client.EPayment
  const Webhooks: typeof Client.Webhooks
  const Effect: typeof EffectModule
  const markPaid: (reference: string) => EffectModule.Effect<void>
  const secret: string & Redacted

  const vipps: Facade.Vipps
  const keys: Pick<Facade.VippsOptions, "clientId" | "clientSecret" | "subscriptionKey" | "merchantSerialNumber">
  const clientId: string, clientSecret: string, subscriptionKey: string, merchantSerialNumber: string
  const reference: string
  const order: { readonly reference: string; readonly amount: Facade.Amount; readonly shipment: number }
  const orders: { paid(reference: string): Promise<void> }
  const stored: { readonly id: string } | undefined
  const store: (registration: { readonly id: string; readonly secret: string }) => Promise<void>
  const ship: (reference: string) => Promise<void>
  const url: string
  const rawBody: Uint8Array
  const request: Request
  const express: typeof Express
  const app: Express.Express & Fastify
  const scope: Fastify
}
`

/** A parameter without a type, which JavaScript has not. */
const untypedParameter = 7006

const folder = `${root}test/examples/`

/** What the compiler says of them, as `file:line: message`. */
export const check = (snippets: ReadonlyArray<Snippet>): ReadonlyArray<string> => {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    { allowJs: true, checkJs: true, noUnusedLocals: false, noPropertyAccessFromIndexSignature: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => assert.fail(String(messageText)) }
  )
  const context = `${folder}surroundings.ts`
  const files = new Map<string, Snippet>([
    [context, { at: "surroundings:1", language: "ts", code: surroundings }],
    [`${folder}engines.d.ts`, { at: "engines:1", language: "ts", code: engines }]
  ])
  snippets.forEach((snippet, i) => {
    const extension = snippet.language === "ts" ? "ts" : /\brequire\(/.test(snippet.code) ? "cjs" : "mjs"
    files.set(`${folder}snippet-${i}.${extension}`, snippet)
  })
  const host = ts.createCompilerHost(config?.options ?? {})
  const { fileExists, readFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name)?.code ?? readFile(name)
  const program = ts.createProgram([...files.keys()], config?.options ?? {}, host)
  return [...files].flatMap(([name, snippet]) => {
    const file = program.getSourceFile(name)
    const [path = "", first = ""] = snippet.at.split(":")
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return diagnostics
      .filter(({ code }) => !(code === untypedParameter && snippet.language === "js"))
      .map((diagnostic) => {
        const line = file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0
        return `${path}:${Number(first) + line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`
      })
  })
}
