// @effect-diagnostics globalFetch:off processEnv:off
/**
 * The emulator as the client's tests reach it: requests, and the customer's side, go through `fetch` alone. Only the
 * functions that start it here know that it is made with Effect, so the client's tests work with an emulator of any version
 * of Effect.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { VippsConfig } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import { startVipps } from "@effect-vipps/testing"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"

/** A request gets this fault: see the emulator's README. */
export interface Rule {
  readonly operation?: string
  readonly reference?: string
  readonly nth?: number
  readonly times?: number
  readonly fault: Fault
}

export interface Fault {
  readonly _tag: string
  readonly status?: number
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string }
  readonly millis?: number
  readonly afterEffect?: boolean
}

export interface Movement {
  readonly reference: string
  readonly operation: "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED"
  readonly amount: { readonly value: number; readonly currency: string }
  readonly idempotencyKey: string | undefined
}

interface Options {
  readonly rateLimits?: boolean
}

/** Keys of the first sales unit. */
export const keys = VippsEmulator.defaultCredentials

/** A running emulator: where it is, how it is called, how it is stopped. */
interface Running {
  readonly url: string
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  readonly close: () => Promise<void>
}

/** Over a socket. */
const onServer = async (options: Options): Promise<Running> => {
  const scope = Effect.runSync(Scope.make())
  const built = Layer.buildWithScope(VippsEmulatorServer.layer(options), scope)
  const { url } = Context.get(await Effect.runPromise(built), VippsEmulatorServer.VippsEmulatorServer)
  return { url, fetch: globalThis.fetch, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

/** Without a socket. */
const inMemory = async (options: Options): Promise<Running> => {
  const { close, options: running } = await startVipps(options)
  return { url: running.baseUrl, fetch: running.fetch, close }
}

const control = ({ fetch, url }: Running) => {
  const send = (method: string, path: string, body?: unknown): Effect.Effect<unknown> =>
    Effect.promise(async () => {
      const response = await fetch(`${url}/_emulator${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} /_emulator${path}: ${response.status} ${text}`)
      return text === "" ? undefined : JSON.parse(text)
    })
  return {
    url,
    approve: (reference: string) => send("POST", `/payments/${reference}/approve`),
    expire: (reference: string) => send("POST", `/payments/${reference}/expire`),
    /** Returns the session, with its payment where it has one. */
    completeSession: (reference: string) => send("POST", `/checkout/sessions/${reference}/complete`),
    inject: (rule: Rule) => send("POST", "/faults", rule),
    chaos: (chaos: unknown) => send("PUT", "/faults/chaos", chaos),
    clearFaults: send("DELETE", "/faults"),
    requests: Effect.map(send("GET", "/requests"), (all) => all as ReadonlyArray<{ readonly operation?: string }>),
    ledger: Effect.map(send("GET", "/ledger"), (entries) => entries as ReadonlyArray<Movement>)
  }
}

export class Emulator extends Context.Tag("test/Emulator")<Emulator, ReturnType<typeof control>>() {}

/** A way to the network. `NodeHttp` calls no `fetch`. */
type Way = (fetch: Layer.Layer<FetchHttpClient.Fetch>) => Layer.Layer<HttpClient.HttpClient>

const decorated = Layer.map(FetchHttpClient.layer, (context) =>
  HttpClient.HttpClient.context(HttpClient.transformResponse(Context.get(context, HttpClient.HttpClient), identity))
)

/** The ways of a call: through the general interface, which any decoration needs, and over each transport. */
export const ways = {
  "a decorated HttpClient": (fetch) => Layer.provide(decorated, fetch),
  "FetchHttp.layer": (fetch) => Layer.provide(FetchHttp.layer, fetch),
  "NodeHttp.layer": () => NodeHttp.layer
} satisfies Record<string, Way>

const usual: Way =
  process.env["VIPPS_TEST_TRANSPORT"] === "plain" ? ways["FetchHttp.layer"] : ways["a decorated HttpClient"]

/** The emulator, and a client of it that calls `fetch`. `wrap` may watch or break what passes between them. */
const layerOf =
  (start: (options: Options) => Promise<Running>) =>
  (
    client: Pick<VippsConfig.Options, "retry" | "attemptTimeout">,
    options: Options = {},
    wrap: (fetch: Running["fetch"]) => Running["fetch"] = (fetch) => fetch,
    way: Way = usual
  ): Layer.Layer<Emulator | VippsConfig.VippsConfig | HttpClient.HttpClient> =>
    Layer.unwrapScoped(
      Effect.map(
        Effect.acquireRelease(
          Effect.promise(() => start(options)),
          ({ close }) => Effect.promise(close)
        ),
        (running) =>
          Layer.mergeAll(
            Layer.succeed(Emulator, control(running)),
            Layer.orDie(
              VippsConfig.layer({
                ...client,
                ...keys,
                clientSecret: Redacted.make(keys.clientSecret),
                subscriptionKey: Redacted.make(keys.subscriptionKey),
                baseUrl: running.url
              })
            ),
            way(Layer.succeed(FetchHttpClient.Fetch, wrap(running.fetch) as typeof globalThis.fetch))
          )
      )
    )

export const overHttp = layerOf(onServer)

export const inProcess = layerOf(inMemory)
