/** The shop's public address, and the token that Vipps sends when it requests shipping options. */
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
    /** Sent with every Express payment: one secret for all of them. */
    readonly shippingToken: Redacted.Redacted
  }
>() {}

/** The address the shop listens on. A real shop has a public https URL and a stored token. */
export const layer: Layer.Layer<ShopConfig, never, HttpServer.HttpServer> = Layer.effect(
  ShopConfig,
  HttpServer.addressFormattedWith((url) =>
    Effect.sync(() => ({ url, shippingToken: Redacted.make(randomBytes(16).toString("hex")) }))
  )
)
