/** Draws QR codes. The library is loaded by the first one. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"

const library = Effect.promise(() => import("qrcode"))

const headers = { "cache-control": "no-store" }

export const svg = (content: string): Effect.Effect<HttpServerResponse.HttpServerResponse> =>
  Effect.map(
    Effect.flatMap(library, (QrCode) => Effect.promise(() => QrCode.toString(content, { type: "svg" }))),
    (text) => HttpServerResponse.text(text, { contentType: "image/svg+xml", headers })
  )

/** Pixels where a request names none. [U] Sources say 800 and 1024. */
const defaultSize = 1_024

export const png = (content: string, size = defaultSize): Effect.Effect<HttpServerResponse.HttpServerResponse> =>
  Effect.map(
    Effect.flatMap(library, (QrCode) => Effect.promise(() => QrCode.toBuffer(content, { type: "png", width: size }))),
    (body) => HttpServerResponse.uint8Array(body, { contentType: "image/png", headers })
  )
