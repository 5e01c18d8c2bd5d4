import { headerOf, type RequestHeaders } from "./headerOf.js"
import { requestsAreIsolated } from "./runtime.js"
import { bytesWithin, type Source, statedLength, textWithin } from "./source.js"
import type { Transport } from "./transport.js"

/** The part of `fetch` that is used, in any implementation. */
export type Fetch = (url: string, init: object) => Promise<unknown>

/** Options of `fetch` that a program has for all its requests. */
export interface OwnInit {
  readonly headers?: Readonly<Record<string, string>>
}

/** What is needed of a response. */
interface Answered extends Source {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly bodyUsed?: boolean
}

const isAnswered = (value: unknown): value is Answered =>
  typeof value === "object" &&
  value !== null &&
  "status" in value &&
  typeof value.status === "number" &&
  "text" in value &&
  typeof value.text === "function"

/** Mocks may be incomplete: what is missing is a fault of `fetch`, which no retry changes. */
const checked = (response: unknown): Answered => {
  if (!isAnswered(response)) throw new TypeError("fetch must resolve to a Response, with status, headers and text()")
  if (response.bodyUsed === true) {
    throw new TypeError("fetch must resolve to a new Response each time: this one was read before")
  }
  return response
}

/** Older Workers throw on `cache`; none of them caches such a response by default. */
export const unkept = (): { readonly cache?: "no-store" } => (requestsAreIsolated() ? {} : { cache: "no-store" })

const fieldsOf = (flat: ReadonlyArray<string>): Record<string, string> => {
  const fields: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) fields[flat[i] as string] = flat[i + 1] as string
  return fields
}

/**
 * Sends over the `fetch` there is when a request leaves, with the options of the program's own. Redirects are not followed: they would
 * carry the keys along.
 */
export const fetchTransport =
  (fetchOf: () => Fetch, own?: OwnInit): Transport =>
  ({ body, bytes, headers, maxResponseSize, method, url }, receiver) => {
    const controller = new AbortController()
    let over = false
    let status: number | undefined

    const send = async (): Promise<string | Uint8Array> => {
      const init = {
        ...unkept(),
        ...own,
        redirect: "manual",
        method,
        headers: { ...own?.headers, ...fieldsOf(headers) },
        body,
        signal: controller.signal
      }
      const response = checked(await fetchOf()(url, init))
      status = response.status
      given = response.headers ?? {}
      if (bytes) return bytesWithin(response, maxResponseSize)
      const length = statedLength(headerOf(given, "content-length"), headerOf(given, "content-encoding"))
      const text: unknown = await (length <= maxResponseSize ? response.text() : textWithin(response, maxResponseSize))
      if (typeof text !== "string") throw new TypeError("fetch must resolve to a Response: its body is no text")
      return text
    }

    let given: RequestHeaders = {}
    receiver.started()
    send().then(
      (text) => {
        if (over) return
        over = true
        receiver.answered(status as number, given, text)
      },
      (cause) => {
        if (over) return
        over = true
        receiver.failed(cause, status)
      }
    )
    return () => {
      over = true
      controller.abort()
    }
  }
