/** Applies a fault to a request and its response. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Received } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { toResponse } from "../http/ApiResponse.js"
import type { Fault } from "./Fault.js"

type Response = Effect.Effect<HttpServerResponse.HttpServerResponse>

/** Names the fault in the response that it changed, so that nobody looks for it elsewhere. */
export const faultHeader = "vipps-emulator-fault"

/** Marks a broken connection where there is no socket to break; `fetch` rejects on it as it would on the real thing. */
export const resetStatus = 599

/** The rejection of `fetch` for a broken connection. */
export const connectionReset = (): TypeError => new TypeError("fetch failed", { cause: new Error("ECONNRESET") })

class ConnectionBroken extends Data.TaggedError("ConnectionBroken") {}

/** Breaks the connection. In process, without one, it fails. */
const broken = ({ breakConnection }: Received): Effect.Effect<never, ConnectionBroken> =>
  breakConnection === undefined ? new ConnectionBroken() : Effect.zipRight(Effect.sync(breakConnection), Effect.never)

const reset = (request: Received): Response =>
  Effect.orElseSucceed(broken(request), () => HttpServerResponse.empty({ status: resetStatus }))

const bytes = (text: string) => new TextEncoder().encode(text)

/** The first half of the response, then a broken connection. */
const truncated = ({ body, contentType, status }: ApiResponse, request: Received) =>
  HttpServerResponse.stream(
    Stream.concat(
      Stream.make(bytes(body.slice(0, Math.ceil(body.length / 2)))),
      Stream.fromEffect(Effect.delay(broken(request), "50 millis"))
    ),
    { status, contentType: contentType ?? "application/json" }
  )

const dripping = (status: number, millis: number): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.stream(
    Stream.concat(
      Stream.make(bytes("{")),
      Stream.repeatEffectWithSchedule(Effect.succeed(bytes(" ")), Schedule.spaced(Duration.millis(millis)))
    ),
    { status, contentType: "application/json" }
  )

/** `name` is one of an event only, which says whether it was a success. */
const isEnumeration = (key: string, of: object): boolean =>
  key === "state" || key === "sessionState" || (key === "name" && "success" in of)

/** The merchant's own data is returned unchanged. */
const isOfTheMerchant = (key: string): boolean => key === "metadata"

const surprise = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(surprise)
  if (typeof value !== "object" || value === null) return value
  const known = Object.entries(value).map(([key, inner]) => {
    if (isOfTheMerchant(key)) return [key, inner]
    return [key, isEnumeration(key, value) && typeof inner === "string" ? "SOMETHING_NEW" : surprise(inner)]
  })
  return { ...Object.fromEntries(known), somethingNew: { from: "a later version" } }
}

const surprised = (answer: ApiResponse): ApiResponse =>
  answer.status < 300 && answer.body !== ""
    ? { ...answer, body: JSON.stringify(surprise(JSON.parse(answer.body))) }
    : answer

const replaced = ({ body, headers = {}, status }: Extract<Fault, { _tag: "Answer" }>) => {
  const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body)
  const contentType = typeof body === "string" ? "text/plain" : "application/json"
  return HttpServerResponse.setHeaders(HttpServerResponse.text(text, { status, contentType }), headers)
}

/** Responds to a request as the fault says; `carryOut` is what Vipps would do, done at most once. */
export const applyFault = (
  fault: Fault,
  request: Received,
  carryOut: Effect.Effect<ApiResponse>,
  revokeTokens: Effect.Effect<void>
): Response => {
  const first =
    fault._tag !== "Delay" && "afterEffect" in fault && fault.afterEffect === true
      ? Effect.asVoid(carryOut)
      : Effect.void
  switch (fault._tag) {
    case "Answer":
      return Effect.as(first, replaced(fault))
    case "Delay":
      return fault.afterEffect === true
        ? Effect.tap(Effect.map(carryOut, toResponse), () => Effect.sleep(Duration.millis(fault.millis)))
        : Effect.delay(Effect.map(carryOut, toResponse), Duration.millis(fault.millis))
    case "Reset":
      return Effect.zipRight(first, reset(request))
    case "Hang":
      return Effect.zipRight(first, Effect.never)
    case "Drip":
      return Effect.map(carryOut, ({ status }) => dripping(status, fault.millis ?? 250))
    case "Truncate":
      return Effect.map(carryOut, (answer) => truncated(answer, request))
    case "InvalidJson":
      return Effect.map(carryOut, (answer) =>
        toResponse({ ...answer, contentType: "application/json", body: '{"a": ' })
      )
    case "RevokeTokens":
      return Effect.zipRight(revokeTokens, Effect.map(carryOut, toResponse))
    case "Surprise":
      return Effect.map(carryOut, (answer) => toResponse(surprised(answer)))
  }
}
