/** Which image a request asks for. Each kind of code has its own way to say it. */
import * as Either from "effect/Either"
import type { ApiRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { invalid, unsupportedMediaType } from "../http/namedParameters.js"

export interface Image {
  readonly format: "SVG" | "PNG"
  /** Pixels; of a PNG. */
  readonly size?: number
}

/** `Content`: the code's text instead of an image. */
export type Wanted = Image | "Content"

/** [U] That a request without `Accept`, and one that takes anything, is answered as `image/*`. */
const formats: { readonly [mediaType: string]: Image["format"] | "Content" } = {
  "image/*": "SVG",
  "*/*": "SVG",
  "image/svg+xml": "SVG",
  "image/png": "PNG",
  "text/targeturl": "Content"
}

const sizeOf = (call: ApiRequest, name: string, text: string | null | undefined): Either.Either<Image, ApiResponse> => {
  if (text === null || text === undefined) return Either.right({ format: "PNG" })
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return size >= 100 && size <= 2_000
    ? Either.right({ format: "PNG", size })
    : Either.left(invalid(call, [{ name, reason: `The field ${name} must be between 100 and 2000.` }]))
}

/** By the headers `Accept` and `Size`: codes of payments and redirects. */
export const byHeaders = (call: ApiRequest): Either.Either<Wanted, ApiResponse> => {
  const accepted = (header(call, "Accept") ?? "*/*").split(",").map((one) => one.split(";")[0]?.trim().toLowerCase())
  const format = accepted.flatMap((mediaType) => formats[mediaType ?? ""] ?? [])[0]
  if (format === undefined) {
    return Either.left(
      unsupportedMediaType(call, "Accept must be one of image/*, image/png, image/svg+xml, text/targetUrl.")
    )
  }
  if (format === "Content") return Either.right("Content")
  return format === "PNG" ? sizeOf(call, "Size", header(call, "Size")) : Either.right({ format })
}

/** By the query: codes that customers check in with. */
export const byQuery = (call: ApiRequest): Either.Either<Image, ApiResponse> => {
  const format = call.query.get("QrImageFormat") ?? "SVG"
  if (format === "PNG") return sizeOf(call, "QrImageSize", call.query.get("QrImageSize"))
  return format === "SVG"
    ? Either.right({ format })
    : Either.left(invalid(call, [{ name: "QrImageFormat", reason: `The value '${format}' is not valid.` }]))
}
