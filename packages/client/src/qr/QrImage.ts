/** Which image of a QR code to make. */
import * as Schema from "effect/Schema"
import { whole } from "../internal/schema/rules.js"

/**
 * The image of a one-time or redirect QR code. Omit for an SVG.
 *
 * - `SVG`: scales without loss; the format for print.
 * - `PNG`: `size` is its width and height in pixels, 100 to 2000.
 * - `CONTENT`: no image; `url` is the text to draw a QR code of. Codes of your own design need approval by Vipps.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 * @category models
 */
export type QrImage =
  | { readonly format: "SVG"; readonly size?: undefined }
  | { readonly format: "PNG"; readonly size?: number | undefined }
  | { readonly format: "CONTENT"; readonly size?: undefined }

/**
 * The image of a callback QR code. Omit for an SVG. Its content is always in `qrContent`.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 * @category models
 */
export type CallbackQrImage = Exclude<QrImage, { readonly format: "CONTENT" }>

const size = whole(100, 2000)

/** One-time and redirect codes take it as headers: these are their fields. */
export const QrImage = Schema.Union(
  Schema.Struct({ format: Schema.transformLiteral("image/svg+xml", "SVG") }),
  Schema.Struct({ format: Schema.transformLiteral("image/png", "PNG"), size: Schema.optional(size) }),
  Schema.Struct({ format: Schema.transformLiteral("text/targetUrl", "CONTENT") }),
  Schema.Struct({ format: Schema.optional(Schema.Undefined) })
)

/** Callback codes take it in the query. */
export const CallbackQrImage = Schema.Union(
  Schema.Struct({ format: Schema.propertySignature(Schema.Literal("SVG")).pipe(Schema.fromKey("QrImageFormat")) }),
  Schema.Struct({
    format: Schema.propertySignature(Schema.Literal("PNG")).pipe(Schema.fromKey("QrImageFormat")),
    size: Schema.optional(size).pipe(Schema.fromKey("QrImageSize"))
  }),
  Schema.Struct({ format: Schema.optional(Schema.Undefined).pipe(Schema.fromKey("QrImageFormat")) })
)
