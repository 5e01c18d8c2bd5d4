import type { VippsError, VippsInputError } from "../../VippsError.js"
import type { Issue } from "../schema/parseIssues.js"
import type { Unsent } from "../transport/unsent.js"

/** What is known of one failed attempt; {@link Failure} adds what follows from it. */
export interface Facts {
  readonly tag: Exclude<VippsError, VippsInputError>["_tag"]
  /** A retry may succeed. */
  readonly retryable: boolean
  /** The request may have been carried out. */
  readonly ambiguous: boolean
  /** Nothing was sent, and why. Absent when something was, or may have been. */
  readonly unsent?: Unsent | undefined
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly title?: string | undefined
  readonly detail?: string | undefined
  readonly traceId?: string | undefined
  readonly extraDetails?: ReadonlyArray<{ readonly name: string; readonly reason: string }> | undefined
  /** Milliseconds. */
  readonly retryAfter?: number | undefined
  readonly reason?: "Network" | "Timeout" | undefined
  readonly issues?: ReadonlyArray<Issue> | undefined
}

/**
 * One failed attempt, inside the client. It becomes a `VippsError` once, at the end of the call. Spans record it, so it
 * prints as its tag and hides the raw response.
 */
export class Failure {
  readonly #body: string | undefined
  constructor(
    readonly facts: Facts,
    body?: string,
    /** No request was sent, because no access token was available. */
    readonly tokenPhase: boolean = false
  ) {
    this.#body = body
  }
  get body(): string | undefined {
    return this.#body
  }
  get _tag(): Facts["tag"] {
    return this.facts.tag
  }
  get status(): number | undefined {
    return this.facts.status
  }
  /** The same failure, met while fetching the token that another request needed. */
  duringTokenFetch(): Failure {
    // Not `#body`: Effect wraps a failure in a proxy to attach its span, and a proxy has no private fields.
    return new Failure({ ...this.facts, ambiguous: false }, this.body, true)
  }
  toString(): string {
    return this.facts.status === undefined ? this.facts.tag : `${this.facts.tag} (${this.facts.status})`
  }
}

export const network = (detail: string, retryable: boolean, status?: number): Failure =>
  new Failure({ tag: "VippsTransportError", reason: "Network", retryable, ambiguous: true, status, detail })

/** The request did not leave this process, or did not get past its proxy. */
export const unsent = (kind: Unsent, detail: string, retryable: boolean): Failure =>
  new Failure({ tag: "VippsTransportError", reason: "Network", retryable, ambiguous: false, unsent: kind, detail })

export const timeout = (detail: string): Failure =>
  new Failure({ tag: "VippsTransportError", reason: "Timeout", retryable: true, ambiguous: true, detail })

/** Time was up before the request could be sent. */
export const notSent = (detail: string): Failure =>
  new Failure({ tag: "VippsTransportError", reason: "Timeout", retryable: true, ambiguous: false, detail })
