/** The one place where HTTP meets the world: a request is read, answered in one step, and written. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Core } from "../Core.js"
import * as FaultBook from "../faults/book.js"
import { strike } from "../faults/strike.js"
import * as Ids from "../Ids.js"
import type { Service } from "../VippsEmulator.js"
import * as Worlds from "../World.js"
import type { Answer } from "./Answer.js"
import * as Answers from "./Answer.js"
import { maxBodySize } from "./body.js"
import type { Call } from "./Call.js"
import { referenceIn } from "./Call.js"
import * as CheckoutProblem from "./checkoutProblem.js"
import * as Control from "./control.js"
import * as Gateway from "./gateway.js"
import * as Problem from "./problem.js"
import * as Routes from "./routes.js"
import * as Target from "./target.js"

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
    path.startsWith(Routes.sessions)
      ? CheckoutProblem.plain({ ids }, 500, "Internal-00500", "Something went wrong.")
      : Problem.refused({ ids, path }, "3010")
  )

const textOf = ({ body }: HttpServerResponse.HttpServerResponse): string =>
  body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""

/**
 * The emulator's endpoints, for requests that `admit` has checked. Answers are computed in a single step, so that calls
 * never see each other half done.
 */
export const make = (core: Core, service: Omit<Service, "httpApp" | "client" | "fetch">): HttpApp.Default => {
  const { log, memory, settings } = core
  const controls = Control.routes(core, service)

  const carryOut = (call: Call, handler: Routes.VippsRoute["handler"]) =>
    memory.modify((now, world) => handler({ ...call, now }, world))

  const vipps = (call: Call, { handler, operation }: Routes.VippsRoute) =>
    Effect.gen(function* () {
      const reference = referenceIn(call)
      const [fault, timestamp] = yield* memory.modify((now, world) => {
        const [met, faults] = FaultBook.meet(
          world.faults,
          (rule) =>
            (rule.operation === undefined || rule.operation === operation) &&
            (rule.reference === undefined || rule.reference === reference)
        )
        return [[met, now] as const, faults === world.faults ? world : { ...world, faults }]
      })
      const seen = {
        timestamp,
        operation,
        method: call.method,
        path: call.path + (call.query.size > 0 ? `?${call.query}` : ""),
        reference,
        requestHeaders: call.headers as Readonly<Record<string, string>>,
        requestBody: call.body === "TooLarge" ? "" : call.body.text,
        fault: fault?._tag
      }
      const answered = (response: HttpServerResponse.HttpServerResponse) =>
        log.add({
          ...seen,
          status: response.status,
          responseHeaders: response.headers,
          responseBody: textOf(response)
        })
      const revoke = memory.modify((_, world) => [undefined, Worlds.revokeTokens(world)])
      return yield* (
        fault === undefined
          ? Effect.map(carryOut(call, handler), Answers.toResponse)
          : strike(fault, carryOut(call, handler), revoke)
      ).pipe(
        Effect.tap(answered),
        Effect.onInterrupt(() => log.add({ ...seen, status: undefined, responseHeaders: {}, responseBody: "" }))
      )
    })

  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { path, query } = Target.parts(request.url)
    const [body, ids] = yield* Effect.all([readBody(request), Ids.draw])
    const call = (reference: string): Call => ({
      method: request.method,
      path,
      query,
      reference,
      headers: request.headers,
      body,
      now: 0,
      ids,
      settings
    })
    const control = Routes.match(controls, request.method, path)
    if (control !== undefined) return Answers.toResponse(yield* control.route.handler(call(control.reference)))
    const route = Routes.matchVipps(request.method, path)
    return route === undefined ? Answers.toResponse(Gateway.notFound) : yield* vipps(call(route.reference), route.route)
  }).pipe(
    Effect.catchAllDefect((defect) =>
      Effect.logError("The emulator failed to answer", defect).pipe(
        Effect.zipRight(Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ url }) => broken(url))),
        Effect.map(Answers.toResponse)
      )
    )
  )
}
