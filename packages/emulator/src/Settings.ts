/** The options of an emulator with every default filled in. */
import type * as Duration from "effect/Duration"
import type { Currency } from "./payment/Payment.js"

/**
 * The keys of a sales unit.
 *
 * @since 0.1.0
 * @category models
 */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly subscriptionKey: string
  /** 4 to 10 digits. */
  readonly merchantSerialNumber: string
}

export interface Settings {
  readonly credentials: Credentials
  readonly currency: Currency
  readonly publicUrl: string
  readonly paymentLifetime: Duration.Duration
  readonly sessionLifetime: Duration.Duration
  readonly tokenLifetime: Duration.Duration
}
