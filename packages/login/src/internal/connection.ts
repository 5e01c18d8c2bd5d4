/** The server's metadata and keys, and a configuration of openid-client for each call. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as oidc from "openid-client"
import type { LoginError } from "../LoginError.js"
import { failureOf } from "./failure.js"
import { type Fetch, fetchWith } from "./fetch.js"
import type { Settings } from "./settings.js"

/** The discovery document says the same. */
const metadataLifetime = 3_600_000

const keysLifetime = 240_000

/**
 * Seconds: how old the keys are said to be. Under a minute, openid-client would not look for a key that the server has just
 * begun to use; above five, it would look every time.
 */
const keysAge = 100

/** Seconds; as Vipps' own plugins have it. */
const clockTolerance = 30

interface Kept<A> {
  readonly value: A
  /** Epoch milliseconds. */
  readonly until: number
}

export interface Call {
  readonly config: oidc.Configuration
  readonly fetch: Fetch
  /** Epoch milliseconds. */
  readonly now: number
}

export interface CallSettings {
  readonly operation: string
  /** The signing algorithms of ID tokens, where the metadata do not list them all. */
  readonly algorithms?: ReadonlyArray<string>
  /** Sent with the code, exactly so. */
  readonly redirectUri?: string
  /** Whether a failure uses up what the call was made with. */
  readonly startOver?: boolean
}

export interface Connection {
  readonly settings: Settings
  readonly call: <A>(settings: CallSettings, run: (call: Call) => Promise<A>) => Effect.Effect<A, LoginError>
}

/** By the system's clock, which is what openid-client reads. */
const systemClock = Clock.make()

/** What the metadata of earlier years leave out. */
const complete = (metadata: oidc.ServerMetadata, { baseUrl, issuer }: Settings): oidc.ServerMetadata => ({
  revocation_endpoint: `${issuer}oauth2/revoke`,
  userinfo_endpoint: `${baseUrl}/vipps-userinfo-api/userinfo`,
  backchannel_authentication_endpoint: `${baseUrl}/vipps-login-ciba/api/backchannel/authentication`,
  ...metadata
})

export const connect = (settings: Settings): Effect.Effect<Connection, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const metadata = yield* Ref.make<Kept<oidc.ServerMetadata> | undefined>(undefined)
    const keys = yield* Ref.make<Kept<oidc.ExportedJWKSCache["jwks"]> | undefined>(undefined)

    const sending = <A>(
      { operation, startOver = false }: CallSettings,
      run: (fetch: Fetch, now: number) => Promise<A>
    ): Effect.Effect<A, LoginError> =>
      Effect.gen(function* () {
        const runtime = yield* Effect.runtime<never>()
        const now = yield* Clock.currentTimeMillis
        return yield* Effect.tryPromise({
          try: (signal) => run(fetchWith(client, settings, runtime, signal), now),
          catch: (thrown) => failureOf(operation, thrown, { now, startOver })
        })
      })

    const discover = (call: CallSettings) =>
      Effect.gen(function* () {
        const kept = yield* Ref.get(metadata)
        const found = yield* sending({ operation: call.operation }, async (fetch, now) => {
          if (kept !== undefined && kept.until > now) return kept
          const options = {
            [oidc.customFetch]: fetch as oidc.CustomFetch,
            execute: settings.isInsecure ? [oidc.allowInsecureRequests] : []
          }
          const config = await oidc.discovery(new URL(settings.issuer), settings.clientId, {}, oidc.None(), options)
          return { value: complete(config.serverMetadata(), settings), until: now + metadataLifetime }
        })
        yield* Ref.set(metadata, found)
        return found.value
      })

    /** Makes the configuration: its clock, its keys, and the settings that Vipps requires. */
    const configured = (
      server: oidc.ServerMetadata,
      { algorithms, redirectUri }: CallSettings,
      now: number,
      known: Kept<oidc.ExportedJWKSCache["jwks"]> | undefined
    ): oidc.Configuration => {
      const systemTime = systemClock.unsafeCurrentTimeMillis()
      const config = new oidc.Configuration(
        algorithms === undefined ? server : { ...server, id_token_signing_alg_values_supported: [...algorithms] },
        settings.clientId,
        { [oidc.clockTolerance]: clockTolerance, [oidc.clockSkew]: Math.round((now - systemTime) / 1000) },
        (as, metadata, body, headers) => {
          settings.clientAuth(as, metadata, body, headers)
          // openid-client makes its own from the current URL, without query and with a slash after the host.
          if (redirectUri !== undefined) body.set("redirect_uri", redirectUri)
        }
      )
      if (settings.isInsecure) oidc.allowInsecureRequests(config)
      // Without it, the signature of a token from the token endpoint is not verified.
      oidc.enableNonRepudiationChecks(config)
      if (known !== undefined && known.until > now) {
        oidc.setJwksCache(config, { jwks: known.value, uat: Math.floor(systemTime / 1000) - keysAge })
      }
      return config
    }

    return {
      settings,
      call: (call, run) =>
        Effect.gen(function* () {
          const server = yield* discover(call)
          const known = yield* Ref.get(keys)
          return yield* sending(call, async (fetch, now) => {
            const config = configured(server, call, now, known)
            config[oidc.customFetch] = fetch as oidc.CustomFetch
            const before = oidc.getJwksCache(config)?.uat
            const result = await run({ config, fetch, now })
            const after = oidc.getJwksCache(config)
            return { result, fetched: after?.uat === before ? undefined : after?.jwks, now }
          }).pipe(
            Effect.tap(({ fetched, now }) =>
              fetched === undefined ? Effect.void : Ref.set(keys, { value: fetched, until: now + keysLifetime })
            ),
            Effect.map(({ result }) => result)
          )
        })
    }
  })
