/** The options of an emulator with every default filled in. */
import type * as Duration from "effect/Duration"
import type { AccountingPartner, Merchant } from "./Merchant.js"

export interface Settings {
  readonly merchants: ReadonlyArray<Merchant>
  readonly accountingPartners: ReadonlyArray<AccountingPartner>
  readonly publicUrl: string
  readonly rateLimits: boolean
  readonly paymentLifetime: Duration.Duration
  readonly sessionLifetime: Duration.Duration
  readonly tokenLifetime: Duration.Duration
}
