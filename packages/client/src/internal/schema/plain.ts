import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import { type Issue, issueAt } from "./parseIssues.js"

/** Far more than any request needs, and few enough to copy within a call. */
const maxDepth = 64
const maxValues = 100_000

/** Not an `Error`: what a getter of the caller threw is not repeated, it may say anything. */
class Unreadable {
  constructor(readonly message: string) {}
}

const set = (target: object, key: string, value: unknown): void => {
  // Assigned, this one name would set the prototype; kept as a field, it is refused.
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true })
  else (target as Record<string, unknown>)[key] = value
}

/** Of any realm. A promise that was not awaited, or a Map, holds no fields and would pass for an empty object. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Of Effect's, whichever copy of it. */
export const isSchedule = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Symbol.for("effect/Schedule") in value

/**
 * A copy of what a caller gave, as JSON would carry it: own fields and items, read once each. What is checked is then
 * what is sent, whatever getters and proxies return the second time. Fails where reading throws, and for what is nested
 * too deep (as are cycles) or too large. With `durations`, those that are objects become milliseconds, and schedules stay.
 */
export const plain = (given: unknown, durations = false): Either.Either<unknown, ReadonlyArray<Issue>> => {
  const path: Array<string | number> = []
  let left = maxValues

  const field = (source: object, key: string | number, depth: number): unknown => {
    if (left-- <= 0) throw new Unreadable(`holds more than ${maxValues} values`)
    path.push(key)
    const value = copy((source as Record<string | number, unknown>)[key], depth)
    path.pop()
    return value
  }

  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value !== "object" || value === null) return value
    if (durations && Duration.isDuration(value)) return Duration.toMillis(value)
    if (durations && isSchedule(value)) return value
    if (depth === 0) {
      path.length = 1
      throw new Unreadable(`is nested more than ${maxDepth} levels deep, or contains itself`)
    }
    if (Array.isArray(value)) {
      const items: Array<unknown> = []
      for (let i = 0; i < value.length; i++) items.push(field(value, i, depth - 1))
      return items
    }
    const keys = Object.keys(value)
    if (keys.length === 0 && !isPlain(value))
      throw new Unreadable("must be plain data, not a Date, Promise, Redacted or the like")
    const fields = {}
    for (const key of keys) set(fields, key, field(value, key, depth - 1))
    return fields
  }

  try {
    return Either.right(copy(given, maxDepth))
  } catch (thrown) {
    const message = thrown instanceof Unreadable ? thrown.message : "cannot be read: reading it throws"
    return Either.left([issueAt(path.slice(0, 5), message)])
  }
}

/** An object with fields, rather than a list of items. */
export const isFields = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** {@link plain} for options: an object, or nothing. Durations that are objects become milliseconds. */
export const plainOptions = (given: unknown): Either.Either<object | undefined, ReadonlyArray<Issue>> =>
  Either.flatMap(plain(given ?? undefined, true), (options) =>
    options === undefined || isFields(options) ? Either.right(options) : Either.left([issueAt([], "must be an object")])
  )
