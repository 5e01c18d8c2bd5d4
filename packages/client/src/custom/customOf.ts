import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { bearer } from "../accessToken/bearer.js"
import { errors } from "../epayment/errors.js"
import { validating } from "../internal/schema/compiled.js"
import { notJson } from "../internal/schema/extraFields.js"
import { type Issue, issueAt, issuesOf } from "../internal/schema/parseIssues.js"
import { plain } from "../internal/schema/plain.js"
import type { Operation } from "../Operation.js"
import type { VippsRequest } from "./VippsRequest.js"

const host = "http://host"

/** What a URL parser leaves as it is after a host: it changes `..`, a backslash, a tab, and whatever is not encoded. */
const isPath = (path: string): boolean => {
  if (!path.startsWith("/") || path.includes("//") || path.includes("#") || path.length > 2000) return false
  const text = host + path
  return URL.canParse(text) && new URL(text).href === text
}

const Path = Schema.String.pipe(
  Schema.filter(isPath, {
    description: "a path from the host's root, encoded as in a URL, without .., //, or a fragment"
  })
)

const check = validating(
  Schema.Struct({
    method: Schema.Literal("GET", "POST", "PUT", "PATCH", "DELETE"),
    path: Path,
    body: Schema.optional(Schema.Unknown),
    kind: Schema.optional(Schema.Literal("Read", "Change", "MoneyMovement")),
    repeatable: Schema.optional(Schema.Boolean),
    auth: Schema.optional(Schema.Literal("Bearer", "ClientSecret")),
    response: Schema.optional(Schema.Unknown.pipe(Schema.filter(Schema.isSchema, { description: "a Schema" })))
  }),
  { errors: "all", onExcessProperty: "error" }
)

const contradictions = ({ body, kind, method }: VippsRequest): ReadonlyArray<Issue> =>
  method !== "GET"
    ? []
    : [
        ...(body === undefined ? [] : [issueAt(["body"], "must be left out of a GET")]),
        ...(kind === undefined || kind === "Read" ? [] : [issueAt(["kind"], "must be Read for a GET")])
      ]

/** A request of a caller's own as an operation, and what it is called with. */
export interface Custom<A> {
  readonly operation: Operation<never, A>
  readonly path: string
  readonly body: unknown
}

/** Reads the request once, and never throws. */
export const customOf = <A, I>(given: VippsRequest<A, I>): Either.Either<Custom<A>, ReadonlyArray<Issue>> =>
  Either.flatMap(plain(given), (copy) =>
    Either.flatMap(Either.mapLeft(check(copy), issuesOf), (request) => {
      const { auth = "Bearer", body, method, path } = request
      const response = (request.response ?? Schema.Unknown) as Schema.Schema<A, I>
      const issues = [
        ...contradictions(request as VippsRequest),
        ...(body === undefined ? [] : notJson(body, ["body"]))
      ]
      if (issues.length > 0) return Either.left(issues)
      const kind = request.kind ?? (method === "GET" ? "Read" : "MoneyMovement")
      const repeatable = request.repeatable ?? (kind === "Read" || method === "PUT" || method === "DELETE")
      const operation: Operation<never, A> = {
        name: "VippsRequest.send",
        method,
        // A path of the caller's own may name a customer, and is no template: spans do without it.
        path: "/{path}",
        ...(auth === "Bearer" ? bearer : { auth }),
        kind,
        fails: "Any",
        errors,
        notRepeatable: !repeatable,
        arguments: ["request"],
        request: Schema.Unknown,
        response,
        responseAsSent: true
      }
      return Either.right({ operation, path, body })
    })
  )
