/** Decodes a request and lists everything that is wrong with it. */
import * as Either from "effect/Either"
import { ArrayFormatter } from "effect/ParseResult"
import * as Schema from "effect/Schema"

export interface Issue {
  /** From the body's root; numbers are array positions. */
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

/**
 * Nullable fields are unions with null, and a union reports the failure of each member.
 * That null would have done too helps nobody, unless there is nothing else to say.
 */
const isNoise = (issue: Issue, all: ReadonlyArray<Issue>): boolean =>
  issue.message.startsWith("Expected null") &&
  all.some((other) => other !== issue && issue.path.every((key, index) => other.path[index] === key))

export const decode = <A, I>(
  schema: Schema.Schema<A, I>
): ((body: unknown) => Either.Either<A, ReadonlyArray<Issue>>) => {
  const run = Schema.decodeUnknownEither(schema, { errors: "all" })
  return (body) =>
    Either.mapLeft(run(body), (error) => {
      const issues = ArrayFormatter.formatErrorSync(error)
      return issues
        .filter((issue) => !isNoise(issue, issues))
        .map(({ _tag, message, path }) => ({
          path,
          message: _tag === "Missing" ? "The field is required." : message
        }))
    })
}

/** The fields of a body that the API doesn't know; only the top level is looked at. */
export const unknownFields = (fields: Readonly<Record<string, unknown>>, body: unknown): ReadonlyArray<Issue> =>
  typeof body === "object" && body !== null && !Array.isArray(body)
    ? Object.keys(body)
        .filter((key) => !Object.hasOwn(fields, key))
        .map((key) => ({ path: [key], message: "The field is not known." }))
    : []
