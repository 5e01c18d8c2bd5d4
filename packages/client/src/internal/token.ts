import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Operation } from "../Operation.js"
import type { VippsConfigService } from "../VippsConfig.js"
import { begin, type Call, perform, repeat } from "./call.js"
import { decoder } from "./decode.js"
import { Failure } from "./failure.js"
import { response } from "./schema.js"
import { countTokenFetch } from "./telemetry.js"
import type { Token } from "./tokenCache.js"

export interface TokenResponse {
  readonly access_token: Schema.Schema.Type<typeof Secret>
  readonly expires_in: number
}

const Secret = Schema.Redacted(Schema.NonEmptyString)

/** The token endpoint: at the host's root, no body, all values strings (the specification), or numbers (seen). */
export const fetchToken: Operation<never, TokenResponse> = {
  name: "AccessToken.get",
  method: "POST",
  path: "/accesstoken/get",
  auth: "ClientSecret",
  kind: "Read",
  secretAnswer: true,
  response: response(
    Schema.Struct({
      access_token: Secret,
      expires_in: Schema.Union(Schema.Number, Schema.NumberFromString)
    }) as unknown as Schema.Schema<TokenResponse>
  )
}

const decode = decoder(fetchToken)

/** Of a token's life: when to look for the next one, and when to stop using it. Clocks and networks are not exact. */
const refreshAfter = 0.9
const unusableAfter = 0.98

/** The token endpoint said no: whatever the status, it is the keys. */
const asTokenFailure = (failure: Failure): Failure => {
  switch (failure.facts.tag) {
    case "VippsRequestError":
    case "VippsNotFoundError":
      return new Failure({ ...failure.facts, tag: "VippsAuthError" }, failure.body)
    default:
      return failure
  }
}

/** The call that asks for a token. */
export const beginFetch = (config: VippsConfigService): Effect.Effect<Call> =>
  begin(fetchToken, config, { path: fetchToken.path, body: undefined }, {})

const fetchFrom = (config: VippsConfigService): Effect.Effect<Token, Failure, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    yield* countTokenFetch
    const call = yield* beginFetch(config)
    const answer = yield* repeat(call, perform(call, undefined))
    const { access_token, expires_in } = yield* decode(answer)
    const now = yield* Clock.currentTimeMillis
    const life = expires_in * 1000
    return { value: access_token, refreshAt: now + life * refreshAfter, expiresAt: now + life * unusableAfter }
  }).pipe(Effect.mapError(asTokenFailure))

/** Step 3 of a call: the token of a configuration, cached; waits at most `patience` milliseconds for a new one. */
export const tokenOf = (
  config: VippsConfigService,
  patience: number
): Effect.Effect<Token, Failure, HttpClient.HttpClient> => config.tokens.get(fetchFrom(config), patience)
