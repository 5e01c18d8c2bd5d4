import { inputError } from "@effect-vipps/client/internal/schema/checkOptions"
import type { Issue } from "@effect-vipps/client/internal/schema/parseIssues"
import type { Signal } from "../options.js"
import { unreadable } from "./failure.js"

/** What an option must be, in words and as a test. */
type Rule = readonly [expected: string, holds: (value: unknown) => boolean]

const has = (value: unknown, ...methods: ReadonlyArray<string>): boolean =>
  typeof value === "object" &&
  value !== null &&
  methods.every((name) => typeof (value as Record<string, unknown>)[name] === "function")

const isFunction: Rule = ["a function", (value) => typeof value === "function"]

/** The text "false" of an environment variable is true. */
const isBoolean: Rule = ["true or false", (value) => typeof value === "boolean"]

const isLogger: Rule = ["an object with a method `warn`, such as console", (value) => has(value, "warn")]

const isInbox: Rule = ["an object with a method `once`", (value) => has(value, "once")]

const isTokenStore: Rule = [
  "an object with methods `read`, `write`, `lease` and `remove`",
  (value) => has(value, "read", "write", "lease", "remove")
]

const isSize: Rule = ["a whole number from 1", (value) => Number.isSafeInteger(value) && Number(value) > 0]

const isTime: Rule = ["a number of milliseconds above 0", (value) => Number.isFinite(value) && Number(value) > 0]

const isSignal: Rule = [
  "an AbortSignal",
  (value) => has(value, "addEventListener", "removeEventListener") && typeof (value as Signal).aborted === "boolean"
]

const optional = ([expected, holds]: Rule): Rule => [expected, (value) => value === undefined || holds(value)]

type Rules = { readonly [option: string]: Rule }

const issuesWith = (rules: Rules, options: object, prefix = ""): ReadonlyArray<Issue> =>
  Object.entries(rules).flatMap(([path, [expected, holds]]) => {
    const value = (options as Record<string, unknown>)[path]
    return holds(value)
      ? []
      : [{ path: `${prefix}${path}`, message: value === undefined ? "is required" : `must be ${expected}` }]
  })

const isAbsent = (value: unknown): boolean => value === undefined

const clientRules: Rules = {
  useTestMode: optional(isBoolean),
  // Options of `VippsConfig`. An issue of `timeout` is found under `timeoutMs`.
  timeout: ["given by this name", isAbsent],
  retry: ["left out: use maxRetries", isAbsent],
  fetch: optional(isFunction),
  onEvent: optional(isFunction),
  logger: optional(isLogger),
  tokenStore: optional(isTokenStore)
}

/** The options of a client that only the facade has. */
export const clientIssues = (options: object): ReadonlyArray<Issue> => issuesWith(clientRules, options)

/** The signal in the options of a call. Throws a `VippsInputError` if it is none. */
export const signalOf = (operation: string, options: unknown): Signal | undefined => {
  if (typeof options !== "object" || options === null) return undefined
  const { signal } = options as { readonly signal?: Signal | undefined }
  if (signal === undefined) return undefined
  const issues = issuesWith({ signal: optional(isSignal) }, { signal }, "options.")
  if (issues.length > 0) throw inputError(operation, issues)
  return signal
}

const handlerRules: Rules = {
  maxBodySize: optional(isSize),
  timeoutMs: optional(isTime),
  maxAgeMs: optional(isTime),
  onError: optional(isFunction),
  logger: optional(isLogger),
  inbox: optional(isInbox)
}

/** Makes a handler, or whatever else throws a `VippsInputError` for options that cannot work, and nothing but that. */
export const checked = <Options extends object, A>(
  operation: string,
  options: Options,
  required: ReadonlyArray<keyof Options & string>,
  make: (options: Options) => A
): A => {
  try {
    const given: Options = options ?? {}
    const rules = { ...handlerRules, ...Object.fromEntries(required.map((name) => [name, isFunction])) }
    const issues = issuesWith(rules, given)
    if (issues.length > 0) throw inputError(operation, issues)
    return make(given)
  } catch (error) {
    throw unreadable(operation, error)
  }
}
