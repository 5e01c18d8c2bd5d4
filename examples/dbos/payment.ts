/** A payment as a workflow of DBOS: it outlives the process that started it, on the shop's own PostgreSQL. */
import { DBOS } from "@dbos-inc/dbos-sdk"
import { idempotencyKey, isWorthRepeating, type Vipps } from "@effect-vipps/promise"

export interface Order {
  /** In minor units. */
  readonly value: number
  readonly returnUrl: string
  readonly phoneNumber: string
}

/** What became of a payment. */
export type PaymentEnd = "Captured" | "NotPaid" | "NotShipped"

export interface Shop {
  readonly vipps: Vipps
  readonly orderOf: (reference: string) => Promise<Order>
  /** How many seconds a payment waits: for each look at the customer's decision, and for the goods to leave. */
  readonly waits: { readonly decision: number; readonly shipment: number }
}

/** For a day. Every repetition sends the same key. */
const patiently = {
  retriesAllowed: true,
  maxAttempts: 1_440,
  intervalSeconds: 60,
  backoffRate: 1,
  shouldRetry: isWorthRepeating
}

/**
 * A step that is stored when it has ended. DBOS repeats one whose result it did not store, also when Vipps carried it out.
 * What a step returns is stored in PostgreSQL, so it returns no more than the workflow needs.
 */
const step = <A>(name: string, call: () => Promise<A>) => DBOS.runStep(call, { ...patiently, name })

const amount = ({ value }: Order) => ({ value, currency: "NOK" as const })

/** Any other state, also one that is new, is not decided. */
const unpaid = new Set(["ABORTED", "EXPIRED", "TERMINATED"])

/** The workflow `Payment`, to be registered before `DBOS.launch`. Its id is the reference, and all that DBOS stores of it. */
export const registerPayment = ({ orderOf, vipps, waits }: Shop): ((reference: string) => Promise<PaymentEnd>) => {
  const create = async (reference: string) => {
    const order = await orderOf(reference)
    await vipps.ePayment.createPayment(
      {
        reference,
        amount: amount(order),
        paymentMethod: { type: "WALLET" },
        customer: { phoneNumber: order.phoneNumber },
        userFlow: "WEB_REDIRECT",
        returnUrl: order.returnUrl
      },
      { idempotencyKey: idempotencyKey(reference, "create") }
    )
  }
  const capture = async (reference: string) => {
    const modificationAmount = amount(await orderOf(reference))
    await vipps.ePayment.capturePayment(
      reference,
      { modificationAmount },
      { idempotencyKey: idempotencyKey(reference, "capture") }
    )
  }
  const release = async (reference: string) => {
    await vipps.ePayment.cancelPayment(reference, {}, { idempotencyKey: idempotencyKey(reference, "release") })
  }

  const payment = async (reference: string): Promise<PaymentEnd> => {
    await step("create", () => create(reference))
    // The webhook's handler sends `decided`. Vipps says which decision it was, also where the webhook was lost.
    let state = ""
    while (state !== "AUTHORIZED") {
      await DBOS.recv("decided", waits.decision)
      state = await step("read", async () => (await vipps.ePayment.getPayment(reference)).state)
      if (unpaid.has(state)) return "NotPaid"
    }
    if ((await DBOS.recv("shipped", waits.shipment)) === null) {
      await step("release", () => release(reference))
      return "NotShipped"
    }
    await step("capture", () => capture(reference))
    return "Captured"
  }
  return DBOS.registerWorkflow(payment, { name: "Payment" })
}
