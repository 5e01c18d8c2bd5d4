import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Operation } from "../../Operation.js"
import type { VippsConfigService } from "../../VippsConfig.js"
import { pattern } from "../schema/rules.js"
import { begin, type Call, perform } from "./call.js"
import { decoder } from "./decode.js"
import { Failure, timeout } from "./failure.js"
import { attempts } from "./retry.js"
import type { State } from "./state.js"
import { countTokenFetch } from "./telemetry.js"
import type { Token } from "./tokenCache.js"

export interface TokenResponse {
  readonly access_token: Schema.Schema.Type<typeof Secret>
  readonly expires_in: number
}

/** It goes into a header as it is. */
const Secret = Schema.Redacted(pattern(/^[\x21-\x7e]+$/, "printable ASCII characters, without spaces"))

/** A string by the specification; numbers have been seen. */
const Seconds = Schema.transform(Schema.Union(Schema.Number, Schema.String), Schema.Number, {
  strict: true,
  decode: Number,
  encode: (seconds) => seconds
}).pipe(Schema.filter((seconds) => seconds > 0 && Number.isFinite(seconds), { description: "seconds, more than zero" }))

/** The token endpoint: at the host's root, no body. */
export const fetchToken: Operation<never, TokenResponse> = {
  name: "AccessToken.get",
  method: "POST",
  path: "/accesstoken/get",
  auth: "ClientSecret",
  kind: "Read",
  secretAnswer: true,
  response: Schema.Struct({
    access_token: Secret,
    expires_in: Seconds
  })
}

const decode = decoder(fetchToken)

/** Of a token's life: when to look for the next one, and when to stop using it. Clocks and networks are not exact. */
const refreshAfter = 0.9
const unusableAfter = 0.98

/**
 * What the token endpoint refuses for good is the keys', also where Azure AD or the gateway answers 400 or 404.
 * Conflicts are no answer to a request without a key.
 */
const asTokenFailure = (failure: Failure): Failure => {
  const { retryable, status, tag } = failure.facts
  if (retryable || (tag !== "VippsRequestError" && tag !== "VippsNotFoundError" && tag !== "VippsConflictError")) {
    return failure
  }
  const keys = status === 400 || status === 404
  return new Failure({ ...failure.facts, tag: keys ? "VippsAuthError" : "VippsRequestError" }, failure.body)
}

/** The call that asks for a token. */
export const beginFetch = (config: VippsConfigService, state: State): Effect.Effect<Call> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    begin(fetchToken, config, state, { path: fetchToken.path, body: undefined }, {}, now)
  )

/** Its life is counted from the request: how long the answer took to come is not known to be Vipps' or the network's. */
const fetchFrom = (config: VippsConfigService, state: State): Effect.Effect<Token, Failure, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    yield* countTokenFetch
    const call = yield* beginFetch(config, state)
    let askedAt = call.startedAt
    const attempt = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      askedAt = now
      return perform(call, undefined)
    })
    const answer = yield* attempts(call, attempt)
    state.quota.giveBack(call.repeats)
    const { access_token, expires_in } = yield* decode(answer)
    const life = expires_in * 1000
    const expiresAt = askedAt + life * unusableAfter
    if (expiresAt <= (yield* Clock.currentTimeMillis)) {
      return yield* Effect.fail(timeout(`the access token lives for ${expires_in} s and came too late`))
    }
    return { value: access_token, refreshAt: askedAt + life * refreshAfter, expiresAt }
  }).pipe(Effect.mapError(asTokenFailure))

/** Step 3 of a call: the token of a configuration, cached; waits at most `patience` milliseconds for a new one. */
export const tokenOf = (
  config: VippsConfigService,
  state: State,
  patience: number
): Effect.Effect<Token, Failure, HttpClient.HttpClient> => state.tokens.get(fetchFrom(config, state), patience)
