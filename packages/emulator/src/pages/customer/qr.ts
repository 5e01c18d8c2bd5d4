/** QR codes that hold the landing page of a payment. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import * as Draw from "../../qr/draw.js"
import * as Find from "./find.js"
import { pathOf } from "./landing.js"
import * as Request from "./request.js"

const headers = { "cache-control": "no-store" }

const refused = (status: number, text: string) => HttpServerResponse.text(text, { status, headers })

/** [U] A payment that has ended still has its code, which opens its final state. */
const image = (
  context: EmulatorContext,
  draw: (content: string) => Effect.Effect<HttpServerResponse.HttpServerResponse>
) =>
  Effect.gen(function* () {
    const token = yield* Request.query("token")
    return Option.isNone(yield* Find.payment(context, token))
      ? refused(404, "No payment has this code.")
      : yield* draw(context.settings.publicUrl + pathOf(token))
  })

/** `GET /qr.svg?token=` */
export const svg = (context: EmulatorContext) => image(context, Draw.svg)

/** `GET /qr.png?token=&size=`, as many pixels wide and high. */
export const png = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const size = Number((yield* Request.query("size")) || "1024")
    if (!Number.isInteger(size) || size < 100 || size > 2000)
      return refused(400, "The size is from 100 to 2000 pixels.")
    return yield* image(context, (content) => Draw.png(content, size))
  })
