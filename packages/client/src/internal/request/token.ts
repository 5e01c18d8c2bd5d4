import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { VippsConfigService } from "../../config/VippsConfigService.js"
import type { TokenOperation, TokenResponse } from "../../Operation.js"
import { begin, type Call, perform } from "./call.js"
import { decoder } from "./decode.js"
import { type Encoded, encoder, inputReader, type PlainInput } from "./encodeRequest.js"
import { Failure, timeout } from "./failure.js"
import { reportToken } from "./gauges.js"
import { attempts } from "./retry.js"
import { type State, tokensOf } from "./state.js"
import { countTokenFetch } from "./telemetry.js"
import type { Token } from "./tokenCache.js"

/** What is the same each time a token is fetched. */
interface Fetching {
  readonly input: PlainInput
  readonly encoded: Encoded
  readonly decode: ReturnType<typeof decoder<TokenResponse>>
}

const known = new WeakMap<TokenOperation, Fetching>()

/** Made when the first token is fetched. A token operation needs no input: what it sends are its defaults. */
const fetchingOf = (operation: TokenOperation): Fetching => {
  const made = known.get(operation)
  if (made !== undefined) return made
  const input: PlainInput = inputReader(operation)({})
  const fetching = { input, encoded: Either.getOrThrow(encoder(operation)(input)), decode: decoder(operation) }
  known.set(operation, fetching)
  return fetching
}

/** Fractions of a token's life: when to fetch the next one, and when to stop using it. Clocks and networks are not exact. */
const refreshAfter = 0.9
const unusableAfter = 0.98

/** These statuses of the token endpoint are about the keys, also where Azure AD or the gateway responds. */
const asTokenFailure = (failure: Failure): Failure =>
  failure.status === 400 || failure.status === 404
    ? new Failure({ ...failure.facts, tag: "VippsAuthError" }, failure.body)
    : failure

/** The call that asks for a token. */
export const beginFetch = (operation: TokenOperation, config: VippsConfigService, state: State): Effect.Effect<Call> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const { encoded, input } = fetchingOf(operation)
    return begin(operation, config, state, encoded, input, now)
  })

/** Its life counts from the request, because it is unknown whether Vipps or the network delayed the response. */
const fetchFrom = (
  operation: TokenOperation,
  config: VippsConfigService,
  state: State
): Effect.Effect<Token, Failure, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    yield* countTokenFetch
    const call = yield* beginFetch(operation, config, state)
    let askedAt = call.startedAt
    const attempt = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      askedAt = now
      return perform(call, undefined)
    })
    const answer = yield* attempts(call, attempt)
    state.quota.giveBack(call.repeats)
    const { access_token, expires_in } = yield* fetchingOf(operation).decode(answer)
    const life = expires_in * 1000
    const expiresAt = askedAt + life * unusableAfter
    if (expiresAt <= (yield* Clock.currentTimeMillis)) {
      return yield* Effect.fail(timeout(`the access token lives for ${expires_in} s and came too late`))
    }
    reportToken(config.merchantSerialNumber, askedAt)
    return { value: access_token, refreshAt: askedAt + life * refreshAfter, expiresAt }
  }).pipe(Effect.mapError(asTokenFailure))

/**
 * Step 3 of a call: the token of a configuration, cached; waits at most `patience` milliseconds for a new one. With
 * `isOwn` it is one that this process fetched.
 */
export const tokenOf = (
  operation: TokenOperation,
  config: VippsConfigService,
  state: State,
  patience: number,
  isOwn = false
): Effect.Effect<Token, Failure, HttpClient.HttpClient> =>
  tokensOf(state, operation).get(fetchFrom(operation, config, state), patience, isOwn)
