/** What QR codes hold, and the links to their images. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { World } from "../core/World.js"
import { paymentWith } from "../epayment/payments.js"
import type { ApiRequest } from "../http/ApiRequest.js"
import { agreementWith } from "../recurring/tables.js"
import type { Image } from "./image.js"
import * as Tables from "./tables.js"

/** The link to an image lives this long, also where the code never expires. */
const linkLifetime = 3_600

/** A printed code, or the landing page of a payment or an agreement. */
export type Code = { readonly printed: string } | { readonly landing: string }

export const scanPath = (code: string): string => `/scan/${code}`

const landingPaths = { payment: "/landing?v=2&token=", agreement: "/agreement?token=" } as const

/** What a landing page is for. */
export interface Landing {
  readonly merchantSerialNumber: string
  readonly content: string
  readonly expiresAt: number
  readonly isOpen: boolean
}

/** The payment or agreement with this token. */
export const landingOf = (world: World, token: string, publicUrl: string, now: number): Landing | undefined => {
  const content = (of: keyof typeof landingPaths) => `${publicUrl}${landingPaths[of]}${token}`
  const payment = paymentWith(world, token, now)
  if (payment !== undefined) {
    const { expiresAt, merchantSerialNumber, state } = payment
    return { merchantSerialNumber, content: content("payment"), expiresAt, isOpen: state === "CREATED" }
  }
  const agreement = agreementWith(world, token)
  if (agreement === undefined) return undefined
  const { expiresAt, merchantSerialNumber, status } = agreement
  const isOpen = status === "PENDING" && now < expiresAt
  return { merchantSerialNumber, content: content("agreement"), expiresAt, isOpen }
}

/** The row of a printed code that still works. */
export const printedWith = (
  world: World,
  code: string,
  now: number
): Tables.RedirectQr | Tables.CallbackQr | undefined =>
  Tables.allRedirects(world, now).find((row) => row.code === code) ??
  Tables.allCallbacks(world).find((row) => row.code === code)

/** What the image holds; undefined once the code is dead. */
export const contentOf = (world: World, code: Code, publicUrl: string, now: number): string | undefined => {
  if ("printed" in code) {
    return printedWith(world, code.printed, now) === undefined ? undefined : publicUrl + scanPath(code.printed)
  }
  const landing = landingOf(world, code.landing, publicUrl, now)
  return landing?.isOpen === true ? landing.content : undefined
}

/** Where the image can be loaded for an hour, without credentials. */
export const linkTo = (code: Code, { format, size }: Image, { ids, now, settings }: ApiRequest): string => {
  const from = Math.floor(now / 1_000)
  const times = { nbf: from, exp: from + linkLifetime }
  const token = ids.token({ ...code, ...(size === undefined ? {} : { size }), ...times })
  return `${settings.publicUrl}/qr/generate/qr.${format.toLowerCase()}?token=${token}`
}

/** What a link says of its image. */
export interface Link {
  readonly code: Code
  readonly size: number | undefined
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

const Claims = Schema.parseJson(
  Schema.Struct({
    printed: Schema.optional(Schema.String),
    landing: Schema.optional(Schema.String),
    size: Schema.optional(Schema.Number),
    exp: Schema.Number
  })
)

const readClaims = Schema.decodeUnknownOption(Claims)

/** Reads the token of a link. */
export const readLink = (token: string): Link | undefined => {
  const claims = Option.getOrUndefined(readClaims(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()))
  if (claims === undefined) return undefined
  const { exp, landing = "", printed, size } = claims
  return { code: printed === undefined ? { landing } : { printed }, size, expiresAt: exp * 1_000 }
}
