/** QR codes that lead to a payment or to a page of the merchant. */
import * as Schema from "effect/Schema"
import { pattern, request, whole } from "../internal/schema/rules.js"

/**
 * The merchant's own id of a redirect QR code: 1 to 128 letters, digits, spaces and `- _ + %`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RedirectQrId: Schema.Schema<string> = pattern(
  /^(?=.{1,128}$)[-_+%æøåÆØÅ\w\s]*$/s,
  "an id of 1 to 128 letters, digits, spaces and - _ + %"
).annotations({ arbitrary: () => (fc) => fc.stringMatching(/^[-_+%æøåÆØÅ\w ]{1,128}$/) })

const target = pattern(
  // Vipps' own pattern also has a bare % and a second #, which no URL has.
  /^https:\/\/[\w.]+([\w!:.?+=&@\-/]|%[\dA-Fa-f]{2})*(#([\w!:.?+=&@\-/]|%[\dA-Fa-f]{2})*)?$/,
  "an https:// URL of letters, digits and # ! : . ? + = & % @ - / _; percent-encode other characters"
).annotations({
  arbitrary: () => (fc) =>
    fc.stringMatching(/^https:\/\/[a-z]{1,20}\.example(\/([\w!:.?+=&@\-/]|%[\dA-F]{2}){0,40}(#[\w!:.?=]{0,9})?)?$/)
})

/**
 * The payment that a one-time QR code is for.
 *
 * @since 0.1.0
 * @category models
 */
export interface OneTimeQrRequest {
  /** The `redirectUrl` of a payment, or the `vippsConfirmationUrl` of an agreement. */
  readonly url: string
}

/**
 * The image of a one-time QR code.
 *
 * @since 0.1.0
 * @category models
 */
export interface OneTimeQr {
  /** Where the image is, for a short time: download it at once. With the format `CONTENT`, what to draw. */
  readonly url: string
  /** Seconds until the payment can no longer be made with it. */
  readonly expiresIn: number
}

/**
 * A QR code that opens a page of the merchant.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreateRedirectQrRequest {
  /** Your own id: 1 to 128 letters, digits, spaces and `- _ + %`; unique at the sales unit. */
  readonly id: string
  /** The page that it opens; `https`. Can be changed without printing again. */
  readonly redirectUrl: string
  /** Seconds that the code works, 300 to 2147483647. Omit for a code that never expires. Cannot be changed. */
  readonly ttl?: number | undefined
}

/**
 * Where a redirect QR code leads from now on.
 *
 * @since 0.1.0
 * @category models
 */
export interface UpdateRedirectQrRequest {
  readonly redirectUrl: string
}

/**
 * A redirect QR code.
 *
 * @since 0.1.0
 * @category models
 */
export interface RedirectQr {
  readonly id: string
  /** Where the image is, for one hour: store the bytes, not the URL. With the format `CONTENT`, what to draw. */
  readonly url: string
  readonly redirectUrl: string
  /** Seconds that the code still works; -1 never expires. */
  readonly expiresIn?: number | undefined
}

/**
 * The schema of {@link OneTimeQrRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const OneTimeQrRequest = request(
  Schema.Struct({ url: Schema.NonEmptyString })
) satisfies Schema.Schema<OneTimeQrRequest>

/**
 * The schema of {@link OneTimeQr}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const OneTimeQr = Schema.Struct({ url: Schema.String, expiresIn: Schema.Int }) satisfies Schema.Schema<OneTimeQr>

/**
 * The schema of {@link CreateRedirectQrRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateRedirectQrRequest = request(
  Schema.Struct({ id: RedirectQrId, redirectUrl: target, ttl: Schema.optional(whole(300, 2_147_483_647)) })
) satisfies Schema.Schema<CreateRedirectQrRequest>

/**
 * The schema of {@link UpdateRedirectQrRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdateRedirectQrRequest = request(
  Schema.Struct({ redirectUrl: target })
) satisfies Schema.Schema<UpdateRedirectQrRequest>

/**
 * The schema of {@link RedirectQr}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RedirectQr = Schema.Struct({
  id: Schema.String,
  url: Schema.String,
  redirectUrl: Schema.String,
  expiresIn: Schema.optional(Schema.Int)
}) satisfies Schema.Schema<RedirectQr>
