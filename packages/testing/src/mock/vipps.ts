import type * as HttpClient from "@effect/platform/HttpClient"
import { Vipps, type VippsConfig } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Some functions of some APIs. */
type Some = { readonly [A in keyof Vipps.Service]?: Partial<Vipps.Service[A]> | undefined }

/** An effect is also a stream of what it gives. */
const dies = (name: string) => () => Effect.die(new Error(`${name} is called, and this test does not implement it`))

/** Nothing of it is called, so that nothing is looked up in it. */
const nothing = Context.empty() as Context.Context<never> as Context.Context<
  VippsConfig.VippsConfig | HttpClient.HttpClient
>

const shape = Effect.runSync(Effect.provide(Vipps.make, nothing))

/**
 * The service `Vipps` without an implementation: each call dies, and names itself. {@link layerMock} implements some.
 *
 * @since 0.1.0
 * @category mocks
 */
export const unimplemented: Vipps.Service = Object.fromEntries(
  Object.entries(shape).map(([api, functions]) => [
    api,
    Object.fromEntries(Object.keys(functions).map((key) => [key, dies(`${api}.${key}`)]))
  ])
) as unknown as Vipps.Service

/**
 * The service `Vipps` with the given functions. Any other call dies, and names itself.
 *
 * @example
 * ```ts
 * import { VippsTest } from "@effect-vipps/testing"
 * import * as Effect from "effect/Effect"
 *
 * const busy = VippsTest.layerMock({
 *   ePayment: {
 *     getPayment: (reference) => Effect.succeed(VippsTest.payment({ reference })),
 *     capturePayment: () => Effect.fail(VippsTest.error("VippsBusyError"))
 *   }
 * })
 * ```
 *
 * @since 0.1.0
 * @category mocks
 */
export const layerMock = (given: Some): Layer.Layer<Vipps.Vipps> =>
  Layer.succeed(
    Vipps.Vipps,
    Object.fromEntries(
      Object.entries(unimplemented).map(([api, functions]) => [
        api,
        { ...functions, ...given[api as keyof Vipps.Service] }
      ])
    ) as unknown as Vipps.Service
  )
