/** Steps 3 to 6 of a call, as Effects, whichever way the first attempt was made. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { TokenOperation } from "../../Operation.js"
import { type Call, perform } from "./call.js"
import type { Answer } from "./classify.js"
import type { Failure } from "./failure.js"
import { attempts, repeat } from "./retry.js"
import { tokensOf } from "./state.js"
import { tokenOf } from "./token.js"

type NeedsHttp<A> = Effect.Effect<A, Failure, HttpClient.HttpClient>

/** Step 3. */
const tokenFor = (call: Call, operation: TokenOperation) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const ready = tokensOf(call.state, operation).ready(now)
    return ready === undefined
      ? Effect.mapError(tokenOf(operation, call.config, call.state, Math.max(0, call.deadline - now)), (failure) =>
          failure.duringTokenFetch()
        )
      : Effect.succeed(ready)
  })

/** Step 6: once in a call, after a 401, an attempt with a new token. */
const renewed = (call: Call, token: Redacted.Redacted | undefined, failure: Failure): NeedsHttp<Answer> => {
  const operation = call.operation.token
  if (token === undefined || operation === undefined || failure.facts.status !== 401 || call.renewed) {
    return Effect.fail(failure)
  }
  call.renewed = true
  return tokensOf(call.state, operation)
    .invalidate(token)
    .pipe(
      Effect.zipRight(tokenFor(call, operation)),
      Effect.flatMap((fresh) => perform(call, fresh.value))
    )
}

/** Steps 3, 4 and 6. */
const authorized = (call: Call, operation: TokenOperation): NeedsHttp<Answer> =>
  Effect.flatMap(tokenFor(call, operation), (token) =>
    Effect.catchAll(perform(call, token.value), (failure) => renewed(call, token.value, failure))
  )

const attempt = (call: Call): NeedsHttp<Answer> =>
  call.operation.token === undefined ? perform(call, undefined) : authorized(call, call.operation.token)

/** All attempts of a call. */
export const exchange = (call: Call): NeedsHttp<Answer> => attempts(call, attempt(call))

/** What is left to do after a first attempt, with this token, has failed. */
export const recover = (call: Call, token: Redacted.Redacted | undefined, failure: Failure): NeedsHttp<Answer> =>
  Effect.catchAll(renewed(call, token, failure), (last) => repeat(call, last, attempt(call)))
