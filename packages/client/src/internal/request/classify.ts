import { type Facts, Failure, network, unsent } from "./failure.js"
import { parseProblem } from "./problem.js"
import { withoutSecrets } from "./redact.js"

/** One answer, read to its end. A span keeps it, so it prints without its body: a token, or a customer's data. */
export class Answer {
  readonly #body: string
  constructor(
    readonly status: number,
    readonly retryAfter: string | undefined,
    body: string
  ) {
    this.#body = body
  }
  get body(): string {
    return this.#body
  }
}

const busyCodes = new Set(["6160", "6250", "6280"])
const conflictCodes = new Set(["4010", "4020", "4150"])

/** Longer than any documented problem, short enough to keep. */
export const bodyLimit = 10_000

/** `Retry-After` in milliseconds: seconds or an HTTP date. What cannot be read is as good as absent. */
export const parseRetryAfter = (value: string | undefined, now: number): number | undefined => {
  if (value === undefined || value.trim() === "") return undefined
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.ceil(Number(value) * 1000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

const kindOf = (status: number, code: string | undefined): Pick<Facts, "tag" | "retryable" | "ambiguous"> => {
  if (status >= 500) return { tag: "VippsServerError", retryable: status !== 501, ambiguous: true }
  if (status === 423 || (code !== undefined && busyCodes.has(code))) {
    return { tag: "VippsBusyError", retryable: true, ambiguous: false }
  }
  if (status === 409 || (code !== undefined && conflictCodes.has(code))) {
    return { tag: "VippsConflictError", retryable: false, ambiguous: false }
  }
  if (status === 429) return { tag: "VippsRateLimitError", retryable: true, ambiguous: false }
  if (status === 404) return { tag: "VippsNotFoundError", retryable: false, ambiguous: false }
  if (status === 401 || status === 403) return { tag: "VippsAuthError", retryable: false, ambiguous: false }
  return { tag: "VippsRequestError", retryable: status === 408 || status === 425, ambiguous: status === 408 }
}

/** What an answer outside 2xx means. Decided by status and code, never by content type. */
export const classify = (answer: Answer, now: number, secrets: ReadonlyArray<string>): Failure => {
  if (answer.status < 400) {
    return network(
      `the server responded with a redirect (HTTP ${answer.status}), which is never followed: it would send the keys to another address`,
      false,
      answer.status
    )
  }
  // Vipps is no proxy: this is the answer of one in between, which forwarded nothing.
  if (answer.status === 407) return unsent("Proxy", "HTTP 407, it asks for credentials", false)
  const problem = parseProblem(answer.body, secrets)
  return new Failure(
    {
      ...kindOf(answer.status, problem.code),
      ...problem,
      status: answer.status,
      retryAfter: parseRetryAfter(answer.retryAfter, now)
    },
    withoutSecrets(answer.body, secrets).slice(0, bodyLimit)
  )
}
