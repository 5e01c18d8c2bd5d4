/** QR codes that are as they should be, whatever there was before. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { send } from "../internal/operation/send.js"
import type { CallOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { CreateError, ReadError } from "../VippsError.js"
import type { CallbackQr, PutCallbackQrRequest } from "./CallbackQr.js"
import * as operations from "./operations.js"
import type { CallbackQrImage, QrImage } from "./QrImage.js"
import type { CreateRedirectQrRequest, RedirectQr } from "./RedirectQr.js"

type Needs = VippsConfig | HttpClient.HttpClient

const sendCreate = send(operations.createRedirect)
const sendGet = send(operations.getRedirect)
const sendUpdate = send(operations.updateRedirect)
const sendPut = send(operations.putCallback)
const sendGetCallback = send(operations.getCallback)

/**
 * Ensures a redirect QR code with this id that leads to this page: creates it, or reads the one that has the id and
 * changes where it leads. Safe to repeat, also after a lost response. `ttl` is only used at creation.
 *
 * Fails as {@link createRedirect}, {@link getRedirect} and {@link updateRedirect} do.
 *
 * @since 0.1.0
 * @category operations
 */
export const ensureRedirect: (
  request: CreateRedirectQrRequest,
  image?: QrImage,
  options?: CallOptions
) => Effect.Effect<RedirectQr, CreateError | ReadError, Needs> = (request, image, options) =>
  Effect.catchIf(
    sendCreate({ request, query: image, options }),
    (error) => error._tag === "VippsConflictError" && error.reason === "QrIdTaken",
    () => {
      // The request was valid, so it has them.
      const { id, redirectUrl } = request
      return Effect.flatMap(sendGet({ parameters: [id], query: image, options }), (known) =>
        known.redirectUrl === redirectUrl
          ? Effect.succeed(known)
          : sendUpdate({ parameters: [id], request: { redirectUrl }, query: image, options })
      )
    }
  )

/**
 * Ensures a callback QR code with this id and description, and returns it: writing it returns nothing.
 *
 * Fails as {@link putCallback} and {@link getCallback} do.
 *
 * @since 0.1.0
 * @category operations
 */
export const ensureCallback: (
  merchantQrId: string,
  request: PutCallbackQrRequest,
  image?: CallbackQrImage,
  options?: CallOptions
) => Effect.Effect<CallbackQr, ReadError, Needs> = (merchantQrId, request, image, options) =>
  Effect.zipRight(
    sendPut({ parameters: [merchantQrId], request, options }),
    sendGetCallback({ parameters: [merchantQrId], query: image, options })
  )
