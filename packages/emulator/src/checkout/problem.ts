/**
 * Checkout's errors: its own kind of problem, served as plain JSON.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/checkout-api/checkout-api-faq
 * [U] Every errorCode but Validation-00001 and Session-00100.
 */
import type { Issue } from "../core/issues.js"
import type { ApiRequest } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { json } from "../http/ApiResponse.js"

type Errors = Readonly<Record<string, ReadonlyArray<string>>>

/** [U] The specification requires `errors`; the published 404 sample has none. */
const problem = (
  { ids }: Pick<ApiRequest, "ids">,
  status: number,
  errorCode: string,
  title: string,
  errors: Errors = {}
): ApiResponse => json(status, { errorCode, title, status, instance: `urn:uuid:${ids.uuid()}`, errors })

const pascal = (key: PropertyKey): string => {
  const name = String(key)
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** `Logistics.FixedOptions[0].Amount.Value` */
const pathOf = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>((name, key) => {
    if (typeof key === "number") return `${name}[${key}]`
    return name === "" ? pascal(key) : `${name}.${pascal(key)}`
  }, "") || "Body"

export const invalid = (call: ApiRequest, issues: ReadonlyArray<Issue>): ApiResponse => {
  const errors: Record<string, Array<string>> = {}
  for (const { message, path } of issues) {
    const name = pathOf(path)
    const required = message === "The field is required."
    const reason = required && path.length > 0 ? `The ${pascal(path.at(-1) ?? "")} field is required.` : message
    errors[name] = [...(errors[name] ?? []), reason]
  }
  return problem(call, 400, "Validation-00001", "One or more validation errors occurred.", errors)
}

export const plain = (call: Pick<ApiRequest, "ids">, status: number, errorCode: string, title: string): ApiResponse =>
  problem(call, status, errorCode, title)

export const unknownSession = (call: ApiRequest): ApiResponse =>
  problem(call, 404, "Session-00100", "Session expired or not known.")

export const duplicateReference = (call: ApiRequest): ApiResponse =>
  problem(call, 409, "Session-00409", "A session with this reference exists already.")

export const wrongState = (call: ApiRequest, state: string): ApiResponse =>
  problem(call, 400, "Session-00400", `The session is in state ${state}.`)

export const keyReused = (call: ApiRequest): ApiResponse =>
  problem(call, 409, "Idempotency-00409", "The idempotency key was used for another request.")
