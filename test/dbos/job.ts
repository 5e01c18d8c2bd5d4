/** What the shop's process and the test have in common. */
import type { VippsEmulator } from "@effect-vipps/emulator"
import type { Order } from "../../examples/dbos/payment.js"

export interface Job {
  /** Of the emulator. */
  readonly url: string
  readonly keys: VippsEmulator.Credentials
  readonly databaseUrl: string
  readonly references: ReadonlyArray<string>
  /** The capture after whose response the process kills itself. */
  readonly dieAtCapture?: number | undefined
}

export const orderOf: Order = { value: 20_000, returnUrl: "https://shop.example/thanks", phoneNumber: "4791234567" }
