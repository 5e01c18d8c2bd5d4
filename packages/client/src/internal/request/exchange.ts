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

/** Step 3. After the second 401 the token is one that this process fetched. */
const tokenFor = (call: Call, operation: TokenOperation) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.mapError(
      tokenOf(operation, call.config, call.state, Math.max(0, call.deadline - now), call.renewals > 1),
      (failure) => failure.duringTokenFetch()
    )
  )

/** The token of an attempt and the operation that fetched it, if its call needs one. */
export type Access =
  | { readonly token?: undefined }
  | { readonly operation: TokenOperation; readonly token: Redacted.Redacted }

/**
 * Step 6: after a 401, an attempt with a new token. Once in a call, and once more where the new token was another
 * process's: it may be as old as the first one, and Vipps may have revoked both.
 */
const renewed = (call: Call, access: Access, failure: Failure, isShared = false): NeedsHttp<Answer> => {
  const isSpent = call.renewals > (isShared ? 1 : 0)
  if (access.token === undefined || failure.facts.status !== 401 || isSpent) return Effect.fail(failure)
  call.renewals++
  const { operation, token } = access
  return Effect.zipRight(tokensOf(call.state, operation).invalidate(token), authorized(call, operation))
}

/** Steps 3, 4 and 6. */
const authorized = (call: Call, operation: TokenOperation): NeedsHttp<Answer> =>
  Effect.flatMap(tokenFor(call, operation), ({ isShared, value: token }) =>
    Effect.catchAll(perform(call, token), (failure) => renewed(call, { operation, token }, failure, isShared))
  )

const attempt = (call: Call): NeedsHttp<Answer> =>
  call.operation.token === undefined ? perform(call, undefined) : authorized(call, call.operation.token)

/** All attempts of a call. */
export const exchange = (call: Call): NeedsHttp<Answer> => attempts(call, attempt(call))

/** What is left to do after a first attempt, with this token, has failed. */
export const recover = (call: Call, access: Access, failure: Failure): NeedsHttp<Answer> =>
  Effect.catchAll(renewed(call, access, failure), (last) => repeat(call, last, attempt(call)))
