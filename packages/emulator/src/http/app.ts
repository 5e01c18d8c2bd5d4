/** Answers requests of the emulator's endpoints, each in one step, so that calls never see each other half done. */
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type { Core } from "../Core.js"
import type { Fault } from "../Fault.js"
import * as FaultBook from "../faults/book.js"
import { strike } from "../faults/strike.js"
import type { Exchange } from "../RequestLog.js"
import type { Service } from "../VippsEmulator.js"
import * as Worlds from "../World.js"
import type { Answer } from "./Answer.js"
import * as Answers from "./Answer.js"
import type { Call, Received } from "./Call.js"
import { referenceIn } from "./Call.js"
import * as CheckoutProblem from "./checkoutProblem.js"
import * as Control from "./control.js"
import * as Gateway from "./gateway.js"
import * as Problem from "./problem.js"
import * as Routes from "./routes.js"
import * as Target from "./target.js"

export type Endpoint = (request: Received) => Effect.Effect<HttpServerResponse.HttpServerResponse>

export interface App {
  /** The endpoint with this method and target, if there is one. */
  readonly endpoint: (method: string, target: string) => Endpoint | undefined
  /** The endpoint's answer, or a 404. */
  readonly answer: Endpoint
}

const decoder = new TextDecoder()

const textOf = ({ body }: HttpServerResponse.HttpServerResponse): string =>
  body._tag === "Uint8Array" ? decoder.decode(body.body) : ""

/** The endpoints, for requests that `admit` has checked. */
export const make = (core: Core, service: Omit<Service, "httpApp" | "client" | "fetch">): App => {
  const { ids, memory, settings } = core
  const matchControl = Routes.matcher(Control.routes(core, service))

  /** An exception is this emulator's bug, and becomes the server error the called API would send. */
  const broken = (path: string): Answer =>
    path.startsWith(Routes.sessions)
      ? CheckoutProblem.plain({ ids }, 500, "Internal-00500", "Something went wrong.")
      : Problem.refused({ ids, path }, "3010")

  const safely =
    (path: string, endpoint: Endpoint): Endpoint =>
    (request) =>
      Effect.catchAllDefect(
        Effect.suspend(() => endpoint(request)),
        (defect) =>
          Effect.as(Effect.logError("The emulator failed to answer", defect), Answers.toResponse(broken(path)))
      )

  const callOf = ({ body, headers, method }: Received, { path, query }: Target.Target, reference: string): Call => ({
    method,
    path,
    query,
    reference,
    headers,
    body,
    now: 0,
    ids,
    settings
  })

  const vipps = (request: Received, call: Call, { handler, operation }: Routes.VippsRoute) => {
    const reference = referenceIn(call)
    const carryOut = memory.modify((now, world) => handler({ ...call, now }, world))
    const asked = {
      operation,
      method: call.method,
      path: call.path + (call.query.size > 0 ? `?${call.query}` : ""),
      reference,
      requestHeaders: call.headers as Readonly<Record<string, string>>,
      requestBody: call.body === "TooLarge" ? "" : call.body.text
    }
    let met: { readonly timestamp: number; readonly fault: Fault["_tag"] | undefined } | undefined
    // A request that meets no fault is carried out in the step that finds this out.
    const first = memory.modify((now, world): readonly [Fault | Answer, Worlds.World] => {
      const [fault, faults] = FaultBook.meet(
        world.faults,
        (rule) =>
          (rule.operation === undefined || rule.operation === operation) &&
          (rule.reference === undefined || rule.reference === reference)
      )
      met = { timestamp: now, fault: fault?._tag }
      const counted = faults === world.faults ? world : { ...world, faults }
      if (fault !== undefined) return [fault, counted]
      return handler({ ...call, now }, counted)
    })
    const log = (response: Pick<Exchange, "status" | "responseHeaders" | "responseBody">) =>
      met === undefined ? Effect.void : core.log.add({ ...asked, ...met, ...response })
    const answered = (response: HttpServerResponse.HttpServerResponse) =>
      Effect.as(
        log({ status: response.status, responseHeaders: response.headers, responseBody: textOf(response) }),
        response
      )
    const revoke = memory.modify((_, world) => [undefined, Worlds.revokeTokens(world)])
    return first.pipe(
      Effect.flatMap((result) =>
        "_tag" in result
          ? Effect.flatMap(strike(result, request, carryOut, revoke), answered)
          : answered(Answers.toResponse(result))
      ),
      Effect.onInterrupt(() => log({ status: undefined, responseHeaders: {}, responseBody: "" }))
    )
  }

  const endpoint: App["endpoint"] = (method, url) => {
    const target = Target.parts(url)
    const control = matchControl(method, target.path)
    if (control !== undefined) {
      const { reference, route } = control
      return safely(target.path, (request) =>
        Effect.map(route.handler(callOf(request, target, reference)), Answers.toResponse)
      )
    }
    const found = Routes.matchVipps(method, target.path)
    return (
      found && safely(target.path, (request) => vipps(request, callOf(request, target, found.reference), found.route))
    )
  }

  return {
    endpoint,
    answer: (request) =>
      endpoint(request.method, request.target)?.(request) ?? Effect.succeed(Answers.toResponse(Gateway.notFound))
  }
}
