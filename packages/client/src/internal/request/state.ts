import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Options } from "../../config/Options.js"
import type { VippsConfigService } from "../../config/VippsConfigService.js"
import type { Endpoint } from "../../Operation.js"
import type { VippsInputError } from "../../VippsError.js"
import { inputError } from "../schema/checkOptions.js"
import type { FindTransport } from "../transport/transport.js"
import { quotaGauge } from "./gauges.js"
import * as RetryQuota from "./retryQuota.js"
import * as TokenCache from "./tokenCache.js"
import type { Unsettled } from "./unsettled.js"
import { version } from "./version.js"

/** What all configurations with the same keys and the same server share. */
interface Shared {
  readonly quota: RetryQuota.RetryQuota
  /** By where other processes find them, if they do. */
  readonly tokensIn: Map<Options["tokenStore"], State["tokens"]>
}

/** A configuration from `make`, and everything derived from it. */
interface Family {
  /** Where token fetches run. */
  readonly scope: Scope.Scope
  closed: boolean
  readonly byKeys: Map<string, Shared>
  /** Not by keys: replacing a secret does not change the payments. */
  readonly unsettled: Unsettled
  readonly transportIn: FindTransport
}

/** What belongs to a configuration and is not part of its value. */
export interface State {
  readonly quota: RetryQuota.RetryQuota
  /** By the operation that fetches them. */
  readonly tokens: Map<string, TokenCache.TokenCache>
  readonly keys: TokenCache.Keys
  /** As given, so that a derived configuration gets the same defaults. */
  readonly options: Options
  readonly family: Family
}

/**
 * By identity: a copy of a configuration has no state, and therefore never another one's token. Global, because ESM and
 * CommonJS copies of this module may share a configuration; by version, because another version's state may differ.
 */
const statesKey = Symbol.for(`@effect-vipps/client/VippsConfig/${version}`)

const global: typeof globalThis & { [statesKey]?: WeakMap<VippsConfigService, State> } = globalThis

global[statesKey] ??= new WeakMap()

const states = global[statesKey]

const textOf = ({ baseUrl, clientId, clientSecret, subscriptionKey }: TokenCache.Keys): string =>
  JSON.stringify([baseUrl, clientId, Redacted.value(clientSecret), Redacted.value(subscriptionKey)])

const sharedBy = (family: Family, config: VippsConfigService): Shared => {
  const keys = textOf(config)
  const known = family.byKeys.get(keys)
  if (known !== undefined) return known
  const fresh = { tokensIn: new Map(), quota: RetryQuota.make(quotaGauge(config.merchantSerialNumber)) }
  family.byKeys.set(keys, fresh)
  return fresh
}

/** Gives a new configuration its state: that of its family for the same keys, or a new one. */
export const register = (config: VippsConfigService, options: Options, family: Family): Effect.Effect<void> =>
  Effect.sync(() => {
    const { quota, tokensIn } = sharedBy(family, config)
    const tokens = tokensIn.get(options.tokenStore) ?? new Map()
    tokensIn.set(options.tokenStore, tokens)
    states.set(config, { quota, tokens, keys: config, options, family })
  })

/** The access tokens that an operation fetches. */
export const tokensOf = (
  { family, keys, options, tokens }: State,
  { name }: Pick<Endpoint, "name">
): TokenCache.TokenCache => {
  let cache = tokens.get(name)
  if (cache === undefined) {
    cache = TokenCache.make(family.scope, options.tokenStore?.share(keys, name, family.scope))
    tokens.set(name, cache)
  }
  return cache
}

/** A family that lives as long as the scope; what it leaves unsettled may outlive it. */
export const makeFamily = (
  unsettled: Unsettled,
  transportIn: FindTransport
): Effect.Effect<Family, never, Scope.Scope> =>
  Effect.gen(function* () {
    const family: Family = { scope: yield* Effect.scope, closed: false, byKeys: new Map(), unsettled, transportIn }
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        family.closed = true
      })
    )
    return family
  })

const unusable = (message: string, operation: string, reference: string | undefined) =>
  Either.left(inputError(operation, [{ path: "VippsConfig", message }], reference))

/** The state of a configuration, or why no call can be made with it. */
export const stateOf = (
  config: VippsConfigService,
  operation: string,
  reference?: string | undefined
): Either.Either<State, VippsInputError> => {
  const state = states.get(config)
  if (state === undefined) {
    return unusable(
      "is not a configuration from VippsConfig.make, layer, withMerchant or withOptions of this version of the package; a copy or a literal has no access token",
      operation,
      reference
    )
  }
  if (state.family.closed) {
    return unusable(
      "its scope is closed; keep the layer, runtime or scope it was made in open until the last call has ended",
      operation,
      reference
    )
  }
  return Either.right(state)
}
