/** Images of QR codes, which live on other hosts and for one hour. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { send } from "../internal/operation/send.js"
import { inputError } from "../internal/schema/checkOptions.js"
import type { Bytes, CallOptions, Operation } from "../Operation.js"
import { VippsConfig, withOptions } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import * as operations from "./operations.js"
import type { CallbackQrImage, QrImage } from "./QrImage.js"

type Needs = VippsConfig | HttpClient.HttpClient

/** A link may lead to any host, which gets to know nothing about the merchant. */
const download: Operation<never, Bytes, ReadError> = {
  name: "Qr.downloadImage",
  arguments: [],
  method: "GET",
  path: "",
  auth: "None",
  kind: "Read",
  fails: "Read",
  idempotencyKey: "None",
  accept: "image/png, image/svg+xml",
  responseFormat: "bytes",
  without: [
    "ocp-apim-subscription-key",
    "merchant-serial-number",
    "vipps-system-name",
    "vipps-system-version",
    "vipps-system-plugin-name",
    "vipps-system-plugin-version"
  ]
}

const sendDownload = send(download)

/** `https`, or plain `http` to the configured server itself, such as an emulator. */
const isLink = (link: URL, baseUrl: string): boolean =>
  link.username === "" &&
  link.password === "" &&
  (link.protocol === "https:" || (link.protocol === "http:" && link.origin === new URL(baseUrl).origin))

/**
 * Downloads the image that `url` or `qrImageUrl` of a QR code leads to: the bytes with their media type. Do it at once,
 * because the link works for one hour; {@link downloadRedirect} and {@link downloadCallback} read a new link first.
 *
 * The link may lead to any host. It gets neither token nor keys, and redirects are not followed. At most
 * `maxResponseSize` of the configuration is read.
 *
 * Fails with `VippsInputError` for a link that is not `https`; with `VippsNotFoundError` or `VippsRequestError` when the
 * link has expired: read a new one. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 * @category images
 */
export const downloadImage: (link: string, options?: CallOptions) => Effect.Effect<Bytes, ReadError, Needs> = Effect.fn(
  "Qr.downloadImage"
)(function* (link, options) {
  const { baseUrl, environment } = yield* VippsConfig
  const parsed = typeof link === "string" && URL.canParse(link) ? new URL(link) : undefined
  if (parsed === undefined || !isLink(parsed, baseUrl)) {
    return yield* inputError("Qr.downloadImage", [{ path: "link", message: "must be an absolute https:// URL" }])
  }
  return yield* withOptions(sendDownload({ path: parsed.pathname + parsed.search, options }), {
    baseUrl: parsed.origin,
    environment
  })
})

const sendGetRedirect = send(operations.getRedirect)
const sendGetCallback = send(operations.getCallback)

/**
 * Downloads the image of a redirect QR code, over a new link.
 *
 * Fails as {@link getRedirect} and {@link downloadImage} do.
 *
 * @since 0.1.0
 * @category images
 */
export const downloadRedirect = (
  id: string,
  image?: Exclude<QrImage, { readonly format: "CONTENT" }>,
  options?: CallOptions
): Effect.Effect<Bytes, ReadError, Needs> =>
  Effect.flatMap(sendGetRedirect({ parameters: [id], query: image, options }), ({ url }) => downloadImage(url, options))

/**
 * Downloads the image of a callback QR code, over a new link.
 *
 * Fails as {@link getCallback} and {@link downloadImage} do.
 *
 * @since 0.1.0
 * @category images
 */
export const downloadCallback = (
  merchantQrId: string,
  image?: CallbackQrImage,
  options?: CallOptions
): Effect.Effect<Bytes, ReadError, Needs> =>
  Effect.flatMap(sendGetCallback({ parameters: [merchantQrId], query: image, options }), ({ qrImageUrl }) =>
    downloadImage(qrImageUrl ?? "", options)
  )
