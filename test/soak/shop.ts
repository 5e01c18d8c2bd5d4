/** The four ways in which the callers reach Vipps, behind the interface of the facade. */
import { Vipps as Client, FetchHttp, VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import type { VippsError } from "@effect-vipps/client/VippsError"
import { Vipps as Facade } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import type { Caller } from "./plan.js"

export type Shop = Pick<Facade, "ePayment" | "checkout" | "recurring" | "qr">

export interface Keys {
  readonly clientId: string
  readonly clientSecret: string
  readonly subscriptionKey: string
  readonly merchantSerialNumber: string
}

/** Short, so that a hang costs the soak little; what they are changes nothing about the rules. */
const limits = { attempt: 700, call: 2_200 }

const facade = (keys: Keys, baseUrl: string, fetch?: typeof globalThis.fetch): Shop =>
  new Facade({
    ...keys,
    baseUrl,
    timeoutMs: limits.call,
    logger: { warn: () => undefined },
    ...(fetch === undefined ? {} : { fetch })
  })

interface Options {
  readonly signal?: AbortSignal
  readonly windowMs?: number
  readonly firstReadAfterMs?: number
  readonly [name: string]: unknown
}

const isOptions = (value: unknown): value is Options =>
  typeof value === "object" && value !== null && ("signal" in value || "windowMs" in value)

/** The options of the facade as the client takes them, and the signal apart. */
const translated = (args: ReadonlyArray<unknown>): readonly [ReadonlyArray<unknown>, AbortSignal | undefined] => {
  const last = args.at(-1)
  if (!isOptions(last)) return [args, undefined]
  const { firstReadAfterMs, signal, windowMs, ...options } = last
  const waiting = windowMs === undefined ? {} : { window: windowMs, firstReadAfter: firstReadAfterMs }
  return [[...args.slice(0, -1), { ...options, ...waiting }], signal]
}

/** The last of several calls may have been refused; an earlier one with its key may have taken effect. */
export class InDoubt {
  constructor(readonly error: VippsError) {}
}

type Operation = (...args: ReadonlyArray<unknown>) => Effect.Effect<unknown, VippsError>

/** The client's service with Promises: its functions take the facade's options and reject with the error itself. */
const client = (keys: Keys, baseUrl: string, http: typeof FetchHttp.layer, outerRetries: number): Shop => {
  const config = VippsConfig.layer({
    ...keys,
    clientSecret: Redacted.make(keys.clientSecret),
    subscriptionKey: Redacted.make(keys.subscriptionKey),
    baseUrl,
    attemptTimeout: limits.attempt,
    timeout: limits.call,
    retry: { baseDelay: 50 }
  })
  const runtime = ManagedRuntime.make(
    Client.layer.pipe(
      Layer.provide(http),
      Layer.provide(Layer.orDie(config)),
      Layer.merge(Logger.minimumLogLevel(LogLevel.None))
    )
  )
  const call =
    (api: keyof Shop, name: string) =>
    async (...args: ReadonlyArray<unknown>) => {
      const [given, signal] = translated(args)
      let inDoubt = false
      const run = Effect.flatMap(Client.Vipps, (service) => {
        const operation = (service[api] as unknown as { readonly [name: string]: Operation })[name] as Operation
        return operation(...given).pipe(
          Effect.retry({
            times: outerRetries,
            while: ({ outcome, retryable }) => {
              inDoubt ||= outcome === "unknown"
              return retryable
            }
          })
        )
      })
      const result = await runtime.runPromise(Effect.either(run), signal === undefined ? {} : { signal })
      if (Either.isRight(result)) return result.right
      throw inDoubt ? new InDoubt(result.left) : result.left
    }
  const api = (name: keyof Shop) =>
    new Proxy({}, { get: (_, operation) => (typeof operation === "string" ? call(name, operation) : undefined) })
  return {
    ePayment: api("ePayment"),
    checkout: api("checkout"),
    recurring: api("recurring"),
    qr: api("qr")
  } as unknown as Shop
}

export const shopOf = (caller: Caller, keys: Keys, baseUrl: string): Shop => {
  switch (caller) {
    case "facade on node:http":
      return facade(keys, baseUrl)
    case "facade on fetch":
      return facade(keys, baseUrl, globalThis.fetch)
    case "client on NodeHttp":
      return client(keys, baseUrl, NodeHttp.layer, 0)
    case "client on FetchHttp, retried outside":
      return client(keys, baseUrl, FetchHttp.layer, 2)
  }
}
