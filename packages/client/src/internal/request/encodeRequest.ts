import * as Either from "effect/Either"
import type { AnySchema, CallOptions, Operation } from "../../Operation.js"
import { callOptionsChecker, underOptions } from "../schema/checkOptions.js"
import { encoding, validating } from "../schema/compiled.js"
import { withExtraFields } from "../schema/extraFields.js"
import { type Issue, issuesOf } from "../schema/parseIssues.js"
import { isFields, plain, plainOptions } from "../schema/plain.js"
import { type Fields, formText, splitFields } from "./fields.js"

/** What an operation is called with. */
export interface Input<Options = CallOptions> {
  /** The path itself, where the operation's is none. */
  readonly path?: string | undefined
  /** The values of the path's parameters, in order. */
  readonly parameters?: ReadonlyArray<unknown> | undefined
  readonly request?: unknown
  readonly query?: unknown
  readonly options?: Options | undefined
}

/** Input as plain data: reading it neither throws nor changes it. */
export interface PlainInput<Options = CallOptions> extends Input<Options> {
  readonly parameters: ReadonlyArray<unknown>
  /** What of the given input cannot be read. */
  readonly unreadable: ReadonlyArray<Issue>
  /** What the call is about. */
  readonly subject: string | undefined
}

/** Input that may be sent: the path with its parameters, the headers of its own, and the body's exact text. */
export interface Encoded {
  readonly path: string
  readonly headers: { readonly [name: string]: string } | undefined
  readonly body: string | undefined
  /** What looks wrong although it is valid. */
  readonly warnings?: ReadonlyArray<string> | undefined
}

type AnyOperation = Operation<never, unknown, unknown>

type Checked<A> = Either.Either<A, ReadonlyArray<Issue>>

const none: ReadonlyArray<Issue> = []

const empty = { headers: undefined, search: "" }

const leftOf = (checked: Checked<unknown>): ReadonlyArray<Issue> => (Either.isLeft(checked) ? checked.left : none)

const at = (root: string, issues: ReadonlyArray<Issue>): ReadonlyArray<Issue> =>
  issues.map(({ path, message }) => ({ path: path || root, message }))

/** The names of the path parameters. They are the first arguments. */
export const parametersOf = ({ arguments: names, parameters = {} }: AnyOperation): ReadonlyArray<string> =>
  names.filter((name) => Object.hasOwn(parameters, name))

/** Fit for a message. */
const isSubject = (value: unknown): value is string => typeof value === "string" && /^[\w.-]{1,64}$/.test(value)

/** Which payment, session or other thing a call is about, if its name looks like one. */
const subjectReader = ({ subject, ...operation }: AnyOperation) => {
  if (typeof subject === "function") {
    const read = subject as (request: unknown) => unknown
    return (_: ReadonlyArray<unknown>, request: unknown): string | undefined => {
      // What was given may be of any type.
      const found = isFields(request) ? read(request) : undefined
      return isSubject(found) ? found : undefined
    }
  }
  const index = subject === undefined ? -1 : parametersOf(operation).indexOf(subject)
  return (parameters: ReadonlyArray<unknown>): string | undefined => {
    const found = parameters[index]
    return isSubject(found) ? found : undefined
  }
}

const nothing = Either.right(undefined)

/** Reads what the caller gave, once. Never throws. */
export const inputReader = (operation: AnyOperation) => {
  const names = parametersOf(operation)
  const subjectOf = subjectReader(operation)
  return <Options>({ options: givenOptions, path, ...given }: Input<Options>): PlainInput<Options> => {
    const values: Array<unknown> = []
    let unreadable = none
    const copyOf = (value: unknown, name: string): unknown => {
      // Most of what is given is text, or left out.
      if (value === undefined || typeof value === "string") return value
      const copy = plain(value)
      if (Either.isRight(copy)) return copy.right
      unreadable = [...unreadable, ...at(name, copy.left)]
      return undefined
    }
    for (let i = 0; i < names.length; i++) values.push(copyOf(given.parameters?.[i], names[i] as string))
    const request = copyOf(given.request, "request")
    const query = copyOf(given.query, "query")
    const options = givenOptions === undefined ? nothing : plainOptions(givenOptions)
    if (Either.isLeft(options)) unreadable = [...unreadable, ...underOptions(options.left)]
    return {
      path,
      parameters: values,
      request: request === undefined && operation.requestOptional === true ? {} : request,
      query,
      options: Either.getOrUndefined(options) as Options | undefined,
      subject: subjectOf(values, request),
      unreadable
    }
  }
}

const checker = (schema: AnySchema, root: string) => {
  const validate = validating(schema)
  return (value: unknown): Checked<unknown> => Either.mapLeft(validate(value), (issue) => at(root, issuesOf(issue)))
}

/** A parameter, encoded as one part of the path. */
const segmentOf = (value: unknown, name: string): Checked<string> => {
  try {
    const segment = encodeURIComponent(String(value))
    if (segment !== "" && segment !== "." && segment !== "..") return Either.right(segment)
  } catch {
    // Half a surrogate pair.
  }
  return Either.left([{ path: name, message: "cannot be a part of a path" }])
}

const pathEncoder = ({ path, ...operation }: AnyOperation) => {
  const [start = "", ...rest] = path.split(/\{\w+\}/)
  const checks = parametersOf({ ...operation, path }).map((name, i) => {
    const check = checker(operation.parameters?.[name] as AnySchema, name)
    return { check, name, after: rest[i] ?? "" }
  })
  return (parameters: ReadonlyArray<unknown>): Checked<string> => {
    let encoded = start
    let issues = none
    for (let i = 0; i < checks.length; i++) {
      const { after, check, name } = checks[i] as (typeof checks)[number]
      const value = check(parameters[i])
      const segment = Either.isRight(value) ? segmentOf(value.right, name) : value
      if (Either.isLeft(segment)) issues = [...issues, ...segment.left]
      else encoded += segment.right + after
    }
    return issues.length > 0 ? Either.left(issues) : Either.right(encoded)
  }
}

/** The request with what the caller left out. */
const withDefaults = (request: unknown, defaults: Fields | undefined): unknown => {
  if (defaults === undefined || !isFields(request)) return request
  const missing = Object.entries(defaults).filter(([key]) => (request as Fields)[key] === undefined)
  return missing.length === 0 ? request : { ...request, ...Object.fromEntries(missing) }
}

/**
 * Step 1 of a call: every rule is checked before anything is sent, and all issues are reported at once. The body
 * is written here, once, so that each attempt sends the same bytes.
 */
export const encoder = (operation: AnyOperation) => {
  const encodePath = pathEncoder(operation)
  const checkRequest = operation.request && checker(operation.request, "request")
  const encodeQuery = operation.query && encoding(operation.query, { errors: "all", onExcessProperty: "error" })
  const checkOptions = callOptionsChecker(operation)
  const write = operation.contentType === "application/x-www-form-urlencoded" ? formText : JSON.stringify
  const warningsOf = operation.warnings as ((request: unknown) => ReadonlyArray<string>) | undefined

  return (input: PlainInput): Checked<Encoded> => {
    if (input.unreadable.length > 0) return Either.left(input.unreadable)
    const path = input.path === undefined ? encodePath(input.parameters) : Either.right(input.path)
    const request = checkRequest?.(input.request) ?? Either.right(undefined)
    const query =
      encodeQuery === undefined
        ? Either.right(undefined)
        : Either.mapLeft(encodeQuery(input.query === undefined ? {} : input.query), (issue) =>
            at("query", issuesOf(issue))
          )
    const options = input.options ? checkOptions(input.options) : none
    if (Either.isLeft(path) || Either.isLeft(request) || Either.isLeft(query) || options.length > 0) {
      return Either.left([...leftOf(path), ...leftOf(request), ...leftOf(query), ...options])
    }
    const { extra } = input.options ?? {}
    const body = extra === undefined ? request : withExtraFields(operation.request, request.right, extra)
    if (Either.isLeft(body)) return Either.left(underOptions(body.left, "extra"))
    const { headers, search } =
      query.right === undefined ? empty : splitFields(query.right as Fields, operation.headers)
    return Either.right({
      path: path.right + search,
      headers,
      body: body.right === undefined ? undefined : write(withDefaults(body.right, operation.defaults) as Fields),
      warnings: request.right === undefined ? undefined : warningsOf?.(request.right)
    })
  }
}
