/** Where the shop is reached, and what Vipps identifies itself with when it asks for shipping options. */
import { randomBytes } from "node:crypto"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

export class ShopConfig extends Context.Tag("webshop/ShopConfig")<
  ShopConfig,
  {
    /** Without a slash at its end. */
    readonly url: string
    /** Sent along with every Express payment, so that one secret for all of them must be kept well. */
    readonly shippingToken: Redacted.Redacted
  }
>() {}

/** The address the shop listens on. In the world it is a public https URL, and the token is stored. */
export const layer: Layer.Layer<ShopConfig, never, HttpServer.HttpServer> = Layer.effect(
  ShopConfig,
  HttpServer.addressFormattedWith((url) =>
    Effect.sync(() => ({ url, shippingToken: Redacted.make(randomBytes(16).toString("hex")) }))
  )
)
