/** Routes, and the one place where HTTP meets the world: a request is read, answered in one step, and written. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as Ids from "../Ids.js"
import type { Settings } from "../Settings.js"
import type { World } from "../World.js"
import type { Answer } from "./Answer.js"
import * as Answers from "./Answer.js"
import { maxBodySize } from "./body.js"
import type { Call, Handler } from "./Call.js"
import * as Checkout from "./checkout.js"
import * as CheckoutProblem from "./checkoutProblem.js"
import * as Control from "./control.js"
import * as EPayment from "./epayment.js"
import * as Gateway from "./gateway.js"
import * as Problem from "./problem.js"
import { getToken } from "./token.js"

const payments = "/epayment/v1/payments"
const sessions = "/checkout/v3/session"

const routes: ReadonlyArray<readonly [method: string, path: string, handler: Handler]> = [
  ["POST", payments, EPayment.createPayment],
  ["GET", `${payments}/:reference`, EPayment.getPayment],
  ["GET", `${payments}/:reference/events`, EPayment.getEvents],
  ["POST", `${payments}/:reference/cancel`, EPayment.cancelPayment],
  ["POST", `${payments}/:reference/capture`, EPayment.capturePayment],
  ["POST", `${payments}/:reference/refund`, EPayment.refundPayment],
  ["POST", "/epayment/v1/test/payments/:reference/approve", EPayment.forceApprove],
  ["POST", sessions, Checkout.createSession],
  ["GET", `${sessions}/:reference`, Checkout.getSession],
  ["PATCH", `${sessions}/:reference`, Checkout.updateSession],
  ["POST", `${sessions}/:reference/expire`, Checkout.expireSession],
  ["GET", "/_emulator/health", Control.health],
  ["GET", "/_emulator/ledger", Control.ledger],
  ["POST", "/_emulator/payments/:reference/approve", Control.approve],
  ["POST", "/_emulator/payments/:reference/reject", Control.reject],
  ["POST", "/_emulator/payments/:reference/expire", Control.expire],
  ["POST", "/_emulator/checkout/sessions/:reference/complete", Control.completeSession],
  ["POST", "/_emulator/tokens/revoke", Control.revokeTokens],
  ["POST", "/_emulator/reset", Control.reset]
]

/** What request URLs, which have no host, are relative to. */
const base = "http://127.0.0.1"

const notFound: Handler = (_call, world) => [Gateway.notFound, world]

/** Paths are case-sensitive, but for the token's. [U] Whether the others are. */
const route = (method: string, path: string): readonly [handler: Handler, reference: string] => {
  if (method === "POST" && path.toLowerCase() === "/accesstoken/get") return [getToken, ""]
  const parts = path.split("/")
  for (const [routeMethod, pattern, handler] of routes) {
    const names = pattern.split("/")
    if (routeMethod !== method || names.length !== parts.length) continue
    const index = names.indexOf(":reference")
    if (names.every((name, at) => (at === index ? parts[at] !== "" : name === parts[at]))) {
      return [handler, parts[index] ?? ""]
    }
  }
  return [notFound, ""]
}

/** Reads to the end, also of a body that is too large: a caller cut off while sending would never see the answer. */
const readBody = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Call["body"]> =>
  request.stream.pipe(
    Stream.runFold({ size: 0, chunks: Chunk.empty<Uint8Array>() }, ({ chunks, size }, chunk) => {
      const total = size + chunk.length
      return { size: total, chunks: total > maxBodySize ? Chunk.empty() : Chunk.append(chunks, chunk) }
    }),
    Effect.map(({ chunks, size }): Call["body"] =>
      size > maxBodySize ? "TooLarge" : { text: Buffer.concat(Chunk.toReadonlyArray(chunks)).toString("utf8") }
    ),
    // A web request without a body has no stream. Nothing else fails here but a caller who went away.
    Effect.orElseSucceed((): Call["body"] => ({ text: "" }))
  )

/** An exception is this emulator's bug, and becomes the server error the called API would send. */
const broken = (path: string): Effect.Effect<Answer> =>
  Effect.map(Ids.draw, (ids) =>
    path.startsWith(sessions)
      ? CheckoutProblem.plain({ ids }, 500, "Internal-00500", "Something went wrong.")
      : Problem.refused({ ids, path }, "3010")
  )

/** The emulator over one world. Answers are computed in a single `Ref.modify`, so calls never see each other half done. */
export const make = (settings: Settings, world: Ref.Ref<World>): HttpApp.Default =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { pathname, searchParams } = URL.canParse(request.url, base) ? new URL(request.url, base) : new URL(base)
    const answer = yield* Effect.gen(function* () {
      const [handler, reference] = route(request.method, pathname)
      const call: Call = {
        method: request.method,
        path: pathname,
        query: searchParams,
        reference,
        headers: request.headers,
        body: yield* readBody(request),
        now: yield* Clock.currentTimeMillis,
        ids: yield* Ids.draw,
        settings
      }
      return yield* Ref.modify(world, (current) => handler(call, current))
    }).pipe(
      Effect.catchAllDefect((defect) =>
        Effect.zipRight(Effect.logError("The emulator failed to answer", defect), broken(pathname))
      )
    )
    return Answers.toResponse(answer)
  })
