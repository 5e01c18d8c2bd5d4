/** Responds to requests of the emulator's endpoints, each in one atomic step. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type { Activity } from "../core/activity.js"
import type { EmulatedApi } from "../core/EmulatedApi.js"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import type { Exchange } from "../core/RequestLog.js"
import type { World } from "../core/World.js"
import { emulatedApis, type OperationName } from "../emulatedApis.js"
import { applyFault, faultHeader } from "../faults/applyFault.js"
import type { Fault } from "../faults/Fault.js"
import * as FaultRules from "../faults/FaultRules.js"
import type { ControlService } from "../Service.js"
import type { ApiRequest, Handler, Received } from "./ApiRequest.js"
import { referenceIn } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import * as Responses from "./ApiResponse.js"
import { limited } from "./body.js"
import { controlMethods, noSuchControl, withCors } from "./controlHttp.js"
import { matchControl } from "./controlRoutes.js"
import * as Gateway from "./gateway.js"
import { matcher, type Route } from "./routes.js"
import * as Target from "./target.js"

export type Endpoint = (request: Received) => Effect.Effect<HttpServerResponse.HttpServerResponse>

export interface App {
  /** The endpoint with this method and target, if there is one. */
  readonly endpoint: (method: string, target: string) => Endpoint | undefined
  /** The endpoint's response, or a 404. */
  readonly answer: Endpoint
}

/** A route of an emulated API. */
interface ApiRoute extends Route {
  /** Its name in fault rules and in the log. */
  readonly operation: OperationName
  readonly handler: Handler
  readonly api: EmulatedApi
}

/** Every operation that this emulator has. */
export const apiRoutes: ReadonlyArray<ApiRoute> = emulatedApis.flatMap((api) =>
  Object.entries(api.operations).map(([name, endpoint]): ApiRoute => {
    const handler = api.handlers[name]
    if (handler === undefined) throw new Error(`${api.name}.${name} has no handler`)
    return { ...endpoint, operation: `${api.name}.${name}` as OperationName, handler, api }
  })
)

/** The world without any access token, of whichever API. */
export const revokeTokens = (world: World): World =>
  emulatedApis.reduce((next, { revokeTokens }) => revokeTokens?.(next) ?? next, world)

export const matchApi = matcher(apiRoutes)

const matchResource = matcher(emulatedApis.flatMap(({ resources = [] }) => resources))

/** Below it are the control endpoints and the pages for developers. */
const isControl = (path: string): boolean => path === "/_emulator" || path.startsWith("/_emulator/")

const decoder = new TextDecoder()

const textOf = ({ body }: HttpServerResponse.HttpServerResponse): string =>
  body._tag === "Uint8Array" ? decoder.decode(body.body) : ""

/** The id in a response that names what was made. */
const madeIn = ({ responseBody }: Pick<Exchange, "responseBody">, field: string | undefined): string | undefined =>
  field === undefined ? undefined : new RegExp(`"${field}"\\s*:\\s*"([^"]+)"`).exec(responseBody)?.[1]

/** The endpoints, for requests that `admit` has checked. */
export const make = (context: EmulatorContext, service: ControlService): App => {
  const { ids, settings, store } = context
  const controlled = { context, service }

  const trace = ({ method, target }: Received, status: number | undefined, ...about: Activity["about"]) =>
    context.trace({ direction: "in", result: status ?? "no response", method, target, about })

  /** An exception is a bug of the emulator, and becomes a server error in the API's format. */
  const safely =
    (broken: () => ApiResponse, endpoint: Endpoint): Endpoint =>
    (request) =>
      Effect.catchAllDefect(
        Effect.suspend(() => endpoint(request)),
        (defect) => Effect.as(Effect.logError("The emulator failed", defect), Responses.toResponse(broken()))
      )

  const failed = () => Responses.json(500, { error: "EmulatorFailed", message: "The emulator failed; see its log." })

  const requestOf = (
    { body, headers, method }: Received,
    { path, query }: Target.Target,
    parameters: ApiRequest["parameters"],
    { maxBodySize }: Route
  ): ApiRequest => ({
    method,
    path,
    query,
    parameters,
    reference: Object.values(parameters).at(-1) ?? "",
    headers,
    body: limited(body, maxBodySize),
    now: 0,
    ids,
    settings
  })

  const respond = (request: Received, call: ApiRequest, { handler, made, operation }: ApiRoute) => {
    const reference = referenceIn(call)
    const carryOut = store.update((now, world) => handler({ ...call, now }, world))
    const asked = {
      operation,
      method: call.method,
      path: call.path + (call.query.size > 0 ? `?${call.query}` : ""),
      reference,
      requestHeaders: call.headers as Readonly<Record<string, string>>,
      requestBody: call.body === "TooLarge" ? "" : call.body.text
    }
    let met: { readonly timestamp: number; readonly fault: Fault["_tag"] | undefined } | undefined
    // A request without a fault is carried out in the step that determines this.
    const first = store.update((now, world): readonly [Fault | ApiResponse, World] => {
      const [fault, faults] = FaultRules.next(
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
      met === undefined
        ? Effect.void
        : Effect.zipRight(
            context.log.add({ ...asked, ...met, ...response }, madeIn(response, made)),
            trace(request, response.status, reference, met.fault && `fault: ${met.fault}`)
          )
    const answered = (response: HttpServerResponse.HttpServerResponse) =>
      Effect.as(
        log({ status: response.status, responseHeaders: response.headers, responseBody: textOf(response) }),
        response
      )
    const revoke = store.update((_, world) => [undefined, revokeTokens(world)])
    return first.pipe(
      Effect.flatMap((result) =>
        "_tag" in result
          ? Effect.flatMap(applyFault(result, request, carryOut, revoke), (response) =>
              answered(HttpServerResponse.setHeader(response, faultHeader, result._tag))
            )
          : answered(Responses.toResponse(result))
      ),
      Effect.onInterrupt(() => log({ status: undefined, responseHeaders: {}, responseBody: "" }))
    )
  }

  const endpoint: App["endpoint"] = (method, url) => {
    const target = Target.parts(url)
    const control = matchControl(method, target.path)
    if (control !== undefined) {
      const { parameters, route } = control
      return safely(failed, (request) =>
        route.handler(controlled, requestOf(request, target, parameters, route)).pipe(
          // Reads are polled, by programs that show what has happened.
          Effect.tap((answer) => (method === "GET" ? Effect.void : trace(request, answer.status))),
          Effect.map((answer) => Responses.toResponse(withCors(settings, request, answer)))
        )
      )
    }
    const resource = matchResource(method, target.path)
    if (resource !== undefined) {
      const { parameters, route } = resource
      return safely(failed, (request) => route.handler(context, requestOf(request, target, parameters, route)))
    }
    const found = matchApi(method, target.path)
    return (
      found &&
      safely(
        () => found.route.api.broken({ ids, path: target.path }),
        (request) => respond(request, requestOf(request, target, found.parameters, found.route), found.route)
      )
    )
  }

  /** The response where there is no endpoint: the gateway's, or the control API's own. */
  const missing = (request: Received): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
    const { path } = Target.parts(request.target)
    const methods = controlMethods.filter((method) => matchControl(method, path) !== undefined)
    const answer = isControl(path)
      ? withCors(settings, request, noSuchControl(request.method, path, methods))
      : Gateway.notFound
    return Effect.as(trace(request, answer.status), Responses.toResponse(answer))
  }

  return {
    endpoint,
    answer: (request) => endpoint(request.method, request.target)?.(request) ?? missing(request)
  }
}
