/**
 * Many merchants in one process, each with its own keys, as a platform for shops has them. A configuration is
 * made when a merchant is first used, is shared by all its calls, and is dropped when it is idle or its keys change.
 * Its test is test/examples/many-merchants.test.ts.
 */
import { EPayment, IdempotencyKey, VippsConfig } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LayerMap from "effect/LayerMap"

export class UnknownMerchant extends Data.TaggedError("UnknownMerchant")<{ readonly merchantId: string }> {}

/** Where the platform keeps its merchants' keys. */
export class Keys extends Context.Tag("Keys")<
  Keys,
  { readonly of: (merchantId: string) => Effect.Effect<VippsConfig.Options, UnknownMerchant> }
>() {}

export class Merchants extends LayerMap.Service<Merchants>()("Merchants", {
  lookup: (merchantId: string) =>
    Layer.unwrapEffect(
      Effect.gen(function* () {
        const keys = yield* Keys
        return VippsConfig.layer(yield* keys.of(merchantId))
      })
    ),
  // The token cache and the retry quota live as long as this; a token lasts one hour in test, a day in production.
  idleTimeToLive: "1 hour"
}) {}

/** Any operation runs so for one merchant. The key is its own: a generated one is forgotten with the configuration. */
export const capture = (merchantId: string, reference: string, request: EPayment.ModificationRequest) =>
  EPayment.capturePayment(reference, request, { idempotencyKey: IdempotencyKey.make(reference, "capture") }).pipe(
    Effect.provide(Merchants.get(merchantId))
  )

/** Call it after a merchant's keys have changed: the next call reads them again. */
export const keysChanged = (merchantId: string) => Merchants.invalidate(merchantId)
