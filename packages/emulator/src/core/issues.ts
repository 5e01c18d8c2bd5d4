/** Decodes a request and lists all issues. */
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
 * That null is also allowed is mentioned only when nothing else is.
 */
const isNoise = (issue: Issue, all: ReadonlyArray<Issue>): boolean =>
  issue.message.startsWith("Expected null") &&
  all.some((other) => other !== issue && issue.path.every((key, index) => other.path[index] === key))

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  null: "null",
  object: "an object"
}

/** What was expected, where Effect's own message says so in its terms and repeats the value, which may be personal. */
const expected = (description: string): string => {
  if (/^(an?|one of) |^"[^"]*"$/.test(description)) return description
  if (/^\{|^\(\{/.test(description)) return "an object"
  if (/^(ReadonlyArray|readonly \[|\[)/.test(description)) return "an array"
  return kinds[description] ?? "of another type"
}

const plain = (message: string): string => {
  const [, description] = /^Expected (.*?), actual /s.exec(message) ?? []
  return description === undefined ? message : `The field must be ${expected(description)}.`
}

export const decode = <A, I>(
  schema: Schema.Schema<A, I>
): ((body: unknown) => Either.Either<A, ReadonlyArray<Issue>>) => {
  const run = Schema.decodeUnknownEither(schema, { errors: "all" })
  return (body) =>
    Either.mapLeft(run(body), (error) => {
      const issues = ArrayFormatter.formatErrorSync(error)
      return issues
        .filter((issue) => !isNoise(issue, issues))
        .map(
          ({ _tag, message, path }): Issue => ({
            path,
            message: _tag === "Missing" ? "The field is required." : plain(message)
          })
        )
    })
}

/** The issues as sentences, each with its field. */
export const inWords = (issues: ReadonlyArray<Issue>): string =>
  issues.map(({ message, path }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`)).join(" ")

/** The fields of a body that the API doesn't know; only the top level is looked at. */
export const unknownFields = (fields: Readonly<Record<string, unknown>>, body: unknown): ReadonlyArray<Issue> =>
  typeof body === "object" && body !== null && !Array.isArray(body)
    ? Object.keys(body)
        .filter((key) => !Object.hasOwn(fields, key))
        .map((key) => ({ path: [key], message: "The field is not known." }))
    : []
