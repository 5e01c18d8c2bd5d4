/** The endpoints over Node's `http`, without a layer between. */
import type { IncomingMessage, ServerResponse } from "node:http"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import type { Received } from "./ApiRequest.js"
import type { Admission } from "./admission.js"
import type { App } from "./app.js"
import { BodyReader } from "./body.js"

export type Listener = (request: IncomingMessage, response: ServerResponse) => void

const write = (
  to: ServerResponse,
  { body, headers, status }: HttpServerResponse.HttpServerResponse
): Effect.Effect<void> =>
  Effect.suspend(() => {
    to.writeHead(status, headers)
    if (body._tag !== "Stream") {
      to.end(body._tag === "Uint8Array" ? body.body : undefined)
      return Effect.void
    }
    return Effect.zipRight(
      Stream.runForEach(Stream.orDie(body.stream), (chunk) => Effect.sync(() => to.write(chunk))),
      Effect.sync(() => to.end())
    )
  }).pipe(
    // Such as a header that HTTP does not allow: the request must still end.
    Effect.catchAllDefect((defect) =>
      Effect.zipRight(
        Effect.logError("The emulator failed to send a response", defect),
        Effect.sync(() => (to.headersSent ? to.destroy() : to.writeHead(500).end()))
      )
    )
  )

/** Responds to the app's requests; `others` are for the pages. */
export const listener = (
  app: App,
  admission: Admission,
  others: Listener,
  runtime: Runtime.Runtime<never>,
  { trace }: EmulatorContext
): Listener => {
  const refused = (method: string, target: string, result: number) =>
    trace({ direction: "in", result, method, target, about: ["refused"] })
  const fork = Runtime.runFork(runtime)
  return (request, response) => {
    const { method = "", url = "" } = request
    const headers = request.headers as Received["headers"]
    const target = admission({ method, headers }, url)
    const run = (effect: Effect.Effect<void>) => {
      const fiber = fork(effect)
      // The caller disconnected.
      response.on("close", () => {
        if (!response.writableEnded) fiber.unsafeInterruptAsFork(fiber.id())
      })
    }
    if (typeof target !== "string") {
      return run(Effect.zipRight(write(response, target), refused(method, url, target.status)))
    }
    const endpoint = app.endpoint(method, target)
    if (endpoint === undefined) return others(request, response)
    const body = new BodyReader()
    request.on("data", (chunk: Uint8Array) => body.add(chunk))
    request.on("end", () =>
      run(
        Effect.flatMap(
          endpoint({
            method,
            target,
            headers,
            body: body.read(),
            breakConnection: () => request.socket.destroy()
          }),
          (answer) => write(response, answer)
        )
      )
    )
  }
}
