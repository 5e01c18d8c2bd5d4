/**
 * All operations as one service that needs nothing more: for services that are built on Vipps, and for tests that
 * replace single operations.
 *
 * The functions of `EPayment`, `Checkout`, `Recurring` and `Webhooks` do the same with `VippsConfig` and `HttpClient`
 * from their environment. Prefer them where one program calls for several merchants.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Checkout from "./Checkout.js"
import * as EPayment from "./EPayment.js"
import * as OrderManagement from "./OrderManagement.js"
import * as Qr from "./Qr.js"
import * as Recurring from "./Recurring.js"
import * as Report from "./Report.js"
import * as Userinfo from "./Userinfo.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { VippsError } from "./VippsError.js"
import * as Webhooks from "./Webhooks.js"

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

/** A module, its operations, and what else of it sends. */
const api = <Module, Operations, Other extends keyof Module>(
  module: Module,
  operations: Operations & { readonly [K in Exclude<keyof Operations, keyof Module>]: never },
  ...others: ReadonlyArray<Other>
) => ({
  module,
  keys: [...Object.keys(operations), ...others] as unknown as ReadonlyArray<(keyof Operations & keyof Module) | Other>
})

const apis = {
  ePayment: api(EPayment, EPayment.operations, "awaitOutcome", "changes", "reconcile"),
  checkout: api(Checkout, Checkout.operations, "awaitOutcome"),
  recurring: api(
    Recurring,
    Recurring.operations,
    "agreements",
    "awaitAgreement",
    "captureRemaining",
    "chargeForPeriod",
    "charges",
    "reconcileAgreement",
    "refundRemaining",
    "releaseRemaining",
    "stopAgreement"
  ),
  webhooks: api(Webhooks, Webhooks.operations, "ensure"),
  qr: api(
    Qr,
    Qr.operations,
    "downloadCallback",
    "downloadImage",
    "downloadRedirect",
    "ensureCallback",
    "ensureRedirect",
    "payCheckedInCustomer"
  ),
  orderManagement: api(OrderManagement, OrderManagement.operations),
  report: api(Report, Report.operations, "days", "feed", "ledgers"),
  userinfo: api(Userinfo, Userinfo.operations, "forPayment")
}

type Apis = typeof apis

/**
 * Each API, with its operations as functions that need nothing more.
 *
 * @since 0.1.0
 * @category models
 */
export type Service = {
  readonly [K in keyof Apis]: Apis[K] extends {
    readonly module: infer Module
    readonly keys: ReadonlyArray<infer Key extends keyof Apis[K]["module"]>
  }
    ? Api<Module, Key & keyof Module>
    : never
}

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

/**
 * The service, over the configuration and the HTTP client of the environment.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Service, never, VippsConfig | HttpClient.HttpClient> = Effect.map(
  Effect.context<Needs>(),
  (context) =>
    Object.fromEntries(
      Object.entries(apis).map(([name, { keys, module }]) => {
        const functions = keys.map((key) => {
          const f = (module as unknown as { readonly [key: string]: AnyFunction })[key] as AnyFunction
          return [key, provided(f, context)]
        })
        return [name, Object.fromEntries(functions)]
      })
    ) as Service
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
