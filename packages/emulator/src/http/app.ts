/** Routes, and the one place where HTTP meets the world: a request is read, answered in one step, and written. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import type { Operation } from "../Fault.js"
import * as FaultBook from "../faults/book.js"
import { strike } from "../faults/strike.js"
import * as Ids from "../Ids.js"
import type { Settings } from "../Settings.js"
import type { World } from "../World.js"
import * as Worlds from "../World.js"
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

/** Faults concern the operations of Vipps; the emulator's own endpoints have no name, and always work. */
const routes: ReadonlyArray<readonly [operation: Operation | undefined, method: string, path: string, Handler]> = [
  ["EPayment.createPayment", "POST", payments, EPayment.createPayment],
  ["EPayment.getPayment", "GET", `${payments}/:reference`, EPayment.getPayment],
  ["EPayment.getPaymentEventLog", "GET", `${payments}/:reference/events`, EPayment.getEvents],
  ["EPayment.cancelPayment", "POST", `${payments}/:reference/cancel`, EPayment.cancelPayment],
  ["EPayment.capturePayment", "POST", `${payments}/:reference/capture`, EPayment.capturePayment],
  ["EPayment.refundPayment", "POST", `${payments}/:reference/refund`, EPayment.refundPayment],
  ["EPayment.forceApprovePayment", "POST", "/epayment/v1/test/payments/:reference/approve", EPayment.forceApprove],
  ["Checkout.createSession", "POST", sessions, Checkout.createSession],
  ["Checkout.getSession", "GET", `${sessions}/:reference`, Checkout.getSession],
  ["Checkout.updateSession", "PATCH", `${sessions}/:reference`, Checkout.updateSession],
  ["Checkout.expireSession", "POST", `${sessions}/:reference/expire`, Checkout.expireSession],
  [undefined, "GET", "/_emulator/health", Control.health],
  [undefined, "GET", "/_emulator/ledger", Control.ledger],
  [undefined, "POST", "/_emulator/payments/:reference/approve", Control.approve],
  [undefined, "POST", "/_emulator/payments/:reference/reject", Control.reject],
  [undefined, "POST", "/_emulator/payments/:reference/expire", Control.expire],
  [undefined, "POST", "/_emulator/checkout/sessions/:reference/complete", Control.completeSession],
  [undefined, "POST", "/_emulator/tokens/revoke", Control.revokeTokens],
  [undefined, "POST", "/_emulator/faults", Control.inject],
  [undefined, "PUT", "/_emulator/faults/chaos", Control.chaos],
  [undefined, "DELETE", "/_emulator/faults", Control.clearFaults],
  [undefined, "POST", "/_emulator/reset", Control.reset]
]

/** What request URLs, which have no host, are relative to. */
const base = "http://127.0.0.1"

const notFound: Handler = (_call, world) => [Gateway.notFound, world]

interface Route {
  readonly operation: Operation | undefined
  readonly handler: Handler
  readonly reference: string
}

/** Paths are case-sensitive, but for the token's. [U] Whether the others are. */
const route = (method: string, path: string): Route => {
  if (method === "POST" && path.toLowerCase() === "/accesstoken/get") {
    return { operation: "AccessToken.get", handler: getToken, reference: "" }
  }
  const parts = path.split("/")
  for (const [operation, routeMethod, pattern, handler] of routes) {
    const names = pattern.split("/")
    if (routeMethod !== method || names.length !== parts.length) continue
    const index = names.indexOf(":reference")
    if (names.every((name, at) => (at === index ? parts[at] !== "" : name === parts[at]))) {
      return { operation, handler, reference: parts[index] ?? "" }
    }
  }
  return { operation: undefined, handler: notFound, reference: "" }
}

/** What a call is about, also where the reference is in the body. */
const subjectOf = (call: Call): string => {
  if (call.reference !== "" || call.body === "TooLarge") return call.reference
  const named = /"reference"\s*:\s*"([^"]*)"/.exec(call.body.text)
  return named?.[1] ?? ""
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
export const make = (settings: Settings, world: Ref.Ref<World>): HttpApp.Default => {
  const readCall = (request: HttpServerRequest.HttpServerRequest, url: URL, reference: string): Effect.Effect<Call> =>
    Effect.map(Effect.all([readBody(request), Clock.currentTimeMillis, Ids.draw]), ([body, now, ids]) => ({
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      reference,
      headers: request.headers,
      body,
      now,
      ids,
      settings
    }))

  const meetFault = (operation: Operation, call: Call) =>
    Ref.modify(world, (current) => {
      const [fault, faults] = FaultBook.meet(current.faults, operation, subjectOf(call))
      return [fault, { ...current, faults }]
    })

  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const url = URL.canParse(request.url, base) ? new URL(request.url, base) : new URL(base)
    const { handler, operation, reference } = route(request.method, url.pathname)
    return yield* Effect.gen(function* () {
      const call = yield* readCall(request, url, reference)
      const carryOut = Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Ref.modify(world, (current) => handler({ ...call, now }, current))
      )
      const fault = operation === undefined ? undefined : yield* meetFault(operation, call)
      return fault === undefined
        ? Answers.toResponse(yield* carryOut)
        : yield* strike(fault, carryOut, Ref.update(world, Worlds.revokeTokens))
    }).pipe(
      Effect.catchAllDefect((defect) =>
        Effect.logError("The emulator failed to answer", defect).pipe(
          Effect.zipRight(broken(url.pathname)),
          Effect.map(Answers.toResponse)
        )
      )
    )
  })
}
