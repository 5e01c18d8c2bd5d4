/** What runners and the program that starts them have in common. */
import type { VippsEmulator } from "@effect-vipps/emulator"
import type { Order } from "../../examples/workflow/Orders.js"
import type { Waits } from "../../examples/workflow/Payment.js"

export interface Job {
  /** Of the emulator. */
  readonly url: string
  readonly keys: VippsEmulator.Credentials
  /** The folder of PostgreSQL's socket. */
  readonly host: string
  readonly database: string
  readonly port: number
  /** The capture after whose response the process kills itself. */
  readonly dieAtCapture?: number | undefined
}

export const waits: Waits = { Decided: "1 hour", Shipped: "1 hour", Returned: "1 hour" }

export const orderOf = (reference: string): Order => ({
  reference,
  amount: { value: 20_000, currency: "NOK" },
  returnUrl: "https://example.com/thanks",
  phoneNumber: "4791234567"
})
