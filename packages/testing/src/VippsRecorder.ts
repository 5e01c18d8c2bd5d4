/**
 * Records the requests that a program sends to Vipps, for assertions in tests.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { type RecordedRequest, recorded } from "./internal/recorded.js"

export type {
  /**
   * One request. Its secret headers, and tokens in a JSON body, are `Redacted`, so that a failing test prints none. Compare
   * them by `Redacted.value`.
   *
   * @since 0.1.0
   * @category models
   */
  RecordedRequest
} from "./internal/recorded.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** Returns every request so far, oldest first. Includes access token requests. */
  readonly requests: Effect.Effect<ReadonlyArray<RecordedRequest>>
  /** Returns the requests whose path ends with `path`, such as `/capture`. */
  readonly requestsTo: (path: string) => Effect.Effect<ReadonlyArray<RecordedRequest>>
  /** Deletes all recorded requests. */
  readonly clear: Effect.Effect<void>
}

/**
 * The requests of the test, in the environment.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsRecorder extends Context.Tag("@effect-vipps/testing/VippsRecorder")<VippsRecorder, Service>() {}

/**
 * Makes a client that records its requests, and the recorder to read them.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  client: HttpClient.HttpClient
): Effect.Effect<{ readonly client: HttpClient.HttpClient; readonly recorder: Service }> =>
  Effect.map(Ref.make<ReadonlyArray<RecordedRequest>>([]), (seen) => ({
    client: HttpClient.tapRequest(client, (request) =>
      Effect.flatMap(recorded(request), (one) => Ref.update(seen, (all) => [...all, one]))
    ),
    recorder: {
      requests: Ref.get(seen),
      requestsTo: (path) => Effect.map(Ref.get(seen), (all) => all.filter((request) => request.path.endsWith(path))),
      clear: Ref.set(seen, [])
    }
  }))
