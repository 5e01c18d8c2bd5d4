/** The options of an emulator with every default filled in. */
import type * as Duration from "effect/Duration"
import type { AccountingPartner, Merchant } from "./Merchant.js"

export interface Settings {
  readonly merchants: ReadonlyArray<Merchant>
  readonly accountingPartners: ReadonlyArray<AccountingPartner>
  readonly publicUrl: string
  /** Host names in requests, besides the loopback names and the public URL's. */
  readonly allowHosts: ReadonlyArray<string>
  /** Host names whose URLs may be plain http, besides the loopback names. */
  readonly allowHttp: ReadonlyArray<string>
  /** Origins of other sites whose pages may call the control endpoints. */
  readonly allowOrigins: ReadonlyArray<string>
  readonly rateLimits: boolean
  readonly paymentLifetime: Duration.Duration
  readonly sessionLifetime: Duration.Duration
  readonly tokenLifetime: Duration.Duration
}
