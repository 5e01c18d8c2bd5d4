/** How a shop runs its payments on DBOS. */
import { DBOS } from "@dbos-inc/dbos-sdk"
import { type PaymentEnd, registerPayment, type Shop } from "./payment.js"

export interface Options extends Shop {
  readonly databaseUrl: string
  /**
   * The process that a payment belongs to, such as the pod's name in a StatefulSet. After a crash it takes its payments up
   * again when it starts with the same name.
   */
  readonly executorID: string
}

/** Signals of a payment. A handler may send one again: the second is ignored. */
export type Signal = "decided" | "shipped"

export const startShop = async ({ databaseUrl, executorID, ...shop }: Options) => {
  const payment = registerPayment(shop)
  DBOS.setConfig({
    name: "shop",
    systemDatabaseUrl: databaseUrl,
    // DBOS takes up no workflow of another version, and by default each change of the code is one.
    applicationVersion: "payment-1",
    executorID,
    logLevel: "error"
  })
  await DBOS.launch()
  return {
    /** Starts the payment of an order, or finds it: an order is paid once. */
    pay: async (reference: string): Promise<void> => {
      await DBOS.startWorkflow(payment, { workflowID: reference })(reference)
    },
    signal: (reference: string, signal: Signal): Promise<void> =>
      DBOS.send(reference, true, signal, `${reference} ${signal}`),
    /** What became of it, as soon as it has ended. */
    end: (reference: string): Promise<PaymentEnd> => DBOS.retrieveWorkflow<PaymentEnd>(reference).getResult(),
    close: (): Promise<void> => DBOS.shutdown()
  }
}
