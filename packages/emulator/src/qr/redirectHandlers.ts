/** Codes that open a page: a payment's, once, or one of the merchant's. */
import * as Either from "effect/Either"
import type { World } from "../core/World.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { subjectOf } from "../http/ApiRequest.js"
import { type ApiResponse, empty, json } from "../http/ApiResponse.js"
import { notFound, problem, withBody } from "../http/namedParameters.js"
import { type Code, landingOf, linkTo, scanPath } from "./codes.js"
import { guard } from "./guard.js"
import { byHeaders, type Wanted } from "./image.js"
import { CreateRedirect, OneTime, UpdateRedirect } from "./requestSchemas.js"
import * as Tables from "./tables.js"

type Reply = readonly [ApiResponse, World]

/** The image that the headers ask for, or the refusal: before anything happens. */
const withImage =
  (next: (wanted: Wanted) => MerchantHandler): MerchantHandler =>
  (call, world) =>
    Either.match(byHeaders(call), {
      onLeft: (refusal): Reply => [refusal, world],
      onRight: (wanted) => next(wanted)(call, world)
    })

const seconds = (until: number, now: number): number => Math.ceil((until - now) / 1_000)

/** The image's link, or the code's text. */
const urlOf = (code: Code, content: string, wanted: Wanted, call: MerchantRequest): string =>
  wanted === "Content" ? content : linkTo(code, wanted, call)

const tokenIn = (url: string): string =>
  (URL.canParse(url.trim()) ? new URL(url.trim()).searchParams.get("token") : "") ?? ""

/** `POST /qr/v1`. [U] That only the sales unit of the payment gets its code. */
const createOneTime = guard(
  withImage((wanted) =>
    withBody(OneTime, ({ url }, call, world) => {
      const token = tokenIn(url)
      const landing = landingOf(world, token, call.settings.publicUrl, call.now)
      if (landing?.merchantSerialNumber !== call.merchant.credentials.merchantSerialNumber) {
        return [problem(call, 400, "Validation error", "Supplied landing page token is not valid"), world]
      }
      if (!landing.isOpen) return [problem(call, 400, "Order timeout", "Payment has already timed out"), world]
      const expiresIn = seconds(landing.expiresAt, call.now)
      return [json(200, { url: urlOf({ landing: token }, landing.content, wanted, call), expiresIn }), world]
    })
  )
)

const redirect = (row: Tables.RedirectQr, wanted: Wanted, call: MerchantRequest) => ({
  id: row.id,
  url: urlOf({ printed: row.code }, call.settings.publicUrl + scanPath(row.code), wanted, call),
  redirectUrl: row.redirectUrl,
  expiresIn: row.expiresAt === undefined ? -1 : seconds(row.expiresAt, call.now)
})

const createRedirect = guard(
  withImage((wanted) =>
    withBody(CreateRedirect, ({ id, redirectUrl, ttl }, call, world) => {
      const { merchantSerialNumber } = call.merchant.credentials
      // The response has the id and nothing else.
      if (Tables.findRedirect(world, { merchantSerialNumber, reference: id }, call.now) !== undefined) {
        return [json(409, { id }), world]
      }
      const expiresAt = ttl === undefined ? undefined : call.now + ttl * 1_000
      const code = call.ids.hex(24)
      const row = { merchantSerialNumber, id, code, redirectUrl, createdAt: call.now, expiresAt }
      return [json(200, redirect(row, wanted, call)), Tables.putRedirect(world, row)]
    })
  )
)

const listRedirects = guard(
  withImage((wanted) => (call, world) => {
    const { merchantSerialNumber } = call.merchant.credentials
    const own = Tables.allRedirects(world, call.now).filter((row) => row.merchantSerialNumber === merchantSerialNumber)
    return [
      json(
        200,
        own.map((row) => redirect(row, wanted, call))
      ),
      world
    ]
  })
)

/** Runs `next` with the code of the path. */
const onRedirect =
  (next: (row: Tables.RedirectQr, call: MerchantRequest, world: World) => Reply): MerchantHandler =>
  (call, world) => {
    const row = Tables.findRedirect(world, subjectOf(call), call.now)
    return row === undefined ? [notFound(call, "There is no QR code with this id."), world] : next(row, call, world)
  }

const getRedirect = guard(
  withImage((wanted) => onRedirect((row, call, world) => [json(200, redirect(row, wanted, call)), world]))
)

/** The printed code stays as it is. */
const updateRedirect = guard(
  withImage((wanted) =>
    withBody(UpdateRedirect, ({ redirectUrl }, call, world) =>
      onRedirect((row, call, world) => {
        const updated = { ...row, redirectUrl }
        return [json(200, redirect(updated, wanted, call)), Tables.putRedirect(world, updated)]
      })(call, world)
    )
  )
)

/** The printed code is dead from now on; its id may be used again. */
const deleteRedirect = guard(onRedirect((row, _, world) => [empty(200), Tables.removeRedirect(world, row)]))

export const handlers = {
  createOneTime,
  createRedirect,
  listRedirects,
  getRedirect,
  updateRedirect,
  deleteRedirect
} satisfies { readonly [name: string]: Handler }
