/** A request to the ledger server, and its error bodies. */
import type { Reply } from "./Books.js"

export interface Call {
  readonly method: string
  /** Its parts, decoded. */
  readonly path: ReadonlyArray<string>
  readonly query: URLSearchParams
  readonly headers: { readonly [name: string]: string | ReadonlyArray<string> | undefined }
  readonly text: string
  /** The body, if it is a JSON object. */
  readonly body: { readonly [field: string]: unknown }
}

export const header = ({ headers }: Call, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "string" ? value : undefined
}

export const keyOf = (call: Call): string | undefined => header(call, "idempotency-key")

export const ok = (body: unknown): Reply => ({ status: 200, body })

/** ePayment's problem details: the code is the `reason` of the entry named `ErrorCode`. */
export const refusal = (status: number, code: string, title: string): Reply => ({
  status,
  body: {
    type: "about:blank",
    title,
    status,
    traceId: "00-ledger-01",
    extraDetails: [{ name: "ErrorCode", reason: code }]
  }
})

/** Recurring's: the identifier stands after the `#` of `type`. */
export const problem = (status: number, identifier: string, detail: string): Reply => ({
  status,
  body: {
    type: `https://developer.vippsmobilepay.com/docs/APIs/recurring-api/recurring-api-problems#${identifier}`,
    title: identifier,
    status,
    detail,
    contextId: "ledger"
  }
})

export const notFound: Reply = { status: 404, body: { title: "Not Found", status: 404, detail: "No such resource." } }

export const object = (value: unknown): { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null ? (value as { readonly [field: string]: unknown }) : {}

/** Minor units: a whole number from 0. */
export const minor = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined
