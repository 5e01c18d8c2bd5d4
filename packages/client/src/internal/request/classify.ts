import type { Endpoint, Fails } from "../../Operation.js"
import { headerOf, type RequestHeaders } from "../transport/headerOf.js"
import { type Facts, Failure, network, unsent } from "./failure.js"
import { parseProblem } from "./problem.js"
import { withoutSecrets } from "./redact.js"

/** One response, read to its end. A span keeps it, so it prints without its body: a token, or a customer's data. */
export class Answer {
  readonly #headers: RequestHeaders
  readonly #body: string | Uint8Array
  constructor(
    readonly status: number,
    headers: RequestHeaders,
    body: string | Uint8Array
  ) {
    this.#headers = headers
    this.#body = body
  }
  get body(): string {
    return typeof this.#body === "string" ? this.#body : new TextDecoder().decode(this.#body)
  }
  get bytes(): Uint8Array {
    return typeof this.#body === "string" ? new TextEncoder().encode(this.#body) : this.#body
  }
  header(name: string): string | undefined {
    return headerOf(this.#headers, name.toLowerCase())
  }
}

/** The endpoint of a response: what its codes mean, how it may fail, and whether it was sent keys. */
export type Origin = Pick<Endpoint, "auth" | "errors" | "fails">

type Tag = Facts["tag"]

const common: ReadonlyArray<Tag> = ["VippsAuthError", "VippsRateLimitError", "VippsServerError"]

/** What a response may mean by the unions in VippsError.ts, beside a plain refusal. */
const unions: { readonly [F in Fails]: ReadonlyArray<Tag> } = {
  Common: common,
  Read: [...common, "VippsNotFoundError"],
  Create: [...common, "VippsConflictError"],
  Modify: [...common, "VippsNotFoundError", "VippsConflictError", "VippsBusyError"],
  Any: [...common, "VippsNotFoundError", "VippsConflictError", "VippsBusyError"]
}

const namesOf = (fails: Endpoint["fails"]): ReadonlyArray<Fails> => (typeof fails === "string" ? [fails] : fails)

/** Whether what an endpoint fails with is this union, or one of several. */
export const failsAs = (fails: Endpoint["fails"], name: Fails): boolean => namesOf(fails).includes(name)

const mayFailWith = (fails: Endpoint["fails"], tag: Tag): boolean =>
  namesOf(fails).some((name) => unions[name].includes(tag))

/** Longer than any documented problem, short enough to keep. */
export const bodyLimit = 10_000

/** `Retry-After` in milliseconds: seconds or an HTTP date. What cannot be read counts as absent. */
export const parseRetryAfter = (value: string | undefined, now: number): number | undefined => {
  if (value === undefined) return undefined
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.ceil(Number(value) * 1000)
  // `Date.parse` takes almost any number for a year.
  const at = /\d\d:\d\d:\d\d/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

const kindOf = (
  status: number,
  code: string | undefined,
  { auth, errors: { busy = [], conflicts = {} } = {} }: Origin
): Pick<Facts, "tag" | "retryable" | "ambiguous"> => {
  if (status >= 500) return { tag: "VippsServerError", retryable: status !== 501, ambiguous: true }
  if (status === 423 || (code !== undefined && busy.includes(code))) {
    return { tag: "VippsBusyError", retryable: true, ambiguous: false }
  }
  if (status === 409 || (code !== undefined && Object.hasOwn(conflicts, code))) {
    return { tag: "VippsConflictError", retryable: false, ambiguous: false }
  }
  if (status === 429) return { tag: "VippsRateLimitError", retryable: true, ambiguous: false }
  if (status === 404) return { tag: "VippsNotFoundError", retryable: false, ambiguous: false }
  // Without keys, a refusal says nothing about them.
  if ((status === 401 || status === 403) && auth !== "None")
    return { tag: "VippsAuthError", retryable: false, ambiguous: false }
  return { tag: "VippsRequestError", retryable: status === 408 || status === 425, ambiguous: status === 408 }
}

/** `.../problems#charge-failed` is `charge-failed`. */
const lastPart = (type: string | undefined): string | undefined => {
  const part = type?.split(/[#/]/).at(-1)
  return part === "" || part === "about:blank" ? undefined : part
}

/**
 * What a response outside 2xx means. Decided by status and code, never by content type. An error that the endpoint does
 * not declare becomes its plain refusal, which is still retried where that helps.
 */
export const classify = (answer: Answer, now: number, secrets: ReadonlyArray<string>, origin: Origin): Failure => {
  if (answer.status < 400) {
    return network(
      `the server responded with a redirect (HTTP ${answer.status}), which is never followed${
        origin.auth === "None" ? "" : ": it would send the keys to another address"
      }`,
      false,
      answer.status
    )
  }
  // Vipps is no proxy: this response is from one in between, which forwarded nothing.
  if (answer.status === 407) return unsent("Proxy", "HTTP 407, it asks for credentials", false)
  const { type, ...problem } = parseProblem(answer.body, secrets)
  const { errors = {}, fails } = origin
  const code = problem.code ?? (errors.codeFrom === "type" ? lastPart(type) : undefined)
  const kind = kindOf(answer.status, code, origin)
  return new Failure(
    {
      ...kind,
      tag: mayFailWith(fails, kind.tag) ? kind.tag : "VippsRequestError",
      ...problem,
      code,
      status: answer.status,
      retryAfter: parseRetryAfter(answer.header("retry-after"), now)
    },
    withoutSecrets(answer.body, secrets).slice(0, bodyLimit)
  )
}
