import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type { CallOptions, Operation } from "../Operation.js"
import { type Issue, issuesOf } from "./issues.js"
import { checkCallOptions } from "./options.js"

/** What an operation is called with. */
export interface Input<Request> {
  readonly reference?: string | undefined
  readonly id?: string | undefined
  readonly request?: Request | undefined
  readonly options?: CallOptions | undefined
}

/** Input that may be sent: the path with the reference or id in it, and the body's exact text. */
export interface Encoded {
  readonly path: string
  readonly body: string | undefined
  /** What looks wrong in it all the same. */
  readonly warnings?: ReadonlyArray<string> | undefined
}

/** Which payment or session a call is about: the reference in its path, or the one it creates, if it looks like one. */
export const subjectOf = (input: Input<unknown>): string | undefined => {
  const request = input.request as
    | { readonly reference?: unknown; readonly transaction?: { readonly reference?: unknown } }
    | null
    | undefined
  const reference = input.reference ?? request?.reference ?? request?.transaction?.reference
  return typeof reference === "string" && /^[\w-]{1,64}$/.test(reference) ? reference : undefined
}

const at = (root: string, issues: ReadonlyArray<Issue>): ReadonlyArray<Issue> =>
  issues.map(({ path, message }) => ({ path: path || root, message }))

const checker = <A>(schema: Schema.Schema<A>, root: string) => {
  const validate = ParseResult.validateEither(schema)
  return (value: unknown) => Either.mapLeft(validate(value), (issue) => at(root, issuesOf(issue)))
}

/**
 * Step 1 of a call: every rule is checked before anything is sent, and all that is wrong is told at once. The body is
 * written here, once, so that each attempt sends the same bytes.
 */
export const encoder = <Request, Response>(operation: Operation<Request, Response>) => {
  const checkReference = operation.reference && checker(operation.reference, "reference")
  const checkId = operation.id && checker(operation.id, "id")
  const checkRequest = operation.request && checker(operation.request, "request")

  return (input: Input<Request>): Either.Either<Encoded, ReadonlyArray<Issue>> => {
    const reference = checkReference?.(input.reference) ?? Either.right(undefined)
    const id = checkId?.(input.id) ?? Either.right(undefined)
    const request = checkRequest?.(input.request) ?? Either.right(undefined)
    const options = input.options ? checkCallOptions(input.options) : []
    if (Either.isLeft(reference) || Either.isLeft(id) || Either.isLeft(request) || options.length > 0) {
      return Either.left([...leftOf(reference), ...leftOf(id), ...leftOf(request), ...options])
    }
    return Either.right({
      path: operation.path.replace("{reference}", reference.right ?? "").replace("{id}", id.right ?? ""),
      body: request.right === undefined ? undefined : JSON.stringify(request.right),
      warnings: request.right === undefined ? undefined : operation.warnings?.(request.right)
    })
  }
}

const leftOf = (checked: Either.Either<unknown, ReadonlyArray<Issue>>): ReadonlyArray<Issue> =>
  Either.isLeft(checked) ? checked.left : []
