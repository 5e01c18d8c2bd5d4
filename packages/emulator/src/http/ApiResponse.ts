/** An HTTP response as plain data, so that the response for an idempotency key can be stored and repeated byte for byte. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"

export interface ApiResponse {
  readonly status: number
  /** Undefined: no body. */
  readonly contentType: string | undefined
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export const json = (status: number, body: unknown, contentType = "application/json"): ApiResponse => ({
  status,
  contentType,
  body: JSON.stringify(body)
})

export const empty = (status: number): ApiResponse => ({ status, contentType: undefined, body: "" })

export const toResponse = ({
  body,
  contentType,
  headers = {},
  status
}: ApiResponse): HttpServerResponse.HttpServerResponse =>
  contentType === undefined
    ? HttpServerResponse.empty({ status, headers })
    : HttpServerResponse.text(body, { status, contentType, headers })
