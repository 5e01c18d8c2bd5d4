import type * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { Subject } from "../outcome/signals.js"
import type { Issue } from "../schema/parseIssues.js"
import type { About } from "./receive.js"

/** The events of one API. */
export interface ApiEvents<Event extends { readonly _tag: string }> {
  readonly tags: ReadonlyArray<Event["_tag"]>
  /**
   * Reads one of them, or says what prevents it; `undefined` for what is none of them. No envelope names an event: its
   * fields do.
   *
   * A key for deduplication names no person, is the same for each delivery of an event, and differs from that of every
   * other event. What has no id of its own is identified by the hash of its body.
   */
  readonly read: (json: unknown, bodyHash: string) => Either.Either<Event, ReadonlyArray<Issue>> | undefined
  /** For the log. */
  readonly about: (event: Event) => About
  /** The payments and sessions whose waiters to wake. */
  readonly wakes: (event: Event) => ReadonlyArray<Subject>
}

export const hasString = (json: unknown, field: string): boolean =>
  Predicate.hasProperty(json, field) && typeof json[field] === "string"

export const isOfType = (json: unknown, prefix: string): boolean =>
  Predicate.hasProperty(json, "eventType") && typeof json.eventType === "string" && json.eventType.startsWith(prefix)

/** Joins what identifies an event. Only the last part may hold a colon as it is, so that no two lists make one key. */
export const keyOf = (tag: string, ...parts: ReadonlyArray<string>): string =>
  [tag, ...parts.slice(0, -1).map((part) => part.replace(/[%:]/g, encodeURIComponent)), ...parts.slice(-1)].join(":")
