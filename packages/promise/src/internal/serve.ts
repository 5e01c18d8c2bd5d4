import { logged, type Receiver, type Reply, receive } from "@effect-vipps/client/internal/receive/receive"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Handler, HandlerOptions } from "../handlerTypes.js"
import { unreadable } from "./failure.js"
import { notify } from "./notify.js"
import { incomingOf } from "./request.js"
import { fork, makeRuntime } from "./runtime.js"

const responseOf = ({ body, status }: Reply): Response =>
  new Response(body ?? null, {
    status,
    headers: body !== undefined ? { "content-type": "application/json" } : status === 405 ? { allow: "POST" } : {}
  })

/** A receiver for web requests, with the services that it needs. Failures are reported to `onError`, or logged. */
export const serve = <A, E, R>(
  receiver: Receiver<A, E, R>,
  context: Context.Context<R>,
  { logger, onError }: HandlerOptions
): Handler => {
  const runtime = makeRuntime(context, { logger })
  const report = (reply: Reply): Effect.Effect<unknown> => {
    const { about, problem, status } = reply
    const { at: _, ...subject } = about ?? {}
    if (onError === undefined) return logged(receiver, reply)
    return Effect.sync(() => problem !== undefined && notify(() => onError(problem, { status, ...subject })))
  }
  const run = receive(receiver, report)
  return (request) =>
    new Promise((resolve) => {
      const reply = Effect.suspend(() => run(incomingOf(receiver.name, request))).pipe(
        // An invalid request object is a fault of the server: Vipps redelivers.
        Effect.catchAllDefect((error) =>
          Effect.succeed<Reply>({ status: 500, problem: unreadable(receiver.name, error) })
        ),
        Effect.tap(report)
      )
      fork(runtime, reply).addObserver((exit) =>
        resolve(responseOf(exit._tag === "Success" ? exit.value : { status: 500 }))
      )
    })
}
