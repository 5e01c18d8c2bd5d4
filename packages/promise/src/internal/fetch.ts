import type { VippsOptions } from "../options.js"

/** What is needed of a response, from any runtime's `fetch` or one written by hand. */
interface Source {
  readonly status: number
  readonly headers?: object
  readonly body?: unknown
  readonly bodyUsed?: boolean
  text(): Promise<string>
}

const isSource = (value: unknown): value is Source =>
  typeof value === "object" &&
  value !== null &&
  "status" in value &&
  typeof value.status === "number" &&
  "text" in value &&
  typeof value.text === "function"

/** A client's own `fetch`, or the runtime's, as the platform calls it; with the URL as a string, as everyone expects. */
export const checkedFetch = (own: VippsOptions["fetch"]): typeof globalThis.fetch =>
  (async (input: unknown, init?: RequestInit) => {
    const response: unknown = await (own ?? globalThis.fetch)(String(input), init)
    if (!isSource(response)) throw new TypeError("fetch must resolve to a Response, with status, headers and text()")
    if (response.bodyUsed === true) {
      throw new TypeError("fetch must resolve to a new Response each time: this one was read before")
    }
    return {
      status: response.status,
      headers: response.headers ?? {},
      text: () => response.text(),
      get body() {
        return response.body
      }
    }
  }) as typeof globalThis.fetch
