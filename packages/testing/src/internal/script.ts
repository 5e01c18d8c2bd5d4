/** Responses of a script instead of Vipps'. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Ref from "effect/Ref"
import type { RecordedRequest } from "../VippsRecorder.js"
import { recorded } from "./recorded.js"

/**
 * What happens to a request: a status with a JSON body, a `Response`, a broken connection (`"reset"`), no response
 * (`"hang"`), or an effect that returns one of these, such as `Effect.delay(Effect.succeed({ status: 200 }), "4 seconds")`.
 *
 * @since 0.1.0
 * @category models
 */
export type Scripted =
  | { readonly status: number; readonly body?: unknown; readonly headers?: { readonly [name: string]: string } }
  | Response
  | "reset"
  | "hang"
  | Effect.Effect<Scripted>

/**
 * Responses in order, or a function that returns the response to the n-th request, counted from 1.
 *
 * @since 0.1.0
 * @category models
 */
export type Script = ReadonlyArray<Scripted> | ((request: RecordedRequest, n: number) => Scripted)

/**
 * The script had no response left for a request.
 *
 * @since 0.1.0
 * @category errors
 */
export class ScriptEnded extends Data.TaggedError("ScriptEnded")<{ readonly message: string }> {}

const play = (
  request: HttpClientRequest.HttpClientRequest,
  scripted: Scripted
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  if (Effect.isEffect(scripted)) return Effect.flatMap(scripted, (one) => play(request, one))
  if (scripted === "hang") return Effect.never
  if (scripted === "reset") {
    const cause = new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code: "ECONNRESET" }) })
    return Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
  }
  if (scripted instanceof Response) return Effect.succeed(HttpClientResponse.fromWeb(request, scripted))
  const { body, headers = {}, status } = scripted
  const web = body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers })
  return Effect.succeed(HttpClientResponse.fromWeb(request, web))
}

/**
 * Plays a script from its beginning. The client reports what its HTTP client dies of as a failure, which a test may
 * expect: so the first defect of the script itself is one of the scope too.
 */
export const player = (script: Script) =>
  Effect.gen(function* () {
    const count = yield* Ref.make(0)
    const outcome = yield* Ref.make<Exit.Exit<void>>(Exit.void)
    yield* Effect.addFinalizer(() => Effect.flatten(Ref.get(outcome)))
    const next = (sent: RecordedRequest) =>
      Effect.gen(function* () {
        const n = yield* Ref.updateAndGet(count, (n) => n + 1)
        const scripted = typeof script === "function" ? script(sent, n) : script[n - 1]
        if (scripted !== undefined) return scripted
        const message = `No scripted response is left for ${sent.method} ${sent.path}`
        return yield* Effect.die(new ScriptEnded({ message }))
      }).pipe(
        Effect.tapDefect((cause) =>
          Ref.update(outcome, (first) => (Exit.isFailure(first) ? first : Exit.failCause(cause)))
        )
      )
    return (request: HttpClientRequest.HttpClientRequest) =>
      recorded(request).pipe(
        Effect.flatMap(next),
        Effect.flatMap((scripted) => play(request, scripted))
      )
  })

/** The response to the n-th request for an access token. */
export const accessToken = (n: number): Scripted => ({
  status: 200,
  body: { token_type: "Bearer", expires_in: "3600", access_token: `scripted-access-token-${n}` }
})
