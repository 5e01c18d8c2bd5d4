/**
 * All operations as one service that needs nothing more: for services that are built on Vipps, and for tests that
 * replace single operations.
 *
 * The functions of `EPayment`, `Recurring` and each other API do the same with `VippsConfig` and `HttpClient` from
 * their environment. Prefer them where one program calls for several merchants.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as apis from "./apis.js"
import { call } from "./internal/operation/call.js"
import type { Methods } from "./internal/operation/methods.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { VippsError } from "./VippsError.js"

type Needs = VippsConfig | HttpClient.HttpClient

/**
 * A function of the client that has been given its configuration and its HTTP client.
 *
 * @since 0.1.0
 * @category models
 */
export type Provided<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer E, infer R>
  ? (...args: Args) => Effect.Effect<A, E, Exclude<R, Needs>>
  : F extends (...args: infer Args) => Stream.Stream<infer A, infer E, infer R>
    ? (...args: Args) => Stream.Stream<A, E, Exclude<R, Needs>>
    : never

/**
 * The operations of a module, and its other functions that send.
 *
 * @since 0.1.0
 * @category models
 */
export type Api<Module, Key extends keyof Module> = { readonly [K in Key]: Provided<Module[K]> }

type Apis = typeof apis

/**
 * Each API, with its operations as functions that need nothing more.
 *
 * @since 0.1.0
 * @category models
 */
export type Service = {
  readonly [K in keyof Apis]: Apis[K] extends Methods<infer Module, infer Key> ? Api<Module, Key> : never
}

const byApi = <A>(make: (methods: Methods<object, never>) => A): { readonly [K in keyof Apis]: A } =>
  Object.fromEntries(Object.entries<Methods<object, never>>(apis).map(([name, methods]) => [name, make(methods)])) as {
    readonly [K in keyof Apis]: A
  }

/**
 * The operations of each API as plain values, under its name in the service.
 *
 * @since 0.1.0
 * @category operations
 */
export const operations: {
  readonly [K in keyof Apis]: Methods<object, never>["operations"]
} = byApi(({ operations }) => operations)

/**
 * All operations of Vipps.
 *
 * @example
 * ```ts
 * import { Vipps } from "@effect-vipps/client"
 * import * as Context from "effect/Context"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * class Orders extends Context.Tag("Orders")<Orders, { readonly isPaid: (id: string) => Effect.Effect<boolean> }>() {
 *   static readonly layer = Layer.effect(
 *     Orders,
 *     Effect.map(Vipps.Vipps, ({ ePayment }) =>
 *       Orders.of({
 *         isPaid: (id) =>
 *           ePayment.getPayment(id).pipe(
 *             Effect.map(({ state }) => state === "AUTHORIZED"),
 *             Effect.orDie
 *           )
 *       })
 *     )
 *   )
 * }
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class Vipps extends Context.Tag("@effect-vipps/client/Vipps")<Vipps, Service>() {}

type AnyFunction = (
  ...args: ReadonlyArray<unknown>
) => Effect.Effect<unknown, VippsError, Needs> | Stream.Stream<unknown, VippsError, Needs>

const provided =
  (f: AnyFunction, context: Context.Context<Needs>): ((...args: ReadonlyArray<unknown>) => unknown) =>
  (...args) => {
    const made = f(...args)
    return Effect.isEffect(made)
      ? Effect.provide(made as Effect.Effect<unknown, VippsError, Needs>, context)
      : Stream.provideContext(made, context)
  }

const functionsOf = () =>
  Object.entries(
    byApi(({ compositions, operations }) => [
      ...Object.entries(operations).map(([key, operation]) => [key, call(operation)] as const),
      ...Object.entries(compositions).map(([key, { of }]) => [key, of] as const)
    ])
  )

/** Made with the first service, for all. */
let functions: ReturnType<typeof functionsOf> | undefined

/**
 * The service, over the configuration and the HTTP client of the environment.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Service, never, VippsConfig | HttpClient.HttpClient> = Effect.map(
  Effect.context<Needs>(),
  (context) => {
    functions ??= functionsOf()
    const own = functions.map(([api, all]) => {
      const methods = all.map(([key, f]) => [key, provided(f as AnyFunction, context)] as const)
      return [api, Object.fromEntries(methods)] as const
    })
    return Object.fromEntries(own) as unknown as Service
  }
)

/**
 * {@link make} as a layer.
 *
 * @example
 * ```ts
 * import { FetchHttp, Vipps, VippsConfig } from "@effect-vipps/client"
 * import * as Layer from "effect/Layer"
 *
 * const vipps = Vipps.layer.pipe(Layer.provide([VippsConfig.layerEnv, FetchHttp.layer]))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Vipps, never, VippsConfig | HttpClient.HttpClient> = Layer.effect(Vipps, make)
