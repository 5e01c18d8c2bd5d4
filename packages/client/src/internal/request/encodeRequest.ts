import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import type { CallOptions, Operation } from "../../Operation.js"
import { checkCallOptions, underOptions } from "../schema/checkOptions.js"
import { validating } from "../schema/compiled.js"
import { withExtraFields } from "../schema/extraFields.js"
import { type Issue, issuesOf } from "../schema/parseIssues.js"
import { plain, plainOptions } from "../schema/plain.js"

/** What an operation is called with. */
export interface Input<Request, Options = CallOptions> {
  /** The path itself, where the operation's is none. */
  readonly path?: string | undefined
  readonly reference?: string | undefined
  readonly id?: string | undefined
  readonly request?: Request | undefined
  readonly options?: Options | undefined
}

/** Input as plain data: whatever the caller gave, reading it neither throws nor changes. */
export interface PlainInput<Request, Options = CallOptions> extends Input<Request, Options> {
  /** What of the given input cannot be read. */
  readonly unreadable: ReadonlyArray<Issue>
}

/** Input that may be sent: the path with the reference or id in it, and the body's exact text. */
export interface Encoded {
  readonly path: string
  readonly body: string | undefined
  /** What looks wrong in it all the same. */
  readonly warnings?: ReadonlyArray<string> | undefined
}

const at = (root: string, issues: ReadonlyArray<Issue>): ReadonlyArray<Issue> =>
  issues.map(({ path, message }) => ({ path: path || root, message }))

/** Reads what the caller gave, once. Never throws. */
export const plainInput = <Request, Options>(given: Input<Request, Options>): PlainInput<Request, Options> => {
  const reference = plain(given.reference)
  const id = plain(given.id)
  const request = plain(given.request)
  const options = plainOptions(given.options)
  return {
    path: given.path,
    reference: Either.getOrUndefined(reference) as string | undefined,
    id: Either.getOrUndefined(id) as string | undefined,
    request: Either.getOrUndefined(request) as Request | undefined,
    options: Either.getOrUndefined(options) as Options | undefined,
    unreadable: [
      ...at("reference", leftOf(reference)),
      ...at("id", leftOf(id)),
      ...at("request", leftOf(request)),
      ...underOptions(leftOf(options))
    ]
  }
}

/** Which payment or session a call is about: the reference in its path, or the one it creates, if it looks like one. */
export const subjectOf = (input: Input<unknown, unknown>): string | undefined => {
  const request = input.request as
    | { readonly reference?: unknown; readonly transaction?: { readonly reference?: unknown } }
    | null
    | undefined
  const reference = input.reference ?? request?.reference ?? request?.transaction?.reference
  return typeof reference === "string" && /^[\w-]{1,64}$/.test(reference) ? reference : undefined
}

const checker = <A>(schema: Schema.Schema<A>, root: string) => {
  const validate = validating(schema)
  return (value: unknown) => Either.mapLeft(validate(value), (issue) => at(root, issuesOf(issue)))
}

/** The request with what the caller left out. */
const withDefaults = <Request>(request: Request, defaults: Partial<Request> | undefined): Request => {
  const missing = Object.entries(defaults ?? {}).filter(([key]) => request[key as keyof Request] === undefined)
  return missing.length === 0 ? request : { ...request, ...Object.fromEntries(missing) }
}

/**
 * Step 1 of a call: every rule is checked before anything is sent, and all that is wrong is told at once. The body is
 * written here, once, so that each attempt sends the same bytes.
 */
export const encoder = <Request, Response>(operation: Operation<Request, Response>) => {
  const checkReference = operation.reference && checker(operation.reference, "reference")
  const checkId = operation.id && checker(operation.id, "id")
  const checkRequest = operation.request && checker(operation.request, "request")

  return (input: PlainInput<Request>): Either.Either<Encoded, ReadonlyArray<Issue>> => {
    if (input.unreadable.length > 0) return Either.left(input.unreadable)
    const reference = checkReference?.(input.reference) ?? Either.right(undefined)
    const id = checkId?.(input.id) ?? Either.right(undefined)
    const request = checkRequest?.(input.request) ?? Either.right(undefined)
    const options = input.options ? checkCallOptions(input.options) : []
    if (Either.isLeft(reference) || Either.isLeft(id) || Either.isLeft(request) || options.length > 0) {
      return Either.left([...leftOf(reference), ...leftOf(id), ...leftOf(request), ...options])
    }
    const { extra } = input.options ?? {}
    const body =
      extra === undefined
        ? Either.right(request.right)
        : withExtraFields(operation.request, request.right as Request, extra)
    if (Either.isLeft(body)) return Either.left(underOptions(body.left, "extra"))
    return Either.right({
      path: input.path ?? operation.path.replace("{reference}", reference.right ?? "").replace("{id}", id.right ?? ""),
      body: body.right === undefined ? undefined : JSON.stringify(withDefaults(body.right, operation.defaults)),
      warnings: request.right === undefined ? undefined : operation.warnings?.(request.right)
    })
  }
}

const leftOf = (checked: Either.Either<unknown, ReadonlyArray<Issue>>): ReadonlyArray<Issue> =>
  Either.isLeft(checked) ? checked.left : []
