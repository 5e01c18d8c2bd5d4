/** Vipps in a program on Effect 4: a layer over the facade, which brings an Effect of its own. */
import { isVippsError, Vipps, type VippsOptions } from "@effect-vipps/promise"
import { Context, Effect, Layer } from "effect"

export class Payments extends Context.Service<Payments, Vipps>()("shop/Payments") {
  /** One client for as long as the layer lives; its end lets calls in progress finish. */
  static readonly layer = (options: VippsOptions) =>
    Layer.effect(
      Payments,
      Effect.acquireRelease(
        Effect.sync(() => new Vipps(options)),
        (vipps) => Effect.promise(() => vipps.close())
      )
    )
}

/** A call that fails with the facade's errors, by their tags. Interrupting it aborts the request. */
export const call = <A>(send: (vipps: Vipps, signal: AbortSignal) => Promise<A>) =>
  Effect.flatMap(Payments, (vipps) =>
    Effect.tryPromise({
      try: (signal) => send(vipps, signal),
      catch: (error) => {
        if (isVippsError(error)) return error
        throw error
      }
    })
  )

/** The key is the order's, so that running this again, by `Effect.retry` or in another process, moves no money twice. */
export const capture = (reference: string, value: number) =>
  call((vipps, signal) =>
    vipps.ePayment.capturePayment(
      reference,
      { modificationAmount: { currency: "NOK", value } },
      { signal, idempotencyKey: `capture-${reference}` }
    )
  )
