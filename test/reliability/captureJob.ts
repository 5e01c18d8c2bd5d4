/** What the processes of a batch have in common with the program that starts them. */
import type { EPayment } from "@effect-vipps/client"
import type { VippsEmulator } from "@effect-vipps/emulator"

/** What a process is started with. */
export interface Job {
  readonly url: string
  readonly keys: VippsEmulator.Credentials
  /** Of the report. */
  readonly file: string
  readonly orders: number
  readonly concurrency: number
  /** The request amid or after which it is killed. */
  readonly killAt?: number | undefined
  readonly sampleEvery: number
}

/** The heap after a collection, and the requests of this process so far. */
export interface Sample {
  readonly settled: number
  readonly heapUsed: number
  readonly sent: number
}

/** Two shipments of each payment, with different amounts. */
export const orderOf = (n: number) =>
  ({
    reference: `order-${String(Math.floor(n / 2)).padStart(8, "0")}`,
    shipment: 1 + (n % 2),
    amount: { value: 10_000 + (n % 900), currency: "NOK" }
  }) satisfies EPayment.BatchCapture

/** The number of the first order after this one, as a database finds it. */
export const after = (last: EPayment.BatchOrder | undefined): number =>
  last === undefined ? 0 : 2 * Number(last.reference.slice("order-".length)) + Number(last.shipment)
